"""Fields that no two records may share: one credit code under two names, one project number twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jiedui.kernel.errors import Problem
from jiedui.registers import rows as stored_rows
from jiedui.registers.declaration import Record

if TYPE_CHECKING:
    from jiedui.intake.matching import Item, Matched


def refuse_shared(matched: Matched, items: Sequence[Item], file: str) -> None:
    """Compare the file's records with each other and with the ledger's.

    Problems: ROW-006 two records with one value of a unique field; ROW-007 (a warning) one record whose value becomes
    another.
    """
    for name in matched.register.unique:
        holders = {item.position: item for item in items if item.values.get(name) is not None}
        holders = {position: item for position, item in holders.items() if position not in matched.refused}
        stored = stored_rows.by_texts(matched.register, name, [item.values[name] for item in holders.values()])
        first: dict[Any, Item] = {}
        for item in holders.values():
            value = item.values[name]
            other = stored.get(value)
            twin = first.setdefault(value, item)
            if twin is not item:
                _refuse(matched, item, name, f"#{matched.cells.rows[twin.position] + 1}", file)
            elif other is not None and (item.old is None or other.id != item.old.id):
                _refuse(matched, item, name, _named(matched, other), file)
            elif item.old is not None and item.old[name] not in (None, value):
                field = matched.register.field(name).chinese
                fields = {"field": field, "first": item.old[name], "second": value}
                place = matched.place(file, item.position, name)
                matched.problems.append(Problem("ROW-007", fields, place, "warning"))


def _refuse(matched: Matched, item: Item, name: str, other: str, file: str) -> None:
    fields = {"field": matched.register.field(name).chinese, "found": item.values[name], "first": other}
    fields["second"] = f"#{matched.cells.rows[item.position] + 1}"
    matched.problems.append(Problem("ROW-006", fields, matched.place(file, item.position, name)))
    matched.refuse(item.position)


def _named(matched: Matched, record: Record) -> str:
    named: str = record["name"] if matched.register.has("name") else str(record.id)
    return named
