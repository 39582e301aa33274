"""What is read of a sender's file: values, addresses, hidden sheets, merges, in every format."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from jiedui.intake.files import read_file
from tests.intake.raw_files import (
    MAIN,
    SHEET,
    ods,
    ods_table,
    ods_text,
    only_grid,
    outcome_and_megabytes,
    xls,
    xlsx,
    xlsx_sheet,
    xlsx_with,
)


def test_values_keep_their_types_and_addresses(tmp_path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("资金")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        percent = workbook.add_format({"num_format": "0.0%"})
        sheet.write(2, 1, datetime.date(2023, 9, 30), day)
        sheet.write(2, 2, datetime.datetime(2023, 9, 30, 12, 5), minute)
        sheet.write(2, 3, 0.861, percent)
        sheet.write(2, 4, True)
        sheet.write(2, 5, 42602)
        sheet.write_string(2, 6, "  马山 ")
        sheet.write_formula(3, 1, "=E3*2", None, 12)

    path = xlsx(tmp_path / "资金.xlsx", fill)
    source = read_file(path)
    grid = only_grid(source)
    assert (source.name, source.kind, source.size) == ("资金.xlsx", "xlsx", path.stat().st_size)
    assert source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert grid.rows == [
        [None] * 7,
        [None] * 7,
        [None, datetime.date(2023, 9, 30), datetime.datetime(2023, 9, 30, 12, 5), 0.861, True, 42602.0, "  马山 "],
        [None, 12.0, None, None, None, None, None],
    ]


def test_hidden_sheets_are_marked_and_chart_sheets_left_out(tmp_path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("看得见").write(0, 0, 1)
        workbook.add_worksheet("隐藏").hide()
        workbook.add_worksheet("深藏").very_hidden()
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=看得见!$A$1:$A$2"})
        workbook.add_chartsheet("图").set_chart(chart)

    source = read_file(xlsx(tmp_path / "a.xlsx", fill))
    assert [(grid.name, grid.hidden) for grid in source.grids] == [("看得见", False), ("隐藏", True), ("深藏", True)]
    assert source.grids[1].rows == []


def test_merged_ranges_are_cut_to_the_grid(tmp_path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:XFD1", "项目台账")
        sheet.merge_range("A2:A4", "马山县")
        sheet.write_row("B4", [1, 2])

    grid = only_grid(read_file(xlsx(tmp_path / "a.xlsx", fill)))
    assert set(grid.merged) == {(0, 0, 0, 2), (1, 0, 3, 0)}


def test_formulas_without_a_result_and_error_cells_are_told_apart_from_empty_ones(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f> <v>2</v></c></row>'
        '<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
        '<c r="C2" t="str"><f>"x"</f><v>x</v></c><c r="D2" t="inlineStr"><is><t>#N/A</t></is></c>'
        '<c r="E2"><v>NaN</v></c><c r="F2" t="e"><v>#REF!</v></c></row>'
    )
    for writing in (rows, rows.replace('"', "'"), rows.replace('<c r="', '<c  r="')):
        grid = only_grid(read_file(xlsx_sheet(tmp_path / "a.xlsx", writing)))
        assert grid.uncalculated == {(0, 0), (0, 1)}
        assert grid.errors == {(1, 0): "#DIV/0!", (1, 3): "#N/A", (1, 4): "#NUM!", (1, 5): "#REF!"}
        assert grid.rows == [[None, None, 2.0, None, None, None], [None, None, "x", None, None, None]]


def test_cells_without_references_stand_where_they_are_counted(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><f>A1</f></c></row><row/><row><c t='e'><v>#REF!</v></c></row>"
    grid = only_grid(read_file(xlsx_sheet(tmp_path / "a.xlsx", rows)))
    assert grid.rows == [[1.0, None], [None, None], [None, None]]
    assert (grid.uncalculated, grid.errors) == ({(0, 1)}, {(2, 0): "#REF!"})


def test_a_workbook_with_prefixed_elements_is_read(tmp_path: Path) -> None:
    row = '<x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    path = xlsx_with(tmp_path / "a.xlsx", {SHEET: sheet.encode()})
    assert only_grid(read_file(path)).rows == [[None, None], [None, 7.0]]


def test_a_stray_cell_and_formatted_empty_rows_do_no_harm(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{n}"><c r="A{n}" s="0"/><c r="AZ{n}" s="0"/></row>' for n in range(2, 60_000)
    )
    assert only_grid(read_file(xlsx_sheet(tmp_path / "a.xlsx", rows))).rows == [[1.0]]


def test_a_false_dimension_takes_no_memory(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = xlsx_sheet(tmp_path / "a.xlsx", row, before='<dimension ref="A1:XFD1048576"/>')
    outcome, megabytes = outcome_and_megabytes(path)
    assert outcome == "1"
    assert megabytes < 100


def test_an_old_workbook_keeps_types_errors_merges_and_hidden_sheets(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("台账")
    sheet.write(1, 1, datetime.date(2023, 9, 30), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(1, 2, 5)
    sheet.write(1, 3, 0.5)
    sheet.write(1, 4, "马山县")
    sheet.row(1).set_cell_error(5, 0x2A)
    sheet.write_merge(2, 4, 1, 2, "合并")
    workbook.add_sheet("隐藏").visibility = 1
    workbook.save(str(tmp_path / "a.xls"))
    source = read_file(tmp_path / "a.xls")
    grid = source.grids[0]
    assert (source.kind, [g.hidden for g in source.grids]) == ("xls", [False, True])
    assert grid.rows[1] == [None, datetime.date(2023, 9, 30), 5, 0.5, "马山县", None]
    assert grid.errors == {(1, 5): "#N/A"}
    assert grid.merged == ((2, 1, 2, 2),)


def test_a_large_old_workbook_is_read_to_its_last_text(tmp_path: Path) -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        for row in range(3000):
            for column in range(8):
                sheet.write(row, column, f"备注{row}-{column}" * 8)

    grid = only_grid(read_file(xls(tmp_path / "a.xls", fill)))
    assert grid.rows[2999][7] == "备注2999-7" * 8


def test_an_open_document_is_read_with_its_repeats(tmp_path: Path) -> None:
    table = ods_table(
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row><table:table-row><table:table-cell/>"
        '<table:table-cell office:value-type="date" office:date-value="2023-09-30"/>'
        '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>'
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell>"
        '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
        '<text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙&amp;丁</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="2">'
        + ods_text("同", ' table:number-columns-repeated="2"')
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        "<table:table-row>" + ods_text("合并", ' table:number-columns-spanned="3"') + "<table:covered-table-cell/>"
        '</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    )
    hidden = '<table:table table:name="藏" table:style-name="off"></table:table>'
    source = read_file(ods(tmp_path / "a.ods", table + hidden))
    grid = source.grids[0]
    assert (source.kind, [g.hidden for g in source.grids]) == ("ods", [False, True])
    beginnings = [row[:2] for row in grid.rows]
    assert beginnings[:3] == [[None, None], [None, None], [None, datetime.date(2023, 9, 30)]]
    assert beginnings[3:] == [["同", "同"], ["同", "同"], ["合并", None]]
    assert grid.rows[2][2:] == [0.5, True, datetime.time(8, 30), None, "甲  乙\n丙&丁"]
    assert grid.errors == {(2, 5): "#N/A"}
    assert grid.merged == ((5, 0, 5, 2),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_its_encoding_with_its_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["单位:万元", "", ""], ["县", "项目;名称,全", "金额"], ["马山县", "007", "15,089"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    path = tmp_path / "资金.txt"
    path.write_bytes(text.encode(encoding))
    source = read_file(path)
    grid = only_grid(source)
    assert (source.kind, grid.name) == ("csv", "资金")
    assert grid.rows == [[cell or None for cell in row] for row in rows]


def test_the_content_decides_and_not_the_extension(tmp_path: Path) -> None:
    modern = xlsx(tmp_path / "a.xls", lambda workbook: workbook.add_worksheet().write(0, 0, 1))
    old = xls(tmp_path / "b.xlsx", lambda sheet: sheet.write(0, 0, 1))
    text = tmp_path / "c.xls"
    text.write_text("县\t金额\n马山县\t1\n", encoding="gb18030")
    assert [read_file(path).kind for path in (modern, old, text)] == ["xlsx", "xls", "csv"]


def test_a_roster_stays_small_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(40_000):
            sheet.write_row(row, 0, [f"姓名{row}", row, "马山县", row * 1.5] * 3)
    outcome, megabytes = outcome_and_megabytes(path)
    assert outcome == "40000"
    assert megabytes < 150
