"""One broken workbook for each thing that can be wrong with a cell: refused with its own code, at its own cell."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiedui.kernel.errors import Refused
from tests.intake.workbooks import (
    PROJECT,
    ROSTER,
    TEA,
    Formula,
    batches,
    counts,
    credit_code,
    found,
    id_number,
    imported,
    planned,
    projects,
    roster,
    stored,
    worker,
    write,
)


def refused(path: Path, code: str, cell: str) -> dict[str, Any]:
    """The plan finds just this error at this cell; importing saves nothing. Returns what the problem names."""
    before = batches()
    plan = planned(path)
    assert found(plan) == [(code, cell)]
    assert plan.counts["refused"] == 1
    with pytest.raises(Refused):
        imported(path)
    assert batches() == before
    return dict(plan.errors[0].fields)


PROJECT_FAULTS = [
    ("a required cell that is empty", "项目名称", None, "CELL-001", "C2"),
    ("a required cell of blanks", "项目名称", "  　", "CELL-001", "C2"),
    ("an amount in words", "协作资金(万元)", "一百", "CELL-002", "E2"),
    ("an amount with two points", "协作资金(万元)", "1.2.3", "CELL-002", "E2"),
    ("an amount with misplaced separators", "协作资金(万元)", "1,23", "CELL-002", "E2"),
    ("yes in place of an amount", "协作资金(万元)", True, "CELL-002", "E2"),
    ("a fraction of a fen", "协作资金(万元)", "0.1234567", "CELL-003", "E2"),
    ("a day that is no day", "批复日期", "2023-02-30", "CELL-004", "F2"),
    ("a day in words", "批复日期", "去年底", "CELL-004", "F2"),
    ("January or October as a number", "批复日期", 2023.1, "CELL-004", "F2"),
    ("an approximate amount", "协作资金(万元)", "约100", "CELL-005", "E2"),
    ("more than an amount", "协作资金(万元)", "100万元以上", "CELL-005", "E2"),
    ("a negative amount", "协作资金(万元)", -5, "CELL-006", "E2"),
    ("a kind that is none", "项目类型", "旅游业", "CELL-007", "D2"),
    ("a region that is none", "协作县", "无此县", "CELL-008", "B2"),
    ("a code of no region", "协作县", "459999", "CELL-008", "B2"),
    ("a name that many regions bear", "协作县", "城关镇", "CELL-009", "B2"),
    ("a name that is too long", "项目名称", "长" * 201, "CELL-016", "C2"),
    ("a year outside all years", "年度", 23, "CELL-020", "A2"),
    ("a formula without a result", "协作资金(万元)", Formula("=50+50"), "CELL-021", "E2"),
    ("a formula that shows an error", "协作资金(万元)", Formula("=1/0", "#DIV/0!"), "CELL-022", "E2"),
    ("an amount too large to keep", "协作资金(万元)", "9" * 20, "CELL-024", "E2"),
    ("an amount in another kind of unit", "协作资金(万元)", "100户", "SHEET-005", "E2"),
]


@pytest.mark.parametrize(
    ("heading", "value", "code", "cell"), [fault[1:] for fault in PROJECT_FAULTS], ids=[f[0] for f in PROJECT_FAULTS]
)
def test_a_project_with_one_bad_cell_is_refused_there(
    folder: Path, heading: str, value: Any, code: str, cell: str
) -> None:
    row = dict(zip(PROJECT, TEA, strict=True)) | {heading: value}
    refused(projects(folder, list(row.values())), code, cell)
    assert stored("projects") == []


WORKER_FAULTS = [
    ("a number that the spreadsheet rounded", "身份证号", 4.50124198001010e17, "CELL-010", "B2"),
    ("a number in exponent form", "身份证号", "4.50124E+17", "CELL-010", "B2"),
    ("a number of fifteen digits", "身份证号", "450124800101001", "CELL-011", "B2"),
    ("a wrong check character", "身份证号", id_number(1)[:-1] + "5", "CELL-012", "B2"),
    ("an impossible date of birth", "身份证号", "459900199913400044", "CELL-013", "B2"),
    ("a mask without a record number", "身份证号", "4599************14", "CELL-029", "B2"),
    ("a choice that is none", "去向", "月球", "CELL-007", "E2"),
    ("a lifted mark that is none", "是否脱贫", "也许", "CELL-007", "D2"),
]


@pytest.mark.parametrize(
    ("heading", "value", "code", "cell"), [fault[1:] for fault in WORKER_FAULTS], ids=[f[0] for f in WORKER_FAULTS]
)
def test_a_worker_with_one_bad_cell_is_refused_there(
    folder: Path, heading: str, value: Any, code: str, cell: str
) -> None:
    fields = refused(roster(folder, worker(id_number(1), **{heading: value})), code, cell)
    assert stored("persons") == stored("placements") == []
    assert not any(isinstance(value, str) and id_number(1)[:-1] in value for value in fields.values())


def test_a_telephone_number_that_is_none_is_refused_and_shown_masked(folder: Path) -> None:
    row = [*worker(id_number(1)), "07710000abc"]
    fields = refused(roster(folder, row, heading=[*ROSTER, "联系电话"]), "CELL-023", "I2")
    assert fields["found"] == "0771*****bc"


@pytest.mark.parametrize(("code", "fault"), [("91459900MA000000", "CELL-014"), (credit_code(1)[:-1] + "0", "CELL-015")])
def test_a_credit_code_that_is_wrong_is_refused(folder: Path, code: str, fault: str) -> None:
    rows = [["企业名称", "统一社会信用代码", "落地县区", "签约日期"], ["演示厂", code, "马山县", "2023-01-01"]]
    refused(write(folder / "企业.xlsx", ("企业台账", rows)), fault, "B2")


def test_a_link_to_no_record_is_refused(folder: Path) -> None:
    rows = [["项目名称", "拨付日期", "拨付金额(元)"], ["无此项目", "2023-05-01", 5]]
    refused(write(folder / "拨付.xlsx", ("拨付台账", rows)), "CELL-017", "A2")


def test_a_link_to_two_records_is_refused(folder: Path) -> None:
    imported(projects(folder, TEA, [2023, "上林县", *TEA[2:]]))
    rows = [["项目名称", "拨付日期", "拨付金额(元)"], ["茶园", "2023-05-01", 5]]
    fields = refused(write(folder / "拨付.xlsx", ("拨付台账", rows)), "CELL-018", "A2")
    assert fields["count"] == 2
    assert "协作县" in fields["expected"]


def test_a_flag_that_is_neither_yes_nor_no_is_refused(folder: Path) -> None:
    rows = [["企业名称", "落地县区", "签约日期", "是否新增"], ["演示厂", "马山县", "2023-01-01", "大概"]]
    refused(write(folder / "企业.xlsx", ("企业台账", rows)), "CELL-019", "D2")


def test_a_share_above_the_whole_is_refused(folder: Path) -> None:
    imported(projects(folder, TEA))
    rows = [["项目名称", "月份", "形象进度(%)"], ["茶园", "2023-05", 101]]
    refused(write(folder / "进度.xlsx", ("进度月报", rows)), "CELL-020", "C2")


def test_a_region_of_the_wrong_level_is_refused_where_the_column_asks_for_one(folder: Path) -> None:
    from jiedui.intake.columns import Places
    from jiedui.places.queries import index
    from jiedui.registers.fields import RegionField

    county_only = RegionField(name="county", english="county", headings=("县",), highest=3, deepest=3)
    read = Places(index(), ["450100000000"]).reader(county_only)
    assert read("马山县") == ("450124000000", None)
    assert read("南宁市") == (None, ("CELL-027", {"found": "南宁市"}))
    assert read("古零镇") == (None, ("CELL-027", {"found": "古零镇"}))


def test_five_different_faults_in_a_file_are_reported_in_one_pass(folder: Path) -> None:
    heading = [*PROJECT, "开工日期"]
    rows = [
        [None, *TEA[1:], "2023-06-01"],
        [2023, "无此县", "乙", "产业", 1, "2023-05-01", None],
        [2023, "马山县", "丙", "产业", "约3", "2023-05-01", None],
        [2023, "马山县", "丁", "产业", 4, "2023-13-01", None],
        [2023, "马山县", "戊", "产业", 5, "2023-05-01", "2023-04-01"],
        [2023, "马山县", "好", "产业", 6, "2023-05-01", datetime(2023, 6, 1)],
    ]
    path = projects(folder, *rows, heading=heading)
    plan = planned(path)
    expected = {("CELL-001", "A2"), ("CELL-008", "B3"), ("CELL-005", "E4"), ("CELL-004", "F5"), ("ROW-004", "G6")}
    assert set(found(plan)) == expected
    assert plan.counts == counts(new=1, refused=5)
    with pytest.raises(Refused) as refusal:
        imported(path)
    assert len(refusal.value.problems) == 6
    assert stored("projects") == []


def test_several_faults_of_one_row_are_all_reported(folder: Path) -> None:
    plan = planned(projects(folder, ["xx", "无此县", None, "旅游业", "约1", "昨天"]))
    assert {cell for _, cell in found(plan)} == {"A2", "B2", "C2", "D2", "E2", "F2"}
    assert plan.counts == counts(refused=1)
