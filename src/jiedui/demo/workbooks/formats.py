"""Sheets to files: .xlsx by XlsxWriter, .xls by xlwt, .ods and .csv by hand.

The same sheets give the same bytes each time: no file holds a time of its writing.
"""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
import xlwt

from jiedui.demo.workbooks.names import NOTICE
from jiedui.demo.workbooks.writing import Book, Cell, Formula, Sheet

WRITTEN_AT: Final = datetime(2023, 10, 8, 9, 12)
_ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_COVERED: Final = "<table:covered-table-cell/>"
_NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def write_book(book: Book, folder: Path) -> Path:
    """Write a book in the format that its name says."""
    path = folder / book.name
    writers = {".xlsx": _write_xlsx, ".xls": _write_xls, ".ods": _write_ods, ".csv": _write_csv}
    writers[path.suffix](book, path)
    return path


def _write_xlsx(book: Book, path: Path) -> None:
    options = {"constant_memory": book.streamed, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"title": NOTICE, "created": WRITTEN_AT})
        title = workbook.add_format({"bold": True, "align": "center"})
        for sheet in book.sheets:
            page = workbook.add_worksheet(sheet.name)
            for merge in sheet.merges:
                page.merge_range(*merge, "", title if merge[0] == 0 else None)
            _fill_xlsx(page, sheet, title)
            if sheet.hidden:
                page.hide()


def _fill_xlsx(page: Any, sheet: Sheet, title: Any) -> None:
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                page.write_string(row, column, cell, title if row == 0 else None)
            elif isinstance(cell, Formula):
                page.write_formula(row, column, cell.text, None, cell.value)
            elif isinstance(cell, date):
                page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day))
            else:
                page.write_number(row, column, cell)


def _write_xls(book: Book, path: Path) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in book.sheets:
        page = workbook.add_sheet(sheet.name)
        page.visibility = int(sheet.hidden)
        covered = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if cell is None:
                    continue
                value = cell.value if isinstance(cell, Formula) else cell
                style = dated if isinstance(value, date) else xlwt.Style.default_style
                bottom, right = covered.get((row, column), (row, column))
                page.write_merge(row, bottom, column, right, value, style)
    workbook.save(str(path))


def _write_csv(book: Book, path: Path) -> None:
    (sheet,) = book.sheets
    with path.open("w", encoding=book.encoding, newline="") as stream:
        rows = csv.writer(stream)
        for cells in sheet.rows:
            rows.writerow(["" if cell is None else cell for cell in cells])


def _write_ods(book: Book, path: Path) -> None:
    body = "".join(_ods_table(sheet) for sheet in book.sheets)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (("mimetype", _ODS_TYPE), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            entry = zipfile.ZipInfo(name, WRITTEN_AT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, text.encode())


def _ods_table(sheet: Sheet) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    width = max(len(cells) for cells in sheet.rows)
    rows = []
    for row, cells in enumerate(sheet.rows):
        padded = [*cells, *[None] * (width - len(cells))]
        inner = "".join(
            _COVERED if (row, column) in covered else _ods_cell(cell, spans.get((row, column)))
            for column, cell in enumerate(padded)
        )
        rows.append(f"<table:table-row>{inner}</table:table-row>")
    return f"<table:table table:name={quoteattr(sheet.name)}>{''.join(rows)}</table:table>"


def _ods_cell(cell: Cell, span: tuple[int, int] | None) -> str:
    attributes = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<table:table-cell{attributes}/>"
    if isinstance(cell, Formula):
        attributes += f" table:formula={quoteattr('of:' + cell.text)}"
        cell = cell.value
    if isinstance(cell, str):
        attributes += ' office:value-type="string"'
    elif isinstance(cell, date):
        attributes += f' office:value-type="date" office:date-value="{cell.isoformat()}"'
    else:
        attributes += f' office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell{attributes}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
