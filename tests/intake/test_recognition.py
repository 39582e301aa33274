"""Sheets as offices keep them: heading found, columns understood, data told from titles, totals and notes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from jiedui.intake.planning import open_file
from jiedui.intake.recognition import Reading
from tests.intake.workbooks import (
    PROJECT,
    ROAD,
    SHED,
    TEA,
    Formula,
    counts,
    found,
    imported,
    planned,
    projects,
    stored,
    write,
)

WAN = 1_000_000


def reading(path: Path) -> Reading:
    return open_file(path).readings[0]


def test_a_heading_is_found_below_titles_and_blank_rows(folder: Path) -> None:
    rows = [["南宁市东西部协作项目台账"], ["填报单位:演示办", None, None, "2023年9月"], [], PROJECT, TEA]
    one = reading(write(folder / "项目.xlsx", ("Sheet1", rows), merged=["A1:F1"]))
    assert one.register is not None and one.register.code == "projects"
    assert (one.first_row, one.height) == (3, 1)


def test_a_heading_over_three_merged_rows_is_one_heading(folder: Path) -> None:
    rows = [
        ["项目台账"],
        ["序号", "年度", "协作县", "项目名称", "项目类型", "协作资金(万元)", None, None, "批复日期"],
        [None, None, None, None, None, "省级", "市级", "区县级", None],
        [1, 2023, "马山县", "茶园", "产业", 50, 30, 20, "2023-05-01"],
    ]
    merged = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:H2", "I2:I3"]
    path = write(folder / "项目.xlsx", ("项目台账", rows), merged=merged)
    one = reading(path)
    assert (one.first_row, one.height) == (1, 2)
    names = [column.target.name for column in one.columns]
    assert names == ["year", "region", "name", "kind", "fund_province", "fund_city", "fund_district", "approved_on"]
    assert {column.unit for column in one.columns[4:7]} == {"万元"}
    assert one.left_out == []


def test_a_unit_above_the_table_holds_where_the_heading_states_none(folder: Path) -> None:
    heading = [*PROJECT[:4], "协作资金", "总投资(元)", "批复日期"]
    rows = [["项目台账"], ["单位:万元"], heading, [*TEA[:5], 1_200_000, TEA[5]]]
    path = write(folder / "项目.xlsx", ("项目台账", rows))
    imported(path)
    (project,) = stored("projects")
    assert (project["fund"], project["total"]) == (100 * WAN, 120 * WAN)


@pytest.mark.parametrize(
    ("unit", "cell", "fen"),
    [("元", 1000000, 100 * WAN), ("万元", 100, 100 * WAN), ("亿元", 0.01, 100 * WAN), ("千元", 1000, 100 * WAN)],
)
def test_an_amount_is_kept_in_fen_whatever_the_unit_of_its_heading(
    folder: Path, unit: str, cell: float, fen: int
) -> None:
    imported(projects(folder, [*TEA[:4], cell, TEA[5]], heading=[*PROJECT[:4], f"协作资金({unit})", "批复日期"]))
    assert stored("projects")[0]["fund"] == fen


def test_a_unit_in_the_cell_itself_wins(folder: Path) -> None:
    imported(projects(folder, [*TEA[:4], "0.5亿元", TEA[5]]))
    assert stored("projects")[0]["fund"] == 5000 * WAN


@pytest.mark.parametrize(
    "cell",
    [
        1234.5,
        "1234.5",
        "1,234.50",
        " 1,234.5 ",
        "１２３４．５",
        "1，234.5",
        "1 234.5",
        "1234.5万元",
        Formula("=1000+234.5", 1234.5),
    ],
)
def test_an_amount_is_read_however_it_is_written(folder: Path, cell: Any) -> None:
    path = projects(folder, [*TEA[:4], cell, TEA[5]])
    assert found(planned(path), None) == []
    imported(path)
    assert stored("projects")[0]["fund"] == 123_450 * WAN // 100


@pytest.mark.parametrize(
    "cell",
    [
        "2023-09-01",
        "2023/9/1",
        "2023.9.1",
        "2023年9月1日",
        "20230901",
        20230901,
        45170,
        date(2023, 9, 1),
        datetime(2023, 9, 1, 8, 30),
        "2023.9",
        "2023年9月",
        "202309",
        "2023-09",
        "２０２３年９月",
        " 2023 年 9 月 1 日 ",
        2023.9,
    ],
)
def test_a_day_is_read_however_it_is_written(folder: Path, cell: Any) -> None:
    path = projects(folder, [*TEA[:5], cell])
    assert found(planned(path), None) == []
    imported(path)
    assert stored("projects")[0]["approved_on"] == date(2023, 9, 1)


def test_a_plan_counts_the_days_that_give_a_month_alone(folder: Path) -> None:
    matched = planned(projects(folder, [*TEA[:5], "2023.9"], ROAD)).sheets[0].matched
    assert matched is not None
    assert matched.cells.months == {"批复日期": 1}


@pytest.mark.parametrize(
    "name", ["马山", "马山县", "南宁市马山县", "广西壮族自治区南宁市马山县", "450124", "450124000000", 450124]
)
def test_a_region_is_understood_by_its_names_and_codes(folder: Path, name: Any) -> None:
    imported(projects(folder, [2023, name, *TEA[2:]]))
    assert stored("projects")[0]["region"] == "450124000000"


@pytest.mark.parametrize(
    ("cell", "value"), [("√", True), ("×", False), ("是", True), ("否", False), (1, True), (True, True), (None, None)]
)
def test_ticks_and_crosses_are_yes_and_no(folder: Path, cell: Any, value: bool | None) -> None:
    imported(projects(folder, TEA))
    rows = [["项目名称", "核查日期", "核查人", "是否真实"], ["茶园", "2023-03-01", "演示甲", cell]]
    imported(write(folder / "核查.xlsx", ("现场核查台账", rows)))
    assert stored("site_checks")[0]["real"] is value


def test_a_cell_merged_over_rows_stands_for_each_of_them(folder: Path) -> None:
    rows = [PROJECT, TEA, [2023, None, *ROAD[2:]], SHED]
    path = write(folder / "项目.xlsx", ("项目台账", rows), merged=["B2:B3"])
    imported(path)
    assert [one["region"][:6] for one in stored("projects")] == ["450124", "450124", "450123"]


def test_totals_that_agree_are_no_records(folder: Path) -> None:
    rows = [
        ["合计", None, None, None, 430.5, None],
        TEA,
        ["小计", None, None, None, 100, None],
        [],
        ROAD,
        SHED,
        ["小计", None, None, None, 330.5, None],
        ["合 计", None, None, None, "430.50", None],
    ]
    plan = planned(projects(folder, *rows))
    assert found(plan, None) == []
    assert plan.counts == counts(new=3)
    assert [(t.row + 1, t.kind, t.agrees) for t in plan.sheets[0].table.totals] == [
        (2, "合计", True),
        (4, "小计", True),
        (8, "小计", True),
        (9, "合计", True),
    ]


def test_sub_totals_above_their_rows_are_checked_with_the_rows_below_them(folder: Path) -> None:
    rows = [["马山县小计", None, None, None, 100, None], TEA, ["上林县小计", None, None, None, 999, None], ROAD]
    plan = planned(projects(folder, *rows))
    assert [(t.row + 1, t.agrees) for t in plan.sheets[0].table.totals] == [(2, True), (4, False)]
    assert found(plan) == [("SHEET-006", "E4")]


def test_a_total_that_disagrees_says_by_how_much_and_nothing_is_saved(folder: Path) -> None:
    plan = planned(projects(folder, ["总计", None, None, None, 351, None], TEA, ROAD))
    (problem,) = plan.errors
    assert (problem.code, problem.place and problem.place.cell) == ("SHEET-006", "E2")
    assert problem.fields["kind"] == "合计"
    assert stored("projects") == []


def test_notes_and_blank_rows_below_are_no_records(folder: Path) -> None:
    rows = [
        TEA,
        [],
        [],
        ["注:本表为演示数据,纯属虚构。"],
        ["填表人:演示甲", None, "审核人:演示乙"],
        ["说明:金额为协议金额。"],
    ]
    plan = planned(projects(folder, *rows))
    assert found(plan, None) == []
    assert plan.counts == counts(new=1)


def test_a_row_that_lacks_nearly_everything_is_no_note_but_a_fault(folder: Path) -> None:
    plan = planned(projects(folder, TEA, [None, None, None, None, 5, None]))
    assert {cell for code, cell in found(plan) if code == "CELL-001"} == {"A3", "B3", "C3", "D3"}
    assert plan.counts == counts(new=1, refused=1)


def test_renamed_and_shuffled_columns_give_the_same_record(folder: Path) -> None:
    imported(projects(folder, TEA))
    heading = ["序号", "批复时间", "项目类别", "协作项目名称", "东西部协作资金(元)", "县(市、区)", "项目年度"]
    row = [1, "2023年5月1日", "产业类", "茶园", 1_000_000, "马山", "2023年度"]
    path = projects(folder, row, heading=heading, file="二.xlsx")
    assert planned(path).counts == counts(same=1)
    assert reading(path).left_out == []


def test_several_sheets_are_each_read_as_what_they_are(folder: Path) -> None:
    pairings = [["西部地区", "东部地区", "结对日期"], ["马山县", "深圳市福田区", "2021-05-01"]]
    path = write(folder / "全.xlsx", ("项目台账", [PROJECT, TEA]), ("结对关系表", pairings), ("说明", [["甲"], ["乙"]]))
    codes = [one.register.code if one.register else None for one in open_file(path).readings]
    assert codes == ["projects", "pairings", None]
    assert planned(path).counts == counts(new=2)
