"""The page of a record, and what one may do to it there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers import access
from jiedui.registers.actions import void
from jiedui.registers.catalogue import register, registers
from jiedui.registers.declaration import Register
from jiedui.registers.privacy import require_reason
from jiedui.registers.reviewing import confirm_records, send_back_records
from jiedui.web.refusing import refused_page, words
from jiedui.web.showing import (
    Shown,
    field_name,
    heading,
    linked_numbers,
    moment,
    register_name,
    standing_words,
    verb_words,
    whole,
)
from jiedui.web.signing import for_members


@require_GET
@for_members
def record_page(request: Any, code: str, number: int) -> HttpResponse:
    """A record: its fields, standing, history and what links to it; forms for what the reader may do."""
    return _record_page(request, code, number)


@require_POST
@for_members
def record_act(request: Any, code: str, number: int) -> HttpResponse:
    """Confirm, return or void a record at the version seen; a refusal is said on the record's page."""
    actor, act, text = request.actor, request.POST.get("act", ""), request.POST.get("text", "").strip()
    seen = whole(request.POST.get("seen", ""))
    try:
        item = (register(code).code, number, seen)
        if act == "confirm":
            confirm_records([item], actor, reason=text)
        elif act == "return":
            send_back_records([item], actor, text)
        elif act == "void":
            require_reason(text)
            return redirect("batch_page", void([item], actor, text))
        return redirect("record_page", item[0], number)
    except Refused as refusal:
        return _record_page(request, code, number, refusal, {"act": act, "text": text})


def _record_page(
    request: Any, code: str, number: int, refusal: Refused | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    actor = request.actor
    try:
        one = register(code)
        record = access.record(actor, one, number)
        versions = access.history(actor, one, number)
        related = access.related(actor, one, number)
        wanted: dict[str, set[int]] = {}
        for state in (state for version in versions for state in (version.before, version.after)):
            for target, linked in linked_numbers(one, {**record.values, **state}):
                wanted.setdefault(target, set()).add(linked)
        shown = Shown(actor, [record], wanted)
        may = _may(actor, one, record)
    except Refused as missing:
        return refused_page(request, missing)
    context = {
        "register": {"code": one.code, "name": register_name(one)}, "number": number, "seen": record.entry,
        "name": shown.name(one.code, number), "status": standing_words(one, record), "may": may,
        "fields": [{**heading(field), "cell": shown.cell(field, record)} for field in one.fields],
        "versions": [_version(one, version, shown) for version in reversed(versions)],
        "related": [_related(line, number) for line in related],
        "refusal": words(refusal) if refusal is not None else "", "typed": typed or {},
    }  # fmt: skip
    return render(request, "web/record_page.html", context, status=200 if refusal is None else 409)


def _may(actor: Actor, one: Register, record: Any) -> dict[str, bool]:
    """Which forms a page offers; whether the act is granted is asked again when it is sent."""
    rights = access.rights_over(actor, one, record.id)
    confirms = "confirm" in rights and one.waits
    taken_back = record.standing or record.settled
    return {
        "review": confirms and record.standing < 3,
        "void": confirms if one.waits and taken_back else one.right in rights,
    }


def _version(one: Register, version: Any, shown: Shown) -> dict[str, Any]:
    return {
        "batch": version.batch, "when": moment(version.recorded_at), "who": version.actor,
        "verb": verb_words(version.verb), "reason": hide_numbers(version.reason),
        "changes": shown.changes(one, version.before, version.after),
        "file": version.file, "sheet": version.sheet, "row": version.row,
    }  # fmt: skip


def _related(line: Any, number: int) -> dict[str, Any]:
    one = registers()[line.register]
    query = urlencode({"link": line.link, "to": number})
    return {"code": one.code, "name": register_name(one), "link": field_name(one.field(line.link)),
            "count": f"{line.count:,}", "query": query}  # fmt: skip
