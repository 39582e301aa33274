"""Matching: the records of one sheet against those of the ledger, by natural key, a set at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from jiedui.intake.columns import MISSING, Cells, Places, read_cells
from jiedui.intake.files import CellValue, Grid
from jiedui.intake.headings import RECORD_NUMBER
from jiedui.intake.links import LinkBook
from jiedui.intake.numbers import known_records
from jiedui.intake.recognition import Reading
from jiedui.intake.uniqueness import refuse_shared
from jiedui.kernel.errors import Place, Problem
from jiedui.kernel.units import in_unit
from jiedui.places.queries import index
from jiedui.registers import rows as stored_rows
from jiedui.registers.actions import Change
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Field, Link, Quantity, Ref, RegionField, Secret


@dataclass(frozen=True, slots=True)
class SheetInput:
    """A sheet whose rows have been told apart."""

    grid: Grid
    reading: Reading
    rows: Sequence[Sequence[CellValue]]
    records: list[int]


@dataclass(slots=True)
class Difference:
    """One field that would change: how it is and how it would be, as the sheet shows them, in the sheet's unit."""

    field: str
    before: Any
    after: Any
    unit: str = ""


@dataclass(slots=True)
class Item:
    """One record that a row comes to. `status` is new, changed, same or refused; `embedded` came along in a row."""

    register: str
    position: int
    values: dict[str, Any]
    status: str
    number: int = 0
    old: Record | None = None
    ref: Ref | None = None
    embedded: bool = False


@dataclass(slots=True)
class Matched:
    """What the rows of a sheet come to."""

    register: Register
    reading: Reading
    cells: Cells
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    def place(self, file: str, position: int, name: str | None) -> Place:
        """Where a record's field stands; an embedded record's field is found by its own name."""
        column = self.reading.column_of(name) if name else None
        return self.cells.place(file, self.reading.sheet, position, column.target.name if column else None)

    def refuse(self, position: int) -> None:
        self.refused.add(position)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what would become of them."""
        found = {"new": 0, "changed": 0, "same": 0, "refused": len(self.refused)}
        touched: dict[int, str] = {}
        for item in self.items:
            if item.position in self.refused:
                continue
            if not item.embedded:
                touched[item.position] = item.status if touched.get(item.position) != "changed" else "changed"
        for item in self.items:
            if item.embedded and item.status == "changed" and touched.get(item.position) == "same":
                touched[item.position] = "changed"
        for status in touched.values():
            found[status] += 1
        return found

    def changes(self, needed: set[Ref]) -> list[Change]:
        """The good rows' new and changed records. A record embedded in a refused row is saved when a good row, whose
        reference stands in `needed`, holds it too."""
        return [
            Change(
                item.register,
                item.values,
                item.old.id if item.old else None,
                item.old.entry if item.old else None,
                self.reading.number,
                self.cells.rows[item.position] + 1,
                item.ref,
            )
            for item in self.items
            if item.status in ("new", "changed")
            and (item.position not in self.refused or (item.embedded and item.ref in needed))
        ]

    def refuse_orphans(self, gone: set[Ref], file: str) -> None:
        """Refuse the rows that name a record which is itself refused. Problems: CELL-017."""
        for item in self.items:
            if item.embedded or item.position in self.refused:
                continue
            for name, value in item.values.items():
                if isinstance(value, Ref) and value in gone:
                    fields = {"found": value.key, "register": registers()[value.register].chinese}
                    self.problems.append(Problem("CELL-017", fields, self.place(file, item.position, name)))
                    self.refused.add(item.position)

    def records(self, *, touched_only: bool = False) -> Iterator[tuple[Record, int]]:
        """The records as they would be, new ones under provisional numbers below zero, with their rows' positions."""
        links = {code: [link.name for link in one.links] for code, one in registers().items()}
        for item in self.items:
            if item.position in self.refused or (touched_only and item.status == "same"):
                continue
            values = {**item.old.values, **item.values} if item.old else item.values
            for name in links[item.register]:
                if isinstance(values.get(name), Ref):
                    values = {**values, name: PROVISIONAL[values[name]]}
            standing = item.old.standing if item.old else 0
            yield Record(item.register, item.old.id if item.old else item.number, values, 0, standing), item.position

    def differences(self, item: Item) -> list[Difference]:
        """The fields of a changed record, as the sheet shows them."""
        one = registers()[item.register]
        old = item.old.values if item.old else {}
        found = []
        for name, value in item.values.items():
            if not _is_same(old.get(name), value):
                column = self.reading.column_of(name)
                unit = (column.unit if column else None) or ""
                before, after = (_shown(one.field(name), amount, unit) for amount in (old.get(name), value))
                found.append(Difference(one.field(name).chinese, before, after, unit))
        return found


class _Numbers(dict[Ref, int]):
    """Provisional numbers of records to be made: one below zero for each, the same wherever it is referred to."""

    def __missing__(self, ref: Ref) -> int:
        self[ref] = number = -len(self) - 1
        return number


PROVISIONAL = _Numbers()


def _shown(field: Field, value: Any, unit: str) -> Any:
    if isinstance(value, Secret):
        return value.mask
    if isinstance(value, Ref):
        return value.key
    if isinstance(field, Quantity) and unit and value is not None:
        return in_unit(value, unit)
    if isinstance(field, RegionField) and value is not None:
        return index().full_name(value)
    return field.cell(value)


def match_sheet(given: SheetInput, file: str, places: Places, book: LinkBook) -> Matched:
    """Read a sheet's records and find each in the ledger. Problems: CELL and ROW codes."""
    register = given.reading.register
    assert register is not None
    cells = read_cells(given.grid, given.reading, given.rows, given.records, file, places)
    matched = Matched(register, given.reading, cells, problems=cells.problems, refused=set(cells.faulty))
    if given.reading.region is not None:
        cells.values["region"] = [given.reading.region] * len(cells.rows)
    known = known_records(register, cells, matched.refused, file, given.reading.sheet)
    embedded = {link.name for link in register.links if link.embeds and _embed(matched, link, file)}
    _resolve_links(matched, book, file, embedded)
    own = [name for name in register.names if name in cells.values]
    columns = [cells.values[name] for name in own]
    rows = [dict(zip(own, values, strict=True)) for values in zip(*columns, strict=True)]
    items = _keyed(matched, register, list(enumerate(rows)), file, known)
    _check(matched, register, items, file)
    matched.items.extend(items)
    refuse_shared(matched, items, file)
    made = [(item.ref, item.values) for item in items if item.ref and item.position not in matched.refused]
    book.announce(register.code, made)  # type: ignore[arg-type]  # refs are there
    return matched


def _resolve_links(matched: Matched, book: LinkBook, file: str, embedded: AbstractSet[str]) -> None:
    """Turn the texts of link columns into records, but for those whose records stand in the rows themselves.

    Problems: CELL-017, CELL-018.
    """
    cells = matched.cells
    own_regions = cells.values.get("region")
    for link in matched.register.links:
        texts = cells.values.get(link.name)
        if texts is None or link.name in embedded:
            continue
        handles = book.of(link.to)
        found: list[Any] = []
        for position, text in enumerate(texts):
            if text is None or text is MISSING:
                found.append(text)
                continue
            value, fault = handles.find(text, own_regions[position] if own_regions else None)
            if fault:
                place = cells.place(file, matched.reading.sheet, position, link.name)
                matched.problems.append(Problem(fault[0], fault[1], place))
                matched.refused.add(position)
            found.append(value)
        cells.values[link.name] = found


def _embed(matched: Matched, link: Link, file: str) -> bool:
    """Make the records that stand inside the rows (a roster's person) items of their own, which the row links to.

    Says whether the rows hold what such a record is found by.
    """
    cells, target = matched.cells, registers()[link.to]
    columns: dict[str, Sequence[Any]] = {}
    for name, source in link.embeds.items():
        given = cells.values.get(f"{link.name}.{name}" if source == "" else source)
        if source.startswith("="):
            columns[name] = [source[1:]] * len(cells.rows)
        elif given is not None:
            columns[name] = given
    if not all(name in columns for name in target.key):
        return False
    names = list(columns)
    rows = []
    for position, values in enumerate(zip(*columns.values(), strict=True)):
        row = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        rows.append((position, row))
    items = _keyed(matched, target, rows, file)
    by_position = {item.position: item for item in items}
    first: dict[str, Item] = {}
    linked: list[Any] = []
    for position, row in rows:
        item = by_position.get(position)
        if item is None:
            again = None if position in matched.refused else first.get(target.key_of(row))
            if again is None:
                matched.refused.add(position)
            linked.append(MISSING if again is None else _link_of(again))
            continue
        first.setdefault(target.key_of(item.values), item)
        linked.append(_link_of(item))
    cells.values[link.name] = linked
    matched.items.extend(items)
    return True


def _link_of(item: Item) -> Any:
    return item.old.id if item.old else item.ref


def _keyed(
    matched: Matched,
    register: Register,
    rows: Sequence[tuple[int, dict[str, Any]]],
    file: str,
    known: Mapping[int, Record] | None = None,
) -> list[Item]:
    """Find each row's record by its key, or as the one that the row itself names (`known`, by position; None for
    embedded records). Repeated rows are dropped or refused, contradicting ones refused."""
    embedded = known is None
    keys: dict[str, tuple[int, dict[str, Any]]] = {}
    for position, values in rows:
        if position in matched.refused:
            continue
        key = register.key_of(values)
        first = keys.get(key)
        if first is None:
            keys[key] = (position, values)
        else:
            _repeated(matched, register, first, (position, values), file, embedded=embedded)
    settled = [key for key, (_, values) in keys.items() if not _links_to_new(register, values)]
    present = stored_rows.by_keys(register, settled)
    items: list[Item] = []
    for key, (position, values) in keys.items():
        old, named = present.get(key), known.get(position) if known else None
        if old is not None and named is not None and old.id != named.id:
            _refuse_taken(matched, register, old, named, position, file)
            continue
        old = named or old
        if old is None:
            ref = Ref(register.code, key)
            items.append(Item(register.code, position, values, "new", PROVISIONAL[ref], None, ref, embedded))
            if embedded:
                _refuse_incomplete(matched, register, values, position, file)
        else:
            same = _is_all_same(old.values, values)
            items.append(
                Item(register.code, position, values, "same" if same else "changed", old.id, old, None, embedded)
            )
    return items


def _refuse_taken(matched: Matched, register: Register, old: Record, named: Record, position: int, file: str) -> None:
    """A row names one record by its number and another by its key. Problems: ROW-006."""
    key = "、".join(register.field(name).chinese for name in register.key)
    fields = {"field": key, "found": register.key_of(old.values), "first": old.id, "second": named.id}
    matched.problems.append(Problem("ROW-006", fields, matched.place(file, position, RECORD_NUMBER.name)))
    matched.refused.add(position)


def _links_to_new(register: Register, values: Mapping[str, Any]) -> bool:
    """Whether the key holds a record that is itself new, so that nothing stored can answer to it."""
    return any(values.get(name).__class__ is Ref for name in register.key)


def _repeated(
    matched: Matched,
    register: Register,
    first: tuple[int, dict[str, Any]],
    second: tuple[int, dict[str, Any]],
    file: str,
    *,
    embedded: bool,
) -> None:
    """A second row with the key of a first. Errors: ROW-001 contradiction, ROW-002 repetition."""
    differing = [
        register.field(name).chinese
        for name, value in second[1].items()
        if name in first[1] and not _is_same_given(first[1][name], value)
    ]
    place = matched.cells.place(file, matched.reading.sheet, second[0], None)
    other = matched.cells.rows[first[0]] + 1
    if differing:
        fields = {"other": other, "fields": "、".join(differing)}
        matched.problems.append(Problem("ROW-001", fields, place))
        matched.refused.add(second[0])
    elif not embedded:
        severity = "error" if register.repeats == "refuse" else "warning"
        matched.problems.append(Problem("ROW-002", {"other": other}, place, severity))  # type: ignore[arg-type]  # one of the two
        if severity == "error":
            matched.refused.add(second[0])


def _refuse_incomplete(
    matched: Matched, register: Register, values: Mapping[str, Any], position: int, file: str
) -> None:
    """A new embedded record lacks a field that its register requires, because the sheet has no such column."""
    for one in register.fields:
        if one.required and values.get(one.name) is None:
            place = matched.place(file, position, one.name)
            matched.problems.append(Problem("CELL-001", {"expected": one.expected}, place))
            matched.refused.add(position)


def _is_all_same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    for name, value in new.items():
        if old[name] != value and not (value.__class__ is Secret and _is_same(old[name], value)):
            return False
    return True


def _is_same(old: Any, new: Any) -> bool:
    if isinstance(new, Secret):
        return old is not None and old.split("#", 2)[1] == new.digest
    return bool(old == new)


def _is_same_given(first: Any, second: Any) -> bool:
    if isinstance(first, Secret) and isinstance(second, Secret):
        return first.digest == second.digest
    return bool(first == second)


def _check(matched: Matched, register: Register, items: Sequence[Item], file: str) -> None:
    """Run the declaration's checks on each record as it would be. Problems: ROW codes."""
    if not register.checks:
        return
    for item in items:
        if item.position in matched.refused or item.status == "same":
            continue
        values = {**(item.old.values if item.old else {}), **item.values}
        record = Record(register.code, item.number, values)
        for check in register.checks:
            for finding in check(record):
                place = matched.place(file, item.position, finding.field)
                matched.problems.append(Problem(finding.code, finding.fields, place, finding.severity))  # type: ignore[arg-type]  # error or warning
                if finding.severity == "error":
                    matched.refused.add(item.position)
