"""A plan in words, and as JSON."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiedui.commands.printing import print_problems, problem_text
from jiedui.indicators.naming import region_name
from jiedui.intake.planning import Plan, SheetPlan
from jiedui.intake.repetition import Repetition
from jiedui.kernel.errors import column_letters

CHANGES_SHOWN = 20


def register_name(register: Any) -> str:
    return register.chinese if (get_language() or "zh").startswith("zh") else register.english


def print_plan(plan: Plan, batch: int | None, *, dry_run: bool, refused: bool) -> None:
    """How each sheet was read, what would come of it, and what came of it."""
    print(f"{plan.source.name}  ({plan.source.kind}, {plan.source.digest[:12]})")
    for sheet in plan.sheets:
        if sheet.reading.register is not None:
            _print_sheet(sheet)
    print_problems(plan.problems)
    counts = plan.counts
    words = _("{new} new, {changed} changed, {same} the same, {refused} refused").format(**counts)
    print(f"  {words}")
    if batch is not None:
        print("  " + _("saved as batch {batch}").format(batch=batch))
    elif dry_run:
        print("  " + _("a plan only: nothing was saved"))
    elif not refused:
        print("  " + _("the ledger holds all of it already"))
    sys.stdout.flush()


def _print_sheet(sheet: SheetPlan) -> None:
    reading = sheet.reading
    rows = f"{reading.first_row + 1}" if reading.height == 1 else f"{reading.first_row + 1}–{reading.data_from}"
    words = _("  sheet {sheet}: read as {register}, heading in row {rows}, {columns} columns, {records} records")
    print(
        words.format(
            sheet=reading.sheet,
            register=register_name(reading.register),
            rows=rows,
            columns=len(reading.columns),
            records=len(sheet.table.records),
        )
    )
    named = [
        f"{column_letters(c.index + 1)} {c.target.field.chinese}" + (f"({c.unit})" if c.unit else "")
        for c in reading.columns
    ]
    print("    " + _("columns: {columns}").format(columns=", ".join(named)))
    if reading.region:
        print("    " + _("region: {region}, from the title").format(region=region_name(reading.region)))
    for total in sheet.table.totals:
        verdict = _("agrees with its rows") if total.agrees else _("does NOT agree with its rows")
        print("    " + _("row {row} {kind}: {verdict}").format(row=total.row + 1, kind=total.kind, verdict=verdict))
    if sheet.matched is None:
        return
    for heading, count in sheet.matched.cells.months.items():
        if count:
            print(
                "    "
                + _("{heading}: {count} dates give the month only; read as its first day").format(
                    heading=heading, count=count
                )
            )
    changed = [
        item for item in sheet.matched.items if item.status == "changed" and item.position not in sheet.matched.refused
    ]
    for item in changed[:CHANGES_SHOWN]:
        row = sheet.matched.cells.rows[item.position] + 1
        for difference in sheet.matched.differences(item):
            unit = f"({difference.unit})" if difference.unit else ""
            print(f"    #{row} {difference.field}{unit}: {_shown(difference.before)} → {_shown(difference.after)}")
    if len(changed) > CHANGES_SHOWN:
        print("    " + _("… and {count} more changed records").format(count=len(changed) - CHANGES_SHOWN))


def print_repetition(name: str, again: Repetition) -> None:
    """A file that was sent before: what it is and why nothing is to be done."""
    words = _("the very file of batch {batch}, and nothing of its registers was changed since: {same} rows the same")
    print(f"{name}  ({again.digest[:12]})")
    print("  " + words.format(batch=again.batch, same=again.same))


def repetition_json(name: str, again: Repetition) -> dict[str, Any]:
    """The same as plain values, in the shape of a plan."""
    sheets = []
    for sheet in again.sheets:
        same = sheet["new"] + sheet["changed"] + sheet["same"]
        counts = {"new": 0, "changed": 0, "same": same, "refused": 0}
        sheets.append({"sheet": sheet["sheet"], "register": sheet["register"], "counts": counts, "changes": []})
    counts = {"new": 0, "changed": 0, "same": again.same, "refused": 0}
    found = {"file": name, "digest": again.digest, "counts": counts, "sheets": sheets, "problems": [], "batch": None}
    return {**found, "same_as_batch": again.batch}


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain values: sheets, counts, changes field by field, totals, problems."""
    return {
        "file": plan.source.name,
        "digest": plan.source.digest,
        "counts": plan.counts,
        "sheets": [_sheet_json(sheet) for sheet in plan.sheets],
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "file": problem.place.file if problem.place else "",
                "sheet": problem.place.sheet if problem.place else "",
                "cell": problem.place.cell if problem.place else "",
                "row": problem.place.row if problem.place else None,
                "heading": problem.place.heading if problem.place else "",
                "text": problem_text(problem),
            }
            for problem in plan.problems
        ],
    }


def _sheet_json(sheet: SheetPlan) -> dict[str, Any]:
    reading, matched = sheet.reading, sheet.matched
    found: dict[str, Any] = {
        "sheet": reading.sheet,
        "register": reading.register.code if reading.register else None,
        "heading_row": reading.first_row + 1,
        "region": reading.region,
        "columns": {
            c.target.name: {"column": column_letters(c.index + 1), "heading": c.heading, "unit": c.unit}
            for c in reading.columns
        },
        "left_out": reading.left_out,
        "counts": sheet.counts,
        "totals": [{"row": t.row + 1, "kind": t.kind, "agrees": t.agrees} for t in sheet.table.totals],
        "changes": [],
    }
    if matched is not None:
        found["changes"] = [
            {
                "row": matched.cells.rows[item.position] + 1,
                "register": item.register,
                "fields": [
                    {"field": d.field, "unit": d.unit, "before": _shown(d.before), "after": _shown(d.after)}
                    for d in matched.differences(item)
                ],
            }
            for item in matched.items
            if item.status == "changed" and item.position not in matched.refused
        ]
    return found
