"""The command line in this process, and the demonstration, built once for all test processes."""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from jiedui.commands.main import main
from tests.commands.running import Done, Ledger


@pytest.fixture
def run(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command in this process, on the ledger under test."""

    def command(*arguments: object) -> Done:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return command


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Ledger:
    """The ledger that `jiedui demo` makes, for reading only; made by the first test process that asks for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = shared / "demonstration.out"
        database = shared / "demonstration.url"
        if not said.exists():
            ledger = Ledger(shared / "demonstration", new_database())
            done = ledger.run("demo", "--no-serve")
            assert (done.code, done.err) == (0, "")
            database.write_text(ledger.database, "utf-8")
            said.write_text(done.out, "utf-8")
        return Ledger(shared / "demonstration", database.read_text("utf-8"))


@pytest.fixture(scope="session")
def demonstration_output(demonstration: Ledger) -> str:
    """What `jiedui demo` printed."""
    return (demonstration.folder.parent / "demonstration.out").read_text("utf-8")


def new_database() -> str:
    """The address of a new database on the test server; empty where the embedded database is tested."""
    address = os.environ.get("JIEDUI_DATABASE_URL", "")
    if not address:
        return ""
    name = f"demonstration_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = urlsplit(address)  # its geturl drops the slashes of an address without a host, which psycopg asks for
    return f"{parts.scheme}://{parts.netloc}/{name}{f'?{parts.query}' if parts.query else ''}"


@pytest.fixture
def empty_ledger(tmp_path: Path) -> Ledger:
    """A new embedded ledger in a folder of its own."""
    ledger = Ledger(tmp_path / "ledger")
    assert ledger.run("init").code == 0
    return ledger
