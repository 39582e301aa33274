"""The registers' tables, made from their declarations, and the keys of sealed records.

One row is a record as it is now. Rows are written by `actions` alone: saving or changing one through the model
is a bug and is refused.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import CreditCode, Day, Field, RegionField, Text, Year


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


def ordered_fields(register: Register) -> tuple[Field, ...]:
    """The fields by which a list of any length can be put in order: where and when a record lies, what names it.

    Each has an index with the record's number behind it; the others would have to be sorted anew for every page.
    """
    named = {name for handle in (*register.handles, register.unique) for name in handle}
    return tuple(
        field
        for field in register.fields
        if (isinstance(field, (Day, Year)) and (field.required or field.name in register.key))
        or (isinstance(field, RegionField) and field.name in register.placed_by)
        or (isinstance(field, (Text, CreditCode)) and field.name in named)
    )


def _index(register: Register, field: Field, place: int) -> models.Index:
    """Texts are ordered by their bytes, on both databases; so one index serves their order and their beginnings."""
    classes = ("varchar_pattern_ops", "int8_ops") if isinstance(field, (Text, CreditCode)) else ()
    return models.Index(fields=[field.name, "id"], name=f"by_{register.code[:22]}_{place}", opclasses=classes)


def _model(register: Register) -> type[RecordRow]:
    attributes: dict[str, Any] = {f.name: f.model_field() for f in register.fields}
    attributes["__module__"] = __name__
    attributes["__doc__"] = register.one_record
    settled = models.Index(fields=["id"], condition=~models.Q(settled=""), name=f"settled_{register.code}")
    ordered = [_index(register, field, place) for place, field in enumerate(ordered_fields(register), 1)]
    waiting = models.Index(fields=["id"], condition=models.Q(standing__lt=1), name=f"waiting_{register.code}")
    indexes = [settled, *([waiting] if register.waits else ()), *ordered]
    table = {"app_label": "registers", "db_table": f"register_{register.code}", "indexes": indexes}
    attributes["Meta"] = type("Meta", (), table)
    return type(register.code, (RecordRow,), attributes)


TABLES: dict[str, type[RecordRow]] = {code: _model(register) for code, register in registers().items()}
"""The table of each register."""


def columns(register: Register) -> tuple[str, ...]:
    """The database columns: the common ones, then the fields in declared order."""
    return ("id", "key", "entry", "standing", "settled", "review", *register.names)
