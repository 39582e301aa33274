"""Loading boundaries: the outlines of counties become the grid that coverage is measured against.

One transaction and one batch: the tables of boundaries and cells, the register of grids (what each county's coverage
is a part of), and the region of every cell that somebody was in. Counties that the file does not hold keep their
boundaries.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import transaction

from jiedui.fieldwork.grids import Grid, Visited, cut, grid_changes, measured, visited_changes
from jiedui.journal.actions import open_batch
from jiedui.journal.models import Head
from jiedui.journal.storage import select_rows
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import Problem, refused
from jiedui.kernel.grid import RESOLUTIONS
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.places.boundaries import (
    LOADED,
    BoundaryRow,
    SetInForce,
    replace_boundaries,
    sets_in_force,
    stored_boundaries,
    stored_cells,
    tables_digest,
)
from jiedui.places.boundary_files import CountyOutline, read_boundaries
from jiedui.places.models import BoundarySet
from jiedui.places.outlines import outline_text
from jiedui.places.queries import grid_resolution, index
from jiedui.registers import rows
from jiedui.registers.actions import save_grid
from jiedui.registers.catalogue import register

RESOLUTION: Final = 7
"""Where nothing else is said: cells of about 5 km², as far as somebody on a road sees to both sides."""
LIMITS: Final = {"name": 80, "version": 40, "approval_number": 60}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewBoundaries:
    """A file of boundaries and what is said of it.

    `resolution` None: the one in force, else `RESOLUTION`; `since` None: the day that the register of grids has, else
    the first pairing's.
    """

    data: bytes
    file_name: str
    coordinates: str
    name: str
    version: str
    approval_number: str = ""
    is_schematic: bool = False
    code_field: str = ""
    resolution: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class LoadedCounty:
    """A county as it was loaded. *Units*: areas in m², inside the boundary, as published, and of its cells."""

    code: str
    area: int
    published: int | None
    cells: int
    cell_area: int
    villages: int | None
    townships: int | None


@dataclass(frozen=True, slots=True)
class LoadedBoundaries:
    """What loading came to: the batch (None: all of it was there already), the counties, and every remark."""

    batch: int | None
    resolution: int
    counties: list[LoadedCounty]
    notes: list[Problem]


def load_boundaries(actor: Actor, new: NewBoundaries) -> LoadedBoundaries:
    """Load boundaries in place of those of the same counties, and cut the grid anew; one batch.

    Errors: FILE-002, FILE-005, MAP-001 to -011; RIGHT-001, RIGHT-002 for a county out of reach; REVIEW-002, REVIEW-003
    where it changes a figure of a closed period. Notes: MAP-020 to -047.
    """
    actor.require("administer")
    said = _said(new)
    known = index()
    found = read_boundaries(new.data, new.coordinates, known.names, known.successors, new.code_field)
    notes = list(found.notes)
    if not said["approval_number"] and not new.is_schematic:
        notes.append(Problem("MAP-047", severity="warning"))
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)  # the lock of all writers: what is read below stays as it is
        before, stored = grid_resolution(), stored_boundaries()
        resolution = new.resolution or before or RESOLUTION
        fresh = {one.code: one for one in found.counties}
        gone = [code for code in stored if known.present(code) in fresh and code not in fresh]
        kept = {code: row for code, row in stored.items() if code not in fresh and code not in gone}
        actor.require_in("administer", [*fresh, *gone, *(kept if resolution != before else ())])
        grid = cut(found.counties, kept, before, resolution)
        shrunk = _shrunk(grid, kept) if resolution == before else {}
        visited = visited_changes(grid)
        actor.require_in("administer", [*shrunk, *sorted(visited.regions)])
        notes += _notes(grid, shrunk, gone, before, visited)
        batch = _write(actor, new, said, found.counties, kept, gone, grid, visited)
    notes += _visits_without_a_cell()
    return LoadedBoundaries(batch, resolution, _loaded(found.counties, grid), notes)


def _said(new: NewBoundaries) -> dict[str, str]:
    """Name, version and approval number, without personal numbers. Errors: MAP-008, MAP-009."""
    said = {field: hide_numbers(str(getattr(new, field)).strip()) for field in LIMITS}
    for field, limit in LIMITS.items():
        if len(said[field]) > limit or not (said[field] or field == "approval_number"):
            raise refused("MAP-008", field=field, limit=limit)
    if new.resolution is not None and new.resolution not in RESOLUTIONS:
        raise refused("MAP-009", found=new.resolution, low=RESOLUTIONS[0], high=RESOLUTIONS[-1])
    return said


def _write(
    actor: Actor,
    new: NewBoundaries,
    said: Mapping[str, str],
    counties: list[CountyOutline],
    kept: Mapping[str, BoundaryRow],
    gone: list[str],
    grid: Grid,
    visited: Visited,
) -> int | None:
    """Replace the tables and save what that makes of the registers. Returns the batch; None when nothing differs."""
    before = tables_digest()
    stated = {"boundary_set": said["name"], "version": said["version"]}
    stated["approval_number"] = said["approval_number"] or None
    changes = [
        *grid_changes(grid, stated, [one.code for one in counties], gone, new.since),
        *visited.changes,
    ]
    boundary_set = BoundarySet(
        **said,
        is_schematic=new.is_schematic,
        resolution=grid.resolution,
        digest=hashlib.sha256(new.data).hexdigest(),
    )
    boundaries = [*kept.values(), *(BoundaryRow(one.code, 0, outline_text(one.outline), one.area) for one in counties)]
    after = replace_boundaries(boundary_set, boundaries, grid.cells)
    summary = {
        **{name: text for name, text in stated.items() if text is not None},
        "file": hide_numbers(new.file_name), "file_digest": boundary_set.digest, "coordinates": new.coordinates,
        "resolution": grid.resolution, "counties": len(counties), "cells": len(grid.cells), "digest": after,
    }  # fmt: skip
    reason = f"{said['name']} {said['version']}"
    batch = save_grid(changes, actor, reason=reason, summary=summary)
    if batch is None and after != before:
        with open_batch(actor, LOADED, Chart([]), reason=reason) as draft:
            draft.summary = summary
        batch = draft.number
    return batch


def _shrunk(grid: Grid, kept: Iterable[str]) -> dict[str, int]:
    """How many cells counties that stay lose to those being loaded; those that lose none are left out."""
    had = Counter(stored_cells().values())
    return {code: lost for code in kept if (lost := had[code] - grid.sizes[code][0])}


def _notes(
    grid: Grid, shrunk: Mapping[str, int], gone: list[str], before: int | None, visited: Visited
) -> Iterator[Problem]:
    """What becomes of counties that the file does not hold and of visited cells."""
    if before is not None and before != grid.resolution:
        yield Problem("MAP-044", {"before": before, "after": grid.resolution}, severity="warning")
    for code, count in shrunk.items():
        yield Problem("MAP-040", {"region": code, "count": count}, severity="warning")
    for code in gone:
        yield Problem("MAP-046", {"region": code}, severity="warning")
    for code, count in (("MAP-041", visited.lost), ("MAP-042", visited.back), ("MAP-043", visited.moved)):
        if count:
            yield Problem(code, {"count": count}, severity="warning")


def _visits_without_a_cell() -> Iterator[Problem]:
    """Visits that were recorded with a position before there was a cell for it."""
    count = select_rows(
        'SELECT COUNT(*) FROM "register_visits" v LEFT JOIN "register_grid_cells" c ON c."id" = v."cell" '
        'WHERE v."latitude" IS NOT NULL AND c."area" IS NULL'
    )[0][0]
    if count:
        yield Problem("MAP-045", {"count": count}, severity="warning")


def _loaded(counties: list[CountyOutline], grid: Grid) -> list[LoadedCounty]:
    known = rows.by_texts(register("grids"), "region", [one.code for one in counties])
    return [
        LoadedCounty(
            one.code, one.area, one.published, *grid.sizes[one.code], known[one.code]["villages"],
            known[one.code]["townships"],
        )
        for one in counties
    ]  # fmt: skip


def boundaries(actor: Actor) -> list[SetInForce]:
    """The sets of boundaries in force, the latest first, with the counties within reach. Errors: RIGHT-001."""
    actor.require("read")
    return [
        replace(one, counties=tuple(code for code in one.counties if actor.may("read", code)))
        for one in sets_in_force()
    ]


def grid_problems() -> list[Problem]:
    """Where the register of grids or a visited cell does not say what the tables of boundaries say.

    Problems: VERIFY-017, VERIFY-018. Four queries.
    """
    cells = stored_cells()
    grid = measured(grid_resolution() or RESOLUTION, cells, stored_boundaries())
    said = {
        record["region"]: (record["cells"], record["area"] or 0) for record in rows.where(register("grids"), "1 = 1")
    }
    problems = []
    for code in sorted(said.keys() | grid.sizes.keys()):
        found, expected = said.get(code, (0, 0)), grid.sizes.get(code, (0, 0))
        if found != expected:
            fields = {"found": found[0], "found_area": found[1], "expected": expected[0], "expected_area": expected[1]}
            problems.append(Problem("VERIFY-017", {"region": code, **fields}))
    astray = len(visited_changes(grid).changes)
    return [*problems, *([Problem("VERIFY-018", {"count": astray})] if astray else [])]
