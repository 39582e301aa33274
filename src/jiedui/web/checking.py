"""The page that checks a text: pasted or sent as a file, marked figure by figure. What was sent is not kept."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiedui.indicators.lenses import Asked
from jiedui.indicators.naming import lens_in_words
from jiedui.kernel.errors import Refused, refused
from jiedui.reports.prose.checking import Checked, check_text
from jiedui.reports.prose.comments import commented
from jiedui.reports.prose.marks import BROKEN, Mark, annotated_page, marks, pieces
from jiedui.reports.prose.naming import kind_name, relation_in_words, relation_name
from jiedui.reports.prose.precision import printed
from jiedui.reports.prose.report import report
from jiedui.reports.prose.text import MAX_TEXT_BYTES, Text, decode
from jiedui.web.refusing import NOT_THERE, refused_page, words
from jiedui.web.signing import for_members

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "POST"])
@for_members
def text_check(request: Any) -> HttpResponse:
    """The form, and what it sends: the text with its marks, or a copy to be saved."""
    if request.method == "GET":
        return _form(request)
    given = request.POST
    asked = Asked(given.get("region", ""), given.get("as-of", ""), "", given.get("known-at", ""))
    try:
        data, name = _sent(request)
        text = decode(data, name)
        checked = check_text(request.actor, text.content, asked, is_torn=text.kind == "pdf")
    except Refused as refusal:
        code = refusal.problems[0].code
        return refused_page(request, refusal) if code in NOT_THERE or code == "REGION-004" else _form(request, refusal)
    want = given.get("want", "page")
    if want == "json":
        content = json.dumps(report(checked), ensure_ascii=False, indent=1).encode()
        return _download(content, "application/json", "check.json")
    if want == "copy" and text.kind == "docx":
        return _download(commented(data, text, checked, name), DOCX, name)
    if want == "copy":
        return _download(annotated_page(checked), "text/html", "check.html")
    return render(request, "web/check_result.html", _result(checked, text, asked))


def _sent(request: Any) -> tuple[bytes, str]:
    """The file, or what was pasted. Errors: PROSE-006 neither, FILE-005 too large."""
    file = request.FILES.get("file")
    if file is not None:
        if file.size > MAX_TEXT_BYTES:
            raise refused("FILE-005", limit_mb=MAX_TEXT_BYTES // 1024 // 1024)
        return file.read(), file.name
    pasted = request.POST.get("text", "")
    if not pasted.strip():
        raise refused("PROSE-006")
    return pasted.encode(), _("pasted text")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    header = content_disposition_header(True, name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": header or "attachment"})


def _form(request: Any, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "refusal": words(refusal) if refusal else "", "text": request.POST.get("text", ""),
        "region": request.POST.get("region", ""), "as_of": request.POST.get("as-of", ""),
        "limit_mb": MAX_TEXT_BYTES // 1024 // 1024,
    }  # fmt: skip
    return render(request, "web/check_form.html", context, status=400 if refusal else 200)


def _result(checked: Checked, text: Text, asked: Asked) -> dict[str, Any]:
    found = marks(checked)
    rows = [{"mark": mark, "address": _trace(mark, checked), "kind": kind_name(mark.context.kind),
             "ledger": _ledger(mark)}
            for mark in found]  # fmt: skip
    broken = [
        {"name": relation_name(one.kind), "reason": relation_in_words(one),
         "texts": [checked.text[slice(*span)] for span in (one.whole, *one.parts)]}
        for one in checked.relations if not one.holds
    ]  # fmt: skip
    counts: dict[str, dict[str, Any]] = {}
    for mark in found:
        count = counts.setdefault(
            mark.status, {"symbol": mark.symbol, "words": mark.words, "status": mark.status, "number": 0}
        )
        count["number"] += 1
    return {
        "rows": rows, "broken": broken, "pieces": pieces(checked, found), "counts": list(counts.values()),
        "lens": lens_in_words(checked.lens), "text": checked.text, "asked": asked, "is_word": text.kind == "docx",
        "broken_sign": BROKEN, "is_sound": checked.is_sound,
    }  # fmt: skip


def _ledger(mark: Mark) -> str:
    return "" if mark.verdict.value is None else f"{printed(mark.verdict.value)} {mark.context.mention.unit}"


def _trace(mark: Mark, checked: Checked) -> str:
    """The trace of the ledger's figure through the lens that was used; empty where there is none."""
    reading = mark.verdict.reading
    if reading is None or mark.verdict.value is None or len(reading.places) > 1:
        return ""
    (region, own), context = reading.places[0], mark.context
    texts = {
        "region": region, "own": "1" if own else "", "as-of": context.last_day.isoformat(),
        "since": reading.since.isoformat() if reading.since else "", "level": str(checked.lens.level),
        "known-at": checked.lens.known_at.isoformat() if checked.lens.known_at else "",
    }  # fmt: skip
    return (
        f"{reverse('figure_trace', args=[reading.code])}?{urlencode({name: one for name, one in texts.items() if one})}"
    )
