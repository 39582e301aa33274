"""The hand-over itself: one action, one batch, after which nothing open points at the member who leaves.

The day of the hand-over is the giver's last: duties, roles and membership end with it, and the taker begins on the
day after. No role is given: what the taker may do is an administrator's decision of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiedui.kernel.errors import refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.kernel.sealing import shown
from jiedui.people.handover import Handover, Person, handover
from jiedui.people.handover_records import BETWEEN, lasts, names_in, namesakes
from jiedui.people.handover_takers import Thing, taker_texts
from jiedui.registers import rows
from jiedui.registers.actions import Change, save_hand_over
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record


def hand_over(actor: Actor, login: str, to: str, witness: str = "", takers: Mapping[Thing, str] | None = None) -> int:
    """Give what a member is in charge of to another, single things to those named for them, and end the membership.
    Returns the batch.

    Errors: those of `handover.handover`; MEMBER-001 without a taker, MEMBER-021 when nothing is left, MEMBER-022,
    MEMBER-026 a taker has the same contact or note, RIGHT-001, RIGHT-002, RIGHT-003 one's own membership, JOURNAL-004
    when a record was changed meanwhile.
    """
    actor.require("administer")
    if not to:
        raise refused("MEMBER-001", login=to)
    found = handover(actor, login, to, witness, takers)
    actor.require_in("administer", [found.giver.region, *(one.region for one in found.all_takers)])
    if found.is_over:
        raise refused("MEMBER-021", member=found.giver.name)
    if namesakes(found.records.member, found.records.ends):
        raise refused("MEMBER-022", name=found.giver.name)
    _refuse_kept_twice(found)
    batch = save_hand_over(_changes(found), actor, reason=_reason(found), summary=_summary(found))
    assert batch is not None  # something is open, so something changes
    return batch


def _taker_of(found: Handover, record: Record) -> Person:
    taker = found.taker_of(record.register, record.id)
    assert taker is not None  # hand_over asks for one
    return taker


def _refuse_kept_twice(found: Handover) -> None:
    """Refuse to give somebody a contact or a note that they keep already. Errors: MEMBER-026."""
    for code, kept in (("contacts", found.records.contacts), ("notes", found.records.notes)):
        one = register(code)
        keys = {one.key_of({**record.values, "keeper": _taker_of(found, record).number}): record for record in kept}
        for key in rows.by_keys(one, keys):
            record = keys[key]
            words = record["title"] if code == "notes" else f"{record['organisation']} {shown(record['name'])}"
            raise refused("MEMBER-026", member=_taker_of(found, record).name, found=hide_numbers(words))


def _reason(found: Handover) -> str:
    """Who gives, takes and witnesses, for the journal."""
    names = {"giver": found.giver.name, "taker": "、".join(one.name for one in found.all_takers)}
    if found.witness is None:
        return _("hand-over: {giver} gives, {taker} takes").format(**names)
    return _("hand-over: {giver} gives, {taker} takes, {witness} witnesses").format(**names, witness=found.witness.name)


def _summary(found: Handover) -> dict[str, Any]:
    logins: dict[str, Any] = {"member": found.giver.login, "taker": found.taker.login if found.taker else ""}
    if found.takers:
        logins["takers"] = taker_texts({thing: one.login for thing, one in found.takers.items()})
    return logins | ({"witness": found.witness.login} if found.witness else {})


def _changes(found: Handover) -> list[Change]:
    records, giver, ends = found.records, found.giver.name, found.records.ends
    changes = [_ended(one, found) for one in (*records.duties, *records.roles)]
    if lasts(records.member, ends):
        changes.append(_ended(records.member, found))
    changes += _begun(records.duties, records.taken, found)
    for one in (*records.projects, *records.follow_ups):
        taker = _taker_of(found, one).name
        changes.append(_changed(one, {"in_charge": _renamed(one["in_charge"] or giver, giver, taker)}))
    for one in (*records.contacts, *records.notes):
        changes.append(_changed(one, {"keeper": _taker_of(found, one).number}))
    return [*changes, *(_changed(one, {"successor": _taker_of(found, one).name}) for one in records.secondments)]


def _begun(duties: Iterable[Record], taken: Iterable[Record], found: Handover) -> list[Change]:
    """The duties as their takers', each from the day on which the giver's ends; one that its taker holds goes on."""
    ends, held = found.records.ends, list(taken)
    changes, seen = [], set()
    for one in duties:
        start, taker = max(ends, one["since"]), _taker_of(found, one).name
        same = [other for other in held if (other["duty"], other["holder"]) == (one["duty"], taker)]
        if (one["duty"], taker) in seen or any(lasts(other, start) for other in same):
            continue
        seen.add((one["duty"], taker))
        again = next((other for other in same if other["since"] == start), None)
        if again is not None:  # ended on the day on which it began
            changes.append(_changed(again, {"until": None}))
        else:
            values = {"office": one["office"], "holder": taker, "duty": one["duty"], "since": start}
            changes.append(Change("duties", values))
    return changes


def _renamed(text: str, giver: str, taker: str) -> str:
    """Who is responsible, the taker in the giver's place; where both stood, the taker once."""
    if text.strip() == giver:
        return taker
    if taker in names_in(text):
        return "、".join(name for name in names_in(text) if name != giver)
    return "".join(taker if part == giver else part for part in BETWEEN.split(text))


def _ended(record: Record, found: Handover) -> Change:
    """A record that ends with the giver's last day; one that would begin only later ends as it begins."""
    return _changed(record, {"until": max(found.records.ends, record["since"])})


def _changed(record: Record, values: dict[str, Any]) -> Change:
    return Change(record.register, values, record.id, record.entry)
