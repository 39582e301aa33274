"""The marked copy: the sender's cells as they were, with a comment in exactly the cells that have a problem."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwt
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jiedui.intake.annotation import annotate
from jiedui.kernel.errors import Refused
from tests.intake.workbooks import PROJECT, TEA, Formula, planned, projects, write

ROWS = [TEA, [2023, "无此县", "=乙", "产业", "约3", "2023-05-01"], [2023, "马山县", "丙", "产业", 4, "2023-13-01"]]


def marked(path: Path) -> Worksheet:
    """The first sheet of the marked copy."""
    output = path.with_name("已标注.xlsx")
    annotate(planned(path), path, output)
    return load_workbook(output).worksheets[0]


def comments(sheet: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text.split()[0] for row in sheet for cell in row if cell.comment}


def test_the_copy_keeps_the_sender_s_cells_and_marks_the_bad_ones(folder: Path) -> None:
    sheet = marked(projects(folder, *ROWS))
    assert comments(sheet) == {"B3": "CELL-008", "E3": "CELL-005", "F4": "CELL-004"}
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [PROJECT, *ROWS]
    assert sheet["B3"].fill.start_color.rgb == "FFF4B6B6"
    assert sheet["B2"].fill.fill_type is None


def test_the_copy_keeps_formulas_of_the_sender_s_own(folder: Path) -> None:
    sheet = marked(projects(folder, [*TEA[:4], Formula("=50+50", 100), "昨天"]))
    assert sheet["E2"].value == "=50+50"
    assert comments(sheet) == {"F2": "CELL-004"}


def test_the_copy_comes_from_the_bytes_planned_and_leaves_the_sender_s_file_alone(folder: Path) -> None:
    path = projects(folder, *ROWS)
    before = path.read_bytes()
    marked(path)
    assert path.read_bytes() == before


def test_several_problems_of_one_cell_stand_in_one_comment(folder: Path) -> None:
    heading = [*PROJECT, "总投资(万元)", "协作资金省级(万元)", "协作资金市级(万元)", "协作资金区县级(万元)"]
    sheet = marked(projects(folder, [*TEA, 99, 1, 1, 1], heading=heading))
    assert sheet["E2"].comment.text.count("ROW-") == 2


def test_a_problem_in_a_merged_cell_is_marked_at_its_corner(folder: Path) -> None:
    rows = [PROJECT, [*TEA[:1], "无此县", *TEA[2:]], [2023, None, "乙", "产业", 4, "2023-05-01"]]
    sheet = marked(write(folder / "项目.xlsx", ("项目台账", rows), merged=["B2:B3"]))
    assert comments(sheet) == {"B2": "CELL-008"}


def test_a_warning_is_marked_in_another_colour(folder: Path) -> None:
    sheet = marked(projects(folder, [*TEA, "晴"], heading=[*PROJECT, "天气"]))
    assert comments(sheet) == {"G1": "SHEET-009"}
    assert sheet["G1"].fill.start_color.rgb == "FFFFE9A8"


def test_of_a_csv_a_copy_is_made_whose_text_is_never_a_formula(folder: Path) -> None:
    path = folder / "项目台账.csv"
    lines = [",".join(map(str, row)) for row in (PROJECT, *ROWS)]
    path.write_text("\n".join(lines), "gb18030")
    sheet = marked(path)
    assert comments(sheet) == {"B3": "CELL-008", "E3": "CELL-005", "F4": "CELL-004"}
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=乙", "s")


def test_of_an_xls_a_copy_is_made(folder: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("项目台账")
    for r, row in enumerate([PROJECT, *ROWS]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(str(folder / "项目.xls"))
    copy = marked(folder / "项目.xls")
    assert comments(copy) == {"B3": "CELL-008", "E3": "CELL-005", "F4": "CELL-004"}
    assert copy["C3"].data_type == "s"


def test_a_copy_into_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    path = projects(folder, *ROWS)
    with pytest.raises(Refused) as refusal:
        annotate(planned(path), path, folder / "无此夹" / "已标注.xlsx")
    assert [p.code for p in refusal.value.problems] == ["LEDGER-008"]
