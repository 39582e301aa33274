"""Workbooks in: `import`, and `undo` of what came of one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser("import", parents=[shared], help="read workbooks, show the plan, save what is good")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--dry-run", action="store_true", help="show the plan, save nothing")
    one.add_argument("--accept-good-rows", action="store_true", help="save the good rows although some are refused")
    one.add_argument("--annotate", type=Path, metavar="OUT", help="write a copy of the workbook with problems marked")
    one.add_argument("--reason", default="", help="why; kept with the batch")
    one.add_argument("--register", metavar="NAME", help="the register, where a sheet does not say it")
    one.add_argument("--json", action="store_true", help="print the plan as JSON")
    one.set_defaults(run=run_import)
    undo = commands.add_parser("undo", parents=[shared], help="undo a batch by one that reverses it")
    undo.add_argument("batch", type=int)
    undo.add_argument("--reason", default="")
    undo.set_defaults(run=run_undo)


def run_import(options: argparse.Namespace) -> int:
    from jiedui.commands.plans import plan_json, print_plan, print_repetition, repetition_json
    from jiedui.commands.printing import print_json, print_problems, steps
    from jiedui.intake.corrections import Corrections
    from jiedui.intake.files import file_digest
    from jiedui.intake.mends import earlier_mends
    from jiedui.intake.planning import open_file
    from jiedui.intake.repetition import repetition
    from jiedui.intake.spellings import office_spellings
    from jiedui.kernel.errors import Refused, refused
    from jiedui.registers.catalogue import register

    actor = acting.actor(options)
    only = register(options.register).code if options.register else None
    if options.annotate and len(options.files) > 1:
        raise refused("LEDGER-013")
    spellings = office_spellings(actor)
    opened, failed, printed = [], 0, []
    for path in options.files:
        again = None if options.annotate or only else repetition(path, actor)
        if again is not None:
            printed.append(repetition_json(path.name, again))
            if not options.json:
                print_repetition(path.name, again)
            continue
        try:
            said = Corrections(mends=earlier_mends(actor, file_digest(path)))
            opened.append((open_file(path, only, spellings=spellings, corrections=said), path))
        except Refused as refusal:
            failed += 1
            print_problems(refusal.problems)
    for one, path in sorted(opened, key=lambda item: item[0].order):
        with steps(path.name) as step:
            plan, batch, refusal = _import_one(one, path, actor, options, step)
        failed += refusal is not None
        if options.json:
            printed.append({**plan_json(plan), "batch": batch})
        else:
            print_plan(plan, batch, dry_run=options.dry_run, refused=refusal is not None)
        if refusal is not None:
            print_problems(refusal.problems[:1])
    if options.json:
        print_json(printed)
    return 1 if failed else 0


def _import_one(
    opened: Any, path: Path, actor: Any, options: argparse.Namespace, step: Any
) -> tuple[Any, int | None, Any]:
    """Plan one file and save it; returns the plan, the batch, and the refusal where there was one."""
    from jiedui.intake.actions import import_plan
    from jiedui.intake.annotation import annotate
    from jiedui.intake.planning import plan_file
    from jiedui.kernel.errors import Problem, Refused

    plan = plan_file(opened, actor, step)
    if options.annotate:
        annotate(plan, path, options.annotate)
    good = options.accept_good_rows
    if options.dry_run:
        refused_rows = Problem("LEDGER-011", {"count": len(plan.errors)})
        return plan, None, Refused(refused_rows) if plan.errors and not good else None
    try:
        batch = import_plan(plan, actor, path, accept_good_rows=good, reason=options.reason, step=step)
    except Refused as refusal:
        return plan, None, refusal
    return plan, batch, None


def run_undo(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import steps
    from jiedui.registers.actions import undo

    actor = acting.actor(options)
    with steps(_("batch {batch}").format(batch=options.batch)) as step:
        number = undo(options.batch, actor, reason=options.reason, step=step)
    print(_("Batch {number} undoes batch {batch}.").format(number=number, batch=options.batch))
