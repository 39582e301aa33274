"""A plan as the page of importing shows it: plain values, capped, with numbers printed."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any, Final

from jiedui.indicators.naming import is_chinese, problem_words, region_name
from jiedui.intake.planning import Plan, SheetPlan
from jiedui.kernel.errors import Problem, column_letters

PROBLEMS_SHOWN: Final = 200
CHANGES_SHOWN: Final = 50
"""Changed records shown of each sheet."""


def plan_context(plan: Plan) -> dict[str, Any]:
    """What the page shows of a plan."""
    read = [sheet for sheet in plan.sheets if sheet.reading.register is not None]
    ordered = sorted(plan.problems, key=lambda problem: problem.severity != "error")
    changes = len(plan.changes())
    return {
        "file": plan.source.name, "mark": plan_mark(plan), "counts": plan.counts,
        "sheets": [_sheet(sheet) for sheet in read],
        "left_out": [sheet.reading.sheet for sheet in plan.sheets if sheet.reading.register is None],
        "problems": [problem_row(problem) for problem in ordered[:PROBLEMS_SHOWN]],
        "more_problems": max(0, len(ordered) - PROBLEMS_SHOWN),
        "errors": len(plan.errors), "warnings": len(plan.problems) - len(plan.errors),
        "can_save": bool(changes) and not plan.errors, "can_take_good": bool(changes) and bool(plan.errors),
    }  # fmt: skip


def plan_mark(plan: Plan) -> str:
    """A digest of what a plan would do: which records at which version, and what is refused where. Holds no value."""
    changes = [(one.register, one.id, one.seen, one.sheet, one.row) for one in plan.changes()]
    problems = [(one.code, one.severity, one.place) for one in plan.problems]
    return hashlib.sha256(repr((plan.source.digest, plan.counts, changes, problems)).encode()).hexdigest()


def problem_row(problem: Problem) -> dict[str, Any]:
    """One problem: where, what it says, and whether it is an error."""
    place = problem.place
    return {
        "code": problem.code, "is_error": problem.severity == "error", "words": problem_words(problem),
        "sheet": place.sheet if place else "", "heading": place.heading if place else "",
        "cell": (place.cell or (f"#{place.row}" if place.row else "")) if place else "",
    }  # fmt: skip


def _sheet(sheet: SheetPlan) -> dict[str, Any]:
    reading, matched = sheet.reading, sheet.matched
    first, last = reading.first_row + 1, reading.data_from
    changed = [
        item
        for item in (matched.items if matched else ())
        if matched and item.status == "changed" and item.position not in matched.refused
    ]
    return {
        "name": reading.sheet,
        "register": reading.register.chinese if is_chinese() else reading.register.english,
        "heading_rows": str(first) if reading.height == 1 else f"{first}–{last}",
        "columns": [
            {"letters": column_letters(c.index + 1), "heading": c.heading, "field": c.target.field.chinese,
             "unit": c.unit or ""} for c in reading.columns
        ],
        "left_out": reading.left_out, "region": region_name(reading.region) if reading.region else "",
        "totals": [{"row": t.row + 1, "kind": t.kind, "agrees": t.agrees} for t in sheet.table.totals],
        "months": [
            {"heading": heading, "count": count} for heading, count in matched.cells.months.items() if count
        ] if matched else [],
        "counts": sheet.counts,
        "changes": [_change(matched, item) for item in changed[:CHANGES_SHOWN]],
        "more_changes": max(0, len(changed) - CHANGES_SHOWN),
    }  # fmt: skip


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
