"""Reading a document back: which figures its numbers are, whatever became of the sentences around them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO

from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from jiedui.kernel.errors import refused
from jiedui.reports.figure_ids import read_figure_id
from jiedui.reports.word_xml import w


def figures_in(source: bytes | IO[bytes]) -> list[tuple[str, str]]:
    """The figures of a Word document, in the order of the text: (figure id, what is printed for it).

    Errors: REPORT-005 for what is no Word document. A control of somebody else's, and one that was emptied of its
    tag, is left out; a number that was typed over keeps its id and shows the new text.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        document = Document(stream)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise refused("REPORT-005", file="-", detail=str(fault)) from fault
    return list(_controls(document.element.body))


def _controls(body: object) -> Iterator[tuple[str, str]]:
    for control in body.iter(w("sdt")):  # type: ignore[attr-defined]  # an element
        tag = control.find(f"{w('sdtPr')}/{w('tag')}")
        content = control.find(w("sdtContent"))
        if tag is None or content is None or read_figure_id(tag.get(w("val")) or "") is None:
            continue
        # What a reader of tracked changes sees: inserted text, not what was deleted.
        text = "".join(one.text or "" for one in content.iter(w("t")))
        yield tag.get(w("val")), text.strip()
