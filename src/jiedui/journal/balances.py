"""Balances: the running sums that make figures fast. Derived from the postings, never a source.

A posting at a region is added to the balances of that region and of each region above it, from township to
province, in its year, its month and its day. Villages have no balances of their own: they are few postings each
and are summed from the postings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jiedui.journal.models import Balance, BalancePast
from jiedui.journal.storage import chunks, insert_rows, select_rows, update_rows
from jiedui.kernel import periods, regions

Cell = tuple[str, int, int, int]
"""region, account id, period code, standing"""
Sums = list[int]
"""total, facts, own total, own facts"""
Fact = tuple[str, int, date, int, int, int]
"""region, account id, valid date, standing, amount, weight"""

CELL_COLUMNS = ("id", "region", "account_id", "period", "standing")
SUM_COLUMNS = ("total", "facts", "own_total", "own_facts")


def changes(facts: Iterable[Fact]) -> dict[Cell, Sums]:
    """What the postings add to each balance. *Shapes*: cell → [total, facts, own total, own facts]."""
    by_day: dict[tuple[str, int, date, int], list[int]] = {}
    for region, account, valid_on, standing, amount, weight in facts:
        day = by_day.get((region, account, valid_on, standing))
        if day is None:
            by_day[(region, account, valid_on, standing)] = [amount, weight]
        else:
            day[0] += amount
            day[1] += weight
    found: dict[Cell, Sums] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for (region, account, valid_on, standing), (amount, weight) in by_day.items():
        line = kept.get(region)
        if line is None:
            line = kept[region] = tuple(r for r in regions.lineage(region) if regions.level(r) <= regions.TOWNSHIP)
        for period in periods.codes(valid_on):
            for place in line:
                sums = found.get((place, account, period, standing))
                if sums is None:
                    sums = found[(place, account, period, standing)] = [0, 0, 0, 0]
                sums[0] += amount
                sums[1] += weight
                if place == region:
                    sums[2] += amount
                    sums[3] += weight
    return found


def apply(batch: int, delta: dict[Cell, Sums]) -> None:
    """Add a batch's changes to the balances, keeping what each was before. The caller holds the head's lock."""
    last = select_rows("SELECT COALESCE(MAX(id), 0) FROM journal_balance")[0][0]
    present = _present(delta) if last else {}
    past: list[tuple[int, ...]] = []
    updated: list[tuple[int, ...]] = []
    born: list[tuple[object, ...]] = []
    for cell, sums in delta.items():
        old = present.get(cell)
        if old is None:
            last += 1
            born.append((last, *cell, *sums, batch, batch))
        elif any(sums):
            past.append((old[0], batch, *old[1:]))
            updated.append((*(o + s for o, s in zip(old[1:], sums, strict=True)), batch, old[0]))
    insert_rows(Balance, (*CELL_COLUMNS, *SUM_COLUMNS, "born", "batch"), born)
    insert_rows(BalancePast, ("balance_id", "batch", *SUM_COLUMNS), past)
    update_rows(Balance, (*SUM_COLUMNS, "batch"), updated)


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
