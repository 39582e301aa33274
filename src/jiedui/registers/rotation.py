"""Turning the ledger's keys: a new wrapping key, everything wrapped again with it, and the old ones put away.

The new ring, with the old keys still in it, is in place before anything is wrapped with it; so whatever a crash leaves
half done opens, and doing it again finishes. Keys that stand in the environment are turned in two goes, because only
the operator can put the new ring there.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jiedui.journal.actions import open_batch
from jiedui.journal.models import Head
from jiedui.journal.storage import chunks, update_rows
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.kernel.sealing import KeyRing
from jiedui.registers.keys import ring, write_ring
from jiedui.registers.models import RecordKey


@dataclass(frozen=True, slots=True)
class Rotation:
    """What turning the keys came to. `file`: where a new ring waits for the operator to put it in place."""

    current: str
    batch: int | None = None
    records: int = 0
    files: int = 0
    file: Path | None = None


def rotate_keys(actor: Actor, output: Path | None = None) -> Rotation:
    """Make a new wrapping key and wrap everything with it; finish an earlier turn where one was left unfinished.

    With keys in the environment the new ring is written to `output`, and nothing is wrapped until it is in place.
    Errors: RIGHT-001, KEYS-002 the output is there already, KEYS-003 none is named, LEDGER-006, LEDGER-014.
    """
    actor.require("operate")
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)  # two turns at once would each put in a key that the other lacks
        keys = ring()
        if not _older_in_use(keys):
            keys = keys.rotated(settings.CIPHER)
            if settings.KEYS:
                return Rotation(keys.current, file=_hand_out(keys, output))
            keys.replace_file(settings.KEY_FILE)
    files = sum(_seal_again(path, keys) for path in list(_kept_files()))
    with open_batch(actor, "rotate_keys", Chart([])) as draft:
        records = _wrap_again(keys)
        draft.summary = {"current": keys.current, "keys": sorted(keys.wrapping), "records": records, "files": files}
    return Rotation(keys.current, draft.number, records, files)


def retire_keys(actor: Actor, output: Path | None = None) -> tuple[list[str], Path | None]:
    """Put away the wrapping keys that nothing uses any more. Returns their names, and where a new ring waits.

    Errors: RIGHT-001, KEYS-004 one is still in use, KEYS-005 there is none; KEYS-002, -003 as in rotate_keys.
    """
    actor.require("operate")
    with open_batch(actor, "retire_keys", Chart([])) as draft:
        keys = ring()
        names = sorted(keys.wrapping.keys() - {keys.current})
        if not names:
            raise refused("KEYS-005", key=keys.current)
        if used := _older_in_use(keys):
            name, (records, files) = next(iter(used.items()))
            raise refused("KEYS-004", key=name, records=records, files=files)
        kept = keys.without(names)
        draft.summary = {"retired": names, "current": kept.current}
        written = _hand_out(kept, output) if settings.KEYS else None
        if written is None:
            kept.replace_file(settings.KEY_FILE)
    return names, written


def _hand_out(keys: KeyRing, output: Path | None) -> Path:
    """Write a ring that the operator has to put into the environment."""
    if output is None:
        raise refused("KEYS-003")
    write_ring(keys, output)
    return output


def _older_in_use(keys: KeyRing) -> dict[str, tuple[int, int]]:
    """The older keys of the ring that something is still wrapped with: how many records, how many files."""
    files = Counter(_wrapping_key(path) for path in _kept_files())
    found = {}
    for name in sorted(keys.wrapping.keys() - {keys.current}):
        records = RecordKey.objects.filter(wrapped__startswith=f"{name}:").count()
        if records or files[name]:
            found[name] = (records, files[name])
    return found


def _wrap_again(keys: KeyRing) -> int:
    """Wrap every record's key with the current one, in the caller's transaction. Returns how many."""
    count = 0
    for name in keys.wrapping.keys() - {keys.current}:
        older = list(RecordKey.objects.filter(wrapped__startswith=f"{name}:").values_list("id", "wrapped"))
        for chunk in chunks(older):
            update_rows(RecordKey, ("wrapped",), [(keys.wrap(keys.unwrap(text)), number) for number, text in chunk])
        count += len(older)
    return count


def _kept_files() -> Iterator[Path]:
    """The kept files, and the members' tracks; not those that are being written."""
    everything = (*Path(settings.FILES).glob("??/*"), *Path(settings.TRACKS).glob("*"))
    return (path for path in sorted(everything) if not path.suffix)


def _wrapping_key(path: Path) -> str:
    """The name of the key that a kept file is sealed with."""
    with path.open("rb") as file:
        return file.readline(32).rstrip(b"\n").decode("utf-8", "replace")


def _seal_again(path: Path, keys: KeyRing) -> bool:
    """Seal a kept file with the current key; whether it was not yet. A damaged one is left for `verify` to name."""
    if _wrapping_key(path) not in keys.wrapping.keys() - {keys.current}:
        return False
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(keys.seal_bytes(keys.open_bytes(path.read_bytes())))
    part.replace(path)
    return True
