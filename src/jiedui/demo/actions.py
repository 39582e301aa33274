"""The demonstration's records on their way in: through intake like any user's, then confirmed."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from jiedui.intake.actions import import_plan
from jiedui.intake.planning import open_file, plan_file
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.reviewing import confirm
from jiedui.registers.writing import Step

AS_OF = date(2023, 9, 30)
OPENED = "investment.paid_in"
MARK = "demonstration.txt"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one workbook."""

    records: int = 0
    batch: int | None = None
    confirmed: int | None = None
    problems: Sequence[Problem] = ()


def clear_folder(folder: Path) -> None:
    """Make way for a new demonstration: an empty folder, or one that holds an earlier demonstration.

    Errors: LEDGER-012 when the folder holds anything else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not is_demonstration(folder):
            raise refused("LEDGER-012", folder=str(folder))
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("演示数据,纯属虚构。Invented records for a demonstration.\n", "utf-8")


def is_demonstration(folder: Path) -> bool:
    """Whether a data folder holds the demonstration, whose pages must say that its records are invented."""
    return (folder / MARK).exists()


def import_and_confirm(path: Path, step: Step) -> Loaded:
    """Import one workbook and confirm its batch; the problems, where it was refused."""
    try:
        plan = plan_file(open_file(path), step)
        batch = import_plan(plan, LOCAL_OPERATOR, path, reason="演示", step=step)
        if batch is None:
            return Loaded()
        confirmed, _ = confirm(batch, LOCAL_OPERATOR, reason="演示", step=step)
    except Refused as refusal:
        return Loaded(problems=refusal.problems)
    counts = plan.counts
    return Loaded(counts["new"] + counts["changed"], batch, confirmed)


def published_codes() -> list[str]:
    """The indicators of the published table, in its order."""
    text = (resources.files("jiedui.demo") / "published.toml").read_text("utf-8")
    return list(dict.fromkeys(figure["indicator"] for figure in tomllib.loads(text)["figure"]))
