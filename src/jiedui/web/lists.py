"""The lists: all registers, and the records of one."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiedui.demo.actions import is_demonstration
from jiedui.intake.exports import Excerpt, export_register
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.registers.attachments import EVIDENCE
from jiedui.registers.catalogue import register, registers
from jiedui.registers.counting import Count, counts
from jiedui.registers.declaration import Record, Register
from jiedui.registers.lists import COUNTED_AMONG, Page, page_of_records
from jiedui.registers.published import SNAPSHOTS
from jiedui.web.filtering import ATTENTION, Listing, chips, choices, controls, listing, unread_words
from jiedui.web.refusing import asked_wrongly, refused_page
from jiedui.web.showing import PARTS, Shown, heading, record_address, register_name, standing_words
from jiedui.web.signing import for_members

ROWS_SHOWN = 50


@require_GET
@for_members
def registers_list(request: Any) -> HttpResponse:
    """All registers by part, how many records they hold within reach, and how many of these wait."""
    try:
        held = counts(request.actor)
    except Refused as refusal:
        return refused_page(request, refusal)
    parts: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
    for one in registers().values():
        numbers = held[one.code]
        line = {"code": one.code, "name": register_name(one), "count": _at_least(numbers.records)}
        for name, count in (("waiting", numbers.waiting), ("returned", numbers.returned)):
            line[name] = _at_least(count) if count.number else ""
        parts.setdefault(one.part, []).append(line)
    found = [{"name": PARTS.get(part, part), "registers": lines} for part, lines in parts.items() if lines]
    return render(request, "web/registers_list.html", {"parts": found})


def _at_least(count: Count) -> str:
    """A count as it is shown, with a + where there may be more; empty for none."""
    return f"{count.number:,}{'+' if count.is_more else ''}" if count.number or count.is_more else ""


@require_GET
@for_members
def records_list(request: Any, code: str) -> HttpResponse:
    """One page of a register's records within reach: the page, or the part of it that filters change."""
    if hidden := _without_numbers(request):
        return redirect(hidden)
    try:
        one = register(code)
        found = listing(request.actor, one, dict(request.GET.lists()))
        page = page_of_records(
            request.actor, one, found.asked, after=found.after, before=found.before, limit=ROWS_SHOWN
        )
        shown = Shown(request.actor, page.records)
    except Refused as refusal:
        return refused_page(request, refusal)
    context = _list_part(found, page, shown, may_export=request.actor.has("export"))
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        response = render(request, "web/_list_part.html", context)
        response["HX-Push-Url"] = f"{request.path}{found.address(after=found.after, before=found.before)}"
        return response
    kept = [pair for pair in found.pairs if pair[0] in (*ATTENTION, "link", "to")]
    context |= {"kept": kept, "controls": controls(found), "choices": choices(found), "asked": found.asked}
    # Evidence is begun on the page of what it proves, and a report is published, not typed.
    context["may_write"] = request.actor.has(one.right) and one.code not in (EVIDENCE, SNAPSHOTS)
    return render(request, "web/records_list.html", context)


@require_POST
@for_members
def records_export(request: Any, code: str) -> HttpResponse:
    """All that a list holds as a file: as it is shown, or with all columns, so that it imports back."""
    which, _dot, ending = request.POST.get("as", "").partition(".")
    if which not in ("shown", "all") or ending not in ("xlsx", "csv") or _without_numbers(request):
        return asked_wrongly(request)
    with TemporaryDirectory(prefix="jiedui-export-") as folder:
        path = Path(folder) / f"export.{ending}"
        try:
            one = register(code)
            found = listing(request.actor, one, dict(request.GET.lists()))
            columns = tuple(field.name for field in found.columns) if which == "shown" else ()
            export_register(one, path, request.actor, excerpt=Excerpt(found.asked, columns, _about(found)))
        except Refused as refusal:
            return refused_page(request, refusal)
        stream = path.open("rb")  # read to its end after the folder is gone
    name = f"{register_name(one)}_{clock.today():%Y%m%d}.{ending}"
    return FileResponse(stream, as_attachment=True, filename=name)


def _about(found: Listing) -> tuple[str, ...]:
    """What a file that was taken out says of itself: which records, of which day, and that they are invented."""
    name, narrowed = register_name(found.register), [chip["words"] for chip in chips(found)]
    words = [_("{register}, as of {day}").format(register=name, day=clock.today()), *narrowed]
    if is_demonstration(settings.DATA):
        words.append(_("Demonstration: all records are invented."))
    return tuple(words)


def _without_numbers(request: Any) -> str:
    """The same address with the personal numbers in it hidden; empty where it holds none. No address keeps one."""
    pairs = [(name, text) for name, texts in request.GET.lists() for text in texts]
    hidden = [(name, hide_numbers(text)) for name, text in pairs]
    return f"{request.path}?{urlencode(hidden)}" if hidden != pairs else ""


def _list_part(found: Listing, page: Page, shown: Shown, *, may_export: bool) -> dict[str, Any]:
    """What the table and all that goes with it show."""
    one, records = found.register, page.records
    return {
        "register": {"code": one.code, "name": register_name(one), "waits": one.waits},
        "headings": [_heading(found, page, field) for field in found.columns],
        "number": _ordered(found, page, ""),
        "rows": [_row(one, record, found, shown) for record in records],
        "chips": chips(found), "unread": [unread_words(line) for line in found.unread],
        "is_narrowed": found.is_narrowed,
        "count": _count_words(page), "notes": _notes(found, page), "sort": page.order, "down": found.asked.downward,
        "cleared": found.address(without=[name for name, _text in found.pairs if name not in ("sort", "down", "c")]),
        "first": found.address(),
        "earlier": found.address(before=records[0].id) if page.has_earlier and records else "",
        "later": found.address(after=records[-1].id) if page.has_later and records else "",
        "go_on": found.address(after=page.go_on) if page.go_on else "",
        "export": f"{reverse('records_export', args=[one.code])}{found.address()}", "may_export": may_export,
    }  # fmt: skip


def _heading(found: Listing, page: Page, field: Any) -> dict[str, Any]:
    return {**heading(field), **(_ordered(found, page, field.name) if field.name in page.orders else {})}


def _ordered(found: Listing, page: Page, name: str) -> dict[str, Any]:
    """A heading's link to the order by it, and which way it is in order now."""
    is_here, down = page.order == name, found.asked.downward
    address = found.address(without=("sort", "down"), sort=name, down="1" if is_here and not down else "")
    return {"address": address, "order": ("descending" if down else "ascending") if is_here else ""}


def _row(one: Register, record: Record, found: Listing, shown: Shown) -> dict[str, Any]:
    return {
        "number": record.id, "address": record_address(one.code, record.id), **standing_words(one, record),
        "cells": [shown.cell(field, record) for field in found.columns],
    }  # fmt: skip


def _count_words(page: Page) -> str:
    count = f"{page.count:,}"
    if page.counted == "more":
        return _("more than {count} records").format(count=count)
    if page.counted == "looked":
        return _("{count} among the first {looked} records looked through").format(
            count=count, looked=f"{COUNTED_AMONG:,}"
        )
    return _("1 record") if page.count == 1 else _("{count} records").format(count=count)


def _notes(found: Listing, page: Page) -> list[str]:
    """What a reader of a long register has to know: how it was searched, and where the looking stopped."""
    notes = []
    if page.is_long and found.asked.search:
        notes.append(_("In a register as long as this one, names are found by how they begin."))
    if found.asked.order and not page.order:
        notes.append(_("A register as long as this one cannot be put in this order; it stands by number."))
    if page.looked_at:
        words = _("{looked} records were looked through in this order; there may be more that match.")
        notes.append(words.format(looked=f"{page.looked_at:,}"))
    return notes
