"""Visits as they are typed: texts by input, read into a visit by the readers of the registers' own fields.

Inputs of what must follow are named `follow_ups.0.content` and so on. A position is typed in degrees, and its
coordinate system is asked for and never guessed; what a phone measures is WGS-84.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from jiedui.fieldwork.visits import FLAGS, FOLLOW_UPS, FollowUp, NewVisit, SiteCheck
from jiedui.kernel.errors import Place, Problem, Refused
from jiedui.kernel.gcj02 import SYSTEMS, from_gcj02
from jiedui.kernel.grid import MILLIONTHS
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers.catalogue import register
from jiedui.registers.fields import Field

WGS, GCJ = SYSTEMS
FOLLOWED: Final = ("content", "office", "in_charge", "due_on")
CHECKED: Final = (*FLAGS, "outcome", "result")
_CODED = re.compile(r"\[(\d{12})\]\Z")
"""A village that was chosen: its name and its code."""


def visit_of(actor: Actor, texts: Mapping[str, str]) -> NewVisit:
    """The visit that typed texts say. *Example*: `{"visited_on": "2023-09-01", "project": "42", "own_id": "…"}`.

    Errors, all that are wrong at once: CELL codes, VISIT-014 no coordinate system, VISIT-018 no day.
    """
    form = _Form(texts)
    latitude, longitude = _position(form)
    visited_on = form.read("visits", "visited_on")
    if visited_on is None and not form.problems_at("visited_on"):
        form.refuse("visited_on", "VISIT-018")
    visit = NewVisit(
        own_id=form.text("own_id"),
        visited_on=visited_on or date.max,
        place=form.number("place"),
        project=form.number("project"),
        enterprise=form.number("enterprise"),
        settlement=_region(actor, form, "settlement"),
        region=_region(actor, form, "region"),
        latitude=latitude,
        longitude=longitude,
        with_whom=form.read("visits", "with_whom"),
        found=form.read("visits", "found"),
        note=form.read("visits", "note"),
        check=_check(form),
        follow_ups=list(_follow_ups(form)),
    )
    if form.problems:
        raise Refused(form.problems)
    return visit


class _Form:
    """Typed texts, and what was wrong with them so far."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        return self.texts.get(name, "").replace("\x00", "").strip()  # PostgreSQL takes no NUL in a text

    def said(self, name: str) -> str | None:
        return self.text(name) or None

    def refuse(self, heading: str, code: str, **fields: object) -> None:
        self.problems.append(Problem(code, fields, Place("", heading=heading)))

    def problems_at(self, heading: str) -> bool:
        return any(one.place is not None and one.place.heading == heading for one in self.problems)

    def read(self, code: str, name: str, heading: str = "") -> Any:
        """What an input says, read by the field that it is for."""
        return self.read_by(register(code).field(name), heading or name)

    def read_by(self, one: Field, heading: str) -> Any:
        value, fault = one.read(self.text(heading) or None)
        if fault is not None:
            self.refuse(heading, fault[0], **fault[1])
        return value

    def number(self, name: str) -> int | None:
        """The number of a record that was chosen. Problems: VISIT-003."""
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            self.refuse(name, "VISIT-019", found=hide_numbers(text)[:40])
            return None
        return int(text)


def _region(actor: Actor, form: _Form, name: str) -> str | None:
    """A region chosen by its code or named. Problems: CELL-008 no such region, CELL-009 several."""
    text = form.text(name)
    if not text:
        return None
    if coded := _CODED.search(text):
        return coded[1]
    found = index().find(text, actor.reach("visit"))
    if len(found) == 1:
        return found[0]
    words = hide_numbers(text)[:40]
    form.refuse(name, "VISIT-020" if found else "VISIT-019", found=words)
    return None


def _position(form: _Form) -> tuple[int | None, int | None]:
    """Latitude and longitude in WGS-84, millionths of a degree."""
    latitude, longitude = (form.read("visits", name) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return latitude, longitude
    system = form.text("coordinates")
    if system not in SYSTEMS:
        form.refuse("coordinates", "VISIT-014")
    if system != GCJ:
        return latitude, longitude
    north, east = from_gcj02(latitude / MILLIONTHS, longitude / MILLIONTHS)
    return round(float(north) * MILLIONTHS), round(float(east) * MILLIONTHS)


def _check(form: _Form) -> SiteCheck | None:
    """The on-site check; None where nothing of it was filled in."""
    if not any(form.text(name) for name in CHECKED):
        return None
    answers = {name: form.read("site_checks", name) for name in FLAGS}
    return SiteCheck(answers, form.said("outcome"), form.read("site_checks", "result"))


def _follow_ups(form: _Form) -> Iterator[FollowUp]:
    for place in range(FOLLOW_UPS + 1):
        at = f"follow_ups.{place}."
        if any(form.text(at + name) for name in FOLLOWED):
            content, in_charge, due_on = (
                form.read("follow_ups", name, at + name) for name in ("content", "in_charge", "due_on")
            )
            yield FollowUp(content, form.number(at + "office"), due_on, in_charge)
