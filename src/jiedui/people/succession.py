"""The hand-over itself: one action, one batch, after which nothing open points at the member who leaves.

The day of the hand-over is the giver's last: duties, roles and membership end with it, and the taker begins on the
day after. No role is given: what the taker may do is an administrator's decision of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.people.handover import BETWEEN, Handover, handover, lasts, names_in, namesakes
from jiedui.registers.actions import Change, save_hand_over
from jiedui.registers.declaration import Record


def hand_over(actor: Actor, login: str, to: str, witness: str = "") -> int:
    """Give what a member is in charge of to another, and end the membership. Returns the batch.

    Errors: those of `handover.handover`; MEMBER-001 without a taker, MEMBER-021 when nothing is left, MEMBER-022,
    RIGHT-001, RIGHT-002, RIGHT-003 one's own membership, JOURNAL-004 when a record was changed meanwhile.
    """
    actor.require("administer")
    if not to:
        raise refused("MEMBER-001", login=to)
    found = handover(actor, login, to, witness)
    assert found.taker is not None
    actor.require_in("administer", [found.giver.region, found.taker.region])
    if found.is_over:
        raise refused("MEMBER-021", member=found.giver.name)
    if namesakes(found.records.member, found.records.ends):
        raise refused("MEMBER-022", name=found.giver.name)
    batch = save_hand_over(_changes(found), actor, reason=_reason(found), summary=_summary(found))
    assert batch is not None  # something is open, so something changes
    return batch


def _reason(found: Handover) -> str:
    """Who gives, takes and witnesses, for the journal."""
    names = {"giver": found.giver.name, "taker": found.taker.name if found.taker else ""}
    if found.witness is None:
        return _("hand-over: {giver} gives, {taker} takes").format(**names)
    return _("hand-over: {giver} gives, {taker} takes, {witness} witnesses").format(**names, witness=found.witness.name)


def _summary(found: Handover) -> dict[str, Any]:
    logins = {"member": found.giver.login, "taker": found.taker.login if found.taker else ""}
    return logins | ({"witness": found.witness.login} if found.witness else {})


def _changes(found: Handover) -> list[Change]:
    records, taker = found.records, found.taker.name if found.taker else ""
    giver, ends = found.giver.name, records.ends
    changes = [_ended(one, found) for one in (*records.duties, *records.roles)]
    if lasts(records.member, ends):
        changes.append(_ended(records.member, found))
    changes += _begun(records.duties, records.taken, taker, found)
    changes += [_changed(one, {"in_charge": _renamed(one["in_charge"], giver, taker)}) for one in records.projects]
    return [*changes, *(_changed(one, {"successor": taker}) for one in records.secondments)]


def _begun(duties: Iterable[Record], taken: Iterable[Record], taker: str, found: Handover) -> list[Change]:
    """The duties as the taker's, each from the day on which the giver's ends; one that the taker holds goes on."""
    ends, held = found.records.ends, list(taken)
    changes, seen = [], set()
    for one in duties:
        start = max(ends, one["since"])
        if one["duty"] in seen or any(other["duty"] == one["duty"] and lasts(other, start) for other in held):
            continue
        seen.add(one["duty"])
        again = next((other for other in held if other["duty"] == one["duty"] and other["since"] == start), None)
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
