"""How many records each register holds within reach, counted no further than a page needs to know.

A count is a number and whether there may be more: of any register at most so many rows are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import NATION
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import AnyRecord, RegionField
from jiedui.registers.reach import condition

COUNTED: Final = 10_000
"""Where an index says what lies in reach, so many records are counted."""
LOOKED_AT: Final = 2_000
"""Where each row has to be asked where it lies, so many are."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of records; `is_more`: there may be more than that."""

    number: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What a register holds within reach: records, those of them that wait, those of these that were returned."""

    records: Count
    waiting: Count
    returned: Count


def counts(actor: Actor) -> dict[str, Held]:
    """What each register holds within reach, by its code. One query. Errors: RIGHT-001."""
    heads = actor.require("read")
    parts = [part for one in registers().values() for part in (_records(one, heads), _waiting(one, heads))]
    found = {(code, kind): numbers for code, kind, *numbers in select_rows(" UNION ALL ".join(parts))}
    held = {}
    for code in registers():
        records, _returned, looked = found[code, "records"]
        waiting, returned, looked_waiting = found[code, "waiting"]
        stopped = looked_waiting > LOOKED_AT
        held[code] = Held(
            _records_count(records, looked),
            Count(min(waiting, LOOKED_AT), stopped),
            Count(returned or 0, stopped),
        )
    return held


def _records_count(records: int, looked: int) -> Count:
    limit = LOOKED_AT if looked else COUNTED
    return Count(min(records, limit), records > limit or looked > LOOKED_AT)


def _records(register: Register, heads: tuple[str, ...]) -> str:
    """The number of records, and how many rows were looked at one by one for it (0: an index told)."""
    table = f'"register_{register.code}"'
    if NATION in heads or all(isinstance(register.field(name), RegionField) for name in register.placed_by):
        within = f"SELECT 1 AS one FROM {table} WHERE {condition(register, heads)} LIMIT {COUNTED + 1}"
        return f"SELECT '{register.code}', 'records', COUNT(*), 0, 0 FROM ({within}) AS matching"
    return _looking(register, "records", "1 = 1", heads)


def _waiting(register: Register, heads: tuple[str, ...]) -> str:
    return _looking(register, "waiting", '"standing" < 1' if register.waits else "1 = 0", heads)


def _looking(register: Register, kind: str, where: str, heads: tuple[str, ...]) -> str:
    """The number of records among the first rows of a condition, those that were returned, and how many rows."""
    table = f'"register_{register.code}"'
    asked = [register.field(name) for name in register.placed_by]
    names = {"id", "review", *register.placed_by, *(one.register_in for one in asked if isinstance(one, AnyRecord))}
    columns = ", ".join(f'"{name}"' for name in sorted(names))
    first = f'SELECT {columns} FROM {table} WHERE {where} ORDER BY "id" LIMIT {LOOKED_AT + 1}'
    within = f"CASE WHEN {condition(register, heads, row_by_row=True)} THEN 1 ELSE 0 END"
    # No LIKE: its % would be taken for a parameter's.
    returned = 'CASE WHEN REPLACE("review", \'"returned"\', \'\') <> "review" THEN 1 ELSE 0 END'
    asked_each = f"SELECT {within} AS is_within, {returned} AS is_returned FROM ({first}) AS {table}"
    return (
        f"SELECT '{register.code}', '{kind}', COALESCE(SUM(is_within), 0), "
        f"COALESCE(SUM(is_within * is_returned), 0), COUNT(*) FROM ({asked_each}) AS looked"
    )
