"""A plan as the page of importing shows it: plain values, capped, with personal numbers hidden."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from jiedui.indicators.naming import problem_words, region_name
from jiedui.intake.corrections import LEFT_OUT, Corrections, Mend
from jiedui.intake.files import Grid
from jiedui.intake.headings import Target, targets
from jiedui.intake.planning import OpenedFile, Plan, SheetPlan
from jiedui.intake.recognition import Reading, shown_headings
from jiedui.intake.tables import cell_text
from jiedui.kernel.errors import Place, Problem, column_letters
from jiedui.kernel.identity import hide_numbers
from jiedui.registers.catalogue import registers
from jiedui.registers.fields import AnyRecord, Quantity, Sealed
from jiedui.web.showing import field_name, register_name

PROBLEMS_SHOWN: Final = 200
CHANGES_SHOWN: Final = 50
"""Changed records shown of each sheet."""
ROWS_SEEN, COLUMNS_SEEN = 8, 12
"""How much is shown of the beginning of a sheet that was left out."""


def plan_context(plan: Plan, opened: OpenedFile, said: Corrections) -> dict[str, Any]:
    """What the page shows of a plan."""
    numbers = {reading.sheet: reading.number for reading in opened.readings}
    ordered = sorted(plan.problems, key=lambda problem: problem.severity != "error")
    problems = _mendable([problem_row(one) for one in ordered[:PROBLEMS_SHOWN]], opened, numbers)
    changes = len(plan.changes())
    by_number = {sheet.reading.number: sheet for sheet in plan.sheets}
    sheets = [
        _sheet(by_number.get(one.number, SheetPlan(one)), opened.source.grids[one.number - 1], said)
        for one in opened.readings
    ]
    return {
        "file": plan.source.name, "mark": plan_mark(plan), "counts": plan.counts, "sheets": sheets,
        "problems": problems, "more_problems": max(0, len(ordered) - PROBLEMS_SHOWN),
        "errors": len(plan.errors), "warnings": len(plan.problems) - len(plan.errors),
        "can_mend": any(problem["mend"] for problem in problems),
        "mended": [_mended(one, opened) for one in said.mends],
        "is_unknown": not any(one.register for one in opened.readings),
        "teaches": any(choice.columns for choice in said.sheets.values()),
        "can_save": bool(changes) and not plan.errors, "can_take_good": bool(changes) and bool(plan.errors),
    }  # fmt: skip


def plan_mark(plan: Plan) -> str:
    """A digest of what a plan would do: which records at which version, and what is refused where. Holds no value."""
    changes = [(one.register, one.id, one.seen, one.sheet, one.row) for one in plan.changes()]
    problems = [(one.code, one.severity, one.place) for one in plan.problems]
    mends = [(one.sheet, one.row, one.column) for one in plan.mends]
    seen = (plan.source.digest, plan.counts, changes, problems, mends)
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def problem_row(problem: Problem) -> dict[str, Any]:
    """One problem: where, what it says, and whether it is an error."""
    place = problem.place or Place("")
    return {
        "code": problem.code, "is_error": problem.severity == "error", "words": problem_words(problem),
        "sheet": place.sheet, "heading": place.heading, "row": place.row, "column": place.column,
        "cell": place.cell or (f"#{place.row}" if place.row else ""), "mend": "", "stands": "",
    }  # fmt: skip


def _mendable(problems: list[dict[str, Any]], opened: OpenedFile, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """Each error in a cell of a record with the name of the input that mends it; a cell has one input. What stands in
    the cell is in it, unless it is a personal number or name."""
    given: set[str] = set()
    for one in problems:
        number = numbers.get(one["sheet"])
        if not (one["is_error"] and one["row"] and one["column"] and number):
            continue
        reading = opened.readings[number - 1]
        column = next((c for c in reading.columns if c.index + 1 == one["column"]), None)
        if column is None or one["row"] <= reading.data_from:
            continue
        name = f"{number}:{one['row']}:{one['column']}"
        if name not in given:
            given.add(name)
            is_sealed = isinstance(column.target.field, Sealed)
            one["mend"] = name
            one["stands"] = "" if is_sealed else hide_numbers(_at(opened, number, one["row"], one["column"]))
    return problems


def _at(opened: OpenedFile, sheet: int, row: int, column: int) -> str:
    rows = opened.source.grids[sheet - 1].rows
    return cell_text(rows[row - 1][column - 1]) if row <= len(rows) and column <= len(rows[row - 1]) else ""


def _mended(mend: Mend, opened: OpenedFile) -> dict[str, Any]:
    reading = opened.readings[mend.sheet - 1]
    return {
        "name": f"{mend.sheet}:{mend.row}:{mend.column}", "sheet": reading.sheet,
        "cell": f"{column_letters(mend.column)}{mend.row}", "text": hide_numbers(mend.text),
    }  # fmt: skip


def _sheet(sheet: SheetPlan, grid: Grid, said: Corrections) -> dict[str, Any]:
    reading, matched = sheet.reading, sheet.matched
    changed = [
        item
        for item in (matched.items if matched else ())
        if matched and item.status == "changed" and item.position not in matched.refused
    ]
    choice = said.sheets.get(reading.number)
    return {
        "number": reading.number, "name": reading.sheet, "is_read": reading.register is not None,
        "register": register_name(reading.register) if reading.register else "",
        "registers": _registers(reading, choice.register if choice else ""), "is_corrected": choice is not None,
        "first_row": reading.first_row + 1 if reading.register else 0, "height": max(reading.height, 1),
        "heading_rows": _rows(reading), "columns": _columns(reading, grid), "beginning": _beginning(reading, grid),
        "left_out": reading.left_out, "region": region_name(reading.region) if reading.region else "",
        "totals": [{"row": t.row + 1, "kind": t.kind, "agrees": t.agrees} for t in sheet.table.totals],
        "months": [
            {"heading": heading, "count": count} for heading, count in matched.cells.months.items() if count
        ] if matched else [],
        "counts": sheet.counts,
        "changes": [_change(matched, item) for item in changed[:CHANGES_SHOWN]],
        "more_changes": max(0, len(changed) - CHANGES_SHOWN),
    }  # fmt: skip


def _rows(reading: Reading) -> str:
    first, last = reading.first_row + 1, reading.data_from
    return str(first) if reading.height == 1 else f"{first}–{last}"


def _registers(reading: Reading, said: str) -> list[dict[str, Any]]:
    """What a sheet can be taken for, what it was taken for chosen."""
    present = reading.register.code if reading.register else said or LEFT_OUT
    found = [{"code": code, "name": register_name(one)} for code, one in registers().items()]
    return [{**one, "is_chosen": one["code"] == present} for one in found]


def _columns(reading: Reading, grid: Grid) -> list[dict[str, Any]]:
    """The columns of a read sheet, also those left out: heading, what it was read as, what else it could be."""
    if reading.register is None:
        return []
    known = list(targets(reading.register.code).values())
    read = {column.index + 1: column for column in reading.columns}
    found = []
    for number, path in sorted(shown_headings(grid, reading).items()):
        column = read.get(number)
        options = [
            {
                "name": one.name,
                "text": _target_name(one),
                "is_chosen": column is not None and one.name == column.target.name,
            }
            for one in known
        ]
        units = column.target.field.units if column is not None and _has_unit(column.target) else ()
        found.append({
            "number": number, "letters": column_letters(number), "heading": " ".join(path), "options": options,
            "is_read": column is not None, "unit": (column.unit or "") if column else "", "units": units,
        })  # fmt: skip
    return found


def _target_name(target: Target) -> str:
    whose = f"{register_name(registers()[target.link.to])} · " if target.link else ""
    return f"{whose}{field_name(target.field)}"


def _has_unit(target: Target) -> bool:
    return isinstance(target.field, Quantity) and not isinstance(target.field, AnyRecord)


def _beginning(reading: Reading, grid: Grid) -> list[dict[str, Any]]:
    """The first rows of a sheet that was left out, to see where its heading stands; personal numbers hidden."""
    if reading.register is not None:
        return []
    return [
        {"number": number, "cells": [hide_numbers(text) for text in _texts(row)]}
        for number, row in enumerate(grid.rows[:ROWS_SEEN], 1)
    ]


def _texts(row: Iterable[Any]) -> list[str]:
    return [cell_text(cell) for cell in list(row)[:COLUMNS_SEEN]]


def _change(matched: Any, item: Any) -> dict[str, Any]:
    return {
        "row": matched.cells.rows[item.position] + 1,
        "fields": [
            {"field": one.field, "unit": one.unit, "before": _shown(one.before), "after": _shown(one.after)}
            for one in matched.differences(item)
        ],
    }


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)
