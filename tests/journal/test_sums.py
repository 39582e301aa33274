"""Sums through every lens equal a brute-force sum over the postings, now and as known at any time."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.journal.models import Batch
from jiedui.journal.queries import Ask, Sums, View, batch_known_at, postings_behind, series, sums
from jiedui.journal.verification import rebuild_balances, verify_journal
from jiedui.kernel import periods, regions
from tests.journal.ledgers import (
    BAISHAN,
    DONGCHENG,
    DONGGUAN,
    LOOKED_AT,
    MASHAN,
    NANNING,
    PATTERNS,
    SHANGLIN,
    VILLAGE,
    Fact,
    batches,
    days,
    facts,
    rolled_back,
    summed,
    write,
)

pytestmark = pytest.mark.django_db

DAY, END = date(2023, 3, 4), date(2024, 1, 1)


def total(region: str, pattern: str = "labour", *, own: bool = False, level: int = 1, known: int | None = None) -> Sums:
    view = View({region: (region,)}, frozenset([region] if own else []), known, level)
    return sums([Ask("one", (pattern,), None, END)], view).get(("one", region), Sums())


@settings(max_examples=40, deadline=None)
@given(batches, st.data())
def test_a_sum_is_the_sum_of_the_postings_that_the_lens_lets_through(
    written: list[list[Fact]], data: st.DataObject
) -> None:
    with rolled_back():
        numbered = [(write(found), found) for found in written]
        first, last = sorted((data.draw(days), data.draw(days)))
        asks = [Ask(p, (p,), data.draw(st.sampled_from([None, first])), last) for p in PATTERNS]
        known = data.draw(st.sampled_from([None, 0, *(number for number, _ in numbered)]))
        own = frozenset(data.draw(st.sets(st.sampled_from(LOOKED_AT))))
        view = View({code: (code,) for code in LOOKED_AT}, own, known, data.draw(st.integers(0, 3)))
        found = sums(asks, view)
        for ask in asks:
            for region in LOOKED_AT:
                expected = summed(numbered, ask, region, view, region in own)
                assert found.get((ask.key, region), Sums()) == expected, (ask, region)
        assert verify_journal() == []


@settings(max_examples=25, deadline=None)
@given(batches, days, days, st.sampled_from(LOOKED_AT), st.booleans(), st.integers(0, 3))
def test_a_series_shows_what_each_month_brought(
    written: list[list[Fact]], first: date, second: date, region: str, own: bool, level: int
) -> None:
    since, until = min(first, second), max(first, second)
    with rolled_back():
        numbered = [(write(found), found) for found in written]
        view = View({region: (region,)}, frozenset([region] if own else []), None, level)
        found = series([Ask("all", ("labour", "funds"), since, until)], view)
        for month in periods.months(since, until):
            begin = date(month // 100, month % 100, 1)
            ask = Ask("all", ("labour", "funds"), max(since, begin), min(until, periods.next_month(begin)))
            expected = summed(numbered, ask, region, view, own)
            assert found.pop(("all", region, month), Sums()) == expected, month
        assert found == {}


@settings(max_examples=25, deadline=None)
@given(batches, batches)
def test_what_was_known_then_is_not_changed_by_what_comes_later(
    earlier: list[list[Fact]], later: list[list[Fact]]
) -> None:
    asks = [Ask(pattern, (pattern,), None, END) for pattern in PATTERNS]
    with rolled_back():
        seen = []
        for found in (*earlier, *later):
            view = View({code: (code,) for code in LOOKED_AT}, frozenset([NANNING]), write(found))
            seen.append((view, sums(asks, view), series(asks, view)))
        for view, figures, months in seen:
            assert sums(asks, view) == figures
            assert series(asks, view) == months


@settings(max_examples=25, deadline=None)
@given(batches, st.sampled_from(LOOKED_AT[:-1]), st.booleans(), st.integers(0, 3))
def test_the_postings_behind_a_sum_add_up_to_it(written: list[list[Fact]], region: str, own: bool, level: int) -> None:
    with rolled_back():
        numbered = [(write(found), found) for found in written]
        view = View({region: (region,)}, level=level)
        expected = summed(numbered, Ask("", ("labour",), None, END), region, view, own)
        behind = postings_behind(["labour"], [region], None, END, own=own, level=level)
        assert sum(posting.amount for posting in behind) == expected.total
        assert sum(posting.weight for posting in behind) == expected.facts
        assert [p.valid_on for p in behind] == sorted(p.valid_on for p in behind)


@settings(max_examples=15, deadline=None)
@given(batches)
def test_balances_made_anew_are_the_balances_that_grew(written: list[list[Fact]]) -> None:
    asks = [Ask(pattern, (pattern,), None, END) for pattern in PATTERNS]
    with rolled_back():
        views = [View({code: (code,) for code in LOOKED_AT}, known_batch=write(found)) for found in written]
        before = [sums(asks, view) for view in views]
        rebuild_balances()
        assert [sums(asks, view) for view in views] == before
        assert verify_journal() == []


def test_a_citys_sum_holds_its_own_and_its_counties_and_townships() -> None:
    write([Fact("labour.placed.other", place, DAY, n) for n, place in ((1, NANNING), (20, MASHAN), (300, VILLAGE))])
    assert total(NANNING).total == 321
    assert total(NANNING, own=True).total == 1
    assert total(MASHAN).total == 320
    assert total(BAISHAN).total == total(VILLAGE).total == 300
    assert total(SHANGLIN) == Sums()


def test_a_township_right_below_a_city_counts_once_in_the_city() -> None:
    write([Fact("labour.placed.other", DONGCHENG, DAY, 7)])
    assert total(DONGGUAN) == total("440000000000") == Sums(7, 1)
    assert total(DONGGUAN, own=True) == Sums()


def test_the_whole_nation_is_the_sum_of_its_provinces() -> None:
    write([Fact("labour.placed.other", place, DAY, n) for n, place in ((1, DONGCHENG), (20, MASHAN), (300, VILLAGE))])
    assert total(regions.NATION) == Sums(321, 3)
    assert total(regions.NATION, own=True) == Sums()


def test_a_recorded_zero_is_zero_and_a_taken_back_one_is_missing() -> None:
    write([Fact("labour.placed.other", MASHAN, DAY, 0)])
    assert total(MASHAN) == Sums(0, 1)
    write([Fact("labour.placed.other", MASHAN, DAY, 0, weight=-1)])
    assert ("one", MASHAN) not in sums([Ask("one", ("labour",), None, END)], View({MASHAN: (MASHAN,)}))


def test_what_waits_is_told_apart_at_every_level() -> None:
    write([Fact("labour.placed.other", VILLAGE, DAY, 10**standing, standing) for standing in range(4)])
    for level in range(4):
        found = total(NANNING, level=level)
        assert found.total == sum(10**standing for standing in range(level, 4))
        assert found.waiting == sum(10**standing for standing in range(level))
        assert total(VILLAGE, level=level) == found


def test_a_moment_is_answered_by_the_last_batch_recorded_up_to_it() -> None:
    first, second = write([Fact("labour.placed_again", MASHAN, DAY)]), write([Fact("labour.placed_again", MASHAN, DAY)])
    at = dict(Batch.objects.values_list("id", "recorded_at"))
    assert at[first] < at[second]
    assert batch_known_at(at[first]) == first
    assert batch_known_at(at[second]) == second
    assert batch_known_at(min(at.values()).replace(year=2000)) == 0
    assert batch_known_at(None) is None


def test_a_pattern_never_takes_in_an_account_with_a_longer_name() -> None:
    write([Fact("labour.placed_again", MASHAN, DAY, 5)])
    assert total(MASHAN, "labour.placed") == Sums()
    assert total(MASHAN, "labour.placed_again") == Sums(5, 1)


@pytest.mark.parametrize("known", [None, 10**6])
def test_a_table_of_sums_is_two_queries_however_much_is_asked(known: int | None) -> None:
    def queries(regions_: tuple[str, ...], patterns: tuple[str, ...]) -> int:
        asks = [Ask((pattern, n), (pattern,), date(2021, 5, 7), END) for n, pattern in enumerate(patterns)]
        with CaptureQueriesContext(connection) as captured:
            sums(asks, View({code: (code,) for code in regions_}, known_batch=known))
        return len(captured)

    write([Fact("funds.committed.industry.city", MASHAN, DAY)])
    few = queries((MASHAN,), PATTERNS[:1])
    write([Fact("funds.committed.rural.city", f"4501{n:02d}000000", DAY) for n in range(1, 90)])
    assert few == queries(tuple(f"4501{n:02d}000000" for n in range(1, 14)), PATTERNS * 20) == 2


@given(st.lists(facts, max_size=3))
@settings(max_examples=10, deadline=None)
def test_the_postings_of_one_batch_run_on_from_the_batch_before(found: list[Fact]) -> None:
    with rolled_back():
        first = Batch.objects.get(id=write(found))
        second = Batch.objects.get(id=write(found))
        assert second.first_posting == first.first_posting + len(found)
        assert (second.previous_hash, second.first_entry) == (first.hash, first.first_entry + 1)
