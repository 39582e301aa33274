"""A small chart and ways to write batches and read them by brute force, for the journal's tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from django.db import transaction
from hypothesis import strategies as st

from jiedui.journal.actions import PostingRow, Sheet, open_batch
from jiedui.journal.queries import Ask, Sums, View
from jiedui.kernel import regions
from jiedui.kernel.accounts import Account, Chart, Dimension, selects
from jiedui.kernel.permissions import Actor

CLERK = Actor("clerk-450124", "county clerk")
REVIEWER = Actor("reviewer-450124", "county reviewer")
NANNING, MASHAN, SHANGLIN = "450100000000", "450124000000", "450125000000"
BAISHAN, VILLAGE, OTHER_VILLAGE = "450124100000", "450124100201", "450124100202"
DONGGUAN, DONGCHENG = "441900000000", "441900003000"
PLACES = (NANNING, MASHAN, SHANGLIN, BAISHAN, VILLAGE, OTHER_VILLAGE, DONGGUAN, DONGCHENG)
LOOKED_AT = (*PLACES, "450000000000", "440000000000", regions.NATION)

CHART = Chart(
    [
        Account("funds.committed", "fen", "funds", (Dimension("kind", ("industry", "rural")), Dimension("tier"))),
        Account("labour.placed", "person", "persons placed", (Dimension("household", ("lifted", "other")),)),
        Account("labour.placed_again", "person", "persons placed again"),
    ]
)
ACCOUNTS = (
    "funds.committed.industry.city",
    "funds.committed.rural.city",
    "labour.placed.lifted",
    "labour.placed.other",
    "labour.placed_again",
)
PATTERNS = ("funds", "funds.committed.*.city", "labour.placed", "labour.placed.lifted", "labour.placed_again", "labour")


class Fact(NamedTuple):
    """A posting in short."""

    account: str
    region: str
    valid_on: date
    amount: int = 1
    standing: int = 1
    weight: int = 1
    field: str = "amount"


def write(facts: Sequence[Fact], *, verb: str = "save", sheets: Sequence[Sheet] = ()) -> int:
    """One batch with one entry that makes all the facts. Returns its number."""
    with open_batch(CLERK, verb, CHART, reason="test") as draft:
        draft.sheets = list(sheets)
        entry = draft.entry("projects", None, None, {"name": "甲"}, *((1, 5) if sheets else ()))
        draft.postings = [
            PostingRow(entry, f.account, f.region, f.valid_on, f.standing, f.amount, f.weight, entry, f.field)
            for f in facts
        ]
    return draft.number


def summed(batches: Sequence[tuple[int, Sequence[Fact]]], ask: Ask, region: str, view: View, own: bool) -> Sums:
    """What a sum must be, by looking at every posting."""
    found = Sums()
    for number, facts in batches:
        if view.known_batch is not None and number > view.known_batch:
            continue
        for fact in facts:
            if not any(selects(pattern, fact.account) for pattern in ask.patterns):
                continue
            if not (ask.since or date(1900, 1, 1)) <= fact.valid_on < ask.until:
                continue
            if fact.region != region if own else not regions.is_within(fact.region, region):
                continue
            values = (fact.amount, fact.weight)
            found = found.plus(Sums(*values) if fact.standing >= view.level else Sums(0, 0, *values))
    return found


days = st.one_of(
    st.sampled_from([date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 31), date(2023, 2, 1), date(2024, 2, 29)]),
    st.dates(date(2021, 6, 1), date(2024, 6, 30)),
)
facts = st.builds(
    Fact,
    st.sampled_from(ACCOUNTS),
    st.sampled_from(PLACES),
    days,
    st.integers(-50, 1000),
    st.integers(0, 3),
    st.sampled_from([1, 1, 1, -1]),
    st.just("amount"),
)
batches = st.lists(st.lists(facts, max_size=6), min_size=1, max_size=5)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo at the end what was written inside: each example of a property begins with the same ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
