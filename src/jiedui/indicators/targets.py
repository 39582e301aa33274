"""Targets: what tasks promise of an indicator in a region by a day, read out of the words in which they are written.

A target is read exactly or not at all: 稳中有增 (to hold and grow) is a task and no number, and what is no number is
never zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from jiedui.indicators.catalogue import Catalogue, Definition
from jiedui.indicators.figures import catalogue
from jiedui.journal.storage import quoted_codes
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import COUNTY, level
from jiedui.kernel.units import UNITS, exact
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.grouping import at_level
from jiedui.registers.reach import condition

SHARE_STEP: Final = Decimal("0.1")
"""Shares of a target are printed to one place, rounded half up."""
_BEFORE: Final = (
    r"(?:年度|每年|当年|全年|年内|每县|全市|全县|累计|总计|共计?|力争|确保|完成|实现|达到|达|目标值?|为|[::])*"
)
_EACH: Final = "每县"
_YEARLY: Final = re.compile("年度|每年|当年|全年|年内")
_AT_LEAST: Final = r"(?:≥|>=|不少于|不低于|不小于|至少|大于等于)?"
_UNITS: Final = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_TARGET: Final = re.compile(rf"{_BEFORE}{_AT_LEAST}(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?({_UNITS})?(?:及?以上)?\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached by a day, in the indicator's printed unit, and the task that says so."""

    value: Decimal
    due_on: date
    task: int


def targets(
    actor: Actor, lens: Lens, places: Sequence[str], codes: Sequence[str] | None = None
) -> dict[tuple[str, str], Target]:
    """The target of each indicator in each region: of those due on the lens's last day or later the nearest, else the
    latest before.

    *Shapes*: (indicator code, region) → Target; without one, absent. A region's target is its own task's, never a sum
    of those below. Tasks count as they were confirmed at the lens's level, and as they are known now. One query.
    Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", places)
    if not places:
        return {}
    known = catalogue()
    wanted = {known.on(code, lens.as_of).code: known.on(code, lens.as_of) for code in codes or known.versions}
    spoken = codes_by_name(known)
    found: dict[tuple[str, str], Target] = {}
    for record in _tasks(actor, places):
        task = at_level(record, lens.level)
        definition = wanted.get(spoken.get(bare_name(str(task["indicator"] or "")), "")) if task is not None else None
        if task is None or definition is None or task["due_on"] is None or task["region"] not in places:
            continue
        if not _speaks_for(definition, task["due_on"], lens):
            continue
        value = target_value(str(task["target"] or ""), definition, task["region"])
        key = definition.code, task["region"]
        if value is not None and _is_nearer(task["due_on"], found.get(key), lens.as_of):
            found[key] = Target(value, task["due_on"], record.id)
    return found


def _tasks(actor: Actor, places: Sequence[str]) -> list[Record]:
    """The tasks within reach that lie in the places or once lay elsewhere when they were confirmed, by number."""
    tasks = registers()["tasks"]
    here = f'("region" IN ({quoted_codes(sorted(set(places)))}) OR NOT ("settled" = \'\'))'
    return rows.where(tasks, f"{here} AND {condition(tasks, actor.require('read'))}")


def _speaks_for(definition: Definition, due_on: date, lens: Lens) -> bool:
    """Whether a target of that day and the figure of the lens are about the same time."""
    if lens.since is not None and definition.reading != "stock":
        return False
    return definition.reading != "flow" or due_on.year == lens.as_of.year


def _is_nearer(due_on: date, other: Target | None, as_of: date) -> bool:
    """Whether a task's day speaks for the lens rather than another's; of one day the later record speaks."""
    if other is None:
        return True
    if (due_on >= as_of) != (other.due_on >= as_of):
        return due_on >= as_of
    return due_on <= other.due_on if due_on >= as_of else due_on >= other.due_on


def bare_name(text: str) -> str:
    """A name as names are compared: without blanks, widths and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def codes_by_name(known: Catalogue) -> Mapping[str, str]:
    """The codes of indicators by what they are called: code, names, aliases; a name of several is none's."""
    found: dict[str, str] = {}
    for definition in (one for versions in known.versions.values() for one in versions):
        for name in (definition.code, definition.zh, definition.en, *definition.aliases):
            found[bare_name(name)] = (
                definition.code if found.get(bare_name(name), definition.code) == definition.code else ""
            )
    return found


def target_value(text: str, definition: Definition, region: str) -> Decimal | None:
    """The number that a region's target is, in the indicator's unit. Money and percentages must say their unit.

    None where it is no number, a bound from above, one of another unit, each county's (每县) and no county's own, or a
    year's where the indicator is not counted year by year.
    """
    match = _TARGET.match(bare_name(text))
    if match is None or (_EACH in text and level(region) != COUNTY):
        return None
    if _YEARLY.search(text) and definition.reading != "flow":
        return None
    digits, rest, written = match.groups()
    unit = UNITS[definition.unit]
    given = UNITS[written] if written else unit
    if (not written and unit.factor != 1) or not set(given.bases) & set(unit.bases):
        return None
    return exact(Decimal(digits.replace(",", "") + (rest or "")) * given.factor / unit.factor)


def share_of_target(value: Decimal | None, target: Target | None) -> Decimal | None:
    """How much of a target is reached, in %: one rounding of exact numbers. None without a figure or a target."""
    if value is None or target is None or not target.value:
        return None
    return exact((value * 100 / target.value).quantize(SHARE_STEP, ROUND_HALF_UP))
