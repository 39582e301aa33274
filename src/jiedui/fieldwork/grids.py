"""The grid: counties cut into cells, and what that makes of the registers of grids and of visited cells.

Cutting is pure. A cell that two counties claim goes to the one being loaded, and among those to the lower code. What
becomes of the registers is worked out as changes, for the action to save.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from shapely.geometry import mapping

from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import refused
from jiedui.kernel.grid import area_m2, average_area_m2, cells_inside
from jiedui.kernel.regions import SEGMENTS, TOWNSHIP, VILLAGE, level, subtree_bounds
from jiedui.places.boundaries import BoundaryRow, stored_cells
from jiedui.places.boundary_files import CountyOutline
from jiedui.registers import rows
from jiedui.registers.actions import Change
from jiedui.registers.catalogue import register

MOST_CELLS: Final = 2_000_000
"""Cells of a grid: the county level of a province at resolution 9, a cell of a tenth of a km²."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of one resolution: the county of each cell; and how many and how large the cells of a county are."""

    resolution: int
    cells: dict[str, str]
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """County → (cells, their area in m²)."""


def measured(resolution: int, cells: dict[str, str], counties: Iterable[str]) -> Grid:
    """The grid that some cells make up; a county without a cell has size zero."""
    sizes = {code: [0, 0] for code in counties}
    for cell, code in cells.items():
        size = sizes.setdefault(code, [0, 0])
        size[0] += 1
        size[1] += area_m2(cell)
    return Grid(resolution, cells, {code: (count, area) for code, (count, area) in sorted(sizes.items())})


def cut(fresh: Sequence[CountyOutline], kept: Mapping[str, BoundaryRow], before: int | None, resolution: int) -> Grid:
    """Cut counties into cells: those being loaded, and those that stay, anew where the resolution `before` was another.

    Errors: MAP-010 for more cells than a grid may have.
    """
    area = sum(one.area for one in fresh) + sum(one.area for one in kept.values())
    if area / average_area_m2(resolution) > MOST_CELLS:
        raise refused("MAP-010", resolution=resolution, limit=MOST_CELLS)
    cells: dict[str, str] = {}
    for one in fresh:
        for cell in cells_inside(mapping(one.outline), resolution):
            cells.setdefault(cell, one.code)
    if before == resolution:
        stayed = ((cell, code) for cell, code in sorted(stored_cells().items()) if code in kept)
    else:
        stayed = (
            (cell, row.code) for row in kept.values() for cell in cells_inside(json.loads(row.outline), resolution)
        )
    for cell, code in stayed:
        cells.setdefault(cell, code)
    return measured(resolution, cells, [*(one.code for one in fresh), *kept])


def settlements(codes: Iterable[str]) -> dict[str, tuple[int | None, int | None]]:
    """How many villages and townships the regions table has in each county; None where it has none, for it may not
    list them. One query.
    """
    wanted = {code: SEGMENTS[level(code) - 1] for code in codes}
    counts: dict[tuple[str, int], int] = {}
    if wanted:
        low, high = min(wanted), max(subtree_bounds(code)[1] for code in wanted)
        found = select_rows(
            "SELECT code, level FROM places_region "
            "WHERE level IN (%s, %s) AND successor = '' AND code BETWEEN %s AND %s",
            [TOWNSHIP, VILLAGE, low, high],
        )
        widths = sorted(set(wanted.values()))
        for code, depth in found:
            for width in widths:
                head = code[:width].ljust(12, "0")
                counts[head, depth] = counts.get((head, depth), 0) + 1
    return {code: (counts.get((code, VILLAGE)), counts.get((code, TOWNSHIP))) for code in wanted}


def grid_changes(
    grid: Grid, stated: Mapping[str, Any], fresh: Iterable[str], gone: Iterable[str], since: date | None
) -> list[Change]:
    """What the register of grids is to say: of counties being loaded all that is `stated` of their set, of those that
    stay their cells, of those that are gone that there are none. Errors: MAP-011.
    """
    one, loaded = register("grids"), list(fresh)
    known = rows.by_texts(one, "region", [*grid.sizes, *gone])
    places = settlements(loaded)
    first = since if since is not None or all(code in known for code in loaded) else _first_pairing()
    changes = []
    for code, (count, area) in grid.sizes.items():
        record = known.get(code)
        values: dict[str, Any] = {"cells": count, "area": area, "resolution": grid.resolution}
        if code in places:
            villages, townships = places[code]
            values |= {"region": code, **stated, "villages": villages, "townships": townships}
            values["since"] = since or (record["since"] if record is not None else first)
        is_wanted = code in places if record is None else record.values | values != record.values
        if is_wanted:
            changes.append(_change(values, record))
    nothing = {"cells": 0, "area": None, "villages": None, "townships": None}
    return [*changes, *(_change(nothing, known[code]) for code in gone if code in known)]


def _change(values: dict[str, Any], record: Any) -> Change:
    if record is None:
        return Change("grids", values)
    return Change("grids", values, record.id, record.entry)


def _first_pairing() -> date:
    """The first day of the ledger's first pairing. Errors: MAP-011."""
    day = select_rows('SELECT MIN("since") FROM "register_pairings"')[0][0]
    if day is None:
        raise refused("MAP-011")
    return date.fromisoformat(day) if isinstance(day, str) else day


@dataclass(slots=True)
class Visited:
    """What a new grid makes of the cells that somebody was in: the changes, how many of which kind, and in which
    regions the cells lay before."""

    changes: list[Change] = field(default_factory=list)
    lost: int = 0
    back: int = 0
    moved: int = 0
    regions: set[str] = field(default_factory=set)


def visited_changes(grid: Grid) -> Visited:
    """Put visited cells where the grid has them; one that it does not have keeps its region and loses its area."""
    found = Visited()
    for record in rows.where(register("grid_cells"), "1 = 1"):
        code = grid.cells.get(record["cell"])
        area = None if code is None else area_m2(record["cell"])
        if (code or record["region"], area) == (record["region"], record["area"]):
            continue
        values = {"region": code or record["region"], "area": area}
        found.changes.append(Change("grid_cells", values, record.id, record.entry))
        found.regions.add(record["region"])
        found.lost += area is None
        found.back += area is not None and record["area"] is None
        found.moved += area is not None and record["area"] is not None
    return found
