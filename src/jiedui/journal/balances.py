"""Balances: the running sums that make figures fast. Derived from the postings, never a source.

A posting at a region is added to the balances of that region and of each region above it, from township to
province, in its year, its month and its day. Villages have no balances of their own: they are few postings each
and are summed from the postings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from jiedui.journal.models import Account, Balance, BalancePast
from jiedui.journal.storage import chunks, insert_rows, select_rows, update_rows
from jiedui.kernel import periods, regions
from jiedui.kernel.errors import refused
from jiedui.kernel.units import AMOUNT_LIMIT

Cell = tuple[str, int, int, int]
"""region, account id, period code, standing"""
Sums = list[int]
"""total, facts, own total, own facts"""
Fact = tuple[str, int, date, int, int, int]
"""region, account id, valid date, standing, amount, weight"""

CELL_COLUMNS = ("id", "region", "account_id", "period", "standing")
SUM_COLUMNS = ("total", "facts", "own_total", "own_facts")


def changes(facts: Iterable[Fact]) -> dict[Cell, Sums]:
    """What the postings add to each balance. *Shapes*: cell → [total, facts, own total, own facts].

    Summed level by level, villages first, so that the work shrinks with every step up in place and in time.
    """
    by_day: dict[Cell, Sums] = {}
    days: dict[date, int] = {}
    for region, account, valid_on, standing, amount, weight in facts:
        day = days.get(valid_on)
        if day is None:
            day = days[valid_on] = periods.day_code(valid_on)
        sums = by_day.get((region, account, day, standing))
        if sums is None:
            by_day[(region, account, day, standing)] = [amount, weight, amount, weight]
        else:
            sums[0] += amount
            sums[1] += weight
            sums[2] += amount
            sums[3] += weight
    for level in range(regions.VILLAGE, regions.PROVINCE, -1):
        above = [(cell, sums) for cell, sums in by_day.items() if regions.level(cell[0]) == level]
        for (region, *rest), sums in above:
            _add(by_day, (regions.parent(region), *rest), sums[0], sums[1], 0, 0)  # type: ignore[arg-type]  # a cell
        if level > regions.TOWNSHIP:
            for cell, _ in above:
                del by_day[cell]
    found = dict(by_day)
    for (region, account, day, standing), (total, count, own_total, own_count) in by_day.items():
        _add(found, (region, account, day // 100, standing), total, count, own_total, own_count)
        _add(found, (region, account, day // 10000, standing), total, count, own_total, own_count)
    return found


def _add(cells: dict[Cell, Sums], cell: Cell, total: int, count: int, own_total: int, own_count: int) -> None:
    sums = cells.get(cell)
    if sums is None:
        cells[cell] = [total, count, own_total, own_count]
    else:
        sums[0] += total
        sums[1] += count
        sums[2] += own_total
        sums[3] += own_count


def apply(batch: int, delta: dict[Cell, Sums], fresh_accounts: AbstractSet[int] = frozenset()) -> None:
    """Add a batch's changes to the balances, keeping what each was before. The caller holds the head's lock.

    Accounts known to be new have no balances yet and are not looked up.
    """
    last = select_rows("SELECT COALESCE(MAX(id), 0) FROM journal_balance")[0][0]
    present = _present([cell for cell in delta if cell[1] not in fresh_accounts]) if last else {}
    past: list[tuple[int, ...]] = []
    updated: list[tuple[int, ...]] = []
    born: list[tuple[Any, ...]] = []
    changed: list[Cell] = []
    for cell, sums in delta.items():
        old = present.get(cell)
        if old is None:
            last += 1
            born.append((last, *cell, *sums, batch, batch))
        elif any(sums):
            changed.append(cell)
            past.append((old[0], batch, *old[1:]))
            updated.append((*(o + s for o, s in zip(old[1:], sums, strict=True)), batch, old[0]))
    _refuse_overflow((row[2], row[5], row[7]) for row in born)
    _refuse_overflow((cell[1], row[0], row[2]) for cell, row in zip(changed, updated, strict=True))
    insert_rows(Balance, (*CELL_COLUMNS, *SUM_COLUMNS, "born", "batch"), born)
    insert_rows(BalancePast, ("balance_id", "batch", *SUM_COLUMNS), past)
    update_rows(Balance, (*SUM_COLUMNS, "batch"), updated)


def _refuse_overflow(sums: Iterable[tuple[int, int, int]]) -> None:
    """Refuse a sum that 64 bits do not hold: (account id, total, own total). Errors: JOURNAL-003."""
    for account, total, own_total in sums:
        if not (-AMOUNT_LIMIT <= total < AMOUNT_LIMIT and -AMOUNT_LIMIT <= own_total < AMOUNT_LIMIT):
            raise refused("JOURNAL-003", amount=total, account=Account.objects.get(id=account).code)


def _present(cells: Iterable[Cell]) -> dict[Cell, Sequence[int]]:
    """The stored balances of the cells. *Shapes*: cell → (id, total, facts, own total, own facts)."""
    found: dict[Cell, Sequence[int]] = {}
    for chunk in chunks(cells, 2000):
        values = ",".join(f"('{region}',{account},{period},{standing})" for region, account, period, standing in chunk)
        rows = select_rows(
            f"WITH wanted(region, account, period, standing) AS (VALUES {values}) "
            "SELECT b.region, b.account_id, b.period, b.standing, b.id, b.total, b.facts, b.own_total, b.own_facts "
            "FROM wanted w JOIN journal_balance b ON b.region = w.region AND b.account_id = w.account "
            "AND b.period = w.period AND b.standing = w.standing"
        )
        found.update({(row[0], row[1], row[2], row[3]): row[4:] for row in rows})
    return found
