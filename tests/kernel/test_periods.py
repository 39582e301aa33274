"""Intervals cut into years, months and days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel import periods
from jiedui.kernel.lens import Lens, lens_as_of
from tests.kernel.refusals import refusal

days = st.dates(date(2018, 1, 1), date(2027, 12, 31))


def is_covered(day: date, ranges: tuple[tuple[int, int], ...]) -> int:
    """In how many of the ranges a day is counted, through its year, its month or itself."""
    return sum(low <= code <= high for code in periods.codes(day) for low, high in ranges)


@given(days, days)
def test_the_ranges_cover_each_day_of_the_interval_once_and_no_other(first: date, second: date) -> None:
    since, until = min(first, second), max(first, second)
    ranges = periods.cover(since, until)
    for offset in range(-40, (until - since).days + 40):
        day = since + timedelta(days=offset)
        assert is_covered(day, ranges) == (since <= day < until), day


@given(days)
def test_an_interval_without_a_beginning_covers_everything_before_its_end(until: date) -> None:
    ranges = periods.cover(None, until)
    assert is_covered(until - timedelta(days=1), ranges) == 1
    assert is_covered(date(periods.FIRST_YEAR, 1, 1), ranges) == 1
    assert is_covered(until, ranges) == 0


@given(days, days)
def test_five_ranges_are_always_enough(first: date, second: date) -> None:
    assert len(periods.cover(min(first, second), max(first, second))) <= 5


@pytest.mark.parametrize("until", [date(2023, 5, 1), date(2023, 4, 30), date(2020, 1, 1)])
def test_an_empty_interval_has_no_range(until: date) -> None:
    assert periods.cover(date(2023, 5, 1), until) == ()


def test_whole_years_months_and_days_are_taken_as_such() -> None:
    assert periods.cover(date(2021, 1, 1), date(2023, 10, 1)) == ((2021, 2022), (202301, 202309))
    assert periods.cover(date(2022, 12, 30), date(2023, 1, 3)) == ((20221230, 20221231), (20230101, 20230102))


@given(days, days)
def test_the_months_of_an_interval_are_those_of_its_days(first: date, second: date) -> None:
    since, until = min(first, second), max(first, second)
    touched = {periods.month_code(since + timedelta(days=n)) for n in range((until - since).days)}
    assert list(periods.months(since, until)) == sorted(touched)


def test_a_lens_as_of_a_day_looks_at_that_day_too() -> None:
    lens = lens_as_of("450100000000", date(2023, 9, 30))
    assert (lens.until, lens.as_of) == (date(2023, 10, 1), date(2023, 9, 30))


@pytest.mark.parametrize("since", [date(2023, 10, 1), date(2024, 1, 1)])
def test_a_lens_on_an_empty_period_is_refused(since: date) -> None:
    with refusal("LEDGER-009", since=since.isoformat(), as_of="2023-09-30"):
        Lens("450100000000", date(2023, 10, 1), since)
