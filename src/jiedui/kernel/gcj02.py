"""GCJ-02, the shifted coordinates of Chinese maps and phones' maps, and the way back to WGS-84.

Whole arrays at once, in degrees. The shift is a fixed function of the position, up to some 700 m within China and none
outside the rectangle that the published formula calls China. The way back has no formula: it is found by repetition,
to better than a billionth of a degree. Which system a position is in is asked, never guessed: nothing here can tell.

*Source*: the formula as published by many map libraries; its ellipsoid is that of Krasovsky 1940.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]

SYSTEMS: Final = ("WGS-84", "GCJ-02")
"""The systems that a position may be given in; CGCS2000 differs from WGS-84 by centimetres and counts as such."""

AXIS_METRES: Final = 6_378_245.0
ECCENTRICITY_SQUARED: Final = 0.006_693_421_622_965_943
SOUTH, NORTH, WEST, EAST = 0.8293, 55.8271, 72.004, 137.8347
CLOSE_ENOUGH: Final = 1e-11
ROUNDS: Final = 30
"""Each round makes the error some hundred times smaller, so six are enough nearly everywhere."""


def to_gcj02(latitude: ArrayLike, longitude: ArrayLike) -> tuple[Degrees, Degrees]:
    """WGS-84 shifted to GCJ-02: (latitudes, longitudes) in degrees; outside China unchanged."""
    north, east = np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
    shift_north, shift_east = _shift(north, east)
    return north + shift_north, east + shift_east


def from_gcj02(latitude: ArrayLike, longitude: ArrayLike) -> tuple[Degrees, Degrees]:
    """GCJ-02 brought back to WGS-84: (latitudes, longitudes) in degrees; outside China unchanged."""
    given_north, given_east = np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
    inside = _in_china(given_north, given_east)
    north, east = given_north.copy(), given_east.copy()
    for _ in range(ROUNDS):
        shift_north, shift_east = _offset(north, east)
        wrong_north = np.where(inside, north + shift_north - given_north, 0.0)
        wrong_east = np.where(inside, east + shift_east - given_east, 0.0)
        north, east = north - wrong_north, east - wrong_east
        if max(np.abs(wrong_north).max(initial=0.0), np.abs(wrong_east).max(initial=0.0)) < CLOSE_ENOUGH:
            break
    return north, east


def _in_china(north: Degrees, east: Degrees) -> NDArray[np.bool_]:
    return np.asarray((north >= SOUTH) & (north <= NORTH) & (east >= WEST) & (east <= EAST))


def _shift(north: Degrees, east: Degrees) -> tuple[Degrees, Degrees]:
    inside = _in_china(north, east)
    shift_north, shift_east = _offset(north, east)
    return np.where(inside, shift_north, 0.0), np.where(inside, shift_east, 0.0)


def _offset(north: Degrees, east: Degrees) -> tuple[Degrees, Degrees]:
    """How far the formula shifts positions, in degrees, whether they lie in China or not."""
    x, y = east - 105.0, north - 35.0
    root, xy = np.sqrt(np.abs(x)), x * y
    waves = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    metres_north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * xy + 0.2 * root + waves
    metres_north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi / 3.0 * y)) * 2.0 / 3.0
    metres_north += (160.0 * np.sin(np.pi / 12.0 * y) + 320.0 * np.sin(np.pi / 30.0 * y)) * 2.0 / 3.0
    metres_east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * xy + 0.1 * root + waves
    metres_east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi / 3.0 * x)) * 2.0 / 3.0
    metres_east += (150.0 * np.sin(np.pi / 12.0 * x) + 300.0 * np.sin(np.pi / 30.0 * x)) * 2.0 / 3.0
    radians = np.radians(north)
    flattened = 1.0 - ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    meridian = AXIS_METRES * (1.0 - ECCENTRICITY_SQUARED) / (flattened * np.sqrt(flattened))
    parallel = AXIS_METRES / np.sqrt(flattened) * np.cos(radians)
    return np.degrees(metres_north / meridian), np.degrees(metres_east / parallel)
