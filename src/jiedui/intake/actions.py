"""Importing: a plan carried out as one batch, with the sender's file kept beside the ledger."""

from __future__ import annotations

import json
from pathlib import Path

from jiedui.intake.mends import keep_mends
from jiedui.intake.planning import Plan, summary
from jiedui.intake.recognition import Reading
from jiedui.journal.actions import Sheet
from jiedui.journal.models import Batch
from jiedui.kernel.errors import Problem, Refused
from jiedui.kernel.permissions import Actor
from jiedui.registers.actions import Source, save
from jiedui.registers.files import is_kept, keep_bytes
from jiedui.registers.writing import Step


def import_plan(
    plan: Plan,
    actor: Actor,
    path: Path,
    *,
    accept_good_rows: bool = False,
    reason: str = "",
    step: Step = lambda name: None,
) -> int | None:
    """Write what a plan says as one batch. Returns its number; None when the ledger holds it all already.

    Errors: LEDGER-011 with every problem while anything is refused and the good rows were not asked for;
    JOURNAL-004 when the ledger changed since the plan was made.
    """
    if plan.errors and not accept_good_rows:
        raise Refused([Problem("LEDGER-011", {"count": len(plan.errors)}), *plan.problems])
    changes = plan.changes()
    if not changes:
        return None
    keep_bytes(path.read_bytes(), plan.source.digest)
    said = dict(summary(plan))
    if plan.mends:
        said |= keep_mends(plan.mends, plan.source)
    sheets = [
        Sheet(one.reading.number, one.reading.sheet, one.reading.register.code, _columns(one.reading))
        for one in plan.sheets
        if one.reading.register is not None
    ]
    source = Source(plan.source.digest, plan.source.name, sheets)
    return save(changes, actor, verb="import", reason=reason, source=source, summary=said, step=step)


def _columns(reading: Reading) -> dict[str, int]:
    found = {column.target.field.name: column.index + 1 for column in reading.columns}
    if "period" in found:
        found |= dict.fromkeys(("started_on", "ended_on"), found.pop("period"))
    return found


def missing_files() -> list[str]:
    """The digests of source files, and of mends, whose kept copy is gone or no longer what was kept."""
    imported = Batch.objects.exclude(file_digest="").values_list("file_digest", "summary").distinct()
    digests = {digest for file, said in imported for digest in (file, json.loads(said or "{}").get("mends")) if digest}
    return sorted(digest for digest in digests if not is_kept(digest))
