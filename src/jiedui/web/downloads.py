"""Files that a page hands out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document_answer(content: bytes, name: str) -> HttpResponse:
    """A Word document to be saved under a name."""
    header = content_disposition_header(True, name)
    return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": header or "attachment"})


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under a name."""
    header = content_disposition_header(True, name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": header or "attachment"})


def table_answer(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A table as text to be saved under a name: in UTF-8 with a mark, so that a spreadsheet reads it rightly."""
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else _cell(cell) for cell in row] for row in rows])
    header = content_disposition_header(True, name)
    content = ("\ufeff" + text.getvalue()).encode()
    return HttpResponse(
        content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": header or "attachment"}
    )


def _cell(cell: object) -> object:
    """Numbers as they are, a negative one too; texts harmless."""
    return harmless(cell) if isinstance(cell, str) else cell


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
