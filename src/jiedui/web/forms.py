"""Forms of records: what was posted as typed texts, and a register's inputs with what stands in them.

A personal number or name is never written into a page: its input is empty, with the mask of what is stored beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiedui.indicators.naming import problem_words
from jiedui.intake.choices import Regions
from jiedui.intake.forms import WHOLE, FormPlan, Typed, inputs
from jiedui.intake.headings import Target
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.units import in_unit
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import (
    AnyRecord,
    Choice,
    CreditCode,
    Day,
    Field,
    Flag,
    Link,
    Percent,
    Quantity,
    RegionField,
    Sealed,
    Text,
    Year,
)
from jiedui.web.fieldsets import grouped
from jiedui.web.showing import Shown, field_name, whole

LONGEST_LINE = 200
"""A text that may be longer is typed into several lines."""
UNIT, EMPTY = "unit:", "empty:"
"""Before an input's name: the unit chosen for its amount; the word that empties it."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def typed_in(register: Register, posted: Mapping[str, str]) -> Typed:
    """What a posted form holds of a register's inputs."""
    names = [target.name for target in inputs(register)]
    return Typed(
        {name: posted[name] for name in names if name in posted},
        {name: posted[UNIT + name] for name in names if UNIT + name in posted},
        frozenset(name for name in names if posted.get(EMPTY + name)),
    )


def prefilled(register: Register, asked: Mapping[str, str], shown: Shown) -> Typed:
    """A new form's texts as an address asks for them: the records that it is to hang on."""
    texts = {
        link.name: record_text(shown, link.to, whole(asked[link.name]))
        for link in register.links
        if whole(asked.get(link.name, ""))
    }
    return Typed(texts)


def record_text(shown: Shown, code: str, number: int) -> str:
    """A record as a form shows it and reads it back: its name, its number."""
    return f"{shown.name(code, number)} [{number}]"


class Form:
    """One form as its page shows it: inputs in groups, each with what stands in it and what is wrong with it."""

    def __init__(
        self,
        register: Register,
        shown: Shown,
        *,
        old: Record | None = None,
        typed: Typed | None = None,
        plan: FormPlan | None = None,
    ) -> None:
        self.register, self.shown, self.old, self.typed = register, shown, old, typed
        self.problems: dict[str, list[dict[str, Any]]] = {}
        self.counties: dict[tuple[int, int], list[str]] = {}
        for name, problem in plan.problems if plan is not None else ():
            line = {"text": problem_words(problem), "is_error": problem.severity == "error"}
            if line not in self.problems.setdefault(name, []):
                self.problems[name].append(line)
        self.plan, self.regions = plan, Regions()
        self.lines = [self._line(target) for target in inputs(register)]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The inputs under their headings."""
        by_name = {target.name: target for target in inputs(self.register)}
        found = grouped(self.register, self.lines, lambda line: by_name[line["name"]])
        return [{"name": name, "inputs": lines} for name, lines in found]

    @property
    def whole(self) -> list[dict[str, Any]]:
        """What is wrong with the record as a whole."""
        return self.problems.get(WHOLE, [])

    def _line(self, target: Target) -> dict[str, Any]:
        one, name = target.field, target.name
        key = name.replace(".", "-")
        found = self.problems.get(name, [])
        line: dict[str, Any] = {
            "name": name, "id": f"input-{key}", "problem_id": f"problem-{key}", "label": field_name(one),
            "is_required": one.required and target.link is None and not (isinstance(one, Link) and one.embeds),
            "problems": found, "is_wrong": any(problem["is_error"] for problem in found), "read": self._read(target),
            "help": _help(target, self.old),
        }  # fmt: skip
        if self.old is not None and isinstance(one, Sealed) and target.link is None:
            is_emptied = bool(self.typed and name in self.typed.emptied)
            mask = one.cell(self.old[one.name]) or ""
            return line | self._kind(one, "") | {"mask": mask, "empty": EMPTY + name, "is_emptied": is_emptied}
        return line | self._kind(one, self._text(target), name)

    def _text(self, target: Target) -> str:
        """What stands in an input."""
        one = target.field
        if isinstance(one, Sealed):
            return ""
        if self.typed is not None:
            return hide_numbers(self.typed.texts.get(target.name, ""), may_be_code=True)
        if self.old is None or target.link is not None:
            return ""
        return self._stored(one, self.old[one.name])

    def _stored(self, one: Field, value: Any) -> str:
        """A stored value as it is typed."""
        match one:
            case _ if value is None:
                return ""
            case Link():
                return record_text(self.shown, one.to, value)
            case RegionField():
                return self.regions.text(value)
            case AnyRecord():
                return str(value)
            case Quantity() if one.base == "fen":
                return f"{in_unit(value, '元'):f}"
            case Quantity():
                return f"{one.cell(value):f}"
            case _:
                return hide_numbers(str(one.cell(value)), may_be_code=True)

    def _kind(self, one: Field, text: str, name: str = "") -> dict[str, Any]:
        """What an input is made of."""
        match one:
            case Sealed():
                return {"kind": "sealed", "text": ""}
            case Choice():
                return {"kind": "select", "options": _options(one, text)}
            case Flag():
                chosen = one.cell(one.read(text)[0]) or text
                words = {one.cell(True): _("yes"), one.cell(False): _("no")}
                return {"kind": "select", "options": _listed(words, chosen)}
            case AnyRecord() | Year():
                return {"kind": "text", "text": text, "mode": "numeric"}
            case Quantity():
                return {"kind": "amount", "text": text, **self._units(one, name)}
            case RegionField():
                return {"kind": "choice", "text": text, "choices": self._counties(one)}
            case Link():
                return {"kind": "choice", "text": text, "choices": []}
            case Day() if not text or _DAY.fullmatch(text):
                return {"kind": "day", "text": text}
            case Text() if one.limit > LONGEST_LINE:
                return {"kind": "area", "text": text, "limit": one.limit}
            case _:
                limit = {"limit": one.limit} if isinstance(one, Text) else {}
                return {"kind": "text", "text": text, **limit, **({"limit": 18} if isinstance(one, CreditCode) else {})}

    def _counties(self, one: RegionField) -> list[str]:
        """The regions that a list offers before anything is typed."""
        bounds = (one.highest, one.deepest)
        if bounds not in self.counties:
            self.counties[bounds] = self.regions.choices(one)
        return self.counties[bounds]

    def _units(self, one: Quantity, name: str) -> dict[str, Any]:
        """The unit beside an amount: one to choose where there are several, and none chosen for the clerk."""
        if one.base not in ("fen", "m2"):
            return {"unit": "" if isinstance(one, AnyRecord) else one.export_unit}
        chosen = one.unit or ("元" if self.old is not None and self.old[one.name] is not None else "")
        if self.typed is not None:
            chosen = self.typed.units.get(name, chosen)
        return {"units": _listed({unit: unit for unit in one.units}, chosen), "unit_name": UNIT + name}

    def _read(self, target: Target) -> str:
        """What an amount of money was read as, so that a wrong unit is seen."""
        value = self.plan.read.get(target.name) if self.plan is not None else None
        if not (isinstance(target.field, Quantity) and target.field.base == "fen" and isinstance(value, int)):
            return ""
        return " ".join(("=", f"{in_unit(value, '元'):,f}", "元"))


def _options(one: Choice, text: str) -> list[dict[str, Any]]:
    code = one.read(text)[0]
    return _listed({one.cell(code): one.cell(code) for code in one.options}, one.cell(code) or text)


def _listed(options: Mapping[str, str], chosen: str) -> list[dict[str, Any]]:
    """The options of a list; what was typed and is none of them stays in it."""
    kept = {} if not chosen or chosen in options else {chosen: chosen}
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in {**options, **kept}.items()]


def _help(target: Target, old: Record | None) -> str:
    """What to type, where the label alone does not say it."""
    match target.field:
        case Link() as link if link.embeds:
            return _("the number of a person recorded already; or fill in the person below")
        case Link():
            return _("type a part of the name and choose, or type the record's number")
        case RegionField():
            return _("a name or a 12-digit code")
        case Sealed() if old is not None and target.link is None:
            return _("left blank, it stays as stored")
        case Percent():
            return _("0 to 100")
        case one if one.note:
            return one.note
        case _:
            return ""
