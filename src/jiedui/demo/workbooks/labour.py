"""Invented workers, the coaches that carried some of them, and the classes that taught some: each person once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import chinese_digits, identity_number, person_name
from jiedui.demo.workbooks.targets import shares, target

_LAST_DAY: Final = date(2023, 9, 28)
_SEATS: Final = 49
_HOMES: Final = {homes.SHANGLIN: 0.34, homes.MASHAN: 0.37, homes.LONGAN: 0.29}
_MONTHS: Final = {2: 30, 3: 24, 4: 8, 5: 6, 6: 6, 7: 8, 8: 6, 9: 5, 10: 3, 11: 2, 12: 1}
"""How many of a year's workers leave in each month: most of them after the spring festival."""
WORKPLACES: Final = (
    "广东省深圳市福田区",
    "深圳市龙华区",
    "深圳市宝安区",
    "广东省深圳市",
    "广东省东莞市",
    "东莞市",
    "广东省广州市番禺区",
    "佛山市顺德区",
    "广东省惠州市惠阳区",
    "中山市",
)
_CLASSES: Final = {homes.SHANGLIN: 22, homes.MASHAN: 22, homes.LONGAN: 20}
_TRADES: Final = ("家政服务", "电工", "焊工", "中式烹调", "电子装配", "育婴", "缝纫", "养殖")


@dataclass(slots=True)
class Worker:
    """One worker and the one placement; `household` is lifted, monitored or other, as the registers call them."""

    index: int
    name: str
    id_number: str
    is_male: bool
    home: homes.Village
    household: str
    workplace: str
    employer: int
    started_on: date
    trip: str | None

    @property
    def is_lifted(self) -> bool:
        return self.household == "lifted"


@dataclass(frozen=True, slots=True)
class Trip:
    """One coach: the county it left, the day, its number, where it went, and who sat in it."""

    county: str
    departed_on: date
    number: str
    destination: str
    riders: tuple[Worker, ...]


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """One class (one 期) and its roster."""

    county: str
    name: str
    number: str
    trade: str
    started_on: date
    attendees: tuple[Worker, ...]

    @property
    def certified(self) -> int:
        return len(self.attendees) * 9 // 10


def workers() -> list[Worker]:
    """As many as are published, county by county; nobody is in it twice."""
    rng = Random("jiedui demo workers")
    whole = target("labour.east_ever")
    sizes = [int(whole * share) for share in _HOMES.values()]
    sizes[-1] += whole - sum(sizes)
    villages = homes.villages()
    months, weights = list(_MONTHS), list(_MONTHS.values())
    found: list[Worker] = []
    for county, size in zip(_HOMES, sizes, strict=True):
        years = rng.choices((2021, 2022, 2023), (30, 33, 37), k=size)
        picked = rng.choices(months, weights, k=size)
        places = rng.choices(villages[county], k=size)
        households = rng.choices(("lifted", "monitored", "other"), (44, 3, 53), k=size)
        workplaces = rng.choices(WORKPLACES, k=size)
        for year, month, place, household, workplace in zip(years, picked, places, households, workplaces, strict=True):
            index = len(found)
            male = rng.random() < 0.56
            day = date(year, month if year < 2023 or month <= 9 else month - 8, rng.randrange(1, 29))
            found.append(
                Worker(
                    index,
                    person_name(index),
                    identity_number(index, male=male),
                    male,
                    place,
                    household,
                    workplace,
                    rng.randrange(1, 240),
                    max(day, date(2021, 2, 1)),
                    None,
                )
            )
    return found


def trips(everybody: list[Worker]) -> list[Trip]:
    """Coaches in spring: those who left in February or March of a year, filled in the order of the roster.

    Riders get the coach's number, its destination and its day as theirs.
    """
    left = target("labour.trip_persons")
    found: list[Trip] = []
    rounds = [(year, county) for year in (2021, 2022, 2023) for county in homes.COUNTIES]
    for turn, (year, county) in enumerate(rounds):
        leaving = ((year, 2), (year, 3))
        waiting = [w for w in everybody if w.home.county == county and _month(w) in leaving]
        share = left // (len(rounds) - turn)
        left -= share
        for coach, first in enumerate(range(0, share, _SEATS)):
            riders = waiting[first : min(first + _SEATS, share)]
            found.append(_trip(county, date(year, 2, 16) + timedelta(days=coach * 3), coach, riders))
    return found


def _month(worker: Worker) -> tuple[int, int]:
    return worker.started_on.year, worker.started_on.month


def _trip(county: str, day: date, coach: int, riders: list[Worker]) -> Trip:
    number = f"{homes.short(county)}{day.year}-{coach + 1:02d}"
    destination = WORKPLACES[coach % 5]
    for worker in riders:
        worker.trip, worker.workplace, worker.started_on = number, destination, day
    return Trip(county, day, number, destination, tuple(riders))


def classes(everybody: list[Worker]) -> list[TrainingClass]:
    """The classes of three years, their rosters drawn from the county's workers, each person at most once."""
    rng = Random("jiedui demo classes")
    assert sum(_CLASSES.values()) == target("training.classes")
    sizes = shares(rng, target("training.persons"), target("training.classes"))
    found: list[TrainingClass] = []
    for county, count in _CLASSES.items():
        drawn = rng.sample([w for w in everybody if w.home.county == county], sum(sizes[len(found) :][:count]))
        for i in range(count):
            size = sizes[len(found)]
            attendees, drawn = drawn[:size], drawn[size:]
            day = min(date(2021 + i * 3 // count, 3, 1) + timedelta(days=(i * 3 % count) * 8), _LAST_DAY)
            trade = _TRADES[i % len(_TRADES)]
            name = f"{day.year}年{homes.NAMES[county]}演示{trade}培训班{chinese_digits(i + 1, 2)}"
            found.append(TrainingClass(county, name, f"第{i + 1}期", trade, day, tuple(attendees)))
    return found
