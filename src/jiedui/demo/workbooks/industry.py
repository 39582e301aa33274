"""Invented parks and enterprises: who is in production, what was paid in, how many work there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import credit_code, enterprise_name
from jiedui.demo.workbooks.targets import shares, target

_WAN: Final = 1_000_000
FLOWER_PARK: Final = "上林演示花卉产业园"
ENCLAVE_PARK: Final = "福田—马山演示飞地园区"
MILK_PARK: Final = "隆安演示水牛奶产业基地园"
ZONE: Final = "南宁演示东盟合作区园区"
FLOWER_INCOME: Final = (("佣金", 236_400), ("租金", 318_000), ("股金", 289_200))
"""Yuan a year, by kind: between the published bounds."""
FLOWER_JOBS: Final = ((date(2022, 12, 31), 221, 205, 96), (date(2023, 9, 30), 268, 247, 118))
_TRADES: Final = {
    homes.SHANGLIN: ("花卉", "农产品", "丝绸"),
    homes.MASHAN: ("电子", "五金", "家居", "服饰"),
    homes.LONGAN: ("水牛奶", "乳品", "冷链", "包装"),
    homes.CITY: ("供应链", "新材料"),
}
_PRODUCING: Final = ((homes.SHANGLIN, 6), (homes.MASHAN, 9), (homes.LONGAN, 6), (homes.CITY, 2))
_PARKS: Final = {
    homes.SHANGLIN: FLOWER_PARK,
    homes.MASHAN: ENCLAVE_PARK,
    homes.LONGAN: MILK_PARK,
    homes.CITY: ZONE,
}


@dataclass(frozen=True, slots=True)
class HeadCount:
    """All, rural and lifted persons employed on a day."""

    counted_on: date
    total: int
    rural: int
    lifted: int


@dataclass(slots=True)
class Enterprise:
    """One enterprise; `produced_on` is None for one that has only signed or registered."""

    index: int
    name: str
    region: str
    trade: str
    park: str | None
    signed_on: date
    registered_on: date | None
    produced_on: date | None
    agreed: int
    payments: list[tuple[date, int]]
    counts: list[HeadCount]

    @property
    def credit_code(self) -> str:
        return credit_code(self.index)


def enterprises() -> list[Enterprise]:
    """The enterprises in production, then seven that are not yet."""
    rng = Random("jiedui demo enterprises")
    regions = [region for region, count in _PRODUCING for _ in range(count)]
    assert len(regions) == target("enterprises.in_production")
    paid_in = shares(rng, target("investment.paid_in"), len(regions), step=_WAN)
    rural, lifted = _jobs(rng, len(regions))
    found = [_enterprise(rng, i, region, is_producing=True) for i, region in enumerate(regions)]
    for one, fen, many, few in zip(found, paid_in, rural, lifted, strict=True):
        one.payments = _payments(rng, one, fen)
        one.agreed = fen * rng.randrange(105, 150) // 100 // _WAN * _WAN
        one.counts = _counts(rng, one, many, few)
    found += [_enterprise(rng, len(regions) + i, homes.COUNTIES[i % 3], is_producing=False) for i in range(7)]
    return found


def _jobs(rng: Random, count: int) -> tuple[list[int], list[int]]:
    """Rural workers of each enterprise, and of them the lifted ones."""
    rural = shares(rng, target("employment.rural"), count)
    lifted_all = target("employment.lifted")
    lifted = [many * lifted_all // sum(rural) for many in rural]
    for i in range(lifted_all - sum(lifted)):
        lifted[i] += 1
    return rural, lifted


def _enterprise(rng: Random, index: int, region: str, *, is_producing: bool) -> Enterprise:
    trade = _TRADES[region][index % len(_TRADES[region])]
    signed = date(2021, 3, 1) + timedelta(days=rng.randrange(500))
    registered = signed + timedelta(days=rng.randrange(20, 60))
    produced = registered + timedelta(days=rng.randrange(60, 240))
    if not is_producing:
        signed = date(2023, 5, 1) + timedelta(days=rng.randrange(60))
        registered = signed + timedelta(days=40)
    return Enterprise(
        index=index,
        name=enterprise_name(homes.short(region), trade, index + 1),
        region=region,
        trade=trade,
        park=_PARKS[region] if index % 3 != 1 else None,
        signed_on=signed,
        registered_on=registered if is_producing or index % 2 else None,
        produced_on=produced if is_producing else None,
        agreed=rng.randrange(1_000, 9_000) * _WAN,
        payments=[],
        counts=[],
    )


def _payments(rng: Random, one: Enterprise, fen: int) -> list[tuple[date, int]]:
    parts = shares(rng, fen, rng.randrange(2, 5), step=10_000 * 100)
    first = one.registered_on or one.signed_on
    return [(min(first + timedelta(days=75 * i), date(2023, 9, 20)), part) for i, part in enumerate(parts)]


def _counts(rng: Random, one: Enterprise, rural: int, lifted: int) -> list[HeadCount]:
    """The latest count is what is published; those before it are other numbers."""
    found = []
    for day in (date(2022, 6, 30), date(2022, 12, 31), date(2023, 6, 30)):
        if one.produced_on and one.produced_on <= day:
            many = rural * rng.randrange(60, 110) // 100
            found.append(HeadCount(day, many + rng.randrange(5, 40), many, many * 38 // 100))
    return [*found, HeadCount(date(2023, 9, 30), rural + rng.randrange(5, 60), rural, lifted)]
