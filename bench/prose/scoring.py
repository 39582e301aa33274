"""Precision and recall of figures, contexts and relations, and false alarms, over labelled texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bench.prose.corpus import Labelled

Check = Callable[[str], dict[str, Any]]


@dataclass
class Score:
    """Counts of one measure, and what was wrong, in words."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def scores(texts: Iterable[Labelled], check: Check) -> dict[str, Score]:
    """The scores by measure. A figure is right where span, value and unit are; a context where indicator, region, own
    level and period are, and the kind; a relation where kind, figures and answer are."""
    found = {
        name: Score()
        for name in ("figures", "contexts", "relations", "untrue relations", "true figures confirmed", "false alarms")
    }
    for text in texts:
        answer = check(text.content)
        _figures(text, answer, found)
        _relations(text, answer, found)
    return found


def _figures(text: Labelled, answer: dict[str, Any], found: dict[str, Score]) -> None:
    got = {(one["start"], one["end"]): one for one in answer["mentions"]}
    figures, contexts = found["figures"], found["contexts"]
    figures.found += len(got)
    figures.wanted += len(text.mentions)
    for label in text.mentions:
        one = got.pop((label["start"], label["end"]), None)
        if one is None or Decimal(one["value"]) != Decimal(label["value"]) or not _is_unit(one, label):
            figures.faults.append(f"{text.name}: {label['text']} read as {one and (one['value'], one['unit'])}")
            continue
        figures.right += 1
        _context(text, label, one, contexts)
        if label["kind"] == "result" and "indicator" in label and text.is_true and "status" not in label:
            confirmed = found["true figures confirmed"]
            confirmed.wanted += 1
            confirmed.found += 1
            confirmed.right += one["status"] == "agrees"
            if one["status"] != "agrees":
                confirmed.faults.append(f"{text.name}: {label['text']} {one['status']} {one['reason']}")
        alarms = found["false alarms"]
        alarms.wanted += 1
        if one["status"] == "differs" and label.get("status") != "differs" and not _is_untrue(text, label):
            alarms.found += 1
            alarms.faults.append(f"{text.name}: {label['text']} {one['indicator']} {one['reason']}")
    figures.faults += [f"{text.name}: {text.content[slice(*span)]} is no figure" for span in got]


def _is_untrue(text: Labelled, label: dict[str, Any]) -> bool:
    """Whether a figure stands in a relation that is labelled untrue: then it may well differ from the ledger too."""
    span = [label["start"], label["end"]]
    return any(span == one["whole"] or span in one["parts"] for one in text.relations if not one["holds"])


def _context(text: Labelled, label: dict[str, Any], one: dict[str, Any], contexts: Score) -> None:
    if "indicator" not in label and label["kind"] == "result":
        return
    contexts.wanted += 1
    contexts.found += 1
    names = [name for name in ("indicator", "region", "own", "since", "until", "kind") if name in label]
    wrong = {name: one[name] for name in names if one[name] != label[name] and not _is_ledgers_own(name, one, label)}
    contexts.right += not wrong
    if wrong:
        contexts.faults.append(f"{text.name}: {label['text']} read with {wrong}")


def _is_unit(one: dict[str, Any], label: dict[str, Any]) -> bool:
    """Whether the unit is the label's; a table's cell without a unit of its own may be given that of its heading."""
    return one["unit"] == label["unit"] or (not label["unit"] and not set(one["text"]) - set("0123456789,.， "))


LEDGER_BEGINS = "2021-01-01"


def _is_ledgers_own(name: str, one: dict[str, Any], label: dict[str, Any]) -> bool:
    """Whether a text names no beginning, and the answer gives that of the ledger, from which a cumulative figure counts."""
    return name == "since" and label["since"] is None and one["since"] == LEDGER_BEGINS


def _relations(text: Labelled, answer: dict[str, Any], found: dict[str, Score]) -> None:
    score, untrue, alarms = found["relations"], found["untrue relations"], found["false alarms"]
    got = [
        (one["kind"], tuple(one["whole"]), tuple(sorted(map(tuple, one["parts"]))), one["holds"])
        for one in answer["relations"]
    ]
    wanted = [
        (one["kind"], tuple(one["whole"]), tuple(sorted(map(tuple, one["parts"]))), one["holds"])
        for one in text.relations
    ]
    right = [one for one in got if one in wanted]
    score.right += len(right)
    score.found += len(got)
    score.wanted += len(wanted)
    for one in got:
        if one not in wanted:
            score.faults.append(f"{text.name}: found {_words(text, one)}")
            if not one[3]:
                alarms.found += 1
                alarms.faults.append(f"{text.name}: {_words(text, one)}")
    for one in wanted:
        untrue.wanted += not one[3]
        untrue.found += not one[3]
        untrue.right += not one[3] and one in right
        if one not in right:
            score.faults.append(f"{text.name}: missed {_words(text, one)}")


def _words(text: Labelled, one: tuple[Any, ...]) -> str:
    kind, whole, parts, holds = one
    return f"{kind} {text.content[slice(*whole)]} = {[text.content[slice(*part)] for part in parts]} {holds}"
