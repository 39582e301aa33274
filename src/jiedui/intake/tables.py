"""Tables: which rows below a heading are records, which are totals, notes or nothing; and whether the totals agree."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiedui.intake.files import CellValue, Grid
from jiedui.intake.headings import spread
from jiedui.intake.recognition import Column, Reading
from jiedui.kernel.cells import read_amount
from jiedui.kernel.errors import Place, Problem
from jiedui.kernel.units import in_unit
from jiedui.registers.fields import Percent, Quantity

TOTALS = frozenset({"合计", "总计", "总合计", "共计", "累计", "总和", "全市合计", "本表合计"})
SUBTOTALS = frozenset({"小计", "分计", "县小计"})
_GROUP = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．][^0-9]{2,}")
"""A group's own row, 一、产业项目 or (二)隆安县: with its sums or without, it is no record."""
LABELS = 8
"""A total row says so within its first columns."""
NOTES = (
    "注:",
    "注：",
    "注1",
    "备注:",
    "备注：",
    "说明",
    "填表",
    "填报",
    "制表",
    "审核",
    "单位负责人",
    "负责人:",
    "联系人",
    "※",
)


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total row of a sheet: zero-based row, 合计 or 小计, and whether it agrees with its rows."""

    row: int
    kind: str
    agrees: bool
    checked: int


@dataclass(slots=True)
class Table:
    """The rows of a sheet below its heading. `records` are zero-based row numbers, in order."""

    records: list[int] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    misread: set[int] = field(default_factory=set)
    """Rows that share one merged amount: none of them is good."""
    problems: list[Problem] = field(default_factory=list)


def cell_text(value: CellValue) -> str:
    """A cell as somebody would type it: days as 2023-09-30, whole numbers without a point, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else str(value).strip()


def split_rows(grid: Grid, reading: Reading, file: str) -> tuple[list[list[CellValue]], Table]:
    """The grid's rows with merged cells filled down, and which of them are what.

    Problems in the table: SHEET-006 a total that disagrees, SHEET-007 no data, SHEET-011 an amount merged over rows.
    """
    table = Table()
    rows = _filled_down(grid, reading, file, table)
    wide = {top for top, left, bottom, right in grid.merged if top == bottom and right - left >= 2}
    marks: list[tuple[int, str]] = []
    used = {column.index for column in reading.columns}
    uncalculated = {row for row, index in grid.uncalculated if index in used}
    for number in range(reading.data_from, len(rows)):
        row = rows[number]
        first = next((cell for cell in row if cell is not None and cell != ""), None)
        if first is None and number not in uncalculated:
            continue
        kind = total_kind(row)
        if kind:
            marks.append((number, kind))
        elif not _is_note(row, first, number in wide, bool(table.records or marks)):
            table.records.append(number)
    _check_totals(rows, marks, reading, table, file)
    if not table.records:
        place = Place(file, reading.sheet, reading.data_from)
        table.problems.append(Problem("SHEET-007", {}, place, "warning"))
    return rows, table


def total_kind(row: Sequence[CellValue]) -> str:
    """合计 or 小计 where one of the row's first texts says so; else nothing."""
    for cell in row[:LABELS]:
        if isinstance(cell, str) and cell.find("计") >= 0 and len(cell) <= 24:
            word = spread(cell).strip("()（）:：")
            if word in TOTALS:
                return "合计"
            if word in SUBTOTALS or (word.endswith(("小计", "合计")) and len(word) <= 12):
                return "小计"
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    return "小计" if len(texts) == 1 and _GROUP.match(spread(texts[0])) else ""


def _is_note(row: Sequence[CellValue], first: CellValue, is_wide: bool, below_data: bool) -> bool:
    if not isinstance(first, str):
        return False
    if first.lstrip().startswith(NOTES):
        return True
    if sum(cell is not None and cell != "" for cell in row) > 1:
        return not first.strip() and not any(cell for cell in row if not isinstance(cell, str) or cell.strip())
    return is_wide or not first.strip() or (below_data and len(spread(first)) > 12)


def _filled_down(grid: Grid, reading: Reading, file: str, table: Table) -> list[list[CellValue]]:
    by_index = {column.index: column for column in reading.columns}
    rows: list[list[CellValue]] = list(grid.rows)
    copied: set[int] = set()
    for top, left, bottom, right in grid.merged:
        column = by_index.get(left)
        if column is None or bottom == top or bottom < reading.data_from or right != left:
            continue
        start = max(top, reading.data_from)
        value = grid.rows[top][left]
        if isinstance(column.target.field, Quantity):
            if value is not None:
                place = Place(file, reading.sheet, start + 1, left + 1, column.heading)
                table.misread.update(range(start, bottom + 1))
                table.problems.append(Problem("SHEET-011", {"rows": bottom - start + 1}, place))
            continue
        for number in range(start, min(bottom, len(rows) - 1) + 1):
            if number not in copied:
                rows[number] = list(rows[number])
                copied.add(number)
            rows[number][left] = value
    return rows


def _check_totals(
    rows: list[list[CellValue]], marks: list[tuple[int, str]], reading: Reading, table: Table, file: str
) -> None:
    """Compare every total with the rows it stands for: those since the total before it, all of them for a 合计; a
    total that stands above its rows is compared with those below it."""
    columns = [
        c for c in reading.columns if isinstance(c.target.field, Quantity) and not isinstance(c.target.field, Percent)
    ]
    positions = [row for row, _ in marks]
    for place_in_list, (number, kind) in enumerate(marks):
        before = positions[place_in_list - 1] if place_in_list else -1
        after = positions[place_in_list + 1] if place_in_list + 1 < len(marks) else len(rows)
        above = [r for r in table.records if before < r < number]
        below = [r for r in table.records if number < r < after]
        choices = [table.records] if kind == "合计" else [covered for covered in (above, below) if covered] or [[]]
        verdicts = [_compare(rows, number, covered, columns) for covered in choices]
        disagreeing, checked = next((one for one in verdicts if not one[0]), verdicts[0])
        table.totals.append(TotalRow(number, kind, not disagreeing, checked))
        for column, stated, expected in disagreeing:
            unit = column.unit or column.target.field.export_unit  # type: ignore[attr-defined]  # a quantity
            fields = {"kind": kind, "found": f"{in_unit(stated, unit)}{unit}"}
            fields["expected"] = f"{in_unit(expected, unit)}{unit}"
            place = Place(file, reading.sheet, number + 1, column.index + 1, column.heading)
            table.problems.append(Problem("SHEET-006", fields, place))


def _compare(
    rows: list[list[CellValue]], number: int, covered: list[int], columns: list[Column]
) -> tuple[list[tuple[Column, int, int]], int]:
    """The columns in which a total differs from its rows, with what it says and what they add up to; and how many
    columns could be compared."""
    disagreeing: list[tuple[Column, int, int]] = []
    checked = 0
    for column in columns:
        stated, _ = _amount(rows[number], column)
        amounts = [_amount(rows[r], column) for r in covered]
        if stated is None or any(fault for _, fault in amounts):
            continue
        checked += 1
        expected = sum(amount or 0 for amount, _ in amounts)
        if stated != expected:
            disagreeing.append((column, stated, expected))
    return disagreeing, checked


def _amount(row: list[CellValue], column: Column) -> tuple[int | None, bool]:
    quantity = column.target.field
    assert isinstance(quantity, Quantity)
    unit = column.unit or quantity.export_unit
    amount, fault = read_amount(row[column.index], unit, quantity.base)
    return amount, fault is not None
