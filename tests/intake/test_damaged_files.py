"""What is no workbook, is damaged or locked is refused with a word of its own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jiedui.intake.files.ole import single_stream_file
from tests.intake.raw_files import (
    MAIN,
    SHEET,
    ods,
    ods_table,
    outcome_and_megabytes,
    refusal,
    xls,
    xlsx,
    xlsx_sheet,
    xlsx_with,
)


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
