"""Mends that were imported: kept sealed beside the sender's file, for they are part of what was read.

A batch names their digest and the cells; the texts, which may hold a personal number, stand nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from jiedui.intake.corrections import Mend, mends_from, mends_json
from jiedui.intake.files import SourceFile
from jiedui.journal.models import Batch
from jiedui.kernel.errors import Place
from jiedui.kernel.permissions import Actor
from jiedui.registers.files import keep_bytes, kept_file
from jiedui.registers.reach import is_batch_reached


def keep_mends(mends: Sequence[Mend], source: SourceFile) -> dict[str, Any]:
    """Keep the mends of a file. Returns what its batch says of them."""
    content = json.dumps(mends_json(mends), ensure_ascii=False).encode()
    digest = hashlib.sha256(content).hexdigest()
    keep_bytes(content, digest)
    cells = [
        f"{source.grids[one.sheet - 1].name} {Place(source.name, row=one.row, column=one.column).cell}" for one in mends
    ]
    return {"mends": digest, "mended": cells}


def mends_of(batch: Batch) -> tuple[Mend, ...]:
    """The mends with which a batch read its file. Errors: FILE-001 when they are gone, LEDGER-006."""
    digest = json.loads(batch.summary).get("mends", "") if batch.summary else ""
    return mends_from(json.loads(kept_file(digest))) if digest else ()


def earlier_mends(actor: Actor, digest: str) -> tuple[Mend, ...]:
    """The mends with which this very file was imported last, so that nobody mends it twice. Errors: RIGHT-001."""
    actor.require("read")
    batch = Batch.objects.filter(file_digest=digest, verb="import").order_by("-id").first()
    return mends_of(batch) if batch is not None and is_batch_reached(batch, actor) else ()
