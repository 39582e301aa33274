"""The pages of a hand-over: what a member is in charge of, the paper to sign, and the hand-over itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiedui.demo.actions import is_demonstration
from jiedui.indicators.naming import region_name
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.people.handover import KINDS, Handover, handover
from jiedui.people.handover_items import Item
from jiedui.people.queries import Handed, members, successors
from jiedui.people.succession import hand_over
from jiedui.registers.catalogue import register
from jiedui.reports.handover_document import write_handover
from jiedui.web.downloads import document_answer
from jiedui.web.refusing import not_found, refused_page, words
from jiedui.web.showing import record_address, register_name
from jiedui.web.signing import for_members


@require_GET
@for_members
def handover_page(request: Any, login: str) -> HttpResponse:
    """What a member is in charge of; with a taker and a witness, as it would be handed over."""
    return _page(request, login, request.GET.get("to", ""), request.GET.get("witness", ""))


@require_GET
@for_members
def handover_file(request: Any, login: str) -> HttpResponse:
    """The hand-over as a Word document to be signed."""
    to, witness = request.GET.get("to", ""), request.GET.get("witness", "")
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "handover.docx"
            invented = is_demonstration(settings.DATA)
            found = write_handover(request.actor, login, path, to=to, witness=witness, invented=invented)
            content = path.read_bytes()
    except Refused as refusal:
        return _refused(request, refusal)
    return document_answer(content, _("hand-over {name}.docx").format(name=found.giver.name))


@require_POST
@for_members
def handover_apply(request: Any, login: str) -> HttpResponse:
    """Hand over, once it was said that it is meant; a refusal is said on the page."""
    to, witness = request.POST.get("to", ""), request.POST.get("witness", "")
    if not request.POST.get("sure"):
        return _page(request, login, to, witness, _("Say that the hand-over is meant; nothing was changed."))
    try:
        return redirect("batch_page", hand_over(request.actor, login, to, witness))
    except Refused as refusal:
        if refusal.problems[0].code == "RIGHT-001":
            return refused_page(request, refusal)
        return _page(request, login, to, witness, words(refusal))


def _page(request: Any, login: str, to: str, witness: str, refusal: str = "") -> HttpResponse:
    actor = request.actor
    try:
        try:
            found = handover(actor, login, to, witness)
        except Refused as refused:
            if not to and not witness:
                raise
            found, refusal = handover(actor, login), refusal or words(refused)
        candidates = [one for one in successors(actor, found.giver.region) if one[0] != login]
        others = members(actor) if actor.has("administer") else []
    except Refused as refused:
        return _refused(request, refused)
    context = {
        **_shown(found), "candidates": _chosen(candidates, to, witness), "refusal": hide_numbers(refusal),
        "may_apply": found.taker is not None and not found.is_over and login != actor.id
        and actor.may("administer", found.giver.region) and actor.may("administer", found.taker.region),
        "others": [one for one in others if one.login != login and one.is_in_force],
    }  # fmt: skip
    return render(request, "web/handover_page.html", context, status=409 if refusal else 200)


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    """A member who is none, or out of reach, has no page."""
    return not_found(request) if refusal.problems[0].code == "MEMBER-001" else refused_page(request, refusal)


def _shown(found: Handover) -> dict[str, Any]:
    asked = {"to": found.taker and found.taker.login, "witness": found.witness and found.witness.login}
    query = urlencode({name: text for name, text in asked.items() if text})
    return {
        "giver": found.giver, "taker": found.taker, "witness": found.witness, "day": found.day.isoformat(),
        "region_name": region_name(found.giver.region), "is_over": found.is_over, "count": found.count,
        "document": f"{reverse('handover_file', args=[found.giver.login])}?{query}",
        "kinds": [
            {"code": kind, "words": KINDS[kind], "count": len(items), "items": [_line(one) for one in items],
             "is_taken": kind != "roles"}
            for kind, items in found.items.items() if items
        ],
    }  # fmt: skip


def _line(one: Item) -> dict[str, Any]:
    """A line with the way to its record, or to the list of what waits."""
    list_address = f"{reverse('records_list', args=[one.register])}?only=waiting"
    return {
        "title": one.title or register_name(register(one.register)), "state": one.state, "next": one.next_step,
        "region": region_name(one.region) if one.region else "", "is_late": one.is_late,
        "address": record_address(one.register, one.record) if one.record is not None else list_address,
    }  # fmt: skip


def _chosen(candidates: Iterable[tuple[str, str, str]], to: str, witness: str) -> list[dict[str, Any]]:
    return [
        {"login": login, "name": name, "office": office, "takes": login == to, "witnesses": login == witness}
        for login, name, office in candidates
    ]


def handed_lines(handed: Iterable[Handed]) -> list[dict[str, Any]]:
    """What was handed to the reader lately, as the overview tells it."""
    return [
        {"duty": hide_numbers(one.duty, may_be_code=True), "giver": hide_numbers(one.giver),
         "since": one.since.isoformat(), "address": record_address("duties", one.record)}
        for one in handed
    ]  # fmt: skip
