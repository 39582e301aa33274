"""Reading records, their history and the batches that wrote them: each function fetches and checks in one step.

What lies outside the actor's scope is as if it were not there. Sealed values come as their masks; names of persons
are opened by `privacy.names`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiedui.journal.models import Batch, Entry, SourceSheet
from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.reach import batches_reached, condition, is_batch_reached, reached
from jiedui.registers.writing import PSEUDO_FIELDS


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


def batches(actor: Actor, *, before: int | None = None, limit: int = 50) -> list[Batch]:
    """The newest batches that the actor may see, newest first, those older than `before`. Errors: RIGHT-001.

    Who may verify the journal also sees what members of their offices did beside writing records: sign-ins, exports,
    openings of numbers.
    """
    heads = actor.require("read")
    if actor.is_operator:
        return list(_older(before)[:limit])
    colleagues = {actor.id} | (_members_in(actor.reach("verify")) if actor.has("verify") else set())
    found: list[Batch] = []
    while len(found) < limit:
        chunk = list(_older(before)[:limit])
        if not chunk:
            break
        within = batches_reached((one for one in chunk if one.entries), heads)
        found += [one for one in chunk if one.id in within or (not one.entries and one.actor_id in colleagues)]
        before = chunk[-1].id
    return found[:limit]


def _older(before: int | None) -> Any:
    everything = Batch.objects.order_by("-id")
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
        f'WHERE "standing" < {int(level)} AND {condition(one, heads)}'
        for code, one in registers().items()
        if one.waits
    ]
    found = select_rows(" UNION ALL ".join(parts))
    return [Waiting(code, count, returned or 0, signed or 0) for code, count, returned, signed in found if count]
