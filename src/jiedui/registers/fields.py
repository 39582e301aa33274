"""The kinds of fields that a register can declare: how each is stored, read from a cell, written to a cell.

A field's first heading is its Chinese name on screen and in templates; further ones are other spellings that
offices use. Values in memory are plain: text, whole numbers of the base unit, dates, True/False, record numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any, Final

from django.db import models

from jiedui.kernel import cells, sealing
from jiedui.kernel.cells import Fault
from jiedui.kernel.identity import credit_fault, hide_numbers, id_fault, masked, masked_name
from jiedui.kernel.units import UNITS, exact, in_unit

MILLIONTHS: Final = 1_000_000
"""Positions are kept in whole millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A personal number or name that has been read and is not yet sealed."""

    text: str
    digest: str
    """The keyed digest by which a sealed token of the same number is found."""
    mask: str
    """What is shown of it."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A personal number or name that came back masked, as exports print it: it can only mean what is stored."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to a record that the same batch makes: its register and key."""

    register: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all fields have: name in code, English label, headings as offices write them, whether it must be given.

    `derived`: worked out from the record's other fields as it is saved (`Register.brings`), and asked for nowhere.
    """

    name: str
    english: str
    headings: tuple[str, ...]
    required: bool = False
    note: str = ""
    derived: bool = False

    @property
    def chinese(self) -> str:
        return self.headings[0]

    @property
    def expected(self) -> str:
        """What a cell of this field should hold, for problem texts and templates."""
        return self.chinese

    def model_field(self) -> models.Field[Any, Any]:
        raise NotImplementedError(type(self).__name__)  # every kind below has its own

    def read(self, raw: object, unit: str | None = None) -> tuple[Any, Fault | None]:
        """The value in a cell, or the fault of it; `(None, None)` when the cell is empty."""
        raise NotImplementedError(type(self).__name__)

    def to_json(self, value: Any) -> Any:
        return value

    def from_json(self, value: Any) -> Any:
        return value

    def cell(self, value: Any) -> Any:
        """What to write into a sheet: text, a number or a date."""
        return value


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text, at most `limit` characters."""

    limit: int = 200

    def model_field(self) -> models.Field[Any, Any]:
        return models.CharField(max_length=self.limit, null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[str | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is not None and len(text) > self.limit:
            return None, ("CELL-016", {"found": hide_numbers(text)[:20] + "…", "limit": self.limit})
        return text, None


@dataclass(frozen=True, kw_only=True)
class Quantity(Field):
    """A whole number of a base unit. `unit` is the printed one where the sheet states none; None: it must state one."""

    base: str
    unit: str | None

    @property
    def expected(self) -> str:
        units = [unit.text for unit in UNITS.values() if self.base in unit.bases]
        return f"{self.chinese}({'/'.join(units)})"

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(unit.text for unit in UNITS.values() if self.base in unit.bases)

    def model_field(self) -> models.Field[Any, Any]:
        return models.BigIntegerField(null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[int | None, Fault | None]:
        return cells.read_amount(raw, unit or self.unit or self.units[0], self.base)

    def cell(self, value: Any) -> Any:
        return None if value is None else in_unit(value, self.export_unit)

    @property
    def export_unit(self) -> str:
        return self.unit or self.units[0]


def money(name: str, english: str, *headings: str, required: bool = False, unit: str | None = None) -> Quantity:
    """An amount in fen. Without a `unit` the sheet must say whether it is 元, 万元 or 亿元."""
    return Quantity(name=name, english=english, headings=headings, required=required, base="fen", unit=unit)


def count(
    name: str, english: str, *headings: str, unit: str = "人", base: str = "person", required: bool = False
) -> Quantity:
    """A whole number of persons, items, …"""
    return Quantity(name=name, english=english, headings=headings, required=required, base=base, unit=unit)


def percent(name: str, english: str, *headings: str, required: bool = False) -> Percent:
    """A percentage, kept in hundredths of a percent."""
    return Percent(name=name, english=english, headings=headings, required=required, base="basis_point", unit="%")


@dataclass(frozen=True, kw_only=True)
class AnyRecord(Quantity):
    """The number of a record of whichever register the field `register_in` names."""

    register_in: str

    def model_field(self) -> models.Field[Any, Any]:
        return models.BigIntegerField(null=True, db_index=True)


@dataclass(frozen=True, kw_only=True)
class Percent(Quantity):
    """A share between 0 and 100 %. A column of cells formatted as percentages holds 0.85 for 85 %: `as_share`."""

    def read(self, raw: object, unit: str | None = None, *, as_share: bool = False) -> tuple[int | None, Fault | None]:
        if as_share and isinstance(raw, (int, float)):
            raw = float(format(raw * 100, ".13g"))
        value, fault = super().read(raw, unit)
        if value is not None and value > 10000:
            return None, ("CELL-020", {"found": cells.plain_text(raw), "low": "0", "high": "100 %"})
        return value, fault


@dataclass(frozen=True, kw_only=True)
class Degrees(Field):
    """A latitude or longitude in WGS-84, within `bound` degrees of zero, kept in whole millionths of one (0.1 m)."""

    bound: int

    @property
    def expected(self) -> str:
        return f"{self.chinese}(22.816730)"

    def model_field(self) -> models.Field[Any, Any]:
        return models.IntegerField(null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[int | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        try:
            value = Decimal(text.removesuffix("°"))
        except InvalidOperation:
            return None, ("CELL-034", {"found": hide_numbers(text)[:20], "bound": self.bound})
        if not value.is_finite() or abs(value) > self.bound:
            return None, ("CELL-034", {"found": text[:20], "bound": self.bound})
        return int((value * MILLIONTHS).to_integral_value(ROUND_HALF_EVEN)), None

    def cell(self, value: Any) -> Any:
        return None if value is None else exact(Decimal(value) / MILLIONTHS)


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day; a month alone is read as its first day. Where a period may stand, its first day is taken."""

    may_be_period: bool = False

    @property
    def expected(self) -> str:
        return f"{self.chinese}(2023-09-30)"

    def model_field(self) -> models.Field[Any, Any]:
        return models.DateField(null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[date | None, Fault | None]:
        value, _, fault = cells.read_day(raw)
        if fault is not None and self.may_be_period:
            days = cells.read_period(raw)
            return (days[0], None) if days else (None, fault)
        return value, fault

    def to_json(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def from_json(self, value: Any) -> Any:
        return None if value is None else date.fromisoformat(value)


@dataclass(frozen=True, kw_only=True)
class Period(Field):
    """Both ends of a term in one cell, 2023.2.1-2023.12.31 or 2023年2月至今; never stored itself."""

    def read(self, raw: object, unit: str | None = None) -> tuple[tuple[date, date | None] | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        days = cells.read_period(raw)
        if days is not None:
            return days, None
        day, _, fault = cells.read_day(text.removesuffix("今").rstrip("至-—~ ") if isinstance(raw, str) else raw)
        return (None, fault) if day is None else ((day, None), None)


@dataclass(frozen=True, kw_only=True)
class Year(Field):
    """A calendar year."""

    def model_field(self) -> models.Field[Any, Any]:
        return models.SmallIntegerField(null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[int | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        bare = text.removesuffix("年度").removesuffix("年")
        if bare.isascii() and bare.isdigit() and 1990 <= int(bare) <= 2100:
            return int(bare), None
        return None, ("CELL-020", {"found": text, "low": 1990, "high": 2100})


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no."""

    @property
    def expected(self) -> str:
        return f"{self.chinese}(是/否)"

    def model_field(self) -> models.Field[Any, Any]:
        return models.BooleanField(null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[bool | None, Fault | None]:
        return cells.read_flag(raw)

    def cell(self, value: Any) -> Any:
        return None if value is None else "是" if value else "否"


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a list: `options` maps each code to its Chinese words, the first of them the one shown.

    `by_region`: the codes for a region in a paired `donor` province, in the ledger's own (`home`), or anywhere else
    (`other`), where a sheet names a region in place of the word.
    """

    options: Mapping[str, tuple[str, ...]]
    by_region: Mapping[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        words = {word: code for code, spellings in self.options.items() for word in spellings}
        object.__setattr__(self, "words", words)

    @property
    def expected(self) -> str:
        return f"{self.chinese}({'/'.join(spellings[0] for spellings in self.options.values())})"

    def model_field(self) -> models.Field[Any, Any]:
        return models.CharField(max_length=24, null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[str | None, Fault | None]:
        return cells.read_choice(raw, self.words)

    def cell(self, value: Any) -> Any:
        return None if value is None else self.options[value][0]


@dataclass(frozen=True, kw_only=True)
class RegionField(Field):
    """A region by code or name; `deepest` and `highest` bound its level (1 province … 5 village)."""

    highest: int = 1
    deepest: int = 5

    def model_field(self) -> models.Field[Any, Any]:
        return models.CharField(max_length=12, null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[str | None, Fault | None]:
        return cells.plain_text(raw), None  # resolved for all rows at once, by `intake`


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    """A link to a record of another register, written in a sheet by one of the target's handles (name, code, …).

    `follow`: this register's postings read the target, so they are looked at again when the target changes.
    `embeds`: fields of the target that come with the row (a roster row holds the person); the target is made or
    brought up to date together with the row, found by its own key. Each is mapped to where it stands: "" for a
    column under the target's own headings, `=word` for a fixed value, else the name of a field of this row.
    """

    to: str
    follow: bool = False
    embeds: Mapping[str, str] = field(default_factory=dict)

    def model_field(self) -> models.Field[Any, Any]:
        return models.ForeignKey(
            f"registers.{self.to}", models.PROTECT, null=True, related_name="+", db_column=self.name
        )

    def read(self, raw: object, unit: str | None = None) -> tuple[str | None, Fault | None]:
        return cells.plain_text(raw), None


@dataclass(frozen=True, kw_only=True)
class CreditCode(Field):
    """A unified social credit code."""

    def model_field(self) -> models.Field[Any, Any]:
        return models.CharField(max_length=18, null=True)

    def read(self, raw: object, unit: str | None = None) -> tuple[str | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        code = text.replace(" ", "").upper()
        fault = credit_fault(code)
        return (None, (fault, {"found": code})) if fault else (code, None)


@dataclass(frozen=True, kw_only=True)
class Sealed(Field):
    """A personal number or name: read as a `Secret`, kept as a sealed token, shown masked."""

    def model_field(self) -> models.Field[Any, Any]:
        return models.CharField(max_length=200, null=True)

    def cell(self, value: Any) -> Any:
        return None if value is None else sealing.shown(value)

    def mask(self, text: str) -> str:
        """What is shown of it."""
        return masked(text)

    def read_mask(self, raw: str) -> str:
        """A mask as it stands in a cell, in the form in which `mask` makes it."""
        return (cells.plain_text(raw) or "").replace(" ", "").upper()

    def normal(self, raw: object) -> tuple[str | None, Fault | None]:
        """The text, checked."""
        raise NotImplementedError(type(self).__name__)

    def read(self, raw: object, unit: str | None = None) -> tuple[str | None, Fault | None]:
        return self.normal(raw)


@dataclass(frozen=True, kw_only=True)
class IdentityNumber(Sealed):
    """An identity number of 18 characters."""

    def normal(self, raw: object) -> tuple[str | None, Fault | None]:
        if isinstance(raw, str) and len(raw) == 18 and raw.isascii():
            number = raw.upper()
        else:
            if cells.is_lost_number(raw):
                shown = format(raw, ".6g") if isinstance(raw, float) else cells.plain_text(raw)
                return None, ("CELL-010", {"found": shown})
            text = cells.plain_text(raw)
            if text is None:
                return None, None
            number = text.replace(" ", "").upper()
        fault = id_fault(number)
        if fault is None:
            return number, None
        return None, (fault, {"length": len(number), "masked": masked(number)})


@dataclass(frozen=True, kw_only=True)
class PhoneNumber(Sealed):
    """A telephone number: 7 to 15 digits, hyphens and a leading + allowed."""

    def normal(self, raw: object) -> tuple[str | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        number = text.replace(" ", "")
        digits = number.removeprefix("+").replace("-", "")
        if digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15:
            return number, None
        return None, ("CELL-023", {"found": masked(number)})


@dataclass(frozen=True, kw_only=True)
class BankNumber(Sealed):
    """The number of a bank card or account: 12 to 19 digits. Accounts have no check digit, so none is asked for."""

    def normal(self, raw: object) -> tuple[str | None, Fault | None]:
        if cells.is_lost_number(raw):
            return None, ("CELL-032", {"found": format(raw, ".6g") if isinstance(raw, float) else raw})
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        number = text.replace(" ", "").replace("-", "")
        if number.isascii() and number.isdigit() and 12 <= len(number) <= 19:
            return number, None
        return None, ("CELL-033", {"found": masked(number)})


@dataclass(frozen=True, kw_only=True)
class PersonName(Sealed):
    """The name of a private person, at most `limit` characters: sealed like a number, so that it can be erased.

    Shown in full where a member may see names, else its first character alone. A * stands in masks only.
    """

    limit: int = 60

    def model_field(self) -> models.Field[Any, Any]:
        return models.CharField(max_length=480, null=True)

    def mask(self, text: str) -> str:
        return masked_name(text)

    def read_mask(self, raw: str) -> str:
        return cells.plain_text(raw) or ""

    def normal(self, raw: object) -> tuple[str | None, Fault | None]:
        text = cells.plain_text(raw)
        if text is None:
            return None, None
        if "*" in text:
            return None, ("CELL-029", {"found": text})
        if len(text) > self.limit:
            return None, ("CELL-016", {"found": text[0] + "…", "limit": self.limit})
        return text, None
