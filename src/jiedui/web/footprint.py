"""The page of the footprint: where the office was, or oneself alone; what nobody has seen; a round trip for a day.

Beside every percentage stands what it is measured against. The map and the cells can be taken out; they are cells of
the grid, never a track.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.fieldwork.map_drawing import draw
from jiedui.fieldwork.map_file import cells_as_geojson
from jiedui.fieldwork.trips import DAY_HOURS, HOURS, STOP_MINUTES, USUAL_STOP_MINUTES, AskedTrip, suggested_trip
from jiedui.fieldwork.unseen import unseen
from jiedui.indicators.naming import lens_in_words, region_name
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.permissions import Actor
from jiedui.web.footprint_map import drawing_of
from jiedui.web.footprint_reading import MINE, Read, read_footprint
from jiedui.web.footprint_tables import counties, headlines, measured, trip_shown, unseen_shown
from jiedui.web.lens import lens_bar
from jiedui.web.middleware import POLICY
from jiedui.web.refusing import refused_page
from jiedui.web.showing import whole
from jiedui.web.signing import for_members

SVG, GEOJSON = "image/svg+xml; charset=utf-8", "application/geo+json; charset=utf-8"


@require_GET
@for_members
def footprint_page(request: Any) -> HttpResponse:
    """The footprint of a region, what nobody has seen there, and the round trip that was asked for."""
    actor = request.actor
    try:
        read = read_footprint(actor, request)
        missing = unseen(actor, read.lens)
        trip = suggested_trip(actor, read.lens, missing, _asked_trip(request))
    except Refused as refusal:
        return refused_page(request, refusal)
    drawing = drawing_of(read, trip)
    context = {
        "map": mark_safe(draw(drawing)) if drawing else "",  # every text in it was escaped by `draw`
        "headlines": headlines(read), **counties(read, missing), "measured": measured(read),
        "is_mine": read.is_mine, "may_visit": actor.has("visit"), "whose": [
            {"value": "", "name": _("the office's"), "is_chosen": not read.is_mine},
            {"value": MINE, "name": _("my own"), "is_chosen": read.is_mine},
        ],
        "trip": trip_shown(trip, read, _asked_trip(request)), **unseen_shown(missing, read),
        "hours": {"least": HOURS[0], "most": HOURS[-1], "usual": DAY_HOURS},
        "minutes": {"least": STOP_MINUTES[0], "most": STOP_MINUTES[-1], "usual": USUAL_STOP_MINUTES},
        "map_file": read.address("footprint_map"), "cells_file": read.address("footprint_cells"),
        "cells_count": f"{len(read.found.cells):,}", **_bar(actor, read),
    }  # fmt: skip
    answer = render(request, "web/footprint_page.html", context)
    if drawing is not None and settings.TILES is not None:
        tiles = f"img-src 'self' data: {settings.TILES.origin}"
        answer.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self' data:", tiles)
    return answer


def _asked_trip(request: Any) -> AskedTrip:
    """The round trip that an address asks for; what is no number is no such day."""
    given = request.GET
    return AskedTrip(
        whole(given["start"]) if given.get("start") else None,
        whole(given["hours"]) if given.get("hours") else DAY_HOURS,
        whole(given["minutes"]) if given.get("minutes") else USUAL_STOP_MINUTES,
    )


def _bar(actor: Actor, read: Read) -> dict[str, Any]:
    """The lens bar; beside the programme's regions every county of the map can be chosen."""
    bar = lens_bar(actor, read.lens, read.asked)
    known = {one["code"] for one in bar["regions"]} | {read.lens.region}
    bar["regions"] += [
        {"code": code, "name": name, "is_chosen": False} for code, name in read.found.counties if code not in known
    ]
    return bar


@require_GET
@for_members
def footprint_map(request: Any) -> HttpResponse:
    """The map as a picture to be kept; without tiles, which would be asked of another host when it is opened."""
    try:
        read = read_footprint(request.actor, request)
    except Refused as refusal:
        return refused_page(request, refusal)
    drawing = drawing_of(read, None, is_file=True)
    if drawing is None:
        return refused_page(request, refused("FOOT-006"))
    return _file(draw(drawing), SVG, "footprint.svg")


@require_GET
@for_members
def footprint_cells(request: Any) -> HttpResponse:
    """The cells with their last visit as GeoJSON; coarse, never a track."""
    try:
        read = read_footprint(request.actor, request)
    except Refused as refusal:
        return refused_page(request, refusal)
    about = {"lens": lens_in_words(read.lens), "measured": measured(read), "region": region_name(read.lens.region)}
    return _file(json.dumps(cells_as_geojson(read.found, about), ensure_ascii=False), GEOJSON, "footprint.geojson")


def _file(content: str, kind: str, name: str) -> HttpResponse:
    header = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": header})
