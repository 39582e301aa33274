"""The cells of a footprint as GeoJSON: each with its region and its last day. Coarse: cells of the grid, no track."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jiedui.fieldwork.footprint import Footprint
from jiedui.fieldwork.map_drawing import drawn_cells
from jiedui.kernel.grid import outlines, resolution_of

CELLS_WRITTEN: Final = 100_000
"""About 40 MB; more of them are joined into coarser ones."""
DIGITS: Final = 6


def cells_as_geojson(found: Footprint, about: Mapping[str, str]) -> dict[str, Any]:
    """A FeatureCollection in WGS-84; `about` says through which lens, and against what coverage is measured."""
    region_of = {one.cell: one.region for one in found.cells}
    return {
        "type": "FeatureCollection",
        **about,
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "cell": cell, "resolution": resolution_of(cell), "region": region_of.get(cell, found.region),
                    "last_visit": day.isoformat(),
                },
                "geometry": {"type": "Polygon", "coordinates": _rings(cell)},
            }
            for cell, day in drawn_cells(found.cells, CELLS_WRITTEN)
        ],
    }  # fmt: skip


def _rings(cell: str) -> list[list[list[float]]]:
    (polygon,) = outlines([cell])
    return [[[round(east, DIGITS), round(north, DIGITS)] for east, north in [*ring, ring[0]]] for ring in polygon]
