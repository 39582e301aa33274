"""The ledger's key ring in use: sealing records' numbers, digesting for look-ups, keeping each record's key.

The keys stand in JIEDUI_KEYS or else in the key file beside the embedded database. Whose they are is compared with
what the ledger's first batch says, before anything is sealed, found or opened with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from jiedui.journal.models import Batch
from jiedui.journal.storage import chunks, insert_rows
from jiedui.kernel.errors import refused
from jiedui.kernel.identity import masked
from jiedui.kernel.sealing import KeyRing, digest_in, seal, token_digest
from jiedui.registers.fields import Secret
from jiedui.registers.models import RecordKey

FOUNDED = "make_ledger"
"""The verb of a ledger's first batch, whose summary says by which keys it was made."""
IN_ENVIRONMENT = "JIEDUI_KEYS"
_founders: dict[str, str] = {}
"""The fingerprint in the first batch, by database: it never changes, so it is read once."""


def ring() -> KeyRing:
    """The ledger's keys. Errors: LEDGER-006 missing or damaged, LEDGER-014 another ledger's."""
    found = stored_ring()
    expected = _founder()
    if expected is not None and found.fingerprint != expected:
        raise refused("LEDGER-014", file=found.source, expected=expected[:8], found=found.fingerprint[:8])
    return found


def stored_ring() -> KeyRing:
    """The keys as they stand in the environment or the key file, whosesoever they are. Errors: LEDGER-006."""
    if settings.KEYS:
        return _parsed(settings.KEYS)
    try:
        stamp = Path(settings.KEY_FILE).stat()
    except OSError as fault:
        raise refused("LEDGER-006", file=str(settings.KEY_FILE)) from fault
    return _loaded(settings.KEY_FILE, (stamp.st_mtime_ns, stamp.st_ino, stamp.st_size))


@lru_cache(maxsize=4)
def _parsed(text: str) -> KeyRing:
    return KeyRing.parse(text, IN_ENVIRONMENT)


@lru_cache(maxsize=4)
def _loaded(path: Path, stamp: tuple[int, ...]) -> KeyRing:
    """The key file as it is now: `stamp` changes when keys were rotated, so that a stale ring is never handed out."""
    return KeyRing.load(path)


def _founder() -> str | None:
    """The fingerprint of the keys that the ledger was made with; None before it is made."""
    database = str(connection.settings_dict["NAME"])
    if database not in _founders:
        first = Batch.objects.filter(id=1, verb=FOUNDED).values_list("summary", flat=True).first()
        if first is None:
            return None
        _founders[database] = json.loads(first)["keys"]
    return _founders[database]


def secret(text: str, mask: str | None = None) -> Secret:
    """A personal number with the digest that finds it; `mask`: what is shown of it, where it is no number."""
    return Secret(text, token_digest(ring(), text), masked(text) if mask is None else mask)


class Sealer:
    """Seals the numbers and names of many records; new keys are kept together at the end.

    The ring is looked for where there is something to seal, so that other records can be written without it.
    """

    def __init__(self) -> None:
        self.keys: dict[int, bytes] = {}
        self.fresh: list[tuple[int, str]] = []

    @cached_property
    def ring(self) -> KeyRing:
        return ring()

    def seal(self, record: int, value: Secret, old: str | None, *, fresh: bool) -> str:
        """The token of a number or name; the old token where it seals the same."""
        if old is not None and digest_in(old) == value.digest:
            return old
        return seal(self.key(record, fresh=fresh), value.text, value.digest, value.mask)

    def key(self, record: int, *, fresh: bool = False) -> bytes:
        """A record's key; made when it has none (yet, or any more). Errors: LEDGER-006 when it cannot be unwrapped."""
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


def record_keys(records: Iterable[int]) -> dict[int, bytes]:
    """The keys of those of the records that have one. Errors: LEDGER-006, LEDGER-014."""
    found: dict[int, bytes] = {}
    for chunk in chunks(records):
        for number, wrapped in RecordKey.objects.filter(id__in=chunk).values_list("id", "wrapped"):
            found[number] = ring().unwrap(wrapped)
    return found


def make_ring(path: Path) -> KeyRing:
    """Make keys in a file of their own. Errors: KEYS-002 when it is there already, LEDGER-008, FILE-013."""
    fresh = KeyRing.new(settings.CIPHER)
    write_ring(fresh, path)
    return replace(fresh, source=str(path))


def write_ring(fresh: KeyRing, path: Path) -> None:
    """Write keys into a new file. Errors: KEYS-002 when it is there already, LEDGER-008, FILE-013."""
    try:
        fresh.save(path)
    except FileExistsError as fault:
        raise refused("KEYS-002", file=str(path)) from fault
    except FileNotFoundError as fault:
        raise refused("LEDGER-008", folder=str(path.parent)) from fault
    except OSError as fault:
        raise refused("FILE-013", folder=str(path), detail=str(fault.strerror)) from fault
