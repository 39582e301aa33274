"""Reading about visits: the latest ones, and all that one who records a visit can choose from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jiedui.kernel import clock
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import COUNTY, TOWNSHIP, level, lineage, normal_code, subtree_bounds
from jiedui.places.queries import index
from jiedui.places.reading import HEADINGS_OF_THE_CODE
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.ledgers.projects import stage_on
from jiedui.registers.reach import condition
from jiedui.registers.visiting import is_settlement

LATEST: Final = 20
"""Visits that a page lists; the register has them all."""
OFFERED: Final = 2_000
"""Records of one register that a form offers: a phone holds that many and a search finds one of them."""
SETTLEMENTS: Final = 6_000
"""Villages and townships that are offered: those of a large city; of more, the townships come first."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form for a visit offers: places, projects and enterprises in which the actor records visits, offices that
    can be charged with what must follow, and counties."""

    places: list[Record]
    projects: list[Record]
    enterprises: list[Record]
    offices: list[Record]
    counties: list[str]


def visits(actor: Actor, *, own: bool | None = None, limit: int = LATEST) -> list[Record]:
    """The latest visits within reach, the newest first; `own`: those that the actor recorded, or the others. One query.

    Errors: RIGHT-001.
    """
    one = register("visits")
    asked, parameters = condition(one, actor.require("read")), list[str]()
    if own is not None:
        mine = '"recorded_by" = %s' if own else '("recorded_by" IS NULL OR "recorded_by" <> %s)'
        asked, parameters = f"{asked} AND {mine}", [actor.id]
    return rows.in_order(one, asked, parameters, '"visited_on" DESC, "id" DESC', limit)


def choices(actor: Actor) -> Choices:
    """What a form for a visit offers; four queries. Errors: RIGHT-001."""
    heads, today = actor.require("visit"), clock.today()
    standing = f'{condition(register("offices"), actor.require("read"))} AND "since" <= %s'
    standing += ' AND ("until" IS NULL OR "until" > %s)'
    return Choices(
        places=[one for one in _offered("visit_places", heads, '"kind", "region", "name"') if not stands_for(one)],
        projects=_offered("projects", heads, '"year" DESC, "region", "name"', '"cancelled_on" IS NULL'),
        enterprises=_offered("enterprises", heads, '"region", "name"'),
        offices=rows.in_order(register("offices"), standing, [today, today], '"region", "id"', OFFERED),
        counties=[code for code in _regions(heads) if level(code) == COUNTY or code in heads],
    )


def settlements(actor: Actor) -> list[tuple[str, str]]:
    """The townships and villages in which the actor records visits: (code, name from the county down), townships
    first. No query. Errors: RIGHT-001."""
    found = [code for code in _regions(actor.require("visit")) if level(code) >= TOWNSHIP]
    found.sort(key=lambda code: (level(code), code))
    return [(code, name_below(code)) for code in found[:SETTLEMENTS]]


def name_below(code: str) -> str:
    """The names from the county down: 马山县白山镇立星村."""
    line = [one for one in reversed(lineage(code)) if level(one) >= COUNTY]
    return "".join(index().names.get(one, one) for one in line)


def stands_for(place: Record) -> dict[str, Any]:
    """What a listed place is beside its entry in the list: a project, an enterprise, a village or township. A form
    offers that instead, and a visit of it counts at the same place."""
    if place["kind"] in ("project", "enterprise") and place[place["kind"]] is not None:
        return {place["kind"]: place[place["kind"]]}
    if is_settlement(place["kind"], place["region"]) and place["region"] in index().names:
        return {"settlement": place["region"]}
    return {}


def stages_of(project: Record) -> list[tuple[date | None, str]]:
    """Where a project stood, from which day on; the first stage from no day on."""
    days = sorted({project[name] for name in ("approved_on", "finished_on") if project[name] is not None})
    return [(None, stage_on(project, date.min)), *((day, stage_on(project, day)) for day in days)]


def _offered(code: str, heads: tuple[str, ...], order: str, more: str = "1 = 1") -> list[Record]:
    one = register(code)
    return rows.in_order(one, f"{condition(one, heads)} AND {more}", [], order, OFFERED)


def _regions(heads: tuple[str, ...]) -> list[str]:
    """The codes in force below some heads, in order."""
    names, successors = index().names, index().successors
    codes = sorted(names)
    found: dict[str, None] = {}
    for head in heads:
        low, high = subtree_bounds(normal_code(head))
        for code in codes[bisect_left(codes, low) : bisect_right(codes, high)]:
            if code not in successors and names[code] not in HEADINGS_OF_THE_CODE:
                found[code] = None
    return list(found)
