"""Review: records confirmed or returned, a batch of them or one by one; nobody confirms what they entered.

A reviewer confirms at the level of the own office (county, city, province), in its region and below. Above the amount
that the office has set the first confirmation is only a signature, and the second reviewer's confirms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jiedui.journal.actions import Draft, open_batch
from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import chunks
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.kernel.units import in_unit
from jiedui.registers import rows
from jiedui.registers.authority import Authors, authors_of, is_review, refuse_own
from jiedui.registers.catalogue import chart, register, registers
from jiedui.registers.closing import require_open
from jiedui.registers.declaration import Record, Register
from jiedui.registers.reach import lies_in, places_of
from jiedui.registers.settings import ReviewSettings
from jiedui.registers.writing import Move, Step, stored_batch, touched, write

Item = tuple[str, int, "int | None"]
"""A record to be reviewed: register, number, and the version seen."""


class Reviewed(NamedTuple):
    """What a review came to: its batch, how many records it settled, and how many wait for a second signature."""

    batch: int
    records: int
    signed: int = 0


def confirm(
    batch_number: int, actor: Actor, *, level: int | None = None, reason: str = "", step: Step = lambda name: None
) -> Reviewed:
    """Confirm what a batch wrote and nobody changed since, as far as the actor's scope reaches.

    `level`: at which level; without it, that of the actor's office. Errors: JOURNAL-005 no such batch, JOURNAL-008
    nothing of it waits, RIGHT-001, -002, -005 to -007, REVIEW-002, -003.
    """
    with open_batch(actor, "confirm", chart(), reason=reason) as draft:
        step("read")
        batch, records = _waiting_of(batch_number, actor)
        draft.summary = {"confirms": batch.id}
        found = _confirm(draft, records, actor, level, reason, step)
        if found.batch == 0:
            raise refused("JOURNAL-008", batch=batch_number)
    return found


def confirm_records(items: Iterable[Item], actor: Actor, *, level: int | None = None, reason: str = "") -> Reviewed:
    """Confirm records one by one, at the versions seen.

    Errors: JOURNAL-004 stale, JOURNAL-009 nothing waits, JOURNAL-012 not there or out of reach, and those of confirm.
    """
    with open_batch(actor, "confirm", chart(), reason=reason) as draft:
        found = _confirm(draft, _seen(items, actor), actor, level, reason)
        if found.batch == 0:
            raise refused("JOURNAL-009")
    return found


def send_back(batch_number: int, actor: Actor, comment: str) -> Reviewed:
    """Return what a batch wrote and still waits, with a comment that says what to mend.

    Errors: as confirm, and REVIEW-001 without a comment.
    """
    with open_batch(actor, "return", chart(), reason=comment) as draft:
        batch, records = _waiting_of(batch_number, actor)
        draft.summary = {"returns": batch.id}
        found = _send_back(draft, records, actor, comment)
        if found.batch == 0:
            raise refused("JOURNAL-008", batch=batch_number)
    return found


def send_back_records(items: Iterable[Item], actor: Actor, comment: str) -> Reviewed:
    """Return records one by one, with a comment that says what to mend. Errors: as confirm_records, REVIEW-001."""
    with open_batch(actor, "return", chart(), reason=comment) as draft:
        found = _send_back(draft, _seen(items, actor), actor, comment)
        if found.batch == 0:
            raise refused("JOURNAL-009")
    return found


def _waiting_of(batch_number: int, actor: Actor) -> tuple[Batch, list[Record]]:
    """A batch and what it wrote that the actor may review; one wholly out of reach looks as if it were not there."""
    heads = actor.require("confirm")
    batch = stored_batch(batch_number)
    records = [record for one in touched(batch) if one.waits for record in _still_of(one, batch)]
    if actor.is_operator or not records:
        return batch, records
    places = places_of(records, {})
    reached = [record for record in records if lies_in(places.get(record.id, ()), heads)]
    if not reached:
        raise refused("JOURNAL-005", batch=batch_number)
    return batch, reached


def _seen(items: Iterable[Item], actor: Actor) -> list[Record]:
    """The records of items, at the versions seen and within reach."""
    heads = actor.require("confirm")
    found: list[Record] = []
    for code, number, seen in items:
        record = rows.by_ids(register(code), [number]).get(number)
        place = places_of([record], {}).get(number, ()) if record is not None else ()
        if record is None or not (actor.is_operator or lies_in(place, actor.reach("read"))):
            raise refused("JOURNAL-012", record=f"{code} {number}")
        if not (actor.is_operator or lies_in(place, heads)):
            actor.require_in("confirm", place)
        if seen is not None and record.entry != seen:
            raise refused("JOURNAL-004", record=f"{code} {number}", seen=seen, present=record.entry)
        found.append(record)
    return found


def _confirm(
    draft: Draft,
    records: Sequence[Record],
    actor: Actor,
    level: int | None,
    reason: str,
    step: Step = lambda name: None,
) -> Reviewed:
    """Write the confirmation of records; the batch is 0 where none of them waits at the level."""
    places = places_of(records, {})
    waiting = [(record, _level(record, places.get(record.id, ()), actor, level)) for record in records]
    waiting = [(record, at) for record, at in waiting if record.standing < at and registers()[record.register].waits]
    authors = authors_of((record for record, _ in waiting), {record.id: at for record, at in waiting})
    refuse_own([record for record, _ in waiting], actor, authors)
    settings = ReviewSettings()
    moves = []
    for record, at in waiting:
        limit = settings.of(places[record.id][0]).second_above if places.get(record.id) else None
        moves.append(_move(record, at, limit, actor))
    if not moves:
        return Reviewed(0, 0)
    signed = sum(move.new is not None and move.new.review is not None for move in moves)
    levels = sorted({at for _, at in waiting})
    draft.summary |= {"level": levels[-1], "records": len(moves) - signed}
    if signed:
        draft.summary["signed"] = signed
    step("write")
    write(draft, moves, step)
    require_open(draft, actor, reason, _restated(authors))
    return Reviewed(draft.number, len(moves) - signed, signed)


def _restated(authors: dict[int, Authors]) -> frozenset[int]:
    """The records that a manager put into a closed period with a reason."""
    return frozenset(number for number, found in authors.items() if found.restates)


def _level(record: Record, place: Sequence[str], actor: Actor, asked: int | None) -> int:
    reached = max(map(actor.level_in, place), default=3 if actor.is_operator else 0)
    if asked is None:
        return 1 if actor.is_operator else reached
    if asked > reached:
        raise refused("RIGHT-005", member=actor.name, level=reached, asked=asked)
    return asked


def _move(record: Record, level: int, limit: int | None, actor: Actor) -> Move:
    """A record confirmed; above the limit the first time only signed."""
    weighed = registers()[record.register].weighed
    amount = record[weighed] if weighed else None
    signed = (record.review or {}).get("signed")
    if limit is not None and amount is not None and amount > limit:
        if signed == actor.id:
            fields = {"record": f"{record.register} {record.id}", "limit": in_unit(limit, "元"), "member": actor.name}
            raise refused("RIGHT-007", **fields)
        if signed is None:
            review = {"signed": actor.id, "by": actor.name}
            return Move(record.register, record, _reviewed(record, record.standing, record.settled, review))
    settled = [pair for pair in record.settled if pair[0] > level]
    return Move(record.register, record, _reviewed(record, level, settled, None))


def _reviewed(record: Record, standing: int, settled: list[object], review: dict[str, str] | None) -> Record:
    """The same record with another word of review; the very same values, so that its entry holds nothing else."""
    return Record(record.register, record.id, record.values, 0, standing, settled, review)


def _send_back(draft: Draft, records: Sequence[Record], actor: Actor, comment: str) -> Reviewed:
    if not comment.strip():
        raise refused("REVIEW-001")
    places = places_of(records, {})
    waiting = [r for r in records if r.standing < _level(r, places.get(r.id, ()), actor, None)]
    review = {"returned": comment.strip(), "by": actor.name}
    moves = [Move(r.register, r, _reviewed(r, r.standing, r.settled, review)) for r in waiting if r.review != review]
    if not moves:
        return Reviewed(0, 0)
    draft.summary["records"] = len(moves)
    write(draft, moves)
    return Reviewed(draft.number, len(moves))


def _still_of(one: Register, batch: Batch) -> list[Record]:
    """The records of a register whose values are those that a batch wrote: only reviewed since, if anything."""
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
