"""Review: records confirmed, batch by batch."""

from __future__ import annotations

import json

from jiedui.journal.actions import open_batch
from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import chunks
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.catalogue import chart
from jiedui.registers.declaration import Record, Register
from jiedui.registers.writing import PSEUDO_FIELDS, Move, Step, stored_batch, touched, write


def confirm(
    batch_number: int, actor: Actor, *, level: int = 1, reason: str = "", step: Step = lambda name: None
) -> tuple[int, int]:
    """Confirm what a batch wrote and nobody changed since, at a level; confirming it at a lower one is no change.

    Returns the new batch and how many records.

    Errors: JOURNAL-005 no such batch, JOURNAL-008 nothing of it waits.
    """
    with open_batch(actor, "confirm", chart(), reason=reason) as draft:
        batch = stored_batch(batch_number)
        moves: list[Move] = []
        step("read")
        for one in touched(batch):
            for old in _still_of(one, batch):
                if old.standing < level:
                    settled = [pair for pair in old.settled if pair[0] > level]
                    moves.append(Move(one.code, old, Record(one.code, old.id, old.values, 0, level, settled)))
        if not moves:
            raise refused("JOURNAL-008", batch=batch_number)
        draft.summary = {"confirms": batch_number, "level": level, "records": len(moves)}
        step("write")
        write(draft, moves, step)
    return draft.number, len(moves)


def _still_of(one: Register, batch: Batch) -> list[Record]:
    """The records of a register whose values are those that a batch wrote: only confirmed since, if anything."""
    last = batch.first_entry + batch.entries - 1
    found = rows.by_entries(one, batch.first_entry, last)
    entries = Entry.objects.filter(id__gte=batch.first_entry, id__lte=last, register=one.code)
    others = set(entries.values_list("record", flat=True)) - {record.id for record in found}
    moved_on = {record.id: record for record in rows.by_ids(one, others).values() if record.entry > last}
    for chunk in chunks(moved_on):
        later = Entry.objects.filter(record__in=chunk, id__gt=last).values_list("record", "before", "after")
        for number, before, after in later:
            if not is_review(before, after):
                moved_on.pop(number, None)
    return [*found, *moved_on.values()]


def is_review(before: str, after: str) -> bool:
    """Whether an entry changed nothing but a record's standing."""
    return bool(before and after) and set(json.loads(after)) <= PSEUDO_FIELDS
