"""How a promise stands: its time, its state and the reason, on either side of every edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jiedui.indicators.pace import standing, time_share

BEGIN, DUE = date(2023, 1, 1), date(2023, 12, 31)
DAY = date(2023, 9, 30)


@pytest.mark.parametrize(
    ("begins", "due", "day", "share"),
    [
        (BEGIN, DUE, DAY, "74.8"),
        (BEGIN, DUE, DUE, "100"),
        (BEGIN, DUE, date(2024, 5, 1), "100"),
        (BEGIN, DUE, date(2022, 12, 31), "0"),
        (DAY, DAY, DAY, "100"),
    ],
)
def test_the_time_gone_counts_both_days_of_the_term(begins: date, due: date, day: date, share: str) -> None:
    assert time_share(begins, due, day) == Decimal(share)


@pytest.mark.parametrize(("begins", "due"), [(None, DUE), (BEGIN, None), (DUE, BEGIN)])
def test_without_a_term_no_time_is_gone(begins: date | None, due: date | None) -> None:
    assert time_share(begins, due, DAY) is None


def of(reached: str | None, *, day: date = DAY, due: date | None = DUE, done: date | None = None, counts: bool = True):
    share = Decimal(reached) if reached is not None else None
    found = standing(day, begins=BEGIN, due=due, done_on=done, reached=share, counts=counts)
    return found.state, found.reason


def test_a_promise_lags_only_beyond_the_slack() -> None:
    assert of("64.8") == ("on_track", "ahead")
    assert of("64.7") == ("at_risk", "behind")


def test_a_promise_is_late_the_day_after_its_day_and_not_on_it() -> None:
    assert of("95", day=DUE) == ("on_track", "ahead")
    assert of("95", day=date(2024, 1, 1)) == ("late", "past")


def test_what_is_reached_is_done_however_late() -> None:
    assert of("100", day=date(2025, 1, 1)) == ("done", "reached")


def test_what_the_office_reports_is_done_and_a_figure_that_is_short_of_it_is_said() -> None:
    assert of(None, counts=False, done=DAY) == ("done", "reported")
    assert of("40", done=DAY) == ("done", "short")
    assert of(None, done=DAY) == ("done", "short")


def test_a_report_of_a_later_day_is_not_known_yet() -> None:
    assert of("40", done=date(2023, 10, 1)) == ("at_risk", "behind")


def test_a_missing_figure_is_no_zero_and_is_at_risk_once_time_goes() -> None:
    assert of(None) == ("at_risk", "no_record")
    assert of(None, day=date(2023, 1, 31)) == ("on_track", "open")
    assert of("0", day=date(2023, 1, 31)) == ("on_track", "ahead")


def test_a_promise_without_a_number_is_at_risk_near_its_day_alone() -> None:
    assert of(None, counts=False) == ("on_track", "open")
    assert of(None, counts=False, due=date(2023, 10, 30)) == ("at_risk", "near")
    assert of(None, counts=False, due=date(2023, 10, 31)) == ("on_track", "open")
    assert of(None, counts=False, due=None) == ("on_track", "open")
