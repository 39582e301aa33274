"""The 109 invented projects: their funds by region add up to the published ones, their dates to a life in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import official_name
from jiedui.demo.workbooks.targets import shares, target

REPORTED_ON: Final = date(2023, 9, 30)
_YUAN: Final = 100
_WAN: Final = 1_000_000
_KINDS: Final = ("产业", "产业", "民生", "产业", "乡村建设", "产业", "就业", "产业", "人才")
_CITY_KINDS: Final = ("人才", "就业", "产业", "产业", "人才")
_THINGS: Final = {
    "产业": ("蔬菜大棚基地", "食用菌加工厂房", "桑蚕养殖小区", "冷链仓储中心", "茉莉花分拣车间", "水牛奶收购站"),
    "民生": ("小学食堂修缮", "卫生院设备添置", "饮水管网改造"),
    "乡村建设": ("村道硬化", "示范村风貌提升", "污水处理设施"),
    "就业": ("帮扶车间补贴", "外出务工服务站"),
    "人才": ("致富带头人培训", "专技人才研修"),
}
_WAYS: Final = ("土地流转、就近务工", "保底分红", "订单收购", "就业务工、租金收入", "村集体股份合作")
_ODD_YUAN: Final = (0, 0, 0, 5_000, 1_234, 678)


@dataclass(slots=True)
class Project:
    """One project; amounts in fen, a step not reached yet is None."""

    code: str
    year: int
    region: str
    name: str
    kind: str
    place: homes.Village | None
    province: int
    city: int
    district: int
    other: int
    in_charge: str
    approval_number: str
    listed_on: date
    approved_on: date
    started_on: date
    planned_end: date
    finished_on: date | None
    accepted_on: date | None
    benefit_way: str
    households: int
    persons: int
    lifted: int

    @property
    def fund(self) -> int:
        return self.province + self.city + self.district

    @property
    def total(self) -> int:
        return self.fund + self.other

    @property
    def planned_start(self) -> date:
        return self.approved_on.replace(day=1)

    @property
    def implementer(self) -> str:
        return f"{homes.NAMES[self.region]}演示项目实施单位"


def projects() -> list[Project]:
    """All projects, by year, then region, in the order of their numbers."""
    rng = Random("jiedui demo projects")
    found: list[Project] = []
    for region in (homes.CITY, *homes.COUNTIES):
        own = region == homes.CITY
        count = target("projects.count", region, own=own)
        kinds = [(_CITY_KINDS if own else _KINDS)[i % (5 if own else 9)] for i in range(count)]
        weights = [1.6 if kind == "产业" else 1.0 for kind in kinds]
        funds = shares(rng, target("funds.committed", region, own=own), count, step=_WAN, weights=weights)
        _make_odd(rng, funds)
        numbers = zip(kinds, funds, strict=True)
        found += [
            _project(rng, region, i, year=2021 + i * 3 // count, kind=kind, fund=fund)
            for i, (kind, fund) in enumerate(numbers)
        ]
    return sorted(found, key=lambda project: (project.year, project.code[:4]))


def _make_odd(rng: Random, funds: list[int]) -> None:
    """Move some yuan from one fund to the next, so that not all are whole; the sum stays."""
    for i in range(0, len(funds) - 1, 2):
        moved = rng.choice(_ODD_YUAN) * _YUAN
        funds[i] -= moved
        funds[i + 1] += moved


def _project(rng: Random, region: str, index: int, *, year: int, kind: str, fund: int) -> Project:
    own = region == homes.CITY
    place = None if own else rng.choice(homes.villages()[region])
    province, city = fund * 6 // 10 // _WAN * _WAN, fund * 25 // 100 // 500_000 * 500_000
    thing = rng.choice(_THINGS[kind])
    where = f"{homes.NAMES[region]}{place.township if place else ''}"
    code = f"{'SJ' if own else {'450125': 'SL', '450124': 'MS', '450123': 'LA'}[region]}XM{year}{index + 1:03d}"
    households = rng.randrange(40, 600)
    persons = households * rng.randrange(2, 5)
    listed, approved, started, planned_end, finished, accepted = _life(rng, year, index)
    return Project(
        code=code,
        year=year,
        region=region,
        name=f"{where}演示{thing}项目(第{index + 1}号)",
        kind=kind,
        place=place,
        province=province,
        city=city,
        district=fund - province - city,
        other=rng.choice((0, 0, 0, rng.randrange(5, 80) * _WAN)),
        in_charge=official_name(rng.randrange(600, 700)),
        approval_number=f"演示协作批〔{year}〕{index + 1}号",
        listed_on=listed,
        approved_on=approved,
        started_on=started,
        planned_end=planned_end,
        finished_on=finished,
        accepted_on=accepted,
        benefit_way=rng.choice(_WAYS),
        households=households,
        persons=persons,
        lifted=persons * rng.randrange(20, 70) // 100,
    )


def _life(rng: Random, year: int, index: int) -> tuple[date, date, date, date, date | None, date | None]:
    """Listed, approved, started, planned end, finished, accepted; nothing has happened after the day of the report."""
    listed = date(year, 1, 4) + timedelta(days=rng.randrange(40))
    approved = listed + timedelta(days=rng.randrange(25, 75))
    started = approved + timedelta(days=rng.randrange(10, 45))
    planned_end = date(year, rng.choice((10, 11, 12)), 1)
    finished = started + timedelta(days=rng.randrange(70, 210))
    accepted = finished + timedelta(days=rng.randrange(12, 70))
    is_late = index % 17 == 16
    return (
        listed,
        approved,
        started,
        planned_end,
        finished if finished <= REPORTED_ON else None,
        accepted if accepted <= REPORTED_ON and not is_late else None,
    )


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a project's fund: paid out by the treasury, or spent by the implementer."""

    project: Project
    paid_on: date
    fen: int
    number: int


def payments(projects_made: list[Project]) -> tuple[list[Payment], list[Payment]]:
    """Disbursements and spendings; spent is never above paid out, nor that above the fund."""
    rng = Random("jiedui demo payments")
    paid: list[Payment] = []
    spent: list[Payment] = []
    for project in projects_made:
        share = 100 if project.accepted_on else rng.choice((95, 90)) if project.finished_on else rng.randrange(30, 80)
        first = project.fund * 30 // 100 // _WAN * _WAN
        rest = project.fund * share // 100 // _YUAN * _YUAN - first
        days = _payment_days(project)
        for day, fen in zip(days, (first, rest), strict=True):
            if fen > 0:
                paid.append(Payment(project, day, fen, len(paid) + 1))
                kept = 0 if project.accepted_on else fen * rng.randrange(0, 12) // 100 // _YUAN * _YUAN
                spent.append(Payment(project, min(day + timedelta(days=12), REPORTED_ON), fen - kept, len(spent) + 1))
    return paid, spent


def _payment_days(project: Project) -> tuple[date, date]:
    last = project.accepted_on or project.finished_on or REPORTED_ON - timedelta(days=20)
    return min(project.started_on, last), last


def by_region_and_year(projects_made: list[Project]) -> Iterator[tuple[str, int, list[Project]]]:
    """The projects of each region and year that has some."""
    for region in (homes.CITY, *homes.COUNTIES):
        for year in (2021, 2022, 2023):
            group = [project for project in projects_made if (project.region, project.year) == (region, year)]
            if group:
                yield region, year, group
