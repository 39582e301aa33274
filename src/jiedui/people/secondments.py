"""Secondments as an office watches over them: the term, the duties, who comes next, the care that is owed and given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from jiedui.kernel import clock
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import is_within
from jiedui.people.members import is_in_force
from jiedui.registers import rows
from jiedui.registers.attention import SUCCESSION
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

LISTED: Final = 1_000
"""Secondments that a page lists; the register has them all."""
BESIDE: Final = 10_000
"""Care measures and duties that are read beside them."""


@dataclass(frozen=True, slots=True)
class Secondment:
    """One posting as of a day: `duties` those in force of whoever bears its name in an office of its region, `owed`
    and `given` its care measures."""

    record: Record
    as_of: date
    duties: list[Record] = field(default_factory=list)
    owed: list[Record] = field(default_factory=list)
    given: list[Record] = field(default_factory=list)

    @property
    def days_left(self) -> int | None:
        """Days until its last one; None without an end, negative when it is over."""
        end = self.record["ended_on"]
        return None if end is None else (end - self.as_of).days

    @property
    def is_ending(self) -> bool:
        """Whether it ends within 90 days and nobody is named to follow."""
        left = self.days_left
        return left is not None and 0 <= left <= SUCCESSION.days and not self.record["successor"]

    @property
    def overdue(self) -> list[Record]:
        """The care that should have been given by now."""
        return [one for one in self.owed if one["due_on"] is not None and one["due_on"] < self.as_of]

    @property
    def needs_attention(self) -> bool:
        return self.is_ending or bool(self.overdue)


def secondments(actor: Actor, as_of: date | None = None, *, past: bool = False) -> list[Secondment]:
    """The secondments within reach that are not over on a day, with `past` those that are too.

    *Order*: what needs attention first, then by their ends. Four queries. Errors: RIGHT-001.
    """
    day, heads = as_of or clock.today(), actor.require("read")
    asked = f'{condition(register("secondments"), heads)} AND "started_on" <= %s'
    asked += "" if past else ' AND ("ended_on" IS NULL OR "ended_on" >= %s)'
    days = [day] if past else [day, day]
    order = 'CASE WHEN "ended_on" IS NULL THEN 1 ELSE 0 END, "ended_on"' + (" DESC" if past else "") + ', "id"'
    listed = {
        one.id: Secondment(one, day) for one in rows.in_order(register("secondments"), asked, days, order, LISTED)
    }
    of_them = f'"secondment" IN (SELECT "id" FROM "register_secondments" WHERE {asked})'
    soonest = 'CASE WHEN "due_on" IS NULL THEN 1 ELSE 0 END, "due_on", "id"'
    for care in rows.in_order(register("care_measures"), of_them, days, soonest, BESIDE):
        if one := listed.get(care["secondment"]):
            is_given = care["given_on"] is not None and care["given_on"] <= day
            (one.given if is_given else one.owed).append(care)
    theirs = f'"holder" IN (SELECT "name" FROM "register_secondments" WHERE {asked})'
    _add_duties(listed.values(), f"{condition(register('duties'), heads)} AND {theirs}", days, day)
    return sorted(listed.values(), key=lambda one: not one.needs_attention)


def _add_duties(listed: Iterable[Secondment], asked: str, days: Sequence[date], day: date) -> None:
    """The duties in force of those who bear a posted person's name, in an office that lies over or in the region."""
    by_name: dict[str, list[Secondment]] = {}
    for one in listed:
        by_name.setdefault(one.record["name"], []).append(one)
    of_them = f'"id" IN (SELECT "office" FROM "register_duties" WHERE {asked})'
    offices = {one.id: one for one in rows.in_order(register("offices"), of_them, days, '"id"', BESIDE)}
    for duty in rows.in_order(register("duties"), asked, days, '"since", "id"', BESIDE):
        place = offices[duty["office"]]["region"]
        for one in by_name.get(duty["holder"], ()) if is_in_force(duty, day) else ():
            if is_within(one.record["region"], place) or is_within(place, one.record["region"]):
                one.duties.append(duty)
