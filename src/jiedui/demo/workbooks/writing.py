"""Sheets as offices make them, and the many ways in which one value is written.

A `Sheet` is rows of plain cells with merged ranges; a `Scribe` spells days, numbers and answers, each time in
another of the shapes that readers must understand. A month alone is written only for a first of a month, so that
what is read is what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import NOTICE
from jiedui.kernel.units import in_unit

_EPOCH: Final = date(1899, 12, 30)
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
LEFT: Final = "\0left"
"""In a header: merged with the cell to the left."""
UP: Final = "\0up"
"""In a header: merged with the cell above."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that the sender's spreadsheet last computed."""

    text: str
    value: int | float


Cell = None | str | int | float | date | Formula
Sums = Mapping[int, int | float]
"""Column → sum."""


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows and its merged ranges (first row, first column, last row, last column), from zero."""

    name: str
    hidden: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, *cells: Cell) -> int:
        """Append a row; its index."""
        self.rows.append(list(cells))
        return len(self.rows) - 1

    def title(self, text: str, width: int) -> None:
        """A title over the whole width that says what all of this is: invented."""
        row = self.add(f"{text}({NOTICE})")
        self.merges.append((row, 0, row, width - 1))

    def header(self, *levels: Sequence[str]) -> None:
        """A header of one row or several; `LEFT` and `UP` are merged into their neighbours."""
        top = len(self.rows)
        for level in levels:
            self.add(*(None if cell in (LEFT, UP) else cell for cell in level))
        for row, level in enumerate(levels):
            for column, cell in enumerate(level):
                if cell in (LEFT, UP):
                    continue
                right = column
                while right + 1 < len(level) and level[right + 1] == LEFT:
                    right += 1
                bottom = row
                while bottom + 1 < len(levels) and levels[bottom + 1][column] == UP:
                    bottom += 1
                self.merge(top + row, column, top + bottom, right)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    def total(self, label: str, width: int, sums: Sums, rows: Sequence[int] = (), *, at: int = 0) -> int:
        """A sum row. With `rows`, each sum is a formula over those rows and carries its value."""
        cells: list[Cell] = [None] * width
        cells[at] = label
        for column, value in sums.items():
            cells[column] = Formula(_sum_of(column, rows), value) if rows else value
        return self.add(*cells)

    def note(self, *lines: str) -> None:
        """Notes below the table, after a blank row."""
        self.add()
        for line in lines:
            self.add(line)


@dataclass(frozen=True, slots=True)
class Book:
    """One file: its name with the ending that says its format, and its sheets. `encoding` is for .csv."""

    name: str
    sheets: tuple[Sheet, ...]
    encoding: str = "utf-8-sig"
    streamed: bool = False
    """Written row by row, for the largest."""


def headings(*lines: str) -> tuple[str, ...]:
    """The headings in lines of text, set apart by blanks."""
    return tuple(heading for line in lines for heading in line.split())


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sum_of(column: int, rows: Sequence[int]) -> str:
    letters = column_letters(column)
    if len(rows) > 1 and list(rows) == list(range(rows[0], rows[-1] + 1)):
        return f"=SUM({letters}{rows[0] + 1}:{letters}{rows[-1] + 1})"
    return "=" + "+".join(f"{letters}{row + 1}" for row in rows)


def amount(fen: int, unit: str = "万元") -> int | float:
    """Money as the number that a spreadsheet shows in a unit."""
    return number(in_unit(fen, unit))


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


class Scribe:
    """Spells values in a sender's many ways, the same ways each time for one seed."""

    def __init__(self, seed: str, *, as_text: bool = False) -> None:
        """`as_text`: for formats and sheets that keep no dates, as .csv."""
        self.rng = Random(seed)
        self.as_text = as_text

    def day(self, day: date | None) -> Cell:
        if day is None:
            return None
        shapes: list[Cell] = [
            day.isoformat(),
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y%m%d}",
            f"{day.year}年{day.month}月{day.day}日".translate(_WIDE),
        ]
        if day.day == 1:
            shapes += [f"{day.year}.{day.month}", f"{day.year}年{day.month}月", f"{day:%Y%m}"]
        if not self.as_text:
            shapes += [day, day, day, (day - _EPOCH).days, int(f"{day:%Y%m%d}")]
        return self.rng.choice(shapes)

    def money(self, fen: int | None, unit: str = "万元") -> Cell:
        """An amount in a unit: a number, or text with separators, full-width digits or blanks."""
        return None if fen is None else self._number(amount(fen, unit))

    def count(self, value: int | None) -> Cell:
        return None if value is None else self._number(value)

    def _number(self, value: int | float) -> Cell:
        plain = format(Decimal(str(value)), "f")
        shapes: tuple[Cell, ...] = (
            value,
            value,
            value,
            plain,
            f" {plain} ",
            plain.translate(_WIDE),
            format(Decimal(plain), ","),
        )
        return self.rng.choice(shapes)

    def flag(self, value: bool | None) -> Cell:
        if value is None:
            return None
        return self.rng.choice(("是", "√", "是") if value else ("否", "×", "否"))

    def county(self, code: str) -> str:
        return homes.county(self.rng, code)

    def village(self, place: homes.Village) -> str:
        return homes.village(self.rng, place)

    def word(self, words: Iterable[str]) -> str:
        return self.rng.choice(list(words))
