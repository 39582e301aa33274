"""The pages of one's own tracks: bring one, see what it came to and which visits it suggests, delete it for good.

They know no other member's tracks: whatever the role, somebody else's is not there.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiedui.fieldwork.suggestions import SuggestedVisit
from jiedui.fieldwork.track_files import ACCEPTED, require_readable
from jiedui.fieldwork.track_files.guards import MAX_FILE_BYTES, MAX_FILES
from jiedui.fieldwork.tracks import (
    Added,
    OwnTrack,
    add_track,
    delete_track,
    recount_track,
    suggested_visits,
    track,
    tracks,
)
from jiedui.indicators.lenses import read_day
from jiedui.indicators.naming import region_name
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused
from jiedui.kernel.gcj02 import SYSTEMS
from jiedui.kernel.grid import average_area_m2
from jiedui.kernel.identity import hide_numbers
from jiedui.places.queries import grid_resolution
from jiedui.registers.attachments import Sent
from jiedui.web.refusing import not_found, words
from jiedui.web.showing import record_address, whole
from jiedui.web.signing import for_members

SQUARE_METRES_A_KM2: Final = 1_000_000
STAYS_SHOWN: Final = 200
"""Stays that a page lists: those of some weeks; a track of more is better brought by the week."""


@require_http_methods(["GET", "POST"])
@for_members
def tracks_list(request: Any) -> HttpResponse:
    """The reader's own tracks and the form for another; what was sent leads to its page or to why it was refused."""
    if request.method == "GET":
        return _list(request)
    given = request.POST
    try:
        request.actor.require("visit")
        day = read_day(given["day"]) if given.get("day") else None
        found = add_track(
            request.actor, _sent(request), name=given.get("name", ""), coordinates=given.get("coordinates", ""),
            day=day, reason=given.get("reason", "").strip(),
        )  # fmt: skip
    except Refused as refusal:
        return _list(request, refusal)
    return _page(request, found.number, found)


@require_GET
@for_members
def track_page(request: Any, number: int) -> HttpResponse:
    """One own track: what it came to, and the visits that it suggests."""
    return _page(request, number)


@require_POST
@for_members
def track_recount(request: Any, number: int) -> HttpResponse:
    """Count an own track in the grid that is in force now."""
    try:
        added = recount_track(request.actor, number, reason=request.POST.get("reason", "").strip())
    except Refused as refusal:
        if refusal.problems[0].code == "TRACK-014":
            return not_found(request)
        return _page(request, number, said=words(refusal))
    return _page(request, number, added)


@require_POST
@for_members
def track_delete(request: Any, number: int) -> HttpResponse:
    """Delete an own track for good, once it was said that it is meant."""
    try:
        if not request.POST.get("sure"):
            return _page(request, number, said=_("Say that the track is to be deleted; nothing was changed."))
        done = delete_track(request.actor, number)
    except Refused:
        return not_found(request)
    return redirect(f"{reverse('tracks_list')}?deleted={done.batch or 0}&kept={done.kept_days}")


def _list(request: Any, refusal: Refused | None = None) -> HttpResponse:
    actor, given = request.actor, request.POST
    may_bring, deleted = actor.has("visit"), request.GET.get("deleted", "")
    status = 200 if refusal is None else 400 if may_bring else 403
    context = {
        "tracks": [_shown(one) for one in tracks(actor)], "may_bring": may_bring,
        "refusal": hide_numbers(words(refusal)) if refusal else "", "systems": _systems(given.get("coordinates", "")),
        "accepted": ACCEPTED, "limit_mb": MAX_FILE_BYTES >> 20, "limit_files": MAX_FILES,
        "today": clock.today().isoformat(), "name": hide_numbers(given.get("name", ""))[:120],
        "day": given.get("day", "")[:10], "reason": hide_numbers(given.get("reason", ""))[:400],
        "cell_km2": _cell_km2(),
        "asks_reason": refusal is not None and refusal.problems[0].code == "REVIEW-002",
        "is_deleted": bool(deleted), "batch": whole(deleted), "kept_days": whole(request.GET.get("kept", "")),
    }  # fmt: skip
    return render(request, "web/tracks_list.html", context, status=status)


def _page(request: Any, number: int, added: Added | None = None, said: str = "") -> HttpResponse:
    problem = ""
    try:
        found = track(request.actor, number)
    except Refused:
        return not_found(request)
    try:
        suggested = suggested_visits(request.actor, number)
    except Refused as refusal:
        suggested, problem = [], words(refusal)
    context = {
        "track": _shown(found), "added": added and _added(added), "said": said, "problem": problem,
        "is_older": grid_resolution() not in (None, found.resolution), "may_bring": request.actor.has("visit"),
        "suggested": [_suggestion(request.actor, found.number, one) for one in suggested[:STAYS_SHOWN]],
        "count": len(suggested), "more": max(0, len(suggested) - STAYS_SHOWN),
    }  # fmt: skip
    return render(request, "web/track_page.html", context, status=409 if said else 200)


def _cell_km2() -> str:
    """How large a cell of the grid is, about; empty while there is no grid."""
    resolution = grid_resolution()
    return "" if resolution is None else f"{average_area_m2(resolution) / SQUARE_METRES_A_KM2:,.2g}"


def _sent(request: Any) -> list[Sent]:
    """The files of the form; too large ones are not read. Errors: TRACK-001, -007."""
    files = request.FILES.getlist("files")
    require_readable([file.size for file in files])
    return [Sent(file.name, file.read()) for file in files]


def _systems(chosen: str) -> list[dict[str, Any]]:
    hints = (_("satellite recorders, most sports apps, photos of most phones"), _("Chinese map and travel apps"))
    return [
        {"name": name, "hint": hint, "chosen": name == chosen, "id": f"coordinates-{number}"}
        for number, (name, hint) in enumerate(zip(SYSTEMS, hints, strict=True))
    ]


def _shown(one: OwnTrack) -> dict[str, Any]:
    days = f"{one.first_on.isoformat()} – {one.last_on.isoformat()}"
    return {
        "number": one.number, "name": one.name, "points": f"{one.points:,}", "cells": f"{one.cells:,}",
        "days": one.first_on.isoformat() if one.first_on == one.last_on else days, "coordinates": one.coordinates,
        "resolution": one.resolution,
    }  # fmt: skip


def _added(found: Added) -> dict[str, Any]:
    return {
        "again": found.again, "batch": found.batch, "points": f"{found.points:,}", "cells": f"{found.cells:,}",
        "new_cells": f"{found.new_cells:,}", "new_km2": f"{found.new_area_m2 / SQUARE_METRES_A_KM2:,.1f}",
        "outside": f"{found.points_outside:,}" if found.points_outside else "",
        "elsewhere": f"{found.points_elsewhere:,}" if found.points_elsewhere else "",
        "without_position": found.without_position,
    }  # fmt: skip


def _suggestion(actor: Any, number: int, one: SuggestedVisit) -> dict[str, Any]:
    address = f"{reverse('visit_new')}?track={number}&stay={one.stay}"
    may_record = one.region is not None and actor.may("visit", one.region)
    return {
        "day": one.day.isoformat(), "time": f"{one.since:%H:%M} – {one.until:%H:%M}", "minutes": one.minutes,
        "place": hide_numbers(one.place_name), "region": region_name(one.region) if one.region else "",
        "position": f"{one.latitude / 1e6:.5f}, {one.longitude / 1e6:.5f}", "record": address if may_record else "",
        "visit": record_address("visits", one.visit) if one.visit is not None else "",
    }  # fmt: skip
