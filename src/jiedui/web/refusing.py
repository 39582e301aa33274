"""Pages that say no: not there or out of reach, asked wrongly, not allowed, and a fault of ours.

Each says what happened and leads on.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiedui.indicators.naming import problem_words
from jiedui.kernel.errors import Refused
from jiedui.web.first_steps import first_steps

NOT_THERE = frozenset(
    ("RIGHT-001", "RIGHT-002", "CATALOGUE-003", "REGION-002", "JOURNAL-005", "JOURNAL-012", "LEDGER-003", "FILE-001")
)
"""What is outside the reader's scope is refused as if it were not there."""


def words(refusal: Refused) -> str:
    """What a refusal says first, in the language of the page."""
    return problem_words(refusal.problems[0])


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page of a refusal; an empty ledger leads to its beginning."""
    code = refusal.problems[0].code
    if code == "REGION-004":
        return render(request, "web/ledger_empty.html", first_steps(getattr(request, "actor", None)))
    if code in NOT_THERE:
        return not_found(request)
    if code.startswith("RIGHT"):
        return _page(request, 403, _("This is not yours to do"), words(refusal))
    return _page(request, 400, _("This cannot be shown"), words(refusal))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page. The same words whether it never was or lies out of reach."""
    text = _("There is no such page, or it lies outside what you may see.")
    return _page(request, 404, _("Not found"), text)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from a page of ours, or from one that is too old."""
    text = _("This form is too old or did not come from a page of this ledger. Open the page again.")
    return _page(request, 403, _("The form was not taken"), text)


def asked_wrongly(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address or a form that no page of ours makes."""
    return _page(request, 400, _("This cannot be shown"), _("The address or the form is damaged. Nothing was saved."))


def failed(request: Any) -> HttpResponse:
    """A fault of ours: the action that was under way wrote nothing, for an action is written whole or not at all."""
    text = _("The program failed. What was being saved was not saved; all else is as it was. Try again, and tell "
             "whoever runs this ledger the time if it happens again.")  # fmt: skip
    return render(request, "web/failed.html", {"title": _("Something went wrong"), "words": text}, status=500)


def led_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on: a script that asked is told where to go."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "web/refused.html", {"title": title, "words": text, "status": status}, status=status)
