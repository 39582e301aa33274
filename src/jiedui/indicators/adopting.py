"""A drafted variant made the year's plan: the approval of all its projects, as decided outside, in one batch.

The projects wait for a reviewer as after any change; until then what was confirmed of them counts. A draft is drawn
anew when it is adopted, and refused where it is no longer the one that was looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from jiedui.indicators.drafting import Variant, Wish, variant
from jiedui.indicators.library import CANDIDATES, candidates
from jiedui.kernel import clock
from jiedui.kernel.canonical import canonical_json
from jiedui.kernel.errors import Place, Problem, Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.actions import Change, save_plan
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Text


def draft(actor: Actor, lens: Lens, code: str, wish: Wish) -> Variant:
    """A variant drawn from the library as it stands. Three queries. Errors: RIGHT-001, RIGHT-002."""
    return variant(code, candidates(actor, lens)[:CANDIDATES], wish)


def mark_of(drawn: Variant) -> str:
    """What tells a draft from any other: its projects with what each costs."""
    shown = canonical_json([[one.project, one.fund_fen] for one in drawn.chosen])
    return hashlib.sha256(shown.encode()).hexdigest()


def adopt(
    actor: Actor, lens: Lens, code: str, wish: Wish, *, mark: str, approval_number: str, approved_on: date | None
) -> int:
    """Enter the approval of a draft's projects: its number and its day. Returns the batch.

    Errors: RIGHT-001, RIGHT-002, PLAN-003 nothing is chosen, PLAN-004 it is another draft than `mark` says, PLAN-005
    no number or too long a one, PLAN-006 no day, one ahead, or one before a project was listed; the register's own
    checks, each with the project's name as its place; REVIEW codes of a closed period.
    """
    number = hide_numbers(" ".join(approval_number.split()), may_be_code=True)
    field = register("projects").field("approval_number")
    assert isinstance(field, Text)
    drawn = draft(actor, lens, code, wish)
    actor.require_in("manage", sorted({lens.region, *(one.county for one in drawn.chosen)}))
    if not drawn.chosen:
        raise refused("PLAN-003")
    if mark != mark_of(drawn):
        raise refused("PLAN-004")
    if not number or len(number) > field.limit:
        raise refused("PLAN-005", limit=field.limit)
    stored = rows.by_ids(register("projects"), [one.project for one in drawn.chosen])
    listed = max(one["listed_on"] for one in stored.values())
    if approved_on is None or not listed <= approved_on <= clock.today():
        raise refused("PLAN-006", found=approved_on or "—", listed=listed)
    values = {"approval_number": number, "approved_on": approved_on}
    _refuse_findings(stored, values)
    changes = [Change("projects", values, one.id, one.entry) for one in stored.values()]
    summary = {"variant": code, "projects": len(changes)}
    batch = save_plan(changes, actor, reason=number, summary=summary)
    assert batch is not None  # no candidate is approved, so each changes
    return batch


def _refuse_findings(stored: Mapping[int, Record], values: Mapping[str, object]) -> None:
    """Refuse what the register's own checks object to in a project as it would be."""
    one = register("projects")
    found = [
        Problem(finding.code, finding.fields, Place("", sheet=hide_numbers(str(record["name"]), may_be_code=True)))
        for record in stored.values()
        for check in one.checks
        for finding in check(Record(one.code, record.id, {**record.values, **values}))
        if finding.severity == "error"
    ]
    if found:
        raise Refused(found)
