"""Where records lie, and which of them a scope reaches: as a condition in SQL for reading, as places for writing.

A record lies where its declaration's `placed_by` says: in a region, or where the record lies that a link points to.
Region codes are compared as text within the bounds of a subtree, so one condition serves any number of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jiedui.kernel.permissions import Actor, is_reached
from jiedui.kernel.regions import NATION, normal_code, subtree_bounds
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import AnyRecord, Link

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


def reached(register: Register, numbers: Iterable[int], actor: Actor, right: str = "read") -> dict[int, Record]:
    """The records with these numbers that an actor reaches with a right; the others are as if they were not there.

    Errors: RIGHT-001 when the actor has the right nowhere.
    """
    return rows.by_ids(register, numbers, condition(register, actor.require(right)))
