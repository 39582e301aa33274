"""The pages of a trace: a figure with its definition, its formula, and the records behind it; the row of a workbook
as it stood; all postings as a table of text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiedui.indicators.lenses import lens_asked
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.indicators.queries import trace
from jiedui.intake.sources import source_row
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.units import POSTED_IN, in_unit
from jiedui.registers.attachments import evidence_counts
from jiedui.registers.catalogue import chart as accounts
from jiedui.registers.catalogue import registers
from jiedui.web.downloads import harmless
from jiedui.web.lens import asked_in, lens_bar, printed
from jiedui.web.refusing import refused_page
from jiedui.web.showing import Shown, record_address, register_name, whole
from jiedui.web.signing import for_members

RECORDS_SHOWN = 50
POSTINGS_SHOWN = 12
"""Postings shown of one record."""


@require_GET
@for_members
def figure_trace(request: Any, indicator: str) -> HttpResponse:
    """A figure, what it means, and the records whose postings it is made of, with their cells and evidence."""
    asked, actor = asked_in(request), request.actor
    start = whole(request.GET.get("from", ""))
    try:
        lens = lens_asked(actor, asked)
        figure, postings = trace(actor, indicator, lens, (start, start + RECORDS_SHOWN))
        groups = _by_record(postings)
        page = list(groups.items())[start : start + RECORDS_SHOWN]
        wanted = _numbers(page)
        shown, proofs = Shown(actor, [], wanted), evidence_counts(actor, wanted)
    except Refused as refusal:
        return refused_page(request, refusal)
    definition, texts = figure.definition, urlencode(asked.texts)
    further = start + RECORDS_SHOWN
    context = {
        "name": indicator_name(definition), "definition": definition, "value": printed(figure.value),
        "waiting": printed(figure.waiting_value) if figure.waiting_value else "",
        "formula": _formula(definition.formula), "accounts": _accounts(postings), "count": len(postings),
        "denominator": _formula(definition.denominator) if definition.kind == "ratio" else "",
        "groups": [_group(code, number, found, shown, proofs) for (code, number), found in page],
        "records": len(groups), "is_first": not start, "start": f"?{texts}",
        "next": f"?{texts}{'&' if texts else ''}from={further}" if further < len(groups) else "",
        "download": f"{reverse('figure_trace_file', args=[indicator])}?{texts}",
        "months": f"{reverse('figure_months', args=[indicator])}?{texts}", **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/figure_trace.html", context)


@require_GET
@for_members
def source_page(request: Any, entry: int) -> HttpResponse:
    """The row of the workbook that an entry was read from; for a script, the part alone."""
    try:
        found = source_row(request.actor, entry)
    except Refused as refusal:
        return refused_page(request, refusal)
    cells = [
        {"letters": one.letters, "text": one.text, "mended": one.mended, "is_mended": one.mended is not None,
         "is_read": bool(one.fields)} for one in found.cells
    ]  # fmt: skip
    context = {
        "file": hide_numbers(found.file), "sheet": found.sheet, "row": found.row, "cells": cells,
        "headings": [{"number": number, "cells": texts} for number, texts in found.headings],
        "marked": request.GET.get("cell", "").rstrip("0123456789"), "register": register_name(found.register),
    }  # fmt: skip
    template = "web/_source_part.html" if request.headers.get("HX-Request") else "web/source_page.html"
    return render(request, template, context)


@require_GET
@for_members
def figure_trace_file(request: Any, indicator: str) -> HttpResponse | StreamingHttpResponse:
    """All postings of a figure as a table of text, one a line."""
    try:
        figure, postings = trace(request.actor, indicator, lens_asked(request.actor, asked_in(request)))
    except Refused as refusal:
        return refused_page(request, refusal)
    response = StreamingHttpResponse(_lines(figure, postings), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figure.definition.code}.csv"'
    return response


Groups = dict[tuple[str, int], list[Any]]


def _by_record(postings: Sequence[Any]) -> Groups:
    """The postings by record, records in the order of their first posting."""
    groups: Groups = {}
    for posting in postings:
        groups.setdefault((posting.register, posting.record), []).append(posting)
    return groups


def _numbers(page: Sequence[tuple[tuple[str, int], Any]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for (code, number), _postings in page:
        found.setdefault(code, set()).add(number)
    return found


def _formula(terms: Sequence[Any]) -> str:
    return " ".join(("+ " if term.sign > 0 else "− ") + term.pattern for term in terms).removeprefix("+ ")


def _accounts(postings: Sequence[Any]) -> list[dict[str, Any]]:
    """What each account contributes."""
    sums: dict[str, list[int]] = {}
    for posting in postings:
        found = sums.setdefault(posting.account, [0, 0])
        found[0] += posting.amount
        found[1] += 1
    return [
        {"code": code, **_amount(code, total), "count": f"{count:,}"} for code, (total, count) in sorted(sums.items())
    ]


def _group(code: str, number: int, postings: Sequence[Any], shown: Shown, proofs: dict[int, int]) -> dict[str, Any]:
    """One record behind a figure: what it is called, where it lies, what it adds, where that was read."""
    return {
        "register": register_name(registers()[code]), "number": number, "name": shown.name(code, number),
        "address": record_address(code, number) if number in shown.known else "",
        "places": ", ".join(dict.fromkeys(region_name(posting.region) for posting in postings)),
        "total": _amounts(postings), "evidence": proofs.get(number, 0),
        "postings": [_posting(posting) for posting in postings[:POSTINGS_SHOWN]],
        "more": max(0, len(postings) - POSTINGS_SHOWN),
    }  # fmt: skip


def _amounts(postings: Sequence[Any]) -> list[dict[str, str]]:
    """What a record adds, by unit: accounts of one figure count in one."""
    sums: dict[str, tuple[str, int]] = {}
    for posting in postings:
        unit = accounts().resolve(posting.account).unit
        sums[unit] = (posting.account, sums.get(unit, ("", 0))[1] + posting.amount)
    return [_amount(account, total) for account, total in sums.values()]


def _amount(account: str, amount: int) -> dict[str, str]:
    """An amount as it is shown: money in 元, areas in 平方公里, anything else in its account's unit."""
    unit = POSTED_IN.get(accounts().resolve(account).unit, "")
    return {"amount": printed(in_unit(amount, unit) if unit else amount), "unit": unit}


def _posting(posting: Any) -> dict[str, Any]:
    source = posting.source
    row = f"{reverse('source_page', args=[source.entry])}?{urlencode({'cell': source.cell})}" if source else ""
    return {
        "day": posting.valid_on.isoformat(), "place": region_name(posting.region), "account": posting.account,
        "base": accounts().resolve(posting.account).unit, "batch": posting.batch, "entry": posting.entry,
        "file": hide_numbers(source.file) if source else "", "sheet": source.sheet if source else "",
        "cell": source.cell if source else "", "source": row, **_amount(posting.account, posting.amount),
    }  # fmt: skip


class _Echo:
    """What a csv writer writes to: each line is handed on as it is made."""

    def write(self, line: str) -> str:
        return line


def _lines(figure: Any, postings: Sequence[Any]) -> Iterator[str]:
    line = csv.writer(_Echo()).writerow
    yield "\ufeff" + line([figure.definition.code, lens_in_words(figure.lens), printed(figure.value)])
    columns = ("date", "region", "account", "amount", "unit", "register", "record", "entry", "batch", "file", "cell")
    yield line(columns)
    for posting in postings:
        one = _posting(posting)
        yield line(
            [one["day"], posting.region, posting.account, posting.amount, one["base"], posting.register,
             posting.record, posting.entry, posting.batch, harmless(one["file"]), one["cell"]]
        )  # fmt: skip
