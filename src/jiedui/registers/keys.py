"""The ledger's key ring in use: sealing records' numbers, digesting for look-ups, keeping each record's key."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jiedui.journal.storage import insert_rows
from jiedui.kernel.errors import refused
from jiedui.kernel.sealing import KeyRing, is_same, seal, token_digest
from jiedui.registers.fields import Secret
from jiedui.registers.models import RecordKey


@lru_cache(maxsize=4)
def _ring(path: Path) -> KeyRing:
    return KeyRing.load(path)


def ring() -> KeyRing:
    """The ledger's keys. Errors: LEDGER-006."""
    return _ring(settings.KEY_FILE)


def secret(text: str) -> Secret:
    """A personal number with the digest that finds it."""
    return Secret(text, token_digest(ring(), text))


class Sealer:
    """Seals the numbers of many records; new keys are kept together at the end."""

    def __init__(self) -> None:
        self.ring = ring()
        self.keys: dict[int, bytes] = {}
        self.fresh: list[tuple[int, str]] = []

    def seal(self, record: int, value: Secret, old: str | None, *, fresh: bool) -> str:
        """The token of a number; the old token where it seals the same number."""
        if old is not None and is_same(self.ring, old, value.text):
            return old
        return seal(self.key(record, fresh=fresh), value.text, value.digest)

    def key(self, record: int, *, fresh: bool = False) -> bytes:
        """A record's key; made when it has none yet. Errors: LEDGER-006 when it cannot be unwrapped."""
        key = self.keys.get(record)
        if key is not None:
            return key
        wrapped = None if fresh else RecordKey.objects.filter(id=record).values_list("wrapped", flat=True).first()
        if wrapped is not None:
            key = self.ring.unwrap(wrapped)
        else:
            key, wrapped = self.ring.new_person_key()
            self.fresh.append((record, wrapped))
        self.keys[record] = key
        return key

    def keep(self) -> None:
        """Store the keys made, in the transaction of the batch that seals with them."""
        insert_rows(RecordKey, ("id", "wrapped"), self.fresh)


def make_ring(path: Path) -> KeyRing:
    """Make the ledger's keys. Errors: LEDGER-002 when there are some already."""
    fresh = KeyRing.new()
    try:
        fresh.save(path)
    except FileExistsError as fault:
        raise refused("LEDGER-002", folder=str(path.parent)) from fault
    return fresh
