"""What was restated, as a page tells it: figure by figure, with the records and batches behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiedui.indicators.naming import indicator_name
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.catalogue import registers
from jiedui.registers.titles import Title, titles
from jiedui.reports.contents import Said
from jiedui.reports.restatements import Restated, Restatements
from jiedui.web.lens import printed
from jiedui.web.showing import moment, record_address, register_name, verb_words

CAUSES_SHOWN = 20
"""Records shown behind one figure, those that changed it most first."""
PARTS = ("version", "zh", "en", "unit", "kind", "rule", "formula", "denominator", "reading", "base", "evidence")


def restated_lines(actor: Actor, found: Restatements) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The restated figures by place, and those of single months."""
    wanted: dict[str, set[int]] = {}
    for one in found.figures:
        for cause in one.causes[:CAUSES_SHOWN]:
            wanted.setdefault(cause.register, set()).add(cause.record)
    shown = titles(actor, wanted)
    lines = [_line(one, found, shown) for one in found.figures]
    return [line for line in lines if not line["month"]], [line for line in lines if line["month"]]


def _line(one: Restated, found: Restatements, shown: Mapping[int, Title]) -> dict[str, Any]:
    said = one.said
    month = f"{said.month // 100}-{said.month % 100:02}" if said.month else ""
    difference = printed(one.difference)
    return {
        "name": indicator_name(one.definition), "place": found.contents.place_name((said.region, said.own)),
        "month": month, "unit": one.definition.unit, "published": printed(said.value), "now": printed(one.now),
        "difference": f"+{difference}" if one.difference is not None and one.difference > 0 else difference,
        "is_gone": one.is_gone, "redefined": printed(one.redefined) if one.by_definition and not one.is_gone else "",
        "by_records": one.by_records, "by_definition": one.by_definition or one.is_gone,
        "anchor": anchor(said),
        "causes": [_cause(cause, found, shown) for cause in one.causes[:CAUSES_SHOWN]],
        "more": max(0, len(one.causes) - CAUSES_SHOWN),
    }  # fmt: skip


def _cause(cause: Any, found: Restatements, shown: Mapping[int, Title]) -> dict[str, Any]:
    register, title = register_name(registers()[cause.register]), shown.get(cause.record)
    return {
        "register": register, "number": cause.record, "unit": cause.unit,
        "name": title.words if title is not None and title.words else f"{register} {cause.record}",
        "address": record_address(cause.register, cause.record) if title is not None else "",
        "before": printed(cause.before), "after": printed(cause.after), "is_denominator": cause.is_denominator,
        "batches": list(_batches(cause.batches, found)),
    }  # fmt: skip


def _batches(numbers: Iterable[int], found: Restatements) -> Iterable[dict[str, Any]]:
    for number in numbers:
        batch = found.batches[number]
        yield {
            "number": number, "who": batch.actor, "when": moment(batch.recorded_at), "verb": verb_words(batch.verb),
            "reason": hide_numbers(batch.reason),
        }  # fmt: skip


def changed_definitions(found: Restatements) -> list[dict[str, Any]]:
    """The indicators whose definition says something else than it did."""
    names = {
        "version": _("version"), "zh": _("name"), "en": _("name"), "unit": _("unit"), "kind": _("kind"),
        "rule": _("rule"), "formula": _("formula"), "denominator": _("denominator"), "reading": _("reading"),
        "base": _("base day"), "evidence": _("evidence"),
    }  # fmt: skip
    return [
        {
            "name": indicator_name(one.before), "before": one.before, "after": one.after,
            "parts": ", ".join(dict.fromkeys(names[part] for part in one.parts if part in PARTS)),
        }
        for one in found.definitions
    ]  # fmt: skip


def anchor(said: Said) -> str:
    """Where on its page a restated figure is told of."""
    return f"restated-{said.code.replace('.', '-')}-{said.region}{'-own' if said.own else ''}"
