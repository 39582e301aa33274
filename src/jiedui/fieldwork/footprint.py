"""The footprint: which cells of the grid were seen and when last, and what coverage is measured against.

Cells are read as the registers stand now; the percentages beside them are figures and come from `indicators`. What a
member alone covered is no figure: it is worked out here, for that member and nobody else. No track is read, ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiedui.fieldwork.confirmed import changed_since
from jiedui.journal.storage import select_rows
from jiedui.kernel import regions
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.places.boundaries import SetInForce, sets_in_force
from jiedui.places.models import Boundary
from jiedui.places.queries import children, index
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell that somebody was in, and the last day of that within the lens. *Units*: area in m²."""

    cell: str
    region: str
    area: int
    last_on: date


@dataclass(slots=True)
class Mine:
    """What a member covered alone in a region: area, places by kind, visits. *Units*: area in m²."""

    area: int = 0
    places: dict[str, int] = field(default_factory=dict)
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The boundaries to draw: the sets that they are of, and outlines as GeoJSON by region."""

    sets: list[SetInForce]
    outlines: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Footprint:
    """The footprint of a region.

    `counties`: code and name of those within reach. `grids`: what each one's coverage is measured against, by code.
    `boundaries`: None while none are loaded; those of neighbours in the same city are among them. `mine`: by county,
    and of the whole region by its own code; empty where the office was asked for.
    """

    region: str
    counties: list[tuple[str, str]]
    grids: Mapping[str, Record]
    boundaries: Boundaries | None
    cells: list[Seen]
    mine: Mapping[str, Mine]


def footprint(actor: Actor, lens: Lens, *, is_mine: bool = False) -> Footprint:
    """The footprint of the lens's region: the office's, or the actor's own. At most eight queries.

    A cell counts for the office as its figures count: by a track, or by a visit that is confirmed as far as the lens
    asks. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    counties = [one for one in counties_of(lens.region) if actor.may("read", one[0])]
    codes = [code for code, _name in counties]
    grids = rows.by_texts(register("grids"), "region", codes)
    cells = _cells(lens, actor.id if is_mine else "")
    mine = _mine(lens, actor.id, cells, codes) if is_mine else {}
    return Footprint(lens.region, counties, grids, _boundaries(lens.region), cells, mine)


def counties_of(region: str) -> list[tuple[str, str]]:
    """The counties whose coverage makes up a region's: those below it, or itself; below a county there are none."""
    if regions.level(region) > regions.COUNTY:
        return []
    if regions.level(region) == regions.COUNTY:
        return [(region, index().names.get(region, region))]
    return children(region, regions.COUNTY)


def _boundaries(region: str) -> Boundaries | None:
    """The outlines of the region's counties with their sets; around a county those of its city. Three queries."""
    around = regions.lineage(region)[-regions.PREFECTURE] if regions.level(region) > regions.PREFECTURE else region
    low, high = regions.subtree_bounds(around)
    inside = Boundary.objects.filter(code__gte=low, code__lte=high).order_by("code")
    outlines = dict(inside.values_list("code", "outline"))
    if not outlines:
        return None
    return Boundaries([one for one in sets_in_force() if not outlines.keys().isdisjoint(one.counties)], outlines)


def _cells(lens: Lens, member: str) -> list[Seen]:
    """The cells of the region that were seen within the lens, by a member where one is named, in order of the last day.

    Of days in cells the ledger keeps the first and the last of a year: of a year that goes on behind the lens's day the
    first is what is known. Three queries at most.
    """
    until = f"'{lens.as_of.isoformat()}'"
    since = f"""WHERE d."day" >= '{lens.since.isoformat()}'""" if lens.since else ""
    by_me, whose = ('AND "member" = %s', 'AND "recorded_by" = %s') if member else ("", _confirmed(lens))
    within = condition(register("grid_cells"), index().heads(lens.region))
    found = select_rows(
        'SELECT "cell", "region", "area", seen."last_day" FROM "register_grid_cells" JOIN ('
        'SELECT d."in_cell", MAX(d."day") AS "last_day" FROM ('
        f'SELECT "cell" AS "in_cell", CASE WHEN "last_on" <= {until} THEN "last_on" ELSE "first_on" END AS "day" '
        f'FROM "register_cell_days" WHERE "first_on" <= {until} {by_me} UNION ALL '
        f'SELECT "cell", "visited_on" FROM "register_visits" WHERE "cell" IS NOT NULL AND "visited_on" <= {until} '
        f'{whose}) d {since} GROUP BY d."in_cell") seen ON seen."in_cell" = "register_grid_cells"."id" '
        f'WHERE "area" IS NOT NULL AND {within}',
        [member, member] if member else [],
    )
    cells = {cell: Seen(cell, region, int(area), _day(day)) for cell, region, area, day in found}
    for one in () if member else _cells_as_confirmed(lens, within):
        if one.cell not in cells or cells[one.cell].last_on < one.last_on:
            cells[one.cell] = one
    return sorted(cells.values(), key=lambda one: (-one.last_on.toordinal(), one.cell))


def _cells_as_confirmed(lens: Lens, within: str) -> list[Seen]:
    """The cells of visits that were changed since they were confirmed."""
    days = [(one["cell"], one["visited_on"]) for one in changed_since(lens) if one["cell"] is not None]
    days = [(cell, day) for cell, day in days if lens.since is None or day >= lens.since]
    cells = rows.by_ids(register("grid_cells"), {cell for cell, _day in days}, f'"area" IS NOT NULL AND {within}')
    known = [(cells[cell], day) for cell, day in days if cell in cells]
    return [Seen(cell["cell"], cell["region"], cell["area"], day) for cell, day in known]


def _confirmed(lens: Lens) -> str:
    return f'AND "standing" >= {int(lens.level)}'


def _day(found: Any) -> date:
    return found if isinstance(found, date) else date.fromisoformat(found)


def _mine(lens: Lens, member: str, cells: Iterable[Seen], codes: Iterable[str]) -> dict[str, Mine]:
    """What a member covered, by county and of the region as a whole; every visit of their own, confirmed or not."""
    found = {code: Mine() for code in (lens.region, *codes)}
    for one in cells:
        for code in _counted_in(one.region, found):
            found[code].area += one.area
    for region, count in select_rows(_my_visits('"region", COUNT(*)', lens, '"region"'), [member]):
        for code in _counted_in(region, found):
            found[code].visits += count
    joined = 'p."region", p."kind", COUNT(DISTINCT p."id")'
    for region, kind, count in select_rows(_my_visits(joined, lens, 'p."region", p."kind"', places=True), [member]):
        for code in _counted_in(region, found):
            found[code].places[kind] = found[code].places.get(kind, 0) + count
    return found


def _counted_in(region: str, asked: Mapping[str, Mine]) -> list[str]:
    """Which of the regions asked for hold a region."""
    return [code for code in regions.lineage(region) if code in asked]


def _my_visits(columns: str, lens: Lens, grouped: str, *, places: bool = False) -> str:
    since = f"AND v.\"visited_on\" >= '{lens.since.isoformat()}'" if lens.since else ""
    join = 'JOIN "register_visit_places" p ON p."id" = v."point"' if places else ""
    return (
        f'SELECT {columns} FROM "register_visits" v {join} WHERE v."recorded_by" = %s '
        f"AND v.\"visited_on\" <= '{lens.as_of.isoformat()}' {since} GROUP BY {grouped}"
    )
