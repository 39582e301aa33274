"""The registers' tables, made from their declarations, and the keys of sealed records.

One row is a record as it is now. Rows are written by `actions` alone: saving or changing one through the model
is a bug and is refused.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register


class WrittenAroundTheJournal(RuntimeError):
    """Somebody tried to write a register's row without a batch."""


class ReadOnly(models.QuerySet[Any]):
    """Reads as usual; every write is refused."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise WrittenAroundTheJournal("records are written by jiedui.registers.actions only")

    create = bulk_create = update = bulk_update = delete = get_or_create = update_or_create = _refuse  # type: ignore[assignment]  # on purpose


class RecordRow(models.Model):
    """What every register's table has: number (its first entry's), natural key, latest entry, standing.

    `settled` keeps, for each level above `standing` at which an older version was confirmed, that version; `review`
    what a review came to that left the standing as it was.
    """

    id = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=400, unique=True)
    entry = models.BigIntegerField(db_index=True)
    standing = models.SmallIntegerField()
    settled = models.TextField(default="")
    review = models.TextField(default="")

    objects = ReadOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> NoReturn:
        raise WrittenAroundTheJournal("records are written by jiedui.registers.actions only")

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise WrittenAroundTheJournal("records are written by jiedui.registers.actions only")


class RecordKey(models.Model):
    """The wrapped key that opens a record's sealed numbers. Destroying it erases them everywhere."""

    id = models.BigIntegerField(primary_key=True)
    wrapped = models.CharField(max_length=160)


def _model(register: Register) -> type[RecordRow]:
    attributes: dict[str, Any] = {f.name: f.model_field() for f in register.fields}
    attributes["__module__"] = __name__
    attributes["__doc__"] = register.one_record
    settled = models.Index(fields=["id"], condition=~models.Q(settled=""), name=f"settled_{register.code}")
    table = {"app_label": "registers", "db_table": f"register_{register.code}", "indexes": [settled]}
    attributes["Meta"] = type("Meta", (), table)
    return type(register.code, (RecordRow,), attributes)


TABLES: dict[str, type[RecordRow]] = {code: _model(register) for code, register in registers().items()}
"""The table of each register."""


def columns(register: Register) -> tuple[str, ...]:
    """The database columns: the common ones, then the fields in declared order."""
    return ("id", "key", "entry", "standing", "settled", "review", *register.names)
