"""Figures for whoever asks: each function checks that the places lie in the actor's scope, then sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.figures import Figure
from jiedui.journal.queries import TracedPosting
from jiedui.journal.storage import select_rows
from jiedui.kernel import regions
from jiedui.kernel.errors import refused
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor


def figures(
    actor: Actor, lens: Lens, places: Sequence[tuple[str, bool]], codes: Sequence[str] | None = None
) -> list[Figure]:
    """Every indicator for every place, a place being (region, own level only).

    *Order*: by indicator as in the catalogue, then by place. Errors: CATALOGUE-003, RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", (region for region, _ in places))
    return arithmetic.figures(lens, places, codes)


def figures_by_month(actor: Actor, lens: Lens, codes: Sequence[str] | None = None) -> list[Figure]:
    """Every indicator for the lens's region, month by month. Errors: CATALOGUE-003, RIGHT-001, RIGHT-002."""
    actor.require_in("read", [lens.region])
    return arithmetic.figures_by_month(lens, codes)


def trace(
    actor: Actor, code: str, lens: Lens, window: tuple[int, int] | None = None
) -> tuple[Figure, list[TracedPosting]]:
    """A figure and the postings that it is made of; with a `window`, only the records from the one place to the other
    have their sources read. Errors: CATALOGUE-003, RIGHT-001, RIGHT-002."""
    actor.require_in("read", [lens.region])
    return arithmetic.trace(code, lens, window)


def home_region(actor: Actor) -> str:
    """The region that an actor looks at first: of what they reach within the ledger's own region the smallest that
    holds it all, or else its first part; so a donor's member begins with the paired regions.

    Errors: RIGHT-001, REGION-004 when the ledger is empty.
    """
    heads, whole = actor.require("read"), ledger_region()
    inside = [head for head in heads if regions.is_within(head, whole)] or [whole]
    common = regions.smallest_common(inside)
    return common if common is not None and actor.may("read", common) else inside[0]


def ledger_region() -> str:
    """The ledger's own region: the smallest that holds all offices of this side; where none are recorded, all posted
    records.

    Errors: REGION-004 when the ledger is empty.
    """
    offices = [row[0] for row in select_rows("SELECT DISTINCT region FROM register_offices WHERE kind <> 'donor'")]
    codes = offices or [
        row[0] for row in select_rows("SELECT DISTINCT region FROM journal_balance WHERE own_facts > 0")
    ]
    found = regions.smallest_common(codes)
    if found is None:
        raise refused("REGION-004")
    return found


def readable_regions(actor: Actor, home: str = "") -> list[str]:
    """The regions of the programme that an actor may look at, the one looked at first before the others; `home` is that
    one where it is known already. Two queries.

    Errors: as home_region.
    """
    home = home or home_region(actor)
    paired = {row[0] for row in select_rows("SELECT DISTINCT region FROM register_pairings")}
    return [home, *sorted(code for code in paired if code != home and actor.may("read", code))]


def programme_places(region: str) -> list[tuple[str, bool]]:
    """The region, its own level, and the counties below it that are paired."""
    rows = select_rows("SELECT DISTINCT region FROM register_pairings")
    paired = sorted(row[0] for row in rows if row[0] != region and regions.is_within(row[0], region))
    return [(region, False), (region, True), *((code, False) for code in paired)]


def by_code(found: Sequence[Figure]) -> Mapping[str, list[Figure]]:
    """Figures grouped by indicator, in their order."""
    grouped: dict[str, list[Figure]] = {}
    for figure in found:
        grouped.setdefault(figure.definition.code, []).append(figure)
    return grouped
