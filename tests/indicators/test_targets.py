"""Targets: read exactly or not at all, the one that speaks for the lens's day, within reach, in one query."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.indicators.figures import catalogue
from jiedui.indicators.targets import Target, share_of_target, target_value, targets
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.reviewing import confirm
from tests.registers.cast import ANONYMOUS, CLERK, DONOR, STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, edit, last_batch, new

DAY = date(2023, 9, 30)
END = date(2023, 12, 31)
MONEY, RATE, JOBS, PARKS, PAID_IN = (
    "funds.committed",
    "funds.disbursed_rate",
    "labour.east_year",
    "parks.count",
    "investment.paid_in",
)


def read(text: str, code: str, region: str = MASHAN) -> Decimal | None:
    return target_value(text, catalogue().on(code, DAY), region)


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("1.5亿元", MONEY, "15000"),
        ("15,000 万元", MONEY, "15000"),
        ("150000001元", MONEY, "15000.0001"),
        ("3000万元", PAID_IN, "0.3"),
        ("≥200人", JOBS, "200"),
        ("全年不少于 16,000 人", JOBS, "16000"),
        ("200", JOBS, "200"),
        ("不少于 30 个", PARKS, "30"),
        ("每县不少于1个", PARKS, "1"),
        ("30家", PARKS, "30"),
        ("80%", RATE, "80"),
        ("不低于 95.5%", RATE, "95.5"),
        ("达到80%以上", RATE, "80"),
        ("0人", JOBS, "0"),
    ],
)
def test_a_target_is_read_in_the_indicators_unit(text: str, code: str, value: str) -> None:
    assert read(text, code) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", JOBS),
        ("稳中有增", JOBS),
        ("形成方案", PARKS),
        ("约200人", JOBS),
        ("200余人", JOBS),
        ("200-300人", JOBS),
        ("不超过200人", JOBS),
        ("≤200人", JOBS),
        ("-5人", JOBS),
        ("增长10%", JOBS),
        ("200人次", JOBS),
        ("80%", MONEY),
        ("1.5", MONEY),
        ("80", RATE),
        ("1,50万元", MONEY),
        ("年度5000万元", MONEY),
        ("每年不少于3个", PARKS),
    ],
)
def test_what_is_no_number_of_the_indicator_is_no_target(text: str, code: str) -> None:
    assert read(text, code) is None


def test_what_each_county_is_to_reach_is_no_citys_target() -> None:
    assert read("每县不少于1个", PARKS, NANNING) is None


@pytest.mark.parametrize(
    ("value", "goal", "share"),
    [("42602", "45000", "94.7"), ("1", "3", "33.3"), ("2", "3", "66.7"), ("0", "3", "0"), ("7", "4", "175")],
)
def test_a_share_is_rounded_once_half_up(value: str, goal: str, share: str) -> None:
    assert share_of_target(Decimal(value), Target(Decimal(goal), END, 1)) == Decimal(share)


def test_without_a_figure_or_a_target_or_of_a_target_of_zero_there_is_no_share() -> None:
    assert share_of_target(None, Target(Decimal(4), END, 1)) is None
    assert share_of_target(Decimal(4), None) is None
    assert share_of_target(Decimal(4), Target(Decimal(0), END, 1)) is None


class Tasks:
    """Tasks of one document, confirmed by the operator."""

    def __init__(self) -> None:
        self.document = new("documents", title="方案")
        self.count = 0

    def add(self, target: str, due_on: date | None = END, *, indicator: str = MONEY, region: str = MASHAN) -> int:
        self.count += 1
        values = {"region": region, "indicator": indicator, "target": target, "due_on": due_on}
        number = new("tasks", document=self.document, content=f"任务{self.count}", **values)
        confirm(last_batch(), LOCAL_OPERATOR)
        return number


@pytest.fixture
def tasks(db: None) -> Tasks:
    return Tasks()


def found(code: str = MONEY, region: str = MASHAN, lens: Lens | None = None) -> Decimal | None:
    goal = targets(LOCAL_OPERATOR, lens or lens_as_of(region, DAY), [region], [code]).get((code, region))
    return goal.value if goal else None


@pytest.mark.parametrize("name", [MONEY, "协作资金", " 财政协作资金", "Cooperation funds of approved projects"])
def test_an_indicator_is_named_by_its_code_its_names_or_what_reports_call_it(tasks: Tasks, name: str) -> None:
    number = tasks.add("1亿元", indicator=name)
    goal = targets(LOCAL_OPERATOR, lens_as_of(MASHAN, DAY), [MASHAN])[MONEY, MASHAN]
    assert goal == Target(Decimal(10000), END, number)


@pytest.mark.parametrize("name", ["无此指标", ""])
def test_an_indicator_that_is_none_has_no_target(tasks: Tasks, name: str) -> None:
    tasks.add("1亿元", indicator=name)
    assert targets(LOCAL_OPERATOR, lens_as_of(MASHAN, DAY), [MASHAN]) == {}


def test_the_nearest_day_from_the_lens_on_speaks_and_else_the_latest_before(tasks: Tasks) -> None:
    for amount, due_on in (
        (1, date(2021, 12, 31)),
        (2, date(2022, 12, 31)),
        (3, DAY),
        (4, END),
        (5, date(2025, 12, 31)),
    ):
        tasks.add(f"{amount}亿元", due_on)
    assert found(lens=lens_as_of(MASHAN, DAY)) == 30000
    assert found(lens=lens_as_of(MASHAN, date(2023, 10, 1))) == 40000
    assert found(lens=lens_as_of(MASHAN, date(2024, 1, 1))) == 50000
    assert found(lens=lens_as_of(MASHAN, date(2026, 1, 1))) == 50000


def test_of_one_day_the_later_record_speaks(tasks: Tasks) -> None:
    tasks.add("1亿元")
    tasks.add("2亿元")
    tasks.add("待定")
    assert found() == 20000


def test_what_is_counted_year_by_year_has_the_targets_of_its_year_alone(tasks: Tasks) -> None:
    tasks.add("100人", date(2022, 12, 31), indicator=JOBS)
    assert found(JOBS) is None
    tasks.add("全年200人", indicator=JOBS)
    assert found(JOBS) == 200
    assert found(JOBS, lens=lens_as_of(MASHAN, date(2022, 9, 30))) == 100


def test_a_lens_that_begins_at_a_day_of_its_own_has_targets_for_stocks_alone(tasks: Tasks) -> None:
    tasks.add("1亿元")
    tasks.add("3个", indicator="workshops.running")
    lens = lens_as_of(MASHAN, DAY, since=date(2023, 1, 1))
    assert found(lens=lens) is None
    assert found("workshops.running", lens=lens) == 3


def test_a_region_has_its_own_target_and_no_sum_of_those_below(tasks: Tasks) -> None:
    tasks.add("1亿元")
    assert found(region=NANNING) is None


def test_a_task_counts_as_it_was_confirmed(tasks: Tasks) -> None:
    number = tasks.add("1亿元")
    edit("tasks", number, target="2亿元", region=SHANGLIN)
    assert (found(), found(region=SHANGLIN)) == (10000, None)
    everything = lens_as_of(MASHAN, DAY, level=0)
    assert (found(lens=everything), found(region=SHANGLIN, lens=everything)) == (None, 20000)
    new("tasks", document=tasks.document, content="未审", region=MASHAN, indicator=PARKS, target="3个", due_on=END)
    assert found(PARKS) is None and found(PARKS, lens=everything) == 3


def test_a_task_without_a_day_is_no_target(tasks: Tasks) -> None:
    tasks.add("1亿元", None)
    assert found() is None


def test_whoever_reads_a_region_is_told_its_targets_and_nobody_else(tasks: Tasks) -> None:
    tasks.add("1亿元")
    lens = lens_as_of(MASHAN, DAY)
    for actor in (CLERK, DONOR):
        assert targets(actor, lens, [MASHAN])[MONEY, MASHAN].value == 10000
    for actor in (STRANGER, ANONYMOUS):
        with pytest.raises(Refused):
            targets(actor, lens, [MASHAN])
    with pytest.raises(Refused):
        targets(CLERK, lens, [MASHAN, NANNING])


def test_many_regions_and_tasks_are_one_query(tasks: Tasks) -> None:
    for region in (NANNING, MASHAN, SHANGLIN):
        for indicator in (MONEY, PARKS, "workshops.running"):
            tasks.add("3个" if indicator != MONEY else "3亿元", indicator=indicator, region=region)
    with CaptureQueriesContext(connection) as queries:
        goals = targets(LOCAL_OPERATOR, lens_as_of(NANNING, DAY), [NANNING, MASHAN, SHANGLIN])
    assert (len(queries), len(goals)) == (1, 9)
