"""A report as one canonical text and back: what a snapshot keeps.

Numbers are decimal texts, days are ISO, nothing is rounded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from jiedui.indicators.catalogue import Definition, Term
from jiedui.kernel.canonical import canonical_json
from jiedui.kernel.lens import Lens
from jiedui.reports.contents import Agreed, Contents, Goal, Said, Task

FORM: Final = 2
"""The form of the text; a later program that writes another goes on reading this one. The first had no agreements."""


def frozen(contents: Contents) -> bytes:
    """The report as it is kept."""
    lens = contents.lens
    return canonical_json(
        {
            "form": FORM,
            "title": contents.title,
            "kind": contents.kind,
            "made_by": contents.made_by,
            "made_at": contents.made_at.isoformat(),
            "batch": contents.batch,
            "invented": contents.invented,
            "lens": {
                "region": lens.region, "own": lens.own, "since": _day(lens.since), "until": lens.until.isoformat(),
                "known_at": lens.known_at.isoformat() if lens.known_at else None, "level": lens.level,
            },
            "names": dict(contents.names),
            "definitions": [_definition(one) for one in contents.definitions.values()],
            "figures": [_said(one) for one in contents.figures],
            "months": [_said(one) for one in contents.months],
            "goals": [[one.code, one.region, _text(one.value), _day(one.due_on), one.task] for one in contents.goals],
            "tasks": [
                [one.number, one.content, one.indicator, one.target, _day(one.due_on), _day(one.done_on)]
                for one in contents.tasks
            ],
            "agreed": [_agreed(one) for one in contents.agreed],
        }
    ).encode()  # fmt: skip


def thawed(content: bytes) -> Contents:
    """The report that was kept."""
    data = json.loads(content)
    lens = data["lens"]
    return Contents(
        title=data["title"],
        kind=data["kind"],
        lens=Lens(
            region=lens["region"],
            until=date.fromisoformat(lens["until"]),
            since=_read_day(lens["since"]),
            own=lens["own"],
            known_at=datetime.fromisoformat(lens["known_at"]) if lens["known_at"] else None,
            level=lens["level"],
        ),
        batch=data["batch"],
        names=data["names"],
        definitions={one["code"]: _read_definition(one) for one in data["definitions"]},
        figures=[_read_said(one) for one in data["figures"]],
        months=[_read_said(one) for one in data["months"]],
        goals=[Goal(one[0], one[1], Decimal(one[2]), date.fromisoformat(one[3]), one[4]) for one in data["goals"]],
        tasks=[Task(*one[:4], _read_day(one[4]), _read_day(one[5])) for one in data["tasks"]],
        made_by=data["made_by"],
        made_at=datetime.fromisoformat(data["made_at"]),
        invented=data["invented"],
        agreed=[_read_agreed(one) for one in data.get("agreed", ())],
    )


def _agreed(one: Agreed) -> dict[str, Any]:
    return {
        "task": one.task, "document": one.document, "region": one.region, "content": one.content, "code": one.code,
        "indicator": one.indicator, "target": one.target, "value": _text(one.value), "share": _text(one.share),
        "pace": _text(one.pace), "due_on": _day(one.due_on), "state": one.state,
    }  # fmt: skip


def _read_agreed(data: Mapping[str, Any]) -> Agreed:
    texts = {name: data[name] for name in ("value", "share", "pace")}
    numbers = {name: None if text is None else Decimal(text) for name, text in texts.items()}
    return Agreed(**{**data, **numbers, "due_on": _read_day(data["due_on"])})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _said(one: Said) -> list[Any]:
    numbers = (_text(one.value), _text(one.waiting))
    return [one.code, one.region, one.own, _day(one.since), _day(one.as_of), *numbers, one.month]


def _read_said(one: list[Any]) -> Said:
    value, waiting = (None if text is None else Decimal(text) for text in one[5:7])
    return Said(one[0], one[1], one[2], _read_day(one[3]), date.fromisoformat(one[4]), value, waiting, one[7])


def _definition(one: Definition) -> dict[str, Any]:
    return {
        "code": one.code, "version": one.version, "valid_from": one.valid_from.isoformat(), "zh": one.zh,
        "en": one.en, "unit": one.unit, "kind": one.kind, "area": one.area, "rule": one.rule,
        "reading": one.reading, "formula": [[term.sign, term.pattern] for term in one.formula],
        "denominator": [[term.sign, term.pattern] for term in one.denominator], "is_mean": one.is_mean,
        "base": _day(one.base), "part_of": one.part_of, "source": one.source, "evidence": list(one.evidence),
        "is_headline": one.is_headline,
    }  # fmt: skip


def _read_definition(data: Mapping[str, Any]) -> Definition:
    return Definition(
        **{name: data[name] for name in TEXTS},
        valid_from=date.fromisoformat(data["valid_from"]),
        formula=tuple(Term(sign, pattern) for sign, pattern in data["formula"]),
        denominator=tuple(Term(sign, pattern) for sign, pattern in data["denominator"]),
        base=_read_day(data["base"]),
        evidence=tuple(data["evidence"]),
    )


TEXTS: Final = (
    *("code", "version", "zh", "en", "unit", "kind", "area", "rule", "reading"),
    *("is_mean", "part_of", "source", "is_headline"),
)


def changed_parts(before: Definition, after: Definition) -> list[str]:
    """Which parts of a definition two versions of it differ in; empty where they say the same."""
    old, new = _definition(before), _definition(after)
    return [name for name in old if old[name] != new[name] and name != "is_headline"]
