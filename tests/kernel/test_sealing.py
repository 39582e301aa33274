"""Sealing: a token opens with its own key and no other; a damaged ring is refused, never half used."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel import sealing
from jiedui.kernel.sealing import KeyRing
from tests.kernel.refusals import refusal

RING = KeyRing.new()
NUMBER = "11010519491231002X"


@given(st.text(min_size=1, max_size=30))
def test_a_sealed_text_opens_with_its_key_and_is_found_by_its_digest(text: str) -> None:
    key, wrapped = RING.new_person_key()
    token = sealing.seal(key, text, sealing.token_digest(RING, text))
    assert sealing.open_seal(RING.unwrap(wrapped), token) == text
    assert sealing.is_same(RING, "x#" + "#".join(token.rsplit("#", 2)[1:]), text)


def test_a_token_shows_its_mask_and_never_the_number() -> None:
    key, _ = RING.new_person_key()
    token = sealing.seal(key, NUMBER, sealing.token_digest(RING, NUMBER))
    assert sealing.shown(token) == "1101************2X"
    assert NUMBER not in token
    assert sealing.seal(key, NUMBER, sealing.token_digest(RING, NUMBER)) != token


def test_the_same_number_is_the_same_and_another_or_none_is_not() -> None:
    key, _ = RING.new_person_key()
    token = sealing.seal(key, NUMBER, sealing.token_digest(RING, NUMBER))
    assert sealing.is_same(RING, token, NUMBER)
    assert not sealing.is_same(RING, token, "110105194912310038")
    assert not sealing.is_same(RING, token, None)
    assert not sealing.is_same(RING, None, NUMBER)
    assert sealing.is_same(RING, None, None)


def test_another_ledgers_digest_does_not_find_the_number() -> None:
    assert RING.digest(NUMBER) != KeyRing.new().digest(NUMBER)


def test_another_persons_key_does_not_open_a_token() -> None:
    token = sealing.seal(RING.new_person_key()[0], NUMBER, sealing.token_digest(RING, NUMBER))
    with refusal("LEDGER-006"):
        sealing.open_seal(RING.new_person_key()[0], token)


def test_another_ring_does_not_unwrap_a_persons_key() -> None:
    with refusal("LEDGER-006"):
        KeyRing.new().unwrap(RING.new_person_key()[1])


@pytest.mark.parametrize("wrapped", ["", ":", "k1", "k1:", "k1:!!!", "k1:AAAA", "k9:AAAA", "k1:" + "A" * 80])
def test_a_damaged_wrapped_key_is_refused(wrapped: str) -> None:
    with refusal("LEDGER-006"):
        RING.unwrap(wrapped)


@pytest.mark.parametrize("token", ["", "mask", "mask#digest", "m#d#", "m#d#!!!", "m#d#AAAA", "m#d#" + "A" * 60])
def test_a_damaged_token_is_refused(token: str) -> None:
    with refusal("LEDGER-006"):
        sealing.open_seal(RING.new_person_key()[0], token)


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b[:-1], lambda b: b[:10], lambda b: b"k9" + b[2:]])
def test_a_damaged_kept_file_is_refused(damage) -> None:  # type: ignore[no-untyped-def]  # a function of bytes
    with refusal("LEDGER-006"):
        RING.open_bytes(damage(RING.seal_bytes(b"workbook")))


@given(st.binary(max_size=200))
def test_a_kept_file_comes_back_byte_for_byte(content: bytes) -> None:
    assert RING.open_bytes(RING.seal_bytes(content)) == content


def test_a_ring_is_kept_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    RING.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KeyRing.load(path).digest(NUMBER) == RING.digest(NUMBER)
    with pytest.raises(FileExistsError):
        KeyRing.new().save(path)


def _ring(**changed: object) -> str:
    key = base64.b64encode(b"k" * 32).decode()
    data = {"current": "k1", "wrapping": {"k1": key}, "digesting": key} | changed
    return json.dumps({name: value for name, value in data.items() if value is not None})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        _ring(current="k2"),
        _ring(current=None),
        _ring(digesting=None),
        _ring(digesting="AAAA"),
        _ring(wrapping={"k1": "AAAA"}),
        _ring(wrapping={"k1": "not base 64!"}),
        _ring(wrapping=["k1"]),
        _ring(digesting=5),
        _ring(wrapping={"k1": base64.b64encode(b"k" * 32).decode(), "k0": "AAAA"}),
    ],
)
def test_a_damaged_ring_file_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, "utf-8")
    with refusal("LEDGER-006", file=str(path)):
        KeyRing.load(path)


def test_a_missing_or_binary_ring_file_is_refused(tmp_path: Path) -> None:
    with refusal("LEDGER-006"):
        KeyRing.load(tmp_path / "none.json")
    (tmp_path / "keys.json").write_bytes(b"\xff\xfe\x00")
    with refusal("LEDGER-006"):
        KeyRing.load(tmp_path / "keys.json")
