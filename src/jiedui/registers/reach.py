"""Where records lie, and which of them a scope reaches: as a condition in SQL for reading, as places for writing.

A record lies where its declaration's `placed_by` says: in a region, or where the record lies that a link points to.
Region codes are compared as text within the bounds of a subtree, so one condition serves any number of records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from jiedui.journal.models import Batch, Entry
from jiedui.journal.storage import select_rows, whole_numbers
from jiedui.kernel.permissions import Actor, is_reached
from jiedui.kernel.regions import NATION, normal_code, subtree_bounds
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import AnyRecord, Link

GONE_LOOKED_AT = 1000
"""Of a batch whose records are all gone, how many are asked where they lay: a batch is one office's work."""

Overlay = Mapping[tuple[str, int], Record]
"""Records by register and number that are not stored yet, or not as they will be."""


def condition(register: Register, heads: Iterable[str]) -> str:
    """The SQL condition on a register's table under which a record lies in one of the subtrees."""
    bounds = [subtree_bounds(normal_code(head)) for head in heads if head != NATION]
    if NATION in heads:
        return "1 = 1"
    if not bounds:
        return "1 = 0"
    return _condition(register, bounds)


def _condition(register: Register, bounds: Sequence[tuple[str, str]]) -> str:
    parts = []
    for name in register.placed_by:
        field = register.field(name)
        if isinstance(field, AnyRecord):
            parts += [
                f'("{field.register_in}" = \'{code}\' AND "{name}" IN ({_select(one, bounds)}))'
                for code, one in registers().items()
                if one is not register
            ]
        elif isinstance(field, Link):
            parts.append(f'"{name}" IN ({_select(registers()[field.to], bounds)})')
        else:
            parts += [f"\"{name}\" BETWEEN '{low}' AND '{high}'" for low, high in bounds]
    return f"({' OR '.join(parts)})"


def _select(register: Register, bounds: Sequence[tuple[str, str]]) -> str:
    return f'SELECT "id" FROM "register_{register.code}" WHERE {_condition(register, bounds)}'


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
    """Whether an actor may see a batch: it is the actor's own, or wrote a record that the actor reaches."""
    heads = actor.reach("read")
    if actor.is_operator or batch.actor_id == actor.id or batches_reached([batch], heads):
        return True
    return any(lies_in(place, heads) for place in places_of(_gone_with(batch), {}).values())


def _gone_with(batch: Batch) -> list[Record]:
    """Records that a batch made or voided, as it knew them: they may be in no table any more."""
    entries = Entry.objects.filter(id__gte=batch.first_entry, id__lt=batch.first_entry + batch.entries)
    whole = entries.filter(Q(before="") | Q(after="")).values_list("register", "record", "before", "after")
    return [
        Record(code, number, registers()[code].from_json(json.loads(after or before)))
        for code, number, before, after in whole[:GONE_LOOKED_AT]
    ]


def batches_reached(batches: Iterable[Batch], heads: Sequence[str]) -> set[int]:
    """Which of the batches wrote a record that lies in one of the subtrees."""
    numbers = whole_numbers(batch.id for batch in batches)
    if not numbers:
        return set()
    parts = " OR ".join(
        f"(e.register = '{code}' AND e.record IN (SELECT id FROM register_{code} WHERE {condition(one, heads)}))"
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
    return rows.by_ids(register, numbers, condition(register, actor.require(right)))
