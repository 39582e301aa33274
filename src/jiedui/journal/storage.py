"""Set-wise reads and writes: many rows in one statement, on both databases."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from typing import Any, TypeVar, cast

from django.db import connection, models

T = TypeVar("T")

CHUNK = 5000
"""Ids in one look-up: below SQLite's limit of variables in a statement."""

STREAM = 20000
"""Rows fetched at a time where a table is read through."""


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collection of cycles while very many small values are made: it would walk them all again and again."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows by column name: COPY on PostgreSQL, executemany on SQLite."""
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("%s" for _ in columns)
            # The stubs ask for a sequence; sqlite3 takes any iterable, and the rows need not all be held.
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', cast(Any, rows))


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows by primary key: each row is the columns' values, then the key."""
    if not rows:
        return
    assignments = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {assignments} WHERE "id" = %s', rows)


def delete_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Delete rows by primary key."""
    for chunk in chunks(ids):
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "id" IN ({whole_numbers(chunk)})')


def select_rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


_stream_numbers = count(1)


def stream_rows(sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of one query without holding them all. The caller is inside a transaction (a server-side cursor)."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.connection.cursor(name=f"stream_{next(_stream_numbers)}") as cursor:
            cursor.itersize = STREAM
            cursor.execute(sql, parameters or None)
            yield from cursor
    else:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            while rows := cursor.fetchmany(STREAM):
                yield from rows


def whole_numbers(items: Iterable[int]) -> str:
    """Whole numbers as an SQL list. Numbers only: nothing else can get through."""
    return ",".join(str(int(item)) for item in items)


def quoted_codes(items: Iterable[str]) -> str:
    """Region codes as an SQL list. Digits only: anything else is a bug."""
    found = list(items)
    if any(not (item.isascii() and item.isdigit()) for item in found):
        raise ValueError("not a list of codes")
    return ",".join(f"'{item}'" for item in found)
