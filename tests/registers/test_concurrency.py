"""Many editors at once, on PostgreSQL and on a ledger in a file: no change is lost, the chain stays whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jiedui.journal.models import Batch
from jiedui.journal.verification import verify_journal
from jiedui.registers.actions import Change, save, undo
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.conftest import lay_ledger
from tests.registers.editors import EDITORS, ROUNDS, at_once
from tests.registers.records import CLERK, REVIEWER, change, last_batch, new, record

on_a_server = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="threads share the tests' ledger only on PostgreSQL"
)
in_a_file = pytest.mark.skipif(connection.vendor != "sqlite", reason="the server's editors are tried in this process")


@pytest.fixture
def laid_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After a test that truncates every table, lay again what every ledger has."""
    yield
    with django_db_blocker.unblock():
        lay_ledger()


@pytest.fixture
def shared(laid_again: None, transactional_db: None) -> Iterator[None]:
    """A ledger that all threads see; whole at the end."""
    lay_ledger()
    yield
    assert verify_journal() == []
    assert verify_registers() == []


@on_a_server
def test_of_many_editors_of_one_version_exactly_one_wins(shared: None) -> None:
    number = new("parks", name="产业园")
    for rounds in range(3):
        seen = record("parks", number).entry
        found = at_once(
            lambda n, seen=seen, r=rounds: save([Change("parks", {"trade": f"{r}-{n}"}, number, seen)], CLERK)
        )
        won = [n for n, outcome in enumerate(found) if outcome != "JOURNAL-004"]
        assert len(won) == 1
        assert record("parks", number)["trade"] == f"{rounds}-{won[0]}"


@on_a_server
def test_editors_of_many_records_all_win_and_their_batches_follow_each_other(shared: None) -> None:
    numbers = [new("projects", name=f"项目{n}", fund=0) for n in range(EDITORS)]
    before = last_batch()
    found = at_once(lambda n: save([Change("projects", {"fund": n + 1}, numbers[n], numbers[n])], CLERK))
    assert sorted(found) == list(range(before + 1, before + 1 + EDITORS))
    assert [record("projects", number)["fund"] for number in numbers] == list(range(1, EDITORS + 1))
    moments = list(Batch.objects.order_by("id").values_list("recorded_at", flat=True))
    assert moments == sorted(set(moments))


@on_a_server
def test_of_many_who_enter_the_same_new_record_exactly_one_does(shared: None) -> None:
    found = at_once(lambda n: save([change("parks", name="同一个园区", trade=str(n))], CLERK))
    assert sorted(map(str, found))[1:] == ["JOURNAL-004"] * (EDITORS - 1)


@on_a_server
def test_payments_entered_at_once_for_one_project_are_all_counted(shared: None) -> None:
    project = new("projects", name="项目")
    at_once(lambda n: save([change("disbursements", project=project, voucher=str(n), amount=n + 1)], CLERK))
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(amount) FROM register_disbursements")
        assert cursor.fetchone()[0] == sum(range(1, EDITORS + 1))


@on_a_server
def test_a_batch_is_confirmed_once_and_undone_once_however_many_try(shared: None) -> None:
    new("parks", name="产业园")
    made = last_batch()
    confirmed = at_once(lambda n: confirm(made, REVIEWER, level=1))
    assert [code for code in confirmed if isinstance(code, str)] == ["JOURNAL-008"] * (EDITORS - 1)
    undone = at_once(lambda n: undo(made, REVIEWER))
    assert [code for code in undone if isinstance(code, str)] == ["JOURNAL-007"] * (EDITORS - 1)


@in_a_file
def test_twenty_editors_of_a_ledger_in_a_file_lose_no_change(data_folder: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jiedui.config.settings", "JIEDUI_DATA": str(data_folder)}
    environment.pop("JIEDUI_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.registers.editors"],
        env={**environment, "PYTHONPATH": os.pathsep.join(["src", "."])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found["rounds"]) == ROUNDS
    for turn, (outcomes, trade) in enumerate(found["rounds"]):
        won = [n for n, outcome in enumerate(outcomes) if outcome != "JOURNAL-004"]
        assert len(won) == 1
        assert trade == f"{turn}-{won[0]}"
    assert len(set(found["many"])) == EDITORS
    assert found["funds"] == list(range(1, EDITORS + 1))
    assert found["problems"] == []
