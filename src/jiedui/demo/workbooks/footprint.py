"""An invented footprint on the schematic map: field days, where they led, and the places visited on the way.

Which part of the map was seen and how many places were visited are the published figures; routes run through the cells
of a county in rows, and leave out what lies highest on an invented relief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from math import cos, radians, sin
from random import Random
from typing import Final

import h3

from jiedui.demo.boundaries import schematic_boundaries
from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.targets import target
from jiedui.kernel.grid import area_m2, middle

RESOLUTION: Final = 7
FIRST_DAY: Final = date(2022, 1, 8)
LAST_DAY: Final = date(2023, 9, 26)
CELLS_A_DAY: Final = 60
STOPS_A_DAY: Final = 6
STAYS: Final = 2
"""Of a day's stops, those at which the track stands still long enough to be noticed."""
_ROW: Final = 0.021
"""Degrees of latitude from one row of cells to the next, about."""
_STEP: Final = timedelta(minutes=4)
_STAY: Final = timedelta(minutes=40)
_BEIJING: Final = timezone(timedelta(hours=8))
_JITTER: Final = 2500
"""Millionths of a degree by which a point may lie off its cell's middle: 280 m, well inside the cell."""

Position = tuple[int, int]
"""Latitude and longitude in millionths of a degree."""


@dataclass(frozen=True, slots=True)
class FieldDay:
    """One day in the field: the county, the cells in the order of the route, and the positions of its stops."""

    day: date
    county: str
    cells: tuple[str, ...]
    stops: tuple[Position, ...]


@lru_cache(maxsize=1)
def cells_by_county() -> dict[str, list[str]]:
    """The cells whose middle lies in each county of the schematic map."""
    return {
        feature["properties"]["code"]: sorted(h3.geo_to_cells(feature["geometry"], RESOLUTION))
        for feature in schematic_boundaries()["features"]
    }


@lru_cache(maxsize=1)
def seen_cells() -> frozenset[str]:
    """The cells of the lower land, together just the published share of the whole area."""
    everything = [cell for cells in cells_by_county().values() for cell in cells]
    whole = sum(map(area_m2, everything))
    printed = Decimal(target("coverage.area_rate", homes.CITY)) / 100
    for turn in range(1000):
        low_first = sorted(everything, key=lambda cell: (_height(cell, turn), cell))
        for count, covered in enumerate(accumulate(map(area_m2, low_first)), start=1):
            share = (Decimal(covered) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if share == printed:
                return frozenset(low_first[:count])
    raise ValueError("no relief leaves just the published share")


def _height(cell: str, turn: int) -> float:
    """The height of an invented relief: hills some twenty kilometres across."""
    latitude, longitude = (radians(value / 1_000_000) for value in middle(cell))
    return sin(1100 * latitude + turn) + cos(900 * longitude - turn) + 0.6 * sin(2300 * (latitude + longitude))


@lru_cache(maxsize=1)
def field_days() -> tuple[FieldDay, ...]:
    """The days in their order; together they lead through all seen cells, each once."""
    routes = [(county, route) for county, cells in cells_by_county().items() for route in _routes(cells)]
    Random("field days").shuffle(routes)
    between = (LAST_DAY - FIRST_DAY) / max(1, len(routes) - 1)
    rng = Random("stops")
    found = []
    for place, (county, cells) in enumerate(routes):
        day = FIRST_DAY + between * place
        stops = rng.sample(cells, min(STOPS_A_DAY, len(cells)))
        found.append(FieldDay(day, county, cells, tuple(_near(rng, stop) for stop in sorted(stops, key=cells.index))))
    return tuple(found)


def _routes(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """The seen cells of a county, row by row to and fro, cut into days."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for cell in cells:
        if cell in seen_cells():
            latitude, longitude = middle(cell)
            rows.setdefault(round(latitude / 1_000_000 / _ROW), []).append((longitude, cell))
    order = [cell for turn, row in enumerate(sorted(rows)) for _, cell in sorted(rows[row], reverse=bool(turn % 2))]
    days = max(1, round(len(order) / CELLS_A_DAY))
    cuts = [len(order) * number // days for number in range(days + 1)]
    return [tuple(order[low:high]) for low, high in pairwise(cuts)]


def _near(rng: Random, cell: str) -> Position:
    latitude, longitude = middle(cell)
    return latitude + rng.randint(-_JITTER, _JITTER), longitude + rng.randint(-_JITTER, _JITTER)


def unseen_position(rng: Random, county: str) -> Position:
    """A position in a cell of the county that no field day led through."""
    return _near(rng, rng.choice([cell for cell in cells_by_county()[county] if cell not in seen_cells()]))


def seen_position(rng: Random, county: str) -> Position:
    """A position in a cell of the county that a field day led through."""
    return _near(rng, rng.choice([cell for cell in cells_by_county()[county] if cell in seen_cells()]))


def gpx(one: FieldDay) -> str:
    """The track of a day, a point a cell and several where the route stands still, as a telephone records it."""
    rng = Random(f"track {one.day}")
    stays = {h3.latlng_to_cell(lat / 1e6, lng / 1e6, RESOLUTION): (lat, lng) for lat, lng in one.stops[:STAYS]}
    now = datetime.combine(one.day, time(8, 10), _BEIJING)
    points: list[str] = []

    def stand(position: Position, until: datetime) -> datetime:
        at = now
        while at <= until:
            points.append(_point(position[0] + rng.randint(-200, 200), position[1] + rng.randint(-200, 200), at))
            at += timedelta(minutes=5)
        return at

    for cell in one.cells:
        if cell in stays:
            now = stand(stays[cell], now + _STAY)
        else:
            points.append(_point(*_near(rng, cell), now))
        now += _STEP
    body = "\n".join(points)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="演示" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<trk><name>下乡轨迹(演示)</name><trkseg>\n{body}\n</trkseg></trk>\n</gpx>\n"
    )


def _point(latitude: int, longitude: int, at: datetime) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f'<trkpt lat="{latitude / 1e6:.6f}" lon="{longitude / 1e6:.6f}"><time>{moment}</time></trkpt>'


def degrees(position: Position) -> tuple[float, float]:
    """A position as the number cells of a sheet hold it."""
    latitude, longitude = position
    return latitude / 1_000_000, longitude / 1_000_000
