"""The project library as a year plan is drafted from it: projects listed, and neither approved nor cancelled, each with
its latest review and its latest check on site, as the registers stand now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from jiedui.indicators.drafting import CHECKS, QUESTIONS, Candidate
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import COUNTY, level, lineage
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.ledgers.projects import FUND_PARTS
from jiedui.registers.reach import condition

CANDIDATES: Final = 2_000
"""Projects that are drafted from at once; the newest entries of a longer library are left out and the page says so."""


def candidates(actor: Actor, lens: Lens) -> list[Candidate]:
    """The projects of the lens's region that were in the library on its last day; one more than `CANDIDATES` where
    there are more. Three queries. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    register, day = registers()["projects"], lens.as_of.isoformat()
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    here = condition(register, heads, own=lens.own, row_by_row=True)
    within = condition(register, actor.require("read"), row_by_row=True)
    waits = '"listed_on" <= %s AND "approved_on" IS NULL AND "cancelled_on" IS NULL'
    found = rows.in_order(register, f"{waits} AND {here} AND {within}", [day], '"id"', CANDIDATES + 1)
    numbers = [one.id for one in found]
    reviews = _latest(rows.by_link(registers()["reviews"], "project", numbers), "reviewed_on", lens.as_of)
    checks = _latest(rows.by_link(registers()["site_checks"], "project", numbers), "checked_on", lens.as_of)
    return [_candidate(one, reviews.get(one.id), checks.get(one.id)) for one in found]


def _latest(records: Iterable[Record], day: str, as_of: date) -> Mapping[int, Record]:
    """The latest record of each project up to a day; of one day the later entered."""
    found: dict[int, Record] = {}
    for record in sorted(records, key=lambda one: (one[day], one.id)):
        if record[day] <= as_of:
            found[record["project"]] = record
    return found


def _candidate(project: Record, review: Record | None, check: Record | None) -> Candidate:
    answers = {name: review[name] for name in QUESTIONS} if review is not None else {}
    answers |= {name: check[name] for name in CHECKS} if check is not None else {}
    return Candidate(
        project=project.id, name=str(project["name"]), county=county_of(project["region"]), kind=project["kind"],
        year=project["year"], fund_fen=_fund(project), review=review["result"] if review is not None else "",
        answers=answers,
    )  # fmt: skip


def _fund(project: Record) -> int | None:
    """The cooperation funds: as stated, else the sum of the tiers that are."""
    if project["fund"] is not None:
        return int(project["fund"])
    parts = [project[name] for name, _tier in FUND_PARTS if project[name] is not None]
    return sum(parts) if parts else None


def county_of(region: str) -> str:
    """The county whose budget a project draws on; above the county its own region."""
    return next((code for code in lineage(region) if level(code) <= COUNTY), region)
