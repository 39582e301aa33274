"""Where records lie, and which of them a scope reaches: as a condition in SQL for reading, as places for writing.

A record lies where its declaration's `placed_by` says: in a region, or where the record lies that a link points to.
Region codes are compared as text within the bounds of a subtree, so one condition serves any number of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from jiedui.journal.models import Batch
from jiedui.journal.storage import select_rows, whole_numbers
from jiedui.kernel.permissions import Actor, is_reached
from jiedui.kernel.regions import COUNTY, NATION, level, normal_code, subtree_bounds
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import AnyRecord, Link

Overlay = Mapping[tuple[str, int], Record]
"""Records by register and number that are not stored yet, or not as they will be."""


def condition(register: Register, heads: Iterable[str], *, own: bool = False, row_by_row: bool = False) -> str:
    """The SQL condition on a register's table under which a record lies in one of the subtrees.

    `own`: at the heads' own level only. `row_by_row`: what a link points to is asked for each row that is looked at,
    instead of collecting all that lies in reach first; for a page out of a large register.
    """
    codes = [normal_code(head) for head in heads if head != NATION]
    bounds = [(code, code) if own else subtree_bounds(code) for code in codes]
    if NATION in heads:
        return "1 = 1"
    if not bounds or register.is_private:
        return "1 = 0"
    return _condition(register, bounds, row_by_row)


def _condition(register: Register, bounds: Sequence[tuple[str, str]], row_by_row: bool) -> str:
    parts = []
    for name in register.placed_by:
        field = register.field(name)
        if isinstance(field, AnyRecord):
            parts += [
                f"(\"{field.register_in}\" = '{code}' AND {_leads(register, name, one, bounds, row_by_row)})"
                for code, one in registers().items()
                if one is not register
            ]
        elif isinstance(field, Link):
            parts.append(_leads(register, name, registers()[field.to], bounds, row_by_row))
        else:
            column = f'"register_{register.code}"."{name}"' if row_by_row else f'"{name}"'
            parts += [f"{column} BETWEEN '{low}' AND '{high}'" for low, high in bounds]
    return f"({' OR '.join(parts)})"


def _leads(register: Register, name: str, target: Register, bounds: Sequence[tuple[str, str]], row_by_row: bool) -> str:
    """The condition under which a link leads to a record that lies in one of the subtrees."""
    table, inner = f'"register_{target.code}"', _condition(target, bounds, row_by_row)
    if not row_by_row:
        return f'"{name}" IN (SELECT "id" FROM {table} WHERE {inner})'
    here = f'"register_{register.code}"."{name}"'
    return f'EXISTS (SELECT 1 FROM {table} WHERE {table}."id" = {here} AND {inner})'


def places_of(records: Iterable[Record], overlay: Overlay) -> dict[int, tuple[str, ...]]:
    """The regions in which records lie, by number; records that others link to are read set-wise.

    `overlay` are records that are being written: a link is looked up there first.
    """
    found: dict[int, tuple[str, ...]] = {}
    waiting = [(record, record.id) for record in records]
    while waiting:
        wanted: dict[str, dict[int, list[int]]] = {}
        for record, origin in waiting:
            one = registers()[record.register]
            for name in one.placed_by:
                value, field = record[name], one.field(name)
                if value is None:
                    continue
                if isinstance(field, AnyRecord):
                    wanted.setdefault(record[field.register_in], {}).setdefault(value, []).append(origin)
                elif isinstance(field, Link):
                    wanted.setdefault(field.to, {}).setdefault(value, []).append(origin)
                else:
                    found[origin] = (*found.get(origin, ()), value)
        waiting = []
        for code, numbers in wanted.items():
            if code not in registers():
                continue
            here = {number: record for number in numbers if (record := overlay.get((code, number))) is not None}
            here |= rows.by_ids(registers()[code], numbers.keys() - here.keys())
            waiting += [(record, origin) for number, record in here.items() for origin in numbers[number]]
    return found


def lies_in(places: Iterable[str], heads: Iterable[str]) -> bool:
    """Whether a record that lies in these places is reached."""
    return any(is_reached(place, heads) for place in places)


def is_batch_reached(batch: Batch, actor: Actor) -> bool:
    """Whether an actor may see a batch: it is the actor's own, or wrote a record that lay in reach then or lies there
    now."""
    if actor.is_operator or batch.actor_id == actor.id:
        return True
    heads = actor.reach("read")
    wrote_there = not _is_deep(heads) and Batch.objects.filter(batch_condition(heads), id=batch.id).exists()
    return wrote_there or bool(batches_reached([batch], heads))


def batches_within(batches: QuerySet[Batch], actor: Actor, own: Q, limit: int) -> list[Batch]:
    """The first of some batches, newest first, that an actor may see by what they wrote, or by `own`."""
    heads = actor.reach("read")
    found = batches.filter(batch_condition(heads) | own)
    if not _is_deep(heads):
        return list(found[:limit])
    kept: list[Batch] = []
    while len(kept) < limit and (chunk := list(found[:limit])):
        numbers = [one.id for one in chunk]
        seen = batches_reached(chunk, heads) | set(found.filter(own, id__in=numbers).values_list("id", flat=True))
        kept += [one for one in chunk if one.id in seen]
        found = found.filter(id__lt=numbers[-1])
    return kept[:limit]


def batch_condition(heads: Iterable[str]) -> Q:
    """The condition on batches under which one wrote records that lay, then, in one of the subtrees' counties."""
    found = Q(pk__in=[])
    for head in heads:
        if head == NATION:
            return ~Q(places="")
        digits = normal_code(head)[:6]
        while digits.endswith("00") and len(digits) > 2:
            digits = digits[:-2]
        found |= Q(places__contains=f",{digits}")
    return found


def _is_deep(heads: Iterable[str]) -> bool:
    """Whether a scope is smaller than a county, so that a batch's counties do not tell."""
    return any(head != NATION and level(head) > COUNTY for head in heads)


def batches_reached(batches: Iterable[Batch], heads: Sequence[str]) -> set[int]:
    """Which of the batches wrote a record that lies in one of the subtrees now."""
    numbers = whole_numbers(batch.id for batch in batches)
    if not numbers:
        return set()
    parts = " OR ".join(
        f'(e.register = \'{code}\' AND EXISTS (SELECT 1 FROM "register_{code}" WHERE "register_{code}"."id" = '
        f"e.record AND {condition(one, heads, row_by_row=True)}))"
        for code, one in registers().items()
    )
    found = select_rows(
        f"SELECT b.id FROM journal_batch b WHERE b.id IN ({numbers}) AND EXISTS (SELECT 1 FROM journal_entry e "
        f"WHERE e.id >= b.first_entry AND e.id < b.first_entry + b.entries AND ({parts}))"
    )
    return {row[0] for row in found}


def reached(register: Register, numbers: Iterable[int], actor: Actor, right: str = "read") -> dict[int, Record]:
    """The records with these numbers that an actor reaches with a right; the others are as if they were not there.

    Errors: RIGHT-001 when the actor has the right nowhere.
    """
    return rows.by_ids(register, numbers, condition(register, actor.require(right), row_by_row=True))
