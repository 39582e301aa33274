"""A plane on which areas are true: degrees of WGS-84 to metres and back.

The cylindrical equal-area projection of the ellipsoid, drawn true to shape along one parallel: an area on the plane is
the area on the ellipsoid, and near that parallel a circle stays a circle. Distances are true near the parallel only.
Source: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, section 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

RADIUS: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
SQUARED: Final = FLATTENING * (2 - FLATTENING)
"""The square of the ellipsoid's eccentricity."""
_E: Final = SQUARED**0.5

Array = np.ndarray[Any, np.dtype[np.float64]]


def _authalic(sine: Array) -> Array:
    """Snyder's q: how much of the ellipsoid lies between the equator and a parallel, by the sine of its latitude."""
    rest = 1 - SQUARED * sine**2
    return np.asarray((1 - SQUARED) * (sine / rest + np.arctanh(_E * sine) / _E))


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane that is true to shape along one parallel. *Units*: degrees and metres."""

    parallel: float

    @property
    def _stretch(self) -> float:
        sine = np.sin(np.radians(self.parallel))
        return float(np.cos(np.radians(self.parallel)) / np.sqrt(1 - SQUARED * sine**2))

    def to_plane(self, positions: Array) -> Array:
        """Positions (longitude, latitude), a row each, as (east, north)."""
        east = RADIUS * self._stretch * np.radians(positions[:, 0])
        north = RADIUS * _authalic(np.sin(np.radians(positions[:, 1]))) / (2 * self._stretch)
        return np.column_stack((east, north))

    def from_plane(self, points: Array) -> Array:
        """Points (east, north), a row each, as (longitude, latitude)."""
        wanted = points[:, 1] * (2 * self._stretch) / RADIUS
        latitude = np.arcsin(np.clip(wanted / 2, -1, 1))
        for _ in range(6):
            sine = np.sin(latitude)
            slope = 2 * (1 - SQUARED) * np.cos(latitude) / (1 - SQUARED * sine**2) ** 2
            latitude = latitude + (wanted - _authalic(sine)) / slope
        return np.column_stack((np.degrees(points[:, 0] / (RADIUS * self._stretch)), np.degrees(latitude)))
