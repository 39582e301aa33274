"""Verification: the chain is recomputed from its rows, and the balances from the postings, in one reading each.

Problems are returned, the first wrong batch or row first. The registers' own check (replay against tables) is in
`jiedui.registers.verification`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import transaction

from jiedui.journal.balances import Cell, Fact, Sums, apply, changes
from jiedui.journal.canon import batch_header, batch_lines
from jiedui.journal.models import Balance, BalancePast, Batch, Head
from jiedui.journal.storage import stream_rows
from jiedui.kernel.canonical import chain_hash
from jiedui.kernel.errors import Problem

Tick = Callable[[int, int], None]
"""Told how many of how many batches are done."""

ENTRIES = 'SELECT id, batch_id, register, record, before, after, sheet, "row" FROM journal_entry ORDER BY id'
POSTINGS = (
    "SELECT p.id, p.batch_id, p.entry_id, a.code, p.region, p.valid_on, p.standing, p.amount, p.weight, p.subject, "
    "p.field, p.account_id FROM journal_posting p LEFT JOIN journal_account a ON a.id = p.account_id ORDER BY p.id"
)
SHEETS = "SELECT id, batch_id, number, name, register, columns FROM journal_sourcesheet ORDER BY batch_id, number"


class _Rows:
    """A stream of rows that are taken batch by batch."""

    def __init__(self, sql: str) -> None:
        self.source = stream_rows(sql)
        self.next: tuple[Any, ...] | None = next(self.source, None)

    def of_batch(self, batch: int) -> Iterator[tuple[Any, ...]]:
        while self.next is not None and self.next[1] == batch:
            row = self.next
            self.next = next(self.source, None)
            yield row


def _day(found: Any) -> date:
    return date.fromisoformat(found) if isinstance(found, str) else found


def verify_journal(tick: Tick | None = None) -> list[Problem]:
    """Recompute every hash and every balance. *Order*: as found, at most one problem of the chain.

    Errors returned: VERIFY-001 to -004, -008, -010, -012.
    """
    with transaction.atomic():
        return list(_verify(tick))


def _verify(tick: Tick | None) -> Iterator[Problem]:
    head = Head.objects.filter(id=1).first()
    entries, postings, sheets = _Rows(ENTRIES), _Rows(POSTINGS), _Rows(SHEETS)
    balances = _BalanceCheck()
    previous, number, last_entry, last_posting, recorded_at = "", 0, 0, 0, None
    total = Batch.objects.count()
    for batch in Batch.objects.order_by("id").iterator(chunk_size=500):
        number += 1
        if batch.id != number or batch.previous_hash != previous:
            yield Problem("VERIFY-002", {"batch": batch.id, "expected": number - 1})
            return
        batch_entries = list(entries.of_batch(number))
        batch_postings = list(postings.of_batch(number))
        for what, rows, first, count, last in (
            ("entry", batch_entries, batch.first_entry, batch.entries, last_entry),
            ("posting", batch_postings, batch.first_posting, batch.postings, last_posting),
        ):
            if problem := _out_of_order(number, what, [row[0] for row in rows], first, count, last):
                yield problem
                return
        lines = batch_lines(
            (row[2:] for row in sheets.of_batch(number)),
            ((row[0], *row[2:]) for row in batch_entries),
            ((row[0], row[2], row[3], row[4], str(row[5]), *row[6:11]) for row in batch_postings),
        )
        if chain_hash(previous, batch_header(batch), lines) != batch.hash:
            yield Problem("VERIFY-001", {"batch": number})
            return
        balances.add(number, ((r[4], r[11], _day(r[5]), r[6], r[7], r[8]) for r in batch_postings))
        previous, last_entry, last_posting = batch.hash, last_entry + batch.entries, last_posting + batch.postings
        recorded_at = batch.recorded_at
        if tick:
            tick(number, total)
    for what, stream in (("entry", entries), ("posting", postings), ("sheet", sheets)):
        if stream.next is not None:
            yield Problem("VERIFY-012", {"batch": stream.next[1], "what": f"{what} {stream.next[0]}"})
            return
    end = (number, previous, last_entry, last_posting, recorded_at)
    if head is None or (head.batch, head.hash, head.entry, head.posting, head.recorded_at) != end:
        yield Problem("VERIFY-008", {"found": "-" if head is None else head.batch, "expected": number})
    yield from balances.problems()


def _out_of_order(batch: int, what: str, ids: list[int], first: int, count: int, last: int) -> Problem | None:
    """A gap, a surplus or a swap in a batch's rows: numbers run on from one batch to the next without a hole."""
    expected = list(range(last + 1, last + 1 + count))
    if ids == expected and first == last + 1:
        return None
    pairs = zip(ids + [0] * count, expected, strict=False)
    wrong = next((want for found, want in pairs if found != want), last + count + 1)
    return Problem("VERIFY-003", {"batch": batch, "what": what, "number": wrong})


class _BalanceCheck:
    """Balances and their past computed anew beside the chain, then compared with what is stored."""

    def __init__(self) -> None:
        self.cells: dict[Cell, tuple[Sums, int, int]] = {}
        self.past: dict[tuple[Cell, int], Sums] = {}

    def add(self, batch: int, facts: Iterator[Fact]) -> None:
        for cell, delta in changes(facts).items():
            old = self.cells.get(cell)
            if old is None:
                self.cells[cell] = (delta, batch, batch)
            elif any(delta):
                self.past[(cell, batch)] = old[0]
                self.cells[cell] = ([a + b for a, b in zip(old[0], delta, strict=True)], old[1], batch)

    def problems(self) -> Iterator[Problem]:
        rows = stream_rows(
            "SELECT region, account_id, period, standing, total, facts, own_total, own_facts, born, batch "
            "FROM journal_balance ORDER BY id"
        )
        for row in rows:
            expected = self.cells.pop(row[:4], None)
            flat = None if expected is None else (*expected[0], expected[1], expected[2])
            if flat != row[4:]:
                yield _balance_problem("VERIFY-004", row[:4], row[4:], flat)
                return
        for cell, (sums, born, batch) in self.cells.items():
            yield _balance_problem("VERIFY-004", cell, None, (*sums, born, batch))
            return
        rows = stream_rows(
            "SELECT b.region, b.account_id, b.period, b.standing, p.batch, p.total, p.facts, p.own_total, p.own_facts "
            "FROM journal_balancepast p JOIN journal_balance b ON b.id = p.balance_id ORDER BY p.id"
        )
        for row in rows:
            before = self.past.pop((row[:4], row[4]), None)
            if before is None or tuple(before) != row[5:]:
                yield _balance_problem("VERIFY-010", row[:4], row[5:], before, row[4])
                return
        for (cell, batch), sums in self.past.items():
            yield _balance_problem("VERIFY-010", cell, None, sums, batch)
            return


def _balance_problem(code: str, cell: Any, found: Any, expected: Any, batch: int = 0) -> Problem:
    def text(sums: Any) -> str:
        return "-" if sums is None else "/".join(map(str, sums))

    named = "region {} account {} period {} standing {}".format(*cell)
    return Problem(code, {"cell": named, "found": text(found), "expected": text(expected), "batch": batch})


def facts_by_batch() -> Iterator[tuple[int, list[Fact]]]:
    """The postings of each batch as facts, in the order of the batches."""
    rows = _Rows(POSTINGS)
    while rows.next is not None:
        batch = rows.next[1]
        yield batch, [(r[4], r[11], _day(r[5]), r[6], r[7], r[8]) for r in rows.of_batch(batch)]


def rebuild_balances() -> int:
    """Drop the balances and make them again from the postings, batch by batch. Returns how many batches had any."""
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        BalancePast.objects.all().delete()
        Balance.objects.all().delete()
        done = 0
        for batch, facts in facts_by_batch():
            apply(batch, changes(facts))
            done += 1
        return done
