"""Visits that were confirmed and then changed: they count as they were until the change is confirmed, as in figures.

The ledger keeps the confirmed version beside the present one; there are few of them.
"""

from __future__ import annotations

from jiedui.kernel.lens import Lens
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.grouping import at_level


def changed_since(lens: Lens) -> list[Record]:
    """Visits below the lens's level, as they were confirmed at it or above, by the lens's day. One query at most."""
    if not lens.level:
        return []
    changed = [one for one in rows.with_settled(register("visits")) if one.standing < lens.level]
    confirmed = [found for one in changed if (found := at_level(one, lens.level)) is not None]
    return [one for one in confirmed if one["visited_on"] <= lens.as_of]
