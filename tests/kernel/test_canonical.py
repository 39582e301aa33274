"""The canonical form, units, and the error catalogue."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel.canonical import canonical_json, chain_hash
from jiedui.kernel.errors import CATALOGUE, Place, Problem, Refused, column_letters, refused
from jiedui.kernel.units import UNITS, exact, fits, in_unit


def test_the_canonical_text_sorts_its_keys_and_keeps_chinese() -> None:
    assert canonical_json({"b": 1, "a": None, "县": "马山"}) == '{"a":null,"b":1,"县":"马山"}'


@given(st.text())
def test_a_canonical_text_holds_no_raw_tab_or_line_feed(text: str) -> None:
    assert not set(canonical_json({"value": text})) & {"\t", "\n", "\r"}


def test_a_number_that_is_none_is_a_bug_and_crashes() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))


@given(st.lists(st.text(string.ascii_letters), min_size=2, max_size=6), st.data())
def test_a_chain_hash_depends_on_every_line_and_their_order(lines: list[str], data: st.DataObject) -> None:
    whole = chain_hash("p", "h", lines)
    place = data.draw(st.integers(0, len(lines) - 1))
    assert chain_hash("p", "h", lines[:place] + lines[place + 1 :]) != whole
    assert chain_hash("p", "h", [*lines[:place], lines[place] + "x", *lines[place + 1 :]]) != whole
    assert chain_hash("q", "h", lines) != whole
    assert (chain_hash("p", "h", lines[::-1]) == whole) == (lines == lines[::-1])


def test_a_chain_hash_of_many_lines_is_that_of_their_text() -> None:
    lines = [str(number) for number in range(10_000)]
    assert chain_hash("p", "h", lines) == chain_hash("p", "h\n" + "\n".join(lines), [])


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(UNITS)))
def test_an_amount_in_a_unit_is_exact(amount: int, unit: str) -> None:
    assert in_unit(amount, unit) * UNITS[unit].factor == amount
    assert exact(in_unit(amount, unit)) == in_unit(amount, unit)


def test_trailing_zeros_are_not_printed() -> None:
    assert [str(exact(Decimal(text))) for text in ("1.50", "100", "1E+3", "0.0")] == ["1.5", "100", "1000", "0"]


@pytest.mark.parametrize(("unit", "base"), [("万元", "person"), ("人", "person_time"), ("斤", "fen")])
def test_a_unit_does_not_fit_another_base(unit: str, base: str) -> None:
    assert not fits(unit, base)


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_spreadsheets_name_them(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_a_place_without_row_or_column_has_no_cell() -> None:
    assert Place("a.xlsx", "表", 12, 6).cell == "F12"
    assert Place("a.xlsx", "表", 12).cell == ""


def test_a_refusal_carries_all_problems_and_says_the_first() -> None:
    problems = [Problem("FILE-001"), Problem("JOURNAL-005", {"batch": 7})]
    assert Refused(problems).problems == tuple(problems)
    assert str(refused("JOURNAL-005", batch=7)) == "JOURNAL-005 There is no batch 7."


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_catalogue_text_names_its_fields_and_nothing_by_position(code: str) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(CATALOGUE[code]) if name is not None]
    assert all(name.isidentifier() for name in names)
    assert Problem(code, dict.fromkeys(names, "§")).text().count("§") == len(names)
