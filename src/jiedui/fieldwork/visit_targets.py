"""What a visit names, as it is stored and within reach: place, project, enterprise, village, offices; and its county.

A visit lies in the county of what it names, in this order: the place, the project, the enterprise, the village or
township, the cell of its position; where none of them says it, the county that was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jiedui.kernel.errors import Place, Problem
from jiedui.kernel.grid import cell_at
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import COUNTY, TOWNSHIP, level, lineage
from jiedui.places.queries import cell_regions, grid_resolution, index
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import reached

if TYPE_CHECKING:
    from jiedui.fieldwork.visits import NewVisit

REGISTERS: Final = {"place": "visit_places", "project": "projects", "enterprise": "enterprises"}
"""The links of a visit and their registers."""


@dataclass(slots=True)
class Targets:
    """What a visit names: the project where it is one, the county that it lies in, and what of it is not there.
    `beside`: the project or enterprise of a place that was named alone; whoever visits a project's place visits it."""

    project: Record | None = None
    region: str | None = None
    problems: list[Problem] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)

    def refuse(self, heading: str, code: str, **fields: object) -> None:
        self.problems.append(Problem(code, fields, Place("", heading=heading)))


def read_targets(actor: Actor, visit: NewVisit) -> Targets:
    """Read what a visit names, six queries at most.

    Problems: VISIT-003 not there or out of reach, VISIT-004 no county, VISIT-009 a position where the actor records
    no visits, ROW-024, ROW-025.
    """
    found, regions, of_place = Targets(), list[str](), dict[str, int | None]()
    for link, code in REGISTERS.items():
        named = getattr(visit, link)
        number = of_place.get(link) if named is None else named
        record = None if number is None else reached(register(code), [number], actor, "visit").get(number)
        if record is not None:
            regions.append(record["region"])
            if named is None:
                found.beside[link] = record.id
            elif link == "place":
                of_place = {"project": record["project"], "enterprise": record["enterprise"]}
            found.project = record if link == "project" else found.project
        elif named is not None:
            found.refuse(link, "VISIT-003", register=register(code).chinese)
    if visit.settlement is not None:
        if is_settlement(actor, visit.settlement):
            regions.append(visit.settlement)
        else:
            found.refuse("settlement", "VISIT-003", register=register("visits").field("settlement").chinese)
    regions += _position(actor, visit, found)
    if visit.region is not None and (visit.region not in index().names or not actor.may("visit", visit.region)):
        found.refuse("region", "VISIT-003", register=register("visits").field("region").chinese)
    elif visit.region is not None:
        regions.append(visit.region)
    found.region = county_of(regions[0]) if regions else None
    _refuse_nowhere(visit, found)
    _read_offices(actor, visit, found)
    return found


def is_settlement(actor: Actor, code: str) -> bool:
    """Whether a code is that of a village or township in which the actor records visits."""
    return code in index().names and level(code) >= TOWNSHIP and actor.may("visit", code)


def county_of(code: str) -> str:
    """The county in which a region lies; the region itself where it lies in none."""
    return next((one for one in lineage(code) if level(one) <= COUNTY), code)


def _position(actor: Actor, visit: NewVisit, found: Targets) -> Iterator[str]:
    """The region of the cell in which the position lies."""
    if (visit.latitude is None) != (visit.longitude is None):
        found.refuse("latitude", "ROW-025")
    if visit.latitude is None or visit.longitude is None:
        return
    resolution = grid_resolution()
    if resolution is None:
        return
    for region in cell_regions([cell_at(visit.latitude, visit.longitude, resolution)]).values():
        if actor.may("visit", region):
            yield region
        else:
            found.refuse("latitude", "VISIT-009", region=region)


def _refuse_nowhere(visit: NewVisit, found: Targets) -> None:
    named = (visit.place, visit.project, visit.enterprise, visit.settlement, visit.latitude)
    if all(one is None for one in named):
        found.refuse("place", "ROW-024")
    elif found.region is None and not found.problems:
        found.refuse("region", "VISIT-004")


def _read_offices(actor: Actor, visit: NewVisit, found: Targets) -> None:
    numbers = {one.office for one in visit.follow_ups if one.office is not None}
    known = reached(register("offices"), numbers, actor) if numbers else {}
    for place, one in enumerate(visit.follow_ups):
        if one.office is not None and one.office not in known:
            found.refuse(f"follow_ups.{place}.office", "VISIT-003", register=register("offices").chinese)
