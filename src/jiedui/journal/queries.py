"""Reads of the journal: sums through a lens, series by month, postings behind a figure, differences, batches.

Each read is one query over balances, however many accounts, regions and intervals are asked for, and whatever the
number of postings; the past is read from the same balances and what they were before later batches.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from jiedui.journal.models import Account, Batch
from jiedui.journal.storage import chunks, quoted_codes, select_rows, whole_numbers
from jiedui.kernel import periods, regions
from jiedui.kernel.accounts import selects
from jiedui.kernel.errors import column_letters

PROVINCES = tuple(f"{number}0000000000" for number in range(11, 100))
"""Every code that a province can have."""

ROW = '"row"'
"""The column `row` is a word of SQL and is quoted."""


class Ask(NamedTuple):
    """One sum asked for: a key to find it by, account patterns, `[since, until)`; since None is from the beginning."""

    key: Hashable
    patterns: tuple[str, ...]
    since: date | None
    until: date


class Sums(NamedTuple):
    """Confirmed and waiting sums with the number of facts behind each; no fact means missing, not zero."""

    total: int = 0
    facts: int = 0
    waiting: int = 0
    waiting_facts: int = 0

    def plus(self, other: Sums) -> Sums:
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class View:
    """How to look: regions by label with the codes that each stands for, own level only, known batch, standing."""

    regions: Mapping[str, tuple[str, ...]]
    own: frozenset[str] = frozenset()
    known_batch: int | None = None
    level: int = 1


def batch_known_at(moment: datetime | None) -> int | None:
    """The last batch recorded up to a moment (0 when there was none); None for the present."""
    if moment is None:
        return None
    found = Batch.objects.filter(recorded_at__lte=moment).order_by("-id").values_list("id", flat=True).first()
    return found or 0


def accounts_by_pattern(patterns: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The numbers of the concrete accounts that each pattern selects."""
    known = tuple(Account.objects.order_by("id").values_list("code", "id"))
    return {pattern: _selected(pattern, known) for pattern in set(patterns)}


@lru_cache(maxsize=4096)
def _selected(pattern: str, known: tuple[tuple[str, int], ...]) -> tuple[int, ...]:
    return tuple(id_ for code, id_ in known if selects(pattern, code))


def sums(asks: Sequence[Ask], view: View) -> dict[tuple[Hashable, str], Sums]:
    """Every asked sum for every region, in one query. *Shapes*: (ask key, region label) → Sums; nothing → absent."""
    found = _read(asks, view, by_month=False)
    return {(key, label): value for (key, label, _), value in found.items()}


def series(asks: Sequence[Ask], view: View) -> dict[tuple[Hashable, str, int], Sums]:
    """Every asked sum for every region and month, in one query. *Shapes*: (ask key, label, month code) → Sums."""
    return _read(asks, view, by_month=True)


def _read(asks: Sequence[Ask], view: View, *, by_month: bool) -> dict[tuple[Hashable, str, int], Sums]:
    accounts = accounts_by_pattern(pattern for ask in asks for pattern in ask.patterns)
    lines: list[str] = []
    for number, ask in enumerate(asks):
        ids = sorted({id_ for pattern in ask.patterns for id_ in accounts[pattern]})
        ranges = _ranges(ask.since, ask.until, by_month)
        lines += [f"({number},{id_},{low},{high},{month})" for id_ in ids for low, high, month in ranges]
    view = replace(view, regions={label: tuple(_heads(label, heads, view)) for label, heads in view.regions.items()})
    codes = {code for heads in view.regions.values() for code in heads}
    kept = {code for code in codes if 0 < regions.level(code) <= regions.TOWNSHIP}
    found: dict[tuple[int, str, int], tuple[Sums, Sums]] = {}
    if lines and kept:
        found = _from_balances(",".join(lines), kept, view)
    if lines and codes - kept:
        found.update(_from_postings(asks, accounts, codes - kept, view, by_month))
    return _labelled(found, asks, view)


def _heads(label: str, heads: Iterable[str], view: View) -> Iterator[str]:
    """The heads that have balances: the whole nation's are its provinces'; nothing is posted at its own level."""
    for head in heads:
        if head != regions.NATION:
            yield head
        elif label not in view.own:
            yield from PROVINCES


def _labelled(
    found: Mapping[tuple[int, str, int], tuple[Sums, Sums]], asks: Sequence[Ask], view: View
) -> dict[tuple[Hashable, str, int], Sums]:
    labels: dict[str, list[str]] = {}
    for label, heads in view.regions.items():
        for code in heads:
            labels.setdefault(code, []).append(label)
    result: dict[tuple[Hashable, str, int], Sums] = {}
    for (number, code, month), (whole, own) in found.items():
        for label in labels[code]:
            key = (asks[number].key, label, month)
            value = own if label in view.own else whole
            if value.facts or value.waiting_facts or value.total or value.waiting:
                result[key] = result[key].plus(value) if key in result else value
    return result


def _ranges(since: date | None, until: date, by_month: bool) -> list[tuple[int, int, int]]:
    """Code ranges with the month that they are counted in: 0 for all together, -1 where the row itself tells."""
    if not by_month:
        return [(low, high, 0) for low, high in periods.cover(since, until)]
    ranges: list[tuple[int, int, int]] = []
    start = since or date(periods.FIRST_YEAR, 1, 1)
    first_whole = start if start.day == 1 else min(periods.next_month(start), until)
    last_whole = max(until.replace(day=1), first_whole)
    if start < first_whole:
        ranges += [(low, high, periods.month_code(start)) for low, high in periods.cover(start, first_whole)]
    if first_whole < last_whole:
        ranges.append((periods.month_code(first_whole), _month_before(last_whole), -1))
    if last_whole < until:
        ranges += [(low, high, periods.month_code(last_whole)) for low, high in periods.cover(last_whole, until)]
    return ranges


def _month_before(day: date) -> int:
    return periods.month_code(date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1))


def _from_balances(lines: str, codes: set[str], view: View) -> dict[tuple[int, str, int], tuple[Sums, Sums]]:
    names = ("total", "facts", "own_total", "own_facts")
    join, keep = "", ""
    columns = [f"b.{name}" for name in names]
    if view.known_batch is not None:
        known = int(view.known_batch)
        join = (
            " LEFT JOIN journal_balancepast p ON p.balance_id = b.id AND p.batch = "
            f"CASE WHEN b.batch > {known} THEN (SELECT MIN(q.batch) FROM journal_balancepast q "
            f"WHERE q.balance_id = b.id AND q.batch > {known}) END"
        )
        keep = f" AND b.born <= {known}"
        columns = [f"CASE WHEN b.batch <= {known} THEN b.{name} ELSE p.{name} END" for name in names]
    added = ", ".join(f"SUM({column})" for column in columns)
    places = ",".join(f"('{code}')" for code in sorted(codes))
    # CROSS JOIN keeps SQLite to this order: place and account lead straight into the balances' index.
    rows = select_rows(
        f"WITH ask(number, account, low, high, month) AS (VALUES {lines}), place(code) AS (VALUES {places}) "
        "SELECT ask.number, b.region, CASE WHEN ask.month < 0 THEN b.period ELSE ask.month END, "
        f"CASE WHEN b.standing >= {int(view.level)} THEN 1 ELSE 0 END, {added} "
        "FROM place CROSS JOIN ask CROSS JOIN journal_balance b"
        f"{join} WHERE b.region = place.code AND b.account_id = ask.account "
        f"AND b.period BETWEEN ask.low AND ask.high{keep} GROUP BY 1, 2, 3, 4"
    )
    found: dict[tuple[int, str, int], tuple[Sums, Sums]] = {}
    for number, code, month, counts, *amounts in rows:
        total, facts, own_total, own_facts = map(int, amounts)
        if counts:
            value = (Sums(total, facts), Sums(own_total, own_facts))
        else:
            value = (Sums(0, 0, total, facts), Sums(0, 0, own_total, own_facts))
        before = found.get((number, code, month))
        found[(number, code, month)] = (value[0].plus(before[0]), value[1].plus(before[1])) if before else value
    return found


def _from_postings(
    asks: Sequence[Ask], accounts: Mapping[str, tuple[int, ...]], codes: set[str], view: View, by_month: bool
) -> dict[tuple[int, str, int], tuple[Sums, Sums]]:
    """Sums of regions that have no balances (villages): from their own postings, through the account index."""
    lines = ",".join(
        f"({number},{id_},'{(ask.since or date(periods.FIRST_YEAR, 1, 1)).isoformat()}','{ask.until.isoformat()}')"
        for number, ask in enumerate(asks)
        for id_ in sorted({id_ for pattern in ask.patterns for id_ in accounts[pattern]})
    )
    month = "SUBSTR(CAST(p.valid_on AS VARCHAR(10)), 1, 7)" if by_month else "'0'"
    day = "CAST({0} AS DATE)" if connection.vendor == "postgresql" else "{0}"
    known = f" AND p.batch_id <= {int(view.known_batch)}" if view.known_batch is not None else ""
    level = int(view.level)
    rows = select_rows(
        f"WITH ask(number, account, since, until) AS (VALUES {lines}) SELECT ask.number, p.region, {month}, "
        f"SUM(CASE WHEN p.standing >= {level} THEN p.amount ELSE 0 END), "
        f"SUM(CASE WHEN p.standing >= {level} THEN p.weight ELSE 0 END), "
        f"SUM(CASE WHEN p.standing < {level} THEN p.amount ELSE 0 END), "
        f"SUM(CASE WHEN p.standing < {level} THEN p.weight ELSE 0 END) "
        "FROM ask JOIN journal_posting p ON p.account_id = ask.account "
        f"AND p.region IN ({quoted_codes(sorted(codes))}) AND p.valid_on >= {day.format('ask.since')} "
        f"AND p.valid_on < {day.format('ask.until')}{known} GROUP BY 1, 2, 3"
    )
    found = {}
    for number, code, when, *amounts in rows:
        value = Sums(*(int(amount) for amount in amounts))
        found[(number, code, int(when.replace("-", "")))] = (value, value)
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """The workbook cell that an amount was read from, and the entry that read it. Row and column count from 1."""

    file: str
    file_digest: str
    sheet: str
    row: int
    column: int | None
    entry: int = 0

    @property
    def cell(self) -> str:
        return f"{column_letters(self.column)}{self.row}" if self.column else ""


@dataclass(frozen=True, slots=True)
class TracedPosting:
    """A posting behind a figure, with the record, entry and batch that made it and, where there was one, the cell."""

    account: str
    region: str
    valid_on: date
    amount: int
    weight: int
    standing: int
    subject: int
    field: str
    register: str
    record: int
    entry: int
    batch: int
    posting: int
    source: Source | None = None


def postings_behind(
    patterns: Iterable[str],
    heads: Sequence[str],
    since: date | None,
    until: date,
    *,
    own: bool = False,
    known_batch: int | None = None,
    level: int = 1,
    window: tuple[int, int] | None = None,
) -> list[TracedPosting]:
    """The postings that a sum is made of, those taken back left out with what took them back.

    *Order*: valid date, then posting number. The amounts of the result add up to the sum. `window`: only the records
    from the one place to the other, in the order in which they first post, have their sources read.
    """
    wanted = accounts_by_pattern(patterns)
    ids = sorted({id_ for found in wanted.values() for id_ in found})
    if not ids:
        return []
    places = " OR ".join(
        f"p.region = '{head}'" if own else "(p.region BETWEEN '{}' AND '{}')".format(*regions.subtree_bounds(head))
        for head in heads
    )
    known = f" AND p.batch_id <= {int(known_batch)}" if known_batch is not None else ""
    rows = select_rows(
        "SELECT a.code, p.region, p.valid_on, p.amount, p.weight, p.standing, p.subject, p.field, e.register, "
        "e.record, e.id, p.batch_id, p.id FROM journal_posting p JOIN journal_account a ON a.id = p.account_id "
        "JOIN journal_entry e ON e.id = p.entry_id "
        f"WHERE p.account_id IN ({whole_numbers(ids)}) AND ({places}) AND p.standing >= {int(level)} "
        f"AND p.valid_on < %s AND p.valid_on >= %s{known} ORDER BY p.valid_on, p.id",
        [until.isoformat(), (since or date(periods.FIRST_YEAR, 1, 1)).isoformat()],
    )
    kept = _net([TracedPosting(row[0], row[1], _day(row[2]), *row[3:]) for row in rows])
    if window is None:
        return _with_sources(kept)
    seen = set(list(dict.fromkeys(posting.record for posting in kept))[slice(*window)])
    sourced = {posting.posting: posting for posting in _with_sources([one for one in kept if one.record in seen])}
    return [sourced.get(posting.posting, posting) for posting in kept]


def _day(found: Any) -> date:
    return date.fromisoformat(found) if isinstance(found, str) else found


def _with_sources(postings: Sequence[TracedPosting]) -> list[TracedPosting]:
    """Each posting with the workbook row that its field was last read from, up to the posting's own entry."""
    history: dict[int, list[tuple[int, str, int, int, int]]] = {}
    for chunk in chunks({posting.record for posting in postings}):
        for record, *entry in select_rows(
            f"SELECT record, id, after, batch_id, sheet, {ROW} FROM journal_entry "
            f"WHERE record IN ({whole_numbers(chunk)}) AND sheet IS NOT NULL ORDER BY id"
        ):
            history.setdefault(record, []).append((entry[0], entry[1], entry[2], entry[3], entry[4]))
    sheets = _sheets({entry[2] for entries in history.values() for entry in entries})
    found: list[TracedPosting] = []
    for posting in postings:
        entries = [entry for entry in history.get(posting.record, ()) if entry[0] <= posting.entry]
        telling = [entry for entry in entries if f'"{posting.field}":' in entry[1]] or entries
        if not telling:
            found.append(posting)
            continue
        read_by, _, batch, number, row = telling[-1]
        file, digest, sheet, columns = sheets[(batch, number)]
        column = columns.get(posting.field) or min(columns.values(), default=None)
        found.append(replace(posting, source=Source(file, digest, sheet, row, column, read_by)))
    return found


def _sheets(batches: Iterable[int]) -> dict[tuple[int, int], tuple[str, str, str, dict[str, int]]]:
    """*Shapes*: (batch, sheet number) → (file, digest, sheet, field → column)."""
    found: dict[tuple[int, int], tuple[str, str, str, dict[str, int]]] = {}
    for chunk in chunks(batches):
        for batch, number, file, digest, sheet, columns in select_rows(
            "SELECT s.batch_id, s.number, b.file_name, b.file_digest, s.name, s.columns FROM journal_sourcesheet s "
            f"JOIN journal_batch b ON b.id = s.batch_id WHERE s.batch_id IN ({whole_numbers(chunk)})"
        ):
            found[(batch, number)] = (file, digest, sheet, json.loads(columns))
    return found


def _net(postings: Sequence[TracedPosting]) -> list[TracedPosting]:
    """Leave out each posting that a later one took back, and the later one."""
    open_: dict[tuple[object, ...], list[TracedPosting]] = {}
    for posting in sorted(postings, key=lambda p: p.posting):
        key = (posting.account, posting.region, posting.valid_on, posting.standing, posting.record, posting.subject)
        stack = open_.setdefault((*key, abs(posting.amount)), [])
        if posting.weight < 0:
            twin = next((i for i, p in enumerate(stack) if p.amount == -posting.amount and p.weight > 0), None)
            if twin is not None:
                stack.pop(twin)
                continue
        stack.append(posting)
    kept = [posting for stack in open_.values() for posting in stack]
    return sorted(kept, key=lambda p: (p.valid_on, p.posting))
