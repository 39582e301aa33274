"""What was erased: the records whose keys were destroyed by order, so that nothing sealed with them opens again.

What a record sealed before stays unreadable. A number or name that comes in later is a new collection: it is sealed
with a fresh key, which can be erased again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import select_rows
from jiedui.kernel.canonical import canonical_json

ERASED = "erase_person"


def erasures() -> dict[int, int]:
    """The records whose keys were destroyed by order: the last batch for each."""
    found = select_rows("SELECT id, summary FROM journal_batch WHERE verb = %s ORDER BY id", [ERASED])
    return {json.loads(summary)["record"]: batch for batch, summary in found}


def erasure_of(number: int) -> int | None:
    """The batch that erased a record; None for one that never was."""
    return erasures().get(number)


def was_sealed_before(number: int, tokens: Iterable[str], batch: int) -> bool:
    """Whether each of the tokens stood in the journal before the batch that erased their record."""
    first = Batch.objects.filter(id=batch).values_list("first_entry", flat=True).get()
    entries = Entry.objects.filter(record=number, id__lt=first).values_list("before", "after")
    before = [text for pair in entries for text in pair]
    return all(any(canonical_json(token) in text for text in before) for token in tokens)
