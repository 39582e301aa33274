"""What the reader of texts is told of the ledger: indicators, regions, and how far it is kept. Values, made once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from jiedui.indicators.catalogue import Catalogue, Definition
from jiedui.indicators.figures import catalogue
from jiedui.indicators.queries import ledger_region
from jiedui.journal.storage import select_rows
from jiedui.kernel import regions
from jiedui.places.queries import RegionIndex, index, spellings
from jiedui.reports.prose.comparison import Extent
from jiedui.reports.prose.places import Places, is_usable, spellings_by_start
from jiedui.reports.prose.vocabulary import Indicator, Vocabulary

EASTERN: Final = tuple(code.ljust(12, "0") for code in ("11", "12", "31", "32", "33", "35", "37", "44"))
"""The eight provinces and cities that give in the East–West cooperation since 2021: Beijing, Tianjin, Shanghai, Jiangsu,
Zhejiang, Fujian, Shandong, Guangdong."""


def vocabulary(day: date) -> Vocabulary:
    """How the catalogue of a day speaks."""
    return _vocabulary(catalogue(), day)


@lru_cache(maxsize=4)
def _vocabulary(known: Catalogue, day: date) -> Vocabulary:
    return Vocabulary(
        Indicator(one.code, _names_of(one), one.unit, one.reading, one.part_of, bool(one.denominator))
        for one in known.all_on(day)
    )


def _names_of(one: Definition) -> tuple[str, ...]:
    """The names as a text may print them; one with a remark in brackets is the catalogue's own."""
    return (*(() if "(" in one.zh else (one.zh.removeprefix("其中"),)), *one.aliases)


def places(home: str) -> Places:
    """The regions that a text may name, seen from a region: provinces to counties of the whole country, and what lies
    below the home region down to the townships."""
    rows = select_rows("SELECT DISTINCT region, donor FROM register_pairings")
    whole = ledger_region()
    counties = tuple(sorted({row[0] for row in rows if row[0] and regions.level(row[0]) == regions.COUNTY}))
    donors = tuple(sorted({row[1] for row in rows if row[1]}))
    donors += tuple(
        sorted(row[0] for row in select_rows("SELECT DISTINCT region FROM register_offices WHERE kind = 'donor'"))
    )
    others = tuple(code for code in EASTERN if not regions.is_within(whole, code))
    codes, by_start = _names(index(), whole, donors)
    parks = select_rows(
        "SELECT region, MIN(trade) FROM register_parks GROUP BY region HAVING COUNT(*) = 1 AND MIN(trade) <> ''"
    )
    return Places(codes, home, counties, donors, by_start, others, {row[0]: row[1] for row in parks})


@lru_cache(maxsize=4)
def _names(
    known: RegionIndex, whole: str, donors: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    found: dict[str, str] = {}
    near = [regions.lineage(code)[-1] for code in (whole, *donors)]
    ranked = sorted(known.names, key=lambda code: (not regions.is_within(code, whole), regions.level(code), code))
    for code in ranked:
        name, level = known.names[code], regions.level(code)
        is_ours = regions.is_within(code, whole)
        if level > regions.TOWNSHIP or (level == regions.TOWNSHIP and not is_ours) or code in known.successors:
            continue
        is_near = any(regions.is_within(code, head) for head in near)
        for spelling in _spellings(name, level):
            is_short_far = (
                spelling != name
                and not spelling.endswith("县")
                and (level >= regions.COUNTY and not (is_ours and level == regions.COUNTY))
            )
            if is_usable(spelling, name) and not (is_short_far and not (is_near and level < regions.COUNTY)):
                found.setdefault(spelling, code)
    return found, spellings_by_start(found)


def _spellings(name: str, level: int) -> set[str]:
    """How a text may write a name; an autonomous county is called a county for short: 三江县."""
    found = spellings(name) | {name}
    if level == regions.COUNTY and name.endswith("自治县"):
        found |= {spelling + "县" for spelling in found if not spelling.endswith("县")}
    return found


def extent(asked: date | None) -> Extent:
    """What the ledger keeps in full: its own region, the regions below that have an office or a pairing, and the days
    between its first and last record; to the day that was asked for, for then it is taken to be kept so far."""
    whole = ledger_region()
    offices = select_rows("SELECT DISTINCT region FROM register_offices WHERE kind <> 'donor'")
    paired = select_rows("SELECT DISTINCT region FROM register_pairings")
    heads = {row[0] for row in (*offices, *paired) if row[0] and regions.is_within(row[0], whole)}
    kept = tuple(sorted(heads - {whole})) or (whole,)
    low, high = regions.subtree_bounds(whole)
    rows = select_rows(
        "SELECT MIN(b.period), MAX(b.period) FROM journal_balance b JOIN journal_account a ON a.id = b.account_id "
        "WHERE b.period > 10000000 AND b.total > 0 AND b.region BETWEEN %s AND %s AND b.standing > 0 "
        "AND (a.code LIKE 'funds.%%' OR a.code LIKE 'projects.%%' OR a.code LIKE 'training.%%' OR a.code LIKE 'labour.%%' "
        "OR a.code LIKE 'investment.%%')",
        (low, high),
    )
    first, last = rows[0] if rows else (None, None)
    return Extent(whole, kept, _day(first), max(filter(None, (_day(last), asked)), default=None))


def _day(code: int | None) -> date | None:
    return None if not code else date(code // 10000, code // 100 % 100, code % 100)
