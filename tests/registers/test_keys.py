"""Whose keys: the ledger's own, from a file or the environment; another ledger's are refused before they are used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jiedui.kernel.sealing import KeyRing
from jiedui.registers.keys import make_ring, ring, secret
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal
from tests.registers.records import edit, new, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign(tmp_path: Path, settings: Any) -> KeyRing:
    """Keys of another ledger in the place of this one's."""
    settings.KEY_FILE = tmp_path / "keys.json"
    return make_ring(settings.KEY_FILE)


def test_the_keys_that_the_ledger_was_made_with_are_taken() -> None:
    assert ring().fingerprint == ring().fingerprint


def test_another_ledgers_keys_neither_digest_nor_seal_nor_open(foreign: KeyRing) -> None:
    with refusal("LEDGER-014", found=foreign.fingerprint[:8]):
        secret("11010519491231002X")
    with refusal("LEDGER-014"):
        new("persons")
    assert [problem.code for problem in verify_registers()] == ["VERIFY-015"]


def test_keys_from_the_environment_need_no_file(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = ring().text
    settings.KEY_FILE = tmp_path / "none.json"
    person = new("persons")
    assert verify_registers() == []
    assert record("persons", person)["id_number"]


@pytest.mark.parametrize("text", ["{}", "x", '{"current": "k1"}'])
def test_damaged_keys_in_the_environment_are_refused_by_their_name(settings: Any, text: str) -> None:
    settings.KEYS = text
    with refusal("LEDGER-006", file="JIEDUI_KEYS"):
        ring()


def test_another_ledgers_keys_in_the_environment_are_refused(settings: Any) -> None:
    settings.KEYS = KeyRing.new().text
    with refusal("LEDGER-014", file="JIEDUI_KEYS"):
        ring()


def test_without_keys_only_what_is_sealed_cannot_be_written(settings: Any, tmp_path: Path) -> None:
    settings.KEY_FILE = tmp_path / "none.json"
    project = new("projects")
    edit("projects", project, fund=7)
    assert record("projects", project)["fund"] == 7
    with refusal("LEDGER-006", file=str(settings.KEY_FILE)):
        new("persons")


def test_without_keys_verification_says_so_and_checks_all_the_rest(settings: Any, tmp_path: Path) -> None:
    new("persons")
    settings.KEY_FILE = tmp_path / "none.json"
    problems = verify_registers()
    assert [problem.code for problem in problems] == ["VERIFY-015"]
    assert str(settings.KEY_FILE) in str(problems[0].fields["detail"])


def test_a_ring_that_was_replaced_is_not_handed_out_again(settings: Any, tmp_path: Path) -> None:
    first = ring()
    settings.KEY_FILE = tmp_path / "keys.json"
    first.save(settings.KEY_FILE)
    assert ring().current == "k1"
    first.rotated("aes").replace_file(settings.KEY_FILE)
    assert ring().current == "k2"


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_ring(path)
    before = path.read_text("utf-8")
    with refusal("KEYS-002", file=str(path)):
        make_ring(path)
    assert path.read_text("utf-8") == before


def test_keys_into_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with refusal("LEDGER-008"):
        make_ring(tmp_path / "none" / "keys.json")


@pytest.mark.parametrize(("cipher", "length"), [("aes", 32), ("sm4", 16)])
def test_the_setting_decides_what_new_keys_are_for(settings: Any, tmp_path: Path, cipher: str, length: int) -> None:
    settings.CIPHER = cipher
    assert len(make_ring(tmp_path / "keys.json").wrapping["k1"]) == length
