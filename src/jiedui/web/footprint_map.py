"""The drawing of a footprint, in the words of the page: regions with their percentages, ages of visits, the trip."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _

from jiedui.fieldwork.map_drawing import AGES, Area, Drawing, Mark
from jiedui.fieldwork.trips import Suggestion
from jiedui.indicators.naming import lens_in_words, region_name
from jiedui.kernel.identity import hide_numbers
from jiedui.web.footprint_reading import Read
from jiedui.web.footprint_tables import measured, share_of
from jiedui.web.industry import name_of

START = "★"
"""What stands where a trip begins and ends."""


def drawing_of(read: Read, trip: Suggestion | None, *, is_file: bool = False) -> Drawing | None:
    """What is drawn; None while no boundaries of the region are loaded."""
    boundaries, codes = read.found.boundaries, [code for code, _name in read.found.counties]
    if boundaries is None or not any(code in boundaries.outlines for code in codes):
        return None
    inside = [_area(code, outline, read, is_file) for code, outline in boundaries.outlines.items() if code in codes]
    around = [
        Area(region_name(code), outline, is_around=True)
        for code, outline in boundaries.outlines.items()
        if code not in codes
    ]
    return Drawing(
        title=_("footprint") + f" · {region_name(read.lens.region)}", areas=[*around, *inside], cells=read.found.cells,
        as_of=read.lens.as_of, ages=_ages(), unseen=_unseen(read.lens.since), notes=_notes(read, is_file),
        trip=_marks(trip) if trip is not None else (), tiles=None if is_file else settings.TILES,
    )  # fmt: skip


def _area(code: str, outline: str, read: Read, is_file: bool) -> Area:
    """A county with its percentage, leading to its own footprint from the map of a city."""
    share = share_of(read, code)
    leads = not is_file and code != read.lens.region
    address = read.address("footprint", region=code) if leads else ""
    return Area(region_name(code), outline, f"{share} %" if share else "—", address)


def _unseen(since: date | None) -> str:
    return _("not seen since {day}").format(day=since.isoformat()) if since else _("not seen")


def _ages() -> list[str]:
    words = [_("within {days} days").format(days=AGES[0])]
    words += [_("{since}–{days} days ago").format(since=since + 1, days=days) for since, days in pairwise(AGES)]
    return [*words, _("earlier")]


def _notes(read: Read, is_file: bool) -> list[str]:
    """Whose boundaries they are, under which approval; in a file also the lens and what is measured."""
    boundaries = read.found.boundaries
    assert boundaries is not None
    notes = [f"{region_name(read.lens.region)} · {lens_in_words(read.lens)}", measured(read)] if is_file else []
    for one in boundaries.sets:
        words = _("Boundaries: {name}, version {version}").format(
            name=hide_numbers(one.name), version=hide_numbers(one.version)
        )
        if one.is_schematic:
            words += " · " + _("schematic, not the boundaries of regions")
        if one.approval_number:
            words += " · " + _("map approval {number}").format(number=one.approval_number)
        notes.append(words)
    if not is_file and settings.TILES is not None:
        credit, number = settings.TILES.credit, settings.TILES.approval_number
        notes.append(" · ".join(part for part in (credit, _("map approval {number}").format(number=number)) if part))
    return notes


def _marks(found: Suggestion) -> list[Mark]:
    """The trip from its start through its stops and back."""
    if found.start is None or found.trip is None or not found.trip.stops:
        return []
    start = Mark(found.start["latitude"], found.start["longitude"], START, name_of(found.start))
    stops = [
        Mark(stop.latitude, stop.longitude, str(number), name_of(found.projects[stop.number].project))
        for number, stop in enumerate(found.trip.stops, start=1)
    ]
    return [start, *stops, start]
