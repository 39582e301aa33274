"""The grid of coverage: hexagonal cells of H3, named by their index in hexadecimal digits.

A position lies in just one cell of a resolution. Areas are those of the cell on the sphere that H3 uses, in whole m².
Source: the H3 core library, resolutions 0 (4.4 million km²) to 15 (0.9 m²).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import h3

MILLIONTHS: Final = 1_000_000
RESOLUTIONS: Final = range(4, 9)
"""Cells of 1,770 km² to 0.74 km²: coarser ones are larger than counties, finer ones would tell whose door."""


def cell_at(latitude: int, longitude: int, resolution: int) -> str:
    """The cell in which a position lies. *Units*: millionths of a degree, WGS-84."""
    return str(h3.latlng_to_cell(latitude / MILLIONTHS, longitude / MILLIONTHS, resolution))


@lru_cache(maxsize=100_000)
def area_m2(cell: str) -> int:
    """The area of a cell in whole square metres."""
    metres: float = h3.cell_area(cell, "m^2")
    return round(metres)


def is_cell(text: str) -> bool:
    """Whether a text is the name of a cell."""
    return text == text.lower() and bool(h3.is_valid_cell(text))


def middle(cell: str) -> tuple[int, int]:
    """The middle of a cell: (latitude, longitude) in millionths of a degree."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return round(latitude * MILLIONTHS), round(longitude * MILLIONTHS)


def coarser(cell: str, resolution: int) -> str:
    """The cell of a coarser resolution in which the middle of a cell lies; itself where it is as coarse already."""
    return str(h3.cell_to_parent(cell, min(resolution, h3.get_resolution(cell))))


def resolution_of(cell: str) -> int:
    """The resolution of a cell."""
    return int(h3.get_resolution(cell))


def outlines(cells: Iterable[str]) -> list[list[list[tuple[float, float]]]]:
    """The outline of a set of cells of one resolution: polygons, each a ring and its holes, of (lng, lat)."""
    shape = h3.cells_to_h3shape(list(cells), tight=False)
    return [
        [[(longitude, latitude) for latitude, longitude in ring] for ring in (polygon.outer, *polygon.holes)]
        for polygon in shape
    ]


def cells_inside(outline: Mapping[str, Any], resolution: int) -> list[str]:
    """The cells whose middle lies inside an outline (a GeoJSON polygon or several), in order of their names."""
    return sorted(h3.geo_to_cells(outline, resolution))


def average_area_m2(resolution: int) -> float:
    """The area of a resolution's cells, on the average over the earth."""
    return float(h3.average_hexagon_area(resolution, "m^2"))
