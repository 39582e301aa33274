"""The tables of a footprint: coverage by county with what it is measured against, what nobody has seen, the trip."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.fieldwork.footprint import Mine
from jiedui.fieldwork.trips import AskedTrip, Suggestion
from jiedui.fieldwork.unseen import Unseen, UnseenProject
from jiedui.indicators.naming import indicator_name, region_name
from jiedui.kernel import regions
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.units import exact, in_unit
from jiedui.web.footprint_reading import AREA, CODES, PLACES, RATE, TOWNSHIPS, VILLAGES, VISITS, Read
from jiedui.web.industry import counted, figure_cell, money, name_of, word
from jiedui.web.lens import printed
from jiedui.web.showing import record_address

HUNDREDTH: Final = Decimal("0.01")
MINE_CODES: Final = (RATE, AREA, VILLAGES, TOWNSHIPS, PLACES, VISITS)
"""What one covered alone, under the names of the figures that it resembles; a year's share is the office's alone."""


def measured(read: Read) -> str:
    """What stands beside every percentage: cells, boundary set and version, period, whose visits."""
    sets = {
        (one["boundary_set"], one["version"], one["resolution"]): one["approval_number"]
        for one in read.found.grids.values()
    }
    parts = [
        _("H3 cells of level {level}, boundaries {name} version {version}").format(
            level=level, name=hide_numbers(name), version=hide_numbers(version)
        )
        for name, version, level in sorted(sets, key=str)
    ]
    since = read.lens.since.isoformat() if read.lens.since else ""
    until = read.lens.as_of.isoformat()
    parts.append(
        _("shares up to {until}, the map and what is counted in a period from {since}").format(since=since, until=until)
        if since
        else _("up to {until}").format(until=until)
    )
    whose = _("my own visits and tracks") if read.is_mine else _("visits and tracks of the offices and their members")
    return " · ".join((*parts, whose))


def share_of(read: Read, code: str) -> str:
    """The share of a county's area that was covered, as printed; empty where it is missing."""
    if read.is_mine:
        return _share(read.found.mine[code].area, _whole(read, code, "area")) if code in read.found.mine else ""
    figure = read.figures.get(code, {}).get(RATE)
    return printed(figure.value) if figure is not None else ""


def _whole(read: Read, code: str, name: str) -> int | None:
    """What a region is measured against: the sum over its counties of what is known; None where nothing is."""
    known = [
        one[name]
        for county, one in read.found.grids.items()
        if regions.is_within(county, code) and one[name] is not None
    ]
    return sum(known) if known else None


def _share(part: int, whole: int | None) -> str:
    if not whole:
        return ""
    return _to_hundredths(Decimal(part) * 100 / whole)


def _to_hundredths(value: Decimal) -> str:
    return printed(exact(value.quantize(HUNDREDTH, ROUND_HALF_UP)))


def headlines(read: Read) -> list[dict[str, Any]]:
    """The region's own numbers, each under its name."""
    return [
        {**cell, "name": column["name"], "rule": column["rule"], "unit": column["unit"]}
        for column, cell in zip(_columns(read), _cells(read, read.lens.region), strict=True)
    ]


def counties(read: Read, missing: Unseen) -> dict[str, Any]:
    """A row for each county: its shares and counts, and how much of it nobody has seen."""
    rows = [
        {"name": name, "address": read.address("footprint", region=code) if code != read.lens.region else "",
         "cells": _cells(read, code), "villages": counted(missing.unseen_by_county.get(code, 0) or None),
         "projects": counted(missing.by_county.get(code, 0) or None)}
        for code, name in read.found.counties
    ]  # fmt: skip
    return {"columns": _columns(read), "counties": rows}


def _columns(read: Read) -> list[dict[str, str]]:
    """The columns: figures of the office, or what one covered alone, which is no figure and has no rule of its own."""
    known = read.figures[read.lens.region]
    definitions = [known[code].definition for code in (MINE_CODES if read.is_mine else CODES)]
    return [
        {"name": indicator_name(one), "unit": one.unit, "rule": "" if read.is_mine else one.rule} for one in definitions
    ]


def _cells(read: Read, code: str) -> list[dict[str, str]]:
    known = read.figures[code]
    if not read.is_mine:
        return [_figure(known[one], read) for one in CODES]
    mine = read.found.mine.get(code, Mine())
    values = {
        RATE: _share(mine.area, _whole(read, code, "area")),
        AREA: _to_hundredths(in_unit(mine.area, known[AREA].definition.unit)),
        VILLAGES: _share(mine.places.get("village", 0), _whole(read, code, "villages")),
        TOWNSHIPS: _share(mine.places.get("township", 0), _whole(read, code, "townships")),
        PLACES: counted(sum(mine.places.values())),
        VISITS: counted(mine.visits),
    }
    return [{"value": values[one], "address": "", "waiting": ""} for one in MINE_CODES]


def _figure(figure: Any, read: Read) -> dict[str, str]:
    """A figure with its trace; an area to the hectare, for cells are cut to no square metre."""
    cell = figure_cell(figure, read.asked)
    if figure.definition.code == AREA and figure.value is not None:
        cell["value"] = _to_hundredths(figure.value)
    return cell


def unseen_shown(missing: Unseen, read: Read) -> dict[str, Any]:
    """Paid projects that nobody has seen, and villages: by name in a county, by number above it."""
    has_names = regions.level(read.lens.region) >= regions.COUNTY
    return {
        "projects": [_project(one) for one in missing.projects], "projects_count": counted(missing.count),
        "projects_paid": money(missing.paid_fen),
        "projects_rest": counted(missing.count - len(missing.projects) or None),
        "townships": [
            {"name": hide_numbers(one.name), "villages": counted(one.villages), "unseen": counted(len(one.unseen)),
             "names": "、".join(map(hide_numbers, one.unseen))} for one in missing.townships
        ] if has_names else [],
        "villages_count": counted(sum(len(one.unseen) for one in missing.townships)), "has_names": has_names,
    }  # fmt: skip


def _project(one: UnseenProject) -> dict[str, Any]:
    project = one.project
    return {
        "number": project.id, "name": name_of(project), "address": record_address("projects", project.id),
        "region": region_name(project["region"]), "year": project["year"], "paid": money(one.paid_fen),
        "kind": word("projects", "kind", project["kind"]),
        "visit": f"{reverse('visit_new')}?project={project.id}",
        "place": region_name(project["place"]) if project["place"] else "",
    }  # fmt: skip


def trip_shown(found: Suggestion, read: Read, asked: AskedTrip) -> dict[str, Any]:
    """The round trip: what may be chosen, and the legs with how far one has come by then."""
    shown: dict[str, Any] = {
        "starts": [
            {"number": one.id, "name": f"{region_name(one['region'])} · {name_of(one)}",
             "is_chosen": found.start is not None and one.id == found.start.id} for one in found.starts
        ],
        "hours": asked.hours, "minutes": asked.stop_minutes, "placed": counted(len(found.projects)),
        "unplaced": [_project(one) for one in found.unplaced], "texts": read.texts,
    }  # fmt: skip
    if found.trip is not None and found.start is not None:
        shown |= {
            "start": name_of(found.start), "legs": _legs(found, asked), "stops": counted(len(found.trip.stops)),
            "length": _kilometres(found.trip.metres), "takes": _hours(found.trip.minutes),
            "paid": money(sum(stop.paid_fen for stop in found.trip.stops)),
        }  # fmt: skip
    return shown


def _legs(found: Suggestion, asked: AskedTrip) -> list[dict[str, Any]]:
    legs, minutes = [], 0
    assert found.trip is not None
    for place, leg in enumerate(found.trip.legs, start=1):
        minutes += leg.minutes
        project = found.projects[leg.stop.number] if leg.stop is not None else None
        legs.append({
            "place": place, "way": _kilometres(leg.metres), "drive": _hours(leg.minutes), "after": _hours(minutes),
            "project": _project(project) if project is not None else None,
            "is_by_village": leg.stop is not None and leg.stop.number in found.by_village,
        })  # fmt: skip
        minutes += asked.stop_minutes
    return legs


def _kilometres(metres: int) -> str:
    return printed(Decimal(metres).scaleb(-3).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _hours(minutes: int) -> str:
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
