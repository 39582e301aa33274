"""Closed periods: up to which day a region's books are closed, and what a change dated there needs.

A change is dated by the postings that it makes or takes back; one that makes none changes no figure. Inside a closed
period it needs a manager and a reason. A reviewer may confirm there what a manager put in with a reason.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date

from jiedui.journal.actions import Draft, PostingRow
from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import is_within


class ClosedBooks:
    """The closings in force: the latest closed day of each region, for its whole subtree."""

    def __init__(self) -> None:
        rows = select_rows('SELECT "region", MAX("closed_until") FROM "register_closings" GROUP BY "region"')
        self.closings: list[tuple[str, date]] = [
            (region, date.fromisoformat(day) if isinstance(day, str) else day) for region, day in rows
        ]
        self._until: dict[str, date | None] = {}

    def until(self, region: str) -> date | None:
        """The last closed day of a region; None where its books are open."""
        if region not in self._until:
            days = [day for closed, day in self.closings if is_within(region, closed)]
            self._until[region] = max(days, default=None)
        return self._until[region]

    def closed(self, postings: list[PostingRow]) -> list[PostingRow]:
        """The postings that are dated in a closed period."""
        if not self.closings:
            return []
        return [p for p in postings if (until := self.until(p.region)) is not None and p.valid_on <= until]


def require_open(draft: Draft, actor: Actor, reason: str, admitted: AbstractSet[int] = frozenset()) -> list[PostingRow]:
    """Refuse what the actor may not change in closed periods; the closed postings that it does change.

    `admitted` are records that a manager changed there with a reason, so that a reviewer may confirm them. Errors:
    REVIEW-002 without a reason, REVIEW-003 without a manager's right.
    """
    books = ClosedBooks()
    found = books.closed(draft.postings)
    records = {entry.id: entry.record for entry in draft.entries}
    for posting in found:
        where = {"region": posting.region, "until": books.until(posting.region), "day": posting.valid_on}
        if not actor.may("restate", posting.region) and records.get(posting.entry) not in admitted:
            raise refused("REVIEW-003", **where)
        if not reason.strip():
            raise refused("REVIEW-002", **where)
    if found:
        draft.summary["restates"] = len(found)
    return found
