"""The page of a record: what it says, how far it is confirmed, all that happened to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.naming import is_chinese, region_name
from jiedui.kernel.errors import Refused
from jiedui.kernel.units import in_unit
from jiedui.registers.access import Version, history, record
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Field, Link, Quantity, RegionField
from jiedui.registers.privacy import names
from jiedui.web.figures import refused_page
from jiedui.web.signing import for_members


@require_GET
@for_members
def record_page(request: Any, code: str, number: int) -> HttpResponse:
    """A record's fields, its standing, and its history before → after."""
    try:
        one = register(code)
        found = record(request.actor, one, number)
        opened = names(request.actor, one, [found]).get(number, {}) if one.person_names else {}
        versions = history(request.actor, one, number)
    except Refused as refusal:
        return refused_page(request, refusal)
    fields = [
        {"name": _label(field), "value": opened.get(field.name) or shown(field, found[field.name]),
         "is_number": isinstance(field, Quantity), "address": _linked(field, found[field.name])}
        for field in one.fields
    ]  # fmt: skip
    context = {
        "register": one.chinese if is_chinese() else one.english, "number": number, "fields": fields,
        "standing": standing_words(one, found), "review": found.review or {},
        "versions": [
            {"version": version, "changes": _changes(one, version), "verb": verb_words(version.verb)}
            for version in reversed(versions)
        ],
    }  # fmt: skip
    return render(request, "web/record_page.html", context)


def _label(field: Field) -> str:
    return field.chinese if is_chinese() else field.english


def _linked(field: Field, value: Any) -> str:
    """The address of the record that a link points to."""
    return reverse("record_page", args=[field.to, value]) if isinstance(field, Link) and value is not None else ""


def verb_words(verb: str) -> str:
    """What a batch did, in words."""
    known = {
        "save": _("entered"), "import": _("imported"), "confirm": _("confirmed by review"), "return": _("sent back"),
        "void": _("taken out"), "undo": _("undone"),
    }  # fmt: skip
    return known.get(verb, verb)


def shown(field: Field, value: Any) -> str:
    """A stored value as a page shows it; empty where nothing is filled in."""
    if value is None:
        return ""
    if isinstance(field, RegionField):
        return region_name(value)
    if isinstance(field, Link):
        return f"#{value}"
    if isinstance(field, Quantity):
        unit = "元" if field.base == "fen" else field.unit or field.units[0]
        return f"{in_unit(value, unit):,f} {unit}"
    return cell_words(field.cell(value))


def cell_words(value: Any) -> str:
    """A value as a sheet shows it, as text."""
    return f"{value:,f}" if isinstance(value, Decimal) else "" if value is None else str(value)


def standing_words(one: Register, found: Record) -> str:
    """How far a record is confirmed, in words."""
    if not one.waits:
        return _("in force without a confirmation")
    levels = (_("waits for a confirmation"), _("confirmed by the county"), _("confirmed by the city"))
    return (*levels, _("confirmed by the province"))[found.standing]


def _changes(one: Register, version: Version) -> list[dict[str, str]]:
    """The fields that an entry changed, as they were and as they are; what a review says is told by the verb."""
    both = dict.fromkeys((*version.before, *version.after))
    return [
        {"name": _label(one.field(name)), "before": cell_words(version.before.get(name)),
         "after": cell_words(version.after.get(name))}
        for name in both
        if one.has(name)
    ]  # fmt: skip
