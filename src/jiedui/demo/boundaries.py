"""Schematic boundaries of the demonstration: where the counties lie to each other and how large they are, no more.

Each county is the part of the city's outline that is nearest to its middle, with a handicap that gives it its published
area: a power diagram. Nothing of it is taken from a map, and all lines inside are straight, so that nobody takes them
for boundaries. The same middles and areas give the same file.
"""

from __future__ import annotations

import json
from math import pi, sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely import Geometry, Point, Polygon, get_coordinates, union_all

from jiedui.kernel.equal_area import Plane
from jiedui.places.published_areas import published_areas

FILE: Final = "boundaries.geojson"
NAME: Final = "南宁示意边界"
VERSION: Final = "1"
NOTE: Final = "示意图,非行政区域界线"
MIDDLES: Final = {
    "450102000000": (108.50, 22.98),
    "450103000000": (108.68, 22.80),
    "450105000000": (108.10, 22.62),
    "450107000000": (108.05, 22.90),
    "450108000000": (108.34, 22.52),
    "450109000000": (108.60, 22.54),
    "450110000000": (108.22, 23.20),
    "450123000000": (107.68, 23.08),
    "450124000000": (108.14, 23.68),
    "450125000000": (108.58, 23.50),
    "450126000000": (108.92, 23.20),
    "450181000000": (109.20, 22.74),
}
"""About the middle of each county, by hand: longitude and latitude in degrees."""
PLANE: Final = Plane(23.0)
BAY: Final = 25_000.0
"""Metres: bays of the outline narrower than twice this are filled."""
COARSE: Final = 100.0
"""Metres by which the outline may be simplified."""
EXACT: Final = 1e-4
"""The part of a county's area by which it may miss the published one."""
PACE: Final = 0.35
"""The part of a missing area that is given as handicap at each step; above one half the steps overshoot."""
DIGITS: Final = 5
"""Decimals of a degree in the file: about a metre."""

Spots = np.ndarray[Any, np.dtype[np.float64]]
Ring = list[Spots]


def schematic_boundaries() -> dict[str, Any]:
    """The twelve counties as a GeoJSON FeatureCollection in WGS-84, in code order: code, name and a note each."""
    shapes = _shapes(PLANE.to_plane(np.array(list(MIDDLES.values()))), _areas())
    features = [
        {
            "type": "Feature",
            "properties": {"code": code[:6], "name": published_areas()[code].name, "note": NOTE},
            "geometry": {"type": "Polygon", "coordinates": [_ring(shape)]},
        }
        for code, shape in zip(MIDDLES, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "name": f"{NAME} {VERSION}", "features": features}


def write_boundaries(folder: Path) -> Path:
    """Write the schematic boundaries into a folder, as an office would keep its own."""
    path = folder / FILE
    path.write_text(json.dumps(schematic_boundaries(), ensure_ascii=False) + "\n", "utf-8")
    return path


def _areas() -> Spots:
    return np.array([published_areas()[code].area for code in MIDDLES], dtype=np.float64)


def _ring(shape: Polygon) -> list[list[float]]:
    """The outline of a county in degrees, counter-clockwise."""
    outer = shape.normalize().exterior.coords[::-1]
    return [[round(float(value), DIGITS) for value in row] for row in PLANE.from_plane(np.array(outer))]


def _shapes(middles: Spots, areas: Spots) -> list[Polygon]:
    """The counties on the plane, of the given areas: handicaps are mended until every area is met."""
    outline = _outline(middles, areas)
    wanted = areas * (outline.area / areas.sum())
    handicaps = areas / pi
    while True:
        shapes = [_share(outline, middles, handicaps, place) for place in range(len(middles))]
        missing = wanted - np.array([shape.area for shape in shapes])
        if np.abs(missing / wanted).max() < EXACT:
            return shapes
        handicaps = handicaps + PACE * missing


def _outline(middles: Spots, areas: Spots) -> Geometry:
    """The outline of the city: discs about the middles, as large as the areas, grown together to the area of all."""
    small, large = 0.5, 2.0
    while large - small > EXACT / 10:
        scale = (small + large) / 2
        discs = [Point(*m).buffer(sqrt(a / pi) * scale) for m, a in zip(middles, areas, strict=True)]
        outline = union_all(discs).buffer(BAY).buffer(-BAY).simplify(COARSE)
        small, large = (scale, large) if outline.area < areas.sum() else (small, scale)
    return outline


def _share(outline: Geometry, middles: Spots, handicaps: Spots, place: int) -> Polygon:
    """The part of the outline whose squared distance to a middle, less its handicap, is the smallest."""
    here = middles[place]
    east, north = get_coordinates(outline).max(axis=0)
    west, south = get_coordinates(outline).min(axis=0)
    ring = [np.array(corner) for corner in ((west, south), (east, south), (east, north), (west, north))]
    for other, there in enumerate(middles):
        if other != place:
            limit = there @ there - here @ here - handicaps[other] + handicaps[place]
            ring = _cut(ring, 2 * (there - here), limit)
    return Polygon(ring).intersection(outline)


def _cut(ring: Ring, normal: Spots, limit: float) -> Ring:
    """The part of a convex polygon on this side of a line: where the product with its normal is within the limit."""
    beyond = [float(corner @ normal) - limit for corner in ring]
    kept: Ring = []
    for place, (corner, past) in enumerate(zip(ring, beyond, strict=True)):
        after = (place + 1) % len(ring)
        if past <= 0:
            kept.append(corner)
        if past * beyond[after] < 0:
            kept.append(corner + (ring[after] - corner) * (past / (past - beyond[after])))
    return kept
