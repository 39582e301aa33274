"""What an office calls its columns: taught once by whoever corrected a heading, read for every later workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.intake.corrections import ColumnChoice, SheetChoice, heading_key
from jiedui.intake.files import Grid
from jiedui.intake.recognition import Reading, Spellings, recognise, shown_headings
from jiedui.kernel.permissions import Actor
from jiedui.people.members import member
from jiedui.registers import rows
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers

REGISTER = "column_headings"


def office_spellings(actor: Actor) -> Spellings:
    """The headings that the actor's office has taught, by register; none for the operator, who is of no office.

    Errors: RIGHT-001. Three queries.
    """
    actor.require("read")
    if actor.is_operator:
        return {}
    found: dict[str, dict[str, ColumnChoice]] = {}
    for record in rows.by_link(registers()[REGISTER], "office", [member(actor.id)["office"]]):
        choice = ColumnChoice(record["target"], record["unit"] or "")
        found.setdefault(record["register"], {})[record["heading"]] = choice
    return found


def teach_headings(
    actor: Actor, sheets: Sequence[tuple[Grid, Reading, SheetChoice]], file: str, *, reason: str = ""
) -> int | None:
    """Remember for the actor's office what was said of columns that the reader takes otherwise. One batch; None
    where there is nothing new to remember.

    Errors: as for saving; MEMBER-001 for somebody who is of no office.
    """
    office = member(actor.id)["office"]
    known = {
        (record["register"], record["heading"]): record
        for record in rows.by_link(registers()[REGISTER], "office", [office])
    }
    changes: dict[tuple[str, str], Change] = {}
    for grid, reading, choice in sheets:
        for heading, said in _news(grid, reading, choice, file):
            assert reading.register is not None
            key = (reading.register.code, heading)
            values = {"target": said.target, "unit": said.unit or None}
            old = known.get(key)
            if old is None:
                values |= {"office": office, "register": key[0], "heading": heading}
            elif all(old[name] == value for name, value in values.items()):
                continue
            changes[key] = Change(REGISTER, values, old.id if old else None, old.entry if old else None)
    return save(list(changes.values()), actor, reason=reason) if changes else None


def _news(grid: Grid, reading: Reading, choice: SheetChoice, file: str) -> Iterable[tuple[str, ColumnChoice]]:
    """The choices that differ from what the reader makes of the same heading by itself."""
    if reading.register is None or not choice.columns:
        return
    place = SheetChoice(reading.register.code, reading.first_row + 1, reading.height)
    alone = {column.index + 1: column for column in recognise(grid, reading.number, file, choice=place).columns}
    headings = shown_headings(grid, reading)
    for number, said in choice.columns.items():
        path = headings.get(number)
        column = alone.get(number)
        same = column is not None and column.target.name == said.target and said.unit in ("", column.unit)
        if path and not same:
            yield heading_key(path), said
