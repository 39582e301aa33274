"""Two ciphers side by side: what either sealed opens by the length of its key, with no other key, and not damaged."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from jiedui.config.ciphers import cipher_setting
from jiedui.kernel import sealing
from jiedui.kernel.ciphers import KEY_BYTES, decrypted, encrypted, new_key
from jiedui.kernel.sealing import KeyRing
from tests.kernel.refusals import refusal

NUMBER = "11010519491231002X"


@pytest.mark.parametrize("cipher", KEY_BYTES)
def test_what_a_cipher_seals_it_opens(cipher: str) -> None:
    key = new_key(cipher)
    assert decrypted(key, encrypted(key, b"workbook", b"place"), b"place") == b"workbook"
    assert encrypted(key, b"workbook") != encrypted(key, b"workbook")


@pytest.mark.parametrize("cipher", KEY_BYTES)
def test_what_was_damaged_cut_or_moved_elsewhere_does_not_open(cipher: str) -> None:
    key = new_key(cipher)
    sealed = encrypted(key, b"workbook", b"place")
    for damaged in (
        sealed[:-1],
        sealed[:20],
        bytes([sealed[0] ^ 1]) + sealed[1:],
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
    ):
        with pytest.raises((InvalidTag, ValueError)):
            decrypted(key, damaged, b"place")
    with pytest.raises(InvalidTag):
        decrypted(key, sealed, b"another place")
    with pytest.raises(InvalidTag):
        decrypted(new_key(cipher), sealed, b"place")


def test_sm4_is_the_cipher_of_the_national_standard() -> None:
    """The example of RFC 8998 for SM4-GCM."""
    from jiedui.kernel.ciphers import Sm4Gcm

    key, nonce = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
    data = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    about = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    sealed = Sm4Gcm(key).encrypt(nonce, data, about)
    assert sealed[-16:].hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
    assert Sm4Gcm(key).decrypt(nonce, sealed, about) == data


@pytest.mark.parametrize("length", [0, 15, 24, 33])
def test_a_key_of_another_length_is_for_no_cipher(length: int) -> None:
    with pytest.raises(ValueError, match="length"):
        encrypted(b"k" * length, b"x")


def test_tokens_of_both_ciphers_live_in_one_ledger() -> None:
    ring = KeyRing.new("aes")
    old_key, old_wrapped = ring.new_person_key()
    old = sealing.seal(old_key, NUMBER, sealing.token_digest(ring, NUMBER))
    turned = ring.rotated("sm4")
    new_person_key, new_wrapped = turned.new_person_key()
    new = sealing.seal(new_person_key, NUMBER, sealing.token_digest(turned, NUMBER))
    assert (len(old_key), len(new_person_key)) == (32, 16)
    read_again = KeyRing.parse(turned.text, "file")
    for wrapped, token in ((old_wrapped, old), (new_wrapped, new)):
        assert sealing.open_seal(read_again.unwrap(wrapped), token) == NUMBER
    assert sealing.digest_in(old) == sealing.digest_in(new)


def test_a_turned_ring_goes_on_opening_and_is_still_the_ledgers_own() -> None:
    ring = KeyRing.new()
    key, wrapped = ring.new_person_key()
    file = ring.seal_bytes(b"workbook")
    turned = ring.rotated("aes")
    assert (turned.current, sorted(turned.wrapping), turned.fingerprint) == ("k2", ["k1", "k2"], ring.fingerprint)
    assert (turned.unwrap(wrapped), turned.open_bytes(file)) == (key, b"workbook")
    assert turned.rotated("sm4").current == "k3"
    assert KeyRing.new().fingerprint != ring.fingerprint


def test_a_ring_without_its_old_key_opens_only_what_was_wrapped_again() -> None:
    ring = KeyRing.new()
    key, wrapped = ring.new_person_key()
    turned = ring.rotated("aes")
    kept = turned.without(["k1", "k2"])
    assert list(kept.wrapping) == ["k2"]
    assert kept.unwrap(turned.wrap(key)) == key
    with refusal("LEDGER-006"):
        kept.unwrap(wrapped)
    assert kept.rotated("aes").current == "k3"


def test_the_cipher_setting_is_aes_unless_it_says_sm4() -> None:
    assert [cipher_setting(found) for found in (None, "", "aes", "sm4")] == ["aes", "aes", "aes", "sm4"]


@pytest.mark.parametrize("found", ["SM4", "des", "aes-128", " "])
def test_a_cipher_that_is_none_is_refused(found: str) -> None:
    with refusal("KEYS-001", found=found):
        cipher_setting(found)
