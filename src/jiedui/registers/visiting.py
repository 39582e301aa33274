"""What a visit brings along: the place at which it counts, and the cell of the grid in which its position lies.

Whoever records a visit names a listed place, a project, an enterprise, or a village or township. The latter three are
places too: the visit brings them into the list, where they are not in it yet. A position lies in a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from jiedui.journal.storage import select_rows, whole_numbers
from jiedui.kernel.grid import area_m2, cell_at
from jiedui.kernel.regions import TOWNSHIP, level
from jiedui.registers.fields import Ref

if TYPE_CHECKING:
    from jiedui.registers.declaration import Along, Record

Asked = Sequence[tuple[dict[str, Any], "Record | None"]]
"""New values of visits, and each as it is stored."""
SOURCES: Final = {"project": "projects", "enterprise": "enterprises"}
"""The links of a visit that are places by themselves, and their registers."""
NAMED_BY: Final = ("place", *SOURCES, "settlement")
POSITION: Final = ("latitude", "longitude")


def bring_along(asked: Asked) -> Iterator[Along]:
    """Fill in where visits count and in which cells they lie; at most five queries for any number of them.

    A position outside all regions of the grid has no cell, nor has any while no boundaries are loaded.
    """
    from jiedui.places import queries  # declarations are read without a database, too

    yield from _points([pair for pair in asked if any(name in pair[0] for name in NAMED_BY)], queries.names)
    moved = [pair for pair in asked if any(name in pair[0] for name in POSITION)]
    yield from _cells(moved, queries.grid_resolution() if moved else None, queries.cell_regions)


def _now(pair: tuple[dict[str, Any], Record | None], name: str) -> Any:
    """A field as it will be."""
    values, stored = pair
    return values[name] if name in values else stored[name] if stored is not None else None


def _points(asked: Asked, names: Callable[[Iterable[str]], Mapping[str, str]]) -> Iterator[Along]:
    """The place of each visit: the one named, else that of its project, its enterprise, its village or township."""
    wanted: dict[str, list[tuple[dict[str, Any], Any]]] = {name: [] for name in NAMED_BY}
    for pair in asked:
        pair[0]["point"] = None
        named = next((name for name in NAMED_BY if _now(pair, name) is not None), None)
        if named is not None:
            wanted[named].append((pair[0], _now(pair, named)))
    for values, place in wanted["place"]:
        values["point"] = place
    for link, code in SOURCES.items():
        known = _named(code, (number for _, number in wanted[link]))
        for values, number in wanted[link]:
            if number in known:
                region, name = known[number]
                yield _along(
                    "visit_places", {"kind": link, "region": region, "name": name, link: number}, values, "point"
                )
    spelt = names(code for _, code in wanted["settlement"]) if wanted["settlement"] else {}
    for values, code in wanted["settlement"]:
        kind = "township" if level(code) == TOWNSHIP else "village"
        yield _along("visit_places", {"kind": kind, "region": code, "name": spelt[code]}, values, "point")


def _named(code: str, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Region and name of some projects or enterprises, by number."""
    listed = whole_numbers(numbers)
    if not listed:
        return {}
    found = select_rows(f'SELECT "id", "region", "name" FROM "register_{code}" WHERE "id" IN ({listed})')
    return {number: (region, name[:120]) for number, region, name in found}


def _cells(
    asked: Asked, resolution: int | None, regions_of: Callable[[Iterable[str]], Mapping[str, str]]
) -> Iterator[Along]:
    """The cell in which each visit's position lies."""
    found: list[tuple[dict[str, Any], str]] = []
    for pair in asked:
        latitude, longitude = (_now(pair, name) for name in POSITION)
        pair[0]["cell"] = None
        if latitude is not None and longitude is not None and resolution is not None:
            found.append((pair[0], cell_at(latitude, longitude, resolution)))
    regions = regions_of(cell for _, cell in found)
    for values, cell in found:
        if cell in regions:
            yield _along("grid_cells", {"cell": cell, "region": regions[cell], "area": area_m2(cell)}, values, "cell")


def _along(code: str, fields: dict[str, Any], values: dict[str, Any], link: str) -> Along:
    """A record to be brought along, with the link that leads to it filled in."""
    from jiedui.registers.catalogue import registers
    from jiedui.registers.declaration import Along

    values[link] = ref = Ref(code, registers()[code].key_of(fields))
    return Along(fields, ref)
