"""What a file becomes: grids of cells as they stand, addressed as in the spreadsheet.

`rows[0]` is the spreadsheet's row 1 and `rows[i][0]` its column A. All rows of a grid are equally wide; empty rows
and columns before the data are kept so that addresses hold, those behind it are cut off. Nothing is interpreted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import isfinite
from typing import Literal

CellValue = None | str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Position = tuple[int, int]
MergedRange = tuple[int, int, int, int]
FileKind = Literal["xlsx", "xls", "ods", "csv"]

#: What a cell shows in place of a result; text that reads so counts as an error wherever it comes from.
ERROR_WORDS = frozenset(
    ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands in the file. All positions are (row, column) from zero."""

    name: str
    hidden: bool
    rows: list[list[CellValue]]
    #: (first row, first column, last row, last column), inclusive, cut to the grid; they do not overlap.
    merged: tuple[MergedRange, ...]
    #: Formula cells of .xlsx that carry no stored result; their value is None.
    uncalculated: frozenset[Position]
    #: Cells that show an error, with the word they show; their value is None.
    errors: dict[Position, str]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One sender's file: its name, its SHA-256, its kind by content, its size in bytes and its sheets in order."""

    name: str
    digest: str
    kind: FileKind
    size: int
    grids: tuple[Grid, ...]


class DamagedFile(ValueError):
    """A reader's word that the file does not hold together; `read_file` turns it into FILE-004."""


def build_grid(
    name: str,
    rows: Iterable[Sequence[CellValue]],
    *,
    hidden: bool = False,
    left: int = 0,
    merged: Iterable[MergedRange] = (),
    uncalculated: AbstractSet[Position] = frozenset(),
    errors: dict[Position, str] | None = None,
) -> Grid:
    """Make a grid of rows that begin in column `left`: empty text to None, error words set apart, edges trimmed.

    Equal texts are kept once, which halves the memory of a roster.
    """
    known: dict[str, str | None] = {"": None}
    keep = known.setdefault
    padding: list[CellValue] = [None] * left
    kept: list[list[CellValue]] = []
    faults = dict(errors or {})
    for row in rows:
        cells = [keep(v, v) if v.__class__ is str else v for v in row]
        kept.append(padding + cells if left else cells)
    faults.update(_odd_numbers(kept))
    if not ERROR_WORDS.isdisjoint(known):
        faults.update(_error_texts(kept))
    for row_index, column in faults:
        if row_index < len(kept) and column < len(kept[row_index]):
            kept[row_index][column] = None
    height, width = _fit(kept, [*faults, *uncalculated])
    return Grid(name, hidden, kept, _cut_merges(merged, height, width), frozenset(uncalculated), faults)


def _odd_numbers(rows: list[list[CellValue]]) -> dict[Position, str]:
    """NaN and the infinite, which no spreadsheet shows but a file can hold."""
    return {
        (index, column): "#NUM!"
        for index, row in enumerate(rows)
        for column, value in enumerate(row)
        if value.__class__ is float and not isfinite(value)
    }


def _error_texts(rows: list[list[CellValue]]) -> dict[Position, str]:
    return {
        (index, column): value
        for index, row in enumerate(rows)
        for column, value in enumerate(row)
        if isinstance(value, str) and value in ERROR_WORDS
    }


def _fit(rows: list[list[CellValue]], marked: list[Position]) -> tuple[int, int]:
    """Cut or widen all rows to one width that holds every value and every marked position."""
    height = max((row + 1 for row, _ in marked), default=0)
    width = max((column + 1 for _, column in marked), default=0)
    for index, row in enumerate(rows):
        last = len(row)
        while last > 0 and row[last - 1] is None:
            last -= 1
        if last:
            height, width = max(height, index + 1), max(width, last)
    del rows[height:]
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        if len(row) > width:
            del row[width:]
        elif len(row) < width:
            row.extend([None] * (width - len(row)))
    return height, width


def _cut_merges(merged: Iterable[MergedRange], height: int, width: int) -> tuple[MergedRange, ...]:
    """The merged ranges within the grid. Overlapping ones are no spreadsheet's, and cost a reader dearly: refused."""
    cut: list[MergedRange] = []
    area = 0
    for top, left, last_row, last_column in merged:
        bottom, right = min(last_row, height - 1), min(last_column, width - 1)
        if bottom < top or right < left:
            continue
        area += (bottom - top + 1) * (right - left + 1)
        if (bottom, right) != (top, left):
            cut.append((top, left, bottom, right))
    if area > height * width:
        raise DamagedFile("merged cells overlap")
    return tuple(cut)
