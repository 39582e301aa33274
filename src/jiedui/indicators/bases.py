"""Workshops by base: how many run, who works there, of them lifted; sums of the postings of the figures.

Which workshops belong to which base is as the registers stand now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiedui.indicators.behind import Behind, behind
from jiedui.indicators.figures import Figure
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

BASES_SHOWN: Final = 100
WORKSHOPS_SHOWN: Final = 1000
FIGURES: Final = ("workshops.running", "workshops.jobs", "workshops.lifted")


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop: whether it runs on the lens's day, who works there, of them lifted; None where no one was counted."""

    record: Record
    runs: bool
    jobs: int | None
    lifted: int | None


@dataclass(frozen=True, slots=True)
class Base:
    """A base and its workshops; None for those of no base of the region."""

    record: Record | None
    workshops: list[Workshop]


@dataclass(frozen=True, slots=True)
class Bases:
    """The figures of a region, its bases with their workshops, and whether all workshops are among them."""

    figures: list[Figure]
    bases: list[Base]
    has_all: bool


def bases(actor: Actor, lens: Lens) -> Bases:
    """Workshops by base, those without one last. A bounded number of queries. Errors: RIGHT-001, RIGHT-002."""
    actor.require_in("read", [lens.region])
    found = behind(lens, FIGURES)
    running, jobs, lifted = (_by_subject(found[code]) for code in FIGURES)
    listed = _listed("bases", f"\"founded_on\" < '{lens.until.isoformat()}'", lens, BASES_SHOWN)
    places = _listed("workshops", f"\"started_on\" < '{lens.until.isoformat()}'", lens, WORKSHOPS_SHOWN + 1)
    by_base: dict[int | None, list[Workshop]] = {base.id: [] for base in listed}
    for one in places[:WORKSHOPS_SHOWN]:
        shop = Workshop(one, running.get(one.id, 0) > 0, jobs.get(one.id), lifted.get(one.id))
        by_base.setdefault(one["base"] if one["base"] in by_base else None, []).append(shop)
    bases_ = [Base(one, by_base[one.id]) for one in listed]
    if apart := by_base.get(None):
        bases_.append(Base(None, apart))
    return Bases([found[code].figure for code in FIGURES], bases_, len(places) <= WORKSHOPS_SHOWN)


def _listed(code: str, started: str, lens: Lens, limit: int) -> list[Record]:
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    within = condition(register(code), heads, own=lens.own, row_by_row=True)
    return rows.page_of(register(code), f"{started} AND {within}", 0, limit)


def _by_subject(found: Behind) -> Mapping[int, int]:
    sums: dict[int, int] = {}
    for one in found.postings:
        sums[one.subject] = sums.get(one.subject, 0) + one.amount
    return sums
