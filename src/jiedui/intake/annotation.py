"""Annotation: a copy of the sender's workbook with every problem marked in its cell."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jiedui.indicators.naming import problem_words
from jiedui.intake.files import SourceFile
from jiedui.intake.planning import Plan
from jiedui.kernel.errors import Problem, refused

FILLS = {
    "error": PatternFill("solid", start_color="FFF4B6B6"),
    "warning": PatternFill("solid", start_color="FFFFE9A8"),
}


def annotate(plan: Plan, path: Path, output: Path) -> None:
    """Write the marked copy as .xlsx. An .xlsx keeps its own looks; of other kinds the cells are copied.

    Errors: LEDGER-008 when the output's folder is not there, FILE-013 when the copy cannot be written.
    """
    if not output.parent.exists():
        raise refused("LEDGER-008", folder=str(output.parent))
    if plan.source.kind == "xlsx":
        workbook = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    else:
        workbook = _copied(plan.source)
    by_cell: dict[tuple[str, int, int], list[Problem]] = {}
    for problem in plan.problems:
        place = problem.place
        if place is not None and place.sheet in workbook.sheetnames:
            by_cell.setdefault((place.sheet, place.row or 1, place.column or 1), []).append(problem)
    for (sheet, row, column), problems in by_cell.items():
        _mark(workbook[sheet], row, column, problems)
    try:
        workbook.save(output)
    except OSError as fault:
        raise refused("FILE-013", folder=str(output), detail=str(fault.strerror)) from fault


def _copied(source: SourceFile) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for grid in source.grids:
        sheet = workbook.create_sheet(grid.name)
        for row, values in enumerate(grid.rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is not None:
                    cell = sheet.cell(row, column)
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
    return workbook


def _mark(sheet: Worksheet, row: int, column: int, problems: list[Problem]) -> None:
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            row, column = merged.min_row, merged.min_col
            break
    cell = sheet.cell(row, column)
    worst = "error" if any(problem.severity == "error" for problem in problems) else "warning"
    cell.fill = FILLS[worst]
    text = "\n".join(f"{problem.code} {problem_words(problem)}" for problem in problems)
    comment = Comment(text, "Jiedui")
    comment.width, comment.height = 360, 24 * (2 + len(text) // 30)
    cell.comment = comment
