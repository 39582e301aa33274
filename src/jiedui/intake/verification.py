"""Verification of the whole ledger: chain, balances, regions, registers, seals, kept files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jiedui.intake.actions import missing_files
from jiedui.journal.models import Head
from jiedui.journal.verification import rebuild_balances, verify_journal
from jiedui.kernel.errors import Problem
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import loaded_table_problem
from jiedui.registers.verification import verify_registers


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
    problems += verify_registers()
    if not any(problem.code == "VERIFY-015" for problem in problems):  # without the keys no kept file can be read
        problems += [Problem("VERIFY-013", {"digest": digest}) for digest in missing_files()]
    head = Head.objects.get(id=1)
    return Verified(problems, head.batch, head.entry, head.posting, head.hash)


def rebuild(actor: Actor) -> int:
    """Make the balances again from the postings. Returns how many batches had any. Errors: RIGHT-001."""
    actor.require("operate")
    return rebuild_balances()
