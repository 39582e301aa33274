"""Exports: a workbook that imports back unchanged, with text that stays text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from jiedui.demo.workbooks import write_workbooks
from jiedui.intake.exports import export_register
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.catalogue import registers
from tests.intake.workbooks import PROJECT, TEA, counts, found, imported, planned, projects, stored, write

FORMULAS = ["=1+1", "+cmd|'/c calc'!A1", "@SUM(1)", "-x", '=HYPERLINK("http://x")', "\t=1", "http://example.invalid/"]


def export(folder: Path, register: str) -> Path:
    path = folder / f"export_{register}.xlsx"
    export_register(registers()[register], path, LOCAL_OPERATOR)
    return path


NOT_IN_THE_BOOKS = (
    "placements",
    "members",
    "member_roles",
    "review_settings",
    "closings",
    "column_headings",
    "snapshots",
    "grids",
    "grid_cells",
    "cell_days",
)


def test_an_export_of_every_register_imports_back_unchanged(folder: Path) -> None:
    for path in write_workbooks(folder / "workbooks"):
        if path.stat().st_size < 1_000_000:  # the roster of 37,662 is the demonstration's own test
            imported(path)
    imported(write(folder / "佐证.xlsx", ("佐证材料台账", [
        ["佐证台账", "佐证记录号", "材料类别", "材料名称", "文件摘要", "文件大小(字节)", "材料日期"],
        ["projects", 1, "批复", "演示批复", "0" * 64, 12345, date(2023, 1, 1)],
    ])))  # fmt: skip
    for code in registers():
        path = export(folder, code)
        plan = planned(path)
        expected = len(stored(code))
        assert found(plan) == [], code
        assert plan.counts == counts(same=expected), code
        assert expected or code in NOT_IN_THE_BOOKS, code
        assert imported(path) is None


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_exported_as_text_and_comes_back(folder: Path, text: str) -> None:
    imported(projects(folder, [*TEA, text], heading=[*PROJECT, "备注"]))
    path = export(folder, "projects")
    cell = next(cell for row in load_workbook(path).worksheets[0] for cell in row if cell.value == text.strip())
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert planned(path).counts == counts(same=1)


def test_an_export_names_a_record_so_that_it_is_found_among_others_of_its_name(folder: Path) -> None:
    imported(projects(folder, TEA, [2022, *TEA[1:5], "2022-05-01"], [2023, "上林县", *TEA[2:]]))
    payments = [
        ["项目名称", "拨付日期", "拨付金额(元)"],
        ["2022马山县茶园", "2023-06-01", 5],
        ["上林县茶园", "2023-06-01", 6],
    ]
    imported(write(folder / "拨付.xlsx", ("拨付台账", payments)))
    path = export(folder, "disbursements")
    assert [row[0] for row in load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        "2022马山县茶园",
        "上林县茶园",
    ]
    assert planned(path).counts == counts(same=2)


def test_amounts_are_exported_to_the_fen(folder: Path) -> None:
    imported(projects(folder, [*TEA[:4], "12345.678901", TEA[5]], [*TEA[:2], "小额", "产业", 0.000001, TEA[5]]))
    path = export(folder, "projects")
    values = {row[3]: row for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)}
    column = next(n for n, text in enumerate(values["项目名称"]) if text == "协作资金(元)")
    assert values["茶园"][column] == 123456789.01
    assert values["小额"][column] == 0.01
    assert planned(path).counts == counts(same=2)


def test_an_empty_register_is_exported_as_its_headings(folder: Path) -> None:
    path = export(folder, "projects")
    assert load_workbook(path).worksheets[0].max_row == 1
    assert imported(path) is None


def test_an_export_into_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(Refused) as refusal:
        export(folder / "无此夹", "projects")
    assert [p.code for p in refusal.value.problems] == ["LEDGER-008"]


NAMES = st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Co")), min_size=1, max_size=12)
AMOUNTS = st.integers(min_value=0, max_value=10**13)
DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, AMOUNTS, DAYS, st.sampled_from(["马山", "上林县", "隆安"])), min_size=1, max_size=5))
def test_whatever_is_imported_comes_back_from_its_export_unchanged(
    folder: Path, records: list[tuple[str, int, date, str]]
) -> None:
    rows = [[2023, place, name, "产业", fen, day] for name, fen, day, place in records]
    heading = [*PROJECT[:4], "协作资金(元)", PROJECT[5]]
    imported(projects(folder, *rows, heading=heading), accept_good_rows=True)
    path = export(folder, "projects")
    assert found(planned(path)) == []
    assert planned(path).counts == counts(same=len(stored("projects")))
