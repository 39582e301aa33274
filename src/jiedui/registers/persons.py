"""What the ledger holds about one person: the records that hang on the person, their history, who looked.

Collected for the person concerned, so it reaches further than any page: records that were voided, or moved to another
person, are in it too. Sealed values come as their masks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import chunks, select_rows
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import AnyRecord
from jiedui.registers.writing import PSEUDO_FIELDS

PERSONS = "persons"
LOOKED = ("open_number", "person_data", "erase_person")
"""The verbs of batches that concern one record without changing it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: when, by whom, under which verb and for what reason, and what was written."""

    batch: int
    recorded_at: datetime
    actor: str
    verb: str
    reason: str
    after: dict[str, Any] = field(default_factory=dict)
    file: str = ""


@dataclass(slots=True)
class Held:
    """One record about the person: its values as they are now, none when it was voided; all that happened to it."""

    register: str
    record: int
    values: dict[str, Any]
    history: list[Step]


@dataclass(frozen=True, slots=True)
class PersonData:
    """All that the ledger holds about one person."""

    person: int
    records: list[Held]
    looked: list[Step]
    erased_by: int | None


def held_records(person: int) -> list[Held]:
    """The person's own record and every one that hangs on it, by register, with its history."""
    found: dict[str, set[int]] = {PERSONS: {person}}
    waiting = [(PERSONS, {person})]
    while waiting:
        code, numbers = waiting.pop()
        for other, more in _hanging_on(code, numbers):
            if fresh := more - found.get(other, set()):
                found.setdefault(other, set()).update(fresh)
                waiting.append((other, fresh))
    return [held for code in registers() if code in found for held in _held(registers()[code], found[code])]


def _hanging_on(code: str, numbers: set[int]) -> Iterator[tuple[str, set[int]]]:
    """The records that name one of these in a link, or as whichever record they are about: now, or once."""
    for one in registers().values():
        for link in one.links:
            if link.to == code:
                yield one.code, _ever_naming(one, link.name, numbers)
        for target in one.fields:
            if isinstance(target, AnyRecord):
                about = _ever_naming(one, target.name, numbers)
                yield one.code, about & _ever(one, f'%"{target.register_in}":"{code}"%')


def _ever_naming(one: Register, name: str, numbers: set[int]) -> set[int]:
    """The records of a register that hold, or once held, one of these numbers in a field."""
    ends = (",", "}")
    return {found for number in numbers for end in ends for found in _ever(one, f'%"{name}":{number}{end}%')}


def _ever(one: Register, pattern: str) -> set[int]:
    """The records of a register with an entry that says so: one reading of the register's entries."""
    sql = "SELECT DISTINCT record FROM journal_entry WHERE register = %s AND after LIKE %s"
    return {row[0] for row in select_rows(sql, [one.code, pattern])}


def _held(one: Register, numbers: set[int]) -> Iterator[Held]:
    present = rows.by_ids(one, numbers)
    history: dict[int, list[Step]] = {}
    for chunk in chunks(sorted(numbers)):
        entries = Entry.objects.filter(record__in=chunk, register=one.code).select_related("batch").order_by("id")
        for entry in entries:
            step = _step(entry.batch, shown_state(one, entry.after), entry.batch.file_name if entry.sheet else "")
            history.setdefault(entry.record, []).append(step)
    for number in sorted(numbers):
        record = present.get(number)
        values = shown_state(one, json.dumps(one.to_json(record.values))) if record is not None else {}
        yield Held(one.code, number, values, history.get(number, []))


def _step(batch: Batch, after: dict[str, Any], file: str = "") -> Step:
    return Step(batch.id, batch.recorded_at, batch.actor_name, batch.verb, batch.reason, after, file)


def shown_state(one: Register, state: str) -> dict[str, Any]:
    """What an entry says of a record, as it may be shown: sealed values as their masks."""
    found = {}
    for name, value in (json.loads(state) if state else {}).items():
        if name not in PSEUDO_FIELDS and value is not None:
            kind = one.field(name)
            found[name] = kind.cell(kind.from_json(value))
    return found


def looked_at(person: int) -> list[Step]:
    """Who opened a number of the person, or asked for the person's data, and why; oldest first."""
    found = []
    for batch in Batch.objects.filter(verb__in=LOOKED).order_by("id"):
        summary = json.loads(batch.summary)
        if (summary.get("register"), summary.get("record")) == (PERSONS, person):
            found.append(_step(batch, {"field": summary["field"]} if "field" in summary else {}))
    return found
