"""The key that signs sessions outlives a restart and is the same for all workers."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jiedui.config.secret_key import secret_key


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "secret-key.txt"
    first = secret_key(path)
    assert len(first) >= 64
    assert secret_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["secret-key.txt"]


def test_workers_that_need_it_at_the_same_moment_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        found = set(workers.map(secret_key, [tmp_path / "secret-key.txt"] * 40))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key.txt"]


def test_two_ledgers_have_two_keys(tmp_path: Path) -> None:
    assert secret_key(tmp_path / "a") != secret_key(tmp_path / "b")


def test_without_a_data_folder_no_key_is_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        secret_key(tmp_path / "none" / "secret-key.txt")
