"""The workbooks of visits: the places with their positions, and what a posted cadre wrote down after each visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from jiedui.demo.boundaries import MIDDLES
from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.footprint import LAST_DAY, Position, degrees, field_days, seen_position, unseen_position
from jiedui.demo.workbooks.industry import Enterprise
from jiedui.demo.workbooks.member_books import CITY_MANAGER, members
from jiedui.demo.workbooks.names import official_name
from jiedui.demo.workbooks.people_books import office_name
from jiedui.demo.workbooks.projects import Project
from jiedui.demo.workbooks.targets import shares, target
from jiedui.demo.workbooks.writing import Book, Cell, Scribe, Sheet, headings

_KINDS: Final = (("village", 16), ("township", 6), ("project", 15), ("enterprise", 2))
"""About how many places of a kind are visited in each county; villages make up what is left of the published number."""
_AGAIN: Final = 34
"""Visits to a place that was visited before."""
_FOUND: Final = (
    "项目按期推进,现场管理有序。",
    "产业基地长势良好,农户反映收益按时兑现。",
    "灌溉水渠有一段破损,影响下季种植。",
    "车间订单稳定,希望增加技能培训班次。",
    "村道排水不畅,雨季易积水。",
    "冷库已投入使用,周边合作社租用率较高。",
    "部分脱贫户希望就近就业,已登记意向。",
    "企业反映招工难,建议与劳务站对接。",
)
_SEATS: Final = {homes.CITY: "450103", **{county: county for county in homes.COUNTIES}}
"""In which county each office stands; on the schematic map, in its middle."""
_MUST_FOLLOW: Final = {2: "协调修复破损水渠", 4: "核实村道排水问题并提出整改方案", 7: "组织企业与劳务站对接用工"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A place: one of the four is what it is; where it lies."""

    county: str
    position: Position
    village: homes.Village | None = None
    township: str = ""
    project: Project | None = None
    enterprise: Enterprise | None = None


@dataclass(frozen=True, slots=True)
class _Visit:
    """One visit, numbered in the order of days."""

    serial: int
    day: date
    place: _Place
    has_position: bool

    @property
    def number(self) -> str:
        return f"ZF{self.day:%Y%m%d}-{self.serial:03d}"

    @property
    def must_follow(self) -> str:
        return _MUST_FOLLOW.get(self.serial % len(_FOUND), "") if self.serial % 3 == 0 else ""


def visit_books(projects: Sequence[Project], enterprises: Sequence[Enterprise]) -> tuple[Book, Book]:
    """The places, then the visits to some of them."""
    visits = _visits(projects, enterprises)
    visited = {one.place.project.code: one.place for one in visits if one.place.project}
    visited_firms = {one.place.enterprise.index: one.place for one in visits if one.place.enterprise}
    places = Book("26_走访点位表.xlsx", (_places(projects, enterprises, visited, visited_firms),))
    return places, Book("27_走访台账.xlsx", (_visit_sheet(visits), _follow_ups(visits)))


def _visits(projects: Sequence[Project], enterprises: Sequence[Enterprise]) -> list[_Visit]:
    """The stops of field days first, then visits without a track; last, places that are visited again."""
    rng = Random("visits")
    pools = _pools(rng, projects, enterprises)
    found: list[tuple[date, _Place, bool]] = []
    for one in field_days():
        pool = pools.get(one.county, [])
        for stop in one.stops:
            if pool:
                place = pool.pop()
                found.append((one.day, _moved(place, stop), True))
    for pool in pools.values():
        found += [(_some_day(rng), place, rng.random() < 0.7) for place in pool]
    first = sorted(found, key=lambda visit: visit[0])
    for day, place, _ in rng.sample(first[: len(first) * 2 // 3], _AGAIN):
        later = day + timedelta(days=rng.randint(20, 120))
        found.append((min(later, LAST_DAY), place, True))
    ordered = sorted(found, key=lambda visit: visit[0])
    return [_Visit(serial, day, place, known) for serial, (day, place, known) in enumerate(ordered, start=1)]


def _moved(place: _Place, position: Position) -> _Place:
    return _Place(place.county, position, place.village, place.township, place.project, place.enterprise)


def _some_day(rng: Random) -> date:
    return LAST_DAY - timedelta(days=rng.randint(0, 560))


def _pools(rng: Random, projects: Sequence[Project], enterprises: Sequence[Enterprise]) -> dict[str, list[_Place]]:
    """The places to be visited in each county, together as many as were published."""
    counts = dict(_KINDS)
    numbers = shares(rng, target("coverage.places"), len(homes.COUNTIES))
    pools: dict[str, list[_Place]] = {}
    for county, number in zip(homes.COUNTIES, numbers, strict=True):

        def lies(county: str = county) -> Position:
            return seen_position(rng, county)

        villages = list(homes.villages()[county])
        townships = sorted({one.township for one in villages})
        here = [one for one in projects if one.region == county and one.place is not None]
        firms = [one for one in enterprises if one.region == county and one.produced_on is not None]
        pool = [
            _Place(county, lies(), township=name)
            for name in rng.sample(townships, min(counts["township"], len(townships)))
        ]
        pool += [_Place(county, lies(), project=one) for one in rng.sample(here, counts["project"])]
        pool += [_Place(county, lies(), enterprise=one) for one in rng.sample(firms, counts["enterprise"])]
        pool += [_Place(county, lies(), village=one) for one in rng.sample(villages, number - len(pool))]
        rng.shuffle(pool)
        pools[county] = pool
    return pools


def _places(
    projects: Sequence[Project],
    enterprises: Sequence[Enterprise],
    visited: dict[str, _Place],
    visited_firms: dict[int, _Place],
) -> Sheet:
    """The offices, every project with a place and every enterprise in production, where they lie."""
    sheet, scribe, rng = Sheet("走访点位表"), Scribe("places"), Random("places")
    columns = headings("序号 点位类型 点位所在地 点位名称 点位项目 点位企业 点位WGS84纬度 点位WGS84经度")
    sheet.title("粤桂协作走访点位表", len(columns))
    sheet.header(columns)
    serial = 0
    for county, seat in _SEATS.items():
        serial += 1
        longitude, latitude = MIDDLES[f"{seat}000000"]
        sheet.add(serial, "单位", scribe.county(county), office_name(county), None, None, latitude, longitude)
    for one in projects:
        if one.place is not None and one.region in homes.COUNTIES:
            serial += 1
            place = visited.get(one.code)
            hidden = unseen_position if serial % 3 == 0 else seen_position
            position = place.position if place else hidden(rng, one.region)
            sheet.add(serial, "项目点", scribe.county(one.region), one.name, one.code, None, *degrees(position))
    for firm in enterprises:
        if firm.produced_on is not None and firm.region in homes.COUNTIES:
            serial += 1
            spot = visited_firms.get(firm.index)
            position = spot.position if spot else seen_position(rng, firm.region)
            sheet.add(serial, "企业", scribe.county(firm.region), firm.name, None, firm.name, *degrees(position))
    sheet.note("注:经纬度为 WGS-84 坐标;项目、企业均为演示。")
    return sheet


def _visit_sheet(visits: Sequence[_Visit]) -> Sheet:
    sheet, scribe = Sheet("走访台账"), Scribe("visits")
    columns = headings(
        "走访编号 走访县区 走访时间 走访人员 走访镇村 走访项目 走访企业 WGS84纬度 WGS84经度 陪同人员 走访情况"
    )
    visitor = next(one for one in members() if one.login == CITY_MANAGER)
    sheet.title("挂职干部走访调研台账", len(columns))
    sheet.header(columns)
    for one in visits:
        place = one.place
        where: list[Cell] = [None, None, None]
        if place.project is not None:
            where[1] = place.project.code
        elif place.enterprise is not None:
            where[2] = place.enterprise.name
        else:
            where[0] = (
                scribe.village(place.village) if place.village else f"{homes.NAMES[place.county]}{place.township}"
            )
        position = degrees(place.position) if one.has_position else (None, None)
        sheet.add(
            one.number, scribe.county(place.county), scribe.day(one.day), visitor.name, *where, *position,
            official_name(scribe.rng.randrange(720, 780)), _FOUND[one.serial % len(_FOUND)],
        )  # fmt: skip
    return sheet


def _follow_ups(visits: Sequence[_Visit]) -> Sheet:
    """What must follow from some visits: most of it done, the latest still open."""
    sheet, scribe = Sheet("待办事项台账"), Scribe("follow-ups")
    columns = headings("序号 来源走访 待办事项 责任机构 责任人 完成时限 办结日期 办理结果")
    sheet.title("走访待办事项台账", len(columns))
    sheet.header(columns)
    needed = [one for one in visits if one.must_follow]
    for serial, one in enumerate(needed, start=1):
        due = one.day + timedelta(days=30)
        done = due - timedelta(days=serial % 9) if serial % 7 and due < LAST_DAY - timedelta(days=20) else None
        sheet.add(
            serial, one.number, one.must_follow, office_name(one.place.county), official_name(740 + serial % 20),
            scribe.day(due), scribe.day(done), "已办结" if done else None,
        )  # fmt: skip
    return sheet
