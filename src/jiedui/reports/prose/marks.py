"""What a checked text is marked with: one mark for each figure, with symbol, status and words; and HTML of its own."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.translation import gettext as _

from jiedui.indicators.naming import lens_in_words, region_name
from jiedui.reports.prose.checking import Checked
from jiedui.reports.prose.comparison import Verdict
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.naming import indicator_words, reason_in_words, relation_in_words, relation_name, status_name

SYMBOLS: Final = {"agrees": "✓", "differs": "✗", "not_in_ledger": "○", "cannot_tell": "?"}
BROKEN: Final = "≠"
"""Stands beside a figure whose relation to others does not hold."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure as it is shown: its place, its status with symbol and name, the reason, and what does not fit."""

    number: int
    start: int
    end: int
    text: str
    status: str
    symbol: str
    words: str
    reason: str
    indicator: str
    region: str
    faults: tuple[str, ...]
    context: Context
    verdict: Verdict

    @property
    def is_wrong(self) -> bool:
        return self.status == "differs" or bool(self.faults)


def marks(checked: Checked) -> list[Mark]:
    """A mark for every figure, in order, numbered from 1."""
    faults: dict[tuple[int, int], list[str]] = {}
    for one in checked.relations:
        if not one.holds:
            words = f"{relation_name(one.kind)}: {relation_in_words(one)}"
            for span in dict.fromkeys((one.whole, *(one.parts[-1:] if one.kind != "sum" else ()))):
                faults.setdefault(span, []).append(words)
    found = []
    for number, (context, verdict) in enumerate(zip(checked.contexts, checked.verdicts, strict=True), 1):
        span = context.mention.start, context.mention.end
        own = _(" (own level)") if context.own else ""
        found.append(
            Mark(
                number, *span, checked.text[slice(*span)], verdict.status, SYMBOLS[verdict.status],
                status_name(verdict.status), reason_in_words(context, verdict), indicator_words(context, verdict),
                region_name(context.region) + own, tuple(faults.get(span, ())), context, verdict,
            )
        )  # fmt: skip
    return found


def pieces(checked: Checked, found: list[Mark]) -> list[tuple[str, Mark | None]]:
    """The text cut at its marks: (text, its mark or None), in order, nothing left out."""
    result: list[tuple[str, Mark | None]] = []
    place = 0
    for mark in found:
        result += [(checked.text[place : mark.start], None), (mark.text, mark)]
        place = mark.end
    return [*result, (checked.text[place:], None)]


_STYLE: Final = (
    "body{font:1rem/1.9 serif;max-width:46rem;margin:2rem auto;padding:0 1rem;white-space:pre-wrap}"
    "mark{padding:0 .15em;background:none;border-bottom:2px solid #777}"
    "mark.differs{background:#fde0e0;border-color:#b00020}mark.agrees{border-color:#2e7d32}"
    "mark.cannot_tell{border-bottom-style:dashed}mark small{font:.75em sans-serif}"
)


def annotated_page(checked: Checked) -> bytes:
    """The text as a page of its own, every figure marked with symbol and words."""
    body = "".join(
        escape(text)
        if mark is None
        else f'<mark class="{mark.status}">{escape(text)}<small> {_note(mark)}</small></mark>'
        for text, mark in pieces(checked, marks(checked))
    )
    title, lens = escape(_("Check of a text")), escape(lens_in_words(checked.lens))
    page = f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f"{page}<p><small>{lens}</small></p>{body}</html>\n".encode()


def note(mark: Mark) -> str:
    """What a margin says of a figure: symbol, status, reason, and what does not fit."""
    what = " · ".join(part for part in (mark.indicator, mark.region if mark.indicator else "") if part)
    parts = [f"{mark.symbol} {mark.words}", what, mark.reason, *(f"{BROKEN} {fault}" for fault in mark.faults)]
    return " — ".join(part for part in parts if part)


def _note(mark: Mark) -> str:
    return escape(note(mark) if mark.status != "agrees" or mark.faults else mark.symbol)
