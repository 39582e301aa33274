"""The page on which a year plan is drafted from the project library, and a variant of it as a workbook.

A draft writes nothing. Whoever sets plans may make a variant the plan, on a page of its own: the approval of all its
projects, with number and day, in one batch.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jiedui.indicators.drafting import VARIANTS, WHOLE, Candidate, County, LeftOut, Variant, Wish, read_wish, variants
from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.library import CANDIDATES, candidates
from jiedui.indicators.naming import lens_in_words, region_name
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.lens import Lens
from jiedui.kernel.units import in_unit
from jiedui.registers.catalogue import register
from jiedui.registers.fields import Choice
from jiedui.web.downloads import workbook_answer
from jiedui.web.lens import asked_in, lens_bar, printed
from jiedui.web.refusing import asked_wrongly, refused_page, words
from jiedui.web.showing import field_name, record_address
from jiedui.web.signing import for_members

WORDS = {
    "points": gettext_lazy("by points"),
    "points_per_yuan": gettext_lazy("by points per yuan"),
    "industry_first": gettext_lazy("industry first"),
}
EXPLAINED = {
    "points": gettext_lazy("The highest points first; of equal ones the cheaper."),
    "points_per_yuan": gettext_lazy("The most points for the money first: many small projects."),
    "industry_first": gettext_lazy("Industry until the wished share is reached, then the highest points."),
}
BUDGET = "budget-"


@require_GET
@for_members
def plan_draft(request: Any) -> HttpResponse:
    """The form of budgets, and the variants beside each other."""
    actor, asked = request.actor, replace(asked_in(request), since="")
    try:
        lens = lens_asked(actor, asked)
        found = candidates(actor, lens)
        bar = lens_bar(actor, lens, asked)
    except Refused as refusal:
        return refused_page(request, refusal)
    counties, problem, wish = _counties(found), "", Wish({}, None)
    texts = _texts(request, counties)
    industry = str(request.GET.get("industry", ""))
    try:
        wish = read_wish(texts, industry)
    except Refused as refusal:
        problem = words(refusal)
    query = _query(asked, texts, industry)
    drawn = [] if problem else variants(found[:CANDIDATES], wish)
    context = {
        "problem": problem, "count": f"{min(len(found), CANDIDATES):,}", "is_cut": len(found) > CANDIDATES,
        "is_empty": not found, "unit": "万元", "industry": industry, "whole": WHOLE,
        "budgets": [
            {"name": f"{BUDGET}{code}", "county": region_name(code), "text": texts[code]} for code in counties
        ],
        "variants": [shown_variant(one, query) for one in drawn], "may_adopt": actor.may("manage", lens.region), **bar,
    }  # fmt: skip
    return render(request, "web/plan_draft.html", context, status=400 if problem else 200)


@require_GET
@for_members
def plan_draft_file(request: Any, variant: str) -> HttpResponse:
    """A variant as a workbook: what is in, the sums by county, and what is left out with the reason."""
    actor, asked = request.actor, replace(asked_in(request), since="")
    if variant not in VARIANTS:
        return asked_wrongly(request)
    try:
        lens = lens_asked(actor, asked)
        found = candidates(actor, lens)[:CANDIDATES]
        wish = read_wish(_texts(request, _counties(found)), str(request.GET.get("industry", "")))
    except Refused as refusal:
        return refused_page(request, refusal)
    one = next(drawn for drawn in variants(found, wish) if drawn.code == variant)
    return workbook_answer(_workbook(one, lens), f"{_('year plan (draft)')}_{WORDS[variant]}_{lens.as_of:%Y%m%d}.xlsx")


def _counties(found: list[Candidate]) -> list[str]:
    return sorted({one.county for one in found})


def _texts(request: Any, counties: list[str]) -> dict[str, str]:
    return {code: str(request.GET.get(f"{BUDGET}{code}", "")) for code in counties}


def _query(asked: Asked, texts: dict[str, str], industry: str) -> str:
    filled = {f"{BUDGET}{code}": text for code, text in texts.items() if text.strip()}
    return urlencode({**asked.texts, **filled, **({"industry": industry} if industry else {})})


def _wan(fen: int | None) -> str:
    return "" if fen is None else printed(in_unit(fen, "万元"))


def shown_variant(one: Variant, query: str) -> dict[str, Any]:
    """A variant as its column shows it."""
    address = reverse("plan_draft_file", args=[one.code])
    return {
        "name": WORDS[one.code], "explained": EXPLAINED[one.code], "fund": _wan(one.fund_fen), "points": one.points,
        "projects": len(one.chosen), "industry": printed(one.industry_percent), "keeps_share": one.keeps_share,
        "counties": [_county(county) for county in one.counties], "chosen": [_candidate(each) for each in one.chosen],
        "left_out": [{**_candidate(each.candidate), "why": _why(each)} for each in one.left_out],
        "file": f"{address}?{query}" if query else address,
        "adopt": f"{reverse('plan_adopt', args=[one.code])}?{query}",
    }  # fmt: skip


def _county(one: County) -> dict[str, Any]:
    return {
        "name": region_name(one.code), "projects": one.projects, "fund": _wan(one.fund_fen),
        "budget": _wan(one.budget_fen), "left": _wan(one.left_fen), "has_budget": one.budget_fen is not None,
    }  # fmt: skip


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "name": hide_numbers(one.name, may_be_code=True), "address": record_address("projects", one.project),
        "county": region_name(one.county), "kind": _kind(one.kind), "fund": _wan(one.fund_fen), "points": one.points,
        "is_partly_asked": one.answered < WHOLE, "answered": one.answered,
    }  # fmt: skip


def _kind(code: str) -> str:
    field = register("projects").field("kind")
    return str(field.options[code][0]) if isinstance(field, Choice) else code


def _why(one: LeftOut) -> str:
    """Why a project is not in, in words."""
    if one.reason == "over_budget":
        return _("its county has {left} 万元 left").format(left=_wan(one.left_fen))
    if one.reason == "check_no":
        fields = (field_name(register("site_checks").field(name)) for name in one.candidate.refused_checks)
        return _("the check on site says no to: {questions}").format(questions=", ".join(fields))
    reasons = {
        "no_fund": _("no cooperation funds are stated"),
        "review_failed": _("the latest review did not pass it"),
        "review_mend": _("the latest review asks for mending first"),
    }
    return reasons[one.reason]


def _workbook(one: Variant, lens: Lens) -> bytes:
    """Three sheets. Texts stay texts: a cell that begins with = is never written as a formula."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    head = [_("project"), _("county or city"), _("kind"), _("year"), _("cooperation funds (万元)"), _("points")]
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        chosen = [_cells(each) for each in one.chosen]
        _fill(book.add_worksheet(_("in the plan")), bold, lens_in_words(lens), head, chosen)
        sums = [
            [region_name(each.code), each.projects, _number(each.fund_fen), _number(each.budget_fen),
             _number(each.left_fen)] for each in one.counties
        ]  # fmt: skip
        columns = [
            _("county or city"),
            _("projects"),
            _("cooperation funds (万元)"),
            _("budget (万元)"),
            _("left (万元)"),
        ]
        share = printed(one.industry_percent)
        about = _("{name}; share of industry {share} %").format(name=WORDS[one.code], share=share or "—")
        _fill(book.add_worksheet(_("by county")), bold, about, columns, sums)
        left = [[*_cells(each.candidate), _why(each)] for each in one.left_out]
        _fill(book.add_worksheet(_("not in the plan")), bold, lens_in_words(lens), [*head, _("why")], left)
    return buffer.getvalue()


def _cells(one: Candidate) -> list[Any]:
    name = hide_numbers(one.name, may_be_code=True)
    return [name, region_name(one.county), _kind(one.kind), one.year, _number(one.fund_fen), one.points]


def _number(fen: int | None) -> float | None:
    """The last step before a sheet: floats begin here."""
    return None if fen is None else float(in_unit(fen, "万元"))


def _fill(sheet: Any, bold: Any, about: str, columns: list[str], rows: list[list[Any]]) -> None:
    sheet.write(0, 0, about)
    sheet.write_row(1, 0, columns, bold)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(columns) - 1, 16)
    for number, row in enumerate(rows, start=2):
        sheet.write_row(number, 0, row)
