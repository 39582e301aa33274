"""Sealing of personal numbers: AES-256-GCM, a key of its own for each person, wrapped by the ledger's key.

A sealed value is a text token `mask#digest#cipher`: the mask can be shown, the keyed digest finds and compares,
the cipher opens only with the person's key. The journal keeps tokens; a person's key lies outside the journal, so
that destroying it makes every copy of that person's numbers unreadable while sums and chain stay whole.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiedui.kernel.errors import refused
from jiedui.kernel.identity import masked

NONCE_BYTES = 12


@dataclass(frozen=True)
class KeyRing:
    """The ledger's keys: wrapping keys by name, which is current, and the digest key that never rotates."""

    current: str
    wrapping: dict[str, bytes]
    digesting: bytes
    source: str = ""

    @classmethod
    def new(cls) -> KeyRing:
        return cls("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))

    @classmethod
    def parse(cls, text: str, source: str) -> KeyRing:
        """Read a key file's JSON. Errors: LEDGER-006 when it is damaged."""
        try:
            data = json.loads(text)
            wrapping = {name: base64.b64decode(key, validate=True) for name, key in data["wrapping"].items()}
            ring = cls(data["current"], wrapping, base64.b64decode(data["digesting"], validate=True), source)
            sound = ring.current in wrapping and {len(key) for key in (*wrapping.values(), ring.digesting)} == {32}
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise refused("LEDGER-006", file=source) from fault
        if not sound:
            raise refused("LEDGER-006", file=source)
        return ring

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Read the key file. Errors: LEDGER-006 when it is missing or damaged."""
        try:
            return cls.parse(path.read_text("utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as fault:
            raise refused("LEDGER-006", file=str(path)) from fault

    def save(self, path: Path) -> None:
        """Write the key file, readable by its owner alone; an existing file is never overwritten."""
        text = json.dumps(
            {
                "current": self.current,
                "wrapping": {name: _text(key) for name, key in self.wrapping.items()},
                "digesting": _text(self.digesting),
            },
            indent=1,
        )
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)

    def digest(self, text: str) -> str:
        """The keyed digest (HMAC-SHA-256, hex) by which a number is found without being opened."""
        return hmac.digest(self.digesting, text.encode(), "sha256").hex()

    @cached_property
    def _wrapper(self) -> AESGCM:
        return AESGCM(self.wrapping[self.current])

    def new_person_key(self) -> tuple[bytes, str]:
        """A fresh key and its wrapped form `name:cipher` for keeping."""
        key = secrets.token_bytes(32)
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._wrapper.encrypt(nonce, key, b"person-key")
        return key, f"{self.current}:{_text(nonce + cipher)}"

    def unwrap(self, wrapped: str) -> bytes:
        """A person's key from its wrapped form. Errors: LEDGER-006 when it is damaged or the ring lacks its key."""
        name, _, body = wrapped.partition(":")
        try:
            raw = base64.b64decode(body)
            return AESGCM(self.wrapping[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], b"person-key")
        except (KeyError, InvalidTag, ValueError) as fault:
            raise refused("LEDGER-006", file=self.source or name) from fault

    def seal_bytes(self, content: bytes) -> bytes:
        """A sender's file, sealed for keeping."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.current.encode() + b"\n" + nonce + AESGCM(self.wrapping[self.current]).encrypt(nonce, content, b"")

    def open_bytes(self, sealed: bytes) -> bytes:
        """A kept file's content. Errors: LEDGER-006 with the wrong keys."""
        name, _, body = sealed.partition(b"\n")
        try:
            return AESGCM(self.wrapping[name.decode()]).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], b"")
        except (KeyError, InvalidTag, ValueError) as fault:
            raise refused("LEDGER-006", file=self.source or "?") from fault


def token_digest(ring: KeyRing, text: str) -> str:
    """The digest that stands in a token: the first 128 bits of the keyed digest, in hex."""
    return ring.digest(text)[:32]


def seal(person_key: bytes, text: str, digest: str) -> str:
    """The token of a personal number; `digest` is its `token_digest`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(person_key).encrypt(nonce, text.encode(), b"")
    return f"{masked(text)}#{digest}#{_text(nonce + cipher)}"


def open_seal(person_key: bytes, token: str) -> str:
    """The personal number in a token. Errors: LEDGER-006 with another person's key, or a damaged token."""
    try:
        raw = base64.b64decode(token.rpartition("#")[2])
        return AESGCM(person_key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], b"").decode()
    except (InvalidTag, ValueError) as fault:
        raise refused("LEDGER-006", file="-") from fault


def shown(token: str) -> str:
    """The mask of a token: what may be shown."""
    return token.split("#", 1)[0]


def is_same(ring: KeyRing, token: str | None, text: str | None) -> bool:
    """Whether a token seals this text; no token seals no text."""
    if token is None or text is None:
        return token is None and text is None
    return token.split("#")[1] == token_digest(ring, text)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
