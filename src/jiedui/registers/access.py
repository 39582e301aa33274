"""Reading records, their history and the batches that wrote them: each function fetches and checks in one step.

What lies outside the actor's scope is as if it were not there. Sealed values come as their masks; names of persons
are opened by `privacy.names`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from jiedui.journal.models import Batch, Entry, SourceSheet
from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import AnyRecord, Link
from jiedui.registers.lists import pointing
from jiedui.registers.reach import (
    batch_condition,
    batches_within,
    condition,
    is_batch_reached,
    lies_in,
    places_of,
    reached,
)
from jiedui.registers.writing import PSEUDO_FIELDS, touched


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of a record's history: what changed, who did it, when and why, and from which row of which file."""

    entry: int
    batch: int
    recorded_at: datetime
    actor: str
    verb: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    file: str
    sheet: str
    row: int | None


@dataclass(frozen=True, slots=True)
class Touched:
    """One entry of a batch: the record, what changed of it, and from which row of which sheet."""

    entry: int
    register: str
    record: int
    before: dict[str, Any]
    after: dict[str, Any]
    sheet: str
    row: int | None


@dataclass(frozen=True, slots=True)
class Related:
    """How many records of a register link to a record by one of its fields."""

    register: str
    link: str
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many records of a register wait for a confirmation, and how many of them were returned or signed once."""

    register: str
    count: int
    returned: int
    signed: int


def record(actor: Actor, register: Register, number: int) -> Record:
    """One record. Errors: JOURNAL-012 not there or out of reach, RIGHT-001."""
    found = reached(register, [number], actor).get(number)
    if found is None:
        raise refused("JOURNAL-012", record=f"{register.code} {number}")
    return found


def records(actor: Actor, register: Register, *, after: int = 0, limit: int = 100) -> list[Record]:
    """Records within reach in the order of their numbers, those behind `after`. Errors: RIGHT-001."""
    return rows.page_of(register, condition(register, actor.require("read")), after, limit)


def related(actor: Actor, register: Register, number: int) -> list[Related]:
    """What links to a record within reach: how many, by register and link. Two queries. Errors: as record."""
    record(actor, register, number)
    heads = actor.require("read")
    parts = [
        f"SELECT '{code}', '{field.name}', COUNT(*) FROM \"register_{code}\" "
        f"WHERE {pointing(one, field.name, number, register.code)} AND {condition(one, heads)}"
        for code, one in registers().items()
        for field in one.fields
        if isinstance(field, AnyRecord) or (isinstance(field, Link) and field.to == register.code)
    ]
    return [Related(*row) for row in select_rows(" UNION ALL ".join(parts)) if row[2]]


def records_by_number(actor: Actor, wanted: Mapping[str, Iterable[int]]) -> dict[int, Record]:
    """The records within reach with these numbers, by register code; one query a register. Errors: RIGHT-001."""
    heads = actor.require("read")
    found: dict[int, Record] = {}
    for code, numbers in wanted.items():
        if code in registers():
            found |= rows.by_ids(registers()[code], set(numbers), condition(registers()[code], heads))
    return found


def rights_over(actor: Actor, register: Register, number: int) -> frozenset[str]:
    """Which of the rights to write it, and to confirm it, an actor has over a record. Errors: as record."""
    one = record(actor, register, number)
    place = () if actor.is_operator else places_of([one], {}).get(number, ())
    rights = (register.right, "confirm")
    return frozenset(right for right in rights if actor.is_operator or lies_in(place, actor.reach(right)))


def history(actor: Actor, register: Register, number: int) -> list[Version]:
    """All that happened to a record, oldest first. Errors: as record."""
    record(actor, register, number)
    entries = Entry.objects.filter(record=number, register=register.code).select_related("batch").order_by("id")
    sheets = {
        (sheet.batch_id, sheet.number): sheet.name  # type: ignore[attr-defined]  # Django adds the key's column
        for sheet in SourceSheet.objects.filter(batch__in={entry.batch_id for entry in entries})  # type: ignore[attr-defined]  # the same
    }
    found = []
    for entry in entries:
        batch = entry.batch
        before, after = (dict(_shown(register, text)) for text in (entry.before, entry.after))
        sheet = sheets.get((batch.id, entry.sheet), "")
        source = (batch.file_name if entry.sheet else "", sheet, entry.row)
        who = (batch.recorded_at, batch.actor_name, batch.verb, batch.reason)
        found.append(Version(entry.id, batch.id, *who, before, after, *source))
    return found


def _shown(register: Register, state: str) -> Iterator[tuple[str, Any]]:
    """The fields of an entry as they may be shown: sealed values as their masks."""
    for name, value in (json.loads(state) if state else {}).items():
        if name in PSEUDO_FIELDS:
            if name != "settled":
                yield name, value
        else:
            field = register.field(name)
            yield name, field.cell(field.from_json(value))


def batch(actor: Actor, number: int) -> Batch:
    """One batch that wrote something within reach, or that the actor wrote. Errors: JOURNAL-005, RIGHT-001."""
    actor.require("read")
    found = Batch.objects.filter(id=number).first()
    if found is None or not is_batch_reached(found, actor):
        raise refused("JOURNAL-005", batch=number)
    return found


def undone_by(actor: Actor, number: int) -> int | None:
    """The batch that undid a batch; None while it stands. Errors: as batch."""
    batch(actor, number)
    return Batch.objects.filter(reverses=number).values_list("id", flat=True).first()


def undone(actor: Actor, numbers: Iterable[int]) -> dict[int, int]:
    """Which of some batches within reach were undone, and by which batch. Errors: RIGHT-001."""
    heads = actor.require("read")
    asked = Batch.objects.filter(id__in=list(numbers))
    if not actor.is_operator:
        asked = asked.filter(batch_condition(heads) | Q(actor_id=actor.id))
    return dict(Batch.objects.filter(reverses__in=asked.values("id")).values_list("reverses", "id"))


def entries(actor: Actor, number: int, *, after: int = 0, limit: int = 50) -> list[Touched]:
    """The entries of a batch that lie within reach, in their order, those behind `after`. Errors: as batch.

    What is in its register no more counts where the batch knew it when it was made or voided.
    """
    one = batch(actor, number)
    sheets = dict(SourceSheet.objects.filter(batch=one).values_list("number", "name"))
    heads = actor.require("read")
    within = "1 = 1" if actor.is_operator else _entries_within(one, heads)
    found: list[Touched] = []
    while len(found) < limit:
        chunk = select_rows(
            'SELECT e.id, e.register, e.record, e."before", e."after", e.sheet, e."row" FROM journal_entry e '
            f"WHERE e.id > {max(int(after), one.first_entry - 1)} AND e.id < {one.first_entry + one.entries} "
            f"AND ({within}) ORDER BY e.id LIMIT {int(limit)}"
        )
        out = set() if actor.is_operator else _gone_out_of_reach(chunk, heads)
        for id_, code, record_, before, after_, sheet, row in chunk:
            if id_ not in out:
                old, new = (dict(_shown(registers()[code], text)) for text in (before, after_))
                found.append(Touched(id_, code, record_, old, new, sheets.get(sheet, ""), row))
        if len(chunk) < limit:
            break
        after = chunk[-1][0]
    return found[:limit]


def _entries_within(one: Batch, heads: tuple[str, ...]) -> str:
    """The condition on a batch's entries: the record is reached, or gone and known in whole."""
    parts = [
        f"(e.register = '{register.code}' AND "
        f'(e.record IN (SELECT "id" FROM "register_{register.code}" WHERE {condition(register, heads)}) '
        f"OR ((e.\"before\" = '' OR e.\"after\" = '') AND NOT EXISTS "
        f'(SELECT 1 FROM "register_{register.code}" r WHERE r."id" = e.record))))'
        for register in touched(one)
        if not register.is_private
    ]
    return " OR ".join(parts) or "1 = 0"


def _gone_out_of_reach(chunk: Iterable[tuple[Any, ...]], heads: tuple[str, ...]) -> set[int]:
    """The entries among these whose record is gone and lay, as they knew it, out of reach."""
    known: dict[str, dict[int, tuple[int, str]]] = {}
    for id_, code, number, before, after, _, _ in chunk:
        if not (before and after):
            known.setdefault(code, {})[number] = (id_, after or before)
    gone: dict[int, Record] = {}
    for code, states in known.items():
        one = registers()[code]
        for number in states.keys() - rows.known_ids(one, states):
            entry, state = states[number]
            gone[entry] = Record(code, number, one.from_json(json.loads(state)))
    places = places_of(gone.values(), {})
    return {entry for entry, one_ in gone.items() if not lies_in(places.get(one_.id, ()), heads)}


def batches(actor: Actor, *, before: int | None = None, limit: int = 50, verb: str = "") -> list[Batch]:
    """The newest batches that the actor may see, newest first, those older than `before`, of one verb where it is
    named. Errors: RIGHT-001.

    Who may verify the journal also sees what members of their offices did beside writing records: sign-ins, exports,
    openings of numbers.
    """
    actor.require("read")
    if actor.is_operator:
        return list(_older(before, verb)[:limit])
    own = Q(actor_id=actor.id)
    if actor.has("verify"):
        own |= Q(entries=0, actor_id__in=_members_in(actor.reach("verify")))
    return batches_within(_older(before, verb), actor, own, limit)


def _older(before: int | None, verb: str) -> Any:
    everything = Batch.objects.filter(verb=verb) if verb else Batch.objects.all()
    everything = everything.order_by("-id")
    return everything if before is None else everything.filter(id__lt=before)


def _members_in(heads: tuple[str, ...]) -> set[str]:
    members = registers()["members"]
    return {row[0] for row in select_rows(f'SELECT "login" FROM "register_members" WHERE {condition(members, heads)}')}


def waiting(actor: Actor, level: int = 1) -> list[Waiting]:
    """What waits for a confirmation at a level within reach, by register; one query. Errors: RIGHT-001."""
    heads = actor.require("read")
    parts = [
        f"SELECT '{code}', COUNT(*), SUM(CASE WHEN \"review\" LIKE '%\"returned\"%' THEN 1 ELSE 0 END), "
        f'SUM(CASE WHEN "review" LIKE \'%"signed"%\' THEN 1 ELSE 0 END) FROM "register_{code}" '
        f'WHERE "standing" < {int(level)} AND {condition(one, heads, row_by_row=True)}'
        for code, one in registers().items()
        if one.waits
    ]
    found = select_rows(" UNION ALL ".join(parts))
    return [Waiting(code, count, returned or 0, signed or 0) for code, count, returned, signed in found if count]
