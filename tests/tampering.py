"""Tampering with stored rows behind the ledger's back, inside a transaction that is rolled back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction

GUARDED = ("journal_batch", "journal_sourcesheet", "journal_entry", "journal_posting")


@contextmanager
def tampering() -> Iterator[None]:
    """The database without the triggers that hold the journal, until the end of the block."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # what was written before waits for its checks; have them now
            execute("SET CONSTRAINTS ALL IMMEDIATE")
            execute("SET CONSTRAINTS ALL DEFERRED")
        for table in GUARDED:
            for verb in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                execute(f"DROP TRIGGER {table}_no_{verb}{on}")
        yield
        transaction.set_rollback(True)


def execute(sql: str) -> int:
    """Run one statement; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def change(model: type[models.Model], column: str, key: object) -> None:
    """Change one column of one row to another value that the column can hold."""
    field = next(f for f in model._meta.concrete_fields if f.column == column)
    name = f'"{column}"'
    if isinstance(field, models.DateTimeField):
        value = "'2001-01-01 00:00:00+00:00'"
    elif isinstance(field, models.DateField):
        value = "'2001-01-01'"
    elif isinstance(field, models.BooleanField):
        value = f"NOT COALESCE({name}, {'false' if connection.vendor == 'postgresql' else '0'})"
    elif isinstance(field, models.CharField | models.TextField):
        value = f"SUBSTR(COALESCE({name}, ''), 2) || 'x'"
    elif field.primary_key:
        value = f"{name} + 10000"
    else:
        value = f"COALESCE({name}, 0) + 5"
    assert execute(f'UPDATE "{model._meta.db_table}" SET {name} = {value} WHERE {_is(model, key)}') == 1


def delete(model: type[models.Model], key: object) -> None:
    assert execute(f'DELETE FROM "{model._meta.db_table}" WHERE {_is(model, key)}') == 1


def swap(model: type[models.Model], column: str, first: object, second: object) -> None:
    """Let two rows change places: each gets the other's value in a column that tells them apart."""
    table, key = model._meta.db_table, model._meta.pk.column
    values = {}
    for row in (first, second):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE {_is(model, row)}')
            values[row] = cursor.fetchone()[0]
    assert values[first] != values[second]
    parked = "'parked'" if isinstance(values[first], str) else "-1"
    for value, row in ((parked, first), (_sql(values[first]), second)):
        execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE {_is(model, row)}')
    moved = parked if column == key else _sql(first)
    execute(f'UPDATE "{table}" SET "{column}" = {_sql(values[second])} WHERE "{key}" = {moved}')


def _is(model: type[models.Model], key: object) -> str:
    return f'"{model._meta.pk.column}" = {_sql(key)}'


def _sql(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
