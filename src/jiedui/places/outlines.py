"""Outlines of regions: rings as offices send them, mended until they are valid polygons in WGS-84, and measured.

Pure. What was mended is counted or said, never done in silence: a ring that is not closed or runs the wrong way round,
an outline that crosses itself, scraps without an area.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Polygon
from shapely.geometry import mapping

from jiedui.kernel.equal_area import Plane
from jiedui.kernel.errors import refused
from jiedui.kernel.gcj02 import from_gcj02

COORDINATES: Final = ("WGS-84", "CGCS2000", "GCJ-02")
"""The systems that boundaries may be in. CGCS2000 differs from WGS-84 by centimetres and is taken as it is."""
CHINA: Final = ((72.0, 138.0), (0.0, 56.0))
"""Longitudes and latitudes between which a boundary may lie."""
DIGITS: Final = 6
"""Decimals of a degree that are kept: about ten centimetres."""
STEP: Final = 0.01
"""Degrees: a straight line on the map is longer than this no line of the plane on which areas are measured."""
PLANE: Final = Plane(35.0)

Points = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(slots=True)
class Mended:
    """What was mended in the outlines of one feature: rings closed, turned, left out; heights left out."""

    closed: int = 0
    turned: int = 0
    dropped: int = 0
    heights: int = 0
    faults: list[tuple[str, float, float]] = field(default_factory=list)
    """Why an outline was not valid, and its area before and after, in m²."""


def read_outline(geometry: Any, feature: int, coordinates: str, mended: Mended) -> Geometry:
    """A feature's geometry as a valid outline in WGS-84; empty where it encloses nothing.

    Errors: MAP-005 for what is no position, MAP-006 for one outside China.
    """
    parts = [
        part
        for rings in _polygons(geometry)
        if (part := _polygon([_points(ring, feature, mended) for ring in rings], coordinates, mended)) is not None
    ]
    return _valid(MultiPolygon(parts), mended)


def outline_text(outline: Geometry) -> str:
    """An outline as GeoJSON: the one text that is stored, and that the digest of the boundaries covers."""
    return json.dumps(_rounded(mapping(outline)), separators=(",", ":"))


def area_m2(outline: Geometry) -> int:
    """The area inside an outline on the ellipsoid, in whole m²; its lines are straight in degrees."""
    return round(on_plane(outline).area)


def on_plane(outline: Geometry) -> Geometry:
    """An outline on the plane on which areas are true."""
    return shapely.transform(shapely.segmentize(outline, STEP), PLANE.to_plane)


def _polygons(geometry: Any) -> Iterator[Sequence[Any]]:
    """The polygons of a GeoJSON geometry, each a list of rings; what encloses nothing is passed over."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        for part in geometry.get("geometries") or ():
            yield from _polygons(part)
    elif kind in ("Polygon", "MultiPolygon"):
        found = geometry.get("coordinates")
        for rings in [found] if kind == "Polygon" else found if isinstance(found, list) else ():
            if isinstance(rings, list) and rings:
                yield rings


def _points(ring: Any, feature: int, mended: Mended) -> Points:
    """The positions of a ring, a row each: longitude, latitude."""
    rows = ring if isinstance(ring, list) else [ring]
    for row in rows:
        is_position = isinstance(row, list) and len(row) >= 2 and all(type(x) in (int, float) for x in row[:2])
        if not is_position:
            raise refused("MAP-005", feature=feature, found=json.dumps(row, ensure_ascii=False)[:60])
    found = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    for axis, (low, high) in enumerate(CHINA):
        outside = ~((found[:, axis] >= low) & (found[:, axis] <= high))
        if outside.any():
            raise refused("MAP-006", feature=feature, found=json.dumps(rows[int(outside.argmax())])[:60])
    mended.heights += sum(1 for row in rows if len(row) > 2)
    return found


def _polygon(rings: list[Points], coordinates: str, mended: Mended) -> Polygon | None:
    """A polygon of closed rings in WGS-84, the outer one counter-clockwise, its holes clockwise."""
    kept: list[Points] = []
    for place, ring in enumerate(rings):
        if len(np.unique(ring, axis=0)) < 3:
            mended.dropped += 1
            if place == 0:
                return None
            continue
        points = ring
        if not (points[0] == points[-1]).all():
            mended.closed += 1
            points = np.vstack((points, points[:1]))
        if coordinates == "GCJ-02":
            latitude, longitude = from_gcj02(points[:, 1], points[:, 0])
            points = np.column_stack((longitude, latitude))
        if _is_counter_clockwise(points) != (place == 0):
            mended.turned += 1
            points = points[::-1]
        kept.append(points)
    return Polygon(kept[0], kept[1:])


def _is_counter_clockwise(ring: Points) -> bool:
    """Whether a closed ring runs counter-clockwise, as GeoJSON asks of an outer one."""
    east, north = (ring - ring[0]).T
    return float(np.sum(east[:-1] * north[1:] - east[1:] * north[:-1])) > 0


def _valid(outline: Geometry, mended: Mended) -> Geometry:
    """The outline without crossings and scraps, at the decimals that are kept."""
    if not outline.is_valid:
        before = sum(on_plane(part).area for part in outline.geoms)
        reason = str(shapely.is_valid_reason(outline))
        outline = shapely.make_valid(outline, method="structure", keep_collapsed=False)
        mended.faults.append((reason, before, on_plane(outline).area))
    return joined([shapely.set_precision(outline, 10**-DIGITS)])


def joined(outlines: Sequence[Geometry]) -> Geometry:
    """Several outlines as one: the polygons of their union, in an order of their own."""
    union = shapely.union_all(outlines)
    polygons = [part for part in shapely.get_parts(union) if part.geom_type == "Polygon"]
    found = shapely.orient_polygons(MultiPolygon(polygons).normalize())
    return found.geoms[0] if len(polygons) == 1 else found


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value
