"""Corrections: what a person says of a file that the reader could not know. A sheet's register, where its heading
stands, what a column means and in which unit; and what should stand in a cell.

They stand beside the file, which stays as it was sent: pure values here, applied when the file is opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jiedui.intake.files import Grid, SourceFile
from jiedui.intake.headings import Target, bare, targets
from jiedui.kernel.errors import Place, refused

LEFT_OUT: Final = "-"
"""Said in place of a register or a field: this sheet, this column is not read."""
LONGEST_TEXT: Final = 2000
"""Characters of a mended cell; the longest field takes fewer."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a column means: the name of a target, or left out; and its unit, empty for what the sheet says."""

    target: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """How a sheet is to be read. Rows and columns count from 1; an empty register and row 0 leave it to the reader."""

    register: str = ""
    row: int = 0
    height: int = 1
    columns: Mapping[int, ColumnChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Mend:
    """What should stand in a cell: sheet, row and column count from 1."""

    sheet: int
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that was said of one file: sheets by number, cells by position."""

    sheets: Mapping[int, SheetChoice] = field(default_factory=dict)
    mends: Sequence[Mend] = ()

    def with_sheet(self, number: int, choice: SheetChoice) -> Corrections:
        return replace(self, sheets={**self.sheets, number: choice})

    def with_mends(self, mends: Iterable[Mend], taken_back: Iterable[tuple[int, int, int]] = ()) -> Corrections:
        """New mends beside the old; one of a cell that was mended before takes its place."""
        cells = {(one.sheet, one.row, one.column): one for one in (*self.mends, *mends)}
        for cell in taken_back:
            cells.pop(cell, None)
        return replace(self, mends=tuple(sorted(cells.values())))

    def to_json(self) -> str:
        sheets = {
            number: [one.register, one.row, one.height, {n: [c.target, c.unit] for n, c in one.columns.items()}]
            for number, one in self.sheets.items()
        }
        return json.dumps({"sheets": sheets, "mends": mends_json(self.mends)}, ensure_ascii=False)


def corrections_from(text: str) -> Corrections:
    """Corrections out of what `to_json` wrote."""
    found = json.loads(text)
    sheets = {
        int(number): SheetChoice(register, row, height, {int(n): ColumnChoice(*c) for n, c in columns.items()})
        for number, (register, row, height, columns) in found["sheets"].items()
    }
    return Corrections(sheets, mends_from(found["mends"]))


def mends_json(mends: Iterable[Mend]) -> list[list[Any]]:
    return [[one.sheet, one.row, one.column, one.text] for one in mends]


def mends_from(found: Iterable[Sequence[Any]]) -> tuple[Mend, ...]:
    return tuple(Mend(*one) for one in found)


def heading_key(path: Iterable[str]) -> str:
    """A column's heading in the form by which offices' own headings are remembered: its parts from the top down."""
    return "".join(bare(part) for part in path)


def chosen(register: str, choice: ColumnChoice | None) -> Target | None:
    """What a choice means in a register; None where it leaves the column out or names no field of it."""
    return targets(register).get(choice.target) if choice is not None else None


def mended(source: SourceFile, mends: Sequence[Mend]) -> SourceFile:
    """The file as it is read with its cells mended; the digest stays that of the file as it was sent.

    Errors: MEND-001 for a cell that the file does not have, MEND-002 for a text that is too long.
    """
    by_sheet: dict[int, list[Mend]] = {}
    for one in mends:
        by_sheet.setdefault(one.sheet, []).append(one)
    for number in by_sheet:
        if not 1 <= number <= len(source.grids):
            raise refused("MEND-001", Place(source.name))
    grids = [
        _mended_grid(grid, by_sheet[number], source.name) if number in by_sheet else grid
        for number, grid in enumerate(source.grids, 1)
    ]
    return replace(source, grids=tuple(grids)) if by_sheet else source


def _mended_grid(grid: Grid, mends: Iterable[Mend], file: str) -> Grid:
    rows, errors, uncalculated = list(grid.rows), dict(grid.errors), set(grid.uncalculated)
    for one in mends:
        row, column = _anchor(grid, one.row - 1, one.column - 1)
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise refused("MEND-001", Place(file, grid.name, max(one.row, 1), max(one.column, 1)))
        if len(one.text) > LONGEST_TEXT:
            raise refused("MEND-002", Place(file, grid.name, one.row, one.column), limit=LONGEST_TEXT)
        rows[row] = [*rows[row][:column], one.text.strip() or None, *rows[row][column + 1 :]]
        errors.pop((row, column), None)
        uncalculated.discard((row, column))
    return replace(grid, rows=rows, errors=errors, uncalculated=frozenset(uncalculated))


def _anchor(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """The cell that holds the value of a position: the first of a merged range, or itself."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column
