"""Filters of a register's list, field by field: read from the texts of an address, and the SQL that holds them.

A filter is named `field.part`: `is` one of a list, `below` a region, `from` and `to` an amount, year or day, `holds`
words, `filled` yes or no. Sealed fields take none, so that no address and no order says anything about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiedui.kernel.errors import Problem
from jiedui.kernel.regions import subtree_bounds
from jiedui.places.queries import index
from jiedui.registers.declaration import Register
from jiedui.registers.fields import (
    AnyRecord,
    Choice,
    CreditCode,
    Day,
    Degrees,
    Field,
    Flag,
    Link,
    Quantity,
    RegionField,
    Sealed,
    Text,
    Year,
)

LENGTH = 100
"""Characters of a filter's text that are looked at."""
FILLED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Filter:
    """What one part of a field is asked to be: as it was written, and as it is stored."""

    field: Field
    part: str
    texts: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A filter that says nothing: what was written and why it cannot be read; None where it means no or many things."""

    field: Field
    part: str
    text: str
    problem: Problem | None


def parts_of(field: Field) -> tuple[str, ...]:
    """The parts by which a field can be filtered; none for a sealed one."""
    match field:
        case Sealed():
            return ()
        case AnyRecord() | Link():
            return ("filled",)
        case Choice() | Flag():
            return "is", "filled"
        case RegionField():
            return "below", "filled"
        case Day() | Year() | Quantity():
            return "from", "to", "filled"
        case Text() | CreditCode():
            return "holds", "filled"
        case Degrees():
            return ("filled",)
        case _:
            return ()


def shown_unit(field: Quantity) -> str:
    """The unit in which amounts are shown and asked for: money in 元 whatever a sheet would say."""
    return "元" if field.export_unit.endswith("元") else field.export_unit


def read_filters(register: Register, given: Mapping[str, Sequence[str]]) -> tuple[list[Filter], list[Unread]]:
    """The filters that `field.part` → texts name, in the order of the fields; what is no field's part is left out."""
    found: list[Filter] = []
    unread: list[Unread] = []
    for field in register.fields:
        for part in parts_of(field):
            texts = [text.replace("\x00", "").strip()[:LENGTH] for text in given.get(f"{field.name}.{part}", ())]
            texts = [text for text in dict.fromkeys(texts) if text]
            values = [_read(field, part, text) for text in texts]
            unread += [
                Unread(field, part, text, value if isinstance(value, Problem) else None)
                for text, value in zip(texts, values, strict=True)
                if value is None or isinstance(value, Problem)
            ]
            known = [
                (text, value)
                for text, value in zip(texts, values, strict=True)
                if value is not None and not isinstance(value, Problem)
            ]
            if known:
                kept = known if part == "is" else known[-1:]
                found.append(Filter(field, part, tuple(text for text, _ in kept), tuple(value for _, value in kept)))
    return found, unread


def _read(field: Field, part: str, text: str) -> Any:
    """What a text asks for, as it is stored; None or a problem where it says nothing."""
    if part == "filled" or isinstance(field, Flag):
        return FILLED.get(text)
    if part == "is":
        return text if isinstance(field, Choice) and text in field.options else None
    if part == "below":
        codes = index().find(text)
        return codes[0] if len(codes) == 1 else None
    if part == "holds":
        return text
    value, fault = field.read(text, shown_unit(field)) if isinstance(field, Quantity) else field.read(text)
    return value if fault is None else Problem(fault[0], fields=fault[1])


def conditions(filters: Iterable[Filter]) -> tuple[list[str], list[Any]]:
    """The SQL conditions of filters, all of which hold, and their parameters in order."""
    parts: list[str] = []
    parameters: list[Any] = []
    for one in filters:
        column, value = f'"{one.field.name}"', one.values[0]
        match one.part:
            case "filled":
                parts.append(f"{column} IS {'NOT ' if value else ''}NULL")
            case "is":
                parts.append(f"{column} IN ({', '.join(['%s'] * len(one.values))})")
                parameters += one.values
            case "below":
                low, high = subtree_bounds(value)
                parts.append(f"{column} BETWEEN %s AND %s")
                parameters += (low, high)
            case "holds":
                parts.append(f"LOWER({column}) LIKE %s ESCAPE '!'")
                parameters.append(f"%{escaped(value.lower())}%")
            case _:
                parts.append(f"{column} {'>=' if one.part == 'from' else '<='} %s")
                parameters.append(value)
    return parts, parameters


def escaped(words: str) -> str:
    """Words in a LIKE with the escape character `!`."""
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
