"""Entering: save, void, undo. One named verb, one transaction, one batch; what it takes is asked by `authority`.

All of them work out moves (a record before → after) and hand them to `write`, which journals the entries, brings
the tables up to date and appends the difference between the postings that are there and those that should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jiedui.journal.actions import Draft, Sheet, open_batch
from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import chunks
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.places.boundaries import LOADED
from jiedui.registers import rows
from jiedui.registers.authority import Outside, confirmed_version, is_review, require_writer
from jiedui.registers.catalogue import chart, register, registers
from jiedui.registers.closing import require_open
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Ref, Secret
from jiedui.registers.flows import illegal_step
from jiedui.registers.keys import Sealer
from jiedui.registers.own_days import ADD, BY_TRACKS
from jiedui.registers.reach import is_batch_reached, lies_in, places_of
from jiedui.registers.writing import (
    Move,
    Step,
    record_of,
    refuse_if_used,
    refuse_taken_keys,
    state_of,
    stored_batch,
    write,
)


@dataclass(slots=True)
class Change:
    """A record to be saved: a new one (`id` None), or new values for the one seen at version `seen`."""

    register: str
    values: dict[str, Any]
    id: int | None = None
    seen: int | None = None
    sheet: int | None = None
    row: int | None = None
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a batch was read from."""

    digest: str
    name: str
    sheets: Sequence[Sheet] = field(default=())


def save(
    changes: Sequence[Change],
    actor: Actor,
    *,
    verb: str = "save",
    reason: str = "",
    source: Source | None = None,
    summary: Mapping[str, Any] | None = None,
    step: Step = lambda name: None,
) -> int | None:
    """Save new and changed records as one batch. Returns its number; None when nothing differs.

    Errors: JOURNAL-004 when a record is no longer at the version seen, or one with the same key was made meanwhile;
    JOURNAL-012 for one that is not there or out of reach; RIGHT and REVIEW codes for what the actor may not do.
    """
    return _save(changes, actor, verb, reason, source, summary, step)


HANDED: Final = {
    "duties": frozenset(("office", "holder", "duty", "since", "until")),
    "projects": frozenset(("in_charge",)),
    "follow_ups": frozenset(("in_charge",)),
    "contacts": frozenset(("keeper",)),
    "notes": frozenset(("keeper",)),
    "secondments": frozenset(("successor",)),
    "members": frozenset(("until",)),
    "member_roles": frozenset(("until",)),
}
"""What a hand-over writes, by register: who does a thing from when on, and nothing of the thing itself."""


def save_hand_over(
    changes: Sequence[Change], actor: Actor, *, reason: str, summary: Mapping[str, Any] | None = None
) -> int | None:
    """Save the changes of one hand-over as one batch, under the right `administer` whatever the registers ask for.

    It writes who is in charge and nothing else (`HANDED`), so that whoever keeps the members can end a membership
    and leave nothing behind that points at it. Errors: those of `save`.
    """
    for change in changes:
        beyond = change.values.keys() - HANDED.get(change.register, frozenset())
        if beyond or (change.id is None and change.register != "duties"):
            raise ValueError(f"a hand-over does not write {change.register} {sorted(beyond)}")
    return _save(changes, actor, "hand_over", reason, None, summary, lambda name: None, right="administer")


PLANNED: Final = frozenset(("approval_number", "approved_on"))
"""What making a draft the plan writes on a project."""


def save_plan(
    changes: Sequence[Change], actor: Actor, *, reason: str, summary: Mapping[str, Any] | None = None
) -> int | None:
    """Save the approvals of a year plan as one batch, under the right `manage`. Errors: those of `save`."""
    for change in changes:
        if change.register != "projects" or change.id is None or change.values.keys() - PLANNED:
            raise ValueError(f"a plan does not write {change.register} {sorted(change.values)}")
    return _save(changes, actor, "adopt_plan", reason, None, summary, lambda name: None, right="manage")


GRID: Final = ("grids", "grid_cells")


def save_grid(
    changes: Sequence[Change], actor: Actor, *, reason: str, summary: Mapping[str, Any] | None = None
) -> int | None:
    """Save what new boundaries make of the grid as one batch, under the right `administer`: what each region's coverage
    is measured against, and in which region each visited cell lies. Errors: those of `save`.
    """
    if beyond := {change.register for change in changes}.difference(GRID):
        raise ValueError(f"boundaries do not write {sorted(beyond)}")
    return _save(changes, actor, LOADED, reason, None, summary, lambda name: None, right="administer")


DAYS: Final = ("grid_cells", "cell_days")


def save_days(changes: Sequence[Change], actor: Actor, *, reason: str) -> int | None:
    """Save the days on which a track of the actor fell into cells as one batch, under the right `visit`; nobody writes
    anybody else's days. Errors: those of `save`.
    """
    for change in changes:
        if change.register not in DAYS or change.values.get("member", actor.id) != actor.id:
            raise ValueError(f"a track does not write {change.register} {sorted(change.values)}")
    return _save(changes, actor, ADD, reason, None, None, lambda name: None, right="visit")


def _save(
    changes: Sequence[Change],
    actor: Actor,
    verb: str,
    reason: str,
    source: Source | None,
    summary: Mapping[str, Any] | None,
    step: Step,
    right: str = "",
) -> int | None:
    digest, name = (source.digest, source.name) if source else ("", "")
    with open_batch(actor, verb, chart(), reason=reason, file_digest=digest, file_name=name) as draft:
        step("check")
        present = _present(changes, actor)
        sealer = Sealer()
        changes, made = _brought_along(changes, present)
        moves: list[Move] = []
        position = {code: place for place, code in enumerate(registers())}
        number = draft.next_entry
        for change in sorted(changes, key=lambda c: position[c.register]):
            move = _move(change, present, sealer, made, number)
            if move is not None:
                moves.append(move)
                number += 1
        refuse_taken_keys(move for move in moves if move.old is not None)
        if moves:
            _refuse_illegal_steps(moves)
            outside = require_writer(moves, actor, right)
            draft.sheets = list(source.sheets) if source else []
            draft.summary = dict(summary or {})
            step("write")
            write(draft, moves, step)
            _require_open(draft, actor, reason, outside)
            sealer.keep()
    return draft.number if moves else None


def _require_open(draft: Draft, actor: Actor, reason: str, outside: Iterable[Outside]) -> None:
    """Hold closed periods closed; what only a manager may write, and only there, must be dated there, each of it."""
    closed = require_open(draft, actor, reason)
    entries = {entry.id: entry.record for entry in draft.entries}
    for one in outside:
        one.require_in(closed, entries)


def _refuse_illegal_steps(moves: Iterable[Move]) -> None:
    """Refuse a step from a confirmed stage that its table does not know. Errors: REVIEW-004."""
    for move in moves:
        if move.old is not None and move.new is not None:
            finding = illegal_step(confirmed_version(move.old), move.new)
            if finding is not None:
                raise refused(finding.code, **finding.fields)


def _present(changes: Sequence[Change], actor: Actor) -> dict[tuple[str, int], Record]:
    """The stored records that changes are about, checked for their versions; and no key is taken by a new one."""
    known: dict[str, list[int]] = {}
    fresh: dict[str, list[str]] = {}
    for change in changes:
        if change.id is not None:
            known.setdefault(change.register, []).append(change.id)
        else:
            one = registers()[change.register]
            if not any(change.values.get(name).__class__ is Ref for name in one.key):
                key = change.ref.key if change.ref is not None else one.key_of(change.values)
                fresh.setdefault(change.register, []).append(key)
    present = {(code, i): r for code, ids in known.items() for i, r in rows.by_ids(registers()[code], ids).items()}
    for code, keys in fresh.items():
        for record in rows.by_keys(registers()[code], keys).values():
            raise refused("JOURNAL-004", record=f"{code} {record.id}", seen="-", present=record.entry)
    if not actor.is_operator:
        places, heads = places_of(present.values(), {}), actor.reach("read")
        present = {key: record for key, record in present.items() if lies_in(places.get(record.id, ()), heads)}
    for change in changes:
        if change.id is None:
            continue
        found = present.get((change.register, change.id))
        if found is None:
            raise refused("JOURNAL-012", record=f"{change.register} {change.id}")
        if change.seen is not None and found.entry != change.seen:
            raise refused("JOURNAL-004", record=f"{change.register} {change.id}", seen=change.seen, present=found.entry)
    return present


def _brought_along(
    changes: Sequence[Change], present: Mapping[tuple[str, int], Record]
) -> tuple[list[Change], dict[Ref, int]]:
    """The changes with those that they bring along, and the numbers of those of them that are stored already."""
    everything, made = list(changes), dict[Ref, int]()
    for code in dict.fromkeys(change.register for change in changes):
        brings = registers()[code].brings
        if brings is None:
            continue
        asked = [(c.values, None if c.id is None else present[(code, c.id)]) for c in changes if c.register == code]
        along = {one.ref: one.values for one in brings(asked) if one.ref not in made}
        for target in {ref.register for ref in along}:
            stored = rows.by_keys(registers()[target], [ref.key for ref in along if ref.register == target])
            made |= {Ref(target, key): record.id for key, record in stored.items()}
        known = {*made, *(change.ref for change in everything if change.ref is not None)}
        everything += [Change(ref.register, values, ref=ref) for ref, values in along.items() if ref not in known]
    return everything, made


def _move(
    change: Change, present: Mapping[tuple[str, int], Record], sealer: Sealer, made: dict[Ref, int], number: int
) -> Move | None:
    """The move that a change comes to; None when nothing differs. `number` is that of its entry."""
    one = registers()[change.register]
    old = None if change.id is None else present[(change.register, change.id)]
    id_ = number if old is None else old.id
    values = dict(change.values)
    for name in one.special_names:
        value = values.get(name)
        if isinstance(value, Ref):
            values[name] = made[value]
        elif isinstance(value, Secret):
            values[name] = sealer.seal(id_, value, old and old[name], fresh=old is None)
    if change.ref is not None:
        made[change.ref] = id_
    if old is not None:
        values = old.values | values
        if values == old.values:
            return None
    new = Record(change.register, id_, values, number, one.standing_as_entered)
    if old is not None and one.waits and (old.standing or old.settled):
        new.settled = [*(pair for pair in old.settled if pair[0] != old.standing)]
        if old.standing:
            new.settled.append([old.standing, one.to_json(old.values)])
    return Move(change.register, old, new, change.sheet, change.row)


def void(items: Iterable[tuple[str, int, int | None]], actor: Actor, reason: str) -> int:
    """Void records, each (register, number, version seen): they go, and all that they posted is taken back.

    Errors: JOURNAL-004 stale, JOURNAL-012 not there, JOURNAL-013 still used by another record.
    """
    with open_batch(actor, "void", chart(), reason=reason) as draft:
        wanted = [Change(code, {}, number, seen) for code, number, seen in items]
        moves = [Move(code, old, None) for (code, _), old in _present(wanted, actor).items()]
        if not moves:
            raise refused("JOURNAL-009")
        refuse_if_used(moves, "JOURNAL-013")
        outside = require_writer(moves, actor)
        write(draft, moves)
        _require_open(draft, actor, reason, outside)
    return draft.number


def undo(batch_number: int, actor: Actor, *, reason: str = "", step: Step = lambda name: None) -> int:
    """Undo a batch by one that reverses it: its records are again as they were before it.

    What was only confirmed since is undone with it. Errors: JOURNAL-005 no such batch, JOURNAL-006 a record was
    changed since, JOURNAL-007 undone already, JOURNAL-011 a record of it is used by another.
    """
    with open_batch(actor, "undo", chart(), reason=reason, reverses=batch_number) as draft:
        batch = stored_batch(batch_number)
        if not is_batch_reached(batch, actor):
            raise refused("JOURNAL-005", batch=batch_number)
        if batch.verb == LOADED:  # its tables are no records, and would stay as they are
            raise refused("MAP-012", batch=batch_number)
        if batch.verb in BY_TRACKS:
            raise refused("TRACK-015", batch=batch_number)
        step("read")
        if by := Batch.objects.filter(reverses=batch_number).values_list("id", flat=True).first():
            raise refused("JOURNAL-007", batch=batch_number, by=by)
        moves = _reversing_moves(batch)
        if not moves:
            raise refused("JOURNAL-009")
        refuse_if_used(moves, "JOURNAL-011", batch=batch_number)
        refuse_taken_keys(moves)
        outside = require_writer(moves, actor)
        draft.summary = {"undoes": batch_number, "records": len(moves)}
        step("write")
        write(draft, moves, step)
        _require_open(draft, actor, reason, outside)
    return draft.number


def _reversing_moves(batch: Batch) -> list[Move]:
    """Each record of the batch back to what it was: confirmations since are taken off first, then the batch."""
    entries = list(
        Entry.objects.filter(id__gte=batch.first_entry, id__lt=batch.first_entry + batch.entries)
        .order_by("-id")
        .values_list("register", "record", "before", "after")
    )
    since = _confirmed_since(batch, [record for _, record, _, _ in entries])
    present: dict[int, Record] = {}
    for code in {entry[0] for entry in entries}:
        present.update(rows.by_ids(register(code), [e[1] for e in entries if e[0] == code]))
    moves = []
    for code, number, before, _ in entries:
        one = register(code)
        old = present.get(number)
        state = {} if old is None else state_of(one, old)
        for taken_off in reversed(since.get(number, [])):
            state.update(taken_off)
        moves.append(Move(code, old, record_of(one, number, state | json.loads(before)) if before else None))
    return moves


def _confirmed_since(batch: Batch, records: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What later batches changed in the records' standing, oldest first; JOURNAL-006 when one changed more.

    A later batch that was itself undone, and the one that undid it, changed nothing.
    """
    last = batch.first_entry + batch.entries - 1
    found: dict[int, list[dict[str, Any]]] = {}
    pairs = Batch.objects.filter(id__gt=batch.id, reverses__gt=batch.id).values_list("id", "reverses")
    undone = {number for pair in pairs for number in pair}
    for chunk in chunks(records):
        later = Entry.objects.filter(record__in=chunk, id__gt=last).order_by("id")
        for number, batch_id, before, after in later.values_list("record", "batch_id", "before", "after"):
            if batch_id in undone:
                continue
            if not is_review(before, after):
                raise refused("JOURNAL-006", batch=batch.id, record=number, later=batch_id)
            found.setdefault(number, []).append(json.loads(before))
    return found
