"""Parks as accounts: who moved in, what was paid in, who works there, what villages and households got of it.

Amounts are the postings of figures, laid out by park, year and kind; so their sums are the figures. The list of parks
and of who moved in is that of the registers as they stand now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.behind import Behind, Line, behind, line_of, posted
from jiedui.indicators.figures import Figure
from jiedui.indicators.sharing import Sharing, sharing
from jiedui.journal.storage import whole_numbers
from jiedui.kernel.accounts import selects
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.kernel.units import exact
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.grouping import at_level
from jiedui.registers.ledgers.industry import BENEFIT_KINDS
from jiedui.registers.reach import condition

PARKS_SHOWN: Final = 20
"""Parks of one page."""
TENANTS_SHOWN: Final = 500
"""Enterprises in the parks of one page."""
INCOME: Final = "parks.income"
PAID: Final = "benefits.paid"
FIGURES: Final = (
    "parks.count",
    "parks.enclave",
    "parks.enterprises",
    "parks.investment",
    "parks.jobs",
    "parks.rural_jobs",
    INCOME,
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """An enterprise in a park: whether it counts as moved in by the lens's day, and the payments it put in."""

    enterprise: Record
    has_entered: bool
    paid_in: list[Line]


@dataclass(frozen=True, slots=True)
class Park:
    """A park with its tenants, the head counts that make its jobs, its payments by year and kind, oldest first, and how
    those of the indicator of income are shared between regions."""

    record: Record
    tenants: list[Tenant]
    jobs: list[Line]
    income: Mapping[tuple[int, str], list[Line]]
    sharing: Sharing

    @property
    def paid_in(self) -> list[Line]:
        return [line for tenant in self.tenants for line in tenant.paid_in]


@dataclass(frozen=True, slots=True)
class Parks:
    """The parks of a region, one page of them; `go_on`: the park behind which there are more, 0 where there are none.

    `counted` are the kinds that the indicator of income counts; `kinds` all that were paid, in the register's order;
    `paid` is what parks and all others paid, by year, payer and kind; `by_year` the indicator year by year, None where
    a year has no record; `has_all_tenants`: none was left out.
    """

    figures: list[Figure]
    parks: list[Park]
    go_on: int
    kinds: list[str]
    counted: frozenset[str]
    paid: Mapping[tuple[int, str, str], list[Line]]
    by_year: Mapping[int, Decimal | None]
    has_all_tenants: bool


def parks(actor: Actor, lens: Lens, after: int = 0) -> Parks:
    """The parks of the lens's region in the order of their numbers, those behind `after`, with their arithmetic.

    A bounded number of queries. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    found = behind(lens, FIGURES)
    here = _within("parks", lens)
    listed = rows.page_of(
        register("parks"), f"\"founded_on\" < '{lens.until.isoformat()}' AND {here}", after, PARKS_SHOWN + 1
    )
    page = listed[:PARKS_SHOWN]
    inside = f'"park" IN ({whole_numbers(park.id for park in page) or 0}) AND {_within("enterprises", lens)}'
    enterprises = rows.page_of(register("enterprises"), inside, 0, TENANTS_SHOWN + 1)
    tenants = _tenants(enterprises[:TENANTS_SHOWN], found)
    jobs = _by_subject(found["parks.jobs"])
    income: dict[int, dict[tuple[int, str], list[Line]]] = {}
    total: dict[tuple[int, str, str], list[Line]] = {}
    for one in posted(lens, [PAID], lens.since):
        payer, kind = one.account.split(".")[-2:]
        total.setdefault((one.valid_on.year, payer, kind), []).append(line_of(one))
        if payer == "park":
            income.setdefault(one.subject, {}).setdefault((one.valid_on.year, kind), []).append(line_of(one))
    kinds = {kind for _, _, kind in total}
    formula = found[INCOME].figure.definition.formula
    counted = frozenset(
        kind for kind in kinds if any(selects(term.pattern, f"{PAID}.park.{kind}") for term in formula)
    )  # fmt: skip
    shared = _sharing(page, income, counted, lens.level)
    return Parks(
        figures=[found[code].figure for code in FIGURES],
        parks=[
            Park(one, tenants.get(one.id, []), jobs.get(one.id, []), income.get(one.id, {}), shared[one.id])
            for one in page
        ],
        go_on=page[-1].id if len(listed) > PARKS_SHOWN else 0,
        kinds=[kind for kind in BENEFIT_KINDS if kind in kinds],
        counted=counted,
        paid=total,
        by_year=_income_by_year(lens, sorted({year for year, payer, _ in total if payer == "park"})),
        has_all_tenants=len(enterprises) <= TENANTS_SHOWN,
    )


def _sharing(
    page: Sequence[Record], income: Mapping[int, Mapping[tuple[int, str], list[Line]]], counted: frozenset[str],
    level: int,
) -> dict[int, Sharing]:  # fmt: skip
    """How each park's income is shared, by the shares that count at a level. One query."""
    shares: dict[int, list[Record]] = {}
    waiting: dict[int, int] = {}
    for one in rows.by_link(register("income_shares"), "park", [park.id for park in page]):
        at = at_level(one, level)
        if at is None:
            waiting[one["park"]] = waiting.get(one["park"], 0) + 1
        else:
            shares.setdefault(at["park"], []).append(at)
    return {
        park.id: sharing(
            (line for (_year, kind), lines in income.get(park.id, {}).items() if kind in counted for line in lines),
            shares.get(park.id, []),
            waiting.get(park.id, 0),
        )
        for park in page
    }


def _within(code: str, lens: Lens) -> str:
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    return condition(register(code), heads, own=lens.own, row_by_row=True)


def _tenants(enterprises: Iterable[Record], found: Mapping[str, Behind]) -> dict[int, list[Tenant]]:
    """The enterprises by park."""
    entered = {one.subject for one in found["parks.enterprises"].postings}
    paid = _by_subject(found["parks.investment"])
    tenants: dict[int, list[Tenant]] = {}
    for one in enterprises:
        tenants.setdefault(one["park"], []).append(Tenant(one, one.id in entered, paid.get(one.id, [])))
    return tenants


def _by_subject(found: Behind) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = {}
    for one in found.postings:
        lines.setdefault(one.subject, []).append(line_of(one))
    return lines


def _income_by_year(lens: Lens, years: Sequence[int]) -> dict[int, Decimal | None]:
    """The indicator of income in each of the years, out of its months."""
    if not years:
        return {}
    since = lens.since or date(years[0], 1, 1)
    found: dict[int, Decimal | None] = dict.fromkeys(years)
    for figure in arithmetic.figures_by_month(replace(lens, since=since), [INCOME]):
        if figure.month is not None and figure.value is not None:
            year = figure.month // 100
            found[year] = exact((found.get(year) or Decimal(0)) + figure.value)
    return found
