"""Who works where: jobs by place and kind, persons by destination with the months they worked, contracts that end.

Persons and jobs are figures. Months are read from the placements as the registers stand now: a month counts where a
placement touches it. A placement without an end is kept apart: how long it lasts is not known, and that is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.figures import Figure
from jiedui.indicators.queries import programme_places
from jiedui.journal.models import Head
from jiedui.journal.storage import select_rows
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.ledgers.labour import DESTINATIONS
from jiedui.registers.reach import condition

ENDING: Final = timedelta(days=60)
"""Contracts that end so soon are listed."""
ENDING_SHOWN: Final = 200
JOBS: Final = (
    "employment.rural",
    "employment.lifted",
    "parks.jobs",
    "parks.rural_jobs",
    "workshops.jobs",
    "workshops.lifted",
)
"""Jobs at enterprises, parks and workshops. They overlap and are never added up."""


@dataclass(frozen=True, slots=True)
class Months:
    """Placements within a lens by whether their end is known: how many, and the months of them that lie in the lens.

    `open_months`: of those without an end, up to the lens's day if they have lasted so long.
    """

    ended: int = 0
    ended_months: int = 0
    open: int = 0
    open_months: int = 0


@dataclass(frozen=True, slots=True)
class Destination:
    """One destination: persons in the year, of them lifted, and the months of the placements."""

    code: str
    persons: Figure
    lifted: Figure
    months: Months


@dataclass(frozen=True, slots=True)
class Ending:
    """A placement that ends soon, and the number of one of the same person that goes on or begins after it, if any."""

    placement: Record
    followed_by: int | None


@dataclass(frozen=True, slots=True)
class Employment:
    """Jobs by place, persons by destination from `since` on, and what ends soon, the soonest first.

    `has_all`: no contract that ends was left out.
    """

    jobs: list[list[Figure]]
    since: date
    destinations: list[Destination]
    ending: list[Ending]
    has_all: bool


def employment(actor: Actor, lens: Lens) -> Employment:
    """Work in the lens's region. A bounded number of queries. Errors: RIGHT-001, RIGHT-002."""
    actor.require_in("read", [lens.region])
    places = [(lens.region, True)] if lens.own else programme_places(lens.region)
    read = [place for place in places if actor.may("read", place[0])]
    by_place: dict[tuple[str, bool], list[Figure]] = {place: [] for place in read}
    for figure in arithmetic.figures(lens, read, JOBS):
        by_place[figure.lens.region, figure.lens.own].append(figure)
    since = lens.since or date(lens.as_of.year, 1, 1)
    codes = [f"labour.{code}_year{part}" for code in DESTINATIONS for part in ("", "_lifted")]
    persons = {one.definition.code: one for one in arithmetic.figures(lens, [(lens.region, lens.own)], codes)}
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    months = _months(Head.objects.values_list("hash", flat=True).get(id=1), tuple(heads), lens.own, since, lens.as_of)
    ending = _ending(heads, lens)
    return Employment(
        jobs=[row for row in by_place.values() if any(map(_is_known, row))],
        since=since,
        destinations=[
            Destination(code, persons[f"labour.{code}_year"], persons[f"labour.{code}_year_lifted"],
                        months.get(code, Months()))
            for code in DESTINATIONS
        ],
        ending=_followed(ending[:ENDING_SHOWN]),
        has_all=len(ending) <= ENDING_SHOWN,
    )  # fmt: skip


def _is_known(figure: Figure) -> bool:
    return figure.value is not None or figure.waiting_value is not None


@lru_cache(maxsize=256)
def _months(chain: str, heads: tuple[str, ...], own: bool, since: date, as_of: date) -> Mapping[str, Months]:
    """The months by destination. Counted once for each state of the ledger, which the hash of its last batch names."""
    placements = register("placements")
    first, last = (f'SUBSTR(CAST("{name}" AS VARCHAR(10)), 1, 7)' for name in ("started_on", "ended_on"))
    found = select_rows(
        f'SELECT "destination", {first}, {last}, COUNT(*) FROM "register_placements" '
        f'WHERE "started_on" <= \'{as_of.isoformat()}\' AND ("ended_on" IS NULL OR "ended_on" >= '
        f"'{since.isoformat()}') AND {condition(placements, heads, own=own)} GROUP BY 1, 2, 3"
    )
    return _summed(found, since, as_of)


def _summed(found: Sequence[Sequence[Any]], since: date, as_of: date) -> dict[str, Months]:
    sums: dict[str, list[int]] = {}
    for destination, first, last, count in found:
        one = sums.setdefault(destination, [0, 0, 0, 0])
        end = min(_month(last), _month(as_of.isoformat())) if last else _month(as_of.isoformat())
        touched = end - max(_month(first), _month(since.isoformat())) + 1
        place = 0 if last else 2
        one[place] += count
        one[place + 1] += count * touched
    return {destination: Months(*one) for destination, one in sums.items()}


def _month(text: str) -> int:
    """A month of a day's text as a running number."""
    return int(text[:4]) * 12 + int(text[5:7])


def _ending(heads: Sequence[str], lens: Lens) -> list[Record]:
    last = (lens.as_of + ENDING).isoformat()
    one = register("placements")
    within = condition(one, heads, own=lens.own, row_by_row=True)
    sql = f"\"ended_on\" BETWEEN '{lens.as_of.isoformat()}' AND '{last}' AND {within}"
    return rows.in_order(one, sql, [], '"ended_on", "id"', ENDING_SHOWN + 1)


def _followed(ending: Sequence[Record]) -> list[Ending]:
    """Each with a placement of the same person that lasts longer."""
    by_person: dict[int, list[Record]] = {}
    for one in rows.by_link(register("placements"), "person", {one["person"] for one in ending}):
        by_person.setdefault(one["person"], []).append(one)
    return [
        Ending(one, next((other.id for other in by_person.get(one["person"], ()) if _outlasts(other, one)), None))
        for one in ending
    ]


def _outlasts(other: Record, one: Record) -> bool:
    """Whether another placement goes on after one ends: it began later, and ends later or not at all."""
    has_later_end = other["ended_on"] is None or other["ended_on"] > one["ended_on"]
    return bool(has_later_end and other["started_on"] > one["started_on"])
