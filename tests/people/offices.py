"""The offices of both sides and who belongs to them: the fixed cast as members, written by the operator."""

from __future__ import annotations

from datetime import date

from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.people.actions import add_member, grant_role, set_password
from jiedui.people.members import actor_of
from jiedui.registers.actions import Change, save

NANNING, MASHAN, SHANGLIN, LONGAN = "450100000000", "450124000000", "450125000000", "450123000000"
SHENZHEN, FUTIAN, LONGHUA = "440300000000", "440304000000", "440309000000"
SINCE = date(2023, 1, 1)
PASSWORD = "gezi-xianxia-07"
CAST = {
    "county-clerk": ("马山县协作办", "clerk"),
    "county-reviewer": ("马山县协作办", "reviewer"),
    "city-manager": ("南宁市协作办", "manager"),
    "auditor": ("南宁市协作办", "auditor"),
    "administrator": ("南宁市协作办", "administrator"),
    "stranger": ("上林县协作办", "clerk"),
    "donor": ("福田区工作组", "manager"),
}
"""Login → office and role. The anonymous one has none."""


def write(code: str, /, **values: object) -> int:
    """One record as it stands here. Returns its number."""
    save([Change(code, values)], LOCAL_OPERATOR)
    return int(select_rows(f'SELECT MAX("id") FROM "register_{code}"')[0][0])


def pair(region: str, donor: str, *, since: date = SINCE, until: date | None = None) -> int:
    return write("pairings", region=region, donor=donor, since=since, until=until)


def open_office(region: str, name: str, kind: str, *, since: date = SINCE, until: date | None = None) -> int:
    return write("offices", region=region, name=name, kind=kind, since=since, until=until)


def open_offices() -> dict[str, int]:
    """The offices of both sides by name, and who is paired with whom."""
    pair(NANNING, SHENZHEN)
    pair(MASHAN, FUTIAN)
    pair(SHANGLIN, FUTIAN)
    pair(LONGAN, LONGHUA)
    return {
        name: open_office(region, name, kind)
        for region, name, kind in (
            (NANNING, "南宁市协作办", "city"),
            (MASHAN, "马山县协作办", "county"),
            (SHANGLIN, "上林县协作办", "county"),
            (SHENZHEN, "深圳市协作办", "donor"),
            (FUTIAN, "福田区工作组", "donor"),
        )
    }


def add(offices: dict[str, int], login: str, office: str, role: str = "", *, password: str = "") -> Actor:
    """A member by the operator's hand, with a role and a password where they are given."""
    add_member(LOCAL_OPERATOR, login, f"演示{login}", offices[office], since=SINCE)
    if role:
        grant_role(LOCAL_OPERATOR, login, role, since=SINCE)
    if password:
        set_password(LOCAL_OPERATOR, login, password)
    return actor_of(login)


def add_cast(offices: dict[str, int]) -> dict[str, Actor]:
    """The whole cast, all with the same password."""
    return {login: add(offices, login, *place, password=PASSWORD) for login, place in CAST.items()}
