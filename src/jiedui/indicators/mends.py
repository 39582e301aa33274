"""What would mend a figure that falls behind: the records that do not count in it yet and are nearest to it.

They follow from the accounts of the indicator: records that lack the day by which they would count (projects approved
and not finished), records whose payments fall short, and records that wait for a confirmation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from jiedui.indicators.catalogue import Definition, Term
from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers.attention import RULES, attention_condition
from jiedui.registers.catalogue import chart, registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Choice, RegionField
from jiedui.registers.filters import conditions, read_filters
from jiedui.registers.reach import condition
from jiedui.registers.stages import Stage, stages

COUNTED: Final = 1_000
"""How far records are counted; a count above it means: more than that."""
AT_ONCE: Final = 100
"""Counts in one statement."""
_HANGING: Final = {
    "funds.disbursed": ("projects", "part_paid"),
    "funds.spent": ("projects", "part_spent"),
    "investment.paid_in": ("enterprises", "part_invested"),
    "parks.investment": ("enterprises", "part_invested"),
    "projects.checked": ("projects", "unchecked"),
}
"""Accounts that are filled by records which hang on others: the register of those, and the rule that finds them."""


@dataclass(frozen=True, slots=True)
class Mend:
    """Records that would mend a figure of a region: a list of a register by its filters, by a rule of what needs
    attention, or by what waits. `lacks` is the day that is missing, `has` the one that is there."""

    kind: Literal["stage", "rule", "waiting"]
    register: str
    region: str
    filters: tuple[tuple[str, str], ...] = ()
    rule: str = ""
    lacks: str = ""
    has: str = ""


def mends(definition: Definition, region: str, as_of: date) -> list[Mend]:
    """What would mend an indicator's figure in a region as of a day, the nearest first; pure."""
    found: dict[Mend, None] = {}
    for term in definition.formula:
        if term.sign < 0:
            continue
        for account in chart().answering(term.pattern):
            if account.code in _HANGING:
                register, rule = _HANGING[account.code]
                found[Mend("rule", register, region, rule=rule)] = None
            stage = stages().get(account.code)
            if stage is not None and (has := _before(stage, definition.denominator)):
                found[_staged(stage, has, term, region, as_of)] = None
            for one in registers().values():
                if one.waits and account in one.accounts and _placed(one):
                    found[Mend("waiting", one.code, region)] = None
    return sorted(found, key=lambda one: one.kind == "waiting")


def _before(stage: Stage, denominator: Sequence[Term]) -> str:
    """The day that records have which are next to count: a ratio's denominator says, else it is the stage before."""
    for term in denominator:
        for account in chart().answering(term.pattern):
            below = stages().get(account.code)
            if below is not None and below.register == stage.register and below.reached != stage.reached:
                return below.reached
    return stage.before[-1] if stage.before and not registers()[stage.register].field(stage.reached).required else ""


def _staged(stage: Stage, has: str, term: Term, region: str, as_of: date) -> Mend:
    register = registers()[stage.register]
    filters = [(f"{has}.to", as_of.isoformat()), (f"{stage.reached}.filled", "no")]
    filters += [(f"{day}.filled", "no") for day in stage.ended]
    filters += _narrowed(register, stage.account, term.pattern)
    place = _placed(register)
    filters += [(f"{place}.below", region)] if place else []
    return Mend("stage", stage.register, region, tuple(filters), lacks=stage.reached, has=has)


def _narrowed(register: Register, account: str, pattern: str) -> list[tuple[str, str]]:
    """The dimensions that a pattern fixes, where the register has a choice of that name."""
    declared = next(one for one in chart().answering(pattern) if one.code == account)
    segments = pattern.split(".")[len(account.split(".")) :]
    return [
        (f"{dimension.name}.is", segment)
        for dimension, segment in zip(declared.dimensions, segments, strict=False)
        if register.has(dimension.name)
        and isinstance(field := register.field(dimension.name), Choice)
        and segment in field.options
    ]


def _placed(register: Register) -> str:
    """The region that places a register's records; empty where a link does."""
    return next((name for name in register.placed_by if isinstance(register.field(name), RegionField)), "")


def mend_counts(actor: Actor, wanted: Iterable[Mend], as_of: date) -> dict[Mend, int]:
    """How many records within reach each mend finds, up to just above `COUNTED`; one query for a hundred mends.

    Errors: RIGHT-001.
    """
    heads = actor.require("read")
    asked = list(dict.fromkeys(wanted))
    found: dict[Mend, int] = {}
    for start in range(0, len(asked), AT_ONCE):
        chunk = asked[start : start + AT_ONCE]
        parts, parameters = [], list[Any]()
        for number, one in enumerate(chunk):
            where, more = _where(one, as_of)
            within = condition(registers()[one.register], heads, row_by_row=True)
            rows = f'SELECT 1 AS one FROM "register_{one.register}" WHERE {where} AND {within} LIMIT {COUNTED + 1}'
            parts.append(f"SELECT {number}, COUNT(*) FROM ({rows}) AS found")
            parameters += more
        found |= {chunk[number]: count for number, count in select_rows(" UNION ALL ".join(parts), parameters)}
    return found


def _where(one: Mend, as_of: date) -> tuple[str, list[Any]]:
    register = registers()[one.register]
    if one.kind == "rule":
        return attention_condition(one.rule, one.register, one.region, as_of), []
    if one.kind == "waiting":
        return f'"standing" < 1 AND {condition(register, index().heads(one.region), row_by_row=True)}', []
    given: Mapping[str, Sequence[str]] = {name: (text,) for name, text in one.filters}
    parts, parameters = conditions(read_filters(register, given)[0])
    return " AND ".join(parts), parameters


def mend_query(one: Mend, as_of: date) -> list[tuple[str, str]]:
    """The address of the list of a mend's records, as names and texts."""
    if one.kind == "rule":
        return [("attention", one.rule), ("region", one.region), ("as-of", as_of.isoformat())]
    if one.kind == "waiting":
        return [("only", "waiting"), (f"{_placed(registers()[one.register])}.below", one.region)]
    return list(one.filters)


def rule_words(one: Mend) -> str:
    """What a rule finds, in words."""
    return str(RULES[one.rule].words)
