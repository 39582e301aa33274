"""Secondments watched over: terms that end without a successor, care that is owed, whose duties are whose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.people.members import actor_of
from jiedui.people.secondments import Secondment, secondments
from tests.people.offices import MASHAN, SHANGLIN, SINCE, write

DAY = date(2023, 9, 30)


def posted(name: str, ended_on: date | None = None, region: str = MASHAN, **values: object) -> int:
    return write(
        "secondments", region=region, name=name, direction="to_west", kind="official", started_on=SINCE,
        ended_on=ended_on, **values,
    )  # fmt: skip


def names(found: list[Secondment]) -> list[str]:
    return [one.record["name"] for one in found]


@pytest.mark.parametrize(
    ("days", "successor", "is_ending"),
    [(0, None, True), (90, None, True), (91, None, False), (90, "演示接续人", False)],
)
def test_a_term_that_ends_within_ninety_days_needs_a_successor(
    cast: dict[str, Actor], days: int, successor: str | None, is_ending: bool
) -> None:
    posted("演示挂职", DAY + timedelta(days=days), successor=successor)
    (one,) = secondments(LOCAL_OPERATOR, DAY)
    assert (one.days_left, one.is_ending) == (days, is_ending)


def test_what_needs_attention_comes_first_and_what_is_over_is_left_out(cast: dict[str, Actor]) -> None:
    posted("久")
    posted("近", DAY + timedelta(days=200))
    posted("急", DAY + timedelta(days=20))
    posted("了", DAY - timedelta(days=1))
    write("care_measures", secondment=posted("欠", DAY + timedelta(days=300)), measure="体检", due_on=SINCE)
    assert names(secondments(LOCAL_OPERATOR, DAY)) == ["急", "欠", "近", "久"]
    assert set(names(secondments(LOCAL_OPERATOR, DAY, past=True))) == {"急", "欠", "近", "久", "了"}
    assert secondments(LOCAL_OPERATOR, SINCE - timedelta(days=1)) == []


def test_care_is_owed_until_the_day_on_which_it_is_given(cast: dict[str, Actor]) -> None:
    one = posted("演示挂职")
    for measure, due_on, given_on in (
        ("体检", SINCE, None), ("探亲", SINCE, DAY), ("慰问", DAY, None), ("保险", SINCE, DAY + timedelta(days=1)),
    ):  # fmt: skip
        write("care_measures", secondment=one, measure=measure, due_on=due_on, given_on=given_on)
    (found,) = secondments(LOCAL_OPERATOR, DAY)
    assert [care["measure"] for care in found.owed] == ["体检", "保险", "慰问"]
    assert [care["measure"] for care in found.given] == ["探亲"]
    assert [care["measure"] for care in found.overdue] == ["体检", "保险"]


def test_duties_are_those_in_force_in_an_office_of_the_region(cast: dict[str, Actor], offices: dict[str, int]) -> None:
    posted("演示挂职")
    for office, duty, until in (
        ("马山县协作办", "项目", None), ("南宁市协作办", "协调", None), ("上林县协作办", "别处", None),
        ("马山县协作办", "过去", SINCE),
    ):  # fmt: skip
        write("duties", office=offices[office], holder="演示挂职", duty=duty, since=SINCE, until=until)
    (found,) = secondments(LOCAL_OPERATOR, DAY)
    assert [one["duty"] for one in found.duties] == ["项目", "协调"]


def test_one_sees_the_secondments_within_reach_alone(cast: dict[str, Actor]) -> None:
    posted("马山的")
    posted("上林的", region=SHANGLIN)
    assert names(secondments(actor_of("county-clerk"), DAY)) == ["马山的"]
    assert names(secondments(actor_of("stranger"), DAY)) == ["上林的"]
    assert names(secondments(actor_of("donor"), DAY)) == ["马山的", "上林的"]
    with pytest.raises(Refused, match="RIGHT-001"):
        secondments(Actor("nobody", "nobody"), DAY)


def test_the_number_of_queries_does_not_grow_with_the_secondments(
    cast: dict[str, Actor], offices: dict[str, int]
) -> None:
    def add(number: int) -> None:
        write("care_measures", secondment=posted(f"演示{number}"), measure="体检", due_on=SINCE)
        write("duties", office=offices["马山县协作办"], holder=f"演示{number}", duty="项目", since=SINCE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            secondments(LOCAL_OPERATOR, DAY)
        return len(captured)

    add(0)
    few = queries()
    for number in range(1, 12):
        add(number)
    assert queries() == few <= 5
