"""The pages of importing: send a workbook, look at the plan, save it, see what comes next; and templates to fill in.

Until it is saved a workbook is kept sealed for the session that sent it, and nothing else is written.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiedui.indicators.naming import is_chinese
from jiedui.intake.actions import import_plan
from jiedui.intake.annotation import annotate
from jiedui.intake.files import MAX_FILE_BYTES
from jiedui.intake.pending import drop_pending, keep_pending, pending_file
from jiedui.intake.planning import WRITING, open_file, plan_file
from jiedui.intake.repetition import repetition
from jiedui.intake.templates import write_template
from jiedui.kernel.errors import Refused, refused
from jiedui.registers import access
from jiedui.registers.catalogue import register, registers
from jiedui.web.plans import plan_context, plan_mark, problem_row
from jiedui.web.refusing import words
from jiedui.web.signing import for_members

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@for_members
def import_workbook(request: Any) -> HttpResponse:
    """The form, and the workbook that it sends: kept sealed, then its plan is shown."""
    try:
        _require_writing(request.actor)
        if request.method == "POST":
            return redirect("import_plan", _keep(request))
    except Refused as refusal:
        return _form(request, refusal)
    return _form(request)


@require_GET
@for_members
def import_plan_page(request: Any, digest: str) -> HttpResponse:
    """What importing the workbook would do. Nothing is written."""
    return _plan_page(request, digest)


@require_POST
@for_members
def import_save(request: Any, digest: str) -> HttpResponse:
    """Save what was shown: planned again, and only when it still comes to the same."""
    session, given = request.session["number"], request.POST
    try:
        with pending_file(digest, session) as path:
            plan = plan_file(open_file(path), request.actor)
            if given.get("mark") != plan_mark(plan):
                return _plan_page(
                    request, digest, _("The ledger was changed meanwhile. This is the plan as it is now.")
                )
            good, reason = given.get("rows") == "good", given.get("reason", "").strip()
            batch = import_plan(plan, request.actor, path, accept_good_rows=good, reason=reason)
    except Refused as refusal:
        return _plan_page(request, digest, _save_words(refusal))
    if batch is None:
        return _plan_page(request, digest, _("The ledger holds all of it already."))
    drop_pending(digest, session)
    return redirect("import_result", batch)


@require_POST
@for_members
def import_cancel(request: Any, digest: str) -> HttpResponse:
    """Throw the kept workbook away."""
    try:
        drop_pending(digest, request.session["number"])
    except Refused as refusal:
        return _missing(request, refusal)
    return redirect("import_workbook")


@require_GET
@for_members
def import_annotated(request: Any, digest: str) -> HttpResponse:
    """The sender's workbook with every problem marked in its cell."""
    try:
        with pending_file(digest, request.session["number"]) as path, TemporaryDirectory() as folder:
            output = Path(folder) / "annotated.xlsx"
            annotate(plan_file(open_file(path), request.actor), path, output)
            return _workbook(output.read_bytes(), f"{path.stem}-{_('marked')}.xlsx")
    except Refused as refusal:
        return _refused(request, refusal)


@require_GET
@for_members
def import_result(request: Any, batch: int) -> HttpResponse:
    """What was saved, by sheet, and what comes next."""
    try:
        found = access.batch(request.actor, batch)
        if found.verb != "import":
            raise refused("JOURNAL-005", batch=batch)
    except Refused as refusal:
        return _missing(request, refusal)
    sheets = json.loads(found.summary).get("sheets", [])
    rows = [{**sheet, "name": _register_name(register(sheet["register"]))} for sheet in sheets]
    waits = any(register(sheet["register"]).waits for sheet in sheets)
    context = {"batch": found, "sheets": rows, "waits": waits, "refused": sum(sheet["refused"] for sheet in sheets)}
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
            return _workbook(output.read_bytes(), f"{one.chinese}.xlsx")
    except Refused as refusal:
        return _missing(request, refusal)


def _keep(request: Any) -> str:
    """Keep the workbook that a form sent; too large a one is not read. Errors: those of keep_pending, FILE-001."""
    sent = request.FILES.getlist("workbook")
    if len(sent) != 1:
        raise refused("FILE-001")
    content = sent[0].read(MAX_FILE_BYTES + 1)
    return keep_pending(content, sent[0].name, request.session["number"])


def _require_writing(actor: Any) -> None:
    if not any(actor.has(right) for right in WRITING):
        actor.require(WRITING[0])


def _form(request: Any, refusal: Refused | None = None) -> HttpResponse:
    actor, status = request.actor, 200
    may_write = any(actor.has(right) for right in WRITING)
    if refusal is not None:
        status = 400 if may_write else 403
    templates = [
        {"code": one.code, "name": _register_name(one)} for one in registers().values() if actor.has(one.right)
    ]
    context = {
        "refusal": _words(refusal) if refusal else "", "may_write": may_write, "templates": templates,
        "problems": [problem_row(problem) for problem in refusal.problems[1:]] if refusal else [],
        "limit_mb": MAX_FILE_BYTES >> 20,
    }  # fmt: skip
    return render(request, "web/import_form.html", context, status=status)


def _plan_page(request: Any, digest: str, said: str = "") -> HttpResponse:
    """The plan; `said` is why nothing was saved just now."""
    actor = request.actor
    try:
        _require_writing(actor)
        with pending_file(digest, request.session["number"]) as path:
            again = repetition(path, actor)
            context = {"file": path.name} if again else plan_context(plan_file(open_file(path), actor))
    except Refused as refusal:
        return _refused(request, refusal)
    context |= {"digest": digest, "again": again, "said": said, "reason": request.POST.get("reason", "")}
    return render(request, "web/import_plan.html", context, status=409 if said else 200)


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    """A workbook that is not kept for this session is not there; what else is refused is said at the form."""
    is_missing = refusal.problems[0].code == "FILE-001"
    return _missing(request, refusal) if is_missing else _form(request, refusal)


def _missing(request: Any, refusal: Refused) -> HttpResponse:
    return render(request, "web/not_found.html", {"words": _words(refusal)}, status=404)


def _words(refusal: Refused) -> str:
    """What a refusal says; of a missing file, what to do."""
    if refusal.problems[0].code == "FILE-001":
        return _("No workbook is kept here. Choose one workbook and send it.")
    return words(refusal)


def _save_words(refusal: Refused) -> str:
    """Why saving was refused; what the command line advises is said in the words of the page."""
    if refusal.problems[0].code == "LEDGER-011":
        return _("Some rows are refused. Mend them and send the workbook again, or take the good rows.")
    return words(refusal)


def _register_name(one: Any) -> str:
    name: str = one.chinese if is_chinese() else one.english
    return name


def _workbook(content: bytes, name: str) -> HttpResponse:
    header = content_disposition_header(True, name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": header})
