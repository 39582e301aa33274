"""Numbers as they are written: Arabic with separators and blanks, Chinese in words or digit by digit, financial forms.

Works on the reading form (`characters`). A number knows how finely it was printed: `step` is the worth of its last
printed digit, `coarse` that of its last digit that is not nought.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

DIGITS: Final = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)), "〇": 0, "两": 2,
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
}  # fmt: skip
TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SCALES: Final = {"万": 10**4, "亿": 10**8}
_SCORES: Final = {"廿": 20, "卅": 30}

CHINESE_CHARACTERS: Final = "".join(DIGITS) + "".join(TENS) + "".join(SCALES) + "".join(_SCORES)
ARABIC: Final = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
SPACED: Final = re.compile(r"\d{1,18}(?:(?:[,，]| ?, ?| )\d{1,18}){0,12}(?: ?\. ?\d{1,18}(?: \d{1,9}){0,9})?")
CHINESE: Final = re.compile(rf"[{CHINESE_CHARACTERS}]{{1,24}}(?:点[零〇一二三四五六七八九]{{1,9}})?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the worth of its last printed digit, and that of its last digit that is not nought."""

    value: Decimal
    step: Decimal
    coarse: Decimal


def arabic(text: str) -> Number | None:
    """A number in digits; separators and blanks inside are passed over. None where it is none."""
    bare = re.sub(r"[,， ]", "", text)
    if not re.fullmatch(r"\d+(?:\.\d+)?", bare) or len(bare) > 18:
        return None
    value = Decimal(bare)
    places = len(bare.partition(".")[2])
    step = Decimal(1).scaleb(-places)
    return Number(value, step, _coarse(value, step))


def chinese(text: str) -> Number | None:
    """A number in Chinese characters: 三万七千六百六十二, 一百零五, 二〇二三, 八十六点一. None where it is none."""
    whole, point, rest = text.partition("点")
    value = _by_digits(whole) if not set(whole) & (TENS.keys() | SCALES.keys() | _SCORES.keys()) else _in_words(whole)
    if value is None:
        return None
    found, step = Decimal(value), Decimal(1)
    if point:
        step = Decimal(1).scaleb(-len(rest))
        found += sum((Decimal(DIGITS[sign]).scaleb(-place) for place, sign in enumerate(rest, 1)), Decimal(0))
    return Number(found, step, _coarse(found, step))


def _coarse(value: Decimal, step: Decimal) -> Decimal:
    if not value:
        return step
    coarse = step
    while value % (coarse * 10) == 0:
        coarse *= 10
    return coarse


def _by_digits(text: str) -> int | None:
    """Digit by digit: 二〇二三; a single digit too."""
    if not text or any(sign not in DIGITS for sign in text) or ("两" in text and len(text) > 1):
        return None
    return int("".join(str(DIGITS[sign]) for sign in text))


def _in_words(text: str) -> int | None:
    """By tens, hundreds and scales. None where the words are out of order, as 百千 or 十百 are."""
    for scale in ("亿", "万"):
        head, found, tail = text.rpartition(scale) if scale == "亿" else text.partition(scale)
        if found:
            upper = _in_words(head) if head else 1
            lower = _after(tail, SCALES[scale]) if tail else 0
            return None if upper is None or lower is None else upper * SCALES[scale] + lower
    return _below_ten_thousand(text)


def _after(tail: str, scale: int) -> int | None:
    """What follows a scale; a lone digit is of the next place down: 三万五 is 35000, 三万零五 is 30005."""
    if len(tail) == 1 and tail in DIGITS and DIGITS[tail]:
        return DIGITS[tail] * scale // 10
    return _in_words(tail.lstrip("零〇") or "零")


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last, is_after_nought = 0, None, 10**5, False
    for place, sign in enumerate(text):
        if sign in _SCORES:
            total, last = total + _SCORES[sign], 10
        elif sign in TENS:
            worth = TENS[sign]
            if worth >= last or (digit is None and (place or worth > 1000)):
                return None
            total, digit, last = total + (1 if digit is None else digit) * worth, None, worth
        elif DIGITS[sign] == 0:
            if digit is not None:
                return None
            is_after_nought = True
            continue
        else:
            if digit is not None:
                return None
            digit = DIGITS[sign]
            continue
        is_after_nought = False
    if digit is not None:
        has_short_form = 100 <= last <= 1000 and not is_after_nought
        total += digit * (last // 10 if has_short_form else 1)
    return total
