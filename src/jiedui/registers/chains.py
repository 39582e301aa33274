"""The supply chain around an enterprise: its partners, whom else they serve, and whose partner it is itself.

A partner is named by text; enterprises of the register are known among them by their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiedui.journal.storage import select_rows, whole_numbers
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import access, rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

CHOICES: Final = 200
"""Enterprises with a chain among which one chooses, those with the most links first."""
LINKS: Final = 300
"""Links that are shown around one enterprise."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The enterprises to choose from; the one chosen, if any; the links around it; whether links were left out.

    `links`: its own first, then those of other enterprises to the same partners, or to itself. `known`: enterprises
    within reach by name and by number, as far as the links speak of them.
    """

    choices: list[Record]
    chosen: Record | None
    links: list[Record]
    known: dict[str, Record]
    by_number: dict[int, Record]
    has_all: bool


def chain(actor: Actor, region: str, as_of: date, number: int | None = None, *, own: bool = False) -> Chain:
    """The chain of an enterprise, or of the one of the region that has the most links; as the registers stand now,
    links that began after a day left out.

    At most six queries. Errors: JOURNAL-012 not there or out of reach, RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [region])
    heads = actor.require("read")
    enterprises, links = register("enterprises"), register("chain_links")
    within = condition(enterprises, (region,) if own else index().heads(region), own=own, row_by_row=True)
    counted = select_rows(
        'SELECT l."enterprise", COUNT(*) FROM "register_chain_links" l JOIN "register_enterprises" ON '
        f'"register_enterprises"."id" = l."enterprise" WHERE {within} '
        f'GROUP BY l."enterprise" ORDER BY 2 DESC, 1 LIMIT {CHOICES}'
    )
    numbers = [row[0] for row in counted]
    found = rows.by_ids(enterprises, numbers)
    choices = [found[one] for one in numbers]
    chosen = access.record(actor, enterprises, number) if number is not None else next(iter(choices), None)
    if chosen is None:
        return Chain(choices, None, [], {}, {}, has_all=True)
    begun = f'("since" IS NULL OR "since" <= \'{as_of.isoformat()}\')'
    around = (
        f'(c."enterprise" = {chosen.id} OR c."partner" = %s OR c."partner" IN '
        f'(SELECT o."partner" FROM "register_chain_links" o WHERE o."enterprise" = {chosen.id}))'
    )
    near = f'"id" IN (SELECT c."id" FROM "register_chain_links" c WHERE {around})'
    order = f'CASE WHEN "enterprise" = {chosen.id} THEN 0 ELSE 1 END, "id"'
    sql = f"{begun} AND {near} AND {condition(links, heads, row_by_row=True)}"
    listed = rows.in_order(links, sql, [chosen["name"]], order, LINKS + 1)
    shown = listed[:LINKS]
    known = _known(shown, heads)
    by_number = {one.id: one for one in (*known, chosen)}
    by_name = {one["name"]: one for one in by_number.values()}
    return Chain(choices, chosen, shown, by_name, by_number, has_all=len(listed) <= LINKS)


def _known(links: list[Record], heads: tuple[str, ...]) -> list[Record]:
    """The enterprises that links lead from, and those that bear a partner's name."""
    one = register("enterprises")
    names = sorted({link["partner"] for link in links})
    marks = ",".join(["%s"] * len(names)) or "NULL"
    numbers = whole_numbers({link["enterprise"] for link in links}) or "0"
    sql = f'("id" IN ({numbers}) OR "name" IN ({marks})) AND {condition(one, heads, row_by_row=True)}'
    return rows.in_order(one, sql, names, '"id"', 2 * LINKS)
