"""Workbooks of .xls: an OLE file that holds a stream of records.

Calamine believes what the file says of its own sizes and follows its chains of sectors wherever they lead. So the
stream is taken out here, its records are walked (which also finds the area and the error cells of each sheet), and
calamine gets it in a fresh OLE file with nothing else in it.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from jiedui.intake.files.calamine import open_workbook, read_sheet
from jiedui.intake.files.grids import DamagedFile, Grid, Position
from jiedui.intake.files.guards import MAX_MERGES, MAX_TEXT_BYTES, Budget, Span
from jiedui.intake.files.ole import single_stream_file
from jiedui.kernel.errors import Place, refused

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _BOUNDSHEET, _SST, _DIMENSIONS, _MERGED = 0x002F, 0x0085, 0x00FC, 0x0200, 0x00E5
_SINGLE = frozenset((0x0203, 0x027E, 0x0204, 0x00D6))  # NUMBER, RK, LABEL, RSTRING
_LABEL_SST, _MULTIPLE_RK, _BOOL_OR_ERROR = 0x00FD, 0x00BD, 0x0205
_FORMULAS = frozenset((0x0006, 0x0206, 0x0406))
_WORDS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MAX_COLUMNS = 256
_MAX_ROWS = 65_536
_WORKSHEET = 0


@dataclass(slots=True)
class _Sheet:
    name: str
    offset: int
    is_worksheet: bool
    span: Span = field(default_factory=Span)
    merges: int = 0
    errors: dict[Position, str] = field(default_factory=dict)
    #: The shared texts that its cells name.
    texts: array[int] = field(default_factory=lambda: array("I"))


def read_xls(stream: bytes, place: Place) -> tuple[Grid, ...]:
    """All worksheets of a Workbook stream. Refuses with FILE-004, -006, -008, -010, -014."""
    sheets, strings = _globals(stream, place)
    if len({sheet.offset for sheet in sheets}) < len(sheets):
        raise DamagedFile("two sheets share one content")
    for sheet in sheets:
        _walk_sheet(stream, sheet)
    shown = sum(len(sheet.texts) for sheet in sheets)
    budget = Budget(place)
    if shown * sum(map(len, strings)) > MAX_TEXT_BYTES:
        lengths = _string_lengths(strings)
        budget.admit_text(sum(lengths[index] for sheet in sheets for index in sheet.texts if index < len(lengths)))
    for sheet in sheets:
        budget.admit(sheet.name, sheet.span)
    workbook = open_workbook(single_stream_file(stream), place)
    metadata = workbook.sheets_metadata
    if len(metadata) != len(sheets):
        raise DamagedFile("the list of sheets does not agree with the sheets")
    return tuple(
        read_sheet(workbook, described.name, place, uncalculated=set(), errors=sheet.errors)
        for described, sheet in zip(metadata, sheets, strict=True)
        if sheet.is_worksheet
    )


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """(type, offset, length) of every record from `offset` on."""
    end = len(stream)
    unpack = struct.Struct("<HH").unpack_from
    while offset + 4 <= end:
        kind, length = unpack(stream, offset)
        offset += 4
        if offset + length > end:
            raise DamagedFile("a record reaches beyond the end")
        yield kind, offset, length
        offset += length


def _globals(stream: bytes, place: Place) -> tuple[list[_Sheet], list[bytes]]:
    """The sheets in order, and the pieces of the table of shared texts."""
    sheets: list[_Sheet] = []
    strings: list[bytes] = []
    previous = 0
    for kind, offset, length in _records(stream, 0):
        if kind == _EOF:
            return sheets, strings
        if kind == _FILEPASS:
            raise refused("FILE-010", place)
        if kind == _BOUNDSHEET and length >= 6:
            start, _, sheet_type = struct.unpack_from("<IBB", stream, offset)
            name = _sheet_name(stream[offset + 6 : offset + length]) or str(len(sheets) + 1)
            sheets.append(_Sheet(name, start, sheet_type == _WORKSHEET))
        elif kind == _SST and length >= 8:
            count = struct.unpack_from("<I", stream, offset + 4)[0]
            if count > len(stream) // 3:  # calamine would take memory for all of them at once
                raise DamagedFile(f"it claims to hold {count} texts")
            strings = [stream[offset : offset + length]]
        elif kind == _CONTINUE and previous == _SST:
            strings.append(stream[offset : offset + length])
            continue
        previous = kind
    raise DamagedFile("the list of sheets does not end")


def _sheet_name(field: bytes) -> str:
    """For messages; calamine's name is the one that is kept. Before Excel 97 the text has no flags byte."""
    is_wide = len(field) > 1 and field[1] == 1
    return field[2:].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _walk_sheet(stream: bytes, sheet: _Sheet) -> None:
    """Find what the sheet spans and which cells show an error."""
    depth = 0
    try:
        for kind, offset, length in _records(stream, sheet.offset):
            if kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif kind == _DIMENSIONS:
                _check_dimensions(stream, offset, length)
            elif kind == _MERGED:
                sheet.merges += struct.unpack_from("<H", stream, offset)[0]
                if sheet.merges > MAX_MERGES:
                    raise DamagedFile(f"a sheet has more than {MAX_MERGES} merged ranges")
            else:
                _walk_cell(stream, sheet, kind, offset, length)
    except struct.error as error:
        raise DamagedFile("a record is cut short") from error
    raise DamagedFile("a sheet does not end")


def _check_dimensions(stream: bytes, offset: int, length: int) -> None:
    # Calamine takes memory for what is claimed here, whatever the cells say.
    layout = "<IIHH" if length >= 14 else "<HHHH"
    top, bottom, left, right = struct.unpack_from(layout, stream, offset)
    if top > bottom or left > right or bottom > _MAX_ROWS or right > _MAX_COLUMNS:
        raise DamagedFile("a sheet claims a size that no .xls can have")


def _walk_cell(stream: bytes, sheet: _Sheet, kind: int, offset: int, length: int) -> None:
    if kind == _LABEL_SST:
        row, column, _, index = struct.unpack_from("<HHHI", stream, offset)
        sheet.texts.append(index)
        last = column
    elif kind in _SINGLE:
        row, column = struct.unpack_from("<HH", stream, offset)
        last = column
    elif kind == _MULTIPLE_RK:
        row, column = struct.unpack_from("<HH", stream, offset)
        last = struct.unpack_from("<H", stream, offset + length - 2)[0]
    elif kind == _BOOL_OR_ERROR:
        row, column, _, code, is_error = struct.unpack_from("<HHHBB", stream, offset)
        last = column
        if is_error:
            sheet.errors[row, column] = _WORDS.get(code, "#N/A")
    elif kind in _FORMULAS:
        row, column, _, result, code, marker = struct.unpack_from("<HHHBxB3xH", stream, offset)
        last = column
        if marker == 0xFFFF and result == 2:
            sheet.errors[row, column] = _WORDS.get(code, "#N/A")
    else:
        return
    if last < column or last >= _MAX_COLUMNS:
        raise DamagedFile(f"there is no column {max(last, column) + 1}")
    span = sheet.span
    span.filled += last - column + 1
    if row >= span.rows:
        span.rows = row + 1
    if last >= span.columns:
        span.columns = last + 1


def _string_lengths(pieces: list[bytes]) -> list[int]:
    """The characters of every shared text. A text may break off in one record and go on in the next."""
    count = struct.unpack_from("<I", pieces[0], 4)[0]
    lengths: list[int] = []
    piece, at = 0, 8
    try:
        for _ in range(count):
            if at >= len(pieces[piece]):
                piece, at = piece + 1, 0
            characters, flags = struct.unpack_from("<HB", pieces[piece], at)
            at += 3
            runs = after = 0
            if flags & 0x08:
                runs = struct.unpack_from("<H", pieces[piece], at)[0]
                at += 2
            if flags & 0x04:
                after = struct.unpack_from("<I", pieces[piece], at)[0]
                at += 4
            lengths.append(characters)
            width, left = 1 + (flags & 1), characters
            while (fits := (len(pieces[piece]) - at) // width) < left:
                left -= fits
                piece += 1
                width, at = 1 + (pieces[piece][0] & 1), 1
            at += left * width + runs * 4 + after
            while at > len(pieces[piece]):
                at -= len(pieces[piece])
                piece += 1
    except (struct.error, IndexError) as error:
        raise DamagedFile("the table of texts is cut short") from error
    return lengths
