"""What records brought into accounts, and what batches after a moment changed of that: the grain below a difference.

Each read is one query over postings, however many accounts, regions and records are asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from jiedui.journal.queries import Ask, accounts_by_pattern
from jiedui.journal.storage import chunks, select_rows, whole_numbers
from jiedui.kernel import periods, regions


class Movement(NamedTuple):
    """What one batch brought of one record into one account, at one region, on one valid date.

    `weight` counts facts: 0 where a posting was taken back and made again with another amount.
    """

    account: str
    region: str
    valid_on: date
    register: str
    record: int
    batch: int
    amount: int
    weight: int


class Reach(NamedTuple):
    """Where to look: heads of subtrees (or the heads' own level), `[since, until)`, standing."""

    heads: tuple[str, ...]
    since: date | None
    until: date
    level: int
    own: bool = False


def accounts_of(patterns: Iterable[str]) -> list[int]:
    """The numbers of all accounts that any of the patterns selects."""
    return sorted({id_ for ids in accounts_by_pattern(patterns).values() for id_ in ids})


def movements(
    reach: Reach, accounts: Sequence[int], *, after: int = 0, upto: int | None = None, records: Iterable[int] = ()
) -> list[Movement]:
    """What the batches after one and up to another brought into the accounts, of some records or of all.

    *Order*: by batch. What one batch brought and took back within the same cell is left out.
    """
    if not accounts or not reach.heads:
        return []
    wanted = list(records)
    found: list[Movement] = []
    for chunk in chunks(wanted) if wanted else [[]]:
        found += _read(reach, accounts, after, upto, chunk)
    return found


def _read(
    reach: Reach, accounts: Iterable[int], after: int, upto: int | None, records: Sequence[int]
) -> list[Movement]:
    since = (reach.since or date(periods.FIRST_YEAR, 1, 1)).isoformat()
    conditions = [
        f"p.account_id IN ({whole_numbers(sorted(accounts))})",
        f"({_places(reach)})",
        "p.valid_on >= %s AND p.valid_on < %s",
        f"p.standing >= {int(reach.level)}",
        # A batch's postings are a range of numbers: the key leads to what is new without reading what is old.
        f"p.id >= COALESCE((SELECT first_posting FROM journal_batch WHERE id = {int(after) + 1}), 0)",
        f"p.batch_id > {int(after)}",
    ]
    if upto is not None:
        conditions.append(f"p.batch_id <= {int(upto)}")
    if records:
        conditions.append(f"e.record IN ({whole_numbers(records)})")
    rows = select_rows(
        "SELECT a.code, p.region, p.valid_on, e.register, e.record, p.batch_id, SUM(p.amount), SUM(p.weight) "
        "FROM journal_posting p JOIN journal_entry e ON e.id = p.entry_id "
        f"JOIN journal_account a ON a.id = p.account_id WHERE {' AND '.join(conditions)} "
        "GROUP BY 1, 2, 3, 4, 5, 6 HAVING SUM(p.amount) <> 0 OR SUM(p.weight) <> 0 ORDER BY 6, 5",
        [since, reach.until.isoformat()],
    )
    return [Movement(row[0], row[1], _day(row[2]), row[3], row[4], row[5], int(row[6]), int(row[7])) for row in rows]


def _places(reach: Reach) -> str:
    if reach.own:
        return " OR ".join(f"p.region = '{regions.normal_code(head)}'" for head in reach.heads)
    bounds = [regions.subtree_bounds(head) for head in reach.heads]
    return " OR ".join(f"p.region BETWEEN '{low}' AND '{high}'" for low, high in bounds)


def _day(found: object) -> date:
    return date.fromisoformat(found) if isinstance(found, str) else found  # type: ignore[return-value]  # a day it is


class Since(NamedTuple):
    """A view that was taken after a batch: its heads, its last day, its standing."""

    key: int
    batch: int
    heads: tuple[str, ...]
    until: date
    level: int


def touched_since(views: Sequence[Since]) -> set[int]:
    """The keys of those views over which any later batch moved a posting. One query, and no sum in it."""
    parts = [
        f"SELECT {int(view.key)} WHERE EXISTS (SELECT 1 FROM journal_posting p WHERE p.id >= (SELECT first_posting "
        f"FROM journal_batch WHERE id = {int(view.batch) + 1}) AND p.batch_id > {int(view.batch)} "
        f"AND p.standing >= {int(view.level)} AND p.valid_on < '{view.until.isoformat()}' "
        f"AND ({_places(Reach(view.heads, None, view.until, view.level))}))"
        for view in views
    ]
    return {int(row[0]) for row in select_rows(" UNION ALL ".join(parts))} if parts else set()


def records_behind(
    asks: Sequence[Ask], heads: Sequence[str], level: int, *, own: bool = False, upto: int | None = None
) -> Iterator[tuple[Hashable, str, int]]:
    """The records that sums are made of: (ask's key, register, record), each once, in the order of the asks.

    A record whose postings in an ask's accounts were all taken back is not among them. One query.
    """
    accounts = accounts_by_pattern(pattern for ask in asks for pattern in ask.patterns)
    lines = [
        f"({number},{id_},'{(ask.since or date(periods.FIRST_YEAR, 1, 1)).isoformat()}','{ask.until.isoformat()}')"
        for number, ask in enumerate(asks)
        for id_ in sorted({id_ for pattern in ask.patterns for id_ in accounts[pattern]})
    ]
    if not lines or not heads:
        return
    day = "CAST({0} AS DATE)" if connection.vendor == "postgresql" else "{0}"
    known = f" AND p.batch_id <= {int(upto)}" if upto is not None else ""
    rows = select_rows(
        f"WITH ask(number, account, since, until) AS (VALUES {','.join(lines)}) "
        "SELECT ask.number, e.register, e.record FROM ask JOIN journal_posting p ON p.account_id = ask.account "
        f"AND ({_places(Reach(tuple(heads), None, date.max, level, own))}) "
        f"AND p.valid_on >= {day.format('ask.since')} AND p.valid_on < {day.format('ask.until')} "
        f"AND p.standing >= {int(level)}{known} JOIN journal_entry e ON e.id = p.entry_id "
        "GROUP BY ask.number, e.register, e.record, p.account_id HAVING SUM(p.weight) > 0 ORDER BY 1, 2, 3"
    )
    for row in dict.fromkeys((int(row[0]), row[1], int(row[2])) for row in rows):
        yield asks[row[0]].key, row[1], row[2]
