"""A round trip for a day: from a start to as many stops as fit and back, found by PyVRP.

Pure. Roads are not known: a leg is the great circle times a detour factor, at one speed. So it is a suggestion to be
looked over by whoever knows the hills. The same stops give the same trip: the search begins from one seed and ends
after a number of rounds, not of seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyvrp import Client, Depot, Location, PenaltyParams, ProblemData, SolveParams, VehicleType, solve
from pyvrp.stop import MaxIterations

from jiedui.fieldwork.map_frame import EARTH_METRES
from jiedui.kernel.grid import MILLIONTHS

DETOUR: Final = 1.5
"""Roads in hills are about half as long again as the great circle."""
METRES_A_MINUTE: Final = 40_000 / 60
"""40 km/h: county and village roads, with what one loses in townships."""
MOST_STOPS: Final = 150
"""Stops that are weighed, those with the most money first; a day holds ten at most."""
ROUNDS: Final = 1_500
SEED: Final = 1
PARTS: Final = 1_000_000
"""Into how many parts the money of all stops is cut. A trip with one stop more beats any money, and money beats
minutes: a day's minutes are some hundred of these parts."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that could be gone to. *Units*: millionths of a degree, WGS-84; fen."""

    number: int
    latitude: int
    longitude: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Leg:
    """What leads to a stop, or back at the end (`stop` None). *Units*: metres and minutes of the way there."""

    stop: Stop | None
    metres: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A round trip: its legs, the last one back. *Units*: minutes with the stops, metres."""

    legs: tuple[Leg, ...]
    minutes: int
    metres: int

    @property
    def stops(self) -> tuple[Stop, ...]:
        return tuple(leg.stop for leg in self.legs if leg.stop is not None)


def round_trip(start: tuple[int, int], stops: Sequence[Stop], *, day_minutes: int, stop_minutes: int) -> Trip:
    """The trip of at most a day that reaches the most stops; of those with equally many the one with the most money,
    and of those the shortest. Without a stop that fits it has no legs.

    *Units*: the start in millionths of a degree (latitude, longitude), WGS-84.
    """
    weighed = sorted(stops, key=lambda one: (-one.paid_fen, one.number))[:MOST_STOPS]
    metres = _metres([start, *((one.latitude, one.longitude) for one in weighed)])
    minutes = np.ceil(metres / METRES_A_MINUTE).astype(np.int64)
    near = [
        place
        for place in range(1, len(weighed) + 1)
        if minutes[0, place] + minutes[place, 0] + stop_minutes <= day_minutes
    ]
    if not near:
        return Trip((), 0, 0)
    order = _order([weighed[place - 1] for place in near], minutes[np.ix_([0, *near], [0, *near])], day_minutes,
                   stop_minutes)  # fmt: skip
    visited = [near[place - 1] for place in order]
    legs = tuple(
        Leg(weighed[to - 1] if to else None, int(metres[since, to]), int(minutes[since, to]))
        for since, to in zip([0, *visited], [*visited, 0], strict=True)
    )
    taken = sum(leg.minutes for leg in legs) + stop_minutes * len(visited)
    return Trip(legs, taken, sum(leg.metres for leg in legs))


def _metres(positions: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """The length of the road between each two positions, as it is supposed."""
    north, east = np.radians(np.asarray(positions, np.float64).T / MILLIONTHS)
    half = np.sin((north[:, None] - north) / 2) ** 2
    half += np.cos(north[:, None]) * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    found: NDArray[np.float64] = np.round(2 * EARTH_METRES * np.arcsin(np.sqrt(np.minimum(half, 1.0))) * DETOUR)
    return found


def _order(stops: Sequence[Stop], minutes: NDArray[np.int64], day_minutes: int, stop_minutes: int) -> list[int]:
    """The places of the stops (from 1) in the order in which they are reached."""
    whole = sum(one.paid_fen for one in stops) or 1
    clients = [
        Client(place, service_duration=stop_minutes, required=False, prize=2 * PARTS + PARTS * one.paid_fen // whole)
        for place, one in enumerate(stops, start=1)
    ]
    data = ProblemData(
        [Location(0, 0) for _ in range(len(stops) + 1)],
        clients,
        [Depot(0)],
        [VehicleType(1, shift_duration=day_minutes, unit_distance_cost=0, unit_duration_cost=1)],
        [np.zeros_like(minutes)],
        [minutes],
    )
    # A minute too long must cost more than what a stop brings, else the search stays among days that are too long.
    params = SolveParams(penalty=PenaltyParams(min_penalty=PARTS / 100, max_penalty=4.0 * PARTS))
    found = solve(data, MaxIterations(ROUNDS), seed=SEED, collect_stats=False, display=False, params=params)
    if not found.is_feasible() or not found.best.routes():
        return []
    return [one.idx + 1 for one in found.best.routes()[0] if one.is_client()]
