"""The two ciphers that seal: AES-256-GCM, and SM4-GCM (GB/T 32907) where an office is asked for the national one.

A key's length says which it is for, so what either sealed lies side by side and opens without being told. Digests are
HMAC-SHA-256 with both: they are compared over the ledger's whole life, so changing them would lose every number that
was ever found by one, and a keyed digest hides as well whichever hash it is made of.
"""

from __future__ import annotations

import secrets
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = {"aes": 32, "sm4": 16}
"""The ciphers' names, as the setting JIEDUI_CIPHER spells them, and the lengths of their keys."""
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class Sealing(Protocol):
    """What both ciphers do; the authentication tag stands behind the cipher text."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Sm4Gcm:
    """SM4 in GCM, in the shape in which `cryptography` offers AES."""

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        sealer = Cipher(self._key, modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(associated_data or b"")
        return sealer.update(data) + sealer.finalize() + sealer.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        opener = Cipher(self._key, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        opener.authenticate_additional_data(associated_data or b"")
        return opener.update(data[:-TAG_BYTES]) + opener.finalize()


def cipher_for(key: bytes) -> Sealing:
    """The cipher that a key is for, by its length; ValueError for a length that is no cipher's."""
    if len(key) == KEY_BYTES["sm4"]:
        return Sm4Gcm(key)
    if len(key) == KEY_BYTES["aes"]:
        return AESGCM(key)
    raise ValueError("no cipher has keys of this length")


def new_key(cipher: str = "aes") -> bytes:
    """A fresh key for a cipher."""
    return secrets.token_bytes(KEY_BYTES[cipher])


def encrypted(key: bytes, data: bytes, associated_data: bytes = b"") -> bytes:
    """Nonce, cipher text and tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher_for(key).encrypt(nonce, data, associated_data)


def decrypted(key: bytes, sealed: bytes, associated_data: bytes = b"") -> bytes:
    """What `encrypted` sealed. Errors: InvalidTag or ValueError with another key, or where it was damaged."""
    return cipher_for(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated_data)
