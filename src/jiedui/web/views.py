"""The page of figures: the table indicator × place of the ledger's own region."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiedui.demo.actions import is_demonstration
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.indicators.queries import by_code, figures, ledger_region, programme_places
from jiedui.kernel import clock
from jiedui.kernel.errors import CATALOGUE, Refused
from jiedui.kernel.lens import lens_as_of
from jiedui.places.queries import region


def figures_table(request: HttpRequest) -> HttpResponse:
    """The figures as of a day (`?as-of=`), of the ledger's region or another (`?region=`)."""
    try:
        code = request.GET.get("region")
        day = request.GET.get("as-of")
        as_of = date.fromisoformat(day) if day else clock.today()
        lens = lens_as_of(region(code) if code else ledger_region(), as_of)
    except ValueError:
        return HttpResponseBadRequest(_(CATALOGUE["LEDGER-004"]).format(found=day))
    except Refused as refusal:
        problem = refusal.problems[0]
        return render(request, "web/figures_empty.html", {"words": problem.text(_(CATALOGUE[problem.code]))})
    places = programme_places(lens.region) if not code else [(lens.region, False), (lens.region, True)]
    found = by_code(figures(lens, places))
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
