"""The page that makes a drafted variant the year's plan: what would be approved, the number and day of the approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiedui.indicators.adopting import adopt, draft, mark_of
from jiedui.indicators.drafting import VARIANTS, Wish, read_wish
from jiedui.indicators.lenses import lens_asked
from jiedui.indicators.naming import problem_words, region_name
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import Lens
from jiedui.web.lens import asked_in
from jiedui.web.refusing import asked_wrongly, not_found, refused_page
from jiedui.web.signing import for_members
from jiedui.web.year_plans import BUDGET, WORDS, shown_variant


@require_http_methods(["GET", "POST"])
@for_members
def plan_adopt(request: Any, variant: str) -> HttpResponse:
    """A variant as it would be approved; once it was said that it is meant, approved. A refusal is said on the page."""
    actor, asked = request.actor, replace(asked_in(request), since="")
    if variant not in VARIANTS:
        return asked_wrongly(request)
    try:
        lens, wish = lens_asked(actor, asked), _wish(request)
        if not actor.may("manage", lens.region):
            return not_found(request)
        if request.method == "GET":
            return _page(request, lens, variant, wish)
        if not request.POST.get("sure"):
            return _page(request, lens, variant, wish, [_("Say that the approval is meant; nothing was changed.")])
        batch = adopt(
            actor, lens, variant, wish, mark=request.POST.get("mark", ""),
            approval_number=request.POST.get("number", ""), approved_on=_day(request.POST.get("approved-on", "")),
        )  # fmt: skip
        return redirect("batch_page", batch)
    except Refused as refusal:
        if request.method == "GET" or refusal.problems[0].code.startswith("RIGHT"):
            return refused_page(request, refusal)
        return _page(request, lens, variant, wish, _reasons(refusal))


def _wish(request: Any) -> Wish:
    """The budgets and the share of industry that the draft's address carries."""
    texts = {name.removeprefix(BUDGET): text for name, text in request.GET.items() if name.startswith(BUDGET)}
    return read_wish(texts, str(request.GET.get("industry", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _reasons(refusal: Refused) -> list[str]:
    """What stands against it, each with the project that it is about."""
    return [
        f"{one.place.sheet}: {problem_words(one)}" if one.place is not None and one.place.sheet else problem_words(one)
        for one in refusal.problems
    ]


def _page(request: Any, lens: Lens, variant: str, wish: Wish, reasons: list[str] | None = None) -> HttpResponse:
    drawn = draft(request.actor, lens, variant, wish)
    query = request.GET.urlencode()
    context = {
        "one": shown_variant(drawn, query), "name": WORDS[variant], "mark": mark_of(drawn), "reasons": reasons or [],
        "region_name": region_name(lens.region), "as_of": lens.as_of.isoformat(), "today": clock.today().isoformat(),
        "number": request.POST.get("number", ""), "approved_on": request.POST.get("approved-on", ""), "unit": "万元",
        "back": f"{reverse('plan_draft')}?{query}", "here": f"{reverse('plan_adopt', args=[variant])}?{query}",
    }  # fmt: skip
    return render(request, "web/plan_adopt.html", context, status=409 if reasons else 200)
