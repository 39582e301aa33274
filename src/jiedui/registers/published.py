"""Published reports as records: which of them were made by publishing, and whether their kept figures are whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from jiedui.journal.models import Entry
from jiedui.registers.declaration import Record
from jiedui.registers.files import is_kept

SNAPSHOTS: Final = "snapshots"
PUBLISH: Final = "publish"
"""The verb of a batch that publishes a report."""


def made_by_publishing(records: Iterable[Record]) -> dict[int, Entry]:
    """The entries that published these records, by number: those whose digest is still the one that was published.

    Whoever writes the digest of another file into a record opens nothing by it. One query.
    """
    digests = {record.id: record["digest"] for record in records}
    made = Entry.objects.filter(id__in=list(digests), register=SNAPSHOTS, batch__verb=PUBLISH).select_related("batch")
    return {entry.id: entry for entry in made if json.loads(entry.after).get("digest") == digests[entry.id]}


def missing_published() -> list[str]:
    """The digests of published figures whose kept copy is gone or no longer what was kept."""
    made = Entry.objects.filter(register=SNAPSHOTS, batch__verb=PUBLISH).exclude(after="")
    digests = {json.loads(after).get("digest", "") for after in made.values_list("after", flat=True)}
    return sorted(digest for digest in digests if not is_kept(digest))
