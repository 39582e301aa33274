"""What an office decides of its own work: closing its books, and how its records are reviewed."""

from __future__ import annotations

from datetime import date

from jiedui.kernel import clock
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.actions import Change, save, void
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Quantity


def close_books(actor: Actor, region: str, until: date, note: str | None = None) -> int:
    """Close a region's books up to and including a day. Returns the batch.

    Errors: RIGHT-001, RIGHT-002; JOURNAL-009 when they are closed up to that day already.
    """
    closings = register("closings")
    values = {"region": region, "closed_until": until, "note": note}
    if rows.by_keys(closings, [closings.key_of(values)]):
        raise refused("JOURNAL-009")
    batch = save([Change("closings", values)], actor, verb="close", reason=note or "")
    assert batch is not None  # a new record always differs
    return batch


def reopen_books(actor: Actor, region: str, until: date, reason: str) -> int:
    """Take a closing back. Returns the batch. Errors: RIGHT-001, RIGHT-002, JOURNAL-012 no such closing."""
    closings = register("closings")
    key = closings.key_of({"region": region, "closed_until": until})
    found = rows.by_keys(closings, [key]).get(key)
    if found is None:
        raise refused("JOURNAL-012", record=f"closings {region} {until}")
    return void([("closings", found.id, found.entry)], actor, reason)


def set_review_rule(actor: Actor, office: str, counts_from: str, second_above: str | None) -> int:
    """Set from today how an office's records are reviewed; `second_above` in yuan. Returns the batch.

    Errors: CELL-017 no such office, CELL-002 and its like for the amount, RIGHT-001, RIGHT-002, JOURNAL-009 no change.
    """
    settings = register("review_settings")
    limit, fault = _limit(settings.field("second_above"), second_above)
    if fault:
        raise refused(fault[0], **fault[1])
    values = {"office": _office(office).id, "since": clock.today(), "counts_from": counts_from, "second_above": limit}
    key = settings.key_of(values)
    known = rows.by_keys(settings, [key]).get(key)
    change = Change("review_settings", values, known.id if known else None, known.entry if known else None)
    batch = save([change], actor, verb="review_rule")
    if batch is None:
        raise refused("JOURNAL-009")
    return batch


def _limit(field: object, text: str | None) -> tuple[int | None, tuple[str, dict[str, object]] | None]:
    assert isinstance(field, Quantity)
    return field.read(text, "元")


def _office(name: str) -> Record:
    """The office of a name. Errors: CELL-017."""
    offices = register("offices")
    found = rows.by_texts(offices, "name", [name]).get(name)
    if found is None:
        raise refused("CELL-017", found=name, register=offices.chinese)
    return found
