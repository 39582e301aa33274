"""Decisions of meetings on a day: what was written later is not known then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jiedui.indicators import decisions as module
from jiedui.indicators.decisions import decisions
from jiedui.kernel.lens import lens_as_of
from tests.registers.cast import CLERK
from tests.registers.records import MASHAN, new

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2023, 3, 31), date(2023, 6, 30)


@pytest.fixture
def decided() -> Callable[..., int]:
    """Write a decision of a meeting on 1 March 2023."""
    meeting, office = new("meetings", region=MASHAN, held_on=date(2023, 3, 1)), new("offices", region=MASHAN)

    def write(content: str, due: date, **more: object) -> int:
        return new("follow_ups", meeting=meeting, visit=None, office=office, content=content, due_on=due, **more)

    return write


def test_an_outcome_is_known_from_the_day_on_which_it_was_done(decided: Callable[..., int]) -> None:
    decided("建群", date(2023, 4, 1), done_on=JUNE, outcome="已建群")
    (before,) = decisions(CLERK, lens_as_of(MASHAN, MARCH))
    assert (before.done_on, before.outcome, before.standing.state) == (None, "", "at_risk")
    (after,) = decisions(CLERK, lens_as_of(MASHAN, JUNE))
    assert (after.done_on, after.outcome, after.standing.state) == (JUNE, "已建群", "done")


def test_of_more_than_are_shown_those_open_on_the_day_come_first(
    decided: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    decided("已办结", date(2023, 3, 4), done_on=date(2023, 3, 4))
    second = decided("未办结", date(2023, 3, 20))
    first = decided("后来办结", date(2023, 3, 5), done_on=JUNE)
    monkeypatch.setattr(module, "DECISIONS_SHOWN", 1)
    assert [one.number for one in decisions(CLERK, lens_as_of(MASHAN, MARCH))] == [first, second]
