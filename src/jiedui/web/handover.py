"""The pages of a hand-over: what a member is in charge of, the paper to sign, and the hand-over itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from jiedui.people.handover import KINDS, UNTAKEN, Handover, handover
from jiedui.people.handover_items import Item
from jiedui.people.handover_takers import Thing, read_takers, read_things, taker_texts, thing_text
from jiedui.people.queries import Handed, TakenOver, members, successors
from jiedui.people.succession import hand_over
from jiedui.registers.catalogue import register
from jiedui.reports.handover_document import write_handover
from jiedui.web.downloads import document_answer
from jiedui.web.refusing import asked_wrongly, not_found, refused_page, words
from jiedui.web.showing import record_address, register_name
from jiedui.web.signing import for_members


@dataclass(frozen=True, slots=True)
class AskedHandover:
    """What an address or a form says of a hand-over; `refusal` where it says it wrongly."""

    to: str
    witness: str
    takers: dict[Thing, str]
    refusal: str = ""

    @property
    def query(self) -> str:
        pairs = [("to", self.to), ("witness", self.witness), *(("take", one) for one in taker_texts(self.takers))]
        return urlencode([(name, text) for name, text in pairs if text])


def _asked(sent: Any) -> AskedHandover:
    """What was asked: things that are ticked go to whoever is chosen for them, or back to who takes all."""
    to, witness = sent.get("to", ""), sent.get("witness", "")
    try:
        takers = read_takers(sent.getlist("take"))
        ticked, goes_to = read_things(sent.getlist("give")), sent.get("goes-to", "")
        takers = {thing: login for thing, login in takers.items() if thing not in ticked}
        if goes_to and goes_to != to:
            takers = read_takers(taker_texts(takers | dict.fromkeys(ticked, goes_to)))
    except Refused as refusal:
        return AskedHandover("", "", {}, words(refusal))  # nothing is offered that was not asked for
    return AskedHandover(to, witness, takers)


@require_GET
@for_members
def handover_page(request: Any, login: str) -> HttpResponse:
    """What a member is in charge of; with takers and a witness, as it would be handed over."""
    asked = _asked(request.GET)
    return _page(request, login, asked, asked.refusal)


@require_GET
@for_members
def handover_file(request: Any, login: str) -> HttpResponse:
    """The hand-over as a Word document to be signed."""
    asked = _asked(request.GET)
    if asked.refusal:
        return asked_wrongly(request)
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "handover.docx"
            found = write_handover(
                request.actor, login, path, to=asked.to, witness=asked.witness, takers=asked.takers,
                invented=is_demonstration(settings.DATA),
            )  # fmt: skip
            content = path.read_bytes()
    except Refused as refusal:
        return _refused(request, refusal)
    return document_answer(content, _("hand-over {name}.docx").format(name=found.giver.name))


@require_POST
@for_members
def handover_apply(request: Any, login: str) -> HttpResponse:
    """Hand over, once it was said that it is meant; a refusal is said on the page."""
    asked = _asked(request.POST)
    if asked.refusal:
        return _page(request, login, asked, asked.refusal)
    if not request.POST.get("sure"):
        return _page(request, login, asked, _("Say that the hand-over is meant; nothing was changed."))
    try:
        return redirect("batch_page", hand_over(request.actor, login, asked.to, asked.witness, asked.takers))
    except Refused as refusal:
        if refusal.problems[0].code == "RIGHT-001":
            return refused_page(request, refusal)
        return _page(request, login, asked, words(refusal))


def _page(request: Any, login: str, asked: AskedHandover, refusal: str = "") -> HttpResponse:
    actor = request.actor
    try:
        try:
            found = handover(actor, login, asked.to, asked.witness, asked.takers)
        except Refused as refused:
            if not asked.query:
                raise
            found, refusal = handover(actor, login), refusal or words(refused)
        candidates = [one for one in successors(actor, found.giver.region) if one[0] != login]
        others = members(actor) if actor.has("administer") else []
    except Refused as refused:
        return _refused(request, refused)
    context = {
        **_shown(found), "candidates": _chosen(candidates, asked), "refusal": hide_numbers(refusal),
        "may_apply": found.taker is not None and not found.is_over and login != actor.id
        and all(actor.may("administer", one.region) for one in (found.giver, *found.all_takers)),
        "others": [one for one in others if one.login != login and one.is_in_force],
    }  # fmt: skip
    return render(request, "web/handover_page.html", context, status=409 if refusal else 200)


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    """A member who is none, or out of reach, has no page."""
    return not_found(request) if refusal.problems[0].code == "MEMBER-001" else refused_page(request, refusal)


def _shown(found: Handover) -> dict[str, Any]:
    takers = {thing: one.login for thing, one in found.takers.items()}
    query = AskedHandover(
        found.taker.login if found.taker else "", found.witness.login if found.witness else "", takers
    ).query  # fmt: skip
    return {
        "giver": found.giver, "taker": found.taker, "witness": found.witness, "day": found.day.isoformat(),
        "region_name": region_name(found.giver.region), "is_over": found.is_over, "count": found.count,
        "document": f"{reverse('handover_file', args=[found.giver.login])}?{query}",
        "takes": taker_texts(takers), "other_takers": "、".join(one.name for one in found.all_takers[1:]),
        "kinds": [
            {"code": kind, "words": KINDS[kind], "count": len(items), "is_taken": kind not in UNTAKEN,
             "items": [_line(one, found, is_taken=kind not in UNTAKEN) for one in items]}
            for kind, items in found.items.items() if items
        ],
    }  # fmt: skip


def _line(one: Item, found: Handover, *, is_taken: bool) -> dict[str, Any]:
    """A line with the way to its record, or to the list of what waits."""
    list_address = f"{reverse('records_list', args=[one.register])}?only=waiting"
    taker = found.taker_of(one.register, one.record) if is_taken else None
    return {
        "title": one.title or register_name(register(one.register)), "state": one.state, "next": one.next_step,
        "region": region_name(one.region) if one.region else "", "is_late": one.is_late,
        "address": record_address(one.register, one.record) if one.record is not None else list_address,
        "thing": thing_text((one.register, one.record)) if one.record is not None and is_taken else "",
        "taker": taker.name if taker else "", "is_other": taker is not None and taker != found.taker,
    }  # fmt: skip


def _chosen(candidates: Iterable[tuple[str, str, str]], asked: AskedHandover) -> list[dict[str, Any]]:
    return [
        {"login": login, "name": name, "office": office, "takes": login == asked.to,
         "witnesses": login == asked.witness}
        for login, name, office in candidates
    ]  # fmt: skip


def handed_lines(handed: Iterable[Handed]) -> list[dict[str, Any]]:
    """What was handed to the reader lately, as the overview tells it."""
    return [
        {"duty": hide_numbers(one.duty, may_be_code=True), "giver": hide_numbers(one.giver),
         "since": one.since.isoformat(), "address": record_address("duties", one.record)}
        for one in handed
    ]  # fmt: skip


def taken_over_lines(found: Iterable[TakenOver]) -> list[dict[str, Any]]:
    """The hand-overs in which the reader took something lately, each with the batch that shows what."""
    return [
        {
            "words": hide_numbers(one.words),
            "day": one.day.isoformat(),
            "address": reverse("batch_page", args=[one.batch]),
        }
        for one in found
    ]
