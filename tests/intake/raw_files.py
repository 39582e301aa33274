"""Files made byte by byte in a test: workbooks of every kind, sound and hostile, and what reading them takes."""

from __future__ import annotations

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

from jiedui.intake.files import Grid, SourceFile, read_file
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
