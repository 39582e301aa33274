"""One box for everything: records of all registers, places, indicators and pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.naming import indicator_name, region_name
from jiedui.indicators.search import found_indicators
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.catalogue import registers
from jiedui.registers.persons import PERSONS
from jiedui.registers.search import TAKEN, Hits, found_records, found_regions, person_by_number
from jiedui.web.refusing import refused_page
from jiedui.web.showing import record_address, register_name
from jiedui.web.signing import for_members

SHOWN = 5
LENGTH = 100


@require_GET
@for_members
def search(request: Any) -> HttpResponse:
    """What a few words name within reach: the page, or the part of it that a further letter changes.

    A person is found by the whole identity number, which then stands in no address.
    """
    given = request.GET.get("q", "").replace("\x00", "").strip()[:LENGTH]
    if (words := hide_numbers(given)) != given:
        number = _person(request.actor, given)
        return redirect(record_address(PERSONS, number) if number else f"{request.path}?{urlencode({'q': words})}")
    try:
        groups = [*_others(request.actor, words), *_records(request.actor, words)] if words else []
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {"words": words, "groups": sorted(groups, key=lambda group: group["rank"]), "is_masked": "**" in words}
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        response = render(request, "web/_search_part.html", context)
        response["HX-Push-Url"] = f"{request.path}?{urlencode({'q': words})}" if words else request.path
        return response
    return render(request, "web/search.html", context)


def _person(actor: Actor, text: str) -> int:
    """The person with a number; 0 for none, and for whoever may not see names or where the keys are not there."""
    try:
        return person_by_number(actor, text)
    except Refused:
        return 0


def _records(actor: Actor, words: str) -> list[dict[str, Any]]:
    """The records that words name, by register."""
    return [_group(hits, words) for hits in found_records(actor, words)]


def _group(found: Hits, words: str) -> dict[str, Any]:
    one = registers()[found.register]
    lines = [
        {"name": hide_numbers(hit.name, may_be_code=True) or f"{register_name(one)} {hit.number}",
         "address": record_address(one.code, hit.number), "about": region_name(hit.region) if hit.region else ""}
        for hit in found.hits[:SHOWN]
    ]  # fmt: skip
    count = len(found.hits)
    return {
        "name": register_name(one), "lines": lines, "rank": found.hits[0].rank,
        "count": _("more than {count}").format(count=TAKEN) if found.is_more else str(count),
        "more": f"{reverse('records_list', args=[one.code])}?{urlencode({'search': words})}" if count > SHOWN else "",
        "note": _("Of so many records, only how names begin was searched.") if found.by_beginning else "",
    }  # fmt: skip


def _others(actor: Actor, words: str) -> list[dict[str, Any]]:
    """Places, indicators, registers and pages that words name."""
    kinds = [
        (_("places"), [_place(code) for code in found_regions(actor, words)]),
        (_("indicators"), [_line(indicator_name(one), reverse("figure_months", args=[one.code]), one.unit)
                           for one in found_indicators(words)]),
        (_("registers"), [_line(register_name(one), reverse("records_list", args=[one.code]))
                          for one in registers().values()
                          if any(words.lower() in name.lower() for name in (one.chinese, one.english, *one.words))]),
        (_("pages"), [_line(name, address) for name, address in _pages() if words.lower() in name.lower()]),
    ]  # fmt: skip
    return [
        {"name": kind, "lines": lines, "count": str(len(lines)), "more": "", "note": "", "rank": _rank(lines, words)}
        for kind, lines in kinds
        if lines
    ]


def _place(code: str) -> dict[str, str]:
    return _line(region_name(code), f"{reverse('figures_table')}?{urlencode({'region': code})}", code)


def _line(name: str, address: str, about: str = "") -> dict[str, str]:
    return {"name": name, "address": address, "about": about}


def _rank(lines: list[dict[str, str]], words: str) -> int:
    """How well the best of some names matches, as records are ranked."""
    names = [line["name"].lower() for line in lines]
    lower = words.lower()
    return 0 if lower in names else 1 if any(name.startswith(lower) for name in names) else 2


def _pages() -> list[tuple[str, str]]:
    return [
        (_("overview"), reverse("overview")), (_("figures"), reverse("figures_table")),
        (_("registers"), reverse("registers_list")), (_("import"), reverse("import_workbook")),
        (_("journal"), reverse("journal_list")), (_("my sessions"), reverse("sessions_list")),
        (_("new password"), reverse("member_password")),
    ]  # fmt: skip
