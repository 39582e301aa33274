"""The row of a workbook that an entry was read from, as it stood there: the sender's sealed file opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiedui.intake.corrections import Mend
from jiedui.intake.files import CellValue, Grid, read_content
from jiedui.intake.headings import is_numbered, targets
from jiedui.intake.mends import mends_of
from jiedui.intake.recognition import recognise
from jiedui.intake.tables import cell_text
from jiedui.journal.models import Entry, SourceSheet
from jiedui.kernel.errors import column_letters, refused
from jiedui.kernel.identity import hide_numbers, masked, masked_name
from jiedui.kernel.permissions import Actor
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import PersonName, Sealed
from jiedui.registers.files import kept_file
from jiedui.registers.reach import lies_in, places_of, reached


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell of the row: its column, what stood there, the field that it was read as, and what it was mended to.

    `fields` is empty where the column was left out; `mended` is None where nothing was mended.
    """

    letters: str
    text: str
    fields: tuple[str, ...] = ()
    mended: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it stood: its file, sheet and number, the heading above it, a line for each of its rows, and its
    cells."""

    file: str
    sheet: str
    row: int
    register: Register
    record: int
    headings: list[tuple[int, list[str]]]
    cells: list[SourceCell]


def source_row(actor: Actor, entry: int) -> SourceRow:
    """The row that an entry was read from. Personal numbers stand masked; names, and columns that were not read, in
    full only for those who may see names there.

    Errors: RIGHT-001; JOURNAL-012 for an entry that is not there, lies out of reach or came from no workbook; FILE-001
    when the kept file is gone.
    """
    found = Entry.objects.filter(id=entry).select_related("batch").first()
    record = None
    if found is not None and found.sheet is not None and found.register in registers():
        record = reached(registers()[found.register], [found.record], actor).get(found.record)
    if found is None or record is None or found.sheet is None or found.row is None:
        raise refused("JOURNAL-012", record=entry)
    sheet = SourceSheet.objects.get(batch=found.batch, number=found.sheet)
    register = registers()[sheet.register]
    source = read_content(kept_file(found.batch.file_digest), found.batch.file_name)
    grid = source.grids[sheet.number - 1]
    sees_names = lies_in(places_of([record], {}).get(record.id, ()), actor.reach("read_names"))
    shown = _Shown(register, json.loads(sheet.columns), actor.is_operator or sees_names)
    mends = [one for one in mends_of(found.batch) if one.sheet == sheet.number and one.row == found.row]
    return SourceRow(
        source.name, sheet.name, found.row, register, record.id, _headings(grid, sheet.number, source.name, register),
        shown.cells(grid.rows[found.row - 1], mends),
    )  # fmt: skip


class _Shown:
    """How the cells of one sheet may be shown."""

    def __init__(self, register: Register, columns: Mapping[str, int], sees_names: bool) -> None:
        by_name: dict[str, Any] = {one.field.name: one.field for one in targets(register.code).values()}
        self.fields: dict[int, list[Any]] = {}
        for name, number in columns.items():
            field = by_name.get(name) or (register.field(name) if register.has(name) else None)
            if field is not None:
                self.fields.setdefault(number, []).append(field)
        self.sees_names = sees_names
        self.holds_persons = is_numbered(register) or bool(register.sealed)

    def cells(self, row: Sequence[CellValue], mends: Sequence[Mend]) -> list[SourceCell]:
        said = {one.column: one.text for one in mends}
        return [
            SourceCell(
                column_letters(number), self._text(number, cell_text(value)),
                tuple(field.name for field in self.fields.get(number, ())),
                self._text(number, said[number]) if number in said else None,
            )
            for number, value in enumerate(row, 1)
        ]  # fmt: skip

    def _text(self, number: int, text: str) -> str:
        fields = self.fields.get(number, [])
        if not text:
            return ""
        if any(isinstance(field, PersonName) for field in fields):
            return text if self.sees_names else masked_name(text)
        if any(isinstance(field, Sealed) for field in fields):
            return masked(text)
        if not fields and self.holds_persons and not self.sees_names:
            return "…"
        return hide_numbers(text, may_be_code=bool(fields))


def _headings(grid: Grid, number: int, file: str, register: Register) -> list[tuple[int, list[str]]]:
    """The rows of the heading, as the reader finds them."""
    reading = recognise(grid, number, file, register.code)
    return [
        (row + 1, [hide_numbers(cell_text(cell)) for cell in grid.rows[row]])
        for row in range(reading.first_row, reading.data_from)
    ]
