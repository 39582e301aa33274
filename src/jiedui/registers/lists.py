"""The list of a register: one page of the records within reach, filtered, in any order, and how many there are.

A page costs the same whatever the register's length. It begins behind a record (keyset), and of a register that is
`LONG` at most so many rows are looked at in the order asked for; the page says when it stopped there. A long register
is put in order by indexed fields alone, and found by how names begin. Records without a value come last, both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import NATION, normal_code, subtree_bounds
from jiedui.registers.attention import attention_condition
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import AnyRecord, CreditCode, Field, Link, RegionField, Sealed, Text
from jiedui.registers.filters import Filter, conditions, escaped
from jiedui.registers.models import ordered_fields
from jiedui.registers.reach import condition
from jiedui.registers.walking import Walk, direction

SEARCH_LIMIT = 100
"""Characters of a search that are looked at."""
LONG = 20_000
"""Rows of a register that are looked at for one page, and from which on it is long."""
NEAR = 5_000
"""Who reaches no more records of a long register than these gets a list of them as of a short one."""
COUNTED = 10_000
"""Up to here records are counted."""
COUNTED_AMONG = 5_000
"""The first rows of a long register, among which those that match are counted."""
FOUND_BY_NAME = 2_000
"""Records of a long register that a search by name takes up."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of a list.

    `search`: text within what names a record, also the records that it links to, or its number; `only`: "waiting" or
    "returned"; `linked`: a link and the number that it points to; `attention`: a rule of what needs attention, the
    region that it looks at, as of which day, and whether at the region's own level only; `order`: a field, empty for
    the record's number.
    """

    search: str = ""
    only: str = ""
    linked: tuple[str, int] | None = None
    filters: tuple[Filter, ...] = ()
    attention: tuple[str, str, date, bool] | None = None
    order: str = ""
    downward: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    `orders`: the fields by which it can be put in order; `order`: the one by which it is. `looked_at`: how many rows
    of a long register were looked at before the page was full, 0 where nothing was left out; `go_on` the number
    behind which to look on. `count` records match: all there are, or of `more` than that the first, or those among
    the first `COUNTED_AMONG` rows.
    """

    records: list[Record]
    has_earlier: bool
    has_later: bool
    order: str
    orders: frozenset[str]
    is_long: bool
    looked_at: int = 0
    go_on: int = 0
    count: int = 0
    counted: str = "exact"


@dataclass(frozen=True, slots=True)
class Matching:
    """What a list lets through, in SQL. `lead` is found by an index, `rest` asked row by row."""

    lead: str
    rest: str
    parameters: tuple[Any, ...]

    @property
    def sql(self) -> str:
        # Inside CASE no planner takes an index for it, and so walks the order of the page until the page is full.
        whole = f"CASE WHEN {self.rest} THEN 1 ELSE 0 END = 1"
        return f"{self.lead} AND {whole}" if self.lead else whole


def page_of_records(
    actor: Actor, register: Register, asked: Asked = Asked(), *, after: int = 0, before: int = 0, limit: int = 50
) -> Page:
    """One page behind a record, or before one, or the first; a record out of reach begins at the beginning.

    Errors: RIGHT-001.
    """
    heads = actor.require("read")
    is_long, near = _length(register, heads)
    orders = orders_of(register, is_long=is_long)
    order = asked.order if asked.order in orders else ""
    asked = replace(asked, order=order)
    matching = match(register, asked, heads, is_long=is_long, near=near)
    backward = bool(before) and not after
    begin = _begin(register, order, before if backward else after, heads)
    bound = LONG if is_long and not matching.lead else 0
    within = _span(register, order, heads) if bound else "1 = 1"
    walk = Walk(
        register, matching.sql, matching.parameters, order, asked.downward != backward, within, nulls_first=backward
    )
    found, edge = walk.page(begin, limit + 1, bound)
    page, more = found[:limit], len(found) > limit
    count, counted = _count(register, asked, matching, heads, is_long=is_long)
    stopped = bound if edge and not more else 0
    further = more or bool(stopped and order and found)
    return Page(
        records=page[::-1] if backward else page,
        has_earlier=further if backward else begin is not None,
        has_later=bool(begin) if backward else further,
        order=order, orders=orders, is_long=is_long, looked_at=stopped,
        go_on=edge if stopped and not order and not backward else 0, count=count, counted=counted,
    )  # fmt: skip


def orders_of(register: Register, *, is_long: bool) -> frozenset[str]:
    """The fields by which a list can be put in order."""
    fields: tuple[Field, ...] = ordered_fields(register) if is_long else register.fields
    return frozenset(field.name for field in fields if not isinstance(field, Sealed))


def match(register: Register, asked: Asked, heads: tuple[str, ...], *, is_long: bool, near: str = "") -> Matching:
    """The SQL of what a list lets through of what lies in one of the subtrees; `near`: how all of that is found."""
    lead, lead_parameters = [near] if near else [], list[Any]()
    rest, parameters = conditions(one for one in asked.filters if not isinstance(one.field, Sealed))
    words = asked.search.replace("\x00", "").strip()[:SEARCH_LIMIT]
    if words:
        found, more = _named(register, words, is_long=is_long)
        (lead if is_long else rest).append(found)
        (lead_parameters if is_long else parameters).extend(more)
    if asked.only:
        rest.append('"standing" < 1')
    if asked.only == "returned":
        rest.append('"review" LIKE %s')
        parameters.append('%"returned"%')
    if asked.linked is not None:
        lead.append(pointing(register, *asked.linked) or "1 = 0")
    if asked.attention is not None:
        rule, region, as_of, own = asked.attention
        rest.append(f"({attention_condition(rule, register.code, region, as_of, own=own)})")
    rest.append(condition(register, heads, row_by_row=True))
    return Matching(" AND ".join(lead), " AND ".join(rest), (*lead_parameters, *parameters))


def everything(register: Register, asked: Asked, heads: tuple[str, ...]) -> tuple[str, tuple[Any, ...], str]:
    """What all pages of a list together hold: the SQL condition, its parameters and its order."""
    is_long, near = _length(register, heads)
    matching = match(register, asked, heads, is_long=is_long, near=near)
    number = f'"id"{" DESC" if asked.downward else ""}'
    if asked.order not in orders_of(register, is_long=is_long):
        return matching.sql, matching.parameters, number
    column = f'"{asked.order}"'
    empty_last = f"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END"
    order = f"{empty_last}, {column}{direction(register, asked.order, asked.downward)}, {number}"
    return matching.sql, matching.parameters, order


def pointing(register: Register, link: str, number: int, target: str = "") -> str:
    """The condition under which a record points to another by a link; empty where that field is none."""
    field = register.field(link) if register.has(link) else None
    if isinstance(field, AnyRecord) and target:
        return f'("{link}" = {int(number)} AND "{field.register_in}" = \'{registers()[target].code}\')'
    return f'"{link}" = {int(number)}' if isinstance(field, (Link, AnyRecord)) else ""


def named_by(register: Register) -> list[str]:
    """The fields in clear text by which a register's records are told apart or named."""
    return [f.name for f in register.fields if isinstance(f, (Text, CreditCode)) and f.name in register.identifying]


def names_indexed(register: Register) -> list[str]:
    """Those of them that are found by their beginnings, however long the register is."""
    return [f.name for f in ordered_fields(register) if isinstance(f, (Text, CreditCode))]


def beginning(column: str, words: str) -> tuple[str, list[Any]]:
    """The condition under which a text begins with words, as its index answers it on either database."""
    if connection.vendor == "postgresql":
        return f"\"{column}\" LIKE %s ESCAPE '!'", [f"{escaped(words)}%"]
    return f'("{column}" >= %s AND "{column}" < %s)', [words, words + "\U0010ffff"]


def containing(columns: list[str], words: str) -> tuple[str, list[Any]]:
    """The condition under which one of some texts holds words."""
    likes = [f"LOWER(\"{name}\") LIKE %s ESCAPE '!'" for name in columns]
    return " OR ".join(likes) or "1 = 0", [f"%{escaped(words.lower())}%"] * len(likes)


def as_number(words: str) -> int:
    """The record's number that words are; 0 for none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) <= 18 else 0


def _length(register: Register, heads: tuple[str, ...]) -> tuple[bool, str]:
    """Whether a list is long; where the register is, but not what lies in reach, the condition that finds it."""
    if not _is_long(register):
        return False, ""
    if NATION in heads:
        return True, ""
    targets = [register.field(name) for name in register.placed_by]
    for target in (registers()[field.to] for field in targets if isinstance(field, Link)):
        if _is_above(target, condition(target, heads), NEAR):
            return True, ""
    within = condition(register, heads)
    if _is_above(register, within, NEAR):
        return True, ""
    return False, f'"id" IN (SELECT "id" FROM "register_{register.code}" WHERE {within})'


def _is_above(register: Register, where: str, number: int) -> bool:
    return bool(select_rows(f'SELECT 1 FROM "register_{register.code}" WHERE {where} LIMIT 1 OFFSET {number}'))


def _span(register: Register, order: str, heads: tuple[str, ...]) -> str:
    """In the order of the region that places a record: from the first region within reach to the last."""
    if order not in register.placed_by or NATION in heads or not isinstance(register.field(order), RegionField):
        return "1 = 1"
    if len(register.placed_by) > 1:
        return "1 = 1"
    lows, highs = zip(*(subtree_bounds(normal_code(head)) for head in heads), strict=True)
    return f"\"{order}\" BETWEEN '{min(lows)}' AND '{max(highs)}'"


def _is_long(register: Register) -> bool:
    return bool(select_rows(f'SELECT "id" FROM "register_{register.code}" ORDER BY "id" LIMIT 1 OFFSET {LONG}'))


def _named(register: Register, words: str, *, is_long: bool) -> tuple[str, list[Any]]:
    """The condition under which a record is named by words, and its parameters."""
    if is_long:
        return _named_in_long(register, words)
    found, parameters = containing(named_by(register), words)
    parts = [found]
    for link, inner, more in _named_targets(register, words):
        parts.append(f'"{link}" IN ({inner})')
        parameters += more
    if number := as_number(words):
        parts.append(f'"id" = {number}')
    return f"({' OR '.join(parts)})", parameters


def _named_targets(register: Register, words: str) -> Iterator[tuple[str, str, list[Any]]]:
    """For each link, the records named by words that it may point to, as SQL with its parameters."""
    for link in register.links:
        target = registers()[link.to]
        if not named_by(target):
            continue
        if _is_long(target):
            inner, more = _ids_beginning(target, words)
        else:
            found, more = containing(named_by(target), words)
            inner = f'SELECT "id" FROM "register_{target.code}" WHERE {found}'
        yield link.name, inner, more


def _ids_beginning(register: Register, words: str) -> tuple[str, list[Any]]:
    parts, parameters = [f'SELECT "id" FROM "register_{register.code}" WHERE "id" = {as_number(words)}'], list[Any]()
    for name in names_indexed(register):
        found, more = beginning(name, words)
        inner = f'SELECT "id" FROM "register_{register.code}" WHERE {found} LIMIT {FOUND_BY_NAME}'
        parts.append(f"SELECT * FROM ({inner}) AS of_{name}")
        parameters += more
    return " UNION ".join(parts), parameters


def _named_in_long(register: Register, words: str) -> tuple[str, list[Any]]:
    """As `_named`, by what names begin with, and not more than so many of each."""
    own, parameters = _ids_beginning(register, words)
    parts = [own]
    for link, inner, more in _named_targets(register, words):
        pointing_there = f'SELECT "id" FROM "register_{register.code}" WHERE "{link}" IN ({inner})'
        parts.append(f"SELECT * FROM ({pointing_there} LIMIT {FOUND_BY_NAME}) AS by_{link}")
        parameters += more
    return f'"id" IN ({" UNION ".join(parts)})', parameters


def _begin(register: Register, order: str, number: int, heads: tuple[str, ...]) -> tuple[Any, int] | None:
    """The value and number of the record behind which a page begins; None for the first page.

    By a field, the record has to lie within reach: its place among others would tell its value.
    """
    if not number or not order:
        return (None, number) if number else None
    within = condition(register, heads, row_by_row=True)
    found = select_rows(f'SELECT "{order}" FROM "register_{register.code}" WHERE "id" = {int(number)} AND {within}')
    return (found[0][0], number) if found else None


def _count(
    register: Register, asked: Asked, matching: Matching, heads: tuple[str, ...], *, is_long: bool
) -> tuple[int, str]:
    """How many records match, and whether that is all of them; two queries at most."""
    where, parameters, counted = matching.sql, matching.parameters, "exact"
    table = f'"register_{register.code}"'
    if is_long and not matching.lead:
        is_plain = replace(asked, order="", downward=False) == Asked()
        by_region = all(isinstance(register.field(name), RegionField) for name in register.placed_by)
        if is_plain and (by_region or NATION in heads):
            where, parameters = condition(register, heads), ()
        else:
            edge = select_rows(f'SELECT "id" FROM {table} ORDER BY "id" LIMIT 1 OFFSET {COUNTED_AMONG - 1}')[0][0]
            where, counted = f'"id" <= {int(edge)} AND {where}', "looked"
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT {COUNTED + 1}) AS matching"
    count = int(select_rows(sql, parameters)[0][0])
    return (COUNTED, "more") if count > COUNTED else (count, counted)
