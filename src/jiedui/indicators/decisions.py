"""What meetings decided, as tasks: which office does it, by when, and how it stands on a day.

A decision is a follow-up of a meeting. It counts nothing: it is done when its office says so, late when its day is
past. Follow-ups wait for no confirmation, so a lens's level does not matter here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiedui.indicators.pace import STATES, Standing, standing
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition
from jiedui.registers.titles import titles

DECISIONS_SHOWN: Final = 200
"""Decisions of one page, those due first; the register has the others."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a meeting decided. `meeting` None: the meeting lies outside what the reader may see; `office` is
    empty where its office does. `done_on` None: not done by that day, and the outcome is not known then."""

    number: int
    content: str
    meeting: Record | None
    office: str
    in_charge: str
    due_on: date
    done_on: date | None
    outcome: str
    standing: Standing


def decisions(actor: Actor, lens: Lens) -> list[Decision]:
    """What meetings of the lens's region decided, or what offices there are to do, and was open at some time in the
    year up to the lens's last day; one more than `DECISIONS_SHOWN` where there are more.

    *Order*: the worst first, then by the day it is due. Three queries. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    register, reach = registers()["follow_ups"], actor.require("read")
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    here = condition(register, heads, own=lens.own, row_by_row=True)
    within = condition(register, reach, row_by_row=True)
    held = '"meeting" IN (SELECT "id" FROM "register_meetings" WHERE "held_on" <= %s)'
    is_open = '("done_on" IS NULL OR "done_on" >= %s)'
    days = (lens.as_of.isoformat(), lens.as_of.replace(month=1, day=1).isoformat())
    where = f"{held} AND {is_open} AND {here} AND {within}"
    not_done = f'"done_on" IS NULL OR "done_on" > \'{lens.as_of.isoformat()}\''
    order = f'CASE WHEN {not_done} THEN 0 ELSE 1 END, "due_on", "id"'
    found = rows.in_order(register, where, days, order, DECISIONS_SHOWN + 1)
    meetings = rows.by_ids(registers()["meetings"], {one["meeting"] for one in found})
    seen = titles(actor, {"offices": {one["office"] for one in found}, "meetings": set(meetings)})
    made = [
        _decision(
            one,
            meetings[one["meeting"]],
            is_meeting_seen=one["meeting"] in seen,
            office=seen[one["office"]].words if one["office"] in seen else "",
            day=lens.as_of,
        )
        for one in found
    ]
    worst = {state: place for place, state in enumerate(STATES)}
    return sorted(made, key=lambda one: (worst[one.standing.state], one.due_on, one.number))


def _decision(one: Record, meeting: Record, *, is_meeting_seen: bool, office: str, day: date) -> Decision:
    done = one["done_on"] if one["done_on"] is not None and one["done_on"] <= day else None
    begins = min(meeting["held_on"], one["due_on"])
    return Decision(
        number=one.id,
        content=one["content"],
        meeting=meeting if is_meeting_seen else None,
        office=office,
        in_charge=one["in_charge"] or "",
        due_on=one["due_on"],
        done_on=done,
        outcome=(one["outcome"] or "") if done is not None else "",
        standing=standing(day, begins=begins, due=one["due_on"], done_on=done, reached=None, counts=False),
    )
