"""Exports: a register as a workbook that imports back unchanged; personal numbers masked, formulas disarmed; the
journal says who took what out.

A register that holds personal numbers is exported with its records' own numbers in the first column (`numbers`).
An excerpt is what a list shows: some records, in an order, some columns; it says above the table what it holds.
"""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from django.db import transaction
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from jiedui.intake.headings import RECORD_NUMBER, is_numbered
from jiedui.intake.links import LinkBook
from jiedui.journal.actions import open_batch
from jiedui.journal.storage import chunks
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import rows as stored_rows
from jiedui.registers.catalogue import chart, registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Field, Link, PersonName, Quantity, RegionField, Sealed
from jiedui.registers.lists import Asked, everything
from jiedui.registers.privacy import Names, masked_names, names

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Text stays text: a cell that begins with = + - or @ is never written as a formula."""


class SheetColumn:
    """One column of a template or an export: a field of the register or of a record embedded in its rows."""

    def __init__(self, field: Field, link: Link | None = None) -> None:
        self.field = field
        self.link = link

    @property
    def is_name(self) -> bool:
        return isinstance(self.field, PersonName)

    @property
    def heading(self) -> str:
        unit = f"({self.field.export_unit})" if isinstance(self.field, Quantity) else ""
        return f"{self.field.chinese}{unit}"


def sheet_columns(register: Register) -> list[SheetColumn]:
    """The columns of a register's own sheet: an embedded record's fields stand in place of its link."""
    found: list[SheetColumn] = []
    for field in register.given:
        if isinstance(field, Link) and field.embeds:
            target = registers()[field.to]
            found += [SheetColumn(target.field(name), field) for name, source in field.embeds.items() if source == ""]
        else:
            found.append(SheetColumn(field))
    return found


@contextmanager
def new_workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A workbook to fill. The path holds it when it is whole, and until then what it held before.

    Errors: LEDGER-008 when the folder is not there, FILE-013 when the file cannot be written.
    """
    if not path.parent.is_dir():
        raise refused("LEDGER-008", folder=str(path.parent))
    part = path.parent / f".{path.name}.part"
    try:
        with part.open("wb") as stream:
            workbook = xlsxwriter.Workbook(stream, OPTIONS)
            try:
                yield workbook
            finally:
                workbook.close()  # where it failed, too: its temporary files are open until then
        part.replace(path)
    except (OSError, FileCreateError) as fault:
        raise refused("FILE-013", folder=str(path), detail=str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What of a register is taken out. `columns`: the fields in their order; none: all, so that it imports back.

    `words` say what it holds: above the table where columns are chosen, else in the workbook's properties.
    """

    asked: Asked = dataclasses.field(default_factory=Asked)
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def export_register(
    register: Register, path: Path, actor: Actor, *, public: bool = False, excerpt: Excerpt = Excerpt()
) -> int:
    """Write the records within the actor's reach. Returns how many. The journal says who took what out; until it does,
    the path holds no workbook.

    Names of persons stand in full where the actor may see names, numbers are masked. `public`: for a public notice,
    names masked, without the numbers' columns; such a workbook does not come back. A path that ends in .csv holds the
    same as text.
    Errors: RIGHT-001, LEDGER-008, FILE-013; LEDGER-006, -014 where names are to be opened and the keys are not there.
    """
    heads = actor.require("export")
    columns = _columns(register, excerpt.columns, public=public)
    above = excerpt.words if excerpt.columns else ()
    with _new_file(path, excerpt.words) as write, transaction.atomic():
        where, parameters, order = everything(register, excerpt.asked, heads)
        records = (record for _, record in stored_rows.all_of(register, where, parameters, order))
        rows = _rows(register, columns, records, None if public else actor, is_shown=bool(excerpt.columns))
        count = write(register.words[0], columns, rows, above)
        with open_batch(actor, "export", chart()) as draft:
            draft.summary = {"register": register.code, "records": count, "public": public}
            if excerpt != Excerpt():
                draft.summary |= {"excerpt": list(excerpt.words), "columns": list(excerpt.columns)}
    return count


def _columns(register: Register, chosen: tuple[str, ...], *, public: bool) -> list[SheetColumn]:
    columns = sheet_columns(register)
    if public:
        return [one for one in columns if one.is_name or not isinstance(one.field, Sealed)]
    if chosen:
        found = [(one, (one.link or one.field).name) for one in columns]
        return [SheetColumn(RECORD_NUMBER), *(one for name in chosen for one, field in found if field == name)]
    return [SheetColumn(RECORD_NUMBER), *columns] if is_numbered(register) else columns


@contextmanager
def _new_file(path: Path, words: tuple[str, ...]) -> Iterator[Callable[..., int]]:
    """What writes the one table of a new file, by the path's ending. Errors: as new_workbook."""
    if path.suffix == ".csv":
        with _new_text(path) as stream:
            yield lambda _name, columns, rows, above: _fill_text(stream, columns, rows, above)
    else:
        with new_workbook(path) as workbook:
            if words:
                workbook.set_properties({"comments": "\n".join(words)})
            yield lambda name, columns, rows, above: fill_sheet(workbook, name, columns, rows, above)


@contextmanager
def _new_text(path: Path) -> Iterator[TextIO]:
    if not path.parent.is_dir():
        raise refused("LEDGER-008", folder=str(path.parent))
    part = path.parent / f".{path.name}.part"
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            yield stream
        part.replace(path)
    except OSError as fault:
        raise refused("FILE-013", folder=str(path), detail=str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)


def _fill_text(stream: TextIO, columns: list[SheetColumn], rows: Iterable[list[Any]], above: Iterable[str]) -> int:
    lines = csv.writer(stream)
    lines.writerows([disarmed(words)] for words in above)
    lines.writerow([column.heading for column in columns])
    count = 0
    for row in rows:
        lines.writerow([disarmed(value) if isinstance(value, str) else value for value in row])
        count += 1
    return count


def disarmed(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a text file."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def fill_sheet(
    workbook: xlsxwriter.Workbook,
    name: str,
    columns: list[SheetColumn],
    rows: Iterable[list[Any]],
    above: Sequence[str] = (),
) -> int:
    bold = workbook.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#EAEFF5", "border": 1, "valign": "vcenter"}
    )
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet = workbook.add_worksheet(name[:31])
    sheet.freeze_panes(len(above) + 1, 0)
    for number, words in enumerate(above):
        sheet.write_string(number, 0, words)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, max(12, 2 * len(column.heading)))
        sheet.write_string(len(above), number, column.heading, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for number, value in enumerate(row):
            _write(sheet, len(above) + count, number, value, day)
    return count


def _write(sheet: Worksheet, row: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, Decimal):
        text = format(value, "f")
        if len(text.replace(".", "").lstrip("0")) > 15:
            sheet.write_string(row, column, text)
        else:
            sheet.write_number(row, column, float(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _rows(
    register: Register, columns: list[SheetColumn], records: Iterable[Record], actor: Actor | None, *, is_shown: bool
) -> Iterator[list[Any]]:
    """The records' cells; without an actor every name is masked. `is_shown`: regions by name, as pages show them."""
    book = LinkBook(index())
    for chunk in chunks(records):
        linked = _linked(register, chunk)
        shown = _names(register, columns, chunk, linked, actor)
        for record in chunk:
            row = []
            for column in columns:
                holder = record if column.link is None else linked[column.link.to].get(record[column.link.name])
                value = None if holder is None else holder[column.field.name]
                if column.field is RECORD_NUMBER:
                    value = record.id
                elif column.is_name:
                    value = None if holder is None else shown[holder.id].get(column.field.name)
                elif is_shown and isinstance(column.field, RegionField):
                    value = book.index.names.get(value, value)
                else:
                    value = _cell(column.field, value, linked, book)
                row.append(value)
            yield row


def _names(
    register: Register,
    columns: list[SheetColumn],
    records: list[Record],
    linked: Mapping[str, Mapping[int, Record]],
    actor: Actor | None,
) -> Names:
    """The names in a sheet's rows as the actor may see them, by the record that bears them."""
    found: Names = {}
    for holder in {column.link.to if column.link else register.code for column in columns if column.is_name}:
        bearers = records if holder == register.code else list(linked[holder].values())
        found |= masked_names(registers()[holder], bearers)
        if actor is not None:
            found |= names(actor, registers()[holder], bearers)
    return found


def _linked(register: Register, records: list[Record]) -> dict[str, dict[int, Record]]:
    wanted: dict[str, set[int]] = {}
    for link in register.links:
        wanted.setdefault(link.to, set()).update(r[link.name] for r in records if r[link.name] is not None)
    return {code: stored_rows.by_ids(registers()[code], ids) for code, ids in wanted.items()}


def _cell(field: Field, value: Any, linked: Mapping[str, Mapping[int, Record]], book: LinkBook) -> Any:
    if value is None:
        return None
    if isinstance(field, Link):
        return book.of(field.to).name_of(linked[field.to][value])
    if isinstance(field, RegionField):
        return value
    return field.cell(value)
