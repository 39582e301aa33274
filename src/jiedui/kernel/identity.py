"""Identity numbers (GB 11643) and unified social credit codes (GB 32100): check characters, masks.

A wrong check character and an impossible date are errors. An unknown division is not: codes are abolished over
the years, and residence permits use 81 to 83.
"""

from __future__ import annotations

from datetime import date
from typing import Final

ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS: Final = "10X98765432"
CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_VALUES: Final = {char: value for value, char in enumerate(CREDIT_ALPHABET)}
_ID_TERMS: Final = tuple({str(digit): digit * weight for digit in range(10)} for weight in ID_WEIGHTS)


def id_check_character(first17: str) -> str:
    """The 18th character for 17 digits (ISO 7064 MOD 11-2)."""
    return ID_CHECKS[sum(terms[char] for terms, char in zip(_ID_TERMS, first17, strict=True)) % 11]


def id_fault(number: str) -> str | None:
    """The catalogue code of what is wrong with an identity number; None when it is well formed."""
    if len(number) != 18:
        return "CELL-011"
    body = number[:17]
    if not (body.isascii() and body.isdigit()) or id_check_character(body) != number[17]:
        return "CELL-012"
    try:
        born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return "CELL-013"
    return None if 1900 <= born.year <= date.today().year else "CELL-013"


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
