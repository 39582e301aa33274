"""Reposting: the difference between the postings that subjects have in the journal and those they should have."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from jiedui.journal.actions import Draft, PostingRow
from jiedui.journal.storage import chunks, select_rows, whole_numbers
from jiedui.registers.grouping import PostKey, arrivals, counts, load_groups, roots_of, subjects_of, wanted_postings

if TYPE_CHECKING:
    from jiedui.registers.writing import Move


def repost(moves: Sequence[Move], draft: Draft) -> Iterator[PostingRow]:
    """The postings to append after the moves. A correction is a reversal and a new posting."""
    counted = [move for move in moves if counts(move.register)]
    overlay = {(move.new or move.old).id: move.new for move in counted}  # type: ignore[union-attr]  # one is there
    fresh = {move.new.id for move in counted if move.old is None and move.new is not None}
    changed = [record for move in counted for record in (move.old, move.new) if record is not None]
    subjects = subjects_of((r for r in changed if r.id not in fresh), overlay)
    for code, numbers in _fresh_subjects(counted, fresh).items():
        subjects.setdefault(code, set()).update(numbers)
    arriving = arrivals(overlay)
    latest = {entry.record: entry.id for entry in draft.entries}
    for code, numbers in subjects.items():
        for chunk in chunks(sorted(numbers)):
            groups = load_groups({code: set(chunk)}, overlay, arriving, fresh)
            stored = {r.id: r.entry for group in groups for members in group.members.values() for r in members}
            entries = ChainMap(latest, stored)
            have = posted(number for number in chunk if number not in fresh)
            for group in groups:
                yield from _difference(group.subject, have.pop(group.subject, {}), wanted_postings(group), entries)


def _fresh_subjects(moves: Sequence[Move], fresh: set[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for move in moves:
        if move.new is not None and move.new.id in fresh:
            for root, number in roots_of(move.new):
                found.setdefault(root, set()).add(number)
    return found


def posted(subjects: Iterable[int]) -> dict[int, dict[PostKey, list[int]]]:
    """What stands in the journal for each subject, taken-back postings netted out."""
    found: dict[int, dict[PostKey, list[int]]] = {}
    for chunk in chunks(subjects):
        rows = select_rows(
            "SELECT p.subject, e.record, a.code, p.region, p.valid_on, p.standing, p.field, SUM(p.amount), "
            "SUM(p.weight) FROM journal_posting p JOIN journal_entry e ON e.id = p.entry_id "
            f"JOIN journal_account a ON a.id = p.account_id WHERE p.subject IN ({whole_numbers(chunk)}) "
            "GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING SUM(p.amount) <> 0 OR SUM(p.weight) <> 0"
        )
        for subject, record, account, region, day, standing, field, amount, weight in rows:
            valid_on = date.fromisoformat(day) if isinstance(day, str) else day
            key = (record, account, region, valid_on, standing, field)
            found.setdefault(subject, {})[key] = [int(amount), int(weight)]
    return found


def _difference(
    subject: int, have: Mapping[PostKey, list[int]], want: Mapping[PostKey, list[int]], entries: Mapping[int, int]
) -> Iterator[PostingRow]:
    if not have:
        for (record, account, region, day, standing, field), (amount, weight) in want.items():
            yield PostingRow(entries[record], account, region, day, standing, amount, weight, subject, field)
        return
    for key, (amount, weight) in have.items():
        if want.get(key) != [amount, weight]:
            record, account, region, day, standing, field = key
            yield PostingRow(entries[record], account, region, day, standing, -amount, -weight, subject, field)
    for key, (amount, weight) in want.items():
        if have.get(key) != [amount, weight]:
            record, account, region, day, standing, field = key
            yield PostingRow(entries[record], account, region, day, standing, amount, weight, subject, field)


def unposted(groups: Iterable[Any], have: dict[int, dict[PostKey, list[int]]]) -> Iterator[tuple[int, str, Any, Any]]:
    """Where the journal and the records disagree: (subject, account, found, expected)."""
    for group in groups:
        stands = have.pop(group.subject, {})
        want = wanted_postings(group)
        for key in stands.keys() | want.keys():
            if stands.get(key) != want.get(key):
                yield group.subject, key[1], stands.get(key), want.get(key)
                return
