"""What a visit brings along: the place at which it counts, and the cell of the grid in which its position lies.

Whoever records a visit names a listed place, a project, an enterprise, or a village or township. The latter three are
places too: the visit brings them into the list, where they are not in it yet. They are known by what they are, never
by their name: a project that is renamed stays one place, two projects of one name are two, and of two entries for one
village every visit counts at the first. A position lies in a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jiedui.journal.storage import chunks, quoted_codes, select_rows, whole_numbers
from jiedui.kernel.grid import area_m2, cell_at
from jiedui.kernel.regions import TOWNSHIP, VILLAGE, level
from jiedui.registers.fields import Ref

if TYPE_CHECKING:
    from jiedui.places.queries import RegionIndex
    from jiedui.registers.declaration import Along, Record, Register

Asked = Sequence[tuple[dict[str, Any], "Record | None"]]
"""New values of visits, and each as it is stored."""
SOURCES: Final = {"project": "projects", "enterprise": "enterprises"}
"""The links of a visit that are places by themselves, and their registers."""
SETTLEMENTS: Final = {"township": TOWNSHIP, "village": VILLAGE}
"""The kinds of places that are regions by themselves, and at which level."""
NAMED_BY: Final = ("place", *SOURCES, "settlement")
POSITION: Final = ("latitude", "longitude")
LONGEST_NAME: Final = 120

Identity = tuple[str, Any]
"""What a place is, whatever it is called: its kind with the project, the enterprise or the region's present code."""


class Place(NamedTuple):
    """A stored place, as far as it says what it is."""

    number: int
    key: str
    kind: str
    region: str
    project: int | None
    enterprise: int | None


def bring_along(asked: Asked) -> Iterator[Along]:
    """Fill in where visits count and in which cells they lie; at most eight queries for any number of them.

    A position outside all regions of the grid has no cell, nor has any while no boundaries are loaded.
    """
    from jiedui.places import queries  # declarations are read without a database, too

    yield from _points([pair for pair in asked if any(name in pair[0] for name in NAMED_BY)], queries.index)
    moved = [pair for pair in asked if any(name in pair[0] for name in POSITION)]
    yield from _cells(moved, queries.grid_resolution() if moved else None, queries.cell_regions)


def _now(pair: tuple[dict[str, Any], Record | None], name: str) -> Any:
    """A field as it will be."""
    values, stored = pair
    return values[name] if name in values else stored[name] if stored is not None else None


def _points(asked: Asked, regions: Callable[[], RegionIndex]) -> Iterator[Along]:
    """The place of each visit: the one named, else that of its project, its enterprise, its village or township."""
    wanted: dict[str, list[tuple[dict[str, Any], Any]]] = {name: [] for name in NAMED_BY}
    for pair in asked:
        pair[0]["point"] = None
        named = next((name for name in NAMED_BY if _now(pair, name) is not None), None)
        if named is not None:
            wanted[named].append((pair[0], _now(pair, named)))
    if not any(wanted.values()):
        return
    listed = _identities({place for _, place in wanted["place"]}, regions().present)
    settled = {code: _settlement(code, regions().present) for _, code in wanted["settlement"]}
    links = {(link, number) for link in SOURCES for _, number in wanted[link]}
    met: dict[Identity, Any] = dict(_stored({*listed.values(), *settled.values(), *links}, regions()))
    for values, place in wanted["place"]:
        values["point"] = met.setdefault(listed[place], place) if place in listed else place
    for link, code in SOURCES.items():
        made = _new_places(link, code, {number for _, number in wanted[link] if (link, number) not in met})
        for values, number in wanted[link]:
            if (link, number) in met:
                values["point"] = met[(link, number)]
            elif number in made:
                yield _along("visit_places", made[number], values, "point")
                met[(link, number)] = values["point"]
    for values, code in wanted["settlement"]:
        identity = settled[code]
        if identity in met:
            values["point"] = met[identity]
        else:
            fields = {"kind": identity[0], "region": code, "name": regions().names[code]}
            yield _along("visit_places", fields, values, "point")
            met[identity] = values["point"]


def is_settlement(kind: str, region: str) -> bool:
    """Whether a place of a kind is the village or township of its region itself."""
    return SETTLEMENTS.get(kind) == level(region)


def _settlement(code: str, present: Callable[[str], str]) -> Identity:
    return "township" if level(code) == TOWNSHIP else "village", present(code)


def _identities(places: Iterable[int | Ref], present: Callable[[str], str]) -> dict[int | Ref, Identity]:
    """What listed places are, stored or new in the same batch; those that are nothing but an entry are left out."""
    found: dict[int | Ref, Identity | None] = {}
    stored = [place for place in places if not isinstance(place, Ref)]
    for chunk in chunks(stored):
        found.update((one.number, _identity(one, present)) for one in _places(f'"id" IN ({whole_numbers(chunk)})'))
    for place in places:
        if isinstance(place, Ref):
            kind, region, _name = _parts(place).values()
            found[place] = (kind, present(region)) if is_settlement(kind, region) else None
    return {place: identity for place, identity in found.items() if identity is not None}


def _identity(place: Place, present: Callable[[str], str]) -> Identity | None:
    if place.kind in SOURCES:
        number = getattr(place, place.kind)
        return None if number is None else (place.kind, number)
    return (place.kind, present(place.region)) if is_settlement(place.kind, place.region) else None


def _stored(identities: Iterable[Identity], regions: RegionIndex) -> dict[Identity, int]:
    """The stored place of each identity that has one: of several the first."""
    asked = list(identities)
    conditions = []
    for link in SOURCES:
        if numbers := whole_numbers(number for kind, number in asked if kind == link and not isinstance(number, Ref)):
            conditions.append(f"""("kind" = '{link}' AND "{link}" IN ({numbers}))""")
    codes = {old for kind, code in asked if kind in SETTLEMENTS for old in regions.heads(code)}
    if codes:
        conditions.append(f"""("kind" IN ('township', 'village') AND "region" IN ({quoted_codes(sorted(codes))}))""")
    found: dict[Identity, int] = {}
    for one in _places(" OR ".join(conditions)) if conditions else ():
        identity = _identity(one, regions.present)
        if identity is not None:
            found.setdefault(identity, one.number)
    return found


def _places(condition: str, parameters: Sequence[str] = ()) -> list[Place]:
    sql = 'SELECT "id", "key", "kind", "region", "project", "enterprise" FROM "register_visit_places"'
    return [Place(*row) for row in select_rows(f'{sql} WHERE {condition} ORDER BY "id"', parameters)]


def _new_places(link: str, code: str, numbers: Iterable[int | Ref]) -> dict[int | Ref, dict[str, Any]]:
    """The places to be made of projects or enterprises, by number; their names tell apart what has the same one.

    A listed place of the same name that says nothing of what it is, is taken to be it.
    """
    asked = {
        number: [{"kind": link, "region": region, "name": name} for name in names]
        for number, (region, names) in _named(code, numbers).items()
    }
    key_of = _register("visit_places").key_of
    holders: dict[str, int | Ref | None] = {
        one.key: getattr(one, link)
        for chunk in chunks(dict.fromkeys(key_of(one) for several in asked.values() for one in several))
        for one in _places(f'"key" IN ({",".join(["%s"] * len(chunk))})', chunk)
    }
    made: dict[int | Ref, dict[str, Any]] = {}
    for number, several in asked.items():
        fields = next((one for one in several if holders.get(key_of(one)) is None), several[-1])
        holders.setdefault(key_of(fields), number)
        made[number] = {**fields, link: number}
    return made


def _named(code: str, numbers: Iterable[int | Ref]) -> dict[int | Ref, tuple[str, list[str]]]:
    """Region and possible names of some projects or enterprises, the plain name first, by number in its order."""
    found: dict[int | Ref, tuple[str, list[str]]] = {}
    columns = '"id", "region", "name"' + (', "year"' if _register(code).has("year") else "")
    listed = whole_numbers(sorted(number for number in numbers if not isinstance(number, Ref)))
    if listed:
        sql = f'SELECT {columns} FROM "register_{code}" WHERE "id" IN ({listed}) ORDER BY "id"'
        found.update((row[0], (row[1], _distinct(row[2], *row[3:], row[0]))) for row in select_rows(sql))
    for number in numbers:
        if isinstance(number, Ref):
            parts = _parts(number)
            years = [parts["year"]] if "year" in parts else []
            found[number] = (parts["region"], _distinct(parts["name"], *years, 2))
    return found


def _distinct(name: str, *marks: object) -> list[str]:
    """A name, and the same with each mark behind it."""
    return [name[:LONGEST_NAME], *(f"{name[: LONGEST_NAME - len(f'({mark})')]}({mark})" for mark in marks)]


def _parts(ref: Ref) -> dict[str, str]:
    """What the key of a record that the same batch makes says of it."""
    return dict(zip(_register(ref.register).key, ref.key.split("|"), strict=True))


def _register(code: str) -> Register:
    from jiedui.registers.catalogue import registers

    return registers()[code]


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
    from jiedui.registers.declaration import Along

    values[link] = ref = Ref(code, _register(code).key_of(fields))
    return Along(fields, ref)
