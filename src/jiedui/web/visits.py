"""The pages of visits: the latest and what must follow, the form of a new one, and what a phone's queue sends.

A phone asks first who is signed in, and sends what that member recorded; each visit under its own number, its photos
after it one by one. The answers are JSON: taken, refused with each problem at its input, or not signed in.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiedui.fieldwork.follow_ups import finish_follow_up, open_follow_ups
from jiedui.fieldwork.typed_visits import visit_of
from jiedui.fieldwork.visit_lists import settlements, visits
from jiedui.fieldwork.visits import Recorded, attach_photos, record_visit
from jiedui.indicators.lenses import read_day
from jiedui.indicators.naming import problem_words, region_name
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.access import records_by_number
from jiedui.registers.attachments import Sent, evidence_counts, require_sendable
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.web.refusing import NOT_THERE, not_found, refused_page
from jiedui.web.showing import Shown, record_address, standing_words, whole
from jiedui.web.signing import View, for_members
from jiedui.web.visit_forms import LINKS, form_context, prefilled, queue_context

REASON = 500
"""Characters of a reason that are taken."""
OWN = 10
"""One's own visits that the page lists."""
EXCERPT = 160
"""Characters of what was found that a list shows."""


@require_GET
@for_members
def visits_list(request: Any) -> HttpResponse:
    """One's own latest visits, those of all within reach, what must follow from them, and what waits on this phone."""
    return _list_page(request, saved=whole(request.GET.get("saved", "")))


@require_http_methods(["GET", "POST"])
@for_members
def visit_new(request: Any) -> HttpResponse:
    """The form of a visit, and what it sends where no script takes it."""
    actor, posted = request.actor, request.POST
    if request.method == "GET":
        try:
            return render(request, "web/visit_new.html", form_context(actor, prefilled(actor, request.GET)))
        except Refused as refusal:
            is_absent = refusal.problems[0].code == "TRACK-014"
            return not_found(request) if is_absent else refused_page(request, refusal)
    try:
        recorded = _record(actor, posted)
    except Refused as refusal:
        if refusal.problems[0].code in NOT_THERE:
            return refused_page(request, refusal)
        return render(request, "web/visit_new.html", form_context(actor, posted, refusal.problems), status=409)
    try:
        _attach(request)
    except Refused as refusal:
        said = [problem_words(problem) for problem in refusal.problems]
        return _list_page(request, saved=recorded.number, problems=said, status=409)
    return redirect(f"{reverse('visits_list')}?{urlencode({'saved': recorded.number})}")


def for_phones(view: View) -> View:
    """An answer in JSON for whoever is signed in and sends what they recorded themselves; a refusal says why."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is None:
            return JsonResponse({"member": ""}, status=401)
        try:
            member = request.POST.get("member", request.actor.id)
            if member != request.actor.id:
                raise refused("VISIT-012", member=hide_numbers(member)[:40])
            return view(request, *args, **kwargs)
        except Refused as refusal:
            problems = [
                {"input": one.place.heading if one.place else "", "text": problem_words(one)}
                for one in refusal.problems
            ]
            return JsonResponse({"problems": problems}, status=409)

    return answer


@require_GET
@for_phones
def visit_session(request: Any) -> HttpResponse:
    """Who is signed in, and the token that a form of theirs bears."""
    return JsonResponse({"member": request.actor.id, "token": get_token(request)})


@require_GET
@for_phones
def visit_settlements(request: Any) -> HttpResponse:
    """The townships and villages that a phone keeps to choose from: codes and names."""
    return JsonResponse({"settlements": settlements(request.actor)})


@require_POST
@for_phones
def visit_send(request: Any) -> HttpResponse:
    """Take one visit from a phone's queue."""
    recorded = _record(request.actor, request.POST)
    address = record_address("visits", recorded.number)
    return JsonResponse({"number": recorded.number, "address": address, "again": recorded.again})


@require_POST
@for_phones
def visit_photos(request: Any) -> HttpResponse:
    """Take a visit's photos from a phone's queue."""
    return JsonResponse({"batch": _attach(request)})


@require_POST
@for_members
def follow_up_done(request: Any, number: int) -> HttpResponse:
    """Say that what must follow from a visit was done."""
    posted = request.POST
    try:
        day = read_day(posted.get("done_on", ""))
        finish_follow_up(request.actor, number, day, posted.get("outcome", "").strip() or None)
    except Refused as refusal:
        if refusal.problems[0].code in NOT_THERE:
            return refused_page(request, refusal)
        said = [problem_words(problem) for problem in refusal.problems]
        return _list_page(request, problems=said, status=409)
    return redirect(f"{reverse('visits_list')}?done={number}#follow-ups")


def _record(actor: Actor, posted: Any) -> Recorded:
    texts = {name: posted[name] for name in posted}
    return record_visit(
        actor, visit_of(actor, texts), reason=hide_numbers(texts.get("reason", "").replace("\0", "").strip())[:REASON]
    )


def _attach(request: Any) -> int | None:
    """Put the photos of a form on its visit."""
    files = [file for file in request.FILES.getlist("photos") if file.size]
    require_sendable([file.size for file in files])
    sent = [Sent(file.name or "", file.read()) for file in files]
    return attach_photos(request.actor, request.POST.get("own_id", ""), sent) if sent else None


def _list_page(request: Any, *, saved: int = 0, problems: list[str] | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor
    try:
        mine, others, later = visits(actor, own=True, limit=OWN), visits(actor, own=False), open_follow_ups(actor)
        shown = Shown(actor, [*mine, *others, *later])
        rows = _rows(actor, {one.id: one for one in (*mine, *others)}, shown)
        following = _following(actor, later, shown)
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {
        "mine": [rows[one.id] for one in mine], "others": [rows[one.id] for one in others],
        "following": following, "may_record": actor.has("visit"), "today": clock.today().isoformat(),
        "late": sum(one["is_late"] for one in following), "problems": problems or [],
        "saved": record_address("visits", saved) if saved else "",
        "done": bool(whole(request.GET.get("done", ""))), **queue_context(actor),
    }  # fmt: skip
    return render(request, "web/visits_list.html", context, status=status)


def _rows(actor: Actor, found: dict[int, Record], shown: Shown) -> dict[int, dict[str, Any]]:
    photos = evidence_counts(actor, {"visits": found})
    return {number: _row(one, shown, photos.get(number, 0)) for number, one in found.items()}


def _row(one: Record, shown: Shown, photos: int) -> dict[str, Any]:
    text = hide_numbers(one["found"] or "")
    return {
        "address": record_address("visits", one.id), "day": one["visited_on"].isoformat(), "where": _where(one, shown),
        "region": region_name(one["region"]), "visitor": hide_numbers(one["visitor"]),
        "found": text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…", "photos": photos,
        "standing": standing_words(register("visits"), one)["standing"],
    }  # fmt: skip


def _where(one: Record, shown: Shown) -> str:
    """What a visit was at: the places that it names, else its position."""
    named = [shown.name(code, one[link]) for link, code in LINKS.items() if one[link] is not None]
    if one["settlement"] is not None:
        named.append(region_name(one["settlement"]))
    return "、".join(dict.fromkeys(named)) or _("a position")


def _following(actor: Actor, later: list[Record], shown: Shown) -> list[dict[str, Any]]:
    """What must follow, with the visit that it comes from."""
    sources = records_by_number(actor, {"visits": {one["visit"] for one in later}})
    named = Shown(actor, sources.values()) if sources else shown
    return [_follows(one, shown, named, sources.get(one["visit"])) for one in later]


def _follows(one: Record, shown: Shown, named: Shown, source: Record | None) -> dict[str, Any]:
    return {
        "number": one.id, "address": record_address("follow_ups", one.id), "content": hide_numbers(one["content"]),
        "office": shown.name("offices", one["office"]), "in_charge": hide_numbers(one["in_charge"] or ""),
        "due": one["due_on"].isoformat(), "is_late": one["due_on"] < clock.today(),
        "from": f"{source['visited_on'].isoformat()} {_where(source, named)}" if source is not None else "",
        "from_address": record_address("visits", one["visit"]) if source is not None else "",
    }  # fmt: skip
