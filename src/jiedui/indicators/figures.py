"""The arithmetic of figures: every indicator for every region asked for, in one query of the journal.

Who may ask is the business of `queries`, through which faces come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from django.conf import settings

from jiedui.indicators.catalogue import Catalogue, Definition, Term, load
from jiedui.journal.queries import Ask, Sums, TracedPosting, View, batch_known_at, postings_behind, series, sums
from jiedui.kernel import periods
from jiedui.kernel.lens import Lens
from jiedui.kernel.units import UNITS, exact, in_unit
from jiedui.places.queries import index
from jiedui.registers.catalogue import chart

SHARE_STEP: Final = Decimal("0.01")
"""Ratios are printed to two places, rounded half up: the last step before they are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: an indicator through a lens. `amount` None is missing; `waiting` is what is not confirmed yet.

    Amounts are in base units; `value` and `waiting_value` in the indicator's printed unit. `month` is set in a
    table by month.
    """

    definition: Definition
    lens: Lens
    since: date | None
    value: Decimal | None
    waiting_value: Decimal | None
    month: int | None = None


@lru_cache(maxsize=2)
def _loaded(overlay: str, stamp: float) -> Catalogue:
    from pathlib import Path

    return load(chart(), Path(overlay))


def catalogue() -> Catalogue:
    """The catalogue in force: the shipped one with the office's own file over it."""
    path = settings.CATALOGUE_OVERLAY
    return _loaded(str(path), path.stat().st_mtime if path.is_file() else 0.0)


def beginning(definition: Definition, lens: Lens) -> date | None:
    """Where a figure begins: a stock at the very beginning, else where the lens begins; a lens without a beginning
    leaves it to the definition: its base for a cumulative figure, the calendar year for a flow."""
    if definition.reading == "stock":
        return None
    if lens.since is not None:
        return lens.since
    return definition.base if definition.reading == "cumulative" else date(lens.as_of.year, 1, 1)


def figures(lens: Lens, places: Sequence[tuple[str, bool]], codes: Sequence[str] | None = None) -> list[Figure]:
    """Every indicator for every place, a place being (region, own level only).

    *Order*: by indicator as in the catalogue, then by place. Errors: CATALOGUE-003.
    """
    definitions = _definitions(lens, codes)
    found = sums(_asks(definitions, lens), _view(lens, places))
    result: list[Figure] = []
    for definition in definitions:
        for region, own in places:
            parts = [
                (term, found.get(((definition.code, number), _label(region, own))))
                for number, term in enumerate((*definition.formula, *definition.denominator))
            ]
            result.append(_figure(definition, lens.at(region, own=own), parts))
    return result


def figures_by_month(lens: Lens, codes: Sequence[str] | None = None) -> list[Figure]:
    """Every indicator for the lens's region at the end of each month from its beginning to the lens's last day.

    A flow shows what each month brought; a stock, a cumulative figure and a ratio show where they stood at its end.
    """
    definitions = _definitions(lens, codes)
    first = lens.since or date(lens.as_of.year, 1, 1)
    found = series(_asks(definitions, lens), _view(lens, [(lens.region, lens.own)]))
    history: dict[tuple[str, int], list[tuple[int, Sums]]] = {}
    for (key, _, month), value in found.items():
        history.setdefault(key, []).append((month, value))  # type: ignore[arg-type]  # keys are those of _asks
    result: list[Figure] = []
    for definition in definitions:
        terms = (*definition.formula, *definition.denominator)
        for month in periods.months(first, lens.until):
            end = min(periods.next_month(date(month // 100, month % 100, 1)), lens.until)
            parts = []
            for number, term in enumerate(terms):
                rows = history.get((definition.code, number), [])
                only = definition.kind == "flow"
                wanted = [value for when, value in rows if (when == month if only else when <= month)]
                total: Sums | None = None
                for value in wanted:
                    total = value if total is None else total.plus(value)
                parts.append((term, total))
            figure = _figure(definition, replace(lens, until=end), parts)
            result.append(replace(figure, month=month, since=figure.since))
    return result


def _definitions(lens: Lens, codes: Sequence[str] | None) -> list[Definition]:
    known = catalogue()
    return [known.on(code, lens.as_of) for code in codes] if codes else known.all_on(lens.as_of)


def _asks(definitions: Sequence[Definition], lens: Lens) -> list[Ask]:
    return [
        Ask((definition.code, number), (term.pattern,), _term_beginning(definition, number, lens), lens.until)
        for definition in definitions
        for number, term in enumerate((*definition.formula, *definition.denominator))
    ]


def _term_beginning(definition: Definition, number: int, lens: Lens) -> date | None:
    """Where a term is read from: what a coverage is measured against is a stock, however the covered part is read."""
    is_whole = definition.kind == "coverage" and number >= len(definition.formula)
    return None if is_whole else beginning(definition, lens)


def _label(region: str, own: bool) -> str:
    return f"{region}{'!' if own else ''}"


def _view(lens: Lens, places: Sequence[tuple[str, bool]]) -> View:
    heads = {_label(region, own): ((region,) if own else index().heads(region)) for region, own in places}
    own_labels = frozenset(_label(region, own) for region, own in places if own)
    return View(heads, own_labels, batch_known_at(lens.known_at), lens.level)


def _figure(definition: Definition, lens: Lens, parts: Sequence[tuple[Term, Sums | None]]) -> Figure:
    upper = parts[: len(definition.formula)]
    lower = parts[len(definition.formula) :]
    amount, waiting = _add(upper)
    value: Decimal | None = None
    waiting_value = None if waiting is None else in_unit(waiting, definition.unit)
    if not definition.denominator:
        value = None if amount is None else in_unit(amount, definition.unit)
    else:
        below, _ = _add(lower)
        waiting_value = None
        if amount is not None and below:
            factor = Decimal(1) / UNITS[definition.unit].factor if definition.is_mean else Decimal(100)
            value = exact((Decimal(amount) * factor / below).quantize(SHARE_STEP, ROUND_HALF_UP))
    return Figure(definition, lens, beginning(definition, lens), value, waiting_value)


def _add(parts: Sequence[tuple[Term, Sums | None]]) -> tuple[int | None, int | None]:
    """The signed sums of the terms, confirmed and waiting; None where no term has a fact."""
    confirmed = [term.sign * sums_.total for term, sums_ in parts if sums_ is not None and sums_.facts]
    waiting = [term.sign * sums_.waiting for term, sums_ in parts if sums_ is not None and sums_.waiting_facts]
    return (sum(confirmed) if confirmed else None), (sum(waiting) if waiting else None)


def trace(code: str, lens: Lens, window: tuple[int, int] | None = None) -> tuple[Figure, list[TracedPosting]]:
    """A figure and the postings that it is made of; of a ratio, those of its numerator. `window`: as postings_behind.

    Errors: CATALOGUE-003. The postings' amounts, with the signs of their terms, add up to the figure.
    """
    definition = catalogue().on(code, lens.as_of)
    figure = figures(lens, [(lens.region, lens.own)], [code])[0]
    postings = postings_behind(
        [term.pattern for term in definition.formula],
        (lens.region,) if lens.own else index().heads(lens.region),
        beginning(definition, lens),
        lens.until,
        own=lens.own,
        known_batch=batch_known_at(lens.known_at),
        level=lens.level,
        window=window,
    )
    return figure, postings
