"""What a batch refuses to write, and that a refused batch leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from jiedui.journal.actions import Sheet, open_batch
from jiedui.journal.models import Account, Balance, Batch, Entry, Head, Posting, SourceSheet
from jiedui.kernel import clock
from tests.journal.ledgers import CHART, CLERK, MASHAN, Fact, write
from tests.kernel.refusals import refusal

pytestmark = pytest.mark.django_db

DAY = date(2023, 3, 4)
TABLES = (Batch, Entry, Posting, SourceSheet, Account, Balance, Head)


@contextmanager
def nothing_written() -> Iterator[None]:
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    yield
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ("labour", "JOURNAL-001"),
        ("labour.nowhere", "JOURNAL-001"),
        ("labour.placed", "JOURNAL-002"),
        ("labour.placed.all", "JOURNAL-002"),
        ("labour.placed_again.lifted", "JOURNAL-002"),
        ("funds.committed.industry", "JOURNAL-002"),
        ("funds.committed.industry.*", "JOURNAL-002"),
    ],
)
def test_a_posting_in_an_undeclared_account_is_refused_and_nothing_is_written(account: str, code: str) -> None:
    good = Fact("labour.placed.other", MASHAN, DAY)
    with nothing_written(), refusal(code, account=account):
        write([good, Fact(account, MASHAN, DAY)])


@pytest.mark.parametrize("amount", [1.0, 0.5, "1", None, True, Decimal(1), 2**63, -(2**63) - 1])
def test_an_amount_that_is_not_a_whole_number_of_64_bits_is_refused(amount: object) -> None:
    with nothing_written(), refusal("JOURNAL-003", amount=amount, account="labour.placed_again"):
        write([Fact("labour.placed_again", MASHAN, DAY, amount)])  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("amount", [2**63 - 1, -(2**63)])
def test_the_largest_amounts_are_kept_exactly(amount: int) -> None:
    write([Fact("labour.placed_again", MASHAN, DAY, amount)])
    assert Posting.objects.get().amount == amount


@pytest.mark.parametrize("amount", [2**63 - 1, -(2**63)])
def test_a_sum_that_no_longer_fits_64_bits_is_refused(amount: int) -> None:
    write([Fact("labour.placed_again", MASHAN, DAY, amount)])
    with nothing_written(), refusal("JOURNAL-003", account="labour.placed_again"):
        write([Fact("labour.placed_again", MASHAN, DAY, 1 if amount > 0 else -1)])


@pytest.mark.parametrize("region", ["", "马山县", "45012", "450124", "45012400000x"])
def test_a_posting_at_what_is_no_region_code_is_refused(region: str) -> None:
    with nothing_written(), refusal("REGION-001", found=region):
        write([Fact("labour.placed_again", region, DAY)])


def test_a_posting_at_the_whole_nation_is_refused() -> None:
    with nothing_written(), refusal("REGION-001", found="0" * 12):
        write([Fact("labour.placed_again", "0" * 12, DAY)])


def test_a_batch_without_entries_and_summary_is_not_appended() -> None:
    with nothing_written(), open_batch(CLERK, "save", CHART):
        pass


def test_a_batch_in_which_something_breaks_leaves_nothing_behind() -> None:
    with nothing_written(), pytest.raises(ZeroDivisionError), open_batch(CLERK, "save", CHART) as draft:
        draft.entry("projects", None, None, {"name": "甲"})
        raise ZeroDivisionError


def test_a_clock_that_stands_still_or_runs_back_does_not_disorder_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    numbers = [write([Fact("labour.placed_again", MASHAN, DAY)]) for _ in range(3)]
    moments = list(Batch.objects.order_by("id").values_list("recorded_at", flat=True))
    assert moments == sorted(set(moments))
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_a_records_number_is_that_of_its_first_entry() -> None:
    write([], sheets=[Sheet(1, "表", "projects", {"name": 2})])
    entry = Entry.objects.get()
    assert (entry.record, entry.before, entry.after, entry.sheet, entry.row) == (entry.id, "", '{"name":"甲"}', 1, 5)


@pytest.mark.parametrize("table", ["journal_batch", "journal_sourcesheet", "journal_entry", "journal_posting"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_delete_what_is_written(table: str, statement: str) -> None:
    write([Fact("labour.placed_again", MASHAN, DAY)], sheets=[Sheet(1, "表", "projects", {"name": 2})])
    grows = pytest.raises(DatabaseError, match="the journal only grows")
    with nothing_written(), grows, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
