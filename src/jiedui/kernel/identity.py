"""Identity numbers (GB 11643) and unified social credit codes (GB 32100): check characters, masks.

A wrong check character and an impossible date are errors. An unknown division is not: codes are abolished over
the years, and residence permits use 81 to 83.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Final

from jiedui.kernel import clock

ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS: Final = "10X98765432"
CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_VALUES: Final = {char: value for value, char in enumerate(CREDIT_ALPHABET)}
_ID_ZEROS: Final = ord("0") * sum(ID_WEIGHTS)
"""What the weighted sum of the characters' codes is above that of their digits."""


def id_check_character(first17: str) -> str:
    """The 18th character for 17 digits (ISO 7064 MOD 11-2)."""
    return ID_CHECKS[(sum(map(mul, ID_WEIGHTS, first17.encode())) - _ID_ZEROS) % 11]


def id_fault(number: str) -> str | None:
    """The catalogue code of what is wrong with an identity number; None when it is well formed."""
    if len(number) != 18:
        return "CELL-011"
    body = number[:17]
    if not (body.isascii() and body.isdigit()) or id_check_character(body) != number[17]:
        return "CELL-012"
    return None if _is_birthday(body[6:14]) else "CELL-013"


@lru_cache(maxsize=65536)
def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900 and born <= clock.today()


def credit_check_character(first17: str) -> str:
    """The 18th character for the first 17 of a credit code (MOD 31)."""
    total = sum(_CREDIT_VALUES[char] * weight for char, weight in zip(first17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def credit_fault(code: str) -> str | None:
    """The catalogue code of what is wrong with a credit code; None when it is well formed."""
    if len(code) != 18 or any(char not in _CREDIT_VALUES for char in code):
        return "CELL-014"
    return None if credit_check_character(code[:17]) == code[17] else "CELL-015"


def masked(text: str) -> str:
    """The text with all but its ends hidden: four in front and two behind, fewer where it is short."""
    front, back = (4, 2) if len(text) > 8 else (1, 1)
    if len(text) <= front + back:
        return "*" * len(text)
    return text[:front] + "*" * (len(text) - front - back) + text[-back:]


def masked_name(name: str) -> str:
    """A name with all but its first character hidden: 王小明 → 王**. A # would end a token's mask, so it is a *."""
    first = "*" if len(name) < 2 or name[0] == "#" else name[0]
    return first + "*" * (len(name) - 1)


_LONG_ENOUGH: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_A_CHILD_YEARS: Final = 14


def hide_numbers(text: str, *, may_be_code: bool = False) -> str:
    """A text with the identity numbers in it masked.

    `may_be_code`: where a text is one by which records are told apart, 18 digits that begin with a region and a date
    may be a project's number; one in eleven of those has a right check character, so a date of the last years is
    taken for the project's.
    """
    if len(text) < 18:
        return text
    return _LONG_ENOUGH.sub(lambda found: _hidden(found[0], may_be_code=may_be_code), text)


def _hidden(found: str, *, may_be_code: bool) -> str:
    number = found.upper()
    if id_fault(number) is not None:
        return found
    if may_be_code and int(number[6:10]) > clock.today().year - _A_CHILD_YEARS:
        return found
    return masked(number)
