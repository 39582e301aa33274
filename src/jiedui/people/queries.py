"""Reading about people: the members within reach with their roles, and the sessions of one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from jiedui.journal.models import Batch
from jiedui.journal.storage import select_rows
from jiedui.kernel import clock
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.people.members import is_in_force, lies_within
from jiedui.people.models import Login, MemberSession
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.reach import condition

HANDED_LATELY: Final = timedelta(days=90)
"""How long what was handed to a member is shown as new to them."""
DUTIES_SEEN: Final = 1_000
"""Duties of one office that began or ended in that time, the newest; no office changes more."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role as somebody holds or held it; `region` None is the whole region of the office."""

    role: str
    region: str | None
    since: date
    until: date | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A member with the office and all roles, past ones too."""

    login: str
    name: str
    office: str
    region: str
    since: date
    until: date | None
    is_in_force: bool
    has_password: bool
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a member, as its member sees it."""

    number: str
    address: str
    agent: str
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A duty that a member has lately, and who had it until then; empty where nobody had."""

    record: int
    duty: str
    since: date
    giver: str


def handed_to(actor: Actor) -> list[Handed]:
    """The duties that an actor was given within `HANDED_LATELY` or will be given, the newest first. One query; none
    for the operator, who is no member."""
    if actor.is_operator:
        return []
    today = clock.today()
    first = today - HANDED_LATELY
    duties = rows.in_order(
        registers()["duties"],
        '"office" IN (SELECT "office" FROM "register_members" WHERE "login" = %s) AND ("since" >= %s OR "until" >= %s)',
        [actor.id, first, first],
        '"since" DESC, "id"',
        DUTIES_SEEN,
    )
    givers = {(one["duty"], one["until"]): one["holder"] for one in duties if one["holder"] != actor.name}
    return [
        Handed(one.id, one["duty"], one["since"], givers.get((one["duty"], one["since"]), ""))
        for one in duties
        if one["holder"] == actor.name and one["since"] >= first and (one["until"] is None or one["until"] > today)
    ]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A hand-over in which a member took something: its batch, its day, and who gave, took and witnessed, in words."""

    batch: int
    day: date
    words: str


def taken_over_by(actor: Actor) -> list[TakenOver]:
    """The hand-overs within `HANDED_LATELY` that gave something to an actor, the newest first. One query; none for the
    operator, who is no member."""
    if actor.is_operator:
        return []
    first = clock.now() - HANDED_LATELY
    undone = Batch.objects.filter(reverses__isnull=False).values("reverses")
    found = Batch.objects.filter(verb="hand_over", recorded_at__gte=first).exclude(id__in=undone).order_by("-id")
    rows_of = found.values_list("id", "recorded_at", "reason", "summary")
    return [
        TakenOver(number, at.astimezone(clock.BEIJING).date(), reason)
        for number, at, reason, summary in rows_of
        if _takes(actor.id, json.loads(summary))
    ]


def _takes(login: str, summary: dict[str, Any]) -> bool:
    """Whether a hand-over gave something to a member: all of it, or single things."""
    return summary.get("taker") == login or any(one.partition("=")[2] == login for one in summary.get("takers", ()))


def members(actor: Actor) -> list[Member]:
    """The members whom an actor administers, those who have left too, by office and sign-in name. Errors: RIGHT-001."""
    where = condition(registers()["members"], actor.require("administer"))
    numbers = [row[0] for row in select_rows(f'SELECT "id" FROM "register_members" WHERE {where}')]
    found = rows.by_ids(registers()["members"], numbers)
    offices = rows.by_ids(registers()["offices"], {one["office"] for one in found.values()})
    today = clock.today()
    roles: dict[int, list[HeldRole]] = {}
    for role in rows.by_link(registers()["member_roles"], "member", found):
        held = HeldRole(role["role"], role["region"], role["since"], role["until"], is_in_force(role, today))
        roles.setdefault(role["member"], []).append(held)
    with_password = set(Login.objects.values_list("login", flat=True))
    listed = [
        Member(
            login=one["login"],
            name=one["name"],
            office=offices[one["office"]]["name"],
            region=offices[one["office"]]["region"],
            since=one["since"],
            until=one["until"],
            is_in_force=is_in_force(one, today),
            has_password=one["login"] in with_password,
            roles=tuple(roles.get(one.id, ())),
        )
        for one in found.values()
    ]
    return sorted(listed, key=lambda one: (one.region, one.office, one.login))


def sessions_of(actor: Actor) -> list[Session]:
    """An actor's own sessions that have not run out, the one seen last first."""
    found = MemberSession.objects.filter(member=actor.id, expire_date__gt=clock.now()).order_by("-seen_at", "number")
    return [Session(*row) for row in found.values_list("number", "address", "agent", "begun_at", "seen_at")]


def successors(actor: Actor, region: str) -> list[tuple[str, str, str]]:
    """Who may take over what lies in a region: the sign-in name, name and office of each member within reach who is
    one today, and whose office lies over that region. Two queries. Errors: RIGHT-001."""
    where = condition(registers()["members"], actor.require("read"))
    today = clock.today()
    found = [one for one in rows.where(registers()["members"], where) if is_in_force(one, today)]
    offices = rows.by_ids(registers()["offices"], {one["office"] for one in found})
    listed = [
        (one["login"], one["name"], offices[one["office"]]["name"])
        for one in found
        if lies_within(region, offices[one["office"]]["region"])
    ]
    return sorted(listed, key=lambda one: (one[2], one[0]))


def office(text: str) -> int:
    """The record number of an office that stands, by its name or that number. Errors: MEMBER-004."""
    one = registers()["offices"]
    number = int(text) if text.isascii() and text.isdigit() else 0
    found = rows.by_ids(one, [number]).get(number) or rows.by_texts(one, "name", [text]).get(text)
    if found is None or not is_in_force(found, clock.today()):
        raise refused("MEMBER-004", office=text)
    return found.id
