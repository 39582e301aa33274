"""The one way to write: a batch, appended under the head's lock in one transaction, chained by its hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from jiedui.journal import balances
from jiedui.journal.canon import PostingLine, batch_header, batch_lines
from jiedui.journal.models import Account, Batch, Entry, Head, Posting, SourceSheet
from jiedui.journal.storage import chunks, collector_paused, insert_rows
from jiedui.kernel import clock
from jiedui.kernel.accounts import Chart
from jiedui.kernel.canonical import canonical_json, chain_hash
from jiedui.kernel.errors import refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import NATION, normal_code
from jiedui.kernel.units import AMOUNT_LIMIT

POSTING_COLUMNS = (
    *("id", "batch_id", "entry_id", "account_id", "region", "valid_on"),
    *("standing", "amount", "weight", "subject", "field"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the source file: its name, its register, and field → spreadsheet column (from 1)."""

    number: int
    name: str
    register: str
    columns: dict[str, int]


class EntryRow(NamedTuple):
    """A record before → after, ready to be stored."""

    id: int
    register: str
    record: int
    before: str
    after: str
    sheet: int | None
    row: int | None


class PostingRow(NamedTuple):
    """A posting, ready to be stored."""

    entry: int
    account: str
    region: str
    valid_on: date
    standing: int
    amount: int
    weight: int
    subject: int
    field: str


@dataclass(slots=True)
class Draft:
    """A batch being written. Entries get their numbers at once, because a record's number is its first entry's."""

    number: int
    next_entry: int
    entries: list[EntryRow] = field(default_factory=list)
    postings: list[PostingRow] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    """The regions in which the records lie that it writes, before and after."""

    def entry(
        self,
        register: str,
        record: int | None,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        sheet: int | None = None,
        row: int | None = None,
    ) -> int:
        """Add an entry; `record` None makes a new record numbered after this entry. Returns the entry's number."""
        number = self.next_entry
        self.next_entry = number + 1
        self.entries.append(
            EntryRow(
                number,
                register,
                number if record is None else record,
                "" if before is None else canonical_json(before),
                "" if after is None else canonical_json(after),
                sheet,
                row,
            )
        )
        return number


@contextmanager
def open_batch(
    actor: Actor,
    verb: str,
    chart: Chart,
    *,
    reason: str = "",
    file_digest: str = "",
    file_name: str = "",
    reverses: int | None = None,
) -> Iterator[Draft]:
    """Write one batch: everything done inside is one transaction, under the lock that orders all writers.

    A draft without entries and without a summary is not appended. Errors: JOURNAL-001/002 for an account that is
    not declared, JOURNAL-003 for an amount that is not a whole number of 64 bits.
    """
    with transaction.atomic(), collector_paused():
        head = Head.objects.select_for_update().get(id=1)
        draft = Draft(head.batch + 1, head.entry + 1)
        yield draft
        if not draft.entries and not draft.summary:
            return
        now = clock.now()
        if head.recorded_at is not None and now <= head.recorded_at:
            now = head.recorded_at + timedelta(microseconds=1)
        batch = Batch(
            id=draft.number,
            recorded_at=now,
            actor_id=actor.id,
            actor_name=actor.name,
            verb=verb,
            reason=hide_numbers(reason),
            reverses=reverses,
            file_digest=file_digest,
            file_name=file_name,
            summary=canonical_json(draft.summary),
            places=county_list(draft.places),
            first_entry=head.entry + 1,
            entries=len(draft.entries),
            first_posting=head.posting + 1,
            postings=len(draft.postings),
            previous_hash=head.hash,
        )
        _append(batch, draft, chart)
        _move_head(head, batch, now)


def county_list(places: Iterable[str]) -> str:
    """Regions as a batch keeps them: `,450124,450125,`; empty for none."""
    counties = sorted({region[:6] for region in places})
    return f",{','.join(counties)}," if counties else ""


def _append(batch: Batch, draft: Draft, chart: Chart) -> None:
    ids, fresh = account_ids({posting.account for posting in draft.postings}, chart)
    sheets = [(s.number, s.name, s.register, canonical_json(s.columns)) for s in draft.sheets]
    days = {p.valid_on: p.valid_on.isoformat() for p in draft.postings}

    def numbered() -> Iterator[PostingLine]:
        for number, p in enumerate(draft.postings, start=batch.first_posting):
            yield (number, p[0], p[1], p[2], days[p[3]], *p[4:])

    for posting in draft.postings:
        if type(posting.amount) is not int or not -AMOUNT_LIMIT <= posting.amount < AMOUNT_LIMIT:
            raise refused("JOURNAL-003", amount=posting.amount, account=posting.account)
    for region in {posting.region for posting in draft.postings}:
        if normal_code(region) != region or region == NATION:
            raise refused("REGION-001", found=region)
    batch.hash = chain_hash(batch.previous_hash, batch_header(batch), batch_lines(sheets, draft.entries, numbered()))
    batch.save(force_insert=True)
    insert_rows(
        SourceSheet, ("batch_id", "number", "name", "register", "columns"), [(batch.id, *sheet) for sheet in sheets]
    )
    insert_rows(
        Entry,
        ("id", "batch_id", "register", "record", "before", "after", "sheet", "row"),
        ((row[0], batch.id, *row[1:]) for row in draft.entries),
    )
    insert_rows(
        Posting,
        POSTING_COLUMNS,
        ((p[0], batch.id, p[1], ids[p[2]], *p[3:]) for p in numbered()),
    )
    facts = ((p[2], ids[p[1]], p[3], p[4], p[5], p[6]) for p in draft.postings)
    balances.apply(batch.id, balances.changes(facts), fresh)


def _move_head(head: Head, batch: Batch, now: datetime) -> None:
    head.batch = batch.id
    head.hash = batch.hash
    head.entry += batch.entries
    head.posting += batch.postings
    head.recorded_at = now
    head.save(force_update=True)


def account_ids(codes: set[str], chart: Chart) -> tuple[dict[str, int], set[int]]:
    """The numbers of concrete accounts, and which of them are used for the first time. Errors: JOURNAL-001, -002."""
    for code in codes:
        chart.resolve(code)
    known: dict[str, int] = {}
    for chunk in chunks(sorted(codes)):
        known.update(Account.objects.filter(code__in=chunk).values_list("code", "id"))
    fresh = Account.objects.bulk_create([Account(code=code) for code in sorted(codes - known.keys())])
    known.update((account.code, account.id) for account in fresh)
    return known, {account.id for account in fresh}
