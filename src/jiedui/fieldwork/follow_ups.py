"""What must follow from visits: what is open, and that it was done."""

from __future__ import annotations

from datetime import date
from typing import Final

from jiedui.kernel import clock
from jiedui.kernel.errors import Place, Problem, Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.access import record
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Text
from jiedui.registers.reach import condition

FINISH: Final = "finish_follow_up"
"""The verb of a batch that says that something was done."""
LISTED: Final = 200
"""Open ones that a page lists; the register has them all."""


def open_follow_ups(actor: Actor, limit: int = LISTED) -> list[Record]:
    """What must follow from visits and is not done, within reach, what is due first before the rest. One query.

    Errors: RIGHT-001.
    """
    one = register("follow_ups")
    asked = f'{condition(one, actor.require("read"))} AND "visit" IS NOT NULL AND "done_on" IS NULL'
    return rows.in_order(one, asked, [], '"due_on", "id"', limit)


def finish_follow_up(actor: Actor, number: int, done_on: date, outcome: str | None = None) -> int:
    """Say that what must follow was done, and what came of it. Returns the batch.

    Errors: JOURNAL-012 not there or out of reach, RIGHT-001, RIGHT-002, VISIT-015 done before, VISIT-016 a day that
    lies ahead, CELL-016 too long.
    """
    actor.require("visit")
    one = register("follow_ups")
    found = record(actor, one, number)
    if found["done_on"] is not None:
        raise refused("VISIT-015", day=found["done_on"])
    field = one.field("outcome")
    assert isinstance(field, Text)
    if done_on > clock.today():
        raise Refused(Problem("VISIT-016", {"found": done_on}, Place("", heading="done_on")))
    if outcome is not None and len(outcome) > field.limit:
        raise refused("CELL-016", found=hide_numbers(outcome)[:20] + "…", limit=field.limit)
    values = {"done_on": done_on, "outcome": None if outcome is None else hide_numbers(outcome)}
    batch = save([Change(one.code, values, number, found.entry)], actor, verb=FINISH)
    assert batch is not None  # it was not done before
    return batch
