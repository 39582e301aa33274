"""The lines of a hand-over: of each thing what it is, how it stands, and what comes next, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.sealing import shown
from jiedui.people.naming import role_name
from jiedui.registers.declaration import Record
from jiedui.registers.flows import FLOWS
from jiedui.registers.ledgers.projects import LATE_ACCEPTANCE


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that changes hands. `record` is None where the line stands for many of a register; `is_late` when its
    day has gone by."""

    register: str
    record: int | None
    title: str
    state: str
    next_step: str
    region: str = ""
    is_late: bool = False


def _text(record: Record, name: str) -> str:
    return hide_numbers(str(record[name] or ""), may_be_code=True)


def duty_items(duties: Iterable[Record]) -> list[Item]:
    return [
        Item(
            "duties", one.id, _text(one, "duty"), _("since {day}").format(day=one["since"]),
            _("goes on with whoever takes it"),
        )
        for one in duties
    ]  # fmt: skip


def project_items(projects: Iterable[Record], progress: Mapping[int, Record], today: date) -> list[Item]:
    """Each project with its stage and latest return; what comes next follows from the stage."""
    found = []
    for one in projects:
        stage = FLOWS["projects"].stage_of(one)
        state = str(FLOWS["projects"].words[stage])
        latest = progress.get(one.id)
        if latest is not None:
            done = {"percent": f"{latest['physical'] / 100:g}", "month": f"{latest['month']:%Y-%m}"}
            state = _("{stage}, works at {percent} % ({month})").format(stage=state, **done)
        words, due = _project_step(one, stage)
        is_late = due is not None and due < today
        found.append(
            Item("projects", one.id, _text(one, "name"), state, _by(words, due, today), one["region"], is_late)
        )
    return found


def _project_step(one: Record, stage: str) -> tuple[str, date | None]:
    """What comes next of a project, and by when."""
    match stage:
        case "finished":
            return _("to be accepted"), one["finished_on"] + LATE_ACCEPTANCE
        case "started":
            return _("to be finished"), one["planned_end"]
        case "approved":
            return _("to be started"), one["planned_start"] or one["planned_end"]
        case _:
            return _("to be approved"), None


def _by(words: str, due: date | None, today: date) -> str:
    """A next step with its day."""
    if due is None:
        return _("{step}, no day set").format(step=words)
    if due < today:
        return _("{step}, overdue since {day}").format(step=words, day=due)
    return _("{step} by {day}").format(step=words, day=due)


def waiting_items(counts: Iterable[tuple[str, int, int]]) -> list[Item]:
    """A line for each register in which something waits."""
    found = []
    for code, count, returned in counts:
        state = _("{count} waiting").format(count=count)
        if returned:
            state = _("{count} waiting, {returned} of them returned").format(count=count, returned=returned)
        found.append(Item(code, None, "", state, _("to be confirmed or returned")))
    return found


def task_items(tasks: Iterable[Record], today: date) -> list[Item]:
    found = []
    for one in tasks:
        due = one["due_on"]
        goal = _text(one, "target")
        state = _("target {target}").format(target=goal) if goal else _("not done")
        is_late = due is not None and due < today
        step = _by(_("to be done"), due, today)
        found.append(Item("tasks", one.id, _text(one, "content"), state, step, one["region"], is_late))
    return found


def follow_up_items(found: Iterable[Record], sources: Mapping[tuple[str, int], Record], today: date) -> list[Item]:
    """What must follow, with the visit or meeting that it came from and who is in charge."""
    items = []
    for one in found:
        visit, meeting = sources.get(("visit", one["visit"] or 0)), sources.get(("meeting", one["meeting"] or 0))
        state = _("not done")
        if visit is not None:
            state = _("from the visit of {day}").format(day=visit["visited_on"])
        elif meeting is not None:
            state = _("decided by “{meeting}”").format(meeting=_text(meeting, "title"))
        if in_charge := _text(one, "in_charge"):
            state = _("{state}; in charge: {name}").format(state=state, name=in_charge)
        region = (visit or meeting or {"region": ""})["region"]
        due = one["due_on"]
        step = _by(_("to be done"), due, today)
        items.append(Item("follow_ups", one.id, _text(one, "content"), state, step, region, due < today))
    return items


def contact_items(contacts: Iterable[Record]) -> list[Item]:
    """Contacts outside the offices, each by organisation, post and masked name."""
    items = []
    for one in contacts:
        title = " ".join(filter(None, (_text(one, "organisation"), _text(one, "post"), shown(one["name"]))))
        items.append(Item("contacts", one.id, title, _text(one, "about") or _("no matter named"), _("to be kept on")))
    return items


def note_items(notes: Iterable[Record]) -> list[Item]:
    return [
        Item(
            "notes", one.id, _text(one, "title"), _("written on {day}").format(day=one["written_on"]),
            _("to be kept on"),
        )
        for one in notes
    ]  # fmt: skip


def enterprise_items(enterprises: Iterable[Record]) -> list[Item]:
    found = []
    for one in enterprises:
        if one["registered_on"] is not None:
            state = _("registered on {day}").format(day=one["registered_on"])
            step = _("to be brought into production")
        else:
            state, step = _("signed on {day}").format(day=one["signed_on"]), _("to be registered")
        found.append(Item("enterprises", one.id, _text(one, "name"), state, step, one["region"]))
    return found


def secondment_items(secondments: Iterable[Record], giver: str, care: Sequence[Record], today: date) -> list[Item]:
    """The postings with their ends, and the care that is still owed in them."""
    found = []
    for one in secondments:
        end = one["ended_on"]
        state = _("ends on {day}").format(day=end) if end else _("no end set")
        is_own = one["name"] == giver
        step = _("a successor has to be named") if is_own else _("another successor has to be named")
        title = " ".join(filter(None, (_text(one, "name"), _text(one, "post"))))
        found.append(Item("secondments", one.id, title, state, step, one["region"]))
        for owed in care:
            if owed["secondment"] == one.id and owed["given_on"] is None:
                due = owed["due_on"]
                step = _by(_("to be given"), due, today)
                is_late = due is not None and due < today
                found.append(Item(
                    "care_measures", owed.id, _text(owed, "measure"), _("care owed"), step, one["region"], is_late
                ))  # fmt: skip
    return found


def role_items(roles: Iterable[Record], held: Sequence[Record], *, is_taken: bool) -> list[Item]:
    """The giver's roles: they end; whether the taker holds them too is said, for nobody is given a role by this."""
    has = {(one["role"], one["region"]) for one in held}
    whole = {role for role, region in has if region is None}
    found = []
    for one in roles:
        is_held = one["role"] in whole or (one["role"], one["region"]) in has
        step = _("ends with the membership")
        if is_taken:
            step = _("the taker holds it too") if is_held else _("an administrator has to grant it to the taker")
        since = _("since {day}").format(day=one["since"])
        found.append(Item("member_roles", one.id, role_name(one["role"]), since, step, one["region"] or ""))
    return found
