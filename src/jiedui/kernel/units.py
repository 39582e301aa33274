"""Units: what an account counts in, and how offices print it.

An account's base unit is a whole number of the smallest thing counted (fen, persons, …). A printed unit
belongs to one or more base units and says how many base units it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

AMOUNT_LIMIT: Final = 2**63
"""Amounts and their sums are whole numbers of 64 bits: -AMOUNT_LIMIT <= amount < AMOUNT_LIMIT."""

BASE_UNITS: Final = {
    "fen": "money",
    "person": "persons",
    "person_time": "person-times",
    "household": "households",
    "enterprise": "enterprises",
    "item": "items",
    "trip": "trips",
    "class": "classes",
    "event": "events",
    "group": "groups",
    "m2": "area",
    "basis_point": "share",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A printed unit: its text, the base units it can print, how many base units make one, an English word."""

    text: str
    bases: tuple[str, ...]
    factor: int
    english: str


UNITS: Final[dict[str, Unit]] = {
    unit.text: unit
    for unit in (
        Unit("元", ("fen",), 100, "yuan"),
        Unit("千元", ("fen",), 100_000, "thousand yuan"),
        Unit("万元", ("fen",), 1_000_000, "10,000 yuan"),
        Unit("亿元", ("fen",), 10_000_000_000, "100 million yuan"),
        Unit("人", ("person",), 1, "persons"),
        Unit("人次", ("person_time",), 1, "person-times"),
        Unit("户", ("household",), 1, "households"),
        Unit("家", ("enterprise", "item"), 1, "enterprises"),
        Unit("个", ("item",), 1, "items"),
        Unit("份", ("item",), 1, "items"),
        Unit("所", ("item",), 1, "items"),
        Unit("对", ("item",), 1, "pairs"),
        Unit("班次", ("trip",), 1, "trips"),
        Unit("期", ("class",), 1, "classes"),
        Unit("次", ("event",), 1, "times"),
        Unit("批", ("group",), 1, "groups"),
        Unit("平方米", ("m2",), 1, "m²"),
        Unit("平方公里", ("m2",), 1_000_000, "km²"),
        Unit("%", ("basis_point",), 100, "%"),
    )
}

MONEY_UNITS: Final = tuple(unit.text for unit in UNITS.values() if "fen" in unit.bases)


POSTED_IN: Final = {"fen": "元", "m2": "平方公里"}
"""The printed unit of single postings whose base unit nobody reads."""


def in_unit(amount: int, unit: str) -> Decimal:
    """`amount` base units as an exact decimal of the printed unit."""
    return exact(Decimal(amount) / UNITS[unit].factor)


def exact(value: Decimal) -> Decimal:
    """The value without trailing zeros and without an exponent."""
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def fits(unit: str, base: str) -> bool:
    """Whether a printed unit can print amounts of the base unit."""
    return unit in UNITS and base in UNITS[unit].bases
