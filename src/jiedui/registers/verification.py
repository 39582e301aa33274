"""Verification of the registers: the journal replayed against the tables, and postings against the records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from jiedui.journal.storage import chunks, select_rows, stream_rows
from jiedui.kernel import sealing
from jiedui.kernel.errors import Problem, Refused
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.erasing import erasures, was_sealed_before
from jiedui.registers.grouping import counts, load_groups, roots_of
from jiedui.registers.keys import ring
from jiedui.registers.reposting import posted, unposted
from jiedui.registers.writing import state_of


def verify_registers() -> list[Problem]:
    """Compare every register with the replayed journal, and the postings with what the records should post.

    Errors returned: VERIFY-005 to -007 (first of each register), VERIFY-011, VERIFY-014; VERIFY-015 without the keys.
    """
    with transaction.atomic():
        problems = [problem for one in registers().values() if (problem := _first_difference(one))]
        if not problems:
            problems = list(_first_unposted())
        try:
            keys = ring()
        except Refused as refusal:
            return [*problems, Problem("VERIFY-015", {"detail": refusal.problems[0].text()})]
        return problems or list(_first_unsealed(keys))


def replay(one: Register) -> Iterator[tuple[int, int, dict[str, Any] | None]]:
    """The journal's last word on each record of a register, in the order of numbers: (number, entry, state)."""
    number, entry, state = 0, 0, None
    entries = stream_rows(
        "SELECT record, id, before, after FROM journal_entry WHERE register = %s ORDER BY record, id", [one.code]
    )
    for record, id_, _, after in entries:
        if record != number:
            if number:
                yield number, entry, state
            number, state = record, None
        entry = id_
        state = None if not after else {**(state or {}), **json.loads(after)}
    if number:
        yield number, entry, state


def _first_difference(one: Register) -> Problem | None:
    stored = rows.all_of(one)
    present = next(stored, None)
    for number, entry, state in replay(one):
        if present is not None and present[1].id < number:
            return Problem("VERIFY-006", {"record": present[1].id, "register": one.code})
        if state is None:
            if present is not None and present[1].id == number:
                return Problem("VERIFY-006", {"record": number, "register": one.code})
            continue
        if present is None or present[1].id != number:
            return Problem("VERIFY-007", {"record": number, "register": one.code})
        if problem := _difference(one, *present, entry, state):
            return problem
        present = next(stored, None)
    return None if present is None else Problem("VERIFY-006", {"record": present[1].id, "register": one.code})


def _difference(one: Register, key: str, record: Record, entry: int, state: dict[str, Any]) -> Problem | None:
    found = {**state_of(one, record), "#entry": record.entry}
    expected = {**{name: value for name, value in state.items() if value is not None}, "#entry": entry}
    if found == expected and key == one.key_of(record.values):
        return None
    field = next((n for n in sorted(found.keys() | expected.keys()) if found.get(n) != expected.get(n)), "key")
    return Problem(
        "VERIFY-005",
        {
            "record": record.id,
            "register": one.code,
            "field": field,
            "found": found.get(field, key),
            "expected": expected.get(field),
        },
    )


def _first_unposted() -> Iterator[Problem]:
    subjects: dict[str, set[int]] = {}
    for code, one in registers().items():
        if counts(code):
            for _, record in rows.all_of(one):
                for root, number in roots_of(record):
                    subjects.setdefault(root, set()).add(number)
    known: set[int] = set()
    for root, numbers in subjects.items():
        known |= numbers
        for chunk in chunks(sorted(numbers)):
            groups = load_groups({root: set(chunk)}, {}, {})
            for subject, account, found, expected in unposted(groups, posted(chunk)):
                yield Problem(
                    "VERIFY-011", {"subject": subject, "account": account, "found": found, "expected": expected}
                )
                return
    gone = [row[0] for row in select_rows("SELECT DISTINCT subject FROM journal_posting") if row[0] not in known]
    for subject, stands in posted(gone).items():
        account, sums = next((key[1], sums) for key, sums in stands.items())
        yield Problem("VERIFY-011", {"subject": subject, "account": account, "found": sums, "expected": None})
        return


def _first_unsealed(keys: sealing.KeyRing) -> Iterator[Problem]:
    """The first record whose key does not open what it sealed, or whose key column is not its number's digest."""
    wrapped = dict(select_rows("SELECT id, wrapped FROM registers_recordkey"))
    erased = erasures()
    for one in registers().values():
        for _, record in rows.all_of(one) if one.sealed else ():
            tokens = [record[f.name] for f in one.sealed if record[f.name] is not None]
            closed = [token for token in tokens if not _opens(keys, wrapped.get(record.id, ":"), token)]
            if closed and not (record.id in erased and was_sealed_before(record.id, closed, erased[record.id])):
                yield Problem("VERIFY-014", {"record": record.id, "register": one.code})
                return


def _opens(keys: sealing.KeyRing, wrapped: str, token: str) -> bool:
    """Whether a record's key opens a token, and what it opens is what the token's digest says."""
    try:
        return sealing.is_same(keys, token, sealing.open_seal(keys.unwrap(wrapped), token))
    except Refused:
        return False
