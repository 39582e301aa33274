"""Reading a cell: every shape in which offices write days, numbers, yes and no; and what is never guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel import cells

SEPTEMBER_30 = date(2023, 9, 30)


@pytest.mark.parametrize(
    "raw",
    [
        SEPTEMBER_30,
        datetime(2023, 9, 30, 8, 15),
        "2023-09-30",
        "2023/9/30",
        "2023.9.30",
        "2023年9月30日",
        "2023年 9月 30日",
        "２０２３年９月３０日",
        " 20230930 ",
        "2023-09-30 08:15:00",
        "2023-09-30T08:15",
        20230930,
        20230930.0,
        45199,
        45199.0,
    ],
)
def test_a_day_is_read_in_every_shape_that_offices_write(raw: object) -> None:
    assert cells.read_day(raw) == (SEPTEMBER_30, False, None)


@pytest.mark.parametrize(
    "raw", ["2023.9", "2023年9月", "2023年9月份", "2023-09", "2023/9", "202309", 202309, 2023.9, "２０２３．９"]
)
def test_a_month_alone_is_read_as_its_first_day_and_said_to_be_a_month(raw: object) -> None:
    assert cells.read_day(raw) == (date(2023, 9, 1), True, None)


def test_the_number_that_was_january_or_october_is_refused_but_its_text_is_not() -> None:
    assert cells.read_day(2023.1) == (None, False, ("CELL-004", {"found": "2023.1"}))
    assert cells.read_day("2023.1") == (date(2023, 1, 1), True, None)
    assert cells.read_day("2023.10") == (date(2023, 10, 1), True, None)
    assert cells.read_day(2023.11) == (date(2023, 11, 1), True, None)


@pytest.mark.parametrize(
    "raw",
    [
        "2023-02-29",
        "2023.13",
        "20231301",
        "2023",
        2023,
        2023.0,
        "九月三十日",
        "30/9/2023",
        "23.9.30",
        True,
        45199.5,
        "1899-12-31",
        "约2023年9月",
        "2023-09-30-",
        "2023.9.",
        0,
        -5,
        float("nan"),
    ],
)
def test_what_is_no_day_is_refused_with_what_was_found(raw: object) -> None:
    value, _, fault = cells.read_day(raw)
    assert value is None
    assert fault is not None
    assert (fault[0], bool(fault[1]["found"])) == ("CELL-004", True)


@given(st.dates(date(1955, 1, 1), date(2099, 12, 31)))
def test_a_day_survives_all_its_spellings(day: date) -> None:
    spellings = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    assert {cells.read_day(text)[0] for text in spellings} == {day}
    assert cells.read_day((day - date(1899, 12, 30)).days)[0] == day


@pytest.mark.parametrize(
    ("raw", "number", "unit"),
    [
        (12, "12", None),
        (0.1 + 0.2, "0.3", None),
        ("1,234,567.89", "1234567.89", None),
        ("１，２３４．５", "1234.5", None),
        (" 1 234 ", "1234", None),
        ("42602万元", "42602", "万元"),
        ("49.72亿元", "49.72", "亿元"),
        ("37人次", "37", "人次"),
        ("85％", "85", "%"),
        ("+5", "5", None),
        (0, "0", None),
        ("0", "0", None),
    ],
)
def test_a_number_is_read_in_every_shape(raw: object, number: str, unit: str | None) -> None:
    assert cells.read_number(raw) == (Decimal(number), unit, None)


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "-", "—", "——", "/"])
def test_an_empty_cell_is_missing_and_not_zero(raw: object) -> None:
    assert cells.read_number(raw) == (None, None, None)
    assert cells.read_amount(raw, "万元", "fen") == (None, None)


@pytest.mark.parametrize(
    "raw", ["约80万元", "80多万元", "近100", "逾3000人", "500余人", "20万元左右", "不低于5", "100以上", "超过7"]
)
def test_an_approximate_amount_is_refused(raw: str) -> None:
    assert cells.read_number(raw) == (None, None, ("CELL-005", {"found": raw}))


@pytest.mark.parametrize(
    "raw", ["12,34", "1.2.3", "三万", "12-15", "1e5", "=1+1", "12万", "½", "0x10", True, float("nan"), float("inf")]
)
def test_what_is_no_number_is_refused(raw: object) -> None:
    number, _, fault = cells.read_number(raw)
    assert number is None
    assert fault is not None
    assert fault[0] == "CELL-002"


@pytest.mark.parametrize(
    ("raw", "fen"),
    [("1.5", 1_500_000), ("1.5亿元", 15_000_000_000), ("12.34元", 1234), (0.0001, 100), (0, 0), ("0.00", 0)],
)
def test_money_becomes_whole_fen_and_a_unit_in_the_cell_wins(raw: object, fen: int) -> None:
    assert cells.read_amount(raw, "万元", "fen") == (fen, None)


@pytest.mark.parametrize(
    ("raw", "unit", "base", "code"),
    [
        ("0.001", "元", "fen", "CELL-003"),
        ("2.5", "人", "person", "CELL-003"),
        ("-1", "万元", "fen", "CELL-006"),
        ("5万元", "人", "person", "SHEET-005"),
        ("5人", "万元", "fen", "SHEET-005"),
        (10**19, "元", "fen", "CELL-024"),
        ("约5", "万元", "fen", "CELL-005"),
        (float("nan"), "万元", "fen", "CELL-002"),
    ],
)
def test_an_amount_that_cannot_be_kept_exactly_is_refused(raw: object, unit: str, base: str, code: str) -> None:
    value, fault = cells.read_amount(raw, unit, base)
    assert value is None
    assert fault is not None
    assert fault[0] == code


@given(st.integers(0, 10**13))
def test_fen_written_as_yuan_come_back_exactly(fen: int) -> None:
    text = f"{fen // 100:,}.{fen % 100:02d}"
    assert cells.read_amount(text, "元", "fen") == (fen, None)
    assert cells.read_amount(fen / 100, "元", "fen") == (fen, None)


@pytest.mark.parametrize(
    ("raw", "flag"), [("是", True), ("√", True), (1, True), ("否", False), ("×", False), (0, False), (None, None)]
)
def test_yes_no_and_nothing_are_three_things(raw: object, flag: bool | None) -> None:
    assert cells.read_flag(raw) == (flag, None)


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert cells.read_flag("也许") == (None, ("CELL-019", {"found": "也许"}))


def test_a_word_that_is_no_choice_is_refused_with_the_choices() -> None:
    words = {"产业": "industry", "产业类": "industry", "就业": "employment"}
    assert cells.read_choice(" 产业 类 ", words) == ("industry", None)
    assert cells.read_choice("工业", words) == (None, ("CELL-007", {"found": "工业", "expected": "产业、产业类、就业"}))


@pytest.mark.parametrize("raw", [4.50124199001011e17, "4.50124E+17", "4.5E17", " 4.50124e+17 "])
def test_an_identity_number_kept_as_a_number_is_known_to_be_lost(raw: object) -> None:
    assert cells.is_lost_number(raw)


@pytest.mark.parametrize("raw", ["450124199001010011", 123.0, None, "", "45E"])
def test_an_ordinary_cell_is_not_a_lost_number(raw: object) -> None:
    assert not cells.is_lost_number(raw)
