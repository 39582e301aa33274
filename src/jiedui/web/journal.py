"""The pages of the journal: batches newest first, and one batch with its entries, which may be undone."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiedui.intake.pending import counted_progress
from jiedui.intake.verification import last_verification, record_verification, verify_ledger
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.places.boundaries import LOADED
from jiedui.registers import access
from jiedui.registers.actions import undo
from jiedui.registers.catalogue import registers
from jiedui.registers.own_days import BY_TRACKS
from jiedui.registers.privacy import require_reason
from jiedui.web.refusing import led_to, refused_page, words
from jiedui.web.showing import Shown, linked_numbers, moment, record_address, register_name, verb_words, whole
from jiedui.web.signing import for_members

ROWS_SHOWN = 50


@require_GET
@for_members
def journal_list(request: Any) -> HttpResponse:
    """The batches that the reader may see, newest first."""
    before = whole(request.GET.get("before", "")) or None
    try:
        found = access.batches(request.actor, before=before, limit=ROWS_SHOWN + 1)
        verification = last_verification(request.actor)
    except Refused as refusal:
        return refused_page(request, refusal)
    page = found[:ROWS_SHOWN]
    older = f"?before={page[-1].id}" if len(found) > ROWS_SHOWN else ""
    context = {
        "batches": [_head(one) for one in page], "older": older, "is_first": before is None,
        "verification": _verification(verification), "may_verify": request.actor.has("verify"),
        "ticket": secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "web/journal_list.html", context)


@require_POST
@for_members
def journal_verify(request: Any) -> HttpResponse:
    """Recompute the chain, the balances and the registers, and say in the journal what came of it."""
    tick = counted_progress(request.POST.get("ticket", ""), request.session["number"], "verify")
    try:
        record_verification(request.actor, verify_ledger(request.actor, tick))
    except Refused as refusal:
        return refused_page(request, refusal)
    return led_to(request, reverse("journal_list"))


def _verification(found: Any) -> dict[str, Any] | None:
    """The last verification as the page shows it; None before the first."""
    if found is None:
        return None
    return {
        "when": moment(found.recorded_at), "who": found.actor, "verified": f"{found.verified:,}",
        "hash": found.hash[:12], "problems": found.problems, "codes": found.codes, "batch": found.batch,
        "since": f"{found.since:,}",
    }  # fmt: skip


@require_GET
@for_members
def batch_page(request: Any, number: int) -> HttpResponse:
    """A batch: its head and summary, its entries within reach, and a form to undo it."""
    return _batch_page(request, number)


@require_POST
@for_members
def batch_undo(request: Any, number: int) -> HttpResponse:
    """Undo a batch, with a reason; a refusal is said on the batch's page."""
    reason = request.POST.get("text", "").strip()
    try:
        access.batch(request.actor, number)
        require_reason(reason)
        return redirect("batch_page", undo(number, request.actor, reason=reason))
    except Refused as refusal:
        return _batch_page(request, number, refusal, reason)


def _batch_page(request: Any, number: int, refusal: Refused | None = None, typed: str = "") -> HttpResponse:
    actor = request.actor
    after = whole(request.GET.get("after", ""))
    try:
        batch = access.batch(actor, number)
        found = access.entries(actor, number, after=after, limit=ROWS_SHOWN + 1)
        undone_by = access.undone_by(actor, number)
        page = found[:ROWS_SHOWN]
        shown = Shown(actor, [], _named_by(page))
    except Refused as missing:
        return refused_page(request, missing)
    can_be_undone = undone_by is None and batch.verb not in (LOADED, *BY_TRACKS)
    may_write = any(map(actor.has, ("enter", "confirm", "manage", "administer")))
    may_undo = bool(page) and can_be_undone and may_write
    context = {
        "batch": _head(batch), "summary": _summary(batch.summary), "hash": batch.hash, "undone_by": undone_by,
        "entries": [_entry(entry, shown) for entry in page], "is_first": not after, "may_undo": may_undo,
        "next": f"?after={page[-1].entry}" if len(found) > ROWS_SHOWN else "",
        "refusal": words(refusal) if refusal is not None else "", "typed": typed,
    }  # fmt: skip
    return render(request, "web/batch_page.html", context, status=200 if refusal is None else 409)


def _head(batch: Any) -> dict[str, Any]:
    return {
        "number": batch.id, "when": moment(batch.recorded_at), "who": batch.actor_name, "verb": verb_words(batch.verb),
        "reason": hide_numbers(batch.reason), "file": hide_numbers(batch.file_name), "hash": batch.hash[:12],
        "entries": f"{batch.entries:,}", "postings": f"{batch.postings:,}", "reverses": batch.reverses,
    }  # fmt: skip


def _named_by(entries: list[access.Touched]) -> dict[str, set[int]]:
    """The records that entries are about and those that they link to, by register."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.register, set()).add(entry.record)
        for state in (entry.before, entry.after):
            for code, number in linked_numbers(registers()[entry.register], state):
                wanted.setdefault(code, set()).add(number)
    return wanted


def _entry(entry: access.Touched, shown: Shown) -> dict[str, Any]:
    one = registers()[entry.register]
    is_there = entry.record in shown.linked
    return {
        "register": register_name(one), "name": shown.name(one.code, entry.record), "number": entry.record,
        "address": record_address(one.code, entry.record) if is_there else "",
        "changes": shown.changes(one, entry.before, entry.after), "sheet": entry.sheet, "row": entry.row,
        "is_new": not entry.before, "is_gone": not entry.after,
    }  # fmt: skip


def _summary(text: str) -> list[dict[str, str]]:
    """What a batch says of itself, line by line."""
    names = {
        "register": _("register"), "records": _("records"), "record": _("record"), "field": _("field"),
        "level": _("level"), "signed": _("signed once"), "confirms": _("confirms batch"),
        "returns": _("returns batch"), "undoes": _("undoes batch"), "reader": _("reader's version"),
        "sheets": _("sheets"), "member": _("member"), "restates": _("restated records"),
        "taker": _("who takes over"), "witness": _("witness"), "boundary_set": _("boundary set"),
        "version": _("version"), "approval_number": _("approval number"), "coordinates": _("coordinate system"),
        "resolution": _("resolution"), "counties": _("counties"), "cells": _("cells"), "file": _("file"),
        "file_digest": _("SHA-256 of the file"), "digest": _("SHA-256 of the tables"),
    }  # fmt: skip
    found = json.loads(text)
    lines: list[dict[str, str]] = []
    for name, value in found.items():
        shown = value if isinstance(value, (str, int)) else json.dumps(value, ensure_ascii=False)
        if name == "register" and value in registers():
            shown = register_name(registers()[value])
        lines.append({"name": names.get(name, name), "text": hide_numbers(str(shown))})
    return lines
