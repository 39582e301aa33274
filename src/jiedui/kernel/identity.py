"""Identity numbers (GB 11643) and unified social credit codes (GB 32100): check characters, masks.

A wrong check character and an impossible date are errors. An unknown division is not: codes are abolished over
the years, and residence permits use 81 to 83.
"""

from __future__ import annotations

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
