"""Hand-over: everything that a member is in charge of, how it stands, what comes next, and who takes it.

Duties, projects and successions name their holder by a text, so they are found by the member's name, and only where
the member's office lies; what else is open there belongs to the office and is shown because the taker inherits it.
Reading changes nothing; `succession.hand_over` writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from jiedui.kernel import clock
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor, Grant, is_reached
from jiedui.people.handover_items import (
    Item,
    duty_items,
    enterprise_items,
    project_items,
    role_items,
    secondment_items,
    task_items,
    waiting_items,
)
from jiedui.people.members import is_in_force, lies_within
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.access import waiting
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.filters import escaped
from jiedui.registers.reach import condition

LISTED: Final = 1_000
"""Records of one kind that a hand-over lists; nobody is in charge of more."""
BETWEEN: Final = re.compile(r"([、,，;；/\s]+)")
"""What stands between the names where a text names several; kept when the text is split, at every second place."""
KINDS: Final = {
    "duties": _("duties"),
    "projects": _("projects in charge of"),
    "waiting": _("records that wait for a confirmation"),
    "tasks": _("open tasks of the office"),
    "promises": _("promises not done, no office named"),
    "enterprises": _("enterprises in negotiation"),
    "secondments": _("secondments and care"),
    "roles": _("roles"),
}
"""The kinds of what is handed over, in their order: what is the member's own first, the office's next, roles last."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member as a hand-over names them."""

    login: str
    name: str
    office: str
    region: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What one member gives and another takes. `day` is the giver's last day; `is_over` when nothing names them."""

    giver: Person
    taker: Person | None
    witness: Person | None
    day: date
    items: dict[str, list[Item]]
    records: Named = field(repr=False)

    @property
    def is_over(self) -> bool:
        return not self.records.is_open

    @property
    def count(self) -> int:
        """Lines in all, the roles left out: nobody takes those."""
        return sum(len(found) for kind, found in self.items.items() if kind != "roles")


@dataclass(frozen=True, slots=True)
class Named:
    """The records that name the giver, or belong to them, and that a hand-over writes."""

    member: Record
    duties: list[Record]
    taken: list[Record]
    projects: list[Record]
    secondments: list[Record]
    roles: list[Record]
    ends: date
    """The first day without the giver."""

    @property
    def is_open(self) -> bool:
        return bool(self.duties or self.projects or self.secondments or self.roles or lasts(self.member, self.ends))


def lasts(record: Record, day: date) -> bool:
    """Whether a record's `[since, until)` reaches beyond the beginning of a day."""
    return record["until"] is None or record["until"] > max(day, record["since"])


def handover(actor: Actor, login: str, to: str = "", witness: str = "") -> Handover:
    """What a member is in charge of, to be given to another before a witness, both of whom may still be unnamed.

    *Order*: by kind as in `KINDS`, then by day. About a dozen queries, however much it is. Errors: MEMBER-001 for a
    member out of reach too, MEMBER-018 to -020, MEMBER-022, MEMBER-023, RIGHT-001.
    """
    actor.require("read")
    known = rows.by_texts(register("members"), "login", {name for name in (login, to, witness) if name})
    offices = rows.by_ids(register("offices"), {one["office"] for one in known.values()})
    reached = {
        name: one for name, one in known.items() if actor.may("read", offices[one["office"]]["region"])
    }  # fmt: skip
    for name in (login, to, witness):
        if name and name not in reached:
            raise refused("MEMBER-001", login=name)
    today = clock.today()
    giver, taker, third = reached[login], reached.get(to), reached.get(witness)
    office = offices[giver["office"]]
    if taker is not None:
        _refuse_taker(giver, taker, offices, today + timedelta(days=1))
    if third is not None and (third.id in {giver.id, taker and taker.id} or not is_in_force(third, today)):
        raise refused("MEMBER-023", member=third["name"])
    named = _named(giver, taker, office, today + timedelta(days=1))
    items = _items(actor, named, office, taker, today)
    persons = [_person(one, offices) if one is not None else None for one in (giver, taker, third)]
    assert persons[0] is not None
    return Handover(persons[0], persons[1], persons[2], today, items, named)


def _person(one: Record, offices: dict[int, Record]) -> Person:
    office = offices[one["office"]]
    return Person(one["login"], one["name"], office["name"], office["region"])


def _refuse_taker(giver: Record, taker: Record, offices: dict[int, Record], day: date) -> None:
    """Refuse a taker who is the giver, has left, or works elsewhere. Errors: MEMBER-018 to -020, MEMBER-022."""
    if taker.id == giver.id:
        raise refused("MEMBER-018", member=giver["name"])
    if not is_in_force(taker, day):
        raise refused("MEMBER-019", member=taker["name"], day=day)
    office, theirs = offices[giver["office"]], offices[taker["office"]]
    if not lies_within(office["region"], theirs["region"]) or not is_in_force(theirs, day):
        raise refused("MEMBER-020", member=taker["name"], office=theirs["name"], region=office["region"])
    if taker["name"] == giver["name"]:
        raise refused("MEMBER-022", name=giver["name"])


def namesakes(giver: Record, day: date) -> int:
    """How many other members of the giver's office are called the same and are there on a day or later."""
    found = rows.in_order(
        register("members"), '"office" = %s AND "name" = %s', [giver["office"], giver["name"]], '"id"', LISTED
    )
    return sum(one.id != giver.id and lasts(one, day) for one in found)


def _named(giver: Record, taker: Record | None, office: Record, day: date) -> Named:
    """What names the giver, and the duties that the taker holds already."""
    name, theirs = giver["name"], taker["name"] if taker is not None else giver["name"]
    duties = rows.in_order(
        register("duties"), '"office" = %s AND "holder" IN (%s, %s)', [office.id, name, theirs], '"since", "id"', LISTED
    )
    own = [one for one in duties if one["holder"] == name and lasts(one, day)]
    taken = [one for one in duties if one["holder"] == theirs != name]
    roles = [one for one in rows.by_link(register("member_roles"), "member", [giver.id]) if lasts(one, day)]
    projects, secondments = _projects(name, office["region"]), _secondments(name, office["region"], day)
    return Named(giver, own, taken, projects, secondments, roles, day)


def _projects(name: str, region: str) -> list[Record]:
    """The open projects of a region for which somebody is responsible, alone or with others."""
    where = (
        f'{condition(register("projects"), index().heads(region))} AND "accepted_on" IS NULL AND '
        '"cancelled_on" IS NULL AND "in_charge" LIKE %s ESCAPE \'!\''
    )
    order = 'CASE WHEN "planned_end" IS NULL THEN 1 ELSE 0 END, "planned_end", "id"'
    found = rows.in_order(register("projects"), where, [f"%{escaped(name)}%"], order, LISTED)
    return [one for one in found if is_named(one["in_charge"], name)]


def names_in(text: str) -> list[str]:
    """The names that a text gives; several stand with a comma or a blank between."""
    return [part for part in BETWEEN.split(text)[::2] if part]


def is_named(text: str, name: str) -> bool:
    return text.strip() == name or name in names_in(text)


def _secondments(name: str, region: str, day: date) -> list[Record]:
    """The giver's own postings that go on and have no successor, and those in which the giver is the successor."""
    where = (
        f'{condition(register("secondments"), index().heads(region))} AND ("ended_on" IS NULL OR "ended_on" >= %s) '
        'AND (("name" = %s AND ("successor" IS NULL OR "successor" = \'\')) OR "successor" = %s)'
    )
    return rows.in_order(register("secondments"), where, [day - timedelta(days=1), name, name], '"id"', LISTED)


def _items(actor: Actor, named: Named, office: Record, taker: Record | None, today: date) -> dict[str, list[Item]]:
    tasks = _tasks(office)
    care = list(rows.by_link(register("care_measures"), "secondment", [one.id for one in named.secondments]))
    progress = {
        one["project"]: one
        for one in sorted(
            rows.by_link(register("progress"), "project", [one.id for one in named.projects]), key=lambda r: r["month"]
        )
    }  # fmt: skip
    held = list(rows.by_link(register("member_roles"), "member", [taker.id])) if taker is not None else []
    return {
        "duties": duty_items(named.duties),
        "projects": project_items(named.projects, progress, today),
        "waiting": waiting_items(_waiting(actor, named.roles, office, today)),
        "tasks": task_items([one for one in tasks if one["office"] is not None], today),
        "promises": task_items([one for one in tasks if one["office"] is None], today),
        "enterprises": enterprise_items(_enterprises(office["region"])),
        "secondments": secondment_items(named.secondments, named.member["name"], care, today),
        "roles": role_items(named.roles, [one for one in held if lasts(one, named.ends)], is_taken=taker is not None),
    }


def _tasks(office: Record) -> list[Record]:
    """What is not done: the tasks of the office, and those of its region that name none."""
    inside = condition(register("tasks"), index().heads(office["region"]))
    where = f'"done_on" IS NULL AND ("office" = %s OR ("office" IS NULL AND {inside}))'
    order = 'CASE WHEN "due_on" IS NULL THEN 1 ELSE 0 END, "due_on", "id"'
    return rows.in_order(register("tasks"), where, [office.id], order, LISTED)


def _enterprises(region: str) -> list[Record]:
    inside = condition(register("enterprises"), index().heads(region))
    where = f'{inside} AND "signed_on" IS NOT NULL AND "produced_on" IS NULL AND "closed_on" IS NULL'
    return rows.in_order(register("enterprises"), where, [], '"signed_on", "id"', LISTED)


def _waiting(actor: Actor, roles: Sequence[Record], office: Record, today: date) -> list[tuple[str, int, int]]:
    """What waits for the giver as a reviewer, where the reader may see it: register, how many, returned ones."""
    regions = [
        one["region"] or office["region"] for one in roles if one["role"] == "reviewer" and is_in_force(one, today)
    ]
    own = tuple(head for region in regions for head in index().heads(region))
    heads = tuple(head for head in own if is_reached(head, actor.reach("read")))
    if not heads:
        return []
    reviewer = Actor(actor.id, actor.name, (Grant("reviewer", heads),))
    level = max(map(reviewer.level_in, regions), default=1)
    return [(one.register, one.count, one.returned) for one in waiting(reviewer, max(level, 1))]
