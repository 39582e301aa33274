"""The zip archive around .xlsx and .ods: every part is unpacked once, counted and thrown away before any is read.

Nothing that the archive says about itself is believed: sizes are measured while streaming, and a part whose real
size is not the stated one is damaged. Archives inside the archive stay closed.
"""

from __future__ import annotations

import copy
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from jiedui.intake.files.grids import DamagedFile
from jiedui.intake.files.guards import MAX_UNPACKED_BYTES, MEGABYTE
from jiedui.kernel.errors import Place, refused

MAX_PARTS = 5_000
#: Deflate packs up to 1032:1; real sheets stay below 60:1. Small parts may be anything.
MAX_PACKING_RATE = 200
RATE_FREE_BYTES = 16 * MEGABYTE

_CHUNK = MEGABYTE
_PART_MARK = b"PK\x01\x02"
#: UTF-8 as well as both byte orders of UTF-16; the `in` tests before it are what makes it cheap.
_DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
_ENCRYPTED = 0x1


class Package:
    """A checked archive. Part names are compared without regard to case, as the formats' readers do."""

    def __init__(self, data: bytes, place: Place) -> None:
        """Refuse what is no sound archive: FILE-004, -006, -007, -010, -015, -016."""
        self.place = place
        if data.count(_PART_MARK) > 4 * MAX_PARTS:  # before the directory is parsed: an entry costs 500 bytes
            raise refused("FILE-015", place, found=data.count(_PART_MARK), limit=MAX_PARTS)
        with _zip_faults():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        entries = self._archive.infolist()
        if len(entries) > MAX_PARTS:
            raise refused("FILE-015", place, found=len(entries), limit=MAX_PARTS)
        self._entries = {_normal(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise DamagedFile("two parts have the same name")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise refused("FILE-010", place)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._entries

    def names(self) -> list[str]:
        """All part names in lower case."""
        return list(self._entries)

    def check(self) -> None:
        """Unpack every part once against the limits, and look into each XML part for declarations."""
        total = 0
        for name, entry in self._entries.items():
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DamagedFile(f"part {name} is packed in an unusual way")
            is_xml = name.endswith((".xml", ".rels"))
            size = 0
            tail = b""
            for chunk in self.chunks(name):
                size += len(chunk)
                if total + size > MAX_UNPACKED_BYTES:
                    raise refused("FILE-006", self.place, limit_mb=MAX_UNPACKED_BYTES // MEGABYTE)
                if size > RATE_FREE_BYTES and size > MAX_PACKING_RATE * entry.compress_size:
                    raise refused("FILE-016", self.place, part=name, limit=MAX_PACKING_RATE)
                if is_xml and _declares(tail + chunk):
                    raise refused("FILE-007", self.place)
                tail = chunk[-20:]
            if size != entry.file_size:
                raise DamagedFile(f"part {name} is {size} bytes long, the archive says {entry.file_size}")
            total += size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part's content, piece by piece."""
        # The stated size is taken away, or zipfile would stop there and a longer content stay unseen.
        entry = copy.copy(self._entries[_normal(name)])
        entry.file_size = 1 << 60
        with _zip_faults(), self._archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def parse(self, name: str, parser: expat.XMLParserType) -> None:
        """Feed the part to an XML parser whose handlers take what they need."""
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
            raise DamagedFile(f"part {name}: {error}") from error


def _normal(name: str) -> str:
    return name.replace("\\", "/").lower()


def _declares(piece: bytes) -> bool:
    # A sheet is full of `<` and hardly ever has `<!`, so nearly all pieces end at the first line.
    if not (b"<!" in piece or b"<\0!\0" in piece or b"\0<\0!" in piece):
        return False
    return _DECLARATION.search(piece) is not None


@contextmanager
def _zip_faults() -> Iterator[None]:
    """What `zipfile` raises on a broken archive, in one word."""
    try:
        yield
    except DamagedFile:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # a newer zip version or an unknown packing
        RuntimeError,
        ValueError,  # offsets before the file's beginning, names that cannot be decoded
        OverflowError,
        OSError,
        struct.error,
    ) as error:
        raise DamagedFile(str(error) or type(error).__name__) from error
