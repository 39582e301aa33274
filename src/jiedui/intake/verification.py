"""Verification of the whole ledger: chain, balances, regions, boundaries, registers, seals, kept files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jiedui.fieldwork.boundaries import grid_problems
from jiedui.intake.actions import missing_files
from jiedui.journal.actions import open_batch
from jiedui.journal.models import Batch, Head
from jiedui.journal.verification import rebuild_balances, verify_journal
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import Problem
from jiedui.kernel.permissions import Actor
from jiedui.places.boundaries import loaded_boundaries_problem
from jiedui.places.queries import loaded_table_problem
from jiedui.registers.attachments import missing_evidence
from jiedui.registers.published import missing_published
from jiedui.registers.verification import verify_registers

VERIFIED = "verify"
"""The verb of a batch that says what a verification came to."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification came to: the problems found, and where the chain ends."""

    problems: list[Problem]
    batches: int
    entries: int
    postings: int
    hash: str


def verify_ledger(actor: Actor, tick: Callable[[int, int], None] = lambda done, total: None) -> Verified:
    """Recompute everything that is derived and compare. `tick` is told (batches done, batches in all).

    Errors: RIGHT-001. Problems: the VERIFY codes.
    """
    actor.require("verify")
    problems = verify_journal(tick)
    if batch := loaded_table_problem():
        problems.append(Problem("VERIFY-009", {"batch": batch}))
    if batch := loaded_boundaries_problem():
        problems.append(Problem("VERIFY-016", {"batch": batch}))
    problems += grid_problems()
    problems += verify_registers()
    if not any(problem.code == "VERIFY-015" for problem in problems):  # without the keys no kept file can be read
        missing = (*missing_files(), *missing_evidence(), *missing_published())
        problems += [Problem("VERIFY-013", {"digest": digest}) for digest in dict.fromkeys(missing)]
    head = Head.objects.get(id=1)
    return Verified(problems, head.batch, head.entry, head.posting, head.hash)


def record_verification(actor: Actor, found: Verified) -> int:
    """Say in the journal that the ledger was verified and what came of it. Returns the batch. Errors: RIGHT-001."""
    actor.require("verify")
    with open_batch(actor, VERIFIED, Chart([])) as draft:
        codes = Counter(problem.code for problem in found.problems)
        draft.summary = {
            "problems": len(found.problems), "codes": dict(codes), "verified": found.batches,
            "entries": found.entries, "postings": found.postings, "hash": found.hash,
        }  # fmt: skip
    return draft.number


@dataclass(frozen=True, slots=True)
class LastVerification:
    """When the ledger was verified last and by whom, up to which batch, and how many problems that found."""

    batch: int
    recorded_at: datetime
    actor: str
    verified: int
    hash: str
    problems: int
    codes: dict[str, int]
    since: int
    """Batches written after it."""


def last_verification(actor: Actor) -> LastVerification | None:
    """The last verification; None before the first. Errors: RIGHT-001. Two queries."""
    actor.require("read")
    batch = Batch.objects.filter(verb=VERIFIED).order_by("-id").first()
    if batch is None:
        return None
    said = json.loads(batch.summary)
    since = Head.objects.get(id=1).batch - batch.id
    return LastVerification(
        batch.id, batch.recorded_at, batch.actor_name, said["verified"], said["hash"], said["problems"],
        said["codes"], since,
    )  # fmt: skip


def rebuild(actor: Actor) -> int:
    """Make the balances again from the postings. Returns how many batches had any. Errors: RIGHT-001."""
    actor.require("operate")
    return rebuild_balances()
