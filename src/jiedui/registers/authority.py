"""Whether an actor may make the moves of a batch: where each record lies, what it takes to write it, who entered it.

Changing what a record says takes the right of its register (to enter, to manage, to administer). Changing what of it
is confirmed takes a reviewer of that level who did not enter it. A record out of reach looks as if it were not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jiedui.journal.actions import PostingRow
from jiedui.journal.storage import chunks, select_rows, whole_numbers
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.permissions import Actor, is_reached
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import followers_of, registers
from jiedui.registers.declaration import Record
from jiedui.registers.grouping import at_level, roots_of
from jiedui.registers.reach import Overlay, lies_in, places_of
from jiedui.registers.writing import PSEUDO_FIELDS, Move

CONFIRMING = ("confirm", "return")
"""The verbs of batches that say something of a record's review and nothing else."""


@dataclass(slots=True)
class Authors:
    """Who entered what a record says and has not been confirmed; and whether it was put into a closed period."""

    ids: set[str] = field(default_factory=set)
    restates: bool = False


EVER = 9
"""Above any level: whoever ever entered the record."""


def authors_of(records: Iterable[Record], levels: Mapping[int, int]) -> dict[int, Authors]:
    """Who entered the values of records since they were last confirmed at a level or above it, by number."""
    found: dict[int, Authors] = {}
    for chunk in chunks(record.id for record in records):
        entries = select_rows(
            "SELECT e.record, e.before, e.after, b.verb, b.actor_id, b.summary FROM journal_entry e "
            f"JOIN journal_batch b ON b.id = e.batch_id WHERE e.record IN ({whole_numbers(chunk)}) ORDER BY e.id"
        )
        for number, before, after, verb, actor, summary in entries:
            authors = found.setdefault(number, Authors())
            if verb in CONFIRMING or (verb == "undo" and is_review(before, after)):
                if (json.loads(after).get("standing") or 0) >= levels[number]:
                    authors.ids, authors.restates = set(), False
            else:
                authors.ids.add(actor)
                authors.restates = '"restates"' in summary
    return found


def is_review(before: str, after: str) -> bool:
    """Whether an entry changed nothing but what a review says of a record."""
    return bool(before and after) and json.loads(after).keys() <= PSEUDO_FIELDS


def refuse_own(records: Sequence[Record], actor: Actor, authors: Mapping[int, Authors]) -> None:
    """Nobody confirms what they entered themselves. Errors: RIGHT-006."""
    if actor.is_operator:
        return
    for record in records:
        if actor.id in authors.get(record.id, Authors()).ids:
            raise refused("RIGHT-006", member=actor.name, record=f"{record.register} {record.id}")


@dataclass(frozen=True, slots=True)
class Outside:
    """A record that only a manager may write, and only in a closed period, and the refusal where it is in none."""

    refusal: Refused
    records: tuple[Record, ...]

    def require_in(self, closed: Iterable[PostingRow], entries: Mapping[int, int]) -> None:
        """Raise the refusal where none of the closed postings is the record's, or that of what it hangs on.

        `entries` are the records of the batch's entries. What others follow (a class) is dated by their postings.
        """
        found = list(closed)
        records = {entries[posting.entry] for posting in found if posting.entry in entries}
        subjects = {posting.subject for posting in found}
        for one in self.records:
            own = subjects.intersection(number for _, number in roots_of(one))
            if one.id in records or own or (found and followers_of(one.register)):
                return
        raise self.refusal


RESTATED: Final = ("enter", "visit", "confirm")
"""The rights in whose place the right to restate stands in a closed period; it makes nobody a member or a manager."""


def require_writer(moves: Sequence[Move], actor: Actor, right: str = "") -> list[Outside]:
    """Refuse moves that the actor may not make; `right` is the one that they take in place of their registers' own.

    Returns what only a manager may write, and only in closed periods: the caller requires each of it to be dated in
    one. Errors: RIGHT-001 to -004, -006, -008.
    """
    _refuse_own_membership(moves, actor)
    if actor.is_operator:
        return []
    places = _places(moves)
    taken_back = [move.old for move in moves if move.old is not None and _is_review_undone(move)]
    refuse_own(taken_back, actor, authors_of(taken_back, {record.id: EVER for record in taken_back}))
    levels = {record.id: max((level for level, _ in _confirmed(record)), default=1) for record in taken_back}
    later: list[Outside] = []
    for move, where in zip(moves, places, strict=True):
        one = registers()[move.register]
        number = (move.new or move.old).id  # type: ignore[union-attr]  # one of them is there
        asked = "confirm" if number in levels and one.waits else right or _own_right(move)
        try:
            for place in where:
                _require_at(place, asked, actor, levels.get(number, 0))
        except Refused as refusal:
            if asked not in RESTATED or not all(lies_in(place, actor.reach("restate")) for place in where):
                raise
            later.append(Outside(refusal, tuple(one for one in (move.old, move.new) if one is not None)))
    return later


def evidence_right(target: str) -> str:
    """The right that putting evidence on a register's records takes: to enter; on what a visit records, to visit."""
    return "visit" if target in registers() and registers()[target].right == "visit" else registers()["evidence"].right


def _own_right(move: Move) -> str:
    """The right that writing a record takes, or changing one; of a piece of evidence, by what it proves."""
    if move.register != "evidence":
        one = registers()[move.register]
        return one.right if move.old is None or move.new is None else one.changing_right
    found = {evidence_right(one["target_register"]) for one in (move.old, move.new) if one is not None}
    return found.pop() if len(found) == 1 else registers()[move.register].right


def _require_at(place: Sequence[str], right: str, actor: Actor, level: int) -> None:
    heads = actor.require(right)
    if not lies_in(place, heads):
        actor.require_in(right, place)
    if right == "confirm" and (reached := max(map(actor.level_in, place), default=0)) < level:
        raise refused("RIGHT-005", member=actor.name, level=reached, asked=level)


def _places(moves: Sequence[Move]) -> list[list[tuple[str, ...]]]:
    """Where each move's record lies, before and after it."""
    overlay: Overlay = {(move.register, move.new.id): move.new for move in moves if move.new is not None}
    before = places_of((move.old for move in moves if move.old is not None), {})
    after = places_of((move.new for move in moves if move.new is not None), overlay)
    found = []
    for move in moves:
        here = [before.get(move.old.id, ())] if move.old is not None else []
        found.append([*here, after.get(move.new.id, ())] if move.new is not None else here)
    return found


def _is_review_undone(move: Move) -> bool:
    """Whether a move changes what of a record is confirmed, or takes a signature or a return off it."""
    old, new = move.old, move.new
    is_unsigned = old is not None and new is not None and old.values == new.values and old.review != new.review
    return is_unsigned or _confirmed(old) != _confirmed(new)


def _confirmed(record: Record | None) -> list[tuple[int, dict[str, Any]]]:
    """What of a record is confirmed: level and values, for each level."""
    if record is None or not registers()[record.register].waits:
        return []
    own = [(record.standing, registers()[record.register].to_json(record.values))] if record.standing else []
    return sorted([*own, *((level, state) for level, state in record.settled)], key=lambda pair: pair[0])


def confirmed_version(record: Record) -> Record | None:
    """A record as it was last confirmed at any level; None if it never was."""
    return at_level(record, 1)


def _refuse_own_membership(moves: Sequence[Move], actor: Actor) -> None:
    """Nobody changes what they may do, and an administrator is nothing else. Errors: RIGHT-003, -004, -008."""
    own = [move for move in moves if move.register in ("members", "member_roles")]
    if not own:
        return
    members = {move.new.id: move.new for move in own if move.register == "members" and move.new is not None}
    touched = {
        record["member"] if move.register == "member_roles" else record.id
        for move in own
        for record in (move.old, move.new)
        if record is not None
    }
    members = rows.by_ids(registers()["members"], touched - members.keys()) | members
    for number in touched:
        if number in members and members[number]["login"] == actor.id:
            raise refused("RIGHT-003", member=actor.name)
    _refuse_mixed_roles(own, members)


def _refuse_mixed_roles(moves: Sequence[Move], members: Mapping[int, Record]) -> None:
    one = registers()["member_roles"]
    roles = {record.id: record for record in rows.by_link(one, "member", members)}
    for move in moves:
        if move.register == "member_roles":
            number = (move.new or move.old).id  # type: ignore[union-attr]  # one of them is there
            roles.pop(number, None)
            if move.new is not None:
                roles[number] = move.new
    offices = rows.by_ids(registers()["offices"], {member["office"] for member in members.values()})
    held: dict[int, list[Record]] = {}
    for role in roles.values():
        held.setdefault(role["member"], []).append(role)
        member = members.get(role["member"])
        office = offices.get(member["office"]) if member else None
        if role["region"] and office is not None and not is_reached(role["region"], index().heads(office["region"])):
            raise refused("RIGHT-008", region=role["region"])
    for number, records in held.items():
        for admin in (role for role in records if role["role"] == "administrator"):
            others = [role for role in records if role["role"] != "administrator" and _overlap(admin, role)]
            if others and number in members:
                names = "、".join(one.field("role").cell(role["role"]) for role in (admin, *others))
                raise refused("RIGHT-004", member=members[number]["name"], roles=names)


def _overlap(first: Record, second: Record) -> bool:
    """Whether two roles are held on one day; `until` is the first day on which a role is not held any more."""
    starts_before = first["until"] is None or second["since"] < first["until"]
    return starts_before and (second["until"] is None or first["since"] < second["until"])
