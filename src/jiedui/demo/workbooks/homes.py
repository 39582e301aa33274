"""Places as offices spell them: counties long and short, villages with and without what lies above them.

Only spellings that mean one place inside Nanning are used; the names are those of the regions that ship.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Final

from jiedui.places.reading import RegionRow, read_tree

CITY: Final = "450100"
SHANGLIN: Final = "450125"
MASHAN: Final = "450124"
LONGAN: Final = "450123"
COUNTIES: Final = (SHANGLIN, MASHAN, LONGAN)
NAMES: Final = {CITY: "南宁市", SHANGLIN: "上林县", MASHAN: "马山县", LONGAN: "隆安县"}
_SPELLINGS: Final = {
    CITY: ("南宁市", "南宁", "广西南宁市"),
    SHANGLIN: ("上林县", "上林", "南宁市上林县"),
    MASHAN: ("马山县", "马山", "南宁市马山县"),
    LONGAN: ("隆安县", "隆安", "南宁市隆安县"),
}


@dataclass(frozen=True, slots=True)
class Village:
    """One village of the programme: its county's code, its township's name and its own, as in the regions file."""

    county: str
    township: str
    name: str
    township_is_known: bool
    """Whether the township's name alone means it: no other county of Nanning has one of that name."""


def short(code: str) -> str:
    """The county's name without its kind: 马山."""
    return NAMES[code][:2]


def county(rng: Random, code: str) -> str:
    """A county or the city, spelled one way or another."""
    return rng.choice(_SPELLINGS[code])


def village(rng: Random, place: Village) -> str:
    """A village, spelled from the city, the county or, where that is enough, the township down."""
    bare = place.name.removesuffix("委会")
    spellings = [
        f"{NAMES[place.county]}{place.township}{place.name}",
        f"南宁市{NAMES[place.county]}{place.township}{place.name}",
        f"{short(place.county)}{place.township}{place.name}",
    ]
    if not bare.endswith("村村"):  # 五村村 for 五村村委会 is nobody's way to write it
        spellings.append(f"{NAMES[place.county]}{place.township}{bare}")
    if place.township_is_known:
        spellings.append(f"{place.township}{place.name}")
    return rng.choice(spellings)


@lru_cache(maxsize=1)
def villages() -> dict[str, tuple[Village, ...]]:
    """The villages of each county; those whose bare name occurs twice in their township are left out."""
    text = files("jiedui.places").joinpath("data/regions-2023.txt").read_text(encoding="utf-8")
    rows = [row for row in read_tree(text) if row.code.startswith("4501")]
    towns = {row.code[:9]: row.name for row in rows if row.level == 4}
    known = Counter(towns.values())
    bare = Counter((row.code[:9], _bare(row)) for row in rows if row.level == 5)
    found: dict[str, list[Village]] = {code: [] for code in COUNTIES}
    for row in rows:
        home = row.code[:6]
        if row.level != 5 or home not in found or not row.name.endswith("村委会"):
            continue
        if bare[row.code[:9], _bare(row)] == 1:
            town = towns[row.code[:9]]
            found[home].append(Village(home, town, row.name, known[town] == 1))
    return {code: tuple(places) for code, places in found.items()}


def _bare(row: RegionRow) -> str:
    for tail in ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "村民委员会", "村委会"):
        if row.name.endswith(tail):
            return row.name.removesuffix(tail)
    return row.name
