"""A year plan drafted: points, budgets, the share of industry, what is left out and why, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.indicators.drafting import CHECKS, QUESTIONS, VARIANTS, Candidate, Variant, Wish, read_wish, variant
from jiedui.kernel.errors import Refused
from tests.registers.cast import MASHAN, SHANGLIN

WAN = 1_000_000
GOOD = dict.fromkeys((*QUESTIONS, *CHECKS), True)


def one(project: int, wan: int | None, points: int = 7, kind: str = "rural", county: str = MASHAN, **more: Any):
    answers = dict.fromkeys((*CHECKS, *QUESTIONS)[:points], True)
    values = {"name": f"项目{project}", "year": 2024, "review": "passed", "answers": answers, **more}
    return Candidate(project=project, county=county, kind=kind, fund_fen=None if wan is None else wan * WAN, **values)


def drawn(code: str, candidates: list[Candidate], budget: dict[str, int] | None = None, industry: str = "") -> Variant:
    wish = Wish({county: wan * WAN for county, wan in (budget or {}).items()}, Decimal(industry) if industry else None)
    return variant(code, candidates, wish)


def numbers(found: Variant) -> list[int]:
    return [each.project for each in found.chosen]


def test_points_are_the_questions_answered_with_yes_and_no_answer_is_no_no() -> None:
    found = one(1, 10, answers={"key_point": True, "bright_spot": False, "feature": None, "real": True, "land": False})
    assert (found.points, found.answered, found.refused_checks) == (2, 4, ("land",))


def test_by_points_takes_the_best_and_of_equals_the_cheaper() -> None:
    assert numbers(drawn("points", [one(1, 10, 5), one(2, 30), one(3, 20)])) == [3, 2, 1]


def test_by_points_per_yuan_takes_many_small_ones() -> None:
    candidates = [one(1, 100, 7), one(2, 40, 5), one(3, 50, 5)]
    assert numbers(drawn("points", candidates, {MASHAN: 100})) == [1]
    assert numbers(drawn("points_per_yuan", candidates, {MASHAN: 100})) == [2, 3]


def test_what_costs_nothing_comes_first_per_yuan() -> None:
    assert numbers(drawn("points_per_yuan", [one(1, 1, 7), one(2, 0, 1)])) == [2, 1]


def test_industry_first_takes_industry_up_to_the_share_and_then_the_best() -> None:
    candidates = [one(1, 40, 7), one(2, 40, 7), one(3, 40, 4, "industry"), one(4, 40, 5, "industry")]
    found = drawn("industry_first", candidates, {MASHAN: 100}, "40")
    assert numbers(found) == [4, 1] and found.industry_percent == 50 and found.keeps_share
    found = drawn("points", candidates, {MASHAN: 100}, "40")
    assert numbers(found) == [1, 2] and found.industry_percent == 0 and found.keeps_share is False


def test_one_that_is_too_dear_is_passed_over_and_says_what_was_left() -> None:
    found = drawn("points", [one(1, 60), one(2, 70), one(3, 30, 5)], {MASHAN: 100})
    assert numbers(found) == [1, 3]
    assert [(each.candidate.project, each.reason, each.left_fen) for each in found.left_out] == [
        (2, "over_budget", 40 * WAN)
    ]


def test_each_county_has_its_own_budget_and_one_without_has_no_limit() -> None:
    candidates = [one(1, 60), one(2, 60), one(3, 900, county=SHANGLIN)]
    found = drawn("points", candidates, {MASHAN: 100})
    assert [(each.code, each.projects, each.fund_fen, each.left_fen) for each in found.counties] == [
        (MASHAN, 1, 60 * WAN, 40 * WAN),
        (SHANGLIN, 1, 900 * WAN, None),
    ]


def test_a_budget_of_zero_is_no_missing_budget() -> None:
    assert numbers(drawn("points", [one(1, 1), one(2, 0)], {MASHAN: 0})) == [2]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"wan": None}, "no_fund"),
        ({"wan": 1, "review": "failed"}, "review_failed"),
        ({"wan": 1, "review": "mend"}, "review_mend"),
        ({"wan": 1, "answers": {**GOOD, "land": False}}, "check_no"),
    ],
)
def test_what_cannot_be_proposed_is_left_out_of_every_variant(values: dict[str, Any], reason: str) -> None:
    for code in VARIANTS:
        found = drawn(code, [one(1, **values)])
        assert not found.chosen and [each.reason for each in found.left_out] == [reason]
        assert found.industry_percent is None and found.keeps_share is None


def test_what_was_never_reviewed_nor_checked_may_be_proposed_with_no_points() -> None:
    assert numbers(drawn("points", [one(1, 1, review="", answers={}), one(2, 1, 1)])) == [2, 1]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 7), st.booleans(), st.booleans()), max_size=12),
    st.integers(0, 120),
    st.sampled_from(sorted(VARIANTS)),
)
def test_no_variant_passes_a_budget_nor_loses_a_candidate(
    rows: list[tuple[int, int, bool, bool]], budget: int, code: str
) -> None:
    candidates = [
        one(number, wan, points, "industry" if is_industry else "rural", MASHAN if here else SHANGLIN)
        for number, (wan, points, is_industry, here) in enumerate(rows)
    ]
    found = drawn(code, candidates, {MASHAN: budget}, "60")
    assert sum(each.fund_fen or 0 for each in found.chosen if each.county == MASHAN) <= budget * WAN
    assert sorted([*numbers(found), *(each.candidate.project for each in found.left_out)]) == list(range(len(rows)))
    assert sum(county.fund_fen for county in found.counties) == found.fund_fen


@pytest.mark.parametrize("text", ["-1", "abc", "NaN", "Infinity", "1e30", "0.0000001", "一百"])
def test_a_budget_that_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="PLAN-001"):
        read_wish({MASHAN: text}, "")


@pytest.mark.parametrize("text", ["-1", "100.1", "half", "NaN"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="PLAN-002"):
        read_wish({}, text)


def test_a_blank_is_no_limit_and_a_zero_is_one() -> None:
    assert read_wish({MASHAN: " ", SHANGLIN: "0"}, "") == Wish({SHANGLIN: 0}, None)
    assert read_wish({MASHAN: "1,500.5"}, "60") == Wish({MASHAN: 1_500_500_000}, Decimal(60))
