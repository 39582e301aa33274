"""Visits that an own track suggests: each stay, with the place that lies there and the visit that was recorded of it.

Suggestions are read out of the owner's own points when the owner asks, and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from jiedui.fieldwork.points import Points
from jiedui.fieldwork.stays import Stay, distance_metres, stays
from jiedui.kernel.clock import BEIJING
from jiedui.kernel.grid import MILLIONTHS, cell_at
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import cell_regions, grid_resolution
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

NEAR_METRES: Final = 300.0
"""How far from a listed place a stay is still at it: a position in a list is often that of the gate or the village."""
_MARGIN: Final = 5_000
"""Some 500 m in millionths of a degree, more than `NEAR_METRES` at any latitude of the country."""
_LOOKED_AT: Final = 5_000


@dataclass(frozen=True, slots=True)
class SuggestedVisit:
    """A stay as a visit that may be recorded. `stay` counts the track's stays from 1; `place` is the number of the
    listed place there, `visit` that of the visit which the owner recorded there on that day. *Units*: latitude and
    longitude in millionths of a degree, WGS-84; `since` and `until` in the offices' time."""

    stay: int
    day: date
    since: datetime
    until: datetime
    minutes: int
    latitude: int
    longitude: int
    region: str | None
    place: int | None
    place_name: str
    visit: int | None


def suggestions(actor: Actor, points: Points) -> list[SuggestedVisit]:
    """What the points of an own track suggest; at most four queries for any number of stays."""
    found = stays(points)
    if not found:
        return []
    positions = [(round(one.latitude * MILLIONTHS), round(one.longitude * MILLIONTHS)) for one in found]
    resolution = grid_resolution()
    cells = [] if resolution is None else [cell_at(*position, resolution) for position in positions]
    regions = cell_regions(cells)
    places, visits = _places(actor, positions), _visits(actor, found)
    suggested = []
    for number, (stay, position) in enumerate(zip(found, positions, strict=True), start=1):
        since, until = (datetime.fromtimestamp(second, BEIJING) for second in (stay.since, stay.until))
        place = _nearest(position, places)
        suggested.append(
            SuggestedVisit(
                number, since.date(), since, until, stay.minutes, *position,
                regions.get(cells[number - 1]) if cells else None,
                place and place.id, place["name"] if place else "",
                _recorded(since.date(), position, place, visits),
            )
        )  # fmt: skip
    return suggested


def _places(actor: Actor, positions: Sequence[tuple[int, int]]) -> list[Record]:
    """The listed places around some positions in which the actor records visits; one query."""
    one = register("visit_places")
    (south, north), (west, east) = ((min(axis), max(axis)) for axis in zip(*positions, strict=True))
    around = (
        f'"latitude" BETWEEN {south - _MARGIN} AND {north + _MARGIN} '
        f'AND "longitude" BETWEEN {west - _MARGIN} AND {east + _MARGIN} AND {condition(one, actor.reach("visit"))}'
    )
    return rows.page_of(one, around, 0, _LOOKED_AT)


def _visits(actor: Actor, found: Sequence[Stay]) -> list[Record]:
    """The visits that the actor recorded on the days of some stays; one query."""
    one = register("visits")
    first, last = (datetime.fromtimestamp(second, BEIJING).date() for second in (found[0].since, found[-1].until))
    asked = f'"recorded_by" = %s AND "visited_on" BETWEEN %s AND %s AND {condition(one, actor.reach("read"))}'
    return rows.in_order(one, asked, [actor.id, first, last], '"id"', _LOOKED_AT)


def _nearest(position: tuple[int, int], records: Sequence[Record]) -> Record | None:
    """The record whose position lies nearest, and near enough."""
    if not records:
        return None
    latitudes, longitudes = (
        np.array([record[name] for record in records], np.float64) / MILLIONTHS for name in ("latitude", "longitude")
    )
    away = distance_metres(position[0] / MILLIONTHS, position[1] / MILLIONTHS, latitudes, longitudes)
    nearest = int(np.argmin(away))
    return records[nearest] if away[nearest] <= NEAR_METRES else None


def _recorded(day: date, position: tuple[int, int], place: Record | None, visits: Sequence[Record]) -> int | None:
    """The visit of that day at that place or position."""
    of_day = [visit for visit in visits if visit["visited_on"] == day]
    here = next((visit.id for visit in of_day if place is not None and visit["point"] == place.id), None)
    near = _nearest(position, [visit for visit in of_day if visit["latitude"] is not None])
    return here if here is not None else near and near.id
