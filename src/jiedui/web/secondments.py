"""The page of the secondments: terms and successors, duties, the care that is owed and was given."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.lenses import read_day
from jiedui.indicators.naming import region_name
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.people.secondments import Secondment, secondments
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.web.refusing import refused_page
from jiedui.web.showing import record_address
from jiedui.web.signing import for_members


@require_GET
@for_members
def secondments_list(request: Any) -> HttpResponse:
    """The secondments within reach as of a day, what needs attention first."""
    asked, past = request.GET.get("as-of", ""), bool(request.GET.get("past"))
    try:
        day = read_day(asked) if asked else clock.today()
        found = secondments(request.actor, day, past=past)
    except Refused as refusal:
        return refused_page(request, refusal)
    context = {
        "secondments": [_row(one) for one in found], "as_of": day.isoformat(), "past": past,
        "ending": sum(one.is_ending for one in found), "overdue": sum(len(one.overdue) for one in found),
    }  # fmt: skip
    return render(request, "web/secondments_list.html", context)


def _row(one: Secondment) -> dict[str, Any]:
    record, direction, kind = one.record, *(register("secondments").field(name) for name in ("direction", "kind"))
    return {
        "name": _text(record["name"]), "post": _text(record["post"]), "address": _address(record),
        "region": region_name(record["region"]), "sent_by": _text(record["sent_by"]),
        "received_by": _text(record["received_by"]), "successor": _text(record["successor"]),
        "direction": direction.cell(record["direction"]), "kind": kind.cell(record["kind"]),
        "since": record["started_on"].isoformat(), "left": _left(one), "is_ending": one.is_ending,
        "until": record["ended_on"].isoformat() if record["ended_on"] else "",
        "duties": [{"text": _text(duty["duty"]), "address": _address(duty)} for duty in one.duties],
        "owed": [_care(care, one.as_of) for care in one.owed], "given": [_care(care, one.as_of) for care in one.given],
    }  # fmt: skip


def _left(one: Secondment) -> str:
    left = one.days_left
    if left is None:
        return ""
    return _("over") if left < 0 else _("days left: {count}").format(count=left)


def _care(care: Record, day: date) -> dict[str, Any]:
    due, given = care["due_on"], care["given_on"]
    return {
        "text": _text(care["measure"]), "address": _address(care), "due": due.isoformat() if due else "",
        "given": given.isoformat() if given else "", "is_late": due is not None and due < day,
    }  # fmt: skip


def _text(value: Any) -> str:
    return hide_numbers(str(value or ""), may_be_code=True)


def _address(record: Record) -> str:
    return record_address(record.register, record.id)
