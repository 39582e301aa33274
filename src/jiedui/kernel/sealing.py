"""Sealing of personal numbers and names: a key of its own for each person, wrapped by the ledger's key.

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
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag

from jiedui.kernel.ciphers import KEY_BYTES, decrypted, encrypted, new_key
from jiedui.kernel.errors import refused
from jiedui.kernel.identity import masked

DIGEST_KEY_BYTES: Final = 32
_PERSON_KEY: Final = b"person-key"
_LEDGER: Final = "jiedui: whose keys these are"


@dataclass(frozen=True)
class KeyRing:
    """The ledger's keys: wrapping keys by name, which is current, and the digest key that never rotates."""

    current: str
    wrapping: dict[str, bytes]
    digesting: bytes
    source: str = ""

    @classmethod
    def new(cls, cipher: str = "aes") -> KeyRing:
        return cls("k1", {"k1": new_key(cipher)}, secrets.token_bytes(DIGEST_KEY_BYTES))

    @classmethod
    def parse(cls, text: str, source: str) -> KeyRing:
        """Read a key file's JSON. Errors: LEDGER-006 when it is damaged."""
        try:
            data = json.loads(text)
            wrapping = {name: base64.b64decode(key, validate=True) for name, key in data["wrapping"].items()}
            ring = cls(data["current"], wrapping, base64.b64decode(data["digesting"], validate=True), source)
            sound = ring.current in wrapping and len(ring.digesting) == DIGEST_KEY_BYTES
            sound = sound and {len(key) for key in wrapping.values()} <= set(KEY_BYTES.values())
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

    @property
    def text(self) -> str:
        """The key file's JSON, as `parse` reads it."""
        wrapping = {name: _text(key) for name, key in self.wrapping.items()}
        return json.dumps({"current": self.current, "wrapping": wrapping, "digesting": _text(self.digesting)}, indent=1)

    def save(self, path: Path) -> None:
        """Write the key file, readable by its owner alone; an existing file is never overwritten."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(self.text)
            file.flush()
            os.fsync(handle)

    def replace_file(self, path: Path) -> None:
        """Put this ring in the place of the one in a key file: a reader finds either, whole."""
        part = path.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)
        self.save(part)
        part.replace(path)

    @property
    def fingerprint(self) -> str:
        """Whose keys these are: a digest that the ledger's journal can keep, and that tells nothing of the keys."""
        return token_digest(self, _LEDGER)

    def rotated(self, cipher: str) -> KeyRing:
        """The ring with a new wrapping key that is current; the old ones still open what they wrapped."""
        numbers = [int(name[1:]) for name in self.wrapping if name[1:].isdigit()]
        name = f"k{max(numbers, default=0) + 1}"
        return replace(self, current=name, wrapping={**self.wrapping, name: new_key(cipher)})

    def without(self, names: Collection[str]) -> KeyRing:
        """The ring without some of its older wrapping keys."""
        kept = {name: key for name, key in self.wrapping.items() if name == self.current or name not in names}
        return replace(self, wrapping=kept)

    def digest(self, text: str) -> str:
        """The keyed digest (HMAC-SHA-256, hex) by which a number is found without being opened."""
        return hmac.digest(self.digesting, text.encode(), "sha256").hex()

    def new_person_key(self) -> tuple[bytes, str]:
        """A fresh key, for the cipher of the current wrapping key, and its wrapped form for keeping."""
        key = secrets.token_bytes(len(self.wrapping[self.current]))
        return key, self.wrap(key)

    def wrap(self, key: bytes) -> str:
        """A person's key in the form in which it is kept, `name:cipher`."""
        return f"{self.current}:{_text(encrypted(self.wrapping[self.current], key, _PERSON_KEY))}"

    def unwrap(self, wrapped: str) -> bytes:
        """A person's key from its wrapped form. Errors: LEDGER-006 when it is damaged or the ring lacks its key."""
        name, _, body = wrapped.partition(":")
        try:
            return decrypted(self.wrapping[name], base64.b64decode(body), _PERSON_KEY)
        except (KeyError, InvalidTag, ValueError) as fault:
            raise refused("LEDGER-006", file=self.source or name) from fault

    def seal_bytes(self, content: bytes) -> bytes:
        """A sender's file, sealed for keeping."""
        return self.current.encode() + b"\n" + encrypted(self.wrapping[self.current], content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """A kept file's content. Errors: LEDGER-006 with the wrong keys."""
        name, _, body = sealed.partition(b"\n")
        try:
            return decrypted(self.wrapping[name.decode()], body)
        except (KeyError, InvalidTag, ValueError) as fault:
            raise refused("LEDGER-006", file=self.source or "?") from fault


def token_digest(ring: KeyRing, text: str) -> str:
    """The digest that stands in a token: the first 128 bits of the keyed digest, in hex."""
    return ring.digest(text)[:32]


def seal(person_key: bytes, text: str, digest: str, mask: str | None = None) -> str:
    """The token of a personal number or name; `digest` is its `token_digest`, `mask` what is shown of it."""
    return f"{masked(text) if mask is None else mask}#{digest}#{_text(encrypted(person_key, text.encode()))}"


def open_seal(person_key: bytes, token: str) -> str:
    """The personal number in a token. Errors: LEDGER-006 with another person's key, or a damaged token."""
    try:
        return decrypted(person_key, base64.b64decode(token.rpartition("#")[2])).decode()
    except (InvalidTag, ValueError) as fault:
        raise refused("LEDGER-006", file="-") from fault


def shown(token: str) -> str:
    """The mask of a token: what may be shown."""
    return token.split("#", 1)[0]


def digest_in(token: str) -> str:
    """The digest that stands in a token."""
    return token.split("#", 2)[1]


def is_same(ring: KeyRing, token: str | None, text: str | None) -> bool:
    """Whether a token seals this text; no token seals no text."""
    if token is None or text is None:
        return token is None and text is None
    return digest_in(token) == token_digest(ring, text)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
