"""Columns: the cells of a sheet's records turned into values, a column at a time, every fault kept with its place.

Equal cells are read once: a column of 40,000 dates holds a few hundred different ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiedui.intake.files import CellValue, Grid
from jiedui.intake.recognition import Column, Reading
from jiedui.kernel import regions
from jiedui.kernel.cells import Fault, plain_text, read_day
from jiedui.kernel.errors import Place, Problem
from jiedui.kernel.identity import hide_numbers
from jiedui.places.queries import RegionIndex
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Choice, Day, Mask, Percent, RegionField, Sealed, Text
from jiedui.registers.keys import secret

MISSING = object()
"""Stands for a value that could not be read; the problem says why."""


@dataclass(slots=True)
class Cells:
    """The values of a sheet's records by column, each list as long as there are records."""

    rows: list[int]
    values: dict[str, list[Any]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)
    months: dict[str, int] = field(default_factory=dict)

    def place(self, file: str, sheet: str, position: int, name: str | None) -> Place:
        """Where a record's field stands in the file."""
        column = self.columns.get(name) if name else None
        if column is None:
            return Place(file, sheet, self.rows[position] + 1)
        return Place(file, sheet, self.rows[position] + 1, column.index + 1, column.heading)


def read_cells(
    grid: Grid, reading: Reading, rows: Sequence[Sequence[CellValue]], records: list[int], file: str, places: Places
) -> Cells:
    """Read every mapped column of the records. Problems: the CELL codes."""
    cells = Cells(records)
    for column in reading.columns:
        name = column.target.name
        cells.columns[name] = column
        raws = [rows[number][column.index] for number in records]
        flaws = _flaws(grid, column.index)
        if isinstance(column.target.field, RegionField):
            read = places.reader(column.target.field)
        elif isinstance(column.target.field, Choice) and column.target.field.by_region:
            read = places.whereabouts(column.target.field)
        else:
            read = _reader(column, raws)
        cells.values[name] = _column(cells, column, raws, flaws, read, file, reading.sheet)
        if isinstance(column.target.field, Text) and reading.register is not None:
            _hide_numbers(cells, column, reading.register, file, reading.sheet)
    _split_period(cells)
    return cells


def _split_period(cells: Cells) -> None:
    """A column that holds both ends of a term is the columns of its two days."""
    terms = cells.values.pop("period", None)
    if terms is None:
        return
    for number, name in enumerate(("started_on", "ended_on")):
        cells.columns[name] = cells.columns["period"]
        cells.values[name] = [term if term is MISSING or term is None else term[number] for term in terms]


def _flaws(grid: Grid, index: int) -> dict[int, Fault]:
    """The column's cells that show an error or a formula without a result."""
    flaws: dict[int, Fault] = {
        row: ("CELL-022", {"found": word}) for (row, c), word in grid.errors.items() if c == index
    }
    flaws.update({row: ("CELL-021", {}) for row, c in grid.uncalculated if c == index})
    return flaws


def _reader(column: Column, raws: Sequence[CellValue]) -> Any:
    target, unit = column.target.field, column.unit
    if isinstance(target, Percent):
        as_share = _are_shares(raws)
        return lambda raw: target.read(raw, unit, as_share=as_share)
    if isinstance(target, Sealed):
        return lambda raw: _sealed(target, raw)
    return lambda raw: target.read(raw, unit)


def _are_shares(raws: Sequence[CellValue]) -> bool:
    """Whether a column of percentages was formatted as such: all its numbers lie between 0 and 1, and not all are 0."""
    numbers = [raw for raw in raws if isinstance(raw, float)]
    return any(numbers) and all(0 <= number <= 1 for number in numbers)


def _sealed(target: Sealed, raw: object) -> tuple[Any, Fault | None]:
    text, fault = target.normal(raw)
    if fault is not None and isinstance(raw, str) and "*" in raw:
        return Mask(target.read_mask(raw)), None
    return (None if text is None else secret(text, target.mask(text))), fault


def _column(
    cells: Cells, column: Column, raws: list[CellValue], flaws: dict[int, Fault], read: Any, file: str, sheet: str
) -> list[Any]:
    fresh = _each_once(raws, read, required=column.target.field.required, expected=column.target.field.expected)
    has_flags = any(raw.__class__ is bool for raw in raws)
    found = [fresh[(raw.__class__, raw)] for raw in raws] if has_flags else [fresh[raw] for raw in raws]
    if flaws or any(fault is not None for _, fault in fresh.values()):
        for position, row in enumerate(cells.rows):
            fault = flaws.get(row) or found[position][1]
            if fault is not None:
                place = Place(file, sheet, row + 1, column.index + 1, column.heading)
                cells.problems.append(Problem(fault[0], _without_numbers(fault[1]), place))
                cells.faulty.add(position)
                found[position] = (MISSING, fault)
    if isinstance(column.target.field, Day):
        texts = {raw for raw in raws if isinstance(raw, (str, int, float))}
        cells.months[column.heading] = _month_only(texts)
    return [value for value, _ in found]


def _without_numbers(fields: dict[str, Any]) -> dict[str, Any]:
    """A fault's fields with identity numbers masked: one may stand in any column by mistake."""
    return {name: hide_numbers(value) if isinstance(value, str) else value for name, value in fields.items()}


def _hide_numbers(cells: Cells, column: Column, register: Register, file: str, sheet: str) -> None:
    """Mask the identity numbers that stand in a column of text. Problems: CELL-031, a warning at each cell."""
    values = cells.values[column.target.name]
    may_be_code = column.target.link is None and column.target.name in register.identifying
    hidden: dict[str, str] = {}
    for text in {text for text in values if isinstance(text, str) and len(text) >= 18}:
        if (masked := hide_numbers(text, may_be_code=may_be_code)) != text:
            hidden[text] = masked
    for position, text in enumerate(values) if hidden else ():
        if text in hidden:
            values[position] = hidden[text]
            place = cells.place(file, sheet, position, column.target.name)
            cells.problems.append(Problem("CELL-031", {"shown": hidden[text]}, place, "warning"))


def _each_once(raws: Sequence[CellValue], read: Any, *, required: bool, expected: str) -> dict[Any, Any]:
    """What each different cell reads as. Yes and no are told apart from 1 and 0, which compare equal to them."""
    different: set[Any] = set(raws)
    if any(raw.__class__ is bool for raw in raws):
        different = {(raw.__class__, raw) for raw in raws}
        result = {key: read(key[1]) for key in different}
    else:
        result = {raw: read(raw) for raw in different}
    if required:
        for key, (value, fault) in result.items():
            if value is None and fault is None:
                result[key] = (None, ("CELL-001", {"expected": expected}))
    return result


def _month_only(raws: set[Any]) -> int:
    return sum(1 for raw in raws if read_day(raw)[1])


class Places:
    """Region names of one file made into codes: names that several regions bear are settled by those that are clear."""

    def __init__(self, index: RegionIndex, scopes: Sequence[str], pairings: Sequence[tuple[str, str]] = ()) -> None:
        self.index = index
        self.scopes = list(scopes)
        self.homes = {region[:2] for region, _ in pairings}
        self.donors = {donor[:2] for _, donor in pairings}
        self.known: dict[str, list[str]] = {}

    def learn(self, texts: set[str]) -> None:
        """Look all texts of a file up; where the ledger knows no scope yet, the clear ones give it."""
        for text in texts:
            self.known[text] = self.index.find(text, self.scopes)
        if not self.scopes:
            clear = [found[0] for found in self.known.values() if len(found) == 1]
            self.scopes = sorted({code[:4].ljust(12, "0") for code in clear if regions.level(code) > 1})
            for text, found in self.known.items():
                if len(found) > 1:
                    self.known[text] = self.index.find(text, self.scopes)

    def whereabouts(self, target: Choice) -> Any:
        """A cell reader for a choice that offices also write as a region: the pairings say what it is to the ledger."""

        def read(raw: object) -> tuple[str | None, Fault | None]:
            text = plain_text(raw)
            provinces = {code[:2] for code in self.index.find(text)} if text and self.donors else set()
            if len(provinces) != 1:
                return target.read(raw)
            province = provinces.pop()
            whose = "donor" if province in self.donors else "home" if province in self.homes else "other"
            return target.by_region[whose], None

        return read

    def reader(self, target: RegionField) -> Any:
        """A cell reader for a region field. Errors: CELL-007 (level), CELL-008, CELL-009."""

        def read(raw: object) -> tuple[str | None, Fault | None]:
            text = plain_text(raw)
            if text is None:
                return None, None
            found = self.known.get(text)
            if found is None:
                found = self.known[text] = self.index.find(text, self.scopes)
            if not found:
                return None, ("CELL-008", {"found": text})
            if not target.highest <= regions.level(found[0]) <= target.deepest:
                return None, ("CELL-027", {"found": text})
            if len(found) > 1:
                names = "、".join(self.index.full_name(code) for code in found[:4])
                return None, ("CELL-009", {"found": text, "candidates": names})
            return found[0], None

        return read
