"""What the forms of a plan say, as corrections: cells mended, mends taken back, how a sheet is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiedui.intake.corrections import LEFT_OUT, ColumnChoice, Corrections, Mend, SheetChoice
from jiedui.intake.planning import OpenedFile
from jiedui.intake.recognition import TALLEST, Reading
from jiedui.intake.tables import cell_text
from jiedui.kernel.errors import refused
from jiedui.web.showing import whole

MEND, COLUMN, UNIT = "mend:", "column:", "unit:"


def corrected(opened: OpenedFile, said: Corrections, given: Any) -> Corrections:
    """What was said before with what a form says now. Errors: MEND-001, LEDGER-003 for a register that is none."""
    number = whole(given.get("sheet", ""))
    if number:
        if not 1 <= number <= len(opened.readings):
            raise refused("MEND-001")
        reading = opened.readings[number - 1]
        return said.with_sheet(number, _sheet_choice(reading, said.sheets.get(number, SheetChoice()), given))
    mends = [
        Mend(*cell, text)
        for name, text in given.items()
        if name.startswith(MEND) and (cell := _cell(name.removeprefix(MEND)))
        if text.strip() != _stands(opened, cell)
    ]
    back = [cell for text in given.getlist("back") if (cell := _cell(text))]
    return said.with_mends(mends, back)


def _sheet_choice(reading: Reading, before: SheetChoice, given: Mapping[str, str]) -> SheetChoice:
    """How a sheet is to be read: columns as said, as long as they are said of the same register and heading."""
    register = given.get("register", "")
    row, height = whole(given.get("row", "")), min(max(whole(given.get("height", "")), 1), TALLEST)
    present = reading.register.code if reading.register else ""
    if register == LEFT_OUT or not present or register != present:
        return SheetChoice(register, row if not present else 0, height)
    if (row, height) != (reading.first_row + 1, reading.height):
        return SheetChoice(register, row, height)
    shown = {column.index + 1: (column.target.name, column.unit or "") for column in reading.columns}
    columns = dict(before.columns)
    for name, target in given.items():
        number = whole(name.removeprefix(COLUMN)) if name.startswith(COLUMN) else 0
        if number:
            unit = given.get(f"{UNIT}{number}", "")
            if (target, unit) != shown.get(number, (LEFT_OUT, "")) and not (target == LEFT_OUT and number not in shown):
                columns[number] = ColumnChoice(target, unit if target != LEFT_OUT else "")
    return SheetChoice(register, row, height, columns)


def _cell(text: str) -> tuple[int, int, int] | None:
    parts = [whole(part) for part in text.split(":")]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None


def _stands(opened: OpenedFile, cell: tuple[int, int, int]) -> str | None:
    """What stands in a cell now; None where there is no such cell, which mending then refuses."""
    sheet, row, column = cell
    if not sheet <= len(opened.source.grids):
        return None
    rows = opened.source.grids[sheet - 1].rows
    return cell_text(rows[row - 1][column - 1]) if row <= len(rows) and column <= len(rows[row - 1]) else None
