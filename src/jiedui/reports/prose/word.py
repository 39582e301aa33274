"""The words of a Word document as its reader sees them: in links, content controls, insertions and text boxes too.

What was struck out by tracked changes is not read, nor are headers and footers, whose numbers are those of pages.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jiedui.intake.files.grids import DamagedFile
from jiedui.intake.files.package import Package
from jiedui.kernel.errors import Place, refused

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX: Final = f"{_W}txbxContent"
_UNREAD: Final = frozenset((f"{_W}del", f"{_W}moveFrom", _FALLBACK, _BOX))
_WRAPPERS: Final = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its runs in order, its text, which is theirs, and what parts it from the next."""

    runs: tuple[Any, ...]
    text: str
    end: str


def open_word(data: bytes, place: Place) -> Any:
    """A Word document, after its archive was measured. Errors: PROSE-001, PROSE-003 and the archive's."""
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        package = Package(data, place)
        if "word/document.xml" not in package:
            raise refused("PROSE-001", place)
        package.check()
        return Document(io.BytesIO(data))
    except (DamagedFile, OpcError, ValueError, KeyError, SyntaxError) as fault:  # SyntaxError: XML that is none
        raise refused("PROSE-003", place) from fault


def word_paragraphs(document: Any) -> Iterator[Paragraph]:
    """A document's paragraphs in order, those of tables row by row, those of text boxes after the one that holds them."""
    for element in _blocks(document.element.body):
        if element.tag == f"{_W}tbl":
            yield from _table(document, element)
        else:
            yield from _paragraphs(document, element, "\n")


def _blocks(container: Any) -> Iterator[Any]:
    """The paragraphs and tables right inside a container, whatever wraps them."""
    for child in container.iterchildren():
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _paragraphs(document: Any, element: Any, end: str) -> Iterator[Paragraph]:
    from docx.text.run import Run

    runs = tuple(Run(run, document) for run in _inside(element, f"{_W}r"))
    yield Paragraph(runs, "".join(run.text for run in runs).replace("\n", " "), end)
    for box in _inside(element, _BOX):
        for block in _blocks(box):
            yield from _table(document, block) if block.tag == f"{_W}tbl" else _paragraphs(document, block, end)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The elements of a name below one, leaving out what is not read."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
            if tag == _BOX:
                continue
        if child.tag not in _UNREAD:
            yield from _inside(child, tag)


def _table(document: Any, table: Any) -> Iterator[Paragraph]:
    for row in _children(table, f"{_W}tr"):
        cells = list(_children(row, f"{_W}tc"))
        for number, cell in enumerate(cells):
            blocks = list(_blocks(cell))
            for place, block in enumerate(blocks):
                is_last = place == len(blocks) - 1
                end = " " if not is_last else "\n" if number == len(cells) - 1 else "\t"
                yield from _table(document, block) if block.tag == f"{_W}tbl" else _paragraphs(document, block, end)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, whatever wraps them."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)
