"""Hand-over: everything that a member is in charge of, how it stands, what comes next, and who takes it.

What names or belongs to the giver is found by `handover_records`; what else is open where they work belongs to the
office and is shown because the taker inherits it. One taker takes all, but for single things that another is named
for. Reading changes nothing; `succession.hand_over` writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from jiedui.kernel import clock
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor, Grant, is_reached
from jiedui.people.handover_items import (
    Item,
    contact_items,
    duty_items,
    enterprise_items,
    follow_up_items,
    note_items,
    project_items,
    role_items,
    secondment_items,
    task_items,
    waiting_items,
)
from jiedui.people.handover_records import LISTED, Following, Named, following, lasts, named
from jiedui.people.handover_takers import Thing, thing_text
from jiedui.people.members import is_in_force, lies_within
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.access import waiting
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

KINDS: Final = {
    "duties": _("duties"),
    "projects": _("projects in charge of"),
    "findings": _("what must still follow"),
    "contacts": _("contacts"),
    "notes": _("working notes"),
    "waiting": _("records that wait for a confirmation"),
    "tasks": _("open tasks of the office"),
    "follow_ups": _("other follow-ups of the office"),
    "promises": _("promises not done, no office named"),
    "enterprises": _("enterprises in negotiation"),
    "secondments": _("secondments and care"),
    "roles": _("roles"),
}
"""The kinds of what is handed over, in their order: what is the member's own first, the office's next, roles last."""
UNTAKEN: Final = frozenset(("roles",))
"""The kinds that nobody takes: a role is granted by an administrator."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member as a hand-over names them."""

    number: int
    login: str
    name: str
    office: str
    region: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What one member gives and others take: `taker` all of it, but for the things in `takers`. `day` is the giver's
    last day; `is_over` when nothing names them."""

    giver: Person
    taker: Person | None
    witness: Person | None
    day: date
    items: dict[str, list[Item]]
    takers: Mapping[Thing, Person]
    records: Named = field(repr=False)

    @property
    def is_over(self) -> bool:
        return not self.records.is_open

    @property
    def count(self) -> int:
        """Lines in all, the roles left out: nobody takes those."""
        return sum(len(found) for kind, found in self.items.items() if kind not in UNTAKEN)

    @property
    def all_takers(self) -> list[Person]:
        """Whoever takes anything, whoever takes the most part first."""
        found = [self.taker] if self.taker is not None else []
        return list(dict.fromkeys([*found, *self.takers.values()]))

    def taker_of(self, code: str, record: int | None) -> Person | None:
        """Who takes a thing; None where nobody is named yet."""
        return self.takers.get((code, record), self.taker) if record is not None else self.taker


def handover(
    actor: Actor, login: str, to: str = "", witness: str = "", takers: Mapping[Thing, str] | None = None
) -> Handover:
    """What a member is in charge of, to be given to another before a witness, both of whom may still be unnamed;
    `takers` are the sign-in names of those who take single things of it.

    *Order*: by kind as in `KINDS`, then by day. Some twenty queries, however much it is. Errors: MEMBER-001 for a
    member out of reach too, MEMBER-018 to -020, MEMBER-022, MEMBER-023, MEMBER-025, RIGHT-001.
    """
    actor.require("read")
    takers = takers or {}
    logins = {name for name in (login, to, witness, *takers.values()) if name}
    known = rows.by_texts(register("members"), "login", logins)
    offices = rows.by_ids(register("offices"), {one["office"] for one in known.values()})
    reached = {
        name: one for name, one in known.items() if actor.may("read", offices[one["office"]]["region"])
    }  # fmt: skip
    for name in (login, to, witness, *takers.values()):
        if name and name not in reached:
            raise refused("MEMBER-001", login=name)
    today = clock.today()
    giver, third = reached[login], reached.get(witness)
    taking = {name: reached[name] for name in dict.fromkeys((to, *takers.values())) if name}
    for one in taking.values():
        _refuse_taker(giver, one, offices, today + timedelta(days=1))
    not_witness = {giver.id, *(one.id for one in taking.values())}
    if third is not None and (third.id in not_witness or not is_in_force(third, today)):
        raise refused("MEMBER-023", member=third["name"])
    office = offices[giver["office"]]
    left = following(giver, office)
    found = named(giver, (one["name"] for one in taking.values()), office, left.own, today + timedelta(days=1))
    items = _items(actor, found, left, office, taking.get(to), today)
    persons = {name: _person(one, offices) for name, one in reached.items()}
    _refuse_unlisted(takers, items)
    return Handover(
        giver=persons[login], taker=persons.get(to), witness=persons.get(witness), day=today, items=items,
        takers={thing: persons[name] for thing, name in takers.items() if name != to}, records=found,
    )  # fmt: skip


def _person(one: Record, offices: dict[int, Record]) -> Person:
    office = offices[one["office"]]
    return Person(one.id, one["login"], one["name"], office["name"], office["region"])


def _refuse_unlisted(takers: Mapping[Thing, str], items: Mapping[str, Sequence[Item]]) -> None:
    """Refuse a taker for what is no line of the hand-over, or is taken by nobody. Errors: MEMBER-025."""
    listed = {
        (one.register, one.record) for kind, found in items.items() if kind not in UNTAKEN for one in found
    }  # fmt: skip
    for thing in takers:
        if thing not in listed:
            raise refused("MEMBER-025", found=thing_text(thing))


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


def _items(
    actor: Actor, found: Named, left: Following, office: Record, taker: Record | None, today: date
) -> dict[str, list[Item]]:
    tasks = _tasks(office)
    care = list(rows.by_link(register("care_measures"), "secondment", [one.id for one in found.secondments]))
    progress = {
        one["project"]: one
        for one in sorted(
            rows.by_link(register("progress"), "project", [one.id for one in found.projects]), key=lambda r: r["month"]
        )
    }  # fmt: skip
    held = list(rows.by_link(register("member_roles"), "member", [taker.id])) if taker is not None else []
    return {
        "duties": duty_items(found.duties),
        "projects": project_items(found.projects, progress, today),
        "findings": follow_up_items(left.own, left.sources, today),
        "contacts": contact_items(found.contacts),
        "notes": note_items(found.notes),
        "waiting": waiting_items(_waiting(actor, found.roles, office, today)),
        "tasks": task_items([one for one in tasks if one["office"] is not None], today),
        "follow_ups": follow_up_items(left.office, left.sources, today),
        "promises": task_items([one for one in tasks if one["office"] is None], today),
        "enterprises": enterprise_items(_enterprises(office["region"])),
        "secondments": secondment_items(found.secondments, found.member["name"], care, today),
        "roles": role_items(found.roles, [one for one in held if lasts(one, found.ends)], is_taken=taker is not None),
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
