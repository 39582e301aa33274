"""GeoJSON: points and lines of features, with times in the properties where converters of tracks put them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from jiedui.fieldwork.points import Gathering, Points
from jiedui.fieldwork.track_files.guards import MAX_JSON_BYTES, damaged
from jiedui.fieldwork.track_files.times import seconds_of
from jiedui.kernel.errors import refused

TIMES: Final = ("coordTimes", "times", "timestamps", "coordinateProperties")
TIME: Final = ("time", "timestamp", "datetime", "时间")
DEPTHS: Final = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}
"""Kinds of geometries that a track is made of: lists inside each other above a position."""


def json_points(data: bytes) -> Iterator[Points]:
    """The points of a GeoJSON file, in chunks. Errors: TRACK-002, -003, -005, -006, -007."""
    if len(data) > MAX_JSON_BYTES:
        raise refused("TRACK-007", limit_mb=MAX_JSON_BYTES >> 20)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise damaged(fault) from fault
    points = Gathering()
    for geometry, properties in _geometries(found, {}, 0):
        yield from _of_geometry(points, geometry, properties)
    yield points.take()


def _geometries(found: Any, properties: dict[str, Any], depth: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The geometries of a file, each with its feature's properties. Outlines of areas are no track."""
    if not isinstance(found, dict) or depth > 3:
        raise refused("TRACK-002")
    kind = found.get("type")
    if kind == "FeatureCollection":
        for feature in _list(found.get("features")):
            yield from _geometries(feature, {}, depth + 1)
    elif kind == "Feature":
        named = found.get("properties")
        if isinstance(found.get("geometry"), dict):
            yield from _geometries(found["geometry"], named if isinstance(named, dict) else {}, depth + 1)
    elif kind == "GeometryCollection":
        for geometry in _list(found.get("geometries")):
            yield from _geometries(geometry, properties, depth + 1)
    elif kind in DEPTHS:
        yield found, properties
    elif kind not in ("Polygon", "MultiPolygon"):
        raise refused("TRACK-002")


def _of_geometry(points: Gathering, geometry: dict[str, Any], properties: dict[str, Any]) -> Iterator[Points]:
    depth = DEPTHS[geometry["type"]]
    times = _times(properties)
    lines: list[Any] = [geometry.get("coordinates")]
    if depth == 0:
        lines = [lines]
        times = [next((properties[name] for name in TIME if properties.get(name)), None)]
    elif depth == 2:
        lines = _list(lines[0])
    if depth < 2:
        times = [times]
    for number, line in enumerate(lines):
        own = times[number] if number < len(times) and isinstance(times[number], list) else []
        for at, position in enumerate(_list(line)):
            moment = own[at] if at < len(own) else None
            _add(points, position, moment)
            if points.is_full:
                yield points.take()


def _times(properties: dict[str, Any]) -> list[Any]:
    """The times of a line's positions, wherever a converter put them."""
    for name in TIMES:
        found = properties.get(name)
        if isinstance(found, dict):
            found = found.get("times")
        if isinstance(found, list):
            return found
    return []


def _add(points: Gathering, position: Any, moment: Any) -> None:
    if not isinstance(position, Sequence) or len(position) < 2 or not all(_is_number(part) for part in position[:2]):
        raise refused("TRACK-005", point=points.number, found=str(position)[:60])
    points.add(float(position[1]), float(position[0]), None if moment is None else seconds_of(str(moment)))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e6


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise damaged("GeoJSON")
    return value
