"""Identity numbers and credit codes: check characters, impossible dates, masks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel.identity import (
    CREDIT_ALPHABET,
    credit_check_character,
    credit_fault,
    id_check_character,
    id_fault,
    masked,
)

GOOD_ID = "11010519491231002X"  # the example printed in GB 11643
GOOD_CREDIT = "91350100M000100Y43"  # the example printed in GB 32100


def with_check(first17: str) -> str:
    return first17 + id_check_character(first17)


def test_the_standards_own_examples_are_well_formed() -> None:
    assert id_fault(GOOD_ID) is None
    assert credit_fault(GOOD_CREDIT) is None


@pytest.mark.parametrize("number", ["", GOOD_ID[:17], GOOD_ID + "0", "110105491231002"])
def test_an_identity_number_of_another_length_is_refused(number: str) -> None:
    assert id_fault(number) == "CELL-011"


@pytest.mark.parametrize(
    "number", ["110105194912310021", "11010519491231002x", "1101051949123100ZX", "１1010519491231002X"]
)
def test_an_identity_number_with_a_wrong_check_character_is_refused(number: str) -> None:
    assert id_fault(number) == "CELL-012"


@pytest.mark.parametrize("born", ["20230230", "19991301", "18991231", "29990101", "00000000"])
def test_an_identity_number_with_an_impossible_birthday_is_refused(born: str) -> None:
    assert id_fault(with_check(f"450124{born}001")) == "CELL-013"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, more: int) -> None:
    digit = str((int(GOOD_ID[place]) + more) % 10)
    assert id_fault(GOOD_ID[:place] + digit + GOOD_ID[place + 1 :]) is not None


@given(st.integers(0, 16), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_always_noticed(place: int, char: str) -> None:
    code = GOOD_CREDIT[:place] + char + GOOD_CREDIT[place + 1 :]
    assert (credit_fault(code) is None) == (code == GOOD_CREDIT)


@given(st.text(CREDIT_ALPHABET, min_size=17, max_size=17))
def test_a_computed_check_character_is_accepted(first17: str) -> None:
    assert credit_fault(first17 + credit_check_character(first17)) is None


@pytest.mark.parametrize("code", ["", GOOD_CREDIT[:17], GOOD_CREDIT.lower(), "I1350100M000100Y43", GOOD_CREDIT + "1"])
def test_a_credit_code_of_wrong_form_is_refused(code: str) -> None:
    assert credit_fault(code) == "CELL-014"


@pytest.mark.parametrize(
    ("text", "shown"),
    [(GOOD_ID, "1101************2X"), ("13800138000", "1380*****00"), ("12345678", "1******8"), ("12", "**"), ("", "")],
)
def test_a_mask_shows_the_ends_only(text: str, shown: str) -> None:
    assert masked(text) == shown
