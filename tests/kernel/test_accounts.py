"""The chart of accounts: what is declared, what a pattern selects, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel.accounts import Account, Chart, Dimension, selects
from tests.kernel.refusals import refusal

DESTINATION = Dimension("destination", ("east", "home"))
HOUSEHOLD = Dimension("household", ("lifted", "other"))
CHART = Chart(
    [
        Account("labour.placed", "person", "persons placed", (DESTINATION, HOUSEHOLD)),
        Account("labour.placed_again", "person", "persons placed once more"),
        Account("funds.committed", "fen", "funds", (Dimension("kind"),)),
        Account("funds.items", "item", "vouchers"),
    ]
)
slugs = st.lists(st.sampled_from(["a", "b", "ab", "*"]), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "code", ["labour.placed.east.lifted", "labour.placed_again", "funds.committed.anything_at_all"]
)
def test_a_declared_account_is_found_by_its_concrete_code(code: str) -> None:
    assert code.startswith(CHART.resolve(code).code)


@pytest.mark.parametrize("code", ["labour", "labour.plac", "labour.placed2", "fund.committed.industry", "", "*"])
def test_an_undeclared_account_is_refused(code: str) -> None:
    with refusal("JOURNAL-001", account=code):
        CHART.resolve(code)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("labour.placed", "-"),
        ("labour.placed.east", "east"),
        ("labour.placed.east.lifted.more", "east.lifted.more"),
        ("labour.placed.lifted.east", "lifted.east"),
        ("labour.placed.west.lifted", "west.lifted"),
        ("labour.placed.*.lifted", "*.lifted"),
        ("labour.placed_again.east", "east"),
        ("funds.committed.", "-"),
        ("funds.committed.In-Dustry", "In-Dustry"),
    ],
)
def test_missing_surplus_and_unknown_segments_are_refused(code: str, found: str) -> None:
    with refusal("JOURNAL-002", account=code, found=found):
        CHART.resolve(code)


@pytest.mark.parametrize("second", ["labour.placed", "labour.placed.east", "labour"])
def test_a_code_that_is_a_segment_prefix_of_another_cannot_be_declared(second: str) -> None:
    with pytest.raises(ValueError, match=r"collides with labour\.placed"):
        Chart([Account("labour.placed", "person", "persons"), Account(second, "person", "persons")])


def test_an_account_in_a_unit_that_is_no_base_unit_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="万元 is no base unit"):
        Account("funds.committed", "万元", "funds")


@pytest.mark.parametrize(
    ("pattern", "code", "selected"),
    [
        ("labour.placed", "labour.placed.east.lifted", True),
        ("labour.placed.*.lifted", "labour.placed.home.lifted", True),
        ("labour.placed.*.lifted", "labour.placed.home.other", False),
        ("labour.placed", "labour.placed_again", False),
        ("labour.placed.east", "labour.placed.eastern", False),
        ("labour.placed.east.lifted.x", "labour.placed.east.lifted", False),
        ("*", "labour.placed_again", True),
        ("*.placed", "labour.placed.east.lifted", True),
    ],
)
def test_a_pattern_selects_by_whole_segments(pattern: str, code: str, selected: bool) -> None:
    assert selects(pattern, code) is selected


@given(slugs, slugs)
def test_a_pattern_never_selects_by_a_raw_prefix(pattern: list[str], code: list[str]) -> None:
    expected = len(pattern) <= len(code) and all(p in ("*", c) for p, c in zip(pattern, code, strict=False))
    assert selects(".".join(pattern), ".".join(code)) is expected


@pytest.mark.parametrize(
    "pattern", ["labour.placed", "labour.*.east", "labour.placed.*.lifted", "funds.committed.industry"]
)
def test_a_pattern_that_a_declared_account_answers_to_is_known(pattern: str) -> None:
    assert CHART.declares(pattern) is not None


@pytest.mark.parametrize(
    "pattern", ["labour.plac", "labour.placed.west", "labour.placed.east.lifted.x", "funds.committed.X"]
)
def test_a_pattern_that_no_declared_account_can_answer_to_is_not(pattern: str) -> None:
    assert CHART.declares(pattern) is None
    assert CHART.answering(pattern) == []


def test_a_short_pattern_is_answered_by_every_account_below_it() -> None:
    assert {account.code for account in CHART.answering("funds")} == {"funds.committed", "funds.items"}
