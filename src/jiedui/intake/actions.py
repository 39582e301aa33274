"""Importing: a plan carried out as one batch, with the sender's file kept beside the ledger."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from jiedui.intake.planning import Plan, summary
from jiedui.intake.recognition import Reading
from jiedui.journal.actions import Sheet
from jiedui.journal.models import Batch
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.kernel.permissions import Actor
from jiedui.registers.actions import Source, save
from jiedui.registers.keys import ring
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
    keep_file(path, plan.source.digest)
    sheets = [
        Sheet(one.reading.number, one.reading.sheet, one.reading.register.code, _columns(one.reading))
        for one in plan.sheets
        if one.reading.register is not None
    ]
    source = Source(plan.source.digest, plan.source.name, sheets)
    return save(changes, actor, verb="import", reason=reason, source=source, summary=summary(plan), step=step)


def _columns(reading: Reading) -> dict[str, int]:
    found = {column.target.field.name: column.index + 1 for column in reading.columns}
    if "period" in found:
        found |= dict.fromkeys(("started_on", "ended_on"), found.pop("period"))
    return found


def keep_file(path: Path, digest: str) -> Path:
    """Keep a sealed copy of a sender's file by its digest; kept once. Errors: FILE-013."""
    target: Path = settings.FILES / digest[:2] / digest
    if target.exists():
        return target
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(ring().seal_bytes(path.read_bytes()))
        part.replace(target)
    except OSError as fault:
        raise refused("FILE-013", folder=str(settings.FILES), detail=str(fault.strerror)) from fault
    return target


def kept_file(digest: str) -> bytes:
    """The content of a kept file. Errors: FILE-001 when it is gone, LEDGER-006 with the wrong keys."""
    try:
        return ring().open_bytes((settings.FILES / digest[:2] / digest).read_bytes())
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault


def missing_files() -> list[str]:
    """The digests of source files whose kept copy is gone or no longer what was kept."""
    digests = Batch.objects.exclude(file_digest="").values_list("file_digest", flat=True).distinct()
    return [digest for digest in digests if not _is_kept(digest)]


def _is_kept(digest: str) -> bool:
    try:
        return hashlib.sha256(kept_file(digest)).hexdigest() == digest
    except Refused:
        return False
