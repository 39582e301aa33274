"""The page of parks and workshops: tenants, jobs, money paid in, income by kind and year with its arithmetic.

Also what the pages of industry share: the way between them, and a figure or a sum as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.bases import Base, Workshop, bases
from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.indicators.parks import INCOME, Park, Parks, Tenant, parks
from jiedui.indicators.sharing import Stretch, by_party
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.units import in_unit
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.web.downloads import table_answer
from jiedui.web.lens import asked_in, figure_address, lens_bar, printed
from jiedui.web.refusing import refused_page
from jiedui.web.showing import record_address, whole
from jiedui.web.signing import for_members

TERMS_SHOWN = 24
"""Numbers of one sum that are shown; the record's own list holds the others."""


def industry_views(asked: Asked, here: str) -> dict[str, Any]:
    """The pages of industry through one lens, the one that is open marked."""
    query = f"?{urlencode(asked.texts)}" if asked.texts else ""
    names = {
        "industry_parks": _("parks and workshops"), "industry_chain": _("supply chain"),
        "industry_funnel": _("promotion funnel"), "labour_page": _("work and labour"),
    }  # fmt: skip
    return {
        "views": [
            {"name": name, "address": f"{reverse(view)}{query}", "is_here": view == here}
            for view, name in names.items()
        ]
    }


def download(view: str, asked: Asked, **more: str) -> str:
    texts = urlencode({**asked.texts, **more})
    return f"{reverse(view)}{'?' if texts else ''}{texts}"


def figure_cell(figure: Any, asked: Asked) -> dict[str, str]:
    """A figure with its name, unit and trace; what waits beside it."""
    return {
        "name": indicator_name(figure.definition), "rule": figure.definition.rule, "value": printed(figure.value),
        "unit": figure.definition.unit, "waiting": printed(figure.waiting_value) if figure.waiting_value else "",
        "address": figure_address("figure_trace", figure, asked),
    }  # fmt: skip


def money(amount: int) -> str:
    """An amount of fen in 元."""
    return printed(in_unit(amount, "元"))


def counted(number: int | None) -> str:
    """A whole number as it is printed; empty where it is missing."""
    return "" if number is None else f"{number:,}"


def word(code: str, field: str, value: Any) -> str:
    """A value of a list of choices as it is shown; empty where there is none."""
    return str(register(code).field(field).cell(value) or "")


def sum_of(lines: Sequence[Any], *, is_money: bool = True) -> dict[str, Any]:
    """A sum with its numbers, each leading to its record; those beyond what is shown in one number."""
    shown = money if is_money else counted
    rest = lines[TERMS_SHOWN:]
    return {
        "total": shown(sum(line.amount for line in lines)) if lines else "",
        "terms": [
            {"amount": shown(line.amount), "day": line.valid_on.isoformat(),
             "address": record_address(line.register, line.record)} for line in lines[:TERMS_SHOWN]
        ],
        "rest": shown(sum(line.amount for line in rest)) if rest else "", "count": len(rest),
        "is_one": len(lines) == 1,
    }  # fmt: skip


def name_of(record: Record) -> str:
    return hide_numbers(str(record["name"] or record.id), may_be_code=True)


@require_GET
@for_members
def industry_parks(request: Any) -> HttpResponse:
    """Parks with tenants, jobs, money and income; workshops by base."""
    actor, asked, after = request.actor, asked_in(request), whole(request.GET.get("after", ""))
    try:
        lens = lens_asked(actor, asked)
        found, shops = parks(actor, lens, after), bases(actor, lens)
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {
        "headlines": [figure_cell(figure, asked) for figure in (*found.figures, *shops.figures)],
        "income": figure_cell(next(one for one in found.figures if one.definition.code == INCOME), asked),
        "kinds": _kinds(found), "years": _years(found, asked), "parks": [_park(park, found) for park in found.parks],
        "is_first": not after, "first": download("industry_parks", asked),
        "next": download("industry_parks", asked, after=str(found.go_on)) if found.go_on else "",
        "has_all_tenants": found.has_all_tenants, "bases": [_base(base) for base in shops.bases],
        "has_all_shops": shops.has_all, "download": download("industry_parks_file", asked),
        **industry_views(asked, "industry_parks"), **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/industry_parks.html", context)


def _kinds(found: Parks) -> list[dict[str, Any]]:
    """The kinds of income, those first that the indicator counts."""
    ordered = sorted(found.kinds, key=lambda kind: kind not in found.counted)
    return [
        {"code": kind, "name": word("benefits", "kind", kind), "is_counted": kind in found.counted} for kind in ordered
    ]


def _years(found: Parks, asked: Asked) -> list[dict[str, Any]]:
    """What was paid, by year, payer and kind; beside what parks paid the indicator with its trace."""
    figure = next(one for one in found.figures if one.definition.code == INCOME)
    payers = {"park": _("parks"), "enterprise": _("enterprises"), "project": _("projects"), "workshop": _("workshops")}
    rows = []
    pairs = {(year, payer) for year, payer, _kind in found.paid}
    for year, payer in sorted(pairs, key=lambda one: (-one[0], list(payers).index(one[1]))):
        first = max(f"{year}-01-01", asked.since or "")
        last = min(f"{year}-12-31", figure.lens.as_of.isoformat())
        texts = {**asked.texts, "region": figure.lens.region, "since": first, "as-of": last}
        rows.append({
            "year": year, "payer": payers[payer], "value": printed(found.by_year.get(year)) if payer == "park" else "",
            "is_park": payer == "park",
            "address": f"{reverse('figure_trace', args=[INCOME])}?{urlencode(texts)}",
            "cells": [sum_of(found.paid.get((year, payer, kind["code"]), ())) for kind in _kinds(found)],
        })  # fmt: skip
    return rows


def _park(park: Park, found: Parks) -> dict[str, Any]:
    one, jobs = park.record, sum_of(park.jobs, is_money=False)
    return {
        "number": one.id, "name": name_of(one), "kind": word("parks", "kind", one["kind"]),
        "form": word("parks", "form", one["form"]), "is_enclave": one["form"] == "enclave",
        "region": region_name(one["region"]), "partner": region_name(one["partner"]) if one["partner"] else "",
        "founded": one["founded_on"].isoformat(), "closed": one["closed_on"].isoformat() if one["closed_on"] else "",
        "trade": hide_numbers(one["trade"] or ""), "jobs": jobs, "paid_in": sum_of(park.paid_in),
        "tenants": [_tenant(tenant) for tenant in park.tenants],
        "entered": sum(tenant.has_entered for tenant in park.tenants), "income": _income(park, found),
        "sharing": [
            {"year": year, "stretches": [_stretch(one) for one in park.sharing.years[year]],
             "together": _together(park.sharing.years[year])}
            for year in sorted(park.sharing.years, reverse=True)
        ],
        "is_shared": one["form"] == "enclave" or park.sharing.is_recorded or park.sharing.waiting > 0,
        "has_shares": park.sharing.is_recorded, "shares_waiting": park.sharing.waiting,
    }  # fmt: skip


def _together(stretches: Sequence[Stretch]) -> list[dict[str, str]]:
    """Each region's part of a year in which the shares were changed; none where one stretch says it already."""
    if len(stretches) < 2:
        return []
    return [
        {"name": region_name(party), "of": " + ".join(map(money, parts)) if len(parts) > 1 else "",
         "amount": money(sum(parts))} for party, parts in by_party(stretches).items()
    ]  # fmt: skip


def _stretch(one: Stretch) -> dict[str, Any]:
    """Payments that are shared alike, with the arithmetic of each region's part."""
    days = sorted({line.valid_on.isoformat() for line in one.lines})
    return {
        "income": money(one.income), "sum": sum_of(one.lines), "first": days[0], "last": days[-1],
        "parts": [
            {"name": region_name(part.party), "share": printed(in_unit(part.share, "%")), "amount": money(part.amount),
             "address": record_address("income_shares", part.record)} for part in one.parts
        ],
        "left_share": printed(in_unit(one.left_share, "%")) if one.left_share > 0 else "", "left": money(one.left),
    }  # fmt: skip


def _tenant(tenant: Tenant) -> dict[str, Any]:
    one = tenant.enterprise
    days = {name: one[name].isoformat() if one[name] else "" for name in ("signed_on", "registered_on", "produced_on")}
    return {
        "number": one.id, "name": name_of(one), **days, "has_entered": tenant.has_entered,
        "paid_in": sum_of(tenant.paid_in),
    }  # fmt: skip


def _income(park: Park, found: Parks) -> list[dict[str, Any]]:
    """A park's payments: a sum for each kind and year, under each year what the indicator counts of it."""
    rows = []
    for year in sorted({year for year, _kind in park.income}, reverse=True):
        cells = [
            (kind, park.income[year, kind["code"]]) for kind in _kinds(found) if (year, kind["code"]) in park.income
        ]
        counted = [line for kind, lines in cells if kind["is_counted"] for line in lines]
        rows.append({
            "year": year, "kinds": [{**kind, **sum_of(lines)} for kind, lines in cells],
            "total": money(sum(line.amount for line in counted)) if counted else "",
            "of": " + ".join(money(sum(line.amount for line in lines)) for kind, lines in cells if kind["is_counted"]),
        })  # fmt: skip
    return rows


def _base(base: Base) -> dict[str, Any]:
    """A base: how many of its workshops run, who works there as far as they were counted."""
    one, shops = base.record, base.workshops
    return {
        "number": one.id if one else 0, "name": name_of(one) if one else "",
        "region": region_name(one["region"]) if one else "", "leader": one["leader"] if one else None,
        "running": sum(shop.runs for shop in shops), "count": len(shops),
        "jobs": _sum(shop.jobs for shop in shops), "lifted": _sum(shop.lifted for shop in shops),
        "uncounted": sum(shop.jobs is None for shop in shops), "workshops": [_workshop(shop) for shop in shops],
    }  # fmt: skip


def _sum(parts: Iterable[int | None]) -> str:
    """The sum of what is known; empty where nothing is."""
    known = [part for part in parts if part is not None]
    return counted(sum(known)) if known else ""


def _workshop(shop: Workshop) -> dict[str, Any]:
    one = shop.record
    return {
        "number": one.id, "name": name_of(one), "kind": word("workshops", "kind", one["kind"]), "runs": shop.runs,
        "operator": hide_numbers(one["operator"] or "", may_be_code=True), "jobs": counted(shop.jobs),
        "lifted": counted(shop.lifted),
    }  # fmt: skip


@require_GET
@for_members
def industry_parks_file(request: Any) -> HttpResponse:
    """The payments of the parks as a table of text, one line a payment; below, each region's part of what they earn."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = parks(actor, lens, whole(request.GET.get("after", "")))
    except Refused as refusal:
        return refused_page(request, refusal)
    rows = [
        (park.record["name"], year, word("benefits", "kind", kind), line.valid_on.isoformat(),
         in_unit(line.amount, "元"), line.record)
        for park in found.parks for (year, kind), lines in park.income.items() for line in lines
    ]  # fmt: skip
    heading = (_("park"), _("year"), _("kind"), _("day"), _("amount (yuan)"), _("record"))
    parts = [
        (park.record["name"], year, region_name(part.party), in_unit(part.share, "%"), in_unit(part.amount, "元"),
         part.record)
        for park in found.parks for year, stretches in park.sharing.years.items() for one in stretches
        for part in one.parts
    ]  # fmt: skip
    shared = [(_("park"), _("year"), _("region"), _("share (%)"), _("part (yuan)"), _("record")), *parts]
    return table_answer([(lens_in_words(lens),), heading, *rows, *(shared if parts else ())], "parks.csv")
