"""The pages of registers and records: all registers, one register's records, one record and what one may do to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
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
from jiedui.web.showing import (
    PARTS,
    Shown,
    field_name,
    heading,
    linked_numbers,
    moment,
    record_address,
    register_name,
    standing_words,
    verb_words,
    whole,
)
from jiedui.web.signing import for_members, words

ROWS_SHOWN = 50
COLUMNS_SHOWN = 8
NOT_THERE = ("RIGHT-001", "JOURNAL-005", "JOURNAL-012", "LEDGER-003")


@require_GET
@for_members
def registers_list(request: Any) -> HttpResponse:
    """All registers by part, and how many of their records wait."""
    try:
        waiting = {line.register: line for line in access.waiting(request.actor)}
    except Refused as refusal:
        return refused_page(request, refusal)
    parts: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
    for one in registers().values():
        line = {"code": one.code, "name": register_name(one), "waiting": waiting.get(one.code)}
        parts.setdefault(one.part, []).append(line)
    found = [{"name": PARTS.get(part, part), "registers": lines} for part, lines in parts.items() if lines]
    return render(request, "web/registers_list.html", {"parts": found})


@require_GET
@for_members
def records_list(request: Any, code: str) -> HttpResponse:
    """One page of a register's records within reach."""
    given = request.GET
    only = given.get("only", "") if given.get("only") in ("waiting", "returned") else ""
    link, number = given.get("link", ""), whole(given.get("to", ""))
    newest = given.get("order") == "newest"
    if (search := hide_numbers(given.get("search", ""))) != given.get("search", ""):
        return redirect(f"{request.path}?{urlencode({'search': search})}")  # no address keeps a personal number
    try:
        one = register(code)
        found = access.page_of_records(
            request.actor, one, search=search, only=only, linked=(link, number) if link else None,
            after=whole(given.get("after", "")), newest=newest, limit=ROWS_SHOWN + 1,
        )  # fmt: skip
        page = found[:ROWS_SHOWN]
        shown = Shown(request.actor, page)
    except Refused as refusal:
        return refused_page(request, refusal)
    kept = {"search": search, "only": only, "order": "newest" if newest else "", "link": link, "to": number or ""}
    kept = {name: text for name, text in kept.items() if text}
    context = {
        "register": {"code": one.code, "name": register_name(one), "waits": one.waits}, "kept": kept,
        "headings": [heading(field) for field in one.fields[:COLUMNS_SHOWN]],
        "rows": [_row(one, record, shown) for record in page], "is_first": not whole(given.get("after", "")),
        "first": f"?{urlencode(kept)}",
        "next": f"?{urlencode({**kept, 'after': page[-1].id})}" if len(found) > ROWS_SHOWN else "",
    }  # fmt: skip
    return render(request, "web/records_list.html", context)


def _row(one: Register, record: Any, shown: Shown) -> dict[str, Any]:
    return {
        "number": record.id, "address": record_address(one.code, record.id), **standing_words(one, record),
        "cells": [shown.cell(field, record) for field in one.fields[:COLUMNS_SHOWN]],
    }  # fmt: skip


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


def refused_page(request: Any, refusal: Refused) -> HttpResponse:
    """What is outside the reader's scope is as if it were not there; anything else is said in words."""
    if refusal.problems[0].code in NOT_THERE:
        text = _("There is no such page, or it lies outside what you may see.")
        return render(request, "web/not_found.html", {"words": text}, status=404)
    return render(request, "web/not_found.html", {"words": words(refusal)}, status=400)
