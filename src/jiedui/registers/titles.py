"""What records are called, of any number of registers at once: for lists that name records of many kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jiedui.journal.storage import chunks, select_rows, whole_numbers
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import RegionField, Text
from jiedui.registers.reach import condition


class Title(NamedTuple):
    """What a record is called, empty where nothing open names it, and the region that it names, if any."""

    words: str
    region: str


def titles(actor: Actor, wanted: Mapping[str, Iterable[int]]) -> dict[int, Title]:
    """The titles of the records within reach with these numbers, by register code; the others are absent.

    Sealed names of persons are no titles. One query for some thousand numbers, whatever the number of registers.
    Errors: RIGHT-001.
    """
    heads = actor.require("read")
    pairs = [(code, number) for code, numbers in wanted.items() if code in registers() for number in numbers]
    found: dict[int, Title] = {}
    for chunk in chunks(pairs):
        by_code: dict[str, list[int]] = {}
        for code, number in chunk:
            by_code.setdefault(code, []).append(number)
        parts = [_select(registers()[code], numbers, heads) for code, numbers in by_code.items()]
        for number, words, region in select_rows(" UNION ALL ".join(parts)):
            found[number] = Title(hide_numbers(words or "", may_be_code=True), region or "")
    return found


def _select(register: Register, numbers: Iterable[int], heads: tuple[str, ...]) -> str:
    named = ("name", "title", "content", *sorted(register.identifying))
    words = next((name for name in named if register.has(name) and isinstance(register.field(name), Text)), None)
    region = next((field.name for field in register.fields if isinstance(field, RegionField)), None)
    columns = ", ".join("CAST(NULL AS VARCHAR(400))" if name is None else f'"{name}"' for name in (words, region))
    return (
        f'SELECT "id", {columns} FROM "register_{register.code}" WHERE "id" IN ({whole_numbers(numbers)}) '
        f"AND {condition(register, heads)}"
    )
