"""Records as pages show them: each value by its kind, linked records by their names, standings and verbs in words.

Names of persons come through `registers.privacy.names`; every other sealed value is its mask. What is needed for a
whole page is read set-wise when the page is made, so that showing a value asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui.indicators.naming import is_chinese, region_name
from jiedui.kernel.clock import BEIJING
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers import access, privacy
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import (
    AnyRecord,
    Choice,
    Day,
    Degrees,
    Field,
    Flag,
    Link,
    Quantity,
    RegionField,
    Sealed,
    Text,
)

PARTS = {
    "offices": gettext_lazy("offices and members"),
    "plan": gettext_lazy("plans and exchanges"),
    "pairs": gettext_lazy("pairs"),
    "funds": gettext_lazy("cooperation funds"),
    "projects": gettext_lazy("projects"),
    "industry": gettext_lazy("industry"),
    "workshops": gettext_lazy("workshops and bases"),
    "labour": gettext_lazy("labour"),
    "consumption": gettext_lazy("consumption"),
    "promotion": gettext_lazy("promotion"),
    "talent": gettext_lazy("talent"),
    "revitalisation": gettext_lazy("rural revitalisation"),
    "fieldwork": gettext_lazy("fieldwork"),
    "evidence": gettext_lazy("evidence"),
    "reports": gettext_lazy("reports"),
}
STANDINGS = (
    gettext_lazy("waits for a confirmation"),
    gettext_lazy("confirmed by the county"),
    gettext_lazy("confirmed by the city"),
    gettext_lazy("confirmed by the province"),
)
VERBS = {
    "save": gettext_lazy("entered"),
    "import": gettext_lazy("imported"),
    "attach": gettext_lazy("attached evidence"),
    "confirm": gettext_lazy("confirmed by review"),
    "return": gettext_lazy("sent back"),
    "void": gettext_lazy("taken out"),
    "undo": gettext_lazy("undone"),
    "sign_in": gettext_lazy("signed in"),
    "sign_out": gettext_lazy("signed out"),
    "set_password": gettext_lazy("set a password"),
    "end_sessions": gettext_lazy("ended sessions"),
    "hand_over": gettext_lazy("handed over"),
    "adopt_plan": gettext_lazy("plan approved"),
    "export": gettext_lazy("exported"),
    "publish": gettext_lazy("published a report"),
    "take_evidence": gettext_lazy("took out an evidence folder"),
    "open_number": gettext_lazy("opened a number"),
    "person_data": gettext_lazy("listed a person's data"),
    "erase_person": gettext_lazy("erased a person's data"),
    "load_regions": gettext_lazy("loaded regions"),
    "load_boundaries": gettext_lazy("loaded boundaries"),
    "add_track": gettext_lazy("brought a track"),
    "delete_track": gettext_lazy("deleted a track"),
    "forget_tracks": gettext_lazy("destroyed a former member's tracks"),
    "rotate_keys": gettext_lazy("rotated the keys"),
    "retire_keys": gettext_lazy("retired keys"),
    "verify": gettext_lazy("verified the ledger"),
    "record_visit": gettext_lazy("recorded a visit"),
    "finish_follow_up": gettext_lazy("finished a follow-up"),
    "make_ledger": gettext_lazy("founded the ledger"),
}

Cell = dict[str, Any]
"""How a value is shown: `text`, `number` where it is one, `address` of the record that it links to."""


def register_name(register: Register) -> str:
    return register.chinese if is_chinese() else register.english


def field_name(field: Field) -> str:
    return field.chinese if is_chinese() else field.english


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))


def moment(time: Any) -> str:
    """A moment where the offices are, to the minute."""
    return str(time.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"))


def whole(text: str) -> int:
    """A whole number from an address or a form; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def heading(field: Field) -> Cell:
    """A column's heading with its unit."""
    unit = field.export_unit if isinstance(field, Quantity) and not isinstance(field, AnyRecord) else ""
    return {"name": field_name(field), "unit": "元" if unit.endswith("元") else unit, "number": bool(unit)}


def standing_words(register: Register, record: Record) -> dict[str, str]:
    """Where a record stands, and what a review said of it."""
    if not register.waits:
        return {"standing": _("in force without a confirmation")}
    review, found = record.review or {}, {"standing": str(STANDINGS[record.standing])}
    if "returned" in review:
        found |= {"returned": hide_numbers(str(review["returned"])), "by": str(review.get("by", ""))}
    elif "signed" in review:
        found["signed"] = str(review.get("by", ""))
    if record.settled:
        found["settled"] = str(STANDINGS[max(level for level, _values in record.settled)])
    return found


def record_address(code: str, number: int) -> str:
    return reverse("record_page", args=[code, number])


class Shown:
    """The names that some records and what they link to are shown by, read set-wise for one reader."""

    def __init__(
        self, actor: Actor, records: Iterable[Record], wanted: Mapping[str, Iterable[int]] | None = None
    ) -> None:
        """`wanted`: further records to be named, by register."""
        own = list(records)
        numbers: dict[str, set[int]] = {code: set(found) for code, found in (wanted or {}).items()}
        for record in own:
            for code, number in linked_numbers(registers()[record.register], record.values):
                numbers.setdefault(code, set()).add(number)
        self.linked = access.records_by_number(actor, numbers)
        self.known = {record.id: record for record in (*self.linked.values(), *own)}
        self.names: privacy.Names = {}
        for code in {record.register for record in self.known.values()}:
            if registers()[code].person_names:
                holders = [record for record in self.known.values() if record.register == code]
                self.names |= _person_names(actor, registers()[code], holders)

    def name(self, code: str, number: int) -> str:
        """A record by its name; by its number where it has none or lies out of reach."""
        record = self.known.get(number)
        if record is None:
            return str(number)
        register = registers()[code]
        if persons := self.names.get(number):
            return " ".join(persons.values())
        for name in ("name", "title", *register.identifying):
            if register.has(name) and isinstance(register.field(name), Text) and record[name]:
                return hide_numbers(str(record[name]), may_be_code=True)
        return f"{register_name(register)} {number}"

    def cell(self, field: Field, record: Record) -> Cell:
        """A record's value as it is shown."""
        value = record[field.name]
        if isinstance(field, Sealed) and value is not None:
            return {"text": self.names.get(record.id, {}).get(field.name) or field.cell(value)}
        return self.value(field, value, record.values)

    def value(self, field: Field, value: Any, values: Mapping[str, Any]) -> Cell:
        """A value of a field that is not sealed; `values` says of which register `AnyRecord` speaks."""
        match field:
            case _ if value is None:
                return {"text": ""}
            case AnyRecord():
                return self._link(str(values.get(field.register_in, "")), value)
            case Link():
                return self._link(field.to, value)
            case Quantity():
                return amount(field, field.cell(value))
            case RegionField():
                return {"text": region_name(value)}
            case Flag():
                return {"text": _("yes") if value else _("no")}
            case Day() | Choice():
                return {"text": str(field.cell(value))}
            case Degrees():
                return {"text": f"{field.cell(value)}°"}
            case _:
                return {"text": hide_numbers(str(value), may_be_code=True)}

    def _link(self, code: str, number: int) -> Cell:
        address = record_address(code, number) if number in self.linked else ""
        return {"text": self.name(code, number), "address": address}

    def changed(self, register: Register, state: Mapping[str, Any], name: str) -> Cell:
        """A value out of the journal, where sealed ones are masks, and amounts in their units, already."""
        value = state.get(name)
        if value is None:
            return {"text": ""}
        if not register.has(name):
            return {"text": _pseudo(name, value)}
        field = register.field(name)
        if isinstance(field, Quantity) and not isinstance(field, AnyRecord):
            return amount(field, value)
        if isinstance(field, (Link, AnyRecord, RegionField)):
            return self.value(field, value, state)
        return {"text": hide_numbers(str(value), may_be_code=True)}

    def changes(self, register: Register, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Cell]:
        """What an entry changed, field by field: before → after."""
        return [
            {
                "name": field_name(register.field(name)) if register.has(name) else _pseudo_name(name),
                "before": self.changed(register, before, name),
                "after": self.changed(register, after, name),
                "unit": heading(register.field(name))["unit"] if register.has(name) else "",
            }
            for name in dict.fromkeys((*before, *after))
        ]


def amount(field: Quantity, value: Decimal) -> Cell:
    """An amount with thousands separators; money always in 元."""
    factor = {"千元": 1000, "万元": 10_000, "亿元": 100_000_000}.get(field.export_unit, 1)
    return {"text": f"{value * factor:,f}", "number": True}


def linked_numbers(register: Register, values: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The records that values link to, as register and number."""
    found: list[tuple[Any, Any]] = [(link.to, values.get(link.name)) for link in register.links]
    found += [(values.get(f.register_in), values.get(f.name)) for f in register.fields if isinstance(f, AnyRecord)]
    return [(code, number) for code, number in found if code in registers() and isinstance(number, int)]


def _person_names(actor: Actor, register: Register, records: list[Record]) -> privacy.Names:
    """Names of persons as the reader may see them; masks where the keys are not there."""
    try:
        return privacy.names(actor, register, records)
    except Refused:
        return privacy.masked_names(register, records)


def _pseudo_name(name: str) -> str:
    return _("standing") if name == "standing" else _("review")


def _pseudo(name: str, value: Any) -> str:
    if name == "standing":
        return str(STANDINGS[value])
    if isinstance(value, dict) and "returned" in value:
        return _("returned: {comment}").format(comment=hide_numbers(str(value["returned"])))
    return _("first signature") if isinstance(value, dict) and "signed" in value else ""
