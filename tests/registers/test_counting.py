"""What each register holds within reach, and how far it is counted."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import counting
from jiedui.registers.counting import Count, counts
from jiedui.registers.reviewing import confirm_records, send_back_records
from tests.registers.cast import ANONYMOUS, CLERK, MANAGER, MASHAN, REVIEWER, SHANGLIN, STRANGER
from tests.registers.records import new, record

pytestmark = pytest.mark.django_db


def seen(number: int) -> list[tuple[str, int, int | None]]:
    return [("projects", number, record("projects", number).entry)]


def test_records_are_counted_within_reach_with_those_that_wait_and_were_returned() -> None:
    one, other, _theirs = (new("projects", name=name, region=place) for name, place in
                           (("茶园", MASHAN), ("水利", MASHAN), ("道路", SHANGLIN)))  # fmt: skip
    new("disbursements", project=one, paid_on=date(2023, 1, 1), amount=1, payee="公司")
    confirm_records(seen(one), REVIEWER)
    send_back_records(seen(other), REVIEWER, "补批复")
    found = counts(CLERK)
    assert found["projects"] == counting.Held(Count(2, False), Count(1, False), Count(1, False))
    assert found["disbursements"].records == Count(1, False)
    assert counts(STRANGER)["projects"].records == Count(1, False)
    assert counts(STRANGER)["disbursements"].records == Count(0, False)
    assert counts(MANAGER)["projects"].records == counts(LOCAL_OPERATOR)["projects"].records == Count(3, False)


def test_counting_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COUNTED", 2)
    monkeypatch.setattr(counting, "LOOKED_AT", 1)
    for n in range(3):
        number = new("projects", name=f"第{n}号", region=MASHAN)
        new("disbursements", project=number, paid_on=date(2023, 1, 1), amount=1, payee="公司")
    found = counts(CLERK)
    assert found["projects"].records == Count(2, True) and found["projects"].waiting == Count(1, True)
    assert found["disbursements"].records == Count(1, True)
    assert counts(STRANGER)["projects"].records == Count(0, False)


def test_all_registers_are_counted_in_one_query() -> None:
    new("projects", name="茶园", region=MASHAN)
    with CaptureQueriesContext(connection) as queries:
        counts(CLERK)
    assert len(queries) == 1


def test_whoever_may_read_nothing_is_refused() -> None:
    with pytest.raises(Refused):
        counts(ANONYMOUS)
