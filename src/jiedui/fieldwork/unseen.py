"""What nobody has seen: villages without a visit, and above all projects with money paid and no visit or check.

A village counts as its figure counts: by a visit that is confirmed as far as the lens asks. A project that somebody
was at is seen, whether that was confirmed yet or not: the question is who has still to go there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiedui.fieldwork.confirmed import changed_since
from jiedui.journal.storage import select_rows, whole_numbers
from jiedui.kernel import regions
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import children, index
from jiedui.registers import rows
from jiedui.registers.attention import attention_condition
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record

PROJECTS_SHOWN: Final = 200
"""Those with the most money paid; the list behind the attention line has them all."""


@dataclass(frozen=True, slots=True)
class UnseenProject:
    """A project that nobody has seen, and what was paid for it by the lens's day. *Units*: fen."""

    project: Record
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Township:
    """A township: how many villages it has, and those of them that nobody has visited."""

    code: str
    name: str
    villages: int
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What nobody has seen in a region by a day.

    `projects`: the most money first, as far as they are shown; `count` and `paid_fen` are of all of them, `by_county`
    counts them. `townships`: those with a village unseen; the names of the villages only where a county or less was
    asked for, so that a page stays readable.
    """

    projects: list[UnseenProject]
    count: int
    paid_fen: int
    by_county: Mapping[str, int]
    townships: list[Township]
    unseen_by_county: Mapping[str, int]


def unseen(actor: Actor, lens: Lens) -> Unseen:
    """What nobody has seen in the lens's region by its day. At most five queries. Errors: RIGHT-001, RIGHT-002."""
    actor.require_in("read", [lens.region])
    paid = _paid_and_unseen(lens)
    shown = rows.by_ids(register("projects"), [number for number, _region, _paid in paid[:PROJECTS_SHOWN]])
    townships = _townships(lens)
    missing: Counter[str] = Counter()
    for one in townships:
        missing[_county(one.code)] += len(one.unseen)
    return Unseen(
        projects=[UnseenProject(shown[number], fen) for number, _region, fen in paid[:PROJECTS_SHOWN]],
        count=len(paid),
        paid_fen=sum(fen for _number, _region, fen in paid),
        by_county=Counter(_county(region) for _number, region, _fen in paid),
        townships=townships,
        unseen_by_county=missing,
    )


def _county(region: str) -> str:
    """The county in which a region lies; a city or province for itself."""
    return next((code for code in regions.lineage(region) if regions.level(code) <= regions.COUNTY), region)


def _paid_and_unseen(lens: Lens) -> list[tuple[int, str, int]]:
    """Number, region and money paid of the projects that the attention rule finds, the most money first."""
    where = attention_condition("unseen", "projects", lens.region, lens.as_of)
    found = select_rows(
        'SELECT "id", "region", (SELECT SUM(CAST(d."amount" AS NUMERIC)) FROM "register_disbursements" d '
        f'WHERE d."project" = "register_projects"."id" AND d."paid_on" <= \'{lens.as_of.isoformat()}\') AS paid '
        f'FROM "register_projects" WHERE {where} ORDER BY paid DESC, "id"'
    )
    return [(number, region, int(paid)) for number, region, paid in found]


def _townships(lens: Lens) -> list[Township]:
    """The townships with villages that nobody visited, in code order."""
    visited = _visited_villages(lens)
    all_of: Counter[str] = Counter()
    missing: dict[str, list[str]] = {}
    for code, name in children(lens.region, regions.VILLAGE):
        township = regions.parent(code)
        all_of[township] += 1
        if code not in visited:
            missing.setdefault(township, []).append(name)
    names = index().names
    return [Township(code, names.get(code, code), all_of[code], tuple(villages)) for code, villages in missing.items()]


def _visited_villages(lens: Lens) -> set[str]:
    """The codes of villages visited by the day, abolished ones as what succeeded them."""
    visited = (
        f'SELECT "point" FROM "register_visits" WHERE "visited_on" <= \'{lens.as_of.isoformat()}\' '
        f'AND "standing" >= {int(lens.level)} AND "point" IS NOT NULL'
    )
    points = whole_numbers({one["point"] for one in changed_since(lens) if one["point"] is not None})
    also = f' OR "id" IN ({points})' if points else ""
    found = select_rows(
        'SELECT DISTINCT "region" FROM "register_visit_places" '
        f'WHERE "kind" = \'village\' AND ("id" IN ({visited}){also})'
    )
    return {index().present(code) for (code,) in found}
