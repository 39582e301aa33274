"""The page of figures: the table indicator × place of the reader's home region, or of another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.demo.actions import is_demonstration
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.indicators.queries import by_code, figures, home_region, programme_places
from jiedui.kernel import clock
from jiedui.kernel.errors import CATALOGUE, Refused
from jiedui.kernel.lens import lens_as_of
from jiedui.places.queries import region
from jiedui.web.signing import for_members, words


@require_GET
@for_members
def figures_table(request: Any) -> HttpResponse:
    """The figures as of a day (`?as-of=`), of the reader's home region or another (`?region=`)."""
    actor, code, day = request.actor, request.GET.get("region"), request.GET.get("as-of")
    try:
        as_of = date.fromisoformat(day) if day else clock.today()
        lens = lens_as_of(region(code) if code else home_region(actor), as_of)
        places = [(lens.region, False), (lens.region, True)]
        if not code:
            places = [place for place in programme_places(lens.region) if actor.may("read", place[0])]
        found = by_code(figures(actor, lens, places))
    except ValueError:
        return HttpResponseBadRequest(_(CATALOGUE["LEDGER-004"]).format(found=day))
    except Refused as refusal:
        return _refused(request, refusal)
    rows = [
        {"name": indicator_name(row[0].definition), "rule": row[0].definition.rule, "unit": row[0].definition.unit,
         "values": [None if figure.value is None else f"{figure.value:,f}" for figure in row]}
        for row in found.values()
        if any(figure.value is not None for figure in row)
    ]  # fmt: skip
    names = [region_name(code) + (_(" (own level)") if own else "") for code, own in places]
    invented = is_demonstration(settings.DATA)
    context = {"invented": invented, "lens": lens_in_words(lens), "as_of": lens.as_of, "places": names, "rows": rows}
    return render(request, "web/figures_table.html", context)


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    """What is outside the reader's scope is as if it were not there; an empty ledger says how to fill it."""
    if any(problem.code.startswith("RIGHT") for problem in refusal.problems):
        text = _("There is no such page, or it lies outside what you may see.")
        return render(request, "web/not_found.html", {"words": text}, status=404)
    return render(request, "web/figures_empty.html", {"words": words(refusal)})
