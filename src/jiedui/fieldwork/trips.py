"""The suggested round trip of a region: where it may start, where the projects lie that nobody has seen, the trip.

A project lies where a listed place of its own lies, else where the village or township of its record is listed with a
position. One without either cannot be planned for, and is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jiedui.fieldwork.round_trip import Stop, Trip, round_trip
from jiedui.fieldwork.unseen import Unseen, UnseenProject
from jiedui.journal.storage import quoted_codes, whole_numbers
from jiedui.kernel import regions
from jiedui.kernel.errors import refused
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

STARTS_SHOWN: Final = 200
HOURS: Final = range(2, 15)
DAY_HOURS: Final = 9
"""From half past eight to half past five."""
STOP_MINUTES: Final = range(10, 241)
USUAL_STOP_MINUTES: Final = 50
"""To look at the works, at the account and to hear the village: hardly less than three quarters of an hour."""


@dataclass(frozen=True, slots=True)
class AskedTrip:
    """What was asked for: a listed place to start from (None: no trip yet), the hours of the day, minutes a stop."""

    start: int | None = None
    hours: int = DAY_HOURS
    stop_minutes: int = USUAL_STOP_MINUTES


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where a trip may start; the trip, if one was asked for; what could not be planned for.

    `projects`: those with a position, by number; `by_village`: of them those that lie where their village is listed.
    """

    starts: list[Record]
    start: Record | None
    trip: Trip | None
    projects: Mapping[int, UnseenProject]
    by_village: frozenset[int]
    unplaced: list[UnseenProject]


def suggested_trip(actor: Actor, lens: Lens, found: Unseen, asked: AskedTrip) -> Suggestion:
    """A round trip over what nobody has seen in the lens's region. Two queries.

    Errors: RIGHT-001, RIGHT-002, FOOT-004 no such start, FOOT-005 no such day.
    """
    actor.require_in("read", [lens.region])
    if asked.hours not in HOURS or asked.stop_minutes not in STOP_MINUTES:
        raise refused("FOOT-005", hours=f"{HOURS[0]}–{HOURS[-1]}", minutes=f"{STOP_MINUTES[0]}–{STOP_MINUTES[-1]}")
    starts = _starts(actor, lens.region)
    start = next((one for one in starts if one.id == asked.start), None)
    if asked.start is not None and start is None:
        raise refused("FOOT-004", found=asked.start)
    positions, by_village = _positions(found.projects)
    projects = {one.project.id: one for one in found.projects}
    trip = None
    if start is not None:
        stops = [Stop(number, *at, projects[number].paid_fen) for number, at in positions.items()]
        at = (start["latitude"], start["longitude"])
        trip = round_trip(at, stops, day_minutes=asked.hours * 60, stop_minutes=asked.stop_minutes)
    return Suggestion(
        starts, start, trip, {number: projects[number] for number in positions}, by_village,
        [one for one in found.projects if one.project.id not in positions],
    )  # fmt: skip


def _starts(actor: Actor, region: str) -> list[Record]:
    """The listed places with a position in the region's city, as far as the actor reaches: the region's first, offices
    before others."""
    places = register("visit_places")
    city = next((code for code in regions.lineage(region) if regions.level(code) <= regions.PREFECTURE), region)
    within = f"{condition(places, (city,))} AND {condition(places, actor.require('read'))}"
    low, high = regions.subtree_bounds(region)
    near = f"""CASE WHEN "region" BETWEEN '{low}' AND '{high}' THEN 0 ELSE 1 END"""
    order = f"""{near}, CASE "kind" WHEN 'office' THEN 0 WHEN 'township' THEN 1 ELSE 2 END, "region", "name", "id\""""
    return rows.in_order(places, f'"latitude" IS NOT NULL AND {within}', [], order, STARTS_SHOWN)


def _positions(projects: Sequence[UnseenProject]) -> tuple[dict[int, tuple[int, int]], frozenset[int]]:
    """Where projects lie, by number in the projects' order, and which of them lie where their village is listed."""
    numbers = [one.project.id for one in projects]
    if not numbers:
        return {}, frozenset()
    around = {one.project["place"] for one in projects if one.project["place"] is not None}
    villages = f" OR (\"kind\" IN ('village', 'township') AND \"region\" IN ({quoted_codes(around)}))" if around else ""
    listed = rows.where(
        register("visit_places"),
        f'"latitude" IS NOT NULL AND "longitude" IS NOT NULL AND ("project" IN ({whole_numbers(numbers)}){villages})',
    )
    own = {place["project"]: place for place in reversed(listed) if place["project"] is not None}
    settlement = {place["region"]: place for place in reversed(listed) if place["kind"] in ("village", "township")}
    found: dict[int, tuple[int, int]] = {}
    for one in projects:
        place = own.get(one.project.id) or settlement.get(one.project["place"])
        if place is not None:
            found[one.project.id] = (place["latitude"], place["longitude"])
    return found, frozenset(found.keys() - own.keys())
