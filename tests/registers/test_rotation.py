"""Turning the keys: everything is wrapped again, a crash is finished by doing it again, old keys go when unused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiedui.journal.models import Batch
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import rotation
from jiedui.registers.catalogue import registers
from jiedui.registers.keys import ring, secret
from jiedui.registers.models import RecordKey
from jiedui.registers.privacy import open_number
from jiedui.registers.rotation import retire_keys, rotate_keys
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal
from tests.registers.records import CLERK, MANAGER, REVIEWER, id_number, last_batch, new

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The machine goes down."""


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Path:
    """The ledger's keys and kept files in a folder of the test's own, to be turned."""
    keys = ring()
    settings.KEY_FILE, settings.FILES = tmp_path / "keys.json", tmp_path / "files"
    settings.TRACKS = tmp_path / "tracks"
    keys.save(settings.KEY_FILE)
    kept = tmp_path / "files" / "ab" / "abcdef"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(keys.seal_bytes(b"workbook"))
    return kept


@pytest.fixture
def person() -> int:
    return new("persons", id_number=secret(id_number(7)))


def opened(person: int) -> str:
    return open_number(LOCAL_OPERATOR, registers()["persons"], person, "id_number", "test")


def wrapped_with() -> set[str]:
    return {text.partition(":")[0] for text in RecordKey.objects.values_list("wrapped", flat=True)}


def test_after_turning_everything_is_wrapped_with_the_new_key_and_opens(own_keys: Path, person: int) -> None:
    done = rotate_keys(LOCAL_OPERATOR)
    assert (done.current, done.records, done.files) == ("k2", 1, 1)
    assert (ring().current, wrapped_with()) == ("k2", {"k2"})
    assert ring().open_bytes(own_keys.read_bytes()) == b"workbook"
    assert opened(person) == id_number(7)
    assert verify_registers() == []


def test_the_points_of_tracks_are_sealed_again_with_the_rest(settings: Any, own_keys: Path) -> None:
    settings.TRACKS.mkdir()
    points = settings.TRACKS / "0123456789abcdef"
    points.write_bytes(ring().seal_bytes(b"points"))
    assert rotate_keys(LOCAL_OPERATOR).files == 2
    retire_keys(LOCAL_OPERATOR)
    assert ring().open_bytes(points.read_bytes()) == b"points"


def test_the_journal_says_that_keys_were_turned_and_holds_none(person: int, settings: Any) -> None:
    rotate_keys(LOCAL_OPERATOR)
    batch = Batch.objects.get(id=last_batch())
    assert batch.verb == "rotate_keys"
    assert json.loads(batch.summary) == {"current": "k2", "keys": ["k1", "k2"], "records": 1, "files": 1}
    keys = json.loads(settings.KEY_FILE.read_text("utf-8"))
    assert not any(key in batch.summary for key in (*keys["wrapping"].values(), keys["digesting"]))


def test_numbers_sealed_after_turning_use_the_new_key_of_the_new_cipher(person: int, settings: Any) -> None:
    settings.CIPHER = "sm4"
    rotate_keys(LOCAL_OPERATOR)
    second = new("persons", id_number=secret(id_number(8)))
    assert len(ring().wrapping["k2"]) == 16
    assert (opened(person), opened(second)) == (id_number(7), id_number(8))
    assert verify_registers() == []


@pytest.mark.parametrize("where", ["_seal_again", "_wrap_again"])
def test_a_turn_that_a_crash_cut_short_is_finished_by_doing_it_again(
    own_keys: Path, person: int, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def crash(*args: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(rotation, where, crash)
        with pytest.raises(Crash):
            rotate_keys(LOCAL_OPERATOR)
    assert opened(person) == id_number(7)
    assert verify_registers() == []
    assert rotate_keys(LOCAL_OPERATOR).current == "k2"
    assert (sorted(ring().wrapping), wrapped_with()) == (["k1", "k2"], {"k2"})
    assert own_keys.read_bytes().startswith(b"k2\n")


def test_a_key_that_is_still_in_use_is_not_put_away(
    own_keys: Path, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(rotation, "_seal_again", lambda *args: False)
        rotate_keys(LOCAL_OPERATOR)
    with refusal("KEYS-004", key="k1", records=0, files=1):
        retire_keys(LOCAL_OPERATOR)
    assert sorted(ring().wrapping) == ["k1", "k2"]


def test_a_key_that_nothing_uses_is_put_away(person: int) -> None:
    rotate_keys(LOCAL_OPERATOR)
    assert retire_keys(LOCAL_OPERATOR) == (["k1"], None)
    assert list(ring().wrapping) == ["k2"]
    assert opened(person) == id_number(7)
    assert json.loads(Batch.objects.get(verb="retire_keys").summary) == {"retired": ["k1"], "current": "k2"}


def test_where_there_is_no_old_key_none_is_put_away() -> None:
    with refusal("KEYS-005", key="k1"):
        retire_keys(LOCAL_OPERATOR)


@pytest.mark.parametrize("actor", [CLERK, REVIEWER, MANAGER])
def test_only_the_operator_turns_or_puts_away_keys(actor: Any, settings: Any) -> None:
    before = settings.KEY_FILE.read_text("utf-8")
    for act in (rotate_keys, retire_keys):
        with refusal("RIGHT-001"):
            act(actor)
    assert settings.KEY_FILE.read_text("utf-8") == before


def test_keys_in_the_environment_are_turned_in_two_goes(person: int, settings: Any, tmp_path: Path) -> None:
    settings.KEYS = ring().text
    waiting = rotate_keys(LOCAL_OPERATOR, tmp_path / "new.json")
    assert (waiting.file, waiting.batch) == (tmp_path / "new.json", None)
    assert wrapped_with() == {"k1"}
    settings.KEYS = (tmp_path / "new.json").read_text("utf-8")
    assert opened(person) == id_number(7)
    done = rotate_keys(LOCAL_OPERATOR)
    assert (done.current, done.records, done.files, done.file) == ("k2", 1, 1, None)
    names, file = retire_keys(LOCAL_OPERATOR, tmp_path / "last.json")
    settings.KEYS = (tmp_path / "last.json").read_text("utf-8")
    assert (names, file, list(ring().wrapping)) == (["k1"], tmp_path / "last.json", ["k2"])
    assert opened(person) == id_number(7)


def test_keys_in_the_environment_are_not_turned_without_a_place_for_the_new_ones(person: int, settings: Any) -> None:
    settings.KEYS = ring().text
    with refusal("KEYS-003"):
        rotate_keys(LOCAL_OPERATOR)
    with refusal("KEYS-002"):
        rotate_keys(LOCAL_OPERATOR, settings.KEY_FILE)
    assert wrapped_with() == {"k1"}
