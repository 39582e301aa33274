"""Headings: what offices write above a column, brought to one form, with the unit taken out; which field it means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from jiedui.kernel.cells import Fault, plain_text
from jiedui.kernel.units import UNITS
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Field, Link, Period, Sealed

_BLANK = re.compile(r"[\s　]+")
_MARKS = str.maketrans("", "", "*★☆:：()（）[]【】、，,。.·/-—–_\"'“”")
_UNIT_WORDS = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_BRACKETED_UNIT = re.compile(rf"[(（\[【]\s*(?:单位\s*[:：]?\s*)?({_UNIT_WORDS})\s*[)）\]】]")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]\Z")
_TRAILING_UNIT = re.compile(rf"({_UNIT_WORDS})\Z")
_TITLE_UNIT = re.compile(
    rf"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*((?:{_UNIT_WORDS})(?:\s*[、,，/]\s*(?:{_UNIT_WORDS}))*)"
)
WHOLES = frozenset({"总数", "合计", "小计", "总计", "总人数", "计"})
"""Below a heading these name the whole of it: 人数 over 总数 and 其中脱贫."""
REGIONS = (
    "县区",
    "县",
    "县市区",
    "协作县",
    "协作县(区)",
    "区县",
    "所属县区",
    "所在县",
    "所在县区",
    "市县",
    "市县(区)",
    "县别",
    "地区",
)
"""What any register's own region may be called, where nothing else of it is called so."""
PERIOD = Period(name="period", english="from – to", headings=("起止时间",), note="started_on, ended_on")
PERIODS = ("起止", "起止时间", "起止日期", "务工起止", "务工起止时间", "挂职起止", "挂职起止时间", "培训起止时间")
"""One column for both ends of a term."""
AMOUNTS = ("金额", "资金金额")
TIERS = ("层级", "资金来源层级")
SERIAL = frozenset({"序号", "编号序号", "行次", "no", "序", "no."})


@dataclass(frozen=True, kw_only=True)
class RecordNumber(Field):
    """The ledger's own number of a record, which exports with masked personal numbers carry so that they read back."""

    def read(self, raw: object, unit: str | None = None) -> tuple[int | None, Fault | None]:
        text = plain_text(raw)
        if text is None:
            return None, None
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text), None
        return None, ("CELL-002", {"found": text, "expected": self.chinese})


RECORD_NUMBER = RecordNumber(name="#", english="record number", headings=("记录号",))


@dataclass(frozen=True, slots=True)
class Target:
    """What a column means: a field of the sheet's register, or a field of a record embedded in its rows."""

    field: Field
    link: Link | None = None

    @property
    def name(self) -> str:
        return f"{self.link.name}.{self.field.name}" if self.link else self.field.name


def spread(text: object) -> str:
    """A heading as text: full-width narrowed, all blanks out."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", str(text))) if text is not None else ""


def bare(text: str) -> str:
    """A heading in the form in which headings are compared: without its unit in brackets and without marks."""
    return _BRACKETED_UNIT.sub("", spread(text)).translate(_MARKS).lower()


def shortened(text: str) -> str:
    """A heading without what stands in brackets behind it: 项目类型(产业/就业) → 项目类型."""
    return bare(_BRACKETS.sub("", spread(text)))


def unit_of(text: str) -> str | None:
    """The unit stated in a heading: in brackets, or as its whole text, or at its end."""
    found = _BRACKETED_UNIT.search(spread(text)) or _TRAILING_UNIT.search(spread(text))
    return found[1] if found else None


def title_unit(text: str) -> str | None:
    """The money unit that a line above the table states for all of it (单位:万元)."""
    found = _TITLE_UNIT.search(spread(text))
    if not found:
        return None
    stated = re.split(r"[、,，/]", found[1])
    return next((unit for unit in stated if "fen" in UNITS[unit].bases), None)


@lru_cache(maxsize=1)
def known_headings() -> dict[str, dict[str, Target]]:
    """For every register: heading in compared form → what the column means."""
    return {code: _headings(register) for code, register in registers().items()}


@cache
def targets(code: str) -> dict[str, Target]:
    """What a column of a register can mean, by the target's name: its fields, and those embedded in its rows."""
    found: dict[str, Target] = {}
    for target in known_headings()[code].values():
        found.setdefault(target.name, target)
    return found


def is_numbered(register: Register) -> bool:
    """Whether the register's sheets hold personal numbers, so that its exports carry the records' numbers."""
    embeds = [(link.to, name) for link in register.links for name, source in link.embeds.items() if source == ""]
    fields = [*register.fields, *(registers()[code].field(name) for code, name in embeds)]
    return any(isinstance(field, Sealed) for field in fields)


def _headings(register: Register) -> dict[str, Target]:
    found: dict[str, Target] = {bare(RECORD_NUMBER.chinese): Target(RECORD_NUMBER)} if is_numbered(register) else {}
    for field in register.given:
        if isinstance(field, Link) and field.embeds:
            target = registers()[field.to]
            for name, source in field.embeds.items():
                if source == "":
                    for heading in target.field(name).headings:
                        found.setdefault(bare(heading), Target(target.field(name), field))
        else:
            for heading in field.headings:
                found[bare(heading)] = Target(field)
    if register.has("started_on") and register.has("ended_on"):
        for heading in PERIODS:
            found.setdefault(bare(heading), Target(PERIOD))
    for name, spellings in (("region", REGIONS), ("amount", AMOUNTS), ("tier", TIERS)):
        if register.has(name):
            for heading in spellings:
                found.setdefault(bare(heading), Target(register.field(name)))
    return found


def meaning(register: str, path: tuple[str, ...]) -> tuple[Target, int] | None:
    """What a column means in a register and how many of its heading's parts say so (more is surer).

    `path` are the texts above the column from the top down, repeated ones dropped.
    """
    known = known_headings()[register]
    whole = [bare(part) for part in path if bare(part)]
    without_units = [part for part in whole if part not in UNITS]
    without_wholes = [part for part in without_units if part not in WHOLES] if len(without_units) > 1 else []
    short = [shortened(part) for part in path if shortened(part)]
    for parts in (whole, without_units, without_wholes, short):
        for length in range(len(parts), 0, -1):
            for joined in ("".join(parts[-length:]), "".join(reversed(parts[-length:]))):
                target = known.get(joined) or _without_unit(known, joined)
                if target is not None:
                    return target, length
    return None


def _without_unit(known: dict[str, Target], text: str) -> Target | None:
    unit = _TRAILING_UNIT.search(text)
    return known.get(text[: unit.start()]) if unit else None
