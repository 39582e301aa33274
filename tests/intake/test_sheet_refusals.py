"""One broken sheet for each thing that can be wrong with a heading, a unit, a total or a merged cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiedui.intake.planning import open_file
from jiedui.kernel.errors import Refused
from tests.intake.workbooks import PROJECT, ROAD, TEA, batches, found, imported, planned, projects, stored, write


def refuses(path: Path, *expected: tuple[str, str]) -> None:
    """The plan finds just these errors, and importing saves nothing."""
    before = batches()
    assert found(planned(path)) == list(expected)
    with pytest.raises(Refused) as refusal:
        imported(path)
    assert refusal.value.problems[0].code == "LEDGER-011"
    assert {p.code for p in refusal.value.problems[1:]} >= {code for code, _ in expected}
    assert batches() == before
    assert stored("projects") == []


def test_a_required_column_that_is_missing_is_named(folder: Path) -> None:
    path = projects(folder, TEA[:3] + TEA[4:], heading=PROJECT[:3] + PROJECT[4:])
    refuses(path, ("SHEET-001", ""))
    problem = planned(path).problems[0]
    assert problem.fields["heading"] == "项目类型"
    assert problem.place is not None and problem.place.row == 1


def test_two_columns_of_one_meaning_are_refused_at_the_second(folder: Path) -> None:
    path = projects(folder, [*TEA, "茶园"], heading=[*PROJECT, "协作项目名称"])
    refuses(path, ("SHEET-002", "G1"))


def test_money_without_a_unit_is_refused_at_its_heading(folder: Path) -> None:
    path = projects(folder, TEA, heading=[*PROJECT[:4], "协作资金", "批复日期"])
    refuses(path, ("SHEET-003", "E1"))


def test_a_unit_of_another_kind_is_refused_at_its_heading(folder: Path) -> None:
    path = projects(folder, TEA, heading=[*PROJECT[:4], "协作资金(户)", "批复日期"])
    refuses(path, ("SHEET-005", "E1"))


def test_a_total_that_disagrees_is_refused_in_its_cell(folder: Path) -> None:
    path = projects(folder, TEA, ROAD, ["合计", None, None, None, 350, None])
    refuses(path, ("SHEET-006", "E4"))
    fields = planned(path).problems[0].fields
    assert (fields["found"], fields["expected"]) == ("350万元", "350.5万元")


def test_an_amount_merged_over_rows_is_refused(folder: Path) -> None:
    rows = [PROJECT, TEA, [*ROAD[:4], None, None]]
    path = write(folder / "项目.xlsx", ("项目台账", rows), merged=["E2:E3"])
    refuses(path, ("SHEET-011", "E2"))


def test_a_sheet_that_could_be_two_registers_is_refused_until_it_is_said(folder: Path) -> None:
    rows = [
        ["项目编号", "拨付日期", "拨付金额(元)", "支出日期", "支出金额(元)"],
        ["X-1", "2023-05-01", 5, "2023-06-01", 4],
    ]
    path = write(folder / "表.xlsx", ("Sheet1", rows))
    with pytest.raises(Refused) as refusal:
        open_file(path)
    assert [p.code for p in refusal.value.problems] == ["FILE-011", "SHEET-004"]
    assert dict(refusal.value.problems[1].fields) == {"first": "资金拨付", "second": "资金支出"}
    (reading,) = open_file(path, "spendings").readings
    assert reading.register is not None
    assert [column.target.name for column in reading.columns] == ["project", "spent_on", "amount"]


def test_a_sheet_without_data_is_a_warning_and_imports_as_nothing(folder: Path) -> None:
    path = projects(folder)
    plan = planned(path)
    assert found(plan, None) == [("SHEET-007", "")]
    assert imported(path) is None


def test_an_unknown_column_is_a_warning_and_the_rest_is_saved(folder: Path) -> None:
    path = projects(folder, [*TEA, "晴"], heading=[*PROJECT, "天气"])
    assert found(planned(path), None) == [("SHEET-009", "G1")]
    assert imported(path) is not None
    assert [one["name"] for one in stored("projects")] == ["茶园"]


def test_a_hidden_sheet_is_left_out_and_said_so(folder: Path) -> None:
    sheets = [("项目台账", [PROJECT, TEA]), ("项目台账旧", [PROJECT, ROAD])]
    path = write(folder / "项目.xlsx", *sheets, hidden=["项目台账旧"])
    assert found(planned(path), None) == [("SHEET-008", "")]
    imported(path)
    assert [one["name"] for one in stored("projects")] == ["茶园"]


def test_a_sheet_that_is_no_register_is_left_out_and_said_so(folder: Path) -> None:
    path = write(folder / "项目.xlsx", ("目录", [["一览", "页"], ["甲", "乙"]]), ("项目台账", [PROJECT, TEA]))
    assert found(planned(path), None) == [("SHEET-010", "")]
    imported(path)
    assert len(stored("projects")) == 1


def test_a_workbook_without_any_register_is_refused(folder: Path) -> None:
    path = write(folder / "目录.xlsx", ("目录", [["一览", "页"], ["甲", "乙"]]))
    with pytest.raises(Refused) as refusal:
        open_file(path)
    assert [p.code for p in refusal.value.problems] == ["FILE-011"]


def test_a_workbook_with_nothing_but_a_hidden_register_says_that_it_is_hidden(folder: Path) -> None:
    sheets = [("目录", [["一览", "页"], ["甲", "乙"]]), ("项目台账", [PROJECT, TEA])]
    path = write(folder / "项目.xlsx", *sheets, hidden=["项目台账"])
    with pytest.raises(Refused) as refusal:
        open_file(path)
    assert [p.code for p in refusal.value.problems] == ["FILE-011", "SHEET-008"]
