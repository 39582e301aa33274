"""The summary of a region: its headline figures with the same day last year and their targets, one figure and the
funds by kind county by county, and the promotion funnel. Which indicators these are is said here and in the catalogue,
not on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import Figure
from jiedui.indicators.targets import Target, share_of_target, targets
from jiedui.journal.storage import select_rows
from jiedui.kernel import regions
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import children

FUNDS_BY_KIND: Final = tuple(
    f"funds.committed_{kind}" for kind in ("industry", "employment", "livelihood", "rural", "talent", "other")
)
"""The parts of the cooperation funds, by kind of project: together they are the whole."""
FUNNEL: Final = (
    "promotion.events",
    "promotion.invited",
    "promotion.on_site",
    "enterprises.signed",
    "enterprises.registered",
    "enterprises.in_production",
    "investment.paid_in",
)
"""The way from an event to money paid in. The steps have different units and are never divided by each other."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline figure, the same a year earlier, and its target with the share that is reached, in %."""

    figure: Figure
    a_year_earlier: Figure
    target: Target | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Place:
    """A region below the one looked at. `in_programme`: paired on the day, or with figures of its own; `may_read`."""

    code: str
    name: str
    in_programme: bool
    may_read: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the overview says in figures. `mapped` is the indicator of the map; `by_place` holds its figures by the
    code of a place that may be read; `funds` are rows of figures by kind: the region's own level and each place below,
    those that have any; `elsewhere` are further regions to look at: the one above, and others in reach."""

    region: str
    elsewhere: list[str]
    headlines: list[Headline]
    funnel: list[Figure]
    places: list[Place]
    choices: list[Definition]
    mapped: Definition
    by_place: Mapping[str, Figure]
    funds: list[list[Figure]]

    @property
    def is_empty(self) -> bool:
        """Whether no figure of the region is known, neither confirmed nor waiting."""
        return not any(map(_is_known, [*(headline.figure for headline in self.headlines), *self.funnel]))


def summary(actor: Actor, lens: Lens, mapped: str = "") -> Summary:
    """The summary of the lens's region. `mapped` is the indicator of the map: without one, the first headline that is
    known in one of the places.

    At most ten queries, whatever the number of regions and indicators. Errors: CATALOGUE-003, RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    known = arithmetic.catalogue()
    codes = known.headlines(lens.as_of)
    choices = list(dict.fromkeys((*codes, *((known.on(mapped, lens.as_of).code,) if mapped else ()))))
    here = lens.region, lens.own
    now = _figures(lens, [here], (*codes, *FUNNEL))
    before = _figures(a_year_earlier(lens), [here], codes)
    goals = targets(actor, lens, [] if lens.own else [lens.region], codes)
    paired = _paired_on(lens.as_of)
    below = _below(actor, lens, paired)
    read = [(place.code, False) for place in below if place.may_read]
    found = _figures(lens, [*read, (lens.region, lens.own or bool(read))], (*choices, *FUNDS_BY_KIND))
    has_any = {place for (_, place), figure in found.items() if _is_known(figure)}
    first = next((code for code in choices if any(_is_known(found[code, place]) for place in read)), choices[0])
    funds = [[found[kind, place] for kind in FUNDS_BY_KIND] for place in [(lens.region, lens.own or bool(read)), *read]]
    return Summary(
        region=lens.region,
        elsewhere=_elsewhere(actor, lens.region, paired),
        headlines=[_headline(now[code, here], before[code, here], goals.get((code, lens.region))) for code in codes],
        funnel=[now[code, here] for code in FUNNEL],
        places=[replace(place, in_programme=place.in_programme or (place.code, False) in has_any) for place in below],
        choices=[known.on(code, lens.as_of) for code in choices],
        mapped=known.on(mapped or first, lens.as_of),
        by_place={code: found[mapped or first, (code, own)] for code, own in read},
        funds=[row for row in funds if any(_is_known(figure) for figure in row)],
    )


def _headline(figure: Figure, a_year_earlier: Figure, goal: Target | None) -> Headline:
    return Headline(figure, a_year_earlier, goal, share_of_target(figure.value, goal))


def _figures(
    lens: Lens, places: Sequence[tuple[str, bool]], codes: Iterable[str]
) -> dict[tuple[str, tuple[str, bool]], Figure]:
    """Each figure once, by indicator and place."""
    found = arithmetic.figures(lens, places, list(dict.fromkeys(codes)))
    return {(figure.definition.code, (figure.lens.region, figure.lens.own)): figure for figure in found}


def _is_known(figure: Figure) -> bool:
    return figure.value is not None or figure.waiting_value is not None


def a_year_earlier(lens: Lens) -> Lens:
    """The same lens one year back; 29 February has its 28th."""
    until = _year_earlier(lens.as_of) + timedelta(days=1)
    return replace(lens, until=until, since=None if lens.since is None else _year_earlier(lens.since))


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _elsewhere(actor: Actor, region: str, paired: AbstractSet[str]) -> list[str]:
    """The region above, where it may be read, and what else of the programme the actor's scope begins with."""
    above = [code for code in (regions.parent(region),) if code != regions.NATION and actor.may("read", code)]
    return [*above, *sorted(code for code in actor.reach("read") if code in paired and code not in (region, *above))]


def _below(actor: Actor, lens: Lens, paired: AbstractSet[str]) -> list[Place]:
    """The counties of a city or a province, the townships of a county; none where the own level alone is asked for."""
    level = regions.level(lens.region)
    if lens.own or level > regions.COUNTY:
        return []
    depth = regions.TOWNSHIP if level == regions.COUNTY else regions.COUNTY
    return [
        Place(code, name, depth == regions.TOWNSHIP or code in paired, actor.may("read", code))
        for code, name in children(lens.region, depth)
        if depth == regions.TOWNSHIP or level != 0 or code in paired
    ]


def _paired_on(day: date) -> set[str]:
    rows = select_rows(
        'SELECT DISTINCT "region" FROM "register_pairings" WHERE ("since" IS NULL OR "since" <= %s) '
        'AND ("until" IS NULL OR "until" > %s)',
        (day.isoformat(), day.isoformat()),
    )
    return {row[0] for row in rows}
