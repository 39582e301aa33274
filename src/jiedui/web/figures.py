"""The pages of figures: all indicators by region or by month, and one indicator month by month.

The address carries the lens, so that a link shows a colleague the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.naming import indicator_name, region_name
from jiedui.indicators.queries import by_code, figures, figures_by_month, programme_places
from jiedui.indicators.targets import share_of_target, targets
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import Lens
from jiedui.kernel.periods import next_month
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import children
from jiedui.web.lens import asked_in, figure_address, lens_bar, printed
from jiedui.web.refusing import refused_page
from jiedui.web.signing import for_members

AREAS = {
    "organisation": gettext_lazy("leadership and mechanism"),
    "funds": gettext_lazy("cooperation funds"),
    "projects": gettext_lazy("projects"),
    "talent": gettext_lazy("talent"),
    "industry": gettext_lazy("industry"),
    "labour": gettext_lazy("labour"),
    "consumption": gettext_lazy("consumption"),
    "revitalisation": gettext_lazy("rural revitalisation"),
    "fieldwork": gettext_lazy("fieldwork"),
    "pairs": gettext_lazy("pairs"),
}
MONTHS_SHOWN = 36
"""The last months of a longer time; the address of each month leads further back."""


@require_GET
@for_members
def figures_table(request: Any) -> HttpResponse:
    """Every indicator by region: the region, its own level, and those below it that the reader may see."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = by_code(figures(actor, lens, _places(actor, lens, asked)))
        goals = targets(actor, lens, [lens.region])
    except Refused as refusal:
        return refused_page(request, refusal)
    filled = [row for row in found.values() if any(_has_something(figure) for figure in row)]
    rows = [_row(row, goals, lens, asked) for row in filled]
    names = [
        {"name": region_name(figure.lens.region), "own": figure.lens.own,
         "address": f"?{urlencode({**asked.texts, 'region': figure.lens.region})}"}
        for figure in next(iter(found.values()))
    ]  # fmt: skip
    context = {
        "areas": _by_area(rows), "places": names, "empty": len(found) - len(rows), "has_goals": bool(goals),
        "width": len(names) + 2 + 2 * bool(goals), **_views(asked), **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/figures_table.html", context)


@require_GET
@for_members
def figures_months(request: Any) -> HttpResponse:
    """Every indicator of one region month by month: what each month brought of a flow, where all else stood."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = by_code(figures_by_month(actor, lens))
    except Refused as refusal:
        return refused_page(request, refusal)
    shown = [row[-MONTHS_SHOWN:] for row in found.values()]
    filled = [row for row in shown if any(_has_something(figure) for figure in row)]
    rows = [
        {"name": indicator_name(row[0].definition), "rule": row[0].definition.rule, "unit": row[0].definition.unit,
         "area": row[0].definition.area, "months": figure_address("figure_months", row[0], asked),
         "cells": [{"value": printed(figure.value), "address": _month_address(figure, asked)} for figure in row]}
        for row in filled
    ]  # fmt: skip
    months = [_month(figure) for figure in shown[0]]
    context = {
        "areas": _by_area(rows), "months": months, "empty": len(found) - len(rows), "width": len(months) + 2,
        **_views(asked), **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/figures_months.html", context)


@require_GET
@for_members
def figure_months(request: Any, indicator: str) -> HttpResponse:
    """One indicator month by month: a chart, and the table beside it."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = figures_by_month(actor, lens, [indicator])
        goal = targets(actor, lens, [lens.region], [indicator]).get((indicator, lens.region))
    except Refused as refusal:
        return refused_page(request, refusal)
    definition = found[0].definition
    rows = [{"month": _month(f), "value": printed(f.value), "address": _month_address(f, asked)} for f in found]
    target = goal.value if goal is not None and definition.kind != "flow" else None
    context = {
        "name": indicator_name(definition), "definition": definition, "rows": rows, "place": region_name(lens.region),
        "chart": month_chart([row["month"] for row in rows], [f.value for f in found], definition, target),
        "target": {"value": printed(goal.value), "due": goal.due_on.isoformat(), "task": goal.task} if goal else None,
        "trace": f"{reverse('figure_trace', args=[indicator])}?{urlencode(asked.texts)}",
        **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/figure_months.html", context)


def _places(actor: Actor, lens: Lens, asked: Asked) -> list[tuple[str, bool]]:
    """The columns: what was asked for with all that lies below it; by default what the programme pairs."""
    if asked.own:
        return [(lens.region, True)]
    if asked.region:
        return [(lens.region, False), (lens.region, True), *((code, False) for code, _name in children(lens.region))]
    return [place for place in programme_places(lens.region) if actor.may("read", place[0])]


def _has_something(figure: Any) -> bool:
    return figure.value is not None or figure.waiting_value is not None


def _row(row: Sequence[Any], goals: Mapping[tuple[str, str], Any], lens: Lens, asked: Asked) -> dict[str, Any]:
    definition = row[0].definition
    goal = goals.get((definition.code, lens.region))
    share = share_of_target(row[0].value, goal)
    return {
        "name": indicator_name(definition), "rule": definition.rule, "unit": definition.unit, "area": definition.area,
        "months": figure_address("figure_months", row[0], asked),
        "target": printed(goal.value) if goal else "", "share": printed(share), "task": goal.task if goal else 0,
        "cells": [
            {"value": printed(figure.value), "address": figure_address("figure_trace", figure, asked),
             "waiting": printed(figure.waiting_value) if figure.waiting_value else ""} for figure in row
        ],
    }  # fmt: skip


def _by_area(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows under the headings of their areas, in the order of the catalogue."""
    return [
        {"name": AREAS.get(area, area), "rows": list(group)}
        for area, group in groupby(rows, key=lambda row: row["area"])
    ]


def _views(asked: Asked) -> dict[str, str]:
    """The two tables, through the same lens."""
    query = f"?{urlencode(asked.texts)}" if asked.texts else ""
    return {"by_region": f"{reverse('figures_table')}{query}", "by_month": f"{reverse('figures_months')}{query}"}


def _month(figure: Any) -> str:
    return f"{figure.month // 100}-{figure.month % 100:02}"


def _month_address(figure: Any, asked: Asked) -> str:
    """The trace of a month's figure: of a flow that month alone, of all else up to its end."""
    first = date(figure.month // 100, figure.month % 100, 1)
    last = min(next_month(first) - timedelta(days=1), figure.lens.as_of)
    since = first.isoformat() if figure.definition.kind == "flow" else asked.since
    return figure_address("figure_trace", figure, replace(asked, as_of=last.isoformat(), since=since))


def month_chart(months: list[str], values: list[Any], definition: Any, target: Any = None) -> dict[str, Any]:
    """The option of a chart over months: bars for a flow, a line for what stands. The last step: floats begin here."""
    kind = "bar" if definition.kind == "flow" else "line"
    series: dict[str, Any] = {
        "type": kind, "data": [None if value is None else float(value) for value in values],
        "name": indicator_name(definition), "barMaxWidth": 48,
    }  # fmt: skip
    if target is not None:
        line = {"yAxis": float(target), "name": _("target")}
        series["markLine"] = {"symbol": "none", "label": {"formatter": "{b} {c}"}, "data": [line]}
    return {
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "name": definition.unit},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 64, "right": 24, "top": 32, "bottom": 32},
        "color": ["#1f5fa8"],
        "series": [series],
    }
