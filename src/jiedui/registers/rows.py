"""Reading records set-wise: by number, by key, by link; each a query for thousands of records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from jiedui.journal.storage import chunks, select_rows, stream_rows, whole_numbers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Day, Flag
from jiedui.registers.models import columns

_days: dict[str, date] = {}


def _day(found: Any) -> Any:
    if not isinstance(found, str):
        return found
    day = _days.get(found)
    if day is None:
        day = _days[found] = date.fromisoformat(found)
    return day


def _flag(found: Any) -> Any:
    return None if found is None else bool(found)


def _settled(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, list) else [text]  # damaged: for the verification to name


def _review(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"damaged": text}


def select_columns(register: Register) -> str:
    return ", ".join(f'"{name}"' for name in columns(register))


def from_rows(register: Register, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[str, Record]]:
    """Rows of all `columns` as (key, record)."""
    names = register.names
    convert: list[tuple[str, Callable[[Any], Any]]] = [
        (f.name, _day if isinstance(f, Day) else _flag) for f in register.fields if isinstance(f, (Day, Flag))
    ]
    for row in rows:
        values = dict(zip(names, row[6:], strict=True))
        for name, converter in convert:
            values[name] = converter(values[name])
        settled = _settled(row[4]) if row[4] else None
        review = _review(row[5]) if row[5] else None
        yield row[1], Record(register.code, row[0], values, row[2], row[3], settled, review)


def _select(register: Register, condition: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[str, Record]]:
    sql = f'SELECT {select_columns(register)} FROM "register_{register.code}" WHERE {condition}'
    return from_rows(register, select_rows(sql, parameters))


def by_ids(register: Register, ids: Iterable[int], condition: str = "1 = 1") -> dict[int, Record]:
    """The records with these numbers that are there and that a condition lets through."""
    found: dict[int, Record] = {}
    for chunk in chunks(ids):
        selected = _select(register, f'"id" IN ({whole_numbers(chunk)}) AND {condition}')
        found.update((record.id, record) for _, record in selected)
    return found


def known_ids(register: Register, ids: Iterable[int]) -> set[int]:
    """Which of these numbers have a record."""
    found: set[int] = set()
    for chunk in chunks(ids):
        sql = f'SELECT "id" FROM "register_{register.code}" WHERE "id" IN ({whole_numbers(chunk)})'
        found.update(row[0] for row in select_rows(sql))
    return found


def by_keys(register: Register, keys: Iterable[str]) -> dict[str, Record]:
    """The records with these natural keys that are there."""
    return by_texts(register, "key", keys)


def by_texts(register: Register, column: str, texts: Iterable[str]) -> dict[str, Record]:
    """The records whose key or text column holds one of these texts; of several with one text, the last."""
    found: dict[str, Record] = {}
    for chunk in chunks(dict.fromkeys(texts)):
        marks = ",".join(["%s"] * len(chunk))
        for key, record in _select(register, f'"{column}" IN ({marks})', chunk):
            found[key if column == "key" else record[column]] = record
    return found


def by_link(register: Register, link: str, ids: Iterable[int]) -> Iterator[Record]:
    """The records that link to these, in the order of their numbers."""
    for chunk in chunks(ids):
        for _, record in _select(register, f'"{link}" IN ({whole_numbers(chunk)}) ORDER BY "id"'):
            yield record


def with_settled(register: Register) -> list[Record]:
    """The records that keep a confirmed version beside their present one: few, and found by an index of their own."""
    # In the very words of the partial index's condition: SQLite uses it for nothing else.
    return [record for _, record in _select(register, "NOT (\"settled\" = '')")]


def by_entries(register: Register, first: int, last: int) -> list[Record]:
    """The records whose latest entry lies in a batch's range of entries."""
    return [record for _, record in _select(register, f'"entry" BETWEEN {int(first)} AND {int(last)} ORDER BY "id"')]


def where(register: Register, condition: str) -> list[Record]:
    """The records that a condition lets through, in the order of their numbers."""
    return [record for _, record in _select(register, f'{condition} ORDER BY "id"')]


def page_of(register: Register, condition: str, after: int, limit: int) -> list[Record]:
    """The records that a condition lets through, in the order of their numbers, those behind `after`."""
    selected = _select(register, f'"id" > {int(after)} AND {condition} ORDER BY "id" LIMIT {int(limit)}')
    return [record for _, record in selected]


def in_order(register: Register, condition: str, parameters: Sequence[Any], order: str, limit: int) -> list[Record]:
    """The first records that a condition with parameters lets through, in an order of columns."""
    selected = _select(register, f"{condition} ORDER BY {order} LIMIT {int(limit)}", parameters)
    return [record for _, record in selected]


def all_of(
    register: Register, condition: str = "1 = 1", parameters: Sequence[Any] = (), order: str = '"id"'
) -> Iterator[tuple[str, Record]]:
    """Every record that a condition lets through, in the order of its number or of columns, streamed. The caller is
    inside a transaction."""
    sql = f'SELECT {select_columns(register)} FROM "register_{register.code}" WHERE {condition} ORDER BY {order}'
    return from_rows(register, stream_rows(sql, parameters))
