"""Rows that the sender may not write: refused at their place, before anything stored is shown beside them.

A row that describes a record outside the sender's scope is refused in the same words whether the ledger holds that
record or not. Steps from a confirmed stage that are not legal are refused here too, at the stage's cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiedui.intake.matching import Item, Matched
from jiedui.kernel.errors import Problem
from jiedui.kernel.permissions import Actor, matrix
from jiedui.registers.authority import RESTATED, confirmed_version
from jiedui.registers.catalogue import registers
from jiedui.registers.closing import ClosedBooks
from jiedui.registers.declaration import Record
from jiedui.registers.flows import FLOWS, illegal_step
from jiedui.registers.reach import lies_in, places_of


def refuse_out_of_scope(sheets: Sequence[Matched], actor: Actor, file: str) -> None:
    """Refuse rows whose records lie, or would lie, where the actor may not write. Problems: RIGHT-001, RIGHT-002."""
    if actor.is_operator:
        return
    overlay = {(r.register, r.id): r for sheet in sheets for r, _ in sheet.records()}
    for sheet in sheets:
        _refuse_rows(sheet, overlay, actor, file)


def _refuse_rows(sheet: Matched, overlay: dict[tuple[str, int], Record], actor: Actor, file: str) -> None:
    items, books = [item for item in sheet.items if item.position not in sheet.refused], ClosedBooks()
    will = places_of(_as_they_would_be(items, overlay), overlay)
    was = places_of((item.old for item in items if item.old is not None), {})
    for item in items:
        if item.position in sheet.refused:
            continue
        one = registers()[item.register]
        right = one.right if item.status != "same" else "read"
        places = [will.get(item.old.id if item.old else item.number, ())]
        if item.old is not None:
            places.append(was.get(item.old.id, ()))
        heads = actor.reach(right)
        if (
            item.status != "same"
            and right in RESTATED
            and any(books.until(region) for place in places for region in place)
        ):
            heads = (*heads, *actor.reach("restate"))
        if all(lies_in(place, heads) for place in places):
            continue
        words = {"member": actor.name, "right": matrix().rights[one.right].words}
        region = next(iter(places[0]), "—")
        problem = ("RIGHT-002", {**words, "region": region}) if heads else ("RIGHT-001", words)
        sheet.problems.append(Problem(*problem, sheet.place(file, item.position, one.placed_by[0])))
        sheet.refuse(item.position)


def _as_they_would_be(items: Sequence[Item], overlay: dict[tuple[str, int], Record]) -> Iterator[Record]:
    for item in items:
        record = overlay.get((item.register, item.old.id if item.old else item.number))
        if record is not None:
            yield record


def refuse_illegal_steps(sheet: Matched, file: str) -> None:
    """Refuse rows that take a confirmed record a step that its table does not know. Problems: REVIEW-004."""
    if sheet.register.code not in FLOWS:
        return
    old = {item.position: item.old for item in sheet.items if item.old is not None and not item.embedded}
    for record, position in list(sheet.records(touched_only=True)):
        before = old.get(position)
        finding = illegal_step(confirmed_version(before), record) if before is not None else None
        if finding is not None:
            place = sheet.place(file, position, finding.field)
            sheet.problems.append(Problem(finding.code, finding.fields, place))
            sheet.refuse(position)
