"""The frame of a map: from degrees to the units of a drawing, in Web Mercator, as tiles are drawn.

Where the tiles below are in GCJ-02 everything is shifted before it is drawn; what is stored stays WGS-84.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, log2, pi
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.kernel.gcj02 import to_gcj02

Floats = NDArray[np.float64]

WIDTH: Final = 1000.0
"""Units of a drawing from west to east."""
SHORTEST, TALLEST = 560.0, 1150.0
"""A drawing is neither a strip nor taller than a screen."""
MARGIN: Final = 0.05
EARTH_METRES: Final = 6_371_007.2
"""The radius of the sphere whose surface is the earth's, that of the grid."""
TILE: Final = 256
MOST_TILES: Final = 60
BAR_METRES: Final = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
BAR_WIDTH: Final = 180.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the world a drawing shows. `west`, `north`: fractions of the world; `scale`: units for all of it."""

    west: float
    north: float
    scale: float
    height: float
    is_shifted: bool

    def place(self, longitudes: ArrayLike, latitudes: ArrayLike) -> tuple[Floats, Floats]:
        """Positions in WGS-84 degrees as units of the drawing: (rightward, downward)."""
        east, south = _fractions(longitudes, latitudes, self.is_shifted)
        return (east - self.west) * self.scale, (south - self.north) * self.scale

    def bar(self) -> tuple[int, float]:
        """A round length in metres and how many units it takes in the middle of the drawing."""
        middle = pi * (1 - 2 * (self.north + self.height / 2 / self.scale))
        units = self.scale / (2 * pi * EARTH_METRES * cos(np.arctan(np.sinh(middle))))
        fitting = [metres for metres in BAR_METRES if metres * units <= BAR_WIDTH]
        length = fitting[-1] if fitting else BAR_METRES[0]
        return length, length * units

    def tiles(self) -> tuple[int, list[tuple[int, int, float, float, float]]]:
        """The zoom, and the tiles that the drawing needs: column, row, left, top, width in units."""
        zoom = max(0, min(18, floor(log2(self.scale / TILE) + 0.5)))
        while True:
            size, count = self.scale / 2**zoom, 2**zoom
            columns = range(floor(self.west * count), floor((self.west + WIDTH / self.scale) * count) + 1)
            rows = range(floor(self.north * count), floor((self.north + self.height / self.scale) * count) + 1)
            if len(columns) * len(rows) <= MOST_TILES or zoom == 0:
                break
            zoom -= 1
        return zoom, [
            (column % count, row, (column / count - self.west) * self.scale, (row / count - self.north) * self.scale,
             size)
            for column in columns for row in rows if 0 <= row < count
        ]  # fmt: skip


def frame_of(west: float, south: float, east: float, north: float, *, is_shifted: bool = False) -> Frame:
    """The frame that shows what lies between some degrees, with a margin around."""
    (left, right), (bottom, top) = _fractions([west, east], [south, north], is_shifted)
    width, height = max(right - left, 1e-6), max(bottom - top, 1e-6)
    left, width = left - MARGIN * width, width * (1 + 2 * MARGIN)
    top, height = top - MARGIN * height, height * (1 + 2 * MARGIN)
    if (least := width * SHORTEST / WIDTH) > height:
        top, height = top - (least - height) / 2, least
    if (wider := height * WIDTH / TALLEST) > width:
        left, width = left - (wider - width) / 2, wider
    scale = WIDTH / width
    return Frame(float(left), float(top), float(scale), float(height * scale), is_shifted)


def _fractions(longitudes: ArrayLike, latitudes: ArrayLike, is_shifted: bool) -> tuple[Floats, Floats]:
    """Fractions of the world from west and from north."""
    east, north = np.asarray(longitudes, np.float64), np.asarray(latitudes, np.float64)
    if is_shifted:
        north, east = to_gcj02(north, east)
    return east / 360 + 0.5, 0.5 - np.arcsinh(np.tan(np.radians(north))) / (2 * pi)
