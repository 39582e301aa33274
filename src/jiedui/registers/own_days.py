"""Taking own days in cells back: what a member does who deletes a track, wherever it went and whatever roles are left.

A track is its owner's, so it can be deleted by a member who has moved to another office, too. Nothing but the owner's
days can be narrowed or voided here, and nothing is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from jiedui.journal.actions import open_batch
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.catalogue import chart, register
from jiedui.registers.closing import ClosedBooks
from jiedui.registers.declaration import Record
from jiedui.registers.writing import Move, write

ADD: Final = "add_track"
"""The verb of a batch that writes a track's days in cells."""
DELETE: Final = "delete_track"
"""The verb of a batch that takes a deleted track's days back."""
BY_TRACKS: Final = (ADD, DELETE)
"""What nobody undoes: the track would stay or stay away, and whether it does is its owner's to say."""


def take_back_days(actor: Actor, days: Mapping[int, tuple[date, date] | None]) -> int | None:
    """Narrow some of the actor's days in cells, by number, to a first and a last day; void those without. One batch.

    Returns its number; None when nothing changes. The caller leaves first days in closed periods as they are. Errors:
    JOURNAL-012 for a record that is not there or another member's.
    """
    one = register("cell_days")
    with open_batch(actor, DELETE, chart()) as draft:
        present = rows.by_ids(one, days)
        moves = []
        for number, left in days.items():
            old = present.get(number)
            if old is None or old["member"] != actor.id:
                raise refused("JOURNAL-012", record=f"{one.code} {number}")
            values = None if left is None else old.values | {"first_on": left[0], "last_on": left[1]}
            if values is not None and (left[0] < old["first_on"] or left[1] > old["last_on"]):  # type: ignore[index]  # values are made of it
                raise ValueError(f"days of {number} would be widened")
            if values != old.values:
                new = None if values is None else Record(one.code, number, values, standing=one.standing_as_entered)
                moves.append(Move(one.code, old, new))
        if moves:
            write(draft, moves)
            if ClosedBooks().closed(draft.postings):
                raise ValueError("days in a closed period are not taken back")
    return draft.number if moves else None
