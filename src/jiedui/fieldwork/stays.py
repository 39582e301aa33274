"""Stays: where a track stood still long enough for a visit. Pure.

A stay begins at a point and lasts while the points that follow remain within a distance of it; it counts when it
lasted long enough. Points without a time make none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiedui.fieldwork.points import NO_TIME, Points

LEAST_SECONDS: Final = 15 * 60
"""A look at a site and a word with whoever runs it take a quarter of an hour; traffic lights and road works do not."""
METRES: Final = 150.0
"""A village committee's yard, a workshop's hall; and the error of a phone between houses, some 50 m each way."""
LONGEST_GAP_SECONDS: Final = 3 * 3600
"""Longer silence is not staying: the recorder was off, over night or on the way."""
STEP_SECONDS: Final = 20
"""Points that follow each other faster are thinned: finer steps tell nothing of a quarter of an hour."""
EARTH_METRES: Final = 6_371_008.8
_WINDOW: Final = 64


@dataclass(frozen=True, slots=True)
class Stay:
    """Where a track stood still: the middle of its points there, when it came and went. *Units*: degrees, seconds."""

    latitude: float
    longitude: float
    since: int
    until: int

    @property
    def minutes(self) -> int:
        return (self.until - self.since) // 60


def stays(points: Points) -> list[Stay]:
    """The stays of a track, in the order of time. *Source*: Li et al. 2008, stay point detection."""
    timed = np.flatnonzero(points.seconds != NO_TIME)
    _, first = np.unique(points.seconds[timed] // STEP_SECONDS, return_index=True)
    order = timed[first]
    return list(_stays(points.latitude[order], points.longitude[order], points.seconds[order]))


def _stays(latitude: NDArray[np.float64], longitude: NDArray[np.float64], seconds: NDArray[np.int64]) -> Iterator[Stay]:
    silent = np.flatnonzero(np.diff(seconds) > LONGEST_GAP_SECONDS) + 1
    ends = np.append(silent, len(seconds))
    start = 0
    while start < len(seconds):
        end = _end(latitude, longitude, start, int(ends[np.searchsorted(ends, start, side="right")]))
        lasted = int(seconds[end - 1] - seconds[start])
        if lasted >= LEAST_SECONDS:
            here = slice(start, end)
            yield Stay(
                float(latitude[here].mean()), float(longitude[here].mean()), int(seconds[start]), int(seconds[end - 1])
            )
            start = end
        else:
            start += 1


def _end(latitude: NDArray[np.float64], longitude: NDArray[np.float64], start: int, limit: int) -> int:
    """The first point after `start` that lies farther off than a stay reaches; a window at a time."""
    at = start + 1
    while at < limit:
        window = slice(at, min(at + _WINDOW, limit))
        far = distance_metres(latitude[start], longitude[start], latitude[window], longitude[window]) > METRES
        if far.any():
            return at + int(np.argmax(far))
        at = window.stop
    return limit


def distance_metres(
    latitude: NDArray[np.float64] | float,
    longitude: NDArray[np.float64] | float,
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The distance of positions along the sphere (haversine)."""
    phi, phis = np.radians(latitude), np.radians(latitudes)
    across = np.sin((phis - phi) / 2) ** 2
    across = across + np.cos(phi) * np.cos(phis) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    return np.asarray(2 * EARTH_METRES * np.arcsin(np.sqrt(across)))
