"""The lists: all registers, and the records of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.registers import access
from jiedui.registers.catalogue import register, registers
from jiedui.registers.declaration import Register
from jiedui.web.refusing import refused_page
from jiedui.web.showing import PARTS, Shown, heading, record_address, register_name, standing_words, whole
from jiedui.web.signing import for_members

ROWS_SHOWN = 50
COLUMNS_SHOWN = 8


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
