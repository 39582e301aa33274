"""Evidence on a record: files taken from a form, handed out as what their content says they are, taken off again.

A picture and a PDF are shown in the page, everything else is handed out as a file. Whatever they hold, no script of
theirs runs: the answer's own policy lets nothing load, and the browser may not guess another kind of file.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from jiedui.indicators.naming import problem_words
from jiedui.kernel.errors import Refused
from jiedui.registers import access
from jiedui.registers.attachments import EVIDENCE, MAX_BYTES, Sent, attach, detach, open_evidence, require_sendable
from jiedui.registers.catalogue import register, registers
from jiedui.web.records import shown_record
from jiedui.web.refusing import refused_page
from jiedui.web.showing import record_address, whole
from jiedui.web.signing import for_members

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""Of a PDF: browsers show one in a viewer of their own, which a sandbox would forbid; it runs in no page of ours."""


@require_POST
@for_members
def evidence_attach(request: Any, code: str, number: int) -> HttpResponse:
    """Put the files of a form on a record; what is wrong with them is said beside the form, and nothing is kept."""
    kind = request.POST.get("kind", "")
    try:
        one = register(code)
        batch = attach(request.actor, one, number, _sent(request), kind)
    except Refused as refusal:
        problems = [problem_words(problem) for problem in refusal.problems]
        return shown_record(request, code, number, evidence={"problems": problems, "kind": kind})
    return redirect(f"{record_address(one.code, number)}?saved={batch or 0}#evidence")


@require_GET
@for_members
def evidence_file(request: Any, number: int) -> HttpResponse:
    """The file of a piece of evidence: in the page where it is a picture or a PDF, else to be kept as a file."""
    try:
        opened = open_evidence(request.actor, number)
    except Refused as refusal:
        return refused_page(request, refusal)
    shown_as = opened.kind.shown_as
    response = HttpResponse(opened.content, content_type=opened.kind.media)
    as_file = not shown_as or "download" in request.GET
    response["Content-Disposition"] = content_disposition_header(as_file, opened.name) or "attachment"
    response["Content-Security-Policy"] = DOCUMENT if shown_as == "document" else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_POST
@for_members
def evidence_remove(request: Any, number: int) -> HttpResponse:
    """Take a piece of evidence off its record, with a reason; the page of that record says what came of it."""
    text = request.POST.get("text", "").strip()
    try:
        piece = access.record(request.actor, registers()[EVIDENCE], number)
        code, target = piece["target_register"], piece["target"]
    except Refused as missing:
        return refused_page(request, missing)
    try:
        batch = detach(request.actor, number, whole(request.POST.get("seen", "")), text)
    except Refused as refusal:
        problems = [problem_words(problem) for problem in refusal.problems]
        return shown_record(request, code, target, evidence={"problems": problems, "removing": number, "text": text})
    return redirect(f"{record_address(code, target)}?saved={batch}#evidence")


def _sent(request: Any) -> list[Sent]:
    """The files of a form. One that is too large is read no further than to know it."""
    files = [*request.FILES.getlist("files"), *request.FILES.getlist("photo")]
    require_sendable([file.size for file in files])
    return [Sent(file.name, file.read(MAX_BYTES + 1)) for file in files]
