"""Every write of a record: save, confirm, void, undo. One named verb, one transaction, one batch.

All of them work out moves (a record before → after) and hand them to `_write`, which journals the entries, brings
the tables up to date and appends the difference between the postings that are there and those that should be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiedui.journal.actions import Actor, Draft, Sheet, open_batch
from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import chunks, delete_rows, insert_rows, update_rows
from jiedui.kernel.canonical import canonical_json
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.registers import rows
from jiedui.registers.catalogue import chart, register, registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Ref, Secret
from jiedui.registers.keys import Sealer
from jiedui.registers.models import TABLES, columns
from jiedui.registers.reposting import repost

Step = Callable[[str], None]
"""Told the name of what is being done now."""


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


@dataclass(slots=True)
class Move:
    """A record before → after; one of them is None where it comes or goes."""

    register: str
    old: Record | None
    new: Record | None
    sheet: int | None = None
    row: int | None = None


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

    Errors: JOURNAL-004 when a record is no longer at the version seen, or one with the same key was made meanwhile.
    """
    digest, name = (source.digest, source.name) if source else ("", "")
    with open_batch(actor, verb, chart(), reason=reason, file_digest=digest, file_name=name) as draft:
        step("check")
        present = _present(changes)
        sealer = Sealer()
        made: dict[Ref, int] = {}
        moves: list[Move] = []
        position = {code: place for place, code in enumerate(registers())}
        number = draft.next_entry
        for change in sorted(changes, key=lambda c: position[c.register]):
            move = _move(change, present, sealer, made, number)
            if move is not None:
                moves.append(move)
                number += 1
        _refuse_taken_keys(move for move in moves if move.old is not None)
        if moves:
            draft.sheets = list(source.sheets) if source else []
            draft.summary = dict(summary or {})
            step("write")
            _write(draft, moves, step)
            sealer.keep()
    return draft.number if moves else None


def _present(changes: Sequence[Change]) -> dict[tuple[str, int], Record]:
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
    for change in changes:
        if change.id is None:
            continue
        found = present.get((change.register, change.id))
        if found is None:
            raise refused("JOURNAL-012", record=f"{change.register} {change.id}")
        if change.seen is not None and found.entry != change.seen:
            raise refused("JOURNAL-004", record=f"{change.register} {change.id}", seen=change.seen, present=found.entry)
    return present


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
    new = Record(change.register, id_, values, number)
    if old is not None and (old.standing or old.settled):
        new.settled = [*(pair for pair in old.settled if pair[0] != old.standing)]
        if old.standing:
            new.settled.append([old.standing, one.to_json(old.values)])
    return Move(change.register, old, new, change.sheet, change.row)


def _refuse_taken_keys(moves: Iterable[Move]) -> None:
    """Refuse a record whose new or changed key is a stored record's."""
    arriving: dict[str, dict[str, int]] = {}
    for move in moves:
        if move.new is not None:
            one = registers()[move.register]
            key = one.key_of(move.new.values)
            if move.old is None or key != one.key_of(move.old.values):
                arriving.setdefault(move.register, {})[key] = move.new.id
    for code, keys in arriving.items():
        one = registers()[code]
        for key, record in rows.by_keys(one, keys).items():
            raise _one_key_twice(one, key, record.id, keys[key])


def _one_key_twice(one: Register, key: str, first: int, second: int) -> Refused:
    named = "、".join(one.field(name).chinese for name in one.key)
    return refused("ROW-006", field=named, found=key, first=first, second=second)


def _refuse_lost_links(moves: Sequence[Move]) -> None:
    """Refuse a new link to a record that is neither stored nor made by the same batch."""
    links = {move.register: [(link.name, link.to) for link in registers()[move.register].links] for move in moves}
    made = {(move.register, move.new.id) for move in moves if move.new is not None}
    wanted: dict[str, set[int]] = {}
    for move in moves:
        if move.new is None or (move.old is not None and move.old.values is move.new.values):
            continue
        for name, to in links[move.register]:
            target = move.new[name]
            if target is not None and (to, target) not in made and (move.old is None or move.old[name] != target):
                wanted.setdefault(to, set()).add(target)
    for to, targets in wanted.items():
        if gone := targets - rows.known_ids(registers()[to], targets):
            raise refused("JOURNAL-012", record=f"{to} {min(gone)}")


def confirm(
    batch_number: int, actor: Actor, *, level: int = 1, reason: str = "", step: Step = lambda name: None
) -> tuple[int, int]:
    """Confirm what a batch wrote and nobody changed since, at a level; confirming it at a lower one is no change.

    Returns the new batch and how many records.

    Errors: JOURNAL-005 no such batch, JOURNAL-008 nothing of it waits.
    """
    with open_batch(actor, "confirm", chart(), reason=reason) as draft:
        batch = _batch(batch_number)
        moves: list[Move] = []
        step("read")
        for one in _touched(batch):
            for old in _still_of(one, batch):
                if old.standing < level:
                    settled = [pair for pair in old.settled if pair[0] > level]
                    moves.append(Move(one.code, old, Record(one.code, old.id, old.values, 0, level, settled)))
        if not moves:
            raise refused("JOURNAL-008", batch=batch_number)
        draft.summary = {"confirms": batch_number, "level": level, "records": len(moves)}
        step("write")
        _write(draft, moves, step)
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
            if not _is_confirmation(before, after):
                moved_on.pop(number, None)
    return [*found, *moved_on.values()]


def _is_confirmation(before: str, after: str) -> bool:
    """Whether an entry changed nothing but a record's standing."""
    return bool(before and after) and set(json.loads(after)) <= {"standing", "settled"}


def void(items: Iterable[tuple[str, int, int | None]], actor: Actor, reason: str) -> int:
    """Void records, each (register, number, version seen): they go, and all that they posted is taken back.

    Errors: JOURNAL-004 stale, JOURNAL-012 not there, JOURNAL-013 still used by another record.
    """
    with open_batch(actor, "void", chart(), reason=reason) as draft:
        wanted = [Change(code, {}, number, seen) for code, number, seen in items]
        moves = [Move(code, old, None) for (code, _), old in _present(wanted).items()]
        if not moves:
            raise refused("JOURNAL-009")
        _refuse_if_used(moves, "JOURNAL-013")
        _write(draft, moves)
    return draft.number


def undo(batch_number: int, actor: Actor, *, reason: str = "", step: Step = lambda name: None) -> int:
    """Undo a batch by one that reverses it: its records are again as they were before it.

    What was only confirmed since is undone with it. Errors: JOURNAL-005 no such batch, JOURNAL-006 a record was
    changed since, JOURNAL-007 undone already, JOURNAL-011 a record of it is used by another.
    """
    with open_batch(actor, "undo", chart(), reason=reason, reverses=batch_number) as draft:
        batch = _batch(batch_number)
        step("read")
        if by := Batch.objects.filter(reverses=batch_number).values_list("id", flat=True).first():
            raise refused("JOURNAL-007", batch=batch_number, by=by)
        moves = _reversing_moves(batch)
        if not moves:
            raise refused("JOURNAL-009")
        _refuse_if_used(moves, "JOURNAL-011", batch=batch_number)
        _refuse_taken_keys(moves)
        draft.summary = {"undoes": batch_number, "records": len(moves)}
        step("write")
        _write(draft, moves, step)
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
            if not _is_confirmation(before, after):
                raise refused("JOURNAL-006", batch=batch.id, record=number, later=batch_id)
            found.setdefault(number, []).append(json.loads(before))
    return found


def _refuse_if_used(moves: Iterable[Move], code: str, **fields: object) -> None:
    """Refuse when a record that goes is linked to by one that stays."""
    going: dict[str, set[int]] = {}
    for move in moves:
        if move.new is None and move.old is not None:
            going.setdefault(move.register, set()).add(move.old.id)
    everything = {number for ids in going.values() for number in ids}
    for target, ids in going.items():
        for one in registers().values():
            for link in one.links:
                if link.to != target:
                    continue
                for user in rows.by_link(one, link.name, ids):
                    if user.id not in everything:
                        named = f"{target} {user[link.name]}"
                        raise Refused(Problem(code, {"record": named, "user": f"{one.code} {user.id}", **fields}))


def _batch(number: int) -> Batch:
    batch = Batch.objects.filter(id=number).first()
    if batch is None:
        raise refused("JOURNAL-005", batch=number)
    return batch


def _touched(batch: Batch) -> list[Register]:
    codes = set(
        Entry.objects.filter(id__gte=batch.first_entry, id__lt=batch.first_entry + batch.entries)
        .values_list("register", flat=True)
        .distinct()
    )
    return [one for code, one in registers().items() if code in codes]


def state_of(one: Register, record: Record) -> dict[str, Any]:
    """A record as entries keep it: filled fields, and standing and settled where they are not nothing."""
    state = one.to_json(record.values)
    if record.standing:
        state["standing"] = record.standing
    if record.settled:
        state["settled"] = sorted(record.settled)
    return state


def record_of(one: Register, number: int, state: Mapping[str, Any]) -> Record:
    """The record that a state describes."""
    return Record(one.code, number, one.from_json(state), 0, state.get("standing") or 0, state.get("settled") or [])


def _write(draft: Draft, moves: Sequence[Move], step: Step = lambda name: None) -> None:
    """Journal the moves, bring the tables up to date, append what their postings come to.

    Errors: JOURNAL-012 a link to a record that is not there, ROW-006 one key twice in the batch.
    """
    _refuse_lost_links(moves)
    tables = _Tables()
    for move in moves:
        one = registers()[move.register]
        before, after, state = _before_and_after(one, move)
        number = (move.new or move.old).id  # type: ignore[union-attr]  # one of them is there
        entry = draft.entry(move.register, number, before, after, move.sheet, move.row)
        if move.new is not None:
            move.new.entry = entry
        tables.add(one, move, number, state)
    tables.write()
    step("post")
    draft.postings.extend(repost(moves, draft))


State = dict[str, Any]


def _before_and_after(one: Register, move: Move) -> tuple[State | None, State | None, State]:
    """A record's state before and after, just what changed where it stays; and its whole state as it will be."""
    if move.old is None and move.new is not None:
        state = state_of(one, move.new)
        return None, state, state
    if move.new is None:
        return (state_of(one, move.old) if move.old else None), None, {}
    assert move.old is not None
    if move.old.values is move.new.values:
        before: State = {"standing": move.old.standing or None}
        after: State = {"standing": move.new.standing or None}
        if move.old.settled != move.new.settled:
            before["settled"], after["settled"] = move.old.settled or None, move.new.settled or None
        return before, after, {}
    was, will = state_of(one, move.old), state_of(one, move.new)
    names = {name for name in was.keys() | will.keys() if was.get(name) != will.get(name)}
    return {name: was.get(name) for name in names}, {name: will.get(name) for name in names}, will


class _Tables:
    """The rows of a batch, gathered by table and written table by table."""

    STANDING = ("entry", "standing", "settled")

    def __init__(self) -> None:
        self.inserted: dict[str, list[tuple[Any, ...]]] = {}
        self.updated: dict[str, list[tuple[Any, ...]]] = {}
        self.confirmed: dict[str, list[tuple[Any, ...]]] = {}
        self.deleted: dict[str, list[int]] = {}

    def add(self, one: Register, move: Move, number: int, state: State) -> None:
        if move.new is None:
            self.deleted.setdefault(one.code, []).append(number)
        elif move.old is not None and move.old.values is move.new.values:
            row = (move.new.entry, move.new.standing, _settled(move.new), number)
            self.confirmed.setdefault(one.code, []).append(row)
        elif move.old is not None:
            row = _row(one, move.new, state)
            self.updated.setdefault(one.code, []).append((*row[1:], row[0]))
        else:
            self.inserted.setdefault(one.code, []).append(_row(one, move.new, state))

    def write(self) -> None:
        self._refuse_one_key_twice()
        for code, one in registers().items():
            update_rows(TABLES[code], self.STANDING, self.confirmed.get(code, []))
            update_rows(TABLES[code], columns(one)[1:], self.updated.get(code, []))
            if code in self.inserted:
                insert_rows(TABLES[code], columns(one), self.inserted[code])
        for code in reversed(registers()):
            delete_rows(TABLES[code], self.deleted.get(code, []))

    def _refuse_one_key_twice(self) -> None:
        for code in self.inserted.keys() | self.updated.keys():
            pairs = [(row[1], row[0]) for row in self.inserted.get(code, ())]
            pairs += [(row[0], row[-1]) for row in self.updated.get(code, ())]
            seen: dict[str, int] = {}
            for key, number in pairs:
                if key in seen:
                    raise _one_key_twice(registers()[code], key, seen[key], number)
                seen[key] = number


def _settled(record: Record) -> str:
    return canonical_json(sorted(record.settled)) if record.settled else ""


def _row(one: Register, record: Record, state: State) -> tuple[Any, ...]:
    key = one.key_of(record.values)
    return (record.id, key, record.entry, record.standing, _settled(record), *map(state.get, one.names))
