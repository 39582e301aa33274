"""OLE compound files: the streams inside, and a fresh file around one stream.

Only as much of [MS-CFB] as is needed to take the workbook out of an .xls safely: every chain of sectors is followed
with a bound, so a chain that bites its own tail is found.
"""

from __future__ import annotations

import struct
from array import array

from jiedui.intake.files.grids import DamagedFile

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST, _FREE, _FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_MINI = 64
_STREAM, _ROOT = 2, 5


class OleFile:
    """The directory of an OLE file; `stream(name)` takes one out."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._read_directory()
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise DamagedFile(str(error)) from error

    def _read_directory(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise DamagedFile("its sectors have an odd size")
        self._size = 1 << shift
        directory, _, cutoff, mini_start, _, difat_start, _ = struct.unpack_from("<7I", self._data, 48)
        self._cutoff = cutoff
        self._fat = self._read_fat(difat_start)
        self._mini_fat = self._numbers(self._join(mini_start)) if mini_start < _FAT_SECTOR else array("I")
        entries = self._join(directory)
        self._streams: dict[str, tuple[int, int]] = {}
        self._mini_data: bytes | None = None
        root = 0
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
            if kind == _ROOT:
                root = start
            elif kind == _STREAM:
                self._streams.setdefault(name, (start, size))
        self._root = root

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The content of a stream; a chain that is broken or endless is damage."""
        start, size = self._streams[name]
        if size >= self._cutoff:
            content = self._join(start)
        else:
            if self._mini_data is None:
                self._mini_data = self._join(self._root)
            mini = self._mini_data
            content = b"".join(mini[n * _MINI : n * _MINI + _MINI] for n in _chain(self._mini_fat, start))
        if len(content) < size:
            raise DamagedFile(f"stream {name} is cut short")
        return content[:size]

    def _read_fat(self, difat_start: int) -> array[int]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        seen = 0
        while difat_start < _FAT_SECTOR:
            *more, difat_start = self._numbers(self._sector(difat_start))
            sectors += more
            seen += 1
            if seen * self._size > len(self._data):
                raise DamagedFile("its table of sectors is endless")
        fat = array("I")
        for sector in sectors:
            if sector < _FAT_SECTOR:
                fat.extend(self._numbers(self._sector(sector)))
            if len(fat) * 4 > len(self._data) + self._size:
                raise DamagedFile("its table of sectors is longer than the file")
        return fat

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise DamagedFile("a sector lies beyond the end")
        return sector.ljust(self._size, b"\0")

    def _join(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(self._fat, start)))

    @staticmethod
    def _numbers(content: bytes) -> array[int]:
        return array("I", struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _chain(table: array[int], start: int) -> list[int]:
    chain: list[int] = []
    while start != _LAST:
        if start >= len(table) or len(chain) >= len(table):
            raise DamagedFile("a chain of sectors is broken or endless")
        chain.append(start)
        start = table[start]
    return chain


def single_stream_file(content: bytes) -> bytes:
    """A new OLE file whose only stream is `Workbook`. Sectors of 4096 bytes, so the header's table is enough."""
    size = 4096
    content = content.ljust(size, b"\0")  # shorter ones would belong among the small streams
    data_sectors = -(-len(content) // size)
    fat_sectors = 1
    while fat_sectors * size // 4 < fat_sectors + 3 + data_sectors:
        fat_sectors += 1
    directory, mini_fat, mini_data, first = (fat_sectors + n for n in range(4))
    fat = array("I", [_FAT_SECTOR] * fat_sectors + [_LAST] * 3)
    fat.extend(range(first + 1, first + data_sectors))
    fat.append(_LAST)
    fat.extend([_FREE] * (fat_sectors * size // 4 - len(fat)))
    header = SIGNATURE + bytes(16) + struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, fat_sectors, directory, 0, size, mini_fat, 1, _LAST, 0)
    header += struct.pack("<109I", *range(fat_sectors), *[_FREE] * (109 - fat_sectors))
    # Calamine calls the root empty when there is no room for small streams, so there is room for one.
    entries = _entry("Root Entry", _ROOT, 1, mini_data, _MINI)
    entries += _entry("Workbook", _STREAM, _FREE, first, len(content))
    tables = struct.pack(f"<{len(fat)}I", *fat)
    mini_table = struct.pack(f"<{size // 4}I", _LAST, *[_FREE] * (size // 4 - 1))
    filling = bytes(-len(content) % size)
    head = header.ljust(size, b"\0") + tables + entries.ljust(size, b"\0") + mini_table
    return b"".join((head, bytes(size), content, filling))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
