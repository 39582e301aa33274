"""Writing about people: members and their roles as records, passwords beside them.

Whoever keeps members holds the right `administer` where the member's office lies. What holds for imported members
too (nobody changes their own roles, an administrator holds no other) is held by the registers' own writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from jiedui.journal.actions import open_batch
from jiedui.kernel import clock
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.kernel.permissions import Actor
from jiedui.people import passwords
from jiedui.people.members import lies_within, member, office_of, roles_of
from jiedui.people.signing import HERE, SHORT, Origin, drop_sessions, printable, try_password
from jiedui.registers import rows
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.keys import secret
from jiedui.registers.ledgers.members import ROLES


def add_member(
    actor: Actor, login: str, name: str, office: int, *, phone: str | None = None, since: date | None = None
) -> int:
    """Add a member to an office, without a role and without a password. Returns the batch.

    Errors: MEMBER-004 no such office, MEMBER-005 and -006 the sign-in name, CELL-001, -016, -023 what a workbook
    would be refused for too, RIGHT-001, RIGHT-002.
    """
    found = rows.by_ids(registers()["offices"], [office]).get(office)
    if found is None:
        raise refused("MEMBER-004", office=office)
    actor.require_in("administer", [found["region"]])
    if not login or login != printable(login, SHORT) or any(map(str.isspace, login)):
        raise refused("MEMBER-005", login=login, limit=SHORT)
    if login in rows.by_texts(registers()["members"], "login", [login]):
        raise refused("MEMBER-006", login=login)
    values = {"login": login, "name": _read("name", name), "office": office, "since": since or clock.today()}
    if phone is not None:
        values["phone"] = secret(_read("phone", phone))
    return _save(actor, Change("members", values))


def _read(name: str, text: str) -> str:
    """What a text comes to in a field of a member, as if it stood in a workbook's cell."""
    field = registers()["members"].field(name)
    value, fault = field.read(text)
    if fault is not None:
        raise refused(fault[0], **fault[1])
    if value is None:
        raise refused("CELL-001", expected=field.expected)
    return str(value)


def admit_member(
    actor: Actor,
    login: str,
    name: str,
    office: int,
    password: str,
    *,
    role: str | None = None,
    region: str | None = None,
    phone: str | None = None,
    since: date | None = None,
    origin: Origin = HERE,
) -> None:
    """Add a member with a first role and a password, all of it or nothing. Errors: those of the three."""
    with transaction.atomic():
        add_member(actor, login, name, office, phone=phone, since=since)
        if role is not None:
            grant_role(actor, login, role, region=region, since=since)
        set_password(actor, login, password, origin=origin)


def grant_role(actor: Actor, login: str, role: str, *, region: str | None = None, since: date | None = None) -> int:
    """Give a member a role from a day on, over the office's region or a part of it. Returns the batch.

    Errors: MEMBER-001, MEMBER-007 no such role, MEMBER-008 held already, RIGHT-001 to -004, RIGHT-008 a region that
    the office does not lie over.
    """
    found, office = _administered(actor, login)
    if role not in ROLES:
        raise refused("MEMBER-007", role=role, known=", ".join(ROLES))
    if region is not None and not lies_within(region, office["region"]):
        raise refused("RIGHT-008", region=region)
    start = since or clock.today()
    same = [one for one in roles_of(found) if one["role"] == role]
    if any(one["until"] is None or one["until"] > max(start, one["since"]) for one in same):
        raise refused("MEMBER-008", member=found["name"], role=role)
    values = {"member": found.id, "role": role, "region": region, "since": start, "until": None}
    again = next((one for one in same if one["since"] == start), None)  # ended on the day on which it was granted
    change = Change("member_roles", values) if again is None else _changed(again, values)
    return _save(actor, change)


def end_role(actor: Actor, login: str, role: str, *, until: date | None = None) -> int:
    """End a member's role: the day is the first on which it is not held any more. Returns the batch.

    Errors: MEMBER-001, MEMBER-009 not held, RIGHT-001 to -003.
    """
    found, _ = _administered(actor, login)
    end = until or clock.today()
    held = [one for one in roles_of(found) if one["role"] == role and _lasts_beyond(one, end)]
    if not held:
        raise refused("MEMBER-009", member=found["name"], role=role)
    return _save(actor, *(_ended(one, end) for one in held))


def end_member(actor: Actor, login: str, *, until: date | None = None, origin: Origin = HERE) -> int:
    """End a membership with all its roles and, where it ends today, its sessions. Returns the batch.

    The day is the first on which the member does not belong to the office any more. Errors: MEMBER-001, RIGHT-001 to
    -003.
    """
    found, _ = _administered(actor, login)
    end = until or clock.today()
    roles = [one for one in roles_of(found) if _lasts_beyond(one, end)]
    with transaction.atomic():
        batch = _save(actor, _ended(found, end), *(_ended(one, end) for one in roles))
        if end <= clock.today():
            drop_sessions(actor, login, origin)
    return batch


def set_password(
    actor: Actor,
    login: str,
    password: str,
    *,
    old: str = "",
    again: str | None = None,
    origin: Origin = HERE,
    keep: str = "",
) -> None:
    """Give a member a new password; it ends their sessions, but for the one that is to be kept.

    Members give the old one with their own; for others' it takes the right `administer`. Errors: MEMBER-001,
    MEMBER-003 too many wrong old ones, MEMBER-010, MEMBER-011 to -014 a weak one, MEMBER-015 when `again`, the new
    one typed once more, differs, RIGHT-001, RIGHT-002.
    """
    if again is not None and again != password:
        raise refused("MEMBER-015")
    if actor.id == login and not actor.is_operator:
        found = member(login)
        if not try_password(login, old, origin):
            raise refused("MEMBER-010")
    else:
        found, _ = _administered(actor, login)
    passwords.refuse_weak(password, found)
    with transaction.atomic():
        with open_batch(actor, "set_password", Chart([])) as draft:
            passwords.keep(login, password)
            draft.summary = {"member": login, **origin.told}
        drop_sessions(actor, login, origin, keep=keep)


def end_sessions(actor: Actor, login: str, origin: Origin = HERE, *, number: str = "", keep: str = "") -> int:
    """End one session of a member, by number, or all but the one to keep. Returns how many.

    One's own, or with the right `administer` another's. Errors: MEMBER-001, MEMBER-016 no such session, RIGHT-001,
    RIGHT-002.
    """
    if actor.id != login or actor.is_operator:
        _administered(actor, login)
    ended = drop_sessions(actor, login, origin, number=number, keep=keep)
    if number and not ended:
        raise refused("MEMBER-016")
    return ended


def _administered(actor: Actor, login: str) -> tuple[Record, Record]:
    """A member and the office, whom the actor may administer. Errors: MEMBER-001, RIGHT-001, RIGHT-002."""
    actor.require("administer")
    found = member(login)
    office = office_of(found)
    actor.require_in("administer", [office["region"]])
    return found, office


def _lasts_beyond(record: Record, end: date) -> bool:
    return record["until"] is None or record["until"] > max(end, record["since"])


def _ended(record: Record, end: date) -> Change:
    """The record ended on a day; one that would begin only later ends as it begins."""
    return _changed(record, {"until": max(end, record["since"])})


def _changed(record: Record, values: dict[str, Any]) -> Change:
    return Change(record.register, values, record.id, record.entry)


def _save(actor: Actor, *changes: Change) -> int:
    """Save what the registers' own checks have nothing against."""
    problems = []
    for change in changes:
        one = registers()[change.register]
        stored: Mapping[str, Any] = rows.by_ids(one, [change.id])[change.id].values if change.id is not None else {}
        record = Record(one.code, change.id or 0, {**stored, **change.values})
        findings = [finding for check in one.checks for finding in check(record)]
        problems += [Problem(found.code, found.fields) for found in findings if found.severity == "error"]
    if problems:
        raise Refused(problems)
    batch = save(changes, actor)
    assert batch is not None  # each of the changes changes something
    return batch
