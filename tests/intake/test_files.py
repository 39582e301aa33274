"""What `read_file` makes of senders' files: what stands where, and the word for each kind of hostile file."""

from __future__ import annotations

import datetime
import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from jiedui.intake.files import Grid, SourceFile, guards, read_file
from jiedui.intake.files import xlsx as xlsx_reader
from jiedui.intake.files.ole import single_stream_file
from jiedui.kernel.errors import Problem, Refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
#: The reading is done in a fork of the small new process: a process's own peak counts what its parent held before.
MEASURE = """
import os, resource, sys
from pathlib import Path
from jiedui.intake.files import read_file
from jiedui.kernel.errors import Refused
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
try:
    outcome = str(len(read_file(Path(sys.argv[1])).grids[0].rows))
except Refused as error:
    outcome = error.problems[0].code
print(outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def refusal(path: Path) -> Problem:
    """The one problem with which the file is refused; its text must be complete."""
    with pytest.raises(Refused) as caught:
        read_file(path)
    (problem,) = caught.value.problems
    assert problem.text()
    assert problem.place is not None
    assert problem.place.file == path.name
    return problem


def outcome_and_megabytes(path: Path) -> tuple[str, int]:
    """Read the file in a process of its own: what came of it, and the most memory it held."""
    result = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    outcome, megabytes = result.stdout.split()
    return outcome, int(megabytes)


def only_grid(source: SourceFile) -> Grid:
    (grid,) = source.grids
    return grid


def xlsx(path: Path, fill: Callable[[xlsxwriter.Workbook], object]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        fill(workbook)
    return path


def xlsx_with(path: Path, parts: dict[str, bytes], *, compress: int = zipfile.ZIP_DEFLATED) -> Path:
    """A small sound workbook, some of whose parts are replaced or added."""
    sound = io.BytesIO()
    openpyxl.Workbook().save(sound)
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(path, "w", compress) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def xlsx_sheet(path: Path, rows: str, before: str = "", after: str = "") -> Path:
    """A workbook whose sheet holds these rows of XML."""
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return xlsx_with(path, {SHEET: sheet.encode()})


def ods(path: Path, tables: str, manifest: str = "") -> Path:
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:dc="dc"'
    styles = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        target.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="m">{manifest}</m:manifest>')
        target.writestr("content.xml", content)
    return path


def ods_table(rows: str, name: str = "表") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def ods_text(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


def xls(path: Path, fill: Callable[[xlwt.Worksheet], object]) -> Path:
    workbook = xlwt.Workbook()
    fill(workbook.add_sheet("台账"))
    workbook.save(str(path))
    return path


# -- what is read ---------------------------------------------------------------------------------------------------


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


# -- what is no workbook ----------------------------------------------------------------------------------------------


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.xlsx").code == "FILE-001"
    assert refusal(tmp_path).code == "FILE-001"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").touch()
    assert refusal(tmp_path / "a.xlsx").code == "FILE-002"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 ...", ".pdf"),
        (b"\xef\xbb\xbf\r\n<html><body><table><tr><td>1</td></tr></table>", ".html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 2003"),
        ("县\t金额".encode("utf-16"), "UTF-16"),
        (b"\x01\x00\x02", "binary"),
    ],
)
def test_what_is_sent_in_place_of_a_workbook_is_named(tmp_path: Path, content: bytes, found: str) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    problem = refusal(tmp_path / "a.xls")
    assert (problem.code, problem.fields["found"]) == ("FILE-003", found)


@pytest.mark.parametrize(
    ("part", "found"), [("word/document.xml", ".docx"), ("xl/workbook.bin", ".xlsb"), ("a", ".zip")]
)
def test_another_kind_of_package_is_named(tmp_path: Path, part: str, found: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(part, "<x/>")
    problem = refusal(tmp_path / "a.xlsx")
    assert (problem.code, problem.fields["found"]) == ("FILE-003", found)


def test_text_in_neither_encoding_is_refused_with_its_byte(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("县,金额\n马山县,".encode() + b"\xff\n")
    problem = refusal(tmp_path / "a.csv")
    assert (problem.code, problem.fields["offset"]) == ("FILE-009", 21)


def test_an_open_quotation_mark_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('县,金额\n马山县,"1\n' + "上林县,2\n" * 40_000, encoding="utf-8")
    assert refusal(tmp_path / "a.csv").code == "FILE-017"


# -- what is damaged or locked ----------------------------------------------------------------------------------------


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", lambda workbook: workbook.add_worksheet().write(0, 0, 1))
    path.write_bytes(path.read_bytes()[:-100])
    assert refusal(path).code == "FILE-004"


def test_a_flipped_byte_in_the_sheet_is_refused(tmp_path: Path) -> None:
    path = xlsx_with(tmp_path / "a.xlsx", {}, compress=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"<sheetData", b"<sheetDatb"))
    assert refusal(path).code == "FILE-004"


def test_a_part_that_is_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path = xlsx_with(tmp_path / "a.xlsx", {"xl/media/a.bin": b"x" * 1000}, compress=zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media/a.bin"))
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path).code == "FILE-004"


def test_a_sheet_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    path = xlsx_with(tmp_path / "a.xlsx", {SHEET: f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'.encode()})
    assert refusal(path).code == "FILE-004"


def test_a_sheet_in_utf_16_is_refused_and_not_read_as_empty(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    assert refusal(xlsx_with(tmp_path / "a.xlsx", {SHEET: sheet.encode("utf-16")})).code == "FILE-004"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = xlsx_with(tmp_path / "a.xlsx", {SHEET.upper(): b"<x/>"})
    assert refusal(path).code == "FILE-004"


def test_a_cell_outside_every_sheet_is_refused(tmp_path: Path) -> None:
    assert refusal(xlsx_sheet(tmp_path / "a.xlsx", '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')).code == "FILE-004"


def test_overlapping_merged_ranges_are_refused(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>'
    merges = "<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 3 + "</mergeCells>"
    assert refusal(xlsx_sheet(tmp_path / "a.xlsx", rows, after=merges)).code == "FILE-004"


def test_an_old_workbook_whose_sectors_run_in_a_circle_is_refused(tmp_path: Path) -> None:
    content = bytearray(single_stream_file(b"\0" * 20_000))
    content[4096 + 4 * 5 : 4096 + 4 * 6] = (4).to_bytes(4, "little")  # the second sector of data leads to the first
    (tmp_path / "a.xls").write_bytes(content)
    assert refusal(tmp_path / "a.xls").code == "FILE-004"


def test_an_old_workbook_that_claims_billions_of_texts_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", lambda sheet: sheet.write(0, 0, "县"))
    content = path.read_bytes()
    at = content.index(b"\xfc\x00") + 8
    path.write_bytes(content[:at] + b"\xff\xff\xff\x7f" + content[at + 4 :])
    assert outcome_and_megabytes(path)[0] == "FILE-004"


def test_a_cut_old_workbook_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", lambda sheet: sheet.write(0, 0, "县"))
    path.write_bytes(path.read_bytes()[:2000])
    assert refusal(path).code == "FILE-004"


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    protected = single_stream_file(b"\0" * 5000).replace("Workbook".encode("utf-16-le"), "Workbooc".encode("utf-16-le"))
    name = "EncryptedPackage"
    entry = protected.index("Workbooc".encode("utf-16-le"))
    text = (name + "\0").encode("utf-16-le")
    content = bytearray(protected)
    content[entry : entry + len(text)] = text
    content[entry + 64] = len(text)
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(tmp_path / "a.xlsx").code == "FILE-010"
    locked = ods(tmp_path / "a.ods", ods_table(""), manifest="<m:file-entry><m:encryption-data/></m:file-entry>")
    assert refusal(locked).code == "FILE-010"


# -- what asks for too much -------------------------------------------------------------------------------------------


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as stream:
        stream.truncate(100 * 1024 * 1024 + 1)
    assert refusal(tmp_path / "a.csv").code == "FILE-005"


def test_a_zip_bomb_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    xlsx_with(path, {"xl/media/a.bin": bytes(64 * 1024 * 1024)})
    outcome, megabytes = outcome_and_megabytes(path)
    assert outcome == "FILE-016"
    assert megabytes < 100


def test_many_small_bombs_are_refused_together(tmp_path: Path) -> None:
    parts = {f"xl/media/{n}.bin": bytes(15 * 1024 * 1024) for n in range(28)}
    assert refusal(xlsx_with(tmp_path / "a.xlsx", parts)).code == "FILE-006"


def test_an_archive_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = xlsx_with(tmp_path / "a.xlsx", {f"xl/media/{n}": b"" for n in range(5001)})
    assert refusal(path).code == "FILE-015"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "docProps/app.xml", "xl/_rels/workbook.xml.rels"])
def test_declared_entities_are_refused_in_every_part(tmp_path: Path, part: str, encoding: str) -> None:
    content = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refusal(xlsx_with(tmp_path / "a.xlsx", {part: content.encode(encoding)})).code == "FILE-007"


def test_two_cells_in_opposite_corners_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    problem = refusal(xlsx_sheet(tmp_path / "a.xlsx", rows))
    assert (problem.code, problem.place.sheet) == ("FILE-008", "Sheet")  # type: ignore[union-attr]
    assert problem.fields == {"sheet": "Sheet", "rows": 1_048_576, "columns": 16_384, "filled": 2}
    outcome, megabytes = outcome_and_megabytes(tmp_path / "a.xlsx")
    assert (outcome, megabytes < 100) == ("FILE-008", True)


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c  r='XFD1048576'><v>1</v></c></row>",
        '<x:row xmlns:x="' + MAIN + '" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="1048575"/><row><c r="XFC1"><v>1</v></c><c><v>1</v></c></row>',
        '<row r="1048576"><c x="&gt;" y=">" r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_found_however_it_is_written(tmp_path: Path, far: str) -> None:
    assert refusal(xlsx_sheet(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + far)).code == "FILE-008"


@pytest.mark.parametrize(
    ("row", "count"),
    [('<row r="{0}"/>', 1_048_576), ('<row r="{0}" ht="15"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>', 150_000)],
)
def test_very_many_empty_rows_are_refused(tmp_path: Path, row: str, count: int) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(row.format(n) for n in range(2, count + 1))
    problem = refusal(xlsx_sheet(tmp_path / "a.xlsx", rows))
    assert (problem.code, problem.fields["rows"], problem.fields["filled"]) == ("FILE-008", count, 1)


def test_one_long_text_named_a_hundred_thousand_times_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    path = xlsx_with(tmp_path / "a.xlsx", {SHEET: sheet.encode(), "xl/sharedStrings.xml": strings.encode()})
    outcome, megabytes = outcome_and_megabytes(path)
    assert outcome == "FILE-006"
    assert megabytes < 150


def test_the_same_trick_in_an_old_workbook_is_refused(tmp_path: Path) -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        for row in range(60_000):
            sheet.write(row, 0, "长" * 30_000)

    outcome, megabytes = outcome_and_megabytes(xls(tmp_path / "a.xls", fill))
    assert outcome == "FILE-006"
    assert megabytes < 150


def test_a_million_and_one_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1\n" * 1_000_001)
    problem = refusal(path)
    assert (problem.code, problem.fields["limit"]) == ("FILE-012", 1_000_000)


def test_the_limits_of_rows_and_cells_hold_to_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(count: int) -> Path:
        return xlsx(tmp_path / "a.xlsx", lambda book: book.add_worksheet().write_column(0, 0, range(count)))

    monkeypatch.setattr(guards, "MAX_ROWS", 1000)
    assert len(only_grid(read_file(rows(1000))).rows) == 1000
    assert refusal(rows(1001)).code == "FILE-012"
    monkeypatch.setattr(xlsx_reader, "Budget", lambda place: guards.Budget(place, cells=500))
    assert len(only_grid(read_file(rows(500))).rows) == 500
    assert refusal(rows(501)).code == "FILE-014"


def test_an_old_workbook_with_a_cell_in_the_last_corner_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)

    path = xls(tmp_path / "a.xls", fill)
    assert refusal(path).fields == {"sheet": "台账", "rows": 65_536, "columns": 256, "filled": 2}
    outcome, megabytes = outcome_and_megabytes(path)
    assert (outcome, megabytes < 100) == ("FILE-008", True)


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1000000">' + ods_text("同") * 5 + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="900000000">' + ods_text("同") + "</table:table-row>",
        (
            '<table:table-row table:number-rows-repeated="1000">'
            + ods_text("同", ' table:number-columns-repeated="16384"')
        )
        + "</table:table-row>",
        "<table:table-row>"
        + ods_text("头")
        + '</table:table-row><table:table-row table:number-rows-repeated="1048574">'
        "<table:table-cell/></table:table-row><table:table-row>"
        '<table:table-cell table:number-columns-repeated="16383"/>' + ods_text("尾") + "</table:table-row>",
    ],
)
def test_repeated_filled_cells_of_an_open_document_are_refused(tmp_path: Path, rows: str) -> None:
    outcome, megabytes = outcome_and_megabytes(ods(tmp_path / "a.ods", ods_table(rows)))
    assert outcome == "FILE-008"
    assert megabytes < 100


def test_a_billion_spaces_in_an_open_document_are_refused(tmp_path: Path) -> None:
    row = "<table:table-row>" + ods_text('甲<text:s text:c="900000000"/>') + "</table:table-row>"
    assert refusal(ods(tmp_path / "a.ods", ods_table(row))).code == "FILE-006"


def test_a_text_of_empty_lines_or_of_commas_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    lines, commas, ragged = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    lines.write_bytes(b"a,b\n" + b"\n" * 20_000_000)
    commas.write_bytes((b"," * 1000 + b"\n") * 20_000)
    ragged.write_bytes(b"a\n" * 200_000 + b"," * 100_000 + b"a\n")
    results = [outcome_and_megabytes(path) for path in (lines, commas, ragged)]
    assert [code for code, _ in results] == ["FILE-008", "FILE-014", "FILE-008"]
    assert max(megabytes for _, megabytes in results) < 300
