"""The pages of reports: what was published, a new one before and at its publishing, one with what was restated since,
and every document of either as a file.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiedui.demo.actions import is_demonstration
from jiedui.indicators.lenses import lens_asked
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.kernel.errors import Refused
from jiedui.registers.ledgers.reports import KINDS
from jiedui.reports.contents import Contents, Said, contents, trace_path
from jiedui.reports.documents import AREAS, ENDINGS, WORDS, write_document
from jiedui.reports.restatements import restatements, touched_since_published, with_marks
from jiedui.reports.snapshots import publish, snapshots
from jiedui.reports.wording import MARK, about
from jiedui.web.lens import asked_in, lens_bar, printed
from jiedui.web.refusing import asked_wrongly, refused_page, words
from jiedui.web.restated import anchor, changed_definitions, restated_lines
from jiedui.web.showing import moment
from jiedui.web.signing import for_members


@require_GET
@for_members
def reports_list(request: Any) -> HttpResponse:
    """The published reports within reach, the newest first, those marked below which records moved since."""
    actor = request.actor
    try:
        found = snapshots(actor)
        touched = {one.number for one in touched_since_published(actor)}
    except Refused as refusal:
        return refused_page(request, refusal)
    lines = [
        {"number": one.number, "title": one.title, "kind": kind_words(one.kind), "place": region_name(one.region),
         "own": one.own, "since": one.since.isoformat() if one.since else "", "as_of": one.as_of.isoformat(),
         "who": one.published_by, "when": moment(one.published_at), "batch": one.published_in,
         "is_touched": one.number in touched} for one in found
    ]  # fmt: skip
    return render(request, "web/reports_list.html", {"reports": lines, "may_publish": actor.has("manage")})


@require_http_methods(["GET", "POST"])
@for_members
def report_new(request: Any) -> HttpResponse:
    """What a report through the lens would say, its documents, and the form that publishes it."""
    actor, asked, refusal = request.actor, asked_in(request), ""
    title, kind = request.POST.get("title", ""), request.POST.get("kind", "special")
    try:
        lens = lens_asked(actor, asked)
        if request.method == "POST":
            try:
                number = publish(actor, lens, title, kind, invented=is_demonstration(settings.DATA))
            except Refused as refused:
                if refused.problems[0].code not in ("REPORT-001", "REPORT-002", "REPORT-003"):
                    raise
                refusal = words(refused)
            else:
                return redirect("report_page", number=number)
        found = contents(actor, lens)
    except Refused as refused:
        return refused_page(request, refused)
    query = urlencode(asked.texts)
    context = {
        **_figures_part(found), "query": f"?{query}" if query else "", "problem": refusal,
        "title": title or found.title, "may_publish": actor.may("manage", lens.region),
        "kinds": [{"code": code, "name": kind_words(code), "is_chosen": code == kind} for code in KINDS],
        "documents": [
            {"name": WORDS[code], "address": f"{reverse('report_draft', args=[code])}{'?' if query else ''}{query}"}
            for code in _offered(actor, lens.region)
        ],
        **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/report_new.html", context, status=400 if refusal else 200)


@require_GET
@for_members
def report_page(request: Any, number: int) -> HttpResponse:
    """A published report: its frozen figures, and what the ledger now says otherwise, with who and why."""
    actor = request.actor
    try:
        found = restatements(actor, number)
        marked = found.marked
        lines, months = restated_lines(actor, found)
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {
        **_figures_part(marked), "number": number, "title": marked.title, "kind": kind_words(marked.kind),
        "lens": lens_in_words(marked.lens), "about": about(marked), "mark": MARK, "restated": lines, "months": months,
        "compared": moment(found.compared_at), "definitions": changed_definitions(found),
        "documents": [
            {"name": WORDS[code], "address": reverse("report_file", args=[number, code])}
            for code in _offered(actor, marked.lens.region)
        ],
    }  # fmt: skip
    return render(request, "web/report_page.html", context)


@require_POST
@for_members
def report_draft(request: Any, document: str) -> HttpResponse:
    """A document out of the ledger as it stands, through the lens of the address."""
    try:
        lens = lens_asked(request.actor, asked_in(request))
        found = contents(request.actor, lens, invented=is_demonstration(settings.DATA))
    except Refused as refusal:
        return refused_page(request, refusal)
    return _file(request, document, found)


@require_POST
@for_members
def report_file(request: Any, number: int, document: str) -> HttpResponse:
    """A document of a published report, with its digits and the marks of what was restated since."""
    try:
        found = with_marks(request.actor, number)
    except Refused as refusal:
        return refused_page(request, refusal)
    return _file(request, document, found)


def _file(request: Any, document: str, found: Contents) -> HttpResponse:
    if document not in ENDINGS:
        return asked_wrongly(request)
    address = settings.ADDRESS or request.build_absolute_uri("/").rstrip("/")
    with TemporaryDirectory(prefix="jiedui-report-") as folder:
        path = Path(folder) / f"report{ENDINGS[document]}"
        try:
            write_document(request.actor, document, found, path, address=address)
        except Refused as refusal:
            return refused_page(request, refusal)
        stream = path.open("rb")  # read to its end after the folder is gone
    name = f"{found.title}_{WORDS[document]}_{found.lens.as_of:%Y%m%d}{ENDINGS[document]}"
    return FileResponse(stream, as_attachment=True, filename=name.replace("/", " "))


def _offered(actor: Any, region: str) -> list[str]:
    """The documents that an actor may make of a region; the evidence folder takes the right to take things out."""
    return [code for code in ENDINGS if code != "evidence" or actor.may("export", region)]


def kind_words(code: str) -> str:
    names = {
        "yearly": _("yearly report"), "half_yearly": _("half-yearly report"), "quarterly": _("quarterly report"),
        "monthly": _("monthly report"), "self_evaluation": _("self-evaluation"), "special": _("special report"),
    }  # fmt: skip
    return names.get(code, code)


def _figures_part(found: Contents) -> dict[str, Any]:
    """The figures by area and place; indicators without any are counted and left out."""
    known = [one for one in found.definitions.values() if found.is_known(one.code)]
    areas = [
        {"name": AREAS.get(area, area), "rows": [_row(found, one) for one in group]}
        for area, group in groupby(known, key=lambda one: one.area)
    ]
    places = [{"name": found.names.get(region, region), "own": own} for region, own in found.places]
    return {
        "areas": areas, "places": places, "width": len(places) + 2, "empty": len(found.definitions) - len(known),
    }  # fmt: skip


def _row(found: Contents, definition: Any) -> dict[str, Any]:
    cells = [_cell(found, found.of(definition.code, *place)) for place in found.places]
    return {"name": indicator_name(definition), "rule": definition.rule, "unit": definition.unit, "cells": cells}


def _cell(found: Contents, said: Said | None) -> dict[str, Any]:
    if said is None:
        return {"value": ""}
    return {
        "value": printed(said.value), "address": trace_path(said, found.lens),
        "is_restated": said.key in found.restated, "waiting": printed(said.waiting) if said.waiting else "",
        "anchor": f"#{anchor(said)}",
    }  # fmt: skip
