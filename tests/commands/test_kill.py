"""`kill -9` in the middle of an import leaves the ledger as it was before it or as it is after it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.running import Ledger
from tests.intake.workbooks import TEA, id_number, projects, roster, worker

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("JIEDUI_DATABASE_URL")),
    reason="these ledgers are embedded ones whichever database is tested; they were killed in the SQLite run",
)
WORKERS = 900
POINTS = 15
LOOK = 0.002
"""Seconds that a look at the running import waits for its end."""

State = tuple[int, str, int, int]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, Path]:
    """A ledger with something in it, and a workbook to import."""
    folder = tmp_path_factory.mktemp("killed")
    ledger = Ledger(folder / "before")
    assert ledger.run("init").code == 0
    assert ledger.run("import", projects(folder, TEA)).code == 0
    path = roster(folder, *(worker(id_number(n), 姓名=f"演示{n}") for n in range(WORKERS)))
    return ledger, path


def state(ledger: Ledger) -> State:
    """The head of the chain and how many records hang on it."""
    with sqlite3.connect(ledger.folder / "ledger.sqlite3") as database:
        batch, head = database.execute("SELECT batch, hash FROM journal_head").fetchone()
        persons = database.execute("SELECT count(*) FROM register_persons").fetchone()[0]
        placements = database.execute("SELECT count(*) FROM register_placements").fetchone()[0]
    return batch, head if batch < 3 else "", persons, placements


def copy(ledger: Ledger, folder: Path) -> Ledger:
    shutil.copytree(ledger.folder, folder)
    return Ledger(folder)


def wal_bytes(ledger: Ledger) -> int:
    path = ledger.folder / "ledger.sqlite3-wal"
    return path.stat().st_size if path.exists() else 0


def watched(process: subprocess.Popen[bytes], look: Callable[[], bool]) -> None:
    """Wait until a look says so, or the process has ended."""
    while process.poll() is None and not look():
        try:
            process.wait(LOOK)
        except subprocess.TimeoutExpired:
            continue


def test_an_import_killed_at_any_point_is_as_before_or_as_after(before: tuple[Ledger, Path], tmp_path: Path) -> None:
    ledger, path = before
    whole = copy(ledger, tmp_path / "whole")
    most, began = 0, time.monotonic()
    process = whole.start("import", path)

    def grown() -> bool:
        nonlocal most
        most = max(most, wal_bytes(whole))
        return False

    watched(process, grown)
    took = time.monotonic() - began
    assert process.wait() == 0
    outcomes = {state(ledger), state(whole)}
    assert len(outcomes) == 2 and most > 0
    seen: list[State] = []
    for point in range(POINTS):
        share = (point + 1) / (POINTS + 1)
        killed = copy(ledger, tmp_path / f"killed{point}")
        process, began = killed.start("import", path), time.monotonic()
        if point % 3:  # two of three spread over the run, the third over the growth of the write-ahead log
            watched(process, lambda: time.monotonic() - began >= share * took)  # noqa: B023 - used at once
        else:
            watched(process, lambda: wal_bytes(killed) >= share * most)  # noqa: B023 - used at once
        process.kill()
        process.wait()
        done = killed.run("verify")
        assert (done.code, done.err) == (0, ""), point
        seen.append(state(killed))
        assert seen[-1] in outcomes, point
        shutil.rmtree(killed.folder)
    assert state(ledger) in seen


def test_an_import_that_was_killed_can_be_sent_again(before: tuple[Ledger, Path], tmp_path: Path) -> None:
    ledger, path = before
    killed = copy(ledger, tmp_path / "killed")
    process = killed.start("import", path)
    watched(process, lambda: wal_bytes(killed) > 0)
    process.kill()
    process.wait()
    done = killed.run("import", path)
    assert (done.code, done.err) == (0, "")
    assert state(killed)[2:] == (WORKERS, WORKERS)
    assert killed.run("verify").code == 0
