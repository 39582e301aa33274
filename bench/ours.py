"""Our side, as a process: `init`, `import FILE`, `figures QUESTION`. Timed is what comes after Django's set-up."""

from __future__ import annotations

import sys
from pathlib import Path

import django

from bench.timing import print_result, timed, timed_repeatedly


def run_init() -> None:
    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import make_ledger

    seconds, _ = timed(lambda: make_ledger(LOCAL_OPERATOR))
    print_result(seconds=seconds)


def run_import(path: Path) -> None:
    """Import one workbook as `jiedui import` does: known by its digest, or else opened, planned and saved."""
    from jiedui.intake.actions import import_plan
    from jiedui.intake.planning import open_file, plan_file
    from jiedui.intake.repetition import repetition
    from jiedui.kernel.permissions import LOCAL_OPERATOR

    def work() -> dict[str, int]:
        again = repetition(path)
        if again is not None:
            return {"new": 0, "changed": 0, "same": again.same, "refused": 0}
        plan = plan_file(open_file(path), LOCAL_OPERATOR)
        import_plan(plan, LOCAL_OPERATOR, path)
        return plan.counts

    seconds, counts = timed(work)
    print_result(seconds=seconds, counts=counts, digits=_digits())


def _digits() -> dict[str, int]:
    """Rows, persons, and rows that were corrected, as every contender counts them."""
    from jiedui.journal.storage import select_rows

    rows = select_rows("SELECT COUNT(*), COALESCE(SUM(income), 0) FROM register_placements")[0]
    persons, lifted = select_rows("SELECT COUNT(*), COALESCE(SUM(household = 'lifted'), 0) FROM register_persons")[0]
    return {"rows": rows[0], "persons": persons, "lifted": lifted, "income": rows[1] // 100}


def run_figures(question: Path) -> None:
    """Ask all indicators for all regions through the lens."""
    from bench.question import Question
    from jiedui.indicators.figures import figures
    from jiedui.kernel.lens import Lens

    asked = Question.read(question)
    lens = Lens(asked.regions[0], asked.until, known_at=asked.known_at)
    places = [(region, False) for region in asked.regions]
    first, seconds, found = timed_repeatedly(lambda: figures(lens, places))
    answer = {
        f"{one.definition.code} {one.lens.region}": None if one.value is None else str(one.value) for one in found
    }
    print_result(first=first, seconds=seconds, answer=answer)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "init":
        run_init()
    elif sys.argv[1] == "import":
        run_import(Path(sys.argv[2]))
    else:
        run_figures(Path(sys.argv[2]))
