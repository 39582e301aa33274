"""The same register in every file format gives the same records; a later format of the same data changes nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlwt

from tests.intake.workbooks import PROJECT, ROAD, SHED, TEA, counts, found, imported, planned, projects, stored

ROWS = [PROJECT, TEA, ROAD, SHED]


def xlsx(folder: Path) -> Path:
    return projects(folder, *ROWS[1:])


def xls(folder: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("项目台账")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    path = folder / "项目.xls"
    book.save(str(path))
    return path


def ods(folder: Path) -> Path:
    rows = "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in ROWS)
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    body = f'<table:table table:name="项目台账">{rows}</table:table>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "项目.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
    return path


def _ods_cell(value: Any) -> str:
    shown = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}">{shown}</table:table-cell>'


def csv(encoding: str, mark: bytes = b"", separator: str = ",") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "项目台账.csv"
        text = "".join(separator.join(map(str, row)) + "\r\n" for row in ROWS)
        path.write_bytes(mark + text.encode(encoding))
        return path

    return make


FORMATS: Sequence[tuple[str, Callable[[Path], Path]]] = [
    ("xlsx", xlsx),
    ("xls", xls),
    ("ods", ods),
    ("csv in UTF-8", csv("utf-8")),
    ("csv in UTF-8 with a mark", csv("utf-8", b"\xef\xbb\xbf")),
    ("csv in GB18030", csv("gb18030")),
    ("csv with tabs", csv("utf-8", separator="\t")),
]


@pytest.mark.parametrize("make", [make for _, make in FORMATS], ids=[name for name, _ in FORMATS])
def test_the_same_register_gives_the_same_records_in_every_format(folder: Path, make: Callable[[Path], Path]) -> None:
    imported(make(folder))
    got = [(p["year"], p["region"], p["name"], p["kind"], p["fund"], str(p["approved_on"])) for p in stored("projects")]
    assert got == [
        (2023, "450124000000", "茶园", "industry", 100_000_000, "2023-05-01"),
        (2022, "450125000000", "道路", "rural", 250_500_000, "2022-06-01"),
        (2021, "450123000000", "大棚", "industry", 80_000_000, "2021-07-01"),
    ]


@pytest.mark.parametrize("make", [make for _, make in FORMATS], ids=[name for name, _ in FORMATS])
def test_the_same_register_in_another_format_changes_nothing(folder: Path, make: Callable[[Path], Path]) -> None:
    imported(xlsx(folder))
    path = make(folder)
    assert planned(path).counts == counts(same=3)
    assert imported(path) is None


def test_a_fault_in_a_csv_is_named_by_its_cell(folder: Path) -> None:
    path = folder / "项目台账.csv"
    path.write_text("年度,协作县,项目名称,项目类型\n2023,马山县,茶园,旅游业\n", "utf-8")
    assert found(planned(path)) == [("CELL-007", "D2")]


def test_a_gb18030_file_with_a_broken_byte_is_refused(folder: Path) -> None:
    from jiedui.intake.planning import open_file
    from jiedui.kernel.errors import Refused

    path = csv("gb18030")(folder)
    path.write_bytes(path.read_bytes() + b"\xff\xff")
    with pytest.raises(Refused) as refusal:
        open_file(path)
    assert [p.code for p in refusal.value.problems] == ["FILE-009"]
