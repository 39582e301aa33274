"""The result as data: the shapes that `--json` prints."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from jiedui.indicators.figures import beginning, catalogue
from jiedui.kernel.lens import Lens
from jiedui.reports.prose.checking import Checked
from jiedui.reports.prose.comparison import Verdict
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.naming import reason_in_words, relation_in_words
from jiedui.reports.prose.precision import printed


def report(checked: Checked) -> dict[str, Any]:
    """The lens, the mentions and the relations. Numbers are decimals as text; intervals are half-open; spans are
    character places in the text, end exclusive."""
    lens = checked.lens
    return {
        "lens": {
            "region": lens.region, "own": lens.own, "since": _day(lens.since), "until": _day(lens.until),
            "as_of": _day(lens.as_of), "known_at": lens.known_at.isoformat(timespec="seconds") if lens.known_at else None,
            "level": lens.level,
        },
        "mentions": [
            _mention(checked.text, context, verdict)
            for context, verdict in zip(checked.contexts, checked.verdicts, strict=True)
        ],
        "relations": [
            {
                "kind": one.kind, "whole": list(one.whole), "parts": [list(part) for part in one.parts],
                "holds": one.holds, "expected": one.expected, "reason": relation_in_words(one),
            }
            for one in checked.relations
        ],
    }  # fmt: skip


def _mention(text: str, context: Context, verdict: Verdict) -> dict[str, Any]:
    mention, reading = context.mention, verdict.reading
    code = reading.code if reading else next(iter(context.codes), None)
    return {
        "start": mention.start,
        "end": mention.end,
        "text": text[mention.start : mention.end],
        "value": printed(mention.value),
        "unit": mention.unit,
        "approximation": mention.approximation,
        "kind": context.kind,
        "status": verdict.status,
        "indicator": code,
        "region": context.region or None,
        "own": context.own,
        "since": _day(_since(context, code)),
        "until": _day(context.until),
        "ledger_value": _number(verdict.value),
        "reason": reason_in_words(context, verdict),
    }


def _since(context: Context, code: str | None) -> date | None:
    """Where the figure begins: as the text says, else as the indicator does."""
    if code is None or not context.region:
        return context.since
    through = Lens(context.region, context.until, context.since)
    return beginning(catalogue().on(code, context.last_day), through)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else printed(value)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
