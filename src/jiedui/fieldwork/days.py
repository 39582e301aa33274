"""Days in cells: what a track adds to the records of a member's days, and what is left of them when it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiedui.journal.storage import chunks, select_rows, whole_numbers
from jiedui.kernel.grid import area_m2
from jiedui.registers import rows
from jiedui.registers.actions import Change
from jiedui.registers.catalogue import register
from jiedui.registers.closing import ClosedBooks
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Ref


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a calendar year on which a track fell into a cell."""

    cell: str
    year: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class KnownCells:
    """The records of some cells, by the cell, and those of them in which somebody was, by number."""

    records: dict[str, Record]
    visited: frozenset[int]


def known_cells(cells: Iterable[str]) -> KnownCells:
    """What the register knows of some cells."""
    records = rows.by_texts(register("grid_cells"), "cell", cells)
    visited: set[int] = set()
    for chunk in chunks(record.id for record in records.values()):
        listed = whole_numbers(chunk)
        found = select_rows(
            f'SELECT "cell" FROM "register_cell_days" WHERE "cell" IN ({listed}) '
            f'UNION SELECT "cell" FROM "register_visits" WHERE "cell" IN ({listed})'
        )
        visited.update(row[0] for row in found)
    return KnownCells(records, frozenset(visited))


def day_changes(
    member: str, counted: Sequence[Days], regions: Mapping[str, str], known: KnownCells
) -> tuple[list[Change], list[int]]:
    """What a track's days change: new cells, new days, days that become wider; and the areas of the cells in which
    nobody was before. A cell that boundaries left outside keeps its record as it is."""
    cells, days = register("grid_cells"), register("cell_days")
    changes, new_area = [], []
    for cell, region in regions.items():
        record = known.records.get(cell)
        if record is None:
            values = {"cell": cell, "region": region, "area": area_m2(cell)}
            changes.append(Change(cells.code, values, ref=Ref(cells.code, cells.key_of(values))))
        if record is None or record.id not in known.visited:
            new_area.append(area_m2(cell))
    links = {cell: record.id for cell, record in known.records.items()}
    stored = _stored(member, counted, links)
    for one in counted:
        old = stored.get((one.cell, one.year))
        if old is None:
            link = links.get(one.cell) or Ref(cells.code, cells.key_of({"cell": one.cell}))
            values = {"cell": link, "member": member, "year": one.year, "first_on": one.first_on}
            changes.append(Change(days.code, values | {"last_on": one.last_on}))
        elif one.first_on < old["first_on"] or one.last_on > old["last_on"]:
            wider = {"first_on": min(one.first_on, old["first_on"]), "last_on": max(one.last_on, old["last_on"])}
            changes.append(Change(days.code, wider, old.id, old.entry))
    return changes, new_area


def days_left(
    member: str, gone: Sequence[Days], others: Mapping[tuple[str, int], tuple[date, date]]
) -> tuple[dict[int, tuple[date, date] | None], int]:
    """What is left of a member's days when a track's go, by the number of the record, None for nothing; and how many
    first days stay because their period is closed. `others` are what the member's other tracks say; a day that the
    record does not hold, since the office voided it, comes back by no track."""
    cells = rows.by_texts(register("grid_cells"), "cell", (one.cell for one in gone))
    tracks = {(one.cell, one.year): one for one in gone}
    books, left, kept = ClosedBooks(), dict[int, tuple[date, date] | None](), 0
    for at, record in _stored(member, gone, {cell: found.id for cell, found in cells.items()}).items():
        supported = list(others.get(at, ()))
        if record["first_on"] < tracks[at].first_on:
            supported.append(record["first_on"])
        if record["last_on"] > tracks[at].last_on:
            supported.append(record["last_on"])
        supported = [day for day in supported if record["first_on"] <= day <= record["last_on"]]
        until = books.until(cells[at[0]]["region"])
        if until is not None and record["first_on"] <= until and record["first_on"] not in supported:
            supported.append(record["first_on"])
            kept += 1
        left[record.id] = (min(supported), max(supported)) if supported else None
    return left, kept


def _stored(member: str, wanted: Iterable[Days], links: Mapping[str, int]) -> dict[tuple[str, int], Record]:
    """A member's days that are stored, by cell and year."""
    days = register("cell_days")
    keys = {
        days.key_of({"cell": links[one.cell], "member": member, "year": one.year}): (one.cell, one.year)
        for one in wanted
        if one.cell in links
    }
    return {keys[key]: record for key, record in rows.by_keys(days, keys).items()}
