"""The page of work: jobs by place and kind, persons by destination with months worked, and whom to call."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.employment import ENDING, Employment, Ending, employment
from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.registers.catalogue import register
from jiedui.web.downloads import table_answer
from jiedui.web.industry import counted, download, figure_cell, industry_views, word
from jiedui.web.lens import asked_in, lens_bar
from jiedui.web.refusing import refused_page
from jiedui.web.showing import Shown, record_address
from jiedui.web.signing import for_members


@require_GET
@for_members
def labour_page(request: Any) -> HttpResponse:
    """Work in the region. Names and telephones stand as everywhere: opening a number is done, and logged, at the
    person's record."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = employment(actor, lens)
        shown = Shown(actor, [one.placement for one in found.ending])
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {
        "jobs": _heads(found, asked), "job_rows": _job_rows(found, asked), "since_day": found.since.isoformat(),
        "destinations": _destinations(found, asked), "ending": [_ending(one, shown) for one in found.ending],
        "ending_days": ENDING.days, "has_all": found.has_all, "download": download("labour_file", asked),
        **industry_views(asked, "labour_page"), **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/labour_page.html", context)


def _heads(found: Employment, asked: Asked) -> list[dict[str, str]]:
    return [figure_cell(figure, asked) for figure in found.jobs[0]] if found.jobs else []


def _job_rows(found: Employment, asked: Asked) -> list[dict[str, Any]]:
    return [
        {"name": region_name(row[0].lens.region), "own": row[0].lens.own and len(found.jobs) > 1,
         "cells": [figure_cell(figure, asked) for figure in row]} for row in found.jobs
    ]  # fmt: skip


def _destinations(found: Employment, asked: Asked) -> list[dict[str, Any]]:
    """A row for each destination; a count without placements has no record, and is not zero."""
    return [
        {"name": word("placements", "destination", one.code), "persons": figure_cell(one.persons, asked),
         "lifted": figure_cell(one.lifted, asked),
         "months": [counted(number or None) for number in
                    (one.months.ended, one.months.ended_months, one.months.open, one.months.open_months)]}
        for one in found.destinations
    ]  # fmt: skip


def _ending(one: Ending, shown: Shown) -> dict[str, Any]:
    """A contract that ends: who, by which telephone, where the person works, and what follows."""
    placement, person = one.placement, shown.known.get(one.placement["person"])
    phone = shown.cell(register("persons").field("phone"), person)["text"] if person is not None else ""
    return {
        "ended_on": placement["ended_on"].isoformat(), "address": record_address("placements", placement.id),
        "person": shown.name("persons", placement["person"]) if person is not None else _("a person out of reach"),
        "person_address": record_address("persons", placement["person"]) if person is not None else "",
        "phone": phone, "employer": hide_numbers(placement["employer"] or "", may_be_code=True),
        "destination": word("placements", "destination", placement["destination"]),
        "place": region_name(placement["work_region"]) if placement["work_region"] else "",
        "home": region_name(person["home"]) if person is not None and person["home"] else "",
        "next": record_address("placements", one.followed_by) if one.followed_by else "",
    }  # fmt: skip


@require_GET
@for_members
def labour_file(request: Any) -> HttpResponse:
    """Jobs and destinations as a table of text. Whom to call is no part of it: persons leave by the register's export,
    which is logged."""
    actor, asked = request.actor, asked_in(request)
    try:
        lens = lens_asked(actor, asked)
        found = employment(actor, lens)
    except Refused as refusal:
        return refused_page(request, refusal)
    rows: list[tuple[Any, ...]] = [(lens_in_words(lens),)]
    if found.jobs:
        rows.append((_("region"), *(indicator_name(figure.definition) for figure in found.jobs[0])))
    for row in found.jobs:
        own = _(" (own level)") if row[0].lens.own else ""
        rows.append((region_name(row[0].lens.region) + own, *(figure.value for figure in row)))
    rows.append(())
    rows.append((
        _("destination"), _("persons"), _("of them lifted"), _("placements with an end"), _("months worked"),
        _("without an end"), _("months at most"),
    ))  # fmt: skip
    for one in found.destinations:
        months = one.months
        rows.append((
            word("placements", "destination", one.code), one.persons.value, one.lifted.value, months.ended or None,
            months.ended_months or None, months.open or None, months.open_months or None,
        ))  # fmt: skip
    return table_answer(rows, "labour.csv")
