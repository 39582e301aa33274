"""The pages of figures: the table by region, one indicator month by month, and the trace down to the cells.

The address carries the lens, so that a link shows a colleague the same figures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.lenses import LEVELS, Asked, lens_asked
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.indicators.queries import by_code, figures, figures_by_month, programme_places, trace
from jiedui.kernel.errors import Refused
from jiedui.kernel.units import in_unit
from jiedui.places.queries import children
from jiedui.registers.catalogue import chart as accounts
from jiedui.registers.catalogue import register
from jiedui.web.refusing import refused_page
from jiedui.web.signing import for_members

POSTINGS_SHOWN = 200


@require_GET
@for_members
def figures_table(request: Any) -> HttpResponse:
    """Every indicator by region: the region, its own level, and those below it that the reader may see."""
    actor, asked = request.actor, _asked(request)
    try:
        lens = lens_asked(actor, asked)
        places = [(lens.region, False), (lens.region, True), *((code, False) for code, _name in children(lens.region))]
        if not asked.region:
            places = [place for place in programme_places(lens.region) if actor.may("read", place[0])]
        found = by_code(figures(actor, lens, places))
    except Refused as refusal:
        return refused_page(request, refusal)
    rows = [
        {"name": indicator_name(row[0].definition), "rule": row[0].definition.rule, "unit": row[0].definition.unit,
         "months": _address("figure_months", row[0], asked),
         "cells": [{"value": _number(figure.value), "waiting": _number(figure.waiting_value) if figure.waiting_value
                    else "", "address": _address("figure_trace", figure, asked)} for figure in row]}
        for row in found.values()
        if any(figure.value is not None or figure.waiting_value is not None for figure in row)
    ]  # fmt: skip
    names = [
        {"name": region_name(figure.lens.region), "own": figure.lens.own,
         "address": f"?{urlencode({**asked.texts, 'region': figure.lens.region})}"}
        for figure in next(iter(found.values()))
    ]  # fmt: skip
    context = {"rows": rows, "places": names, "empty": len(found) - len(rows), **_bar(lens, asked)}
    return render(request, "web/figures_table.html", context)


@require_GET
@for_members
def figure_months(request: Any, indicator: str) -> HttpResponse:
    """One indicator month by month: a chart, and the table beside it."""
    actor, asked = request.actor, _asked(request)
    try:
        lens = lens_asked(actor, asked)
        found = figures_by_month(actor, lens, [indicator])
    except Refused as refusal:
        return refused_page(request, refusal)
    definition = found[0].definition
    rows = [{"month": f"{f.month // 100}-{f.month % 100:02}", "value": _number(f.value)} for f in found if f.month]
    context = {
        "name": indicator_name(definition), "definition": definition, "rows": rows, "place": region_name(lens.region),
        "chart": month_chart([row["month"] for row in rows], [f.value for f in found], definition),
        "trace": f"{reverse('figure_trace', args=[indicator])}?{urlencode(asked.texts)}", **_bar(lens, asked),
    }  # fmt: skip
    return render(request, "web/figure_months.html", context)


@require_GET
@for_members
def figure_trace(request: Any, indicator: str) -> HttpResponse:
    """A figure, what it means, and the postings that it is made of with their records and cells."""
    asked = _asked(request)
    try:
        lens = lens_asked(request.actor, asked)
        figure, postings = trace(request.actor, indicator, lens)
    except Refused as refusal:
        return refused_page(request, refusal)
    definition = figure.definition
    context = {
        "name": indicator_name(definition), "definition": definition, "value": _number(figure.value),
        "formula": " ".join(("+ " if t.sign > 0 else "− ") + t.pattern for t in definition.formula).removeprefix("+ "),
        "postings": [_posting(posting) for posting in postings[:POSTINGS_SHOWN]],
        "more": max(0, len(postings) - POSTINGS_SHOWN), "count": len(postings),
        "download": f"{reverse('figure_trace_file', args=[indicator])}?{urlencode(asked.texts)}",
        "months": f"{reverse('figure_months', args=[indicator])}?{urlencode(asked.texts)}", **_bar(lens, asked),
    }  # fmt: skip
    return render(request, "web/figure_trace.html", context)


@require_GET
@for_members
def figure_trace_file(request: Any, indicator: str) -> HttpResponse | StreamingHttpResponse:
    """All postings of a figure as a table of text, one a line."""
    try:
        figure, postings = trace(request.actor, indicator, lens_asked(request.actor, _asked(request)))
    except Refused as refusal:
        return refused_page(request, refusal)
    response = StreamingHttpResponse(_lines(figure, postings), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figure.definition.code}.csv"'
    return response


class _Echo:
    """What a csv writer writes to: each line is handed on as it is made."""

    def write(self, line: str) -> str:
        return line


def _lines(figure: Any, postings: list[Any]) -> Iterator[str]:
    line = csv.writer(_Echo()).writerow
    yield "\ufeff" + line([figure.definition.code, lens_in_words(figure.lens), _number(figure.value)])
    columns = ("date", "region", "account", "amount", "unit", "register", "record", "entry", "batch", "file", "cell")
    yield line(columns)
    for posting in postings:
        one = _posting(posting)
        yield line(
            [one["day"], posting.region, posting.account, posting.amount, one["base"], posting.register,
             posting.record, posting.entry, posting.batch, _harmless(one["file"]), one["cell"]]
        )  # fmt: skip


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _asked(request: Any) -> Asked:
    given = request.GET
    texts = (given.get(name, "") for name in ("region", "as-of", "since", "known-at", "level"))
    return Asked(*texts, own=given.get("own") == "1")


def _address(view: str, figure: Any, asked: Asked) -> str:
    """The address of a page about a figure, at the figure's own place."""
    place = {"region": figure.lens.region, "own": "1" if figure.lens.own else ""}
    texts = {name: text for name, text in {**asked.texts, **place}.items() if text}
    return f"{reverse(view, args=[figure.definition.code])}?{urlencode(texts)}"


def _bar(lens: Any, asked: Asked) -> dict[str, Any]:
    """The lens bar: what it shows, and the lens in words."""
    since = asked.since or (lens.since.isoformat() if lens.since else "")
    levels = dict(zip(LEVELS, (_("all"), _("county"), _("city"), _("province")), strict=True))
    return {
        "lens": lens_in_words(lens), "asked": asked, "as_of": lens.as_of.isoformat(), "since": since,
        "region": lens.region, "region_name": region_name(lens.region), "level": str(lens.level), "levels": levels,
    }  # fmt: skip


def _number(value: Any) -> str:
    """A figure as it is printed; empty where it is missing."""
    return "" if value is None else f"{value:,f}"


def _posting(posting: Any) -> dict[str, Any]:
    base = accounts().resolve(posting.account).unit
    amount = in_unit(posting.amount, "元") if base == "fen" else posting.amount
    source = posting.source
    return {
        "day": posting.valid_on.isoformat(), "place": region_name(posting.region), "account": posting.account,
        "amount": _number(amount), "base": base, "unit": "元" if base == "fen" else "", "batch": posting.batch,
        "register": register(posting.register).chinese, "code": posting.register, "record": posting.record,
        "file": source.file if source else "", "sheet": source.sheet if source else "",
        "cell": source.cell if source else "",
    }  # fmt: skip


def month_chart(months: list[str], values: list[Any], definition: Any) -> dict[str, Any]:
    """The option of a chart over months: bars for a flow, a line for what stands. The last step: floats begin here."""
    kind = "bar" if definition.kind == "flow" else "line"
    data = [None if value is None else float(value) for value in values]
    return {
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "name": definition.unit},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 64, "right": 16, "top": 32, "bottom": 32},
        "color": ["#1f5fa8"],
        "series": [{"type": kind, "data": data, "name": indicator_name(definition)}],
    }
