"""What offices do that no form foresees, as printed ledgers have it: read without a refusal, or refused in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiedui.intake.planning import open_file
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import undo
from tests.intake.workbooks import PROJECT, TEA, counts, found, id_number, imported, planned, projects, stored, write

ROSTER = ["姓名", "身份证号", "户籍地(村)", "是否脱贫/监测对象", "去向", "务工省市县", "企业", "起止时间"]


def _roster(folder: Path, term: Any, home: str = "马山县白山镇", household: str = "脱贫户") -> Path:
    row = ["演示甲", id_number(1), home, household, "东部结对省", "深圳市", "演示厂", term]
    return write(folder / "a.xlsx", ("Sheet1", [["务工人员花名册"], ROSTER, row]))


@pytest.mark.parametrize(
    ("term", "days"),
    [
        ("2023.2.1-2023.12.31", (date(2023, 2, 1), date(2023, 12, 31))),
        ("2023年2月1日至2023年12月31日", (date(2023, 2, 1), date(2023, 12, 31))),
        ("2023年2月至今", (date(2023, 2, 1), None)),
        ("2023-02-01", (date(2023, 2, 1), None)),
    ],
)
def test_one_column_may_hold_both_ends_of_a_term(folder: Path, term: str, days: tuple[date, date | None]) -> None:
    imported(_roster(folder, term))
    (placement,) = stored("placements")
    assert (placement["started_on"], placement["ended_on"]) == days


def test_a_term_that_is_none_is_refused_in_its_cell(folder: Path) -> None:
    assert found(planned(_roster(folder, "去年"))) == [("CELL-004", "H3")]


def test_a_roster_of_workers_is_never_taken_for_a_list_of_persons(folder: Path) -> None:
    without_term = [
        ["务工人员花名册"],
        ROSTER[:-1],
        ["演示甲", id_number(1), "马山县", "脱贫户", "广东", "深圳市", "厂"],
    ]
    path = write(folder / "a.xlsx", ("Sheet1", without_term))
    assert open_file(path).readings[0].register.code == "placements"  # type: ignore[union-attr]  # it has one
    assert "SHEET-001" in [code for code, _ in found(planned(path))]


@pytest.mark.parametrize("home", ["马山县-白山镇", "马山县/白山镇", "马山县白山镇上屯12号"])
def test_an_address_gives_the_township_that_it_begins_with(folder: Path, home: str) -> None:
    imported(_roster(folder, "2023-02-01", home))
    assert [person["home"] for person in stored("persons")] == ["450124100000"]


def test_an_address_in_no_known_township_is_refused(folder: Path) -> None:
    assert found(planned(_roster(folder, "2023-02-01", "马山县某某镇上屯12号"))) == [("CELL-008", "C3")]


@pytest.mark.parametrize("word", ["脱贫不稳定户", "边缘易致贫户", "突发严重困难户"])
def test_the_official_kinds_of_monitored_households_are_known(folder: Path, word: str) -> None:
    imported(_roster(folder, "2023-02-01", household=word))
    assert [person["household"] for person in stored("persons")] == ["monitored"]


def test_choices_in_brackets_behind_a_heading_do_no_harm(folder: Path) -> None:
    heading = ["年度", "协作县(区)", "项目名称", "项目类型(产业/就业/民生/乡村建设/人才)", "协作资金(万元)", "批复日期"]
    assert planned(projects(folder, TEA, heading=heading)).counts == counts(new=1)


def test_tiers_alone_are_the_projects_funds(folder: Path) -> None:
    top = ["年度", "协作县", "项目名称", "项目类型", "协作资金(万元)", None, None, "批复日期"]
    low = [None, None, None, None, "省级", "市级", "区县级", None]
    rows = [top, low, [2023, "马山县", "茶园", "产业", 60, 30, 10, "2023-05-01"]]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1", "H1:H2"]
    assert planned(write(folder / "a.xlsx", ("项目台账", rows), merged=merged)).counts == counts(new=1)


def test_an_approved_project_without_any_funds_is_refused(folder: Path) -> None:
    row = [*TEA[:4], None, TEA[5]]
    assert found(planned(projects(folder, row))) == [("ROW-013", "F2")]


def test_a_whole_below_its_heading_is_the_heading(folder: Path) -> None:
    top = ["出发县区", "日期", "方式", "班次", "人数", None]
    low = [None, None, None, None, "总数", "其中脱贫"]
    rows = [top, low, ["马山县", "2023-02-01", "专车", "1班", 40, 15]]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"]
    imported(write(folder / "a.xlsx", ("点对点输送台账", rows), merged=merged))
    assert [(trip["persons"], trip["lifted"]) for trip in stored("trips")] == [(40, 15)]


def test_subtotals_may_stand_above_their_rows(folder: Path) -> None:
    def row(county: str, name: str, amount: int) -> list[Any]:
        return [2023, county, name, "产业", amount, "2023-05-01"]

    def total(text: str, amount: int) -> list[Any]:
        return [text, None, None, None, amount, None]

    rows = [
        total("小计", 30),
        row("马山县", "a", 10),
        row("马山县", "b", 20),
        total("小计", 40),
        row("隆安县", "c", 40),
    ]
    plan = planned(projects(folder, *rows))
    assert [one.agrees for one in plan.sheets[0].table.totals] == [True, True]
    wrong = [*rows[:3], total("小计", 41), rows[4]]
    assert found(planned(projects(folder, *wrong))) == [("SHEET-006", "E5")]


def test_a_groups_own_row_is_no_record_and_its_sum_is_checked(folder: Path) -> None:
    rows = [["一、产业项目", None, None, None, 100, None], TEA]
    assert planned(projects(folder, *rows)).counts == counts(new=1)
    rows[0][4] = 99
    assert found(planned(projects(folder, *rows))) == [("SHEET-006", "E2")]


def test_a_stopped_workshop_needs_its_day_and_a_running_one_has_none(folder: Path) -> None:
    heading = ["县区", "名称", "类型", "投产日期", "状态", "停产日期"]
    rows = [
        ["马山县", "甲", "厂房式", "2022-01-01", "停产", None],
        ["马山县", "乙", "厂房式", "2022-01-01", "运营", "2023-01-01"],
        ["马山县", "丙", "厂房式", "2022-01-01", "停产", "2023-01-01"],
    ]
    plan = planned(write(folder / "a.xlsx", ("帮扶车间台账", [heading, *rows])))
    assert found(plan) == [("ROW-013", "E2"), ("ROW-019", "E3")]


def test_rows_of_a_misread_heading_or_a_merged_amount_are_never_good(folder: Path) -> None:
    without_unit = projects(folder, TEA, heading=[*PROJECT[:4], "协作资金", PROJECT[5]])
    assert imported(without_unit, accept_good_rows=True) is None
    rows = [
        PROJECT,
        TEA,
        [2023, "马山县", "茶厂", "产业", None, "2023-05-01"],
        [2022, "上林县", "道路", "产业", 5, "2022-06-01"],
    ]
    merged = write(folder / "m.xlsx", ("项目台账", rows), merged=["E2:E3"])
    imported(merged, accept_good_rows=True)
    assert [record["name"] for record in stored("projects")] == ["道路"]


def test_what_arithmetic_leaves_over_is_nothing_and_a_third_is_refused(folder: Path) -> None:
    assert planned(projects(folder, [*TEA[:4], 0.1 + 0.2 - 0.3, TEA[5]])).counts == counts(new=1)
    assert found(planned(projects(folder, [*TEA[:4], 100 / 3, TEA[5]]))) == [("CELL-003", "E2")]


def test_an_import_can_be_undone_after_its_correction_was_undone(folder: Path) -> None:
    first = imported(projects(folder, TEA))
    second = imported(projects(folder, [*TEA[:4], 90, TEA[5]], file="b.xlsx"))
    assert first is not None
    assert second is not None
    undo(second, LOCAL_OPERATOR)
    undo(first, LOCAL_OPERATOR)
    assert stored("projects") == []


def test_a_return_may_name_its_project_by_number_and_by_name(folder: Path) -> None:
    imported(projects(folder, [*TEA, "甲1"], heading=[*PROJECT, "项目编号"]))
    rows = [["项目编号", "项目名称", "月份", "形象进度%"], ["甲1", "茶园", "2023-09", 60]]
    plan = planned(write(folder / "p.xlsx", ("进度月报", rows)))
    assert plan.counts == counts(new=1)
    assert ("SHEET-012", "B1") in found(plan, severity=None)


def _paired(folder: Path, west: str, east: str) -> None:
    rows = [["西部地区", "东部地区", "结对起始日期"], [west, east, "2021-01-01"]]
    imported(write(folder / "pairs.xlsx", ("结对关系表", rows)))


@pytest.mark.parametrize(
    ("place", "destination"),
    [("福建省", "east"), ("福建莆田市", "east"), ("宁夏", "home"), ("广东", "elsewhere"), ("东部结对省", "east")],
)
def test_the_pairing_says_which_province_is_the_paired_one(folder: Path, place: str, destination: str) -> None:
    _paired(folder, "宁夏西吉县", "福建省莆田市")
    row = ["演示甲", id_number(1), "马山县白山镇", "脱贫户", place, None, "演示厂", "2023-02-01"]
    imported(write(folder / "a.xlsx", ("Sheet1", [["务工人员花名册"], ROSTER, row])))
    assert [placement["destination"] for placement in stored("placements")] == [destination]
