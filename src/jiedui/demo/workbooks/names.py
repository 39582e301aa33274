"""Invented names and numbers: well formed, and visibly nobody's.

No prefecture has the code 4599, so no identity number or credit code that begins with it was ever given out.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jiedui.kernel.identity import credit_check_character, id_check_character

NOTICE: Final = "演示数据,纯属虚构"
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_DIGITS: Final = "〇一二三四五六七八九"
_FIRST_BIRTHDAY: Final = date(1966, 1, 1)
_BIRTHDAYS: Final = 13_800  # to 2003-10: everybody is of age when the programme begins, nearly
_NO_PREFECTURE: Final = "4599"


def chinese_digits(number: int, width: int) -> str:
    """The digits one by one: 7 in width 3 is 〇〇七."""
    return "".join(_DIGITS[int(digit)] for digit in f"{number:0{width}d}")


def person_name(index: int) -> str:
    """演示甲〇〇〇一 and on; distinct for indexes below 100,000."""
    return f"演示{STEMS[index // 10_000]}{chinese_digits(index % 10_000, 4)}"


def official_name(index: int) -> str:
    """Names of officials and specialists, distinct from the workers'."""
    return f"演示干部{chinese_digits(index, 3)}"


def identity_number(index: int, *, male: bool, division: str = "21") -> str:
    """A number of its own for each index below two million; the check character is right, the division is none."""
    turn, day = divmod(index * 7919 % (_BIRTHDAYS * 140), _BIRTHDAYS)
    born = _FIRST_BIRTHDAY + timedelta(days=day)
    body = f"{_NO_PREFECTURE}{division}{born:%Y%m%d}{100 + turn * 2 + male:03d}"
    return body + id_check_character(body)


def student_number(index: int, *, male: bool) -> str:
    """A number of someone born in 2005 or 2006: none of the workers'."""
    born = date(2005, 1, 1) + timedelta(days=index * 7 % 700)
    body = f"{_NO_PREFECTURE}31{born:%Y%m%d}{100 + index * 2 + male:03d}"
    return body + id_check_character(body)


def credit_code(index: int) -> str:
    """A credit code registered where no place is."""
    body = f"91{_NO_PREFECTURE}00MA00{index:05d}"
    return body + credit_check_character(body)


def telephone(index: int) -> str:
    return f"0771-{index:07d}"


def enterprise_name(county: str, trade: str, index: int) -> str:
    """演示马山电子甲〇一有限公司"""
    return f"演示{county}{trade}{STEMS[index // 100]}{chinese_digits(index % 100, 2)}有限公司"
