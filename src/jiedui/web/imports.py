"""What was imported: the history, one import's result with the way to undo it; and templates to fill in."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiedui.intake.pending import pending_files
from jiedui.intake.templates import write_template
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.registers import access
from jiedui.registers.catalogue import register, registers
from jiedui.web.downloads import workbook_answer
from jiedui.web.refusing import refused_page
from jiedui.web.showing import moment, register_name, whole
from jiedui.web.signing import for_members

ROWS_SHOWN = 50
COUNTS = ("new", "changed", "same", "refused")


@require_GET
@for_members
def imports_list(request: Any) -> HttpResponse:
    """The imports that the reader may see, newest first, and which of them were undone."""
    before = whole(request.GET.get("before", "")) or None
    try:
        found = access.batches(request.actor, before=before, limit=ROWS_SHOWN + 1, verb="import")
        page = found[:ROWS_SHOWN]
        undone = access.undone(request.actor, [one.id for one in page])
    except Refused as refusal:
        return refused_page(request, refusal)
    lines = [{**_line(one), "undone_by": undone.get(one.id)} for one in page]
    older = f"?before={page[-1].id}" if len(found) > ROWS_SHOWN else ""
    return render(request, "web/imports_list.html", {"imports": lines, "older": older, "is_first": before is None})


@require_GET
@for_members
def import_result(request: Any, batch: int) -> HttpResponse:
    """What was saved, by sheet, what comes next, and a form to undo it."""
    try:
        found = access.batch(request.actor, batch)
        if found.verb != "import":
            raise refused("JOURNAL-005", batch=batch)
        undone_by = access.undone_by(request.actor, batch)
    except Refused as refusal:
        return refused_page(request, refusal)
    sheets = _sheets(found)
    context = {
        **_line(found), "sheets": sheets, "undone_by": undone_by, "waits": any(sheet["waits"] for sheet in sheets),
        "refused": sum(sheet["refused"] for sheet in sheets), "mended": json.loads(found.summary).get("mended", []),
        "waiting": pending_files(request.session["number"]),
        "may_undo": undone_by is None and request.actor.has("enter"),
    }  # fmt: skip
    return render(request, "web/import_result.html", context)


@require_GET
@for_members
def import_template(request: Any, code: str) -> HttpResponse:
    """A register's empty workbook."""
    try:
        one = register(code)
        with TemporaryDirectory() as folder:
            output = Path(folder) / "template.xlsx"
            write_template(one, output)
            return workbook_answer(output.read_bytes(), f"{one.chinese}.xlsx")
    except Refused as refusal:
        return refused_page(request, refusal)


def _sheets(batch: Any) -> list[dict[str, Any]]:
    """What a batch says of its sheets; of a register that is no more, its code."""
    found = json.loads(batch.summary).get("sheets", []) if batch.summary else []
    return [
        {**sheet, "name": register_name(registers()[sheet["register"]]), "waits": registers()[sheet["register"]].waits}
        for sheet in found
        if sheet["register"] in registers()
    ]


def _line(batch: Any) -> dict[str, Any]:
    sheets = _sheets(batch)
    counts = {name: sum(sheet[name] for sheet in sheets) for name in COUNTS}
    return {
        "number": batch.id, "file": hide_numbers(batch.file_name), "when": moment(batch.recorded_at),
        "who": batch.actor_name, "reason": hide_numbers(batch.reason), "counts": counts,
        "registers": list(dict.fromkeys(sheet["name"] for sheet in sheets)),
    }  # fmt: skip
