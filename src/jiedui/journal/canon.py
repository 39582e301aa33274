"""The canonical text of a batch: what its hash is made of, at writing and at verification alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from jiedui.journal.models import Batch
from jiedui.kernel.canonical import canonical_json

SheetLine = tuple[int, str, str, str]
"""number, name, register, columns"""
EntryLine = tuple[int, str, int, str, str, int | None, int | None]
"""id, register, record, before, after, sheet, row"""
PostingLine = tuple[int, int, str, str, str, int, int, int, int, str]
"""id, entry, account code, region, valid date, standing, amount, weight, subject, field"""


def batch_header(batch: Batch) -> str:
    """Everything of the batch row but its own hash."""
    fields: dict[str, Any] = {
        "actor_id": batch.actor_id,
        "actor_name": batch.actor_name,
        "entries": batch.entries,
        "file_digest": batch.file_digest,
        "file_name": batch.file_name,
        "first_entry": batch.first_entry,
        "first_posting": batch.first_posting,
        "id": batch.id,
        "places": batch.places,
        "postings": batch.postings,
        "reason": batch.reason,
        "recorded_at": batch.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "reverses": batch.reverses,
        "summary": batch.summary,
        "verb": batch.verb,
    }
    return canonical_json(fields)


def batch_lines(
    sheets: Iterable[SheetLine], entries: Iterable[EntryLine], postings: Iterable[PostingLine]
) -> Iterator[str]:
    """One line a row. JSON texts hold no raw tab or line feed, so the tabs between the parts are unambiguous."""
    held = list(sheets)
    yield f"N\t{len(held)}"
    for number, name, register, columns in held:
        yield f"S\t{number}\t{canonical_json(name)}\t{register}\t{columns}"
    for id_, register, record, before, after, sheet, row in entries:
        yield f"E\t{id_}\t{register}\t{record}\t{before}\t{after}\t{sheet}\t{row}"
    for id_, entry, account, region, valid_on, standing, amount, weight, subject, field in postings:
        yield (
            f"P\t{id_}\t{entry}\t{account}\t{region}\t{valid_on}\t{standing}\t{amount}\t{weight}\t{subject}\t{field}"
        )
