"""What of a track counts: the cells of the grid in force that lie where its owner records visits, with their days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from jiedui.fieldwork.covering import Cover, cover
from jiedui.fieldwork.days import Days
from jiedui.fieldwork.points import Points
from jiedui.kernel import clock
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor, is_reached
from jiedui.places.queries import cell_regions, grid_resolution

EARLIEST: Final = date(2000, 1, 1)
"""Satellite positions of telephones and cameras are younger; an older day is a clock that was never set."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of some points: the days in cells, and the region of each cell. Of the `points`, `outside` lie in no
    region of the boundaries, `elsewhere` in regions where the owner does not record visits."""

    points: int
    first_on: date
    last_on: date
    days: list[Days]
    regions: dict[str, str]
    outside: int
    elsewhere: int


def resolution_in_force() -> int:
    """The resolution of the grid. Errors: TRACK-012 while there is none."""
    found = grid_resolution()
    if found is None:
        raise refused("TRACK-012")
    return found


def counted(actor: Actor, chunks: Iterable[Points], resolution: int, day: date | None) -> Counted:
    """What counts of a track's points. One query for each five thousand cells.

    Errors: TRACK-010 for a day that cannot be, TRACK-013 where nothing lies in any region, RIGHT-002 where nothing lies
    in one of the actor's; RIGHT-001.
    """
    heads = actor.require("visit")
    found = cover(chunks, resolution, day)
    first_on, last_on = _span(found)
    regions = cell_regions(f"{cell:015x}" for cell in found.cells.tolist())
    reached = {cell: region for cell, region in regions.items() if is_reached(region, heads)}
    if not regions:
        raise refused("TRACK-013", count=int(found.points.sum()))
    if not reached:
        actor.require_in("visit", regions.values())
    days, outside, elsewhere = [], 0, 0
    for cell, year, first, last, points in found.rows():
        if cell in reached:
            days.append(Days(cell, year, first, last))
        outside += points if cell not in regions else 0
        elsewhere += points if cell in regions and cell not in reached else 0
    return Counted(int(found.points.sum()), first_on, last_on, days, reached, outside, elsewhere)


def _span(found: Cover) -> tuple[date, date]:
    """The first and the last day of a track. Errors: TRACK-010."""
    today = clock.today()
    days = [date(1970, 1, 1).toordinal() + int(number) for number in (found.first.min(), found.last.max())]
    for number in days:
        day = date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None
        if day is None or not EARLIEST <= day <= today:
            raise refused("TRACK-010", day=day or "—", first=EARLIEST, last=today)
    return date.fromordinal(days[0]), date.fromordinal(days[1])
