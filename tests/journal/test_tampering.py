"""Whatever is changed, deleted or swapped behind the journal's back is found, and the first wrong batch is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import models

from jiedui.journal.actions import PostingRow, Sheet, open_batch
from jiedui.journal.models import Account, Balance, BalancePast, Batch, Entry, Head, Posting, SourceSheet
from jiedui.journal.verification import rebuild_balances, verify_journal
from jiedui.kernel.errors import Problem
from tests.journal.ledgers import BAISHAN, CHART, CLERK, MASHAN
from tests.tampering import change, delete, swap, tampering

pytestmark = pytest.mark.django_db

SURROGATES = {"journal_sourcesheet.id", "journal_balancepast.id"}
"""Numbers that say nothing: no row refers to them and their order means nothing."""


@pytest.fixture
def victim() -> Iterator[int]:
    """Three alike batches on top of what is there; the number of the middle one. All is well at the beginning."""
    numbers = []
    for number in range(3):
        sheets = [Sheet(1, "一", "projects", {"name": 2}), Sheet(2, "二", "persons", {"name": 3})]
        with open_batch(CLERK, "save", CHART, reason="因", file_digest="d" * 64, file_name="甲.xlsx") as draft:
            draft.sheets = sheets
            for place, account, name in ((MASHAN, "labour.placed.other", "甲"), (BAISHAN, "labour.placed_again", "乙")):
                amount = number + (5 if place == MASHAN else 50)
                entry = draft.entry("projects", None, {"name": "丙"}, {"name": name}, 1, 5)
                draft.postings.append(PostingRow(entry, account, place, date(2023, 3, 4), 1, amount, 1, entry, "name"))
        numbers.append(draft.number)
    assert verify_journal() == []
    yield numbers[1]
    assert verify_journal() == []


def columns(*tables: type[models.Model]) -> list[object]:
    return [
        pytest.param(table, field.column, id=f"{table._meta.db_table}.{field.column}")
        for table in tables
        for field in table._meta.concrete_fields
        if f"{table._meta.db_table}.{field.column}" not in SURROGATES
    ]


def first_of(model: type[models.Model], batch: int) -> object:
    """The first row of a batch in a table."""
    if model is Batch:
        return batch
    return model.objects.filter(**{"batch": batch}).order_by("pk").values_list("pk", flat=True)[0]


def found(*codes: str) -> Problem:
    problem = verify_journal()[0]
    assert problem.code in codes, problem.text()
    assert problem.text()
    return problem


@pytest.mark.parametrize(("table", "column"), columns(Batch, SourceSheet, Entry, Posting))
def test_a_changed_column_of_the_chain_is_found_in_its_batch(
    victim: int, table: type[models.Model], column: str
) -> None:
    with tampering():
        change(table, column, first_of(table, victim))
        problem = found("VERIFY-001", "VERIFY-002", "VERIFY-003")
        assert problem.fields["batch"] == (victim + 1 if (table, column) == (Batch, "id") else victim)


@pytest.mark.parametrize("table", [SourceSheet, Entry, Posting])
def test_a_deleted_row_of_the_chain_is_found_in_its_batch(victim: int, table: type[models.Model]) -> None:
    with tampering():
        delete(table, first_of(table, victim))
        problem = found("VERIFY-001", "VERIFY-003")
        assert problem.fields["batch"] == victim
        assert problem.fields.get("number") in (None, _first_number(table, victim))


def _first_number(table: type[models.Model], batch: int) -> int:
    row = Batch.objects.get(id=batch)
    return row.first_entry if table is Entry else row.first_posting


def test_a_deleted_batch_is_found_by_the_next(victim: int) -> None:
    with tampering():
        for table in (SourceSheet, Posting, Entry):
            for row in table.objects.filter(batch=victim).values_list("pk", flat=True):
                delete(table, row)
        delete(Batch, victim)
        assert found("VERIFY-002").fields == {"batch": victim + 1, "expected": victim - 1}


def test_a_deleted_last_batch_is_found_by_what_it_left_behind(victim: int) -> None:
    with tampering():
        delete(Batch, victim + 1)
        assert found("VERIFY-012").fields["batch"] == victim + 1


def test_a_last_batch_deleted_without_a_trace_is_found_by_the_head(victim: int) -> None:
    with tampering():
        for table in (SourceSheet, Posting, Entry):
            for row in table.objects.filter(batch=victim + 1).values_list("pk", flat=True):
                delete(table, row)
        delete(Batch, victim + 1)
        assert found("VERIFY-008").fields == {"found": victim + 1, "expected": victim}


@pytest.mark.parametrize(("table", "column"), [(Entry, "id"), (Posting, "id"), (SourceSheet, "number")])
def test_two_swapped_rows_of_a_batch_are_found_in_it(victim: int, table: type[models.Model], column: str) -> None:
    with tampering():
        first, second = table.objects.filter(batch=victim).order_by("pk").values_list("pk", flat=True)
        swap(table, column, first, second)
        assert found("VERIFY-001").fields["batch"] == victim


def test_two_swapped_batches_are_found_at_the_first_of_them(victim: int) -> None:
    with tampering():
        swap(Batch, "id", victim, victim + 1)
        assert found("VERIFY-002").fields["batch"] == victim


@pytest.mark.parametrize("table", [Entry, Posting])
def test_rows_of_two_batches_that_changed_places_are_found_in_the_first(victim: int, table: type[models.Model]) -> None:
    with tampering():
        swap(table, "id", first_of(table, victim), first_of(table, victim + 1))
        problem = found("VERIFY-001", "VERIFY-003")
        assert problem.fields["batch"] == victim


@pytest.mark.parametrize("column", ["id", "code"])
def test_a_changed_account_is_found_at_the_first_batch_that_used_it(victim: int, column: str) -> None:
    with tampering():
        change(Account, column, Account.objects.get(code="labour.placed_again").id)
        assert found("VERIFY-001").fields["batch"] == victim - 1


def test_two_swapped_accounts_are_found(victim: int) -> None:
    with tampering():
        first, second = Account.objects.order_by("id").values_list("id", flat=True)
        swap(Account, "code", first, second)
        assert found("VERIFY-001").fields["batch"] == victim - 1


def test_a_deleted_account_is_found(victim: int) -> None:
    with tampering():
        delete(Account, Account.objects.get(code="labour.placed_again").id)
        assert found("VERIFY-001").fields["batch"] == victim - 1


@pytest.mark.parametrize(("table", "column"), columns(Balance))
def test_a_changed_balance_is_found(victim: int, table: type[models.Model], column: str) -> None:
    with tampering():
        row = Balance.objects.filter(region=MASHAN, period=202303).order_by("id").first()
        change(table, column, row.id)
        problem = found("VERIFY-010" if column == "id" else "VERIFY-004")
        changed = Balance.objects.filter(id=row.id).first() or row
        named = (
            f"region {changed.region} account {changed.account_id} period {changed.period} standing {changed.standing}"
        )
        assert problem.fields["cell"] == named


def test_a_deleted_balance_is_found(victim: int) -> None:
    with tampering():
        row = Balance.objects.filter(region=MASHAN, period=2023).order_by("id").first()
        BalancePast.objects.filter(balance=row).delete()
        delete(Balance, row.id)
        problem = found("VERIFY-004")
        assert (problem.fields["found"], str(MASHAN) in problem.fields["cell"]) == ("-", True)


def test_two_swapped_balances_are_found(victim: int) -> None:
    with tampering():
        first, second = Balance.objects.filter(region=MASHAN, period=2023).order_by("id").values_list("id", flat=True)
        swap(Balance, "total", first, second)
        assert found("VERIFY-004").fields["found"]


@pytest.mark.parametrize(("table", "column"), columns(BalancePast))
def test_a_changed_past_of_a_balance_is_found(victim: int, table: type[models.Model], column: str) -> None:
    with tampering():
        change(table, column, BalancePast.objects.order_by("id").last().id)
        assert found("VERIFY-010").fields["cell"]


def test_a_deleted_or_swapped_past_of_a_balance_is_found(victim: int) -> None:
    first, second = BalancePast.objects.filter(batch=victim).order_by("id").values_list("id", flat=True)[:2]
    with tampering():
        delete(BalancePast, first)
        assert found("VERIFY-010").fields["batch"] == victim
    with tampering():
        swap(BalancePast, "balance_id", first, BalancePast.objects.filter(batch=victim).order_by("id").last().id)
        assert found("VERIFY-010").fields["batch"] == victim
    with tampering():
        later = BalancePast.objects.get(balance=BalancePast.objects.get(id=second).balance, batch=victim + 1)
        swap(BalancePast, "total", second, later.id)
        assert found("VERIFY-010").fields["batch"] == victim


@pytest.mark.parametrize(("table", "column"), columns(Head))
def test_a_changed_head_is_found(victim: int, table: type[models.Model], column: str) -> None:
    with tampering():
        change(table, column, 1)
        assert found("VERIFY-008").fields["expected"] == victim + 1


def test_a_deleted_head_is_found(victim: int) -> None:
    with tampering():
        delete(Head, 1)
        assert found("VERIFY-008").fields == {"found": "-", "expected": victim + 1}


def test_damaged_balances_are_mended_by_making_them_anew(victim: int) -> None:
    with tampering():
        change(Balance, "total", Balance.objects.order_by("id").first().id)
        assert verify_journal() != []
        rebuild_balances()
        assert verify_journal() == []
