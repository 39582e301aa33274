"""What would mend a figure: derived from the indicator's accounts, counted as the list that it leads to counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiedui.indicators.figures import catalogue
from jiedui.indicators.mends import Mend, mend_counts, mend_query, mends
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.catalogue import registers
from jiedui.registers.filters import read_filters
from tests.registers.cast import ANONYMOUS, CLERK, STRANGER
from tests.registers.records import MASHAN, SHANGLIN, new

DAY = date(2023, 9, 30)


def of(code: str, region: str = MASHAN) -> list[Mend]:
    return mends(catalogue().on(code, DAY), region, DAY)


def staged(code: str) -> dict[str, str]:
    return dict(next(one for one in of(code) if one.kind == "stage").filters)


def test_a_rate_is_mended_by_what_its_denominator_counts_and_its_numerator_does_not() -> None:
    assert staged("projects.finished_rate") == {
        "approved_on.to": "2023-09-30",
        "finished_on.filled": "no",
        "cancelled_on.filled": "no",
        "region.below": MASHAN,
    }


def test_a_count_is_mended_by_the_stage_before_and_by_its_own_kind() -> None:
    assert staged("projects.count")["listed_on.to"] == "2023-09-30"
    assert staged("projects.industry")["kind.is"] == "industry"
    assert staged("enterprises.in_production") == {
        "registered_on.to": "2023-09-30", "produced_on.filled": "no", "region.below": MASHAN,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "rule"),
    [("funds.disbursed_rate", "part_paid"), ("funds.spent_rate", "part_spent"), ("projects.checked", "unchecked"),
     ("investment.paid_in", "part_invested")],
)  # fmt: skip
def test_what_hangs_on_records_is_mended_by_those_that_lack_it(code: str, rule: str) -> None:
    assert rule in [one.rule for one in of(code)]


def test_what_waits_for_a_confirmation_comes_last() -> None:
    assert [one.kind for one in of("projects.count")] == ["stage", "waiting"]


def test_every_indicators_mends_are_lists_that_can_be_read(db: None) -> None:
    for definition in catalogue().all_on(DAY):
        for one in mends(definition, MASHAN, DAY):
            given = {name: (text,) for name, text in mend_query(one, DAY) if "." in name}
            found, unread = read_filters(registers()[one.register], given)
            assert not unread and len(found) == len(given), (definition.code, one)


def counts(code: str, region: str = MASHAN, actor: Any = LOCAL_OPERATOR) -> dict[str, int]:
    found = mend_counts(actor, of(code, region), DAY)
    return {one.rule or one.kind: count for one, count in found.items() if count}


def test_unfinished_unpaid_and_waiting_projects_are_counted(db: None) -> None:
    first = new("projects", name="甲", approved_on=date(2022, 3, 4), fund=900)
    new("projects", name="乙", approved_on=date(2022, 3, 4), finished_on=date(2023, 3, 4), fund=900)
    new("projects", name="丙", approved_on=date(2022, 3, 4), cancelled_on=date(2023, 3, 4), fund=900)
    assert counts("projects.finished_rate") == {"stage": 1, "waiting": 3}
    assert counts("funds.disbursed_rate") == {"part_paid": 2}
    new("disbursements", project=first, paid_on=date(2023, 4, 1), amount=900)
    assert counts("funds.disbursed_rate") == {"part_paid": 1}


def test_a_payment_after_the_day_is_not_made_yet(db: None) -> None:
    first = new("projects", name="甲", approved_on=date(2022, 3, 4), fund=900)
    new("disbursements", project=first, paid_on=date(2023, 10, 1), amount=900)
    assert counts("funds.disbursed_rate")["part_paid"] == 1


def test_what_is_out_of_reach_is_not_counted(db: None) -> None:
    new("projects", name="甲", approved_on=date(2022, 3, 4), fund=900)
    assert counts("projects.finished_rate", actor=CLERK)["stage"] == 1
    assert counts("projects.finished_rate", actor=STRANGER) == {}
    assert counts("projects.finished_rate", SHANGLIN) == {}
    with pytest.raises(Refused, match="RIGHT-001"):
        counts("projects.finished_rate", actor=ANONYMOUS)
