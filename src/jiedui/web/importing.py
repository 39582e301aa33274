"""The pages of importing: send workbooks, see how each was read and what it would change, say what the reader could
not know, mend cells, save.

Until it is saved a workbook is kept sealed for the session that sent it, and nothing else is written.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiedui.indicators.naming import step_words
from jiedui.intake.actions import import_plan
from jiedui.intake.annotation import annotate
from jiedui.intake.corrections import Corrections, mended
from jiedui.intake.files import MAX_FILE_BYTES
from jiedui.intake.mends import earlier_mends
from jiedui.intake.pending import (
    correct_pending,
    drop_pending,
    keep_pending,
    pending_file,
    pending_files,
    place_pending,
    progress,
    progress_of,
)
from jiedui.intake.planning import WRITING, OpenedFile, Plan, open_file, plan_file
from jiedui.intake.repetition import repetition
from jiedui.intake.spellings import office_spellings, teach_headings
from jiedui.kernel.errors import Refused, refused
from jiedui.registers.catalogue import registers
from jiedui.web.corrections import corrected
from jiedui.web.downloads import workbook_answer
from jiedui.web.plans import plan_context, plan_mark, problem_row
from jiedui.web.refusing import led_to, not_found, words
from jiedui.web.showing import register_name
from jiedui.web.signing import for_members

MOST_FILES = 20
"""Workbooks sent at once; a month's returns of a county are fewer."""
PLAN_STEPS = ("open", "rows", "compare", "cross-check")
SAVE_STEPS = (*PLAN_STEPS, "check", "write", "post")


@require_http_methods(["GET", "POST"])
@for_members
def import_workbook(request: Any) -> HttpResponse:
    """The form, and the workbooks that it sends: kept sealed; of a single one the plan is shown at once."""
    try:
        _require_writing(request.actor)
        if request.method == "GET":
            return _form(request)
        kept = _keep(request)
    except Refused as refusal:
        return _form(request, refusal)
    if len(kept) > 1:
        return redirect("import_workbook")
    return _plan_page(request, kept[0])


@require_GET
@for_members
def import_plan_page(request: Any, digest: str) -> HttpResponse:
    """What importing the workbook would do. Nothing is written."""
    return _plan_page(request, digest)


@require_POST
@for_members
def import_correct(request: Any, digest: str) -> HttpResponse:
    """Keep what was said of a sheet's columns or of cells, and show the plan that comes of it."""
    session = request.session["number"]
    try:
        _require_writing(request.actor)
        with _opened(request, digest) as (opened, _path, said):
            changed = corrected(opened, said, request.POST)
            mended(opened.source, changed.mends)
        correct_pending(digest, session, changed)
    except Refused as refusal:
        return _plan_page(request, digest, words(refusal))
    return _plan_page(request, digest)


@require_POST
@for_members
def import_save(request: Any, digest: str) -> HttpResponse:
    """Save what was shown: planned again, and only when it still comes to the same."""
    given, actor = request.POST, request.actor
    try:
        with _opened(request, digest, SAVE_STEPS) as (opened, path, said):
            plan = plan_file(opened, actor, _teller(request, SAVE_STEPS))
            if given.get("mark") != plan_mark(plan):
                return _plan_page(request, digest, _("The plan is no longer what was shown. This is what it is now."))
            if given.get("teach") == "1":
                _teach(request, opened, said)
            good, reason = given.get("rows") == "good", given.get("reason", "").strip()
            step = _teller(request, SAVE_STEPS)
            batch = import_plan(plan, actor, path, accept_good_rows=good, reason=reason, step=step)
    except Refused as refusal:
        return _plan_page(request, digest, _save_words(refusal))
    if batch is None:
        return _plan_page(request, digest, _("The ledger holds all of it already."))
    drop_pending(digest, request.session["number"])
    return led_to(request, reverse("import_result", args=[batch]))


@require_POST
@for_members
def import_cancel(request: Any, digest: str) -> HttpResponse:
    """Throw the kept workbook away."""
    try:
        drop_pending(digest, request.session["number"])
    except Refused:
        return not_found(request)
    return redirect("import_workbook")


@require_GET
@for_members
def import_annotated(request: Any, digest: str) -> HttpResponse:
    """The sender's workbook with every problem marked in its cell."""
    try:
        with _opened(request, digest) as (opened, path, _said), TemporaryDirectory() as folder:
            output = Path(folder) / "annotated.xlsx"
            annotate(plan_file(opened, request.actor), path, output)
            return workbook_answer(output.read_bytes(), f"{path.stem}-{_('marked')}.xlsx")
    except Refused as refusal:
        return _refused(request, refusal)


@require_GET
@for_members
def import_progress(request: Any, ticket: str) -> HttpResponse:
    """How far the work behind a ticket has come: what is being done, how many steps are done, how many there are."""
    found = progress_of(ticket, request.session["number"])
    if found is None:
        return JsonResponse({"words": "", "done": 0, "total": 0})
    name, done, total = found
    return JsonResponse({"words": step_words(name), "done": done, "total": total})


def _keep(request: Any) -> list[str]:
    """Keep the workbooks that a form sent; too large a one is not read. Errors: those of keep_pending, FILE-001."""
    sent, session = request.FILES.getlist("workbook"), request.session["number"]
    if not sent:
        raise refused("FILE-001")
    if len(sent) > MOST_FILES:
        raise refused("FILE-019", limit=MOST_FILES)
    kept = [keep_pending(one.read(MAX_FILE_BYTES + 1), one.name, session) for one in sent]
    for digest in kept:
        if mends := earlier_mends(request.actor, digest):
            correct_pending(digest, session, Corrections(mends=mends))
    for digest in kept if len(kept) > 1 else ():
        place_pending(digest, session, _order(request, digest))
    return list(dict.fromkeys(kept))


def _order(request: Any, digest: str) -> int:
    """Where a workbook comes among others; one that cannot be read comes last, and says why on its own page."""
    try:
        with _opened(request, digest) as (opened, _path, _said):
            return opened.order
    except Refused:
        return len(registers())


@contextmanager
def _opened(
    request: Any, digest: str, steps: tuple[str, ...] = PLAN_STEPS
) -> Iterator[tuple[OpenedFile, Path, Corrections]]:
    """A kept workbook, opened with what was said of it and what the office has taught. Errors: FILE, MEND codes."""
    with pending_file(digest, request.session["number"]) as (path, said):
        spellings = office_spellings(request.actor)
        step = _teller(request, steps)
        yield open_file(path, spellings=spellings, corrections=said, may_be_unknown=True, step=step), path, said


def _teller(request: Any, steps: tuple[str, ...]) -> Any:
    """Who is told of each step: whoever holds the ticket that the form sent."""
    return progress(request.POST.get("ticket", ""), request.session["number"], steps)


def _teach(request: Any, opened: OpenedFile, said: Corrections) -> None:
    sheets = [
        (opened.source.grids[number - 1], opened.readings[number - 1], choice) for number, choice in said.sheets.items()
    ]
    teach_headings(request.actor, sheets, opened.source.name)


def _require_writing(actor: Any) -> None:
    if not any(actor.has(right) for right in WRITING):
        actor.require(WRITING[0])


def _form(request: Any, refusal: Refused | None = None) -> HttpResponse:
    actor, status = request.actor, 200
    may_write = any(actor.has(right) for right in WRITING)
    if refusal is not None:
        status = 400 if may_write else 403
    templates = [{"code": one.code, "name": register_name(one)} for one in registers().values() if actor.has(one.right)]
    context = {
        "refusal": _words(refusal) if refusal else "", "may_write": may_write, "templates": templates,
        "problems": [problem_row(problem) for problem in refusal.problems[1:]] if refusal else [],
        "limit_mb": MAX_FILE_BYTES >> 20, "ticket": secrets.token_urlsafe(16),
        "waiting": pending_files(request.session["number"]) if may_write else [],
    }  # fmt: skip
    return render(request, "web/import_form.html", context, status=status)


def _plan_page(request: Any, digest: str, said: str = "") -> HttpResponse:
    """The plan; `said` is why nothing was saved just now."""
    actor = request.actor
    try:
        _require_writing(actor)
        with _opened(request, digest) as (opened, path, choices):
            again = None if choices.sheets else repetition(path, actor)
            plan = Plan(opened.source, [], []) if again else plan_file(opened, actor, _teller(request, PLAN_STEPS))
            context = plan_context(plan, opened, choices)
    except Refused as refusal:
        return _refused(request, refusal)
    context |= {
        "digest": digest, "again": again, "said": said, "reason": request.POST.get("reason", ""),
        "ticket": secrets.token_urlsafe(16),
    }  # fmt: skip
    answer = render(request, "web/import_plan.html", context, status=409 if said else 200)
    answer.headers["HX-Push-Url"] = reverse("import_plan", args=[digest])
    return answer


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    """A workbook that is not kept for this session is not there; what else is refused is said at the form."""
    return not_found(request) if refusal.problems[0].code == "FILE-001" else _form(request, refusal)


def _words(refusal: Refused) -> str:
    """What a refusal says; of a missing file, what to do."""
    if refusal.problems[0].code == "FILE-001":
        return _("No workbook is kept here. Choose a workbook and send it.")
    return words(refusal)


def _save_words(refusal: Refused) -> str:
    """Why saving was refused; what the command line advises is said in the words of the page."""
    if refusal.problems[0].code == "LEDGER-011":
        return _("Some rows are refused. Mend them here or in the workbook, or take the good rows.")
    return words(refusal)
