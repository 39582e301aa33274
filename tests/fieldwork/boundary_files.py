"""Files of boundaries for tests: square counties that lie where a test puts them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from jiedui.fieldwork.boundaries import NewBoundaries

DAY = date(2021, 1, 1)


def ring(west: float, south: float, size: float = 0.1) -> list[list[float]]:
    """A closed ring, counter-clockwise."""
    east, north = round(west + size, 6), round(south + size, 6)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def square(code: Any, west: float, south: float, size: float = 0.1, **properties: Any) -> dict[str, Any]:
    """A county as a square of so many degrees."""
    return feature(code, {"type": "Polygon", "coordinates": [ring(west, south, size)]}, **properties)


def feature(code: Any, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry}


def boundary_file(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}, ensure_ascii=False).encode()


def new_boundaries(data: bytes, **values: Any) -> NewBoundaries:
    """A file with what is said of it, where a test says nothing else."""
    said = {
        "file_name": "boundaries.geojson",
        "coordinates": "WGS-84",
        "name": "试验边界",
        "version": "1",
        "approval_number": "试审字〔2023〕1号",
        "since": DAY,
    }
    return NewBoundaries(data=data, **(said | values))
