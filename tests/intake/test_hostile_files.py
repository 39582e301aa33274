"""Files that ask for more than a workbook may are refused in bounded memory."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwt

from jiedui.intake.files import guards, read_file
from jiedui.intake.files import xlsx as xlsx_reader
from tests.intake.raw_files import (
    MAIN,
    SHEET,
    ods,
    ods_table,
    ods_text,
    only_grid,
    outcome_and_megabytes,
    refusal,
    xls,
    xlsx,
    xlsx_sheet,
    xlsx_with,
)


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
