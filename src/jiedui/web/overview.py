"""The first page: how a region stands, how it stood a year ago, where, and what needs attention.

The address carries the lens and the indicator of the map, so that a link shows a colleague the same.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.naming import indicator_name, region_name
from jiedui.indicators.summary import Headline, Place, Summary, a_year_earlier, summary
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import Lens
from jiedui.people.queries import handed_to, taken_over_by
from jiedui.registers.attention import Line, attention, restating
from jiedui.registers.catalogue import register
from jiedui.reports.restatements import touched_since_published
from jiedui.web.first_steps import first_steps
from jiedui.web.handover import handed_lines, taken_over_lines
from jiedui.web.lens import asked_in, figure_address, lens_bar, printed
from jiedui.web.overview_charts import funds_chart, tile_legend, tile_map
from jiedui.web.refusing import refused_page
from jiedui.web.showing import register_name
from jiedui.web.signing import for_members

TOP = 3
"""Of the registers in which a rule finds something, how many are shown before one asks for the others."""


@require_GET
@for_members
def overview(request: Any) -> HttpResponse:
    """The overview of the member's region, or of the one asked for."""
    actor, asked, mapped = request.actor, asked_in(request), request.GET.get("map", "")
    try:
        lens = lens_asked(actor, asked)
        found = summary(actor, lens, mapped)
        lines = attention(actor, lens.region, lens.as_of, own=lens.own)
        restated = restating(actor, lens.region)
        reports = touched_since_published(actor, lens.region)
        handed, taken_over = handed_to(actor), taken_over_by(actor)
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {
        "headlines": [_card(headline, lens, asked) for headline in found.headlines],
        "funnel": [{"name": indicator_name(figure.definition), **_cell(figure, asked)} for figure in found.funnel],
        "map": _map(found, asked, mapped), "mapped": mapped, "funds": _funds(found, asked),
        "attention": _attention(lines, lens), "restated": restated, "handed": handed_lines(handed),
        "taken_over": taken_over_lines(taken_over),
        "reports": [{"number": one.number, "title": one.title} for one in reports],
        "elsewhere": [
            {"name": region_name(code), "address": _place_address(code, asked, mapped)} for code in found.elsewhere
        ],
        "figures": f"{reverse('figures_table')}?{urlencode(asked.texts)}", **lens_bar(actor, lens, asked),
        "is_empty": found.is_empty and not any(map(_is_work, lines)), **first_steps(actor),
    }  # fmt: skip
    return render(request, "web/overview.html", context)


def _is_work(line: Line) -> bool:
    """Whether a line is of records of the programme that wait, not of the offices that keep them."""
    return line.rule.code == "waiting" and register(line.register).part != "offices"


def _cell(figure: Any, asked: Asked) -> dict[str, Any]:
    """A figure with its unit and the way to its trace; what waits beside it."""
    return {
        "value": printed(figure.value), "unit": figure.definition.unit,
        "waiting": printed(figure.waiting_value) if figure.waiting_value else "",
        "address": figure_address("figure_trace", figure, asked),
    }  # fmt: skip


def _card(headline: Headline, lens: Lens, asked: Asked) -> dict[str, Any]:
    """A headline: the figure, a year earlier, its target with the share, and how far the bar reaches."""
    definition, goal, share = headline.figure.definition, headline.target, headline.share
    earlier = a_year_earlier(lens)
    since = earlier.since.isoformat() if earlier.since else ""
    card = {
        "name": indicator_name(definition), "rule": definition.rule, **_cell(headline.figure, asked),
        "earlier": _cell(headline.a_year_earlier, replace(asked, as_of=earlier.as_of.isoformat(), since=since)),
    }  # fmt: skip
    if goal is not None:
        card["target"] = {
            "value": printed(goal.value), "due": goal.due_on.isoformat(), "share": printed(share),
            "bar": str(min(100, int(share))) if share is not None else "0",
            "address": reverse("record_page", args=["tasks", goal.task]),
        }  # fmt: skip
    return card


def _place_address(code: str, asked: Asked, mapped: str) -> str:
    """The overview of another place, through the same lens."""
    texts = {**replace(asked, region=code, own=False).texts, "map": mapped}
    return f"{reverse('overview')}?{urlencode({name: text for name, text in texts.items() if text})}"


def _map(found: Summary, asked: Asked, mapped: str) -> dict[str, Any] | None:
    """The tiles and their table; None where there is nothing below."""
    if not found.places:
        return None
    rows = [
        {"name": place.name, "place": _place_address(place.code, asked, mapped) if place.may_read else "",
         "outside": not place.in_programme, **_tile(place, found, asked)}
        for place in found.places
    ]  # fmt: skip
    links = {place.code: row["place"] for place, row in zip(found.places, rows, strict=True)}
    return {
        "name": indicator_name(found.mapped), "unit": found.mapped.unit, "rows": rows,
        "chart": tile_map(found, links), "legend": tile_legend(found, _("no record"), _("not in the programme")),
        "choices": [
            {"code": one.code, "name": indicator_name(one), "is_chosen": one.code == found.mapped.code}
            for one in found.choices
        ],
    }  # fmt: skip


def _tile(place: Place, found: Summary, asked: Asked) -> dict[str, Any]:
    figure = found.by_place.get(place.code)
    return _cell(figure, asked) if figure is not None else {"value": "", "address": ""}


def _funds(found: Summary, asked: Asked) -> dict[str, Any] | None:
    """The funds by place and kind: the chart and its table; None where nothing is recorded."""
    if not found.funds:
        return None
    names = [_row_name(row[0].lens, is_alone=len(found.funds) == 1) for row in found.funds]
    kinds = [indicator_name(figure.definition) for figure in found.funds[0]]
    rows = [
        {"name": name, "cells": [_cell(figure, asked) for figure in row]}
        for name, row in zip(names, found.funds, strict=True)
    ]
    chart = funds_chart(names, kinds, found.funds)
    return {"kinds": kinds, "rows": rows, "unit": found.funds[0][0].definition.unit, "chart": chart}


def _row_name(lens: Lens, *, is_alone: bool) -> str:
    return region_name(lens.region) + (_(" (own level)") if lens.own and not is_alone else "")


def _attention(lines: list[Line], lens: Lens) -> list[dict[str, Any]]:
    """A line for each rule that finds something: how many, and the registers in which, each leading to the records."""
    lens_texts = {"region": lens.region, "as-of": lens.as_of.isoformat(), **({"own": "1"} if lens.own else {})}
    found = []
    for rule, group in groupby(lines, key=lambda line: line.rule):
        same = list(group)
        parts = [
            {"name": register_name(register(line.register)), "count": _counted(line.count, line.is_more),
             "address": f"{reverse('records_list', args=[line.register])}?"
                        f"{urlencode({'attention': rule.code, **lens_texts})}"}
            for line in same
        ]  # fmt: skip
        whole = sum(line.count - line.is_more for line in same)
        total = _counted(whole, any(line.is_more for line in same), is_capped=True)
        found.append({"words": rule.words, "count": total, "parts": parts[:TOP], "rest": parts[TOP:]})
    return found


def _counted(count: int, is_more: bool, *, is_capped: bool = False) -> str:
    """A count as it is printed; one that was broken off says so."""
    return f"{count if is_capped or not is_more else count - 1:,}{'+' if is_more else ''}"
