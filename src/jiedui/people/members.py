"""Members as of today: who somebody is, and the actor that their roles and their office make of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jiedui.journal.storage import select_rows
from jiedui.kernel import clock
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor, Grant, is_reached
from jiedui.kernel.regions import subtree_bounds
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record


def is_in_force(record: Record, on: date) -> bool:
    """Whether a day lies in a record's `[since, until)`."""
    return bool(record["since"] <= on and (record["until"] is None or on < record["until"]))


def member(login: str) -> Record:
    """The member of that sign-in name. Errors: MEMBER-001 when there is none, or none any more."""
    found = rows.by_texts(registers()["members"], "login", [login]).get(login)
    if found is None or not is_in_force(found, clock.today()):
        raise refused("MEMBER-001", login=login)
    return found


def office_of(record: Record) -> Record:
    """The office that a member belongs to."""
    return rows.by_ids(registers()["offices"], [record["office"]])[record["office"]]


def roles_of(record: Record) -> list[Record]:
    """A member's roles, past ones too, in the order in which they were granted."""
    return list(rows.by_link(registers()["member_roles"], "member", [record.id]))


def lies_within(region: str, office_region: str) -> bool:
    """Whether a region lies in the region of an office, an abolished code in that of its successor."""
    return is_reached(region, index().heads(office_region))


def actor_of(login: str) -> Actor:
    """Who acts under a sign-in name, with the rights that their roles give them today.

    A role limited to a region that the office does not lie over gives nothing, nor does any role in an office that
    no longer stands. Errors: MEMBER-001. Four queries, whoever it is.
    """
    found, today = member(login), clock.today()
    office = office_of(found)
    if not is_in_force(office, today):
        return Actor(login, found["name"])
    pairs = _pairings(office["region"], today)
    grants = []
    for role in roles_of(found):
        region = role["region"] or office["region"]
        if is_in_force(role, today) and lies_within(region, office["region"]):
            grants.append(Grant(role["role"], index().heads(region), _paired(region, pairs)))
    return Actor(login, found["name"], tuple(grants))


def _pairings(region: str, on: date) -> list[tuple[str, str]]:
    """The pairings in force whose donor lies in a region: (recipient, donor)."""
    low, high = subtree_bounds(region)
    sql = (
        "SELECT region, donor FROM register_pairings WHERE donor BETWEEN %s AND %s "
        "AND since <= %s AND (until IS NULL OR until > %s) ORDER BY region, donor"
    )
    return [(recipient, donor) for recipient, donor in select_rows(sql, [low, high, on, on])]


def _paired(region: str, pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The heads of what is paired with a donor region or with one below it."""
    recipients = dict.fromkeys(recipient for recipient, donor in pairs if lies_within(donor, region))
    return tuple(dict.fromkeys(head for recipient in recipients for head in index().heads(recipient)))
