"""The page of the promotion funnel: event by event how far it came, and how many days lay between the steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jiedui.indicators.funnel import SPANS, STEPS, Cell, Funnel, Row, Span, funnel
from jiedui.indicators.lenses import lens_asked
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.units import in_unit
from jiedui.web.downloads import table_answer
from jiedui.web.industry import download, figure_cell, industry_views, name_of
from jiedui.web.lens import asked_in, lens_bar, printed
from jiedui.web.refusing import refused_page
from jiedui.web.showing import record_address
from jiedui.web.signing import for_members

SPAN_NAMES = {
    "on_site": gettext_lazy("event → on site"),
    "signed": gettext_lazy("event → signed"),
    "registered": gettext_lazy("signed → registered"),
    "produced": gettext_lazy("registered → in production"),
    "paid_in": gettext_lazy("in production → first money paid in"),
    "money": gettext_lazy("signed → first money paid in"),
    "whole": gettext_lazy("event → first money paid in"),
}
RECORDS_SHOWN = 30
"""Records of one cell that are linked."""


@require_GET
@for_members
def industry_funnel(request: Any) -> HttpResponse:
    """The funnel of the region, its rows adding up to the figures at their foot."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = funnel(actor, lens)
    except Refused as refusal:
        return refused_page(request, refusal)
    units = {figure.definition.code: figure.definition.unit for figure in found.figures}
    context = {
        "steps": [figure_cell(figure, asked) for figure in found.figures],
        "rows": [{**_title(row), "cells": [_cell(row.cells.get(code), units[code]) for code in STEPS]}
                 for row in found.rows],
        "span_names": [SPAN_NAMES[span] for span in SPANS],
        "spans": [{**_title(row), "cells": [_span(row.spans.get(span)) for span in SPANS]} for row in found.rows],
        "all_spans": [_span(found.spans.get(span)) for span in SPANS],
        "download": download("industry_funnel_file", asked), **industry_views(asked, "industry_funnel"),
        **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/industry_funnel.html", context)


def _title(row: Row) -> dict[str, Any]:
    """What a row is called: the event with its day and place, a text that names none, or nothing."""
    if row.event is None:
        return {"words": hide_numbers(row.words, may_be_code=True), "is_event": False}
    one = row.event
    return {
        "words": name_of(one), "is_event": True, "address": record_address("events", one.id),
        "day": one["held_on"].isoformat(), "region": region_name(one["region"]),
    }  # fmt: skip


def _cell(cell: Cell | None, unit: str) -> dict[str, Any]:
    if cell is None:
        return {"value": ""}
    numbers = sorted(cell.records.items())
    return {
        "value": printed(in_unit(cell.amount, unit)), "count": len(numbers),
        "records": [{"number": number, "address": record_address(code, number)}
                    for number, code in numbers[:RECORDS_SHOWN]],
        "more": max(0, len(numbers) - RECORDS_SHOWN),
    }  # fmt: skip


def _span(span: Span | None) -> dict[str, Any]:
    if span is None or not (span.days or span.unknown):
        return {"median": ""}
    if not span.days:
        return {"median": "", "unknown": span.unknown}
    low, high = span.days[0], span.days[-1]
    return {
        "median": _minus(printed(span.median)), "range": _minus(f"{low:,} … {high:,}") if low != high else "",
        "known": len(span.days), "unknown": span.unknown,
    }  # fmt: skip


def _minus(text: str) -> str:
    """Negative numbers with the sign of print, which no dash is mistaken for."""
    return text.replace("-", "−")


@require_GET
@for_members
def industry_funnel_file(request: Any) -> HttpResponse:
    """The funnel as a table of text: the steps, and behind them the days between."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = funnel(actor, lens)
    except Refused as refusal:
        return refused_page(request, refusal)
    return table_answer([(lens_in_words(lens),), *_table(found)], "funnel.csv")


def _table(found: Funnel) -> list[list[Any]]:
    definitions = [figure.definition for figure in found.figures]
    spans = [(span, words) for span in SPANS for words in (_("median days"), _("dates not known"))]
    heading = [
        _("event"), _("day"), *(f"{indicator_name(one)} ({one.unit})" for one in definitions),
        *(f"{SPAN_NAMES[span]}: {words}" for span, words in spans),
    ]  # fmt: skip
    rows: list[list[Any]] = [heading]
    for row in found.rows:
        title = _title(row)
        cells = [row.cells.get(one.code) for one in definitions]
        rows.append([
            title["words"], title.get("day", ""),
            *(None if cell is None else in_unit(cell.amount, one.unit)
              for cell, one in zip(cells, definitions, strict=True)),
            *_days(row.spans),
        ])  # fmt: skip
    rows.append([_("figure"), "", *(figure.value for figure in found.figures), *_days(found.spans)])
    return rows


def _days(spans: Any) -> list[Any]:
    found: list[Any] = []
    for span in SPANS:
        one = spans.get(span)
        found += [None, None] if one is None else [one.median, one.unknown]
    return found
