"""The records that name whoever leaves, or belong to them: what a hand-over writes, found set-wise.

Duties, projects, follow-ups and successions name their holder by a text, so they are found by the member's name, and
only where the member's office lies; contacts and notes link to the member.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.filters import escaped
from jiedui.registers.reach import condition

LISTED: Final = 1_000
"""Records of one kind that a hand-over lists; nobody is in charge of more."""
BETWEEN: Final = re.compile(r"([、,，;；/\s]+)")
"""What stands between the names where a text names several; kept when the text is split, at every second place."""


@dataclass(frozen=True, slots=True)
class Named:
    """The records that name the giver, or belong to them, and that a hand-over writes."""

    member: Record
    duties: list[Record]
    taken: list[Record]
    """The duties of the office that takers hold or held."""
    projects: list[Record]
    follow_ups: list[Record]
    """What must still follow: where the giver is in charge, or recorded the visit and nobody is."""
    contacts: list[Record]
    notes: list[Record]
    secondments: list[Record]
    roles: list[Record]
    ends: date
    """The first day without the giver."""

    @property
    def is_open(self) -> bool:
        kinds = (self.duties, self.projects, self.follow_ups, self.contacts, self.notes, self.secondments, self.roles)
        return any(kinds) or lasts(self.member, self.ends)


def lasts(record: Record, day: date) -> bool:
    """Whether a record's `[since, until)` reaches beyond the beginning of a day."""
    return record["until"] is None or record["until"] > max(day, record["since"])


def names_in(text: str) -> list[str]:
    """The names that a text gives; several stand with a comma or a blank between."""
    return [part for part in BETWEEN.split(text)[::2] if part]


def is_named(text: str, name: str) -> bool:
    return text.strip() == name or name in names_in(text)


def named(giver: Record, takers: Iterable[str], office: Record, follow_ups: Iterable[Record], day: date) -> Named:
    """What names the giver, out of those follow-ups too, and the duties that the takers hold already."""
    name, others = giver["name"], sorted(set(takers) - {giver["name"]})
    marks = ",".join(["%s"] * (1 + len(others)))
    duties = rows.in_order(
        register("duties"), f'"office" = %s AND "holder" IN ({marks})', [office.id, name, *others], '"since", "id"',
        LISTED,
    )  # fmt: skip
    return Named(
        member=giver,
        duties=[one for one in duties if one["holder"] == name and lasts(one, day)],
        taken=[one for one in duties if one["holder"] != name],
        projects=_projects(name, office["region"]),
        follow_ups=[one for one in follow_ups if not one["in_charge"] or is_named(one["in_charge"], name)],
        contacts=_kept("contacts", giver, '"organisation", "id"'),
        notes=_kept("notes", giver, '"written_on" DESC, "id"'),
        secondments=_secondments(name, office["region"], day),
        roles=[one for one in rows.by_link(register("member_roles"), "member", [giver.id]) if lasts(one, day)],
        ends=day,
    )


def namesakes(giver: Record, day: date) -> int:
    """How many other members of the giver's office are called the same and are there on a day or later."""
    found = rows.in_order(
        register("members"), '"office" = %s AND "name" = %s', [giver["office"], giver["name"]], '"id"', LISTED
    )
    return sum(one.id != giver.id and lasts(one, day) for one in found)


@dataclass(frozen=True, slots=True)
class Following:
    """What must still follow where the giver works: `own` from the giver's visits or with the giver in charge, `office`
    all else that the giver's office is to do; with the visits and meetings that it came from."""

    own: list[Record]
    office: list[Record]
    sources: dict[tuple[str, int], Record]


def following(giver: Record, office: Record) -> Following:
    """What must still follow, by the day it is due: all that is the giver's own, of the office's the first. Three
    queries at most."""
    here = condition(register("follow_ups"), index().heads(office["region"]), row_by_row=True)
    recorded = '"visit" IN (SELECT "id" FROM "register_visits" WHERE "recorded_by" = %s)'
    mine = f"(\"in_charge\" LIKE %s ESCAPE '!' OR {recorded})"
    names = [f"%{escaped(giver['name'])}%", giver["login"]]
    # The giver's own come first, so that no number of the office's tasks leaves one of them out.
    order = f'CASE WHEN {mine} THEN 0 ELSE 1 END, "due_on", "id"'
    where = f'"done_on" IS NULL AND {here} AND ("office" = %s OR {mine})'
    found = rows.in_order(register("follow_ups"), where, [office.id, *names, *names], order, 2 * LISTED)
    found.sort(key=lambda one: (one["due_on"], one.id))
    sources = {
        (link, number): record
        for link, code in (("visit", "visits"), ("meeting", "meetings"))
        for number, record in rows.by_ids(register(code), {one[link] for one in found if one[link]}).items()
    }

    def is_own(one: Record) -> bool:
        visit = sources.get(("visit", one["visit"])) if one["visit"] else None
        return is_named(one["in_charge"] or "", giver["name"]) or (
            visit is not None and visit["recorded_by"] == giver["login"]
        )

    own = [one for one in found if is_own(one)]
    others = [one for one in found if one["office"] == office.id and not is_own(one)]
    return Following(own, others[:LISTED], sources)


def _kept(code: str, giver: Record, order: str) -> list[Record]:
    return rows.in_order(register(code), '"keeper" = %s', [giver.id], order, LISTED)


def _projects(name: str, region: str) -> list[Record]:
    """The open projects of a region for which somebody is responsible, alone or with others."""
    where = (
        f'{condition(register("projects"), index().heads(region))} AND "accepted_on" IS NULL AND '
        '"cancelled_on" IS NULL AND "in_charge" LIKE %s ESCAPE \'!\''
    )
    order = 'CASE WHEN "planned_end" IS NULL THEN 1 ELSE 0 END, "planned_end", "id"'
    found = rows.in_order(register("projects"), where, [f"%{escaped(name)}%"], order, LISTED)
    return [one for one in found if is_named(one["in_charge"], name)]


def _secondments(name: str, region: str, day: date) -> list[Record]:
    """The giver's own postings that go on and have no successor, and those in which the giver is the successor."""
    where = (
        f'{condition(register("secondments"), index().heads(region))} AND ("ended_on" IS NULL OR "ended_on" >= %s) '
        'AND (("name" = %s AND ("successor" IS NULL OR "successor" = \'\')) OR "successor" = %s)'
    )
    return rows.in_order(register("secondments"), where, [day - timedelta(days=1), name, name], '"id"', LISTED)
