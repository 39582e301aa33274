"""The page of the plan: documents and agreements with their promises, how each stands, and what would mend those that
fall behind; what meetings decided; meetings and mutual visits below; promises and decisions as a table of text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jiedui.indicators.decisions import DECISIONS_SHOWN, Decision, decisions
from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.mends import COUNTED, Mend, mend_query, rule_words
from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
from jiedui.indicators.pace import STATES
from jiedui.indicators.promises import TASKS_SHOWN, Document, Plan, Promise, plan
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Choice
from jiedui.web.downloads import table_answer
from jiedui.web.lens import asked_in, figure_address, lens_bar, printed
from jiedui.web.refusing import refused_page
from jiedui.web.showing import field_name, record_address, register_name
from jiedui.web.signing import for_members

STATE_WORDS = {
    "late": gettext_lazy("late"),
    "at_risk": gettext_lazy("at risk"),
    "on_track": gettext_lazy("on track"),
    "done": gettext_lazy("done"),
}
SIGNS = {"late": "✕", "at_risk": "!", "on_track": "→", "done": "✓"}
COLOURS = {"late": "bg-red-lt", "at_risk": "bg-red-lt", "on_track": "bg-azure-lt", "done": "bg-green-lt"}
REASONS = {
    "past": gettext_lazy("its day is past"),
    "behind": gettext_lazy("behind the calendar"),
    "no_record": gettext_lazy("no record of it yet"),
    "near": gettext_lazy("due within 30 days"),
    "reached": gettext_lazy("target reached"),
    "reported": gettext_lazy("reported done"),
    "short": gettext_lazy("reported done, but the figure is short of the target"),
    "ahead": gettext_lazy("in step with the calendar"),
    "open": gettext_lazy("under way"),
}


@require_GET
@for_members
def promises_list(request: Any) -> HttpResponse:
    """The promises of the region, those in one state where the address asks for it."""
    actor, asked = request.actor, replace(asked_in(request), since="")
    state = _state(request)
    try:
        lens = lens_asked(actor, asked)
        found, decided = plan(actor, lens), decisions(actor, lens)
        bar = lens_bar(actor, lens, asked)
    except Refused as refusal:
        return refused_page(request, refusal)
    shown = [(one, _in_state(one.promises, state)) for one in found.documents]
    groups = [_group(one, some, asked, lens.as_of) for one, some in shown if some]
    decided, is_decided_cut = decided[:DECISIONS_SHOWN], len(decided) > DECISIONS_SHOWN
    context = {
        "agreements": [one for one in groups if one["is_this_year"]], "year": lens.as_of.year,
        "documents": [one for one in groups if not one["is_this_year"]],
        "decisions": [_decision(one) for one in decided if state in ("", one.standing.state)],
        "states": _states(found, decided, asked, state), "state": state, "is_decided_cut": is_decided_cut,
        "is_empty": not groups and not decided and not state, "is_cut": found.is_cut, "limit": TASKS_SHOWN,
        "without": [_document(one) for one in found.without],
        "meetings": [_meeting(one) for one in found.meetings], "exchanges": [_exchange(one) for one in found.exchanges],
        "file": _address("promises_file", asked, state), "draft": _address("plan_draft", asked), **bar,
    }  # fmt: skip
    return render(request, "web/promises_list.html", context)


@require_GET
@for_members
def promises_file(request: Any) -> HttpResponse:
    """The same promises as a table of text."""
    actor, asked = request.actor, replace(asked_in(request), since="")
    try:
        lens = lens_asked(actor, asked)
        found, decided = plan(actor, lens), decisions(actor, lens)
    except Refused as refusal:
        return refused_page(request, refusal)
    rows: list[list[str]] = [[lens_in_words(lens)]]
    rows.append([
        _("document"), _("region"), _("task"), _("indicator"), _("target"), _("unit"), _("result"), _("reached %"),
        _("time gone %"), _("due day"), _("done on"), _("state"), _("why"), _("office in charge"),
    ])  # fmt: skip
    for one in found.documents:
        rows += [_line(_title(one), promise) for promise in _in_state(one.promises, _state(request))]
    rows += [_decision_line(one) for one in decided if _state(request) in ("", one.standing.state)]
    return table_answer(rows, f"{_('plan and promises')}_{lens.as_of:%Y%m%d}.csv")


def _line(title: str, one: Promise) -> list[str]:
    return [
        title, region_name(one.region), hide_numbers(one.content), _indicator(one), one.target_text,
        one.definition.unit if one.definition else "", _result(one), _plain(one.share), _plain(one.standing.time_share),
        _plain(one.due_on), _plain(one.done_on), str(STATE_WORDS[one.standing.state]),
        str(REASONS[one.standing.reason]), one.office,
    ]  # fmt: skip


def _decision_line(one: Decision) -> list[str]:
    """A decision in the columns of the promises: it has no indicator, no target and no result."""
    region = region_name(one.meeting["region"]) if one.meeting else ""
    return [
        _meeting_title(one), region, hide_numbers(one.content), "", "", "", "", "", _plain(one.standing.time_share),
        _plain(one.due_on), _plain(one.done_on), str(STATE_WORDS[one.standing.state]),
        str(REASONS[one.standing.reason]), one.office,
    ]  # fmt: skip


def _meeting_title(one: Decision) -> str:
    return hide_numbers(str(one.meeting["title"])) if one.meeting else _("a meeting of another region")


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _result(one: Promise) -> str:
    return "" if one.figure is None or one.figure.value is None else f"{one.figure.value:f}"


def _state(request: Any) -> str:
    found = str(request.GET.get("state", ""))
    return found if found in STATES else ""


def _in_state(promises: Iterable[Promise], state: str) -> list[Promise]:
    return [one for one in promises if not state or one.standing.state == state]


def _address(view: str, asked: Asked, state: str = "") -> str:
    query = urlencode({**asked.texts, **({"state": state} if state else {})})
    return f"{reverse(view)}?{query}" if query else reverse(view)


def _states(found: Plan, decided: Iterable[Decision], asked: Asked, chosen: str) -> list[dict[str, Any]]:
    """The ways to narrow the page: all promises and decisions, and those in each state, with how many there are."""
    everything = [one.standing.state for one in found.promises] + [one.standing.state for one in decided]
    whole = {
        "name": _("all of them"),
        "count": len(everything),
        "address": _address("promises_list", asked),
        "sign": "",
    }
    return [
        {**whole, "is_here": not chosen, "colour": ""},
        *(
            {"name": STATE_WORDS[state], "count": everything.count(state), "sign": SIGNS[state],
             "address": _address("promises_list", asked, state), "is_here": state == chosen,
             "colour": COLOURS[state]}
            for state in STATES
        ),
    ]  # fmt: skip


def _title(one: Document) -> str:
    if one.record is None:
        return _("a document of another office")
    return hide_numbers(str(one.record["title"]), may_be_code=True)


def _group(one: Document, promises: list[Promise], asked: Asked, as_of: date) -> dict[str, Any]:
    """A document and its promises."""
    counts = one.counts
    return {
        "title": _title(one), "is_this_year": one.is_this_year,
        "rows": [_row(promise, asked, as_of) for promise in promises],
        "about": _document(one.record) if one.record is not None else None,
        "counts": [
            {"name": STATE_WORDS[state], "count": counts[state], "sign": SIGNS[state], "colour": COLOURS[state]}
            for state in STATES if counts[state]
        ],
    }  # fmt: skip


def _document(record: Record) -> dict[str, Any]:
    return {
        "title": hide_numbers(str(record["title"]), may_be_code=True),
        "number": hide_numbers(str(record["number"] or ""), may_be_code=True), "kind": _option(record, "kind"),
        "issued": record["issued_on"], "address": record_address("documents", record.id),
    }  # fmt: skip


def _row(one: Promise, asked: Asked, as_of: date) -> dict[str, Any]:
    stands = one.standing
    found: dict[str, Any] = {
        "task": hide_numbers(one.content), "address": record_address("tasks", one.task),
        "place": region_name(one.region), "office": one.office, "indicator": _indicator(one),
        "target": hide_numbers(one.target_text), "share": printed(one.share), "pace": printed(stands.time_share),
        "bar": _width(one.share), "mark": _width(stands.time_share), "due": _plain(one.due_on),
        "done": _plain(one.done_on), "state": STATE_WORDS[stands.state], "sign": SIGNS[stands.state],
        "colour": COLOURS[stands.state], "reason": REASONS[stands.reason], "is_red": stands.is_red,
        "is_short": stands.reason == "short", "has_target": one.target is not None,
        "mends": [_mend(mend, count, as_of) for mend, count in one.mends],
    }  # fmt: skip
    if one.figure is not None:
        seen = replace(asked, as_of=one.figure.lens.as_of.isoformat())
        found |= {
            "value": printed(one.figure.value), "unit": one.figure.definition.unit,
            "trace": figure_address("figure_trace", one.figure, seen),
            "waiting": printed(one.figure.waiting_value) if one.figure.waiting_value else "",
        }  # fmt: skip
    return found


def _decision(one: Decision) -> dict[str, Any]:
    stands = one.standing
    return {
        "content": hide_numbers(one.content), "address": record_address("follow_ups", one.number),
        "meeting": _meeting_title(one), "held": one.meeting["held_on"].isoformat() if one.meeting else "",
        "meeting_address": record_address("meetings", one.meeting.id) if one.meeting else "",
        "place": region_name(one.meeting["region"]) if one.meeting else "", "office": one.office,
        "in_charge": hide_numbers(one.in_charge), "due": one.due_on.isoformat(), "done": _plain(one.done_on),
        "outcome": hide_numbers(one.outcome), "state": STATE_WORDS[stands.state], "sign": SIGNS[stands.state],
        "colour": COLOURS[stands.state], "reason": REASONS[stands.reason], "is_red": stands.is_red,
    }  # fmt: skip


def _indicator(one: Promise) -> str:
    return indicator_name(one.definition) if one.definition is not None else hide_numbers(one.indicator)


def _width(share: Any) -> int:
    """How far a bar of a hundred reaches."""
    return min(100, int(share)) if share is not None else 0


def _mend(one: Mend, count: int, as_of: date) -> dict[str, str]:
    """Records that would mend a figure: how many, what they are, and the list that shows them."""
    return {
        "count": f"{COUNTED:,}+" if count > COUNTED else f"{count:,}", "words": _mend_words(one),
        "address": f"{reverse('records_list', args=[one.register])}?{urlencode(mend_query(one, as_of))}",
    }  # fmt: skip


def _mend_words(one: Mend) -> str:
    found = register(one.register)
    if one.kind == "rule":
        return _("{register}: {rule}").format(register=register_name(found), rule=rule_words(one))
    if one.kind == "waiting":
        return _("{register}: waiting for a confirmation").format(register=register_name(found))
    fields = {"has": field_name(found.field(one.has)), "lacks": field_name(found.field(one.lacks))}
    return _("{register}: with “{has}”, without “{lacks}”").format(register=register_name(found), **fields)


def _meeting(record: Record) -> dict[str, Any]:
    return {
        "day": record["held_on"], "title": hide_numbers(str(record["title"])), "kind": _option(record, "kind"),
        "place": region_name(record["region"]), "decisions": hide_numbers(str(record["decisions"] or "")),
        "address": record_address("meetings", record.id),
    }  # fmt: skip


def _exchange(record: Record) -> dict[str, Any]:
    persons = record["persons"]
    return {
        "day": record["visited_on"], "direction": _option(record, "direction"), "rank": _option(record, "rank"),
        "place": region_name(record["region"]), "persons": "" if persons is None else f"{int(persons):,}",
        "purpose": hide_numbers(str(record["purpose"] or "")), "address": record_address("exchanges", record.id),
    }  # fmt: skip


def _option(record: Record, name: str) -> str:
    """What a choice of a record is called."""
    field = register(record.register).field(name)
    return str(field.options[record[name]][0]) if isinstance(field, Choice) and record[name] is not None else ""
