"""A copy of a Word document with a comment at every figure that was checked; the original is not touched."""

from __future__ import annotations

import copy
import io
from typing import Any, Final

from jiedui.kernel.errors import Place
from jiedui.reports.prose.checking import Checked
from jiedui.reports.prose.marks import Mark, marks, note
from jiedui.reports.prose.text import Text
from jiedui.reports.prose.word import open_word, word_paragraphs

_AUTHOR: Final = "Jiedui 结对"


def commented(data: bytes, text: Text, checked: Checked, name: str) -> bytes:
    """The document with its comments. Errors: those of `text.decode`."""
    document = open_word(data, Place(file=name))
    places = list(zip(text.paragraphs, word_paragraphs(document), strict=True))
    found = marks(checked)
    for (start, end), paragraph in places:
        runs = list(paragraph.runs)
        inside = [mark for mark in found if start <= mark.start and mark.end <= end]
        for mark in reversed(inside):  # from the end, so that runs that were cut stay where the places say
            held = _held(runs, mark.start - start, mark.end - start)
            if held:
                document.add_comment(held, text=_words(mark), author=_AUTHOR, initials="JD")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _words(mark: Mark) -> str:
    return f"{mark.text}: {note(mark)}"


def _held(runs: list[Any], start: int, end: int) -> list[Any]:
    """The runs that hold just these characters, cut out of longer ones where they can be."""
    for cut in (end, start):
        _cut(runs, cut)
    place, found = 0, []
    for run in runs:
        if place < end and place + len(run.text) > start:
            found.append(run)
        place += len(run.text)
    return found


def _cut(runs: list[Any], cut: int) -> None:
    """Cut the run that spans a place in two of the same looks; one that holds more than text is left whole."""
    place = 0
    for number, run in enumerate(runs):
        length = len(run.text)
        if place < cut < place + length:
            if any(not child.tag.endswith(("}t", "}rPr")) for child in run._r):
                return
            text = run.text
            rest = copy.deepcopy(run._r)
            run._r.addnext(rest)
            run.text = text[: cut - place]
            second = type(run)(rest, run._parent)
            second.text = text[cut - place :]
            runs.insert(number + 1, second)
            return
        place += length
