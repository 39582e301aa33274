"""Comma-, tab- and semicolon-separated text. A cell stays text: 007 and 2023.10 mean what the sender wrote."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from jiedui.intake.files.grids import CellValue, DamagedFile, Grid, build_grid
from jiedui.intake.files.guards import MAX_CELLS, MAX_ROWS, MEGABYTE, Budget, Span
from jiedui.kernel.errors import Place, refused

#: In the order in which a tie is decided: commas stand inside numbers, semicolons hardly, tabs never.
DELIMITERS = ("\t", ";", ",")
_SNIFFED_CHARACTERS = 64 * 1024
_SNIFFED_ROWS = 200


def read_csv(data: bytes, name: str, place: Place) -> tuple[Grid, ...]:
    """The text as one grid named `name`. Refuses with FILE-008, -009, -012, -014, -017."""
    encoding = _encoding(data, place)
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as stream:
        delimiter = _delimiter(stream.read(_SNIFFED_CHARACTERS))
    rows: list[list[CellValue]] = []
    budget, span, cells = Budget(place), Span(), 0
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        try:
            for row in reader:
                cells += len(row)
                if cells > MAX_CELLS:
                    raise refused("FILE-014", place, limit=MAX_CELLS)
                filled = len(row) - row.count("")
                span.filled += filled
                span.mentioned_rows += 1
                if filled:
                    span.rows, span.columns = len(rows) + 1, max(span.columns, len(row))
                rows.append([*row])
                if len(rows) > MAX_ROWS:
                    budget.admit(name, span)
                    raise refused("FILE-012", place, sheet=name, limit=MAX_ROWS)
        except csv.Error as error:
            if "field limit" not in str(error):
                raise DamagedFile(f"line {reader.line_num}: {error}") from error
            raise refused("FILE-017", place, line=reader.line_num, limit=csv.field_size_limit()) from error
    budget.admit(name, span)
    return (build_grid(name, rows),)


def _encoding(data: bytes, place: Place) -> str:
    """`utf-8-sig` or `gb18030`; FILE-009 names the byte (from zero) up to which the better of them came."""
    offsets = []
    has_mark = data.startswith(codecs.BOM_UTF8)
    for encoding in ("utf-8-sig",) if has_mark else ("utf-8-sig", "gb18030"):
        offset = _first_bad_byte(data, encoding)
        if offset is None:
            return encoding
        offsets.append(offset)
    raise refused("FILE-009", place, offset=max(offsets))


def _first_bad_byte(data: bytes, encoding: str) -> int | None:
    # Piece by piece: the whole text decoded at once would take four times the file.
    decoder = codecs.getincrementaldecoder("utf-8" if encoding == "utf-8-sig" else encoding)()
    view = memoryview(data)
    for start in range(0, len(data) + 1, MEGABYTE):
        piece = view[start : start + MEGABYTE]
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(bytes(piece), final=start + MEGABYTE > len(data))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def _delimiter(head: str) -> str:
    """The delimiter that cuts the most lines to one and the same width of two or more."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for row in islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _SNIFFED_ROWS):
                widths[len(row)] += len(row) > 1
        except csv.Error:
            continue  # the reading itself will say where
        width, lines = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if lines and (lines, width) > best_score:
            best, best_score = delimiter, (lines, width)
    return best
