"""What needs attention: rules over the registers as they stand, counted and listed by one and the same condition.

A rule says which registers it looks at and which of their records it finds as of a day. All rules over all registers
are counted in one query; nobody reads ten thousand lines, so counting a line stops there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jiedui.journal.models import Batch, Head
from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import is_within
from jiedui.places.queries import index
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.ledgers.projects import LATE_ACCEPTANCE
from jiedui.registers.reach import batches_reached, condition

COUNTED: Final = 1_000
"""How far a line is counted; a count above it means: more than that."""
PAYMENT_LAG: Final = 2000
"""Basis points by which payment may stay behind the works: some is kept back until acceptance, but not a fifth."""
SUCCESSION: Final = timedelta(days=90)
"""How long before a secondment ends its successor should be known: choosing one takes about a quarter."""
RESTATING_SHOWN: Final = 50
"""The newest batches that changed closed periods; the journal has them all."""

Condition = Callable[[str, date], str]
"""The SQL condition on a register's table, by register code and day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that needs attention: what it is called, the registers it looks at, and how it finds their records."""

    code: str
    words: Any
    looks_at: Callable[[Register], bool]
    found: Condition
    is_pressing: bool = True
    """Whether it is counted for everybody, or asked only where a target falls behind."""

    @property
    def registers(self) -> tuple[str, ...]:
        return tuple(one.code for one in registers().values() if self.looks_at(one))


@dataclass(frozen=True, slots=True)
class Line:
    """How many records of a register a rule finds; above COUNTED it says so and no more."""

    rule: Rule
    register: str
    count: int

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED


def _day(day: date) -> str:
    return f"'{day.isoformat()}'"


def _not_by(name: str, day: date) -> str:
    """Not done on that day: never, or later."""
    return f'("{name}" IS NULL OR "{name}" > {_day(day)})'


def _late(code: str, day: date) -> str:
    return f'"planned_end" < {_day(day)} AND {_not_by("finished_on", day)} AND {_not_by("cancelled_on", day)}'


def _unpaid(code: str, day: date) -> str:
    """By the latest return: works done, less what was paid of the fund. Without a fund or a payment it says nothing."""
    month = f'q."project" = p."project" AND q."month" <= {_day(day)}'
    paid, fund = 'CAST(p."paid" AS NUMERIC)', '"register_projects"."fund"'
    behind = (
        f'EXISTS (SELECT 1 FROM "register_progress" p WHERE p."project" = "register_projects"."id" '
        f'AND p."month" = (SELECT MAX(q."month") FROM "register_progress" q WHERE {month}) '
        f'AND (p."physical" - {PAYMENT_LAG}) * CAST({fund} AS NUMERIC) > {paid} * 10000)'
    )
    return f'"fund" > 0 AND {_not_by("cancelled_on", day)} AND {behind}'


def _unaccepted(code: str, day: date) -> str:
    return (
        f'"finished_on" < {_day(day - LATE_ACCEPTANCE)} AND {_not_by("accepted_on", day)} '
        f"AND {_not_by('cancelled_on', day)}"
    )


def _unchecked(code: str, day: date) -> str:
    checked = (
        f'SELECT "project" FROM "register_site_checks" WHERE "project" IS NOT NULL AND "checked_on" <= {_day(day)}'
    )
    return f'"approved_on" <= {_day(day)} AND {_not_by("cancelled_on", day)} AND "id" NOT IN ({checked})'


def _unseen(code: str, day: date) -> str:
    """Money was paid, and nobody has visited or checked it: neither itself nor a listed place that is the project's."""
    paid = (
        f'SELECT "project" FROM "register_disbursements" WHERE "paid_on" <= {_day(day)} '
        'GROUP BY "project" HAVING SUM(CAST("amount" AS NUMERIC)) > 0'
    )
    checked = (
        f'SELECT "project" FROM "register_site_checks" WHERE "project" IS NOT NULL AND "checked_on" <= {_day(day)}'
    )
    visited = f'SELECT "project" FROM "register_visits" WHERE "project" IS NOT NULL AND "visited_on" <= {_day(day)}'
    at_place = (
        'SELECT p."project" FROM "register_visit_places" p JOIN "register_visits" v ON v."point" = p."id" '
        f'WHERE p."project" IS NOT NULL AND v."visited_on" <= {_day(day)}'
    )
    return f'"id" IN ({paid}) AND "id" NOT IN ({checked} UNION {visited} UNION {at_place})'


def _less_than(amount: str, register: str, link: str, day_field: str, code: str, day: date) -> str:
    """What hangs on a record by a day adds up to less than an amount of its own."""
    table = f'"register_{code}"'
    paid = (
        f'SELECT SUM(CAST(x."amount" AS NUMERIC)) FROM "register_{register}" x '
        f'WHERE x."{link}" = {table}."id" AND x."{day_field}" <= {_day(day)}'
    )
    return f'COALESCE(({paid}), 0) < {table}."{amount}"'


def _partly_paid(code: str, day: date) -> str:
    less = _less_than("fund", "disbursements", "project", "paid_on", code, day)
    return f'"approved_on" <= {_day(day)} AND {_not_by("cancelled_on", day)} AND {less}'


def _partly_spent(code: str, day: date) -> str:
    less = _less_than("fund", "spendings", "project", "spent_on", code, day)
    return f'"approved_on" <= {_day(day)} AND {_not_by("cancelled_on", day)} AND {less}'


def _partly_invested(code: str, day: date) -> str:
    less = _less_than("agreed", "investments", "enterprise", "paid_on", code, day)
    return f'"signed_on" <= {_day(day)} AND {_not_by("closed_on", day)} AND {less}'


def _waiting(code: str, day: date) -> str:
    """Asked by number, so that the index of what waits is read and not the one of where records lie."""
    return f'"id" IN (SELECT "id" FROM "register_{code}" WHERE "standing" < 1)'


def _returned(code: str, day: date) -> str:
    # No LIKE: its % would have to be doubled where a list has parameters beside.
    is_returned = 'REPLACE("review", \'"returned"\', \'\') <> "review"'
    return f'"id" IN (SELECT "id" FROM "register_{code}" WHERE "standing" < 1 AND {is_returned})'


def _unproved(code: str, day: date) -> str:
    proved = f'SELECT "target" FROM "register_evidence" WHERE "target_register" = \'{code}\' AND "target" IS NOT NULL'
    return f'"id" NOT IN ({proved})'


def _ending(code: str, day: date) -> str:
    return (
        f'"ended_on" BETWEEN {_day(day)} AND {_day(day + SUCCESSION)} AND ("successor" IS NULL OR "successor" = \'\')'
    )


def _overdue(code: str, day: date) -> str:
    return f'"due_on" < {_day(day)} AND {_not_by("done_on", day)}'


def _uncared(code: str, day: date) -> str:
    return f'"due_on" < {_day(day)} AND {_not_by("given_on", day)}'


def _only(code: str) -> Callable[[Register], bool]:
    return lambda register: register.code == code


RULES: Final = {
    rule.code: rule
    for rule in (
        Rule("late", _("projects past their planned finish"), _only("projects"), _late),
        Rule("unpaid", _("payment more than 20 points behind the works"), _only("projects"), _unpaid),
        Rule("unaccepted", _("finished for half a year and not accepted"), _only("projects"), _unaccepted),
        Rule("unchecked", _("projects never checked on site"), _only("projects"), _unchecked),
        Rule("unseen", _("projects with money paid that nobody has seen"), _only("projects"), _unseen),
        Rule("overdue", _("tasks past their day"), _only("tasks"), _overdue),
        Rule("follow_ups", _("follow-ups of visits and meetings past their day"), _only("follow_ups"), _overdue),
        Rule("ending", _("secondments ending within 90 days, no successor named"), _only("secondments"), _ending),
        Rule("care", _("care measures owed and overdue"), _only("care_measures"), _uncared),
        Rule("returned", _("returned to be mended"), lambda register: register.waits, _returned),
        Rule("waiting", _("waiting for a confirmation"), lambda register: register.waits, _waiting),
        Rule("evidence", _("records without evidence"), lambda register: bool(register.evidence), _unproved),
        Rule("part_paid", _("approved and not paid in full"), _only("projects"), _partly_paid, is_pressing=False),
        Rule("part_spent", _("approved and not spent in full"), _only("projects"), _partly_spent, is_pressing=False),
        Rule(
            "part_invested",
            _("agreed and not paid in in full"),
            _only("enterprises"),
            _partly_invested,
            is_pressing=False,
        ),
    )
}
"""In the order in which they are shown: what is late first, what is merely missing last."""


def attention(actor: Actor, region: str, as_of: date, *, own: bool = False) -> list[Line]:
    """What needs attention in a region as of a day, as the registers stand now; lines without a record are left out.

    *Order*: of the rules, the longest first within one. Three queries at most. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [region])
    heads = (region,) if own else index().heads(region)
    found = _found(Head.objects.values_list("hash", flat=True).get(id=1), tuple(heads), as_of, own, COUNTED)
    order = {code: place for place, code in enumerate(RULES)}
    lines = [Line(RULES[rule], code, count) for rule, code, count in found]
    return sorted(lines, key=lambda line: (order[line.rule.code], -line.count))


@lru_cache(maxsize=1024)
def _found(chain: str, heads: tuple[str, ...], as_of: date, own: bool, limit: int) -> tuple[tuple[str, str, int], ...]:
    """What the rules find, by rule and register. Counted once for each state of the ledger, which the hash of its last
    batch names: no register changes without a batch."""
    # What is missing is counted apart: in one statement with the others SQLite takes five times as long for it.
    parts = (_counting(heads, as_of, own, is_missing, limit) for is_missing in (False, True))
    counted = [row for part in parts for row in select_rows(part)]
    return tuple((rule, code, count) for rule, code, count in counted if count)


@lru_cache(maxsize=256)
def _counting(heads: tuple[str, ...], as_of: date, own: bool, is_missing: bool, limit: int) -> str:
    """The query that counts what the rules find, up to just above a limit; long, and asked again with every page."""
    return " UNION ALL ".join(
        f"SELECT '{rule.code}', '{code}', COUNT(*) FROM (SELECT 1 AS one FROM \"register_{code}\" "
        f"WHERE {_condition(rule, registers()[code], heads, as_of, own)} LIMIT {limit + 1}) AS found"
        for rule in RULES.values()
        for code in rule.registers
        if rule.is_pressing and (rule.found is _unproved) is is_missing
    )


def attention_condition(rule: str, register: str, region: str, as_of: date, *, own: bool = False) -> str:
    """The condition on a register's table under which a rule finds a record of a region; it has no parameters.

    What an actor reaches is no part of it. A rule that is none, or does not look at the register, finds nothing.
    """
    one = RULES.get(rule)
    if one is None or register not in one.registers:
        return "1 = 0"
    heads = (region,) if own else index().heads(region)
    return _condition(one, registers()[register], heads, as_of, own)


def _condition(rule: Rule, register: Register, heads: tuple[str, ...], as_of: date, own: bool) -> str:
    return f"{rule.found(register.code, as_of)} AND {condition(register, heads, own=own, row_by_row=True)}"


def restating(actor: Actor, region: str) -> list[Batch]:
    """The batches that changed a period of the region after it was closed, newest first. At most three queries.

    Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [region])
    closed = select_rows('SELECT "region", MIN("id") FROM "register_closings" GROUP BY "region"')
    # A record is numbered after its first entry, so what was written later has a greater number.
    since = min(
        (entry for place, entry in closed if is_within(place, region) or is_within(region, place)), default=None
    )
    if since is None:
        return []
    later = Batch.objects.filter(first_entry__gt=since, summary__contains='"restates"').order_by("-id")
    batches = list(later[:RESTATING_SHOWN])
    inside = batches_reached(batches, index().heads(region))
    return [batch for batch in batches if batch.id in inside]
