"""The page of a record, and what one may do to it there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiedui.indicators.naming import region_name
from jiedui.intake.forms import may_edit
from jiedui.intake.headings import Target
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.kernel.units import UNITS, in_unit
from jiedui.registers import access
from jiedui.registers.actions import void
from jiedui.registers.attachments import EVIDENCE, file_of
from jiedui.registers.catalogue import register, registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.postings_of import postings
from jiedui.registers.privacy import require_reason
from jiedui.registers.reviewing import confirm_records, send_back_records
from jiedui.web.attached import evidence_section
from jiedui.web.fieldsets import grouped
from jiedui.web.middleware import POLICY
from jiedui.web.refusing import refused_page, words
from jiedui.web.showing import (
    STANDINGS,
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

VERSIONS_SHOWN = 50
POSTINGS_SHOWN = 100
CHANGES_SHOWN = 8


@require_GET
@for_members
def record_page(request: Any, code: str, number: int) -> HttpResponse:
    """A record: its fields, standing, postings, evidence, history, what links to it; forms for what may be done."""
    return shown_record(request, code, number)


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
        return shown_record(request, code, number, refusal, {"act": act, "text": text})


def shown_record(
    request: Any,
    code: str,
    number: int,
    refusal: Refused | None = None,
    typed: dict[str, str] | None = None,
    evidence: dict[str, Any] | None = None,
) -> HttpResponse:
    """A record's page. `refusal` and `typed`: what was not done, and the words that were sent with it; `evidence`:
    the same of the form that takes files."""
    actor = request.actor
    try:
        one = register(code)
        record = access.record(actor, one, number)
        history = access.history(actor, one, number)
        versions = history[::-1][:VERSIONS_SHOWN]
        related = access.related(actor, one, number)
        shown = Shown(actor, [record], _wanted(one, record, versions))
        standing, count = postings(actor, one, number, POSTINGS_SHOWN)
        context = {
            "register": {"code": one.code, "name": register_name(one)}, "number": number, "seen": record.entry,
            "name": shown.name(one.code, number), "status": standing_words(one, record),
            "may": _may(actor, one, record), "groups": _groups(one, record, shown),
            "versions": [_version(one, version, shown) for version in versions],
            "more_versions": len(history) - len(versions), "postings": [_posting(one, line) for line in standing],
            "more_postings": count - len(standing), "posts": bool(one.postings),
            "related": [_related(line, number) for line in related if line.register != EVIDENCE],
            "added": _added(actor, one, number), "saved": _saved(request),
            "refusal": words(refusal) if refusal is not None else "", "typed": typed or {},
            "evidence": evidence_section(actor, one, number, evidence or {}) if one.code != EVIDENCE else None,
            "file": _file(actor, record) if one.code == EVIDENCE else None,
        }  # fmt: skip
    except Refused as missing:
        return refused_page(request, missing)
    status = 200 if refusal is None and evidence is None else 409
    response = render(request, "web/record_page.html", context, status=status)
    if one.code == EVIDENCE:
        response["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


def _wanted(one: Register, record: Record, versions: list[Any]) -> dict[str, set[int]]:
    """The records that a record links to, and once linked to."""
    wanted: dict[str, set[int]] = {}
    for state in (state for version in versions for state in (version.before, version.after)):
        for target, linked in linked_numbers(one, {**record.values, **state}):
            wanted.setdefault(target, set()).add(linked)
    return wanted


def _groups(one: Register, record: Record, shown: Shown) -> list[dict[str, Any]]:
    found = grouped(one, one.fields, Target)
    return [
        {"name": name, "fields": [{**heading(field), "cell": shown.cell(field, record)} for field in fields]}
        for name, fields in found
    ]


def _may(actor: Actor, one: Register, record: Record) -> dict[str, bool]:
    """Which forms a page offers; whether the act is granted is asked again when it is sent."""
    rights = access.rights_over(actor, one, record.id)
    confirms = "confirm" in rights and one.waits
    taken_back = record.standing or record.settled
    return {
        "review": confirms and record.standing < 3,
        "void": confirms if one.waits and taken_back else one.right in rights,
        "edit": may_edit(actor, one, record.id),
    }


def _saved(request: Any) -> dict[str, Any]:
    """What has just been saved, where the address says so."""
    text = request.GET.get("saved", "")
    if text == "0":
        return {"batch": 0}
    try:
        return {"batch": access.batch(request.actor, whole(text)).id} if text else {}
    except Refused:
        return {}


def _posting(one: Register, line: Any) -> dict[str, Any]:
    unit = next(unit.text for unit in UNITS.values() if unit.bases[0] == line.unit)
    return {
        "day": line.valid_on.isoformat(), "place": region_name(line.region), "account": line.account,
        "amount": f"{in_unit(line.amount, unit):,f}", "unit": unit, "standing": STANDINGS[line.standing],
        "field": field_name(one.field(line.field)) if one.has(line.field) else "",
    }  # fmt: skip


def _version(one: Register, version: Any, shown: Shown) -> dict[str, Any]:
    changes = shown.changes(one, version.before, version.after)
    return {
        "is_new": not version.before, "is_long": len(changes) > CHANGES_SHOWN, "changes": changes,
        "batch": version.batch, "when": moment(version.recorded_at), "who": version.actor,
        "verb": verb_words(version.verb), "reason": hide_numbers(version.reason),
        "file": version.file, "sheet": version.sheet, "row": version.row,
    }  # fmt: skip


def _related(line: Any, number: int) -> dict[str, Any]:
    one = registers()[line.register]
    query = urlencode({"link": line.link, "to": number})
    return {"code": one.code, "name": register_name(one), "link": field_name(one.field(line.link)),
            "count": f"{line.count:,}", "query": query}  # fmt: skip


def _added(actor: Actor, one: Register, number: int) -> list[dict[str, str]]:
    """The records that one may hang on this one."""
    return [
        {"name": register_name(other), "address": f"{_form_address(other)}?{link.name}={number}"}
        for other in registers().values()
        for link in other.links
        if link.to == one.code
        and not link.derived
        and actor.has(other.right)
        and ("" in link.embeds.values() or not link.embeds)
    ]


def _form_address(one: Register) -> str:
    """The form of a new record; a visit has one of its own."""
    return reverse("visit_new") if one.code == "visits" else reverse("record_new", args=[one.code])


def _file(actor: Actor, record: Record) -> dict[str, Any]:
    """The file of a piece of evidence, and how it can be shown."""
    kind = file_of(actor, record.id)
    address = reverse("evidence_file", args=[record.id])
    return {"address": address, "shown_as": kind.shown_as} if kind is not None else {}
