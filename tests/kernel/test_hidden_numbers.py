"""Identity numbers in a text, and names: what of them is shown."""

from __future__ import annotations

import pytest

from jiedui.kernel.identity import hide_numbers, id_check_character, masked_name

NUMBER = "11010519491231002X"
CODE = "45012420230304" + "001"
CODE += id_check_character(CODE)
"""A project's number that looks like an identity number of a child: region, date, serial, a right check character."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"联系人{NUMBER}", "联系人1101************2X"),
        (f"{NUMBER.lower()}、{NUMBER}", "1101************2X、1101************2X"),
        (NUMBER, "1101************2X"),
        (CODE, "4501************" + CODE[-2:]),
    ],
)
def test_an_identity_number_in_a_text_is_masked(text: str, shown: str) -> None:
    assert hide_numbers(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "茶园",
        "110105194912310021",
        f"0{NUMBER}",
        f"{NUMBER}1",
        "91450124000000001A",
        "11010519491331002X",
        "１" * 18,
    ],
)
def test_what_is_no_identity_number_is_left_alone(text: str) -> None:
    assert hide_numbers(text) == text


def test_a_project_number_of_these_years_is_not_taken_for_a_child_s() -> None:
    assert hide_numbers(CODE, may_be_code=True) == CODE
    assert hide_numbers(NUMBER, may_be_code=True) != NUMBER


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王**"), ("欧阳娜娜", "欧***"), ("王", "*"), ("#甲", "**"), ("Ana Li", "A*****"), ("", "*")],
)
def test_of_a_name_the_first_character_is_shown(name: str, shown: str) -> None:
    assert masked_name(name) == (shown if name else "*")
