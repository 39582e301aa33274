"""The same file sent twice: recognised by its digest, when nothing that it could change was changed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiedui import __version__
from jiedui.intake.files import MAX_FILE_BYTES
from jiedui.intake.spellings import REGISTER as TAUGHT
from jiedui.journal.models import Batch, Entry
from jiedui.kernel.permissions import Actor
from jiedui.registers.catalogue import registers
from jiedui.registers.reach import is_batch_reached


@dataclass(frozen=True, slots=True)
class Repetition:
    """A file that the ledger holds already: the batch that imported it, its digest, how many rows each sheet had."""

    batch: int
    digest: str
    sheets: tuple[dict[str, Any], ...]

    @property
    def same(self) -> int:
        return sum(sheet["new"] + sheet["changed"] + sheet["same"] for sheet in self.sheets)


def repetition(path: Path, actor: Actor) -> Repetition | None:
    """The import of this very file after which nothing of its registers was changed; None where there is none, or
    none that the actor may see.

    Only an import without refused rows by this version of the reader counts; confirming changes nothing. Otherwise
    the file is read and compared, row by row, as any other.
    """
    if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
        return None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    batch = Batch.objects.filter(file_digest=digest, verb="import").order_by("-id").first()
    if batch is None or not is_batch_reached(batch, actor) or Batch.objects.filter(reverses=batch.id).exists():
        return None
    summary = json.loads(batch.summary)
    sheets = summary.get("sheets", [])
    if summary.get("reader") != __version__ or not sheets or any(sheet["refused"] for sheet in sheets):
        return None
    if _is_touched({TAUGHT} | {code for sheet in sheets for code in _reach(sheet["register"])}, batch.id):
        return None
    return Repetition(batch.id, digest, tuple(sheets))


def _reach(code: str) -> set[str]:
    """A register and all that its rows can name or hold."""
    found = {code}
    for link in registers()[code].links:
        found |= _reach(link.to)
    return found


def _is_touched(codes: set[str], since: int) -> bool:
    """Whether a batch after `since` changed regions or a record of the registers, other than by confirming."""
    for batch in Batch.objects.filter(id__gt=since).exclude(verb="confirm").order_by("-id").iterator():
        if batch.verb == "load_regions":
            return True
        entries = Entry.objects.filter(id__gte=batch.first_entry, id__lt=batch.first_entry + batch.entries)
        if entries.filter(register__in=codes).exists():
            return True
    return False
