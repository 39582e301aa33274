"""Writing records: moves (a record before → after) journaled, the tables brought up to date, postings appended.

The actions of this room work out moves and hand them to `write`; nothing else touches a register's table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiedui.journal.actions import Draft
from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import delete_rows, insert_rows, update_rows
from jiedui.kernel.canonical import canonical_json
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.models import TABLES, columns
from jiedui.registers.reach import places_of
from jiedui.registers.reposting import repost

Step = Callable[[str], None]
"""Told the name of what is being done now."""


PSEUDO_FIELDS = frozenset(("standing", "settled", "review"))
"""What an entry says of a record beside its own fields; an entry that says nothing else is a review's."""


@dataclass(slots=True)
class Move:
    """A record before → after; one of them is None where it comes or goes."""

    register: str
    old: Record | None
    new: Record | None
    sheet: int | None = None
    row: int | None = None


def state_of(one: Register, record: Record) -> dict[str, Any]:
    """A record as entries keep it: filled fields, and standing and settled where they are not nothing."""
    state = one.to_json(record.values)
    if record.standing:
        state["standing"] = record.standing
    if record.settled:
        state["settled"] = sorted(record.settled)
    if record.review:
        state["review"] = record.review
    return state


def record_of(one: Register, number: int, state: Mapping[str, Any]) -> Record:
    """The record that a state describes."""
    settled, review = state.get("settled") or [], state.get("review")
    return Record(one.code, number, one.from_json(state), 0, state.get("standing") or 0, settled, review)


def write(draft: Draft, moves: Sequence[Move], step: Step = lambda name: None) -> None:
    """Journal the moves, bring the tables up to date, append what their postings come to.

    Errors: JOURNAL-012 a link to a record that is not there, ROW-006 one key twice in the batch.
    """
    refuse_lost_links(moves)
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
    draft.places |= _places(moves)
    step("post")
    draft.postings.extend(repost(moves, draft))


def _places(moves: Sequence[Move]) -> set[str]:
    """The regions in which the records of some moves lie, as they were and as they will be."""
    there = [move.new for move in moves if move.new is not None]
    gone = [
        move.old for move in moves
        if move.old is not None and (move.new is None or move.new.values is not move.old.values)
    ]  # fmt: skip
    overlay = {(record.register, record.id): record for record in there}
    found = [*places_of(gone, {}).values(), *places_of(there, overlay).values()]
    return {region for regions in found for region in regions}


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
        if move.old.review != move.new.review:
            before["review"], after["review"] = move.old.review, move.new.review
        return before, after, {}
    was, will = state_of(one, move.old), state_of(one, move.new)
    names = {name for name in was.keys() | will.keys() if was.get(name) != will.get(name)}
    return {name: was.get(name) for name in names}, {name: will.get(name) for name in names}, will


class _Tables:
    """The rows of a batch, gathered by table and written table by table."""

    STANDING = ("entry", "standing", "settled", "review")

    def __init__(self) -> None:
        self.inserted: dict[str, list[tuple[Any, ...]]] = {}
        self.updated: dict[str, list[tuple[Any, ...]]] = {}
        self.confirmed: dict[str, list[tuple[Any, ...]]] = {}
        self.deleted: dict[str, list[int]] = {}

    def add(self, one: Register, move: Move, number: int, state: State) -> None:
        if move.new is None:
            self.deleted.setdefault(one.code, []).append(number)
        elif move.old is not None and move.old.values is move.new.values:
            row = (move.new.entry, move.new.standing, _settled(move.new), _review(move.new), number)
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


def _review(record: Record) -> str:
    return canonical_json(record.review) if record.review else ""


def _row(one: Register, record: Record, state: State) -> tuple[Any, ...]:
    key = one.key_of(record.values)
    common = (record.id, key, record.entry, record.standing, _settled(record), _review(record))
    return (*common, *map(state.get, one.names))


def refuse_taken_keys(moves: Iterable[Move]) -> None:
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


def refuse_lost_links(moves: Sequence[Move]) -> None:
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


def refuse_if_used(moves: Iterable[Move], code: str, **fields: object) -> None:
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


def stored_batch(number: int) -> Batch:
    batch = Batch.objects.filter(id=number).first()
    if batch is None:
        raise refused("JOURNAL-005", batch=number)
    return batch


def touched(batch: Batch) -> list[Register]:
    codes = set(
        Entry.objects.filter(id__gte=batch.first_entry, id__lt=batch.first_entry + batch.entries)
        .values_list("register", flat=True)
        .distinct()
    )
    return [one for code, one in registers().items() if code in codes]
