"""The walk along a register in one order, forward or back, from a record on, and no further than so many rows.

Rows without a value come last in either direction of the order, and so first on the way back. Among equal values the
record's number decides. Texts are compared by their bytes on both databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jiedui.journal.storage import select_rows
from jiedui.registers import rows
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import CreditCode, Text


def is_text(register: Register, name: str) -> bool:
    """Whether a field is ordered by the bytes of its text."""
    return isinstance(register.field(name), (Text, CreditCode))


def direction(register: Register, name: str, downward: bool) -> str:
    """What stands behind a column in ORDER BY."""
    if connection.vendor == "postgresql" and is_text(register, name):
        return " USING ~>~" if downward else " USING ~<~"  # by bytes, as SQLite does, and as the index stands
    return " DESC" if downward else ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A way along a register in one order, and its end where `bound` rows have been looked at."""

    register: Register
    sql: str
    parameters: tuple[Any, ...]
    order: str
    downward: bool
    within: str
    nulls_first: bool

    def page(self, begin: tuple[Any, int] | None, limit: int, bound: int) -> tuple[list[Record], int]:
        """The first records behind `begin`, and the number of the row at which the walk stopped; 0 for none."""
        found: list[Record] = []
        for behind, parameters, order in self._stretches(begin):
            edge, until, more = self._edge(behind, parameters, order, bound)
            where = f"{behind} AND {until} AND {self.sql}"
            values = (*parameters, *more, *self.parameters)
            found += rows.in_order(self.register, where, values, order, limit - len(found))
            if edge or len(found) >= limit:
                return found, edge
        return found, 0

    def _stretches(self, begin: tuple[Any, int] | None) -> Iterator[tuple[str, list[Any], str]]:
        """What lies behind a record, in the order of the walk: those with a value and those without apart."""
        by_number = f'"id"{" DESC" if self.downward else ""}'
        sign = "<" if self.downward else ">"
        further = f'"id" {sign} {int(begin[1])}' if begin else "1 = 1"
        if not self.order:
            yield further, [], by_number
            return
        column = f'"{self.order}"'
        is_null = begin is not None and begin[0] is None
        without = (f"{column} IS NULL AND {further if is_null else '1 = 1'}", list[Any](), by_number)
        order = f"{column}{direction(self.register, self.order, self.downward)}, {by_number}"
        having = (f"{column} IS NOT NULL AND {self.within}", list[Any](), order)
        if begin is not None and not is_null:
            behind, parameters = self._behind(begin)
            having = (f"{behind} AND {self.within}", parameters, order)
        if self.nulls_first:
            if begin is None or is_null:
                yield without
            yield having
        else:
            if not is_null:
                yield having
            yield without

    def _behind(self, begin: tuple[Any, int]) -> tuple[str, list[Any]]:
        column, sign = f'"{self.order}"', "<" if self.downward else ">"
        by_bytes = connection.vendor == "postgresql" and is_text(self.register, self.order)
        at_least, above = (f"~{sign}=~", f"~{sign}~") if by_bytes else (f"{sign}=", sign)
        text = f'({column} {at_least} %s AND ({column} {above} %s OR "id" {sign} {int(begin[1])}))'
        return text, [begin[0], begin[0]]

    def _edge(self, behind: str, parameters: list[Any], order: str, bound: int) -> tuple[int, str, list[Any]]:
        """The row at which `bound` rows have been looked at, and the condition of not going beyond it."""
        if not bound:
            return 0, "1 = 1", []
        column = f'"{self.order or "id"}"'
        table = f'"register_{self.register.code}"'
        found = select_rows(
            f'SELECT "id", {column} FROM {table} WHERE {behind} ORDER BY {order} LIMIT 1 OFFSET {bound - 1}', parameters
        )
        if not found:
            return 0, "1 = 1", []
        number, value = found[0]
        if not self.order or value is None:
            return number, f'"id" {">=" if self.downward else "<="} {int(number)}', []
        by_bytes = connection.vendor == "postgresql" and is_text(self.register, self.order)
        sign = ">=" if self.downward else "<="
        return number, f"{column} {f'~{sign}~' if by_bytes else sign} %s", [value]
