"""Recognition: which register a sheet is, where its heading stands, which column is which, in what unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiedui.intake.corrections import LEFT_OUT, ColumnChoice, SheetChoice, chosen, heading_key
from jiedui.intake.files import CellValue, Grid
from jiedui.intake.headings import SERIAL, Target, bare, meaning, spread, title_unit, unit_of
from jiedui.kernel.errors import Place, Problem, Severity
from jiedui.kernel.regions import is_within
from jiedui.kernel.units import UNITS
from jiedui.places import queries as places
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Field, Link, Quantity

SEARCHED_ROWS = 30
"""A heading further down than this is not looked for."""
TALLEST = 3
"""A heading stands over one to three rows."""
Spellings = Mapping[str, Mapping[str, ColumnChoice]]
"""An office's own headings, by register and `heading_key`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its zero-based index, what it means, its heading as it stands, its unit for quantities."""

    index: int
    target: Target
    heading: str
    unit: str | None = None


@dataclass(slots=True)
class Reading:
    """How a sheet was read. Without a register it was left out, and `problems` says why."""

    sheet: str
    number: int
    register: Register | None = None
    first_row: int = 0
    height: int = 0
    columns: list[Column] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unit: str | None = None
    region: str | None = None
    """The region that the title states, where the sheet of a county's own has no column for it."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def data_from(self) -> int:
        """The zero-based row below the heading."""
        return self.first_row + self.height

    def column_of(self, name: str) -> Column | None:
        """The column of a field; of an embedded record's field, by `link.field` or its own name."""
        for column in self.columns:
            if column.target.name == name or (column.target.link is not None and column.target.field.name == name):
                return column
        return None


_Understood = tuple[Target, int, tuple[str, ...], str]
"""What a column means, how many parts of its heading say so, the heading, and the unit that a person gave it."""


@dataclass(slots=True)
class _Candidate:
    register: Register
    row: int
    height: int
    columns: dict[int, _Understood]
    named: int

    @property
    def fields(self) -> set[str]:
        return {target.name for target, _, _, _ in self.columns.values()}

    @property
    def missing(self) -> list[str]:
        return [one.chinese for one in self.register.fields if one.required and not _is_given(one, self.fields)]

    @property
    def score(self) -> tuple[float, ...]:
        depth = sum(length for _, length, _, _ in self.columns.values())
        return (
            (self.named > 0) + (not self.missing) * 1.0,
            len(self.fields) - 2 * len(self.missing) + 3 * (self.named > 0),
            depth,
            self.named,
            -(self.row + self.height),
            self.height,
        )


NO_CHOICE = SheetChoice()
_REGION_NAME = re.compile(r"(?:[\u4e00-\u9fff]{2,9}?(?:自治区|省|市|县|区|旗|镇|乡))+")


def _texts(rows: list[list[CellValue]]) -> list[str]:
    return [cell for row in rows for cell in dict.fromkeys(row) if isinstance(cell, str)]


def _titled_region(texts: list[str], scopes: Sequence[str]) -> str | None:
    """The one region that the texts above a table and the sheet's name state; None where none or several do."""
    found: set[str] = set()
    for text in texts:
        for name in _REGION_NAME.findall(spread(text)):
            for start in range(len(name) - 1):
                codes = places.index().find(name[start:], scopes)
                if len(codes) == 1:
                    found.add(codes[0])
                    break
    deepest = [code for code in found if not any(code != other and is_within(other, code) for other in found)]
    return deepest[0] if len(deepest) == 1 else None


def _is_given(one: Field, fields: set[str]) -> bool:
    if isinstance(one, Link) and one.embeds:
        key = registers()[one.to].key
        return all(f"{one.name}.{name}" in fields or one.embeds.get(name, "") for name in key)
    if one.name == "started_on" and "period" in fields:
        return True
    return one.name in fields


def recognise(
    grid: Grid,
    number: int,
    file: str,
    only: str | None = None,
    scopes: Sequence[str] = (),
    spellings: Spellings | None = None,
    choice: SheetChoice = NO_CHOICE,
) -> Reading:
    """Read a sheet's heading. `only` names the register when the sender said which it is; `scopes` are the regions
    of the programme, among which names are looked for first; `spellings` are the headings that the office has
    taught, `choice` is what the sender says of this very sheet.

    Problems in the reading: SHEET-001, -002, -003, -004, -005 (errors), -008, -009, -010 (warnings).
    """
    reading = Reading(grid.name, number)
    place = Place(file, grid.name)
    if grid.hidden and not choice.register:
        reading.problems.append(Problem("SHEET-008", {}, place, "warning"))
        return reading
    if choice.register == LEFT_OUT:
        return reading
    rows = _expanded(grid)
    candidates = _candidates(grid.name, rows, choice.register or only, spellings or {}, choice)
    if not candidates:
        if any(cell is not None for row in grid.rows for cell in row):
            reading.problems.append(Problem("SHEET-010", {}, place, "warning"))
        return reading
    best = candidates[0]
    rival = next((one for one in candidates[1:] if one.register is not best.register), None)
    if rival is not None and rival.score[:3] == best.score[:3] and not best.missing and best.named == rival.named:
        names = {"first": best.register.chinese, "second": rival.register.chinese}
        reading.problems.append(Problem("SHEET-004", names, place))
        return reading
    reading.register, reading.first_row, reading.height = best.register, best.row, best.height
    reading.unit = _stated_unit(rows[: best.row + best.height])
    _lay_columns(reading, best, rows, place)
    missing = best.missing
    if best.register.has("region") and best.register.field("region").chinese in missing:
        reading.region = _titled_region([grid.name, *_texts(rows[: best.row + best.height])], scopes)
        if reading.region:
            missing.remove(best.register.field("region").chinese)
    for heading in missing:
        fields = {"register": best.register.chinese, "heading": heading}
        reading.problems.append(Problem("SHEET-001", fields, Place(file, grid.name, best.row + best.height)))
    return reading


def shown_headings(grid: Grid, reading: Reading) -> dict[int, tuple[str, ...]]:
    """The texts above each column of a reading's heading, from the top down, by the column's number from 1."""
    rows = _expanded(grid)[reading.first_row : reading.data_from]
    return {number: path for number, path in enumerate(_paths(rows), 1) if path} if rows else {}


def _expanded(grid: Grid) -> list[list[CellValue]]:
    """The first rows with merged cells' values standing in every cell that they cover."""
    rows = [list(row) for row in grid.rows[: SEARCHED_ROWS + TALLEST]]
    for top, left, bottom, right in grid.merged:
        if top < len(rows):
            value = rows[top][left]
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [value] * (min(right + 1, len(row)) - left)
    return rows


def _candidates(
    sheet: str, rows: list[list[CellValue]], only: str | None, spellings: Spellings, choice: SheetChoice
) -> list[_Candidate]:
    """Every way to read some rows as the heading of some register, the best first."""
    found: list[_Candidate] = []
    for row, height in _heading_places(rows, choice):
        paths = _paths(rows[row : row + height])
        above = [sheet, *(str(cell) for line in rows[:row] for cell in dict.fromkeys(line) if cell is not None)]
        for code, register in registers().items():
            if only is None or code == only:
                candidate = _candidate(register, row, height, paths, above, spellings.get(code, {}), choice)
                if candidate is not None:
                    found.append(candidate)
    longest = max((one.named for one in found), default=0)
    for one in found:
        one.named = one.named if one.named == longest else 0
    return sorted(found, key=lambda one: one.score, reverse=True)


def _heading_places(rows: list[list[CellValue]], choice: SheetChoice) -> Iterator[tuple[int, int]]:
    """Where a heading may stand: (first row, height). As chosen, else wherever each row names two columns or more and
    none holds a number."""
    if choice.row:
        if choice.row <= len(rows):
            yield choice.row - 1, min(max(choice.height, 1), TALLEST, len(rows) - choice.row + 1)
        return
    for row in range(min(SEARCHED_ROWS, len(rows))):
        for height in range(1, min(TALLEST, len(rows) - row) + 1):
            lines = rows[row : row + height]
            is_named = all(len({cell for cell in line if cell is not None}) >= 2 for line in lines)
            if is_named and not any(_is_number(cell) for line in lines for cell in line):
                yield row, height


def _is_number(cell: CellValue) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _paths(lines: list[list[CellValue]]) -> list[tuple[str, ...]]:
    width = max(len(line) for line in lines)
    paths = []
    for column in range(width):
        parts = [str(line[column]) for line in lines if column < len(line) and line[column] is not None]
        paths.append(tuple(dict.fromkeys(part for part in parts if part.strip())))
    return paths


def _candidate(
    register: Register,
    row: int,
    height: int,
    paths: list[tuple[str, ...]],
    above: list[str],
    taught: Mapping[str, ColumnChoice],
    choice: SheetChoice,
) -> _Candidate | None:
    """How a register would read these headings: as chosen, as the office has taught, or as the register knows them."""
    columns: dict[int, _Understood] = {}
    for index, path in enumerate(paths):
        said = choice.columns.get(index + 1) or (taught.get(heading_key(path)) if taught and path else None)
        if said is None:
            understood = meaning(register.code, path)
            if understood is not None:
                columns[index] = (*understood, path, "")
        elif (target := chosen(register.code, said)) is not None:
            columns[index] = (target, max(len(path), 1), path, said.unit)
    words = [*register.words, register.chinese]
    named = max((len(word) for word in words for text in above if spread(word) in spread(text)), default=0)
    candidate = _Candidate(register, row, height, columns, named)
    enough = len(candidate.fields) >= 2 and (not candidate.missing or named or len(candidate.fields) >= 4)
    return candidate if enough or choice.register else None


def _stated_unit(rows: list[list[CellValue]]) -> str | None:
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and (unit := title_unit(cell)):
                return unit
    return None


def _lay_columns(reading: Reading, best: _Candidate, rows: list[list[CellValue]], place: Place) -> None:
    taken: dict[str, Column] = {}
    heading_row = best.row + best.height
    for index, path in enumerate(_paths(rows[best.row : heading_row])):
        heading = " ".join(path)
        understood = best.columns.get(index)
        if understood is None:
            if heading and bare(heading) not in SERIAL:
                reading.left_out.append(heading)
                fields = {"heading": heading, "register": best.register.chinese}
                where = Place(place.file, place.sheet, heading_row, index + 1, heading)
                reading.problems.append(Problem("SHEET-009", fields, where, "warning"))
            continue
        target, _, _, unit = understood
        where = Place(place.file, place.sheet, heading_row, index + 1, heading)
        column = Column(index, target, heading, _unit(reading, target, (*path, unit) if unit else path, where))
        first = taken.setdefault(target.name, column)
        if first is not column:
            fields = {"heading": target.field.chinese, "first": first.heading, "second": heading}
            twice = "SHEET-012" if isinstance(target.field, Link) else "SHEET-002"
            severity: Severity = "warning" if twice == "SHEET-012" else "error"
            reading.problems.append(Problem(twice, fields, where, severity))
            continue
        reading.columns.append(column)


def _unit(reading: Reading, target: Target, path: tuple[str, ...], where: Place) -> str | None:
    """The unit of a quantity's column: its heading's, else the table's, else the field's own; money must have one."""
    if not isinstance(target.field, Quantity):
        return None
    stated = next((unit for part in reversed(path) if (unit := unit_of(part))), None)
    base = target.field.base
    if stated is not None:
        if base in UNITS[stated].bases:
            return stated
        if base == "fen":
            expected = "/".join(target.field.units)
            reading.problems.append(Problem("SHEET-005", {"found": stated, "expected": expected}, where))
            return None
    if base == "fen" and target.field.unit is None:
        if reading.unit is None:
            reading.problems.append(Problem("SHEET-003", {"heading": target.field.chinese}, where))
        return reading.unit
    return target.field.unit
