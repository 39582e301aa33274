"""The workbook of members and roles: who works with the ledger on either side, one role each; all names invented."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import official_name
from jiedui.demo.workbooks.people_books import CITY_OFFICE, DISTRICT_OFFICE, DONOR_OFFICE, office_name
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet

BOOK: Final = "22_成员与角色.xlsx"
CITY_CLERK: Final = "nn-jingban"
CITY_REVIEWER: Final = "nn-shenhe"
CITY_MANAGER: Final = "nn-guanli"
ROLES: Final = {"clerk": "经办", "reviewer": "审核", "manager": "管理", "auditor": "审计", "administrator": "管理员"}


class DemoMember(NamedTuple):
    """One member of the demonstration."""

    login: str
    name: str
    office: str
    role: str


def members() -> list[DemoMember]:
    """The members of the city's office, of one county's, and of the two on the donor's side."""
    endings = {"clerk": "jingban", "reviewer": "shenhe", "manager": "guanli", "auditor": "shenji"}
    offices = (("nn", CITY_OFFICE), ("ms", office_name(homes.MASHAN)), ("sz", DONOR_OFFICE), ("ft", DISTRICT_OFFICE))
    places = [(f"{start}-{endings[role]}", office, role) for start, office in offices for role in endings]
    places.append(("nn-xitong", CITY_OFFICE, "administrator"))
    return [
        DemoMember(login, official_name(800 + number), office, role)
        for number, (login, office, role) in enumerate(places, start=1)
    ]


def members_book() -> Book:
    return Book(BOOK, (_members(), _roles()))


def _members() -> Sheet:
    sheet, scribe = Sheet("成员名册"), Scribe("members")
    columns = ("序号", "登录名", "成员姓名", "所属机构", "加入日期")
    sheet.title("协作机构成员名册", len(columns))
    sheet.header(columns)
    for serial, one in enumerate(members(), start=1):
        sheet.add(serial, one.login, one.name, one.office, scribe.day(date(2021, 12, 1 + serial)))
    return sheet


def _roles() -> Sheet:
    sheet, scribe = Sheet("成员角色表"), Scribe("roles")
    columns = ("序号", "成员登录名", "角色", "授权日期")
    sheet.title("成员角色分配表", len(columns))
    sheet.header(columns)
    for serial, one in enumerate(members(), start=1):
        sheet.add(serial, one.login, ROLES[one.role], scribe.day(date(2021, 12, 1 + serial)))
    return sheet
