"""One search over the records of all registers and the regions: what is named by some words, best matches first.

Texts in the clear by which records are told apart are searched, and records' numbers. Of a register with more than
`SEARCHED_WHOLE` records only how names begin is. Names of persons are sealed, so a person is found by the whole
identity number alone, by who may see names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jiedui.journal.storage import select_rows
from jiedui.kernel.identity import id_fault
from jiedui.kernel.permissions import Actor, is_reached
from jiedui.kernel.regions import level
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import RegionField
from jiedui.registers.keys import secret
from jiedui.registers.lists import SEARCH_LIMIT, as_number, beginning, escaped, named_by, names_indexed
from jiedui.registers.persons import PERSONS
from jiedui.registers.reach import condition, reached

SEARCHED_WHOLE: Final = 5_000
"""Records of a register all of which are asked for the words."""
TAKEN: Final = 50
"""Matches of one register that are ranked and counted."""
EXACT, BEGINS, CONTAINS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that words name: its number and name, the region that it lies in where it has one, how it matches."""

    number: int
    name: str
    region: str
    rank: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What words name in one register, best matches first; `is_more`: there are more than these."""

    register: str
    hits: tuple[Hit, ...]
    is_more: bool
    by_beginning: bool


def found_records(actor: Actor, words: str) -> list[Hits]:
    """The records within reach that words name, by register, the best match first. Two queries. Errors: RIGHT-001."""
    heads = actor.require("read")
    words = words.replace("\x00", "").strip()[:SEARCH_LIMIT]
    if not words:
        return []
    long = _long_ones()
    parts, parameters = list[str](), list[Any]()
    for code, one in registers().items():
        if named_by(one) or as_number(words):
            part, more = _search(one, words, heads, by_beginning=code in long)
            parts.append(part)
            parameters += more
    by_register: dict[str, list[Hit]] = {}
    for code, number, rank, name, region in select_rows(" UNION ALL ".join(parts), parameters):
        by_register.setdefault(code, []).append(Hit(number, name or "", region or "", rank))
    found = [
        Hits(code, tuple(sorted(hits, key=lambda hit: (hit.rank, hit.number))[:TAKEN]), len(hits) > TAKEN, code in long)
        for code, hits in by_register.items()
    ]
    places = {code: place for place, code in enumerate(registers())}
    return sorted(found, key=lambda hits: (hits.hits[0].rank, places[hits.register]))


def found_regions(actor: Actor, words: str, limit: int = 10) -> list[str]:
    """The codes of the regions within reach that words name: whole name or code first, then the higher level first.

    No query. Errors: RIGHT-001.
    """
    heads = actor.require("read")
    words = words.strip()[:SEARCH_LIMIT]
    if not words:
        return []
    known = index()
    exact = [code for code in known.find(words) if is_reached(code, heads)]
    if words.isascii():
        return exact[:limit]  # a code; no name is written so
    named = [
        code
        for code, name in known.names.items()
        if words in name and code not in known.successors and is_reached(code, heads)
    ]
    return list(dict.fromkeys((*exact, *sorted(named, key=lambda code: (level(code), code)))))[:limit]


def person_by_number(actor: Actor, text: str) -> int:
    """The record of the person with an identity number, where the actor may see names; 0 for none.

    Errors: RIGHT-001, LEDGER-006, LEDGER-014.
    """
    actor.require("read_names")
    number = text.replace(" ", "").upper()
    if id_fault(number) is not None:
        return 0
    persons, digest = registers()[PERSONS], secret(number).digest
    found = rows.by_keys(persons, [digest]).get(digest)
    return found.id if found is not None and reached(persons, [found.id], actor, "read_names") else 0


def _long_ones() -> set[str]:
    """The registers with too many records to be asked one by one."""
    parts = [
        f"SELECT '{code}' WHERE EXISTS (SELECT 1 FROM \"register_{code}\" LIMIT 1 OFFSET {SEARCHED_WHOLE})"
        for code in registers()
    ]
    return {row[0] for row in select_rows(" UNION ALL ".join(parts))}


def _search(register: Register, words: str, heads: tuple[str, ...], *, by_beginning: bool) -> tuple[str, list[Any]]:
    """The matches of one register, ranked: register, number, rank, name, region."""
    names, table = named_by(register), f'"register_{register.code}"'
    lower = words.lower()
    is_whole, parameters = _any(names, 'LOWER("{}") = %s', lower)
    begins, more = _any(names, "LOWER(\"{}\") LIKE %s ESCAPE '!'", f"{escaped(lower)}%")
    number = as_number(words)
    rank = f'CASE WHEN "id" = {number} OR {is_whole} THEN {EXACT} WHEN {begins} THEN {BEGINS} ELSE {CONTAINS} END'
    label, of_label = _label(names, lower)
    parameters += [*more, *of_label]
    if by_beginning:
        ids = [f'SELECT "id" FROM {table} WHERE "id" = {number}']
        for name in names_indexed(register):
            part, more = beginning(name, words)
            ids.append(f'SELECT * FROM (SELECT "id" FROM {table} WHERE {part} LIMIT {SEARCHED_WHOLE}) AS of_{name}')
            parameters += more
        matches = f'"id" IN ({" UNION ".join(ids)})'
    else:
        contains, more = _any(names, "LOWER(\"{}\") LIKE %s ESCAPE '!'", f"%{escaped(lower)}%")
        matches = f'("id" = {number} OR {contains})'
        parameters += more
    places = [f'"{name}"' for name in register.placed_by if isinstance(register.field(name), RegionField)]
    region = places[0] if places else "''"
    within = condition(register, heads, row_by_row=True)
    return (
        f"SELECT * FROM (SELECT '{register.code}' AS code, \"id\" AS number, {rank} AS rank, "
        f"{label} AS label, {region} AS region FROM {table} "
        f"WHERE {matches} AND CASE WHEN {within} THEN 1 ELSE 0 END = 1 "
        f"ORDER BY rank, number LIMIT {TAKEN + 1}) AS in_{register.code}"
    ), parameters


def _label(names: list[str], lower: str) -> tuple[str, list[Any]]:
    """What a match is called: the record's name or title; where it has none, the text that holds the words."""
    named = [f'"{name}"' for name in ("name", "title") if name in names]
    others = ", ".join([*named, *(f'"{name}"' for name in names), "''"])
    if named:
        return f"COALESCE({others}, '')", []
    cases = " ".join(f'WHEN LOWER("{name}") LIKE %s ESCAPE \'!\' THEN "{name}"' for name in names)
    like = f"%{escaped(lower)}%"
    return (f"CASE {cases} ELSE COALESCE({others}, '') END", [like] * len(names)) if names else ("''", [])


def _any(names: list[str], template: str, text: str) -> tuple[str, list[Any]]:
    return " OR ".join(template.format(name) for name in names) or "1 = 0", [text] * len(names)
