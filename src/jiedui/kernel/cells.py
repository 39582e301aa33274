"""Reading one cell: from what stands in a spreadsheet to a number, a day, a yes or no.

Every reader returns `(value, fault)`: exactly one of them is set, or neither for an empty cell. A fault is a
catalogue code with its fields; the caller knows the place. Nothing is guessed: what has two readings is a fault.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from jiedui.kernel.units import UNITS

Fault = tuple[str, dict[str, Any]]

_SPACES: Final = re.compile(r"\s+")
_APPROXIMATE: Final = re.compile(r"^(约|近|大约|超过?|逾|不低于)|(余|多|左右|以上|以内)$")
_UNIT_TAIL: Final = re.compile(r"(亿元|万元|千元|元|人次|班次|人|个|家|户|期|所|份|次|批|%|％)$")
_NUMBER: Final = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\Z")
_PERIOD: Final = re.compile(r"\s*(?:--|—+|–|~|至|到|(?<=\d)-(?=\d{4}))\s*")
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_NOISE: Final = Decimal("0.000001")
"""What a spreadsheet's arithmetic leaves over: a millionth of the smallest unit is none of it."""
_YES: Final = {"是", "√", "✓", "✔", "☑", "1", "Y", "YES", "TRUE", "有", "对"}
_NO: Final = {"否", "×", "✗", "✘", "0", "N", "NO", "FALSE", "无", "X", "-"}
_DAY_BLANKS: Final = re.compile(r" *([年月]) *| (?=日)")
_DAY_SHAPES: Final = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\Z"),
    re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z"),
)
_MONTH_SHAPES: Final = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:份)?\Z"),
    re.compile(r"((?:19|20)\d{2})(\d{2})\Z"),
)


def plain_text(raw: object) -> str | None:
    """The cell as text: full-width forms narrowed, outer blanks off, inner runs of blanks made one; None if empty.

    A whole number is written without a decimal point, a date as 2023-09-30.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw) if not raw.isascii() else raw
        text = text.replace("\x00", "")
        text = _SPACES.sub(" ", text).strip()
        return text or None
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return format(raw, ".15g")
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    return str(raw)


def read_number(raw: object) -> tuple[Decimal | None, str | None, Fault | None]:
    """`(number, unit written in the cell, fault)`.

    A spreadsheet's float is taken at the fifteen digits that spreadsheets keep. Errors: CELL-002, CELL-005.
    """
    if isinstance(raw, bool):
        return None, None, ("CELL-002", {"found": plain_text(raw), "expected": "1,234.56"})
    if isinstance(raw, int):
        return Decimal(raw), None, None
    if isinstance(raw, float) and math.isfinite(raw):
        return Decimal(format(raw, ".15g")), None, None
    text = plain_text(raw)
    if text is None or text in ("-", "—", "/", "——"):
        return None, None, None
    bare = text.replace(" ", "").replace("，", ",")
    if _APPROXIMATE.search(bare) or _APPROXIMATE.search(_UNIT_TAIL.sub("", bare)):
        return None, None, ("CELL-005", {"found": text})
    unit = _UNIT_TAIL.search(bare)
    digits = bare[: unit.start()] if unit else bare
    if not _NUMBER.match(digits):
        return None, None, ("CELL-002", {"found": text, "expected": "1,234.56"})
    try:
        return Decimal(digits.replace(",", "")), unit.group() if unit else None, None
    except InvalidOperation:
        return None, None, ("CELL-002", {"found": text, "expected": "1,234.56"})


def read_amount(raw: object, unit: str, base: str) -> tuple[int | None, Fault | None]:
    """A whole number of base units from a cell in a printed unit; a unit written in the cell itself wins.

    Errors: CELL-002, CELL-003 not whole, CELL-005 approximate, CELL-006 negative, CELL-024 too large, SHEET-005.
    """
    number, written, fault = read_number(raw)
    if fault or number is None:
        return None, fault
    if written and written != unit:
        if base not in UNITS[written].bases:
            return None, ("SHEET-005", {"found": written, "expected": unit})
        unit = written
    amount = number * UNITS[unit].factor
    if isinstance(raw, float) and abs(amount - round(amount)) < _NOISE:
        amount = Decimal(round(amount))
    found = plain_text(raw)
    if amount < 0:
        return None, ("CELL-006", {"found": found})
    if amount != amount.to_integral_value():
        smallest = {"fen": "分", "basis_point": "0.01 %"}.get(base, unit)
        return None, ("CELL-003", {"found": found, "unit": smallest})
    if amount >= 2**62:
        return None, ("CELL-024", {"found": found})
    return int(amount), None


def read_day(raw: object) -> tuple[date | None, bool, Fault | None]:
    """`(day, only a month was given, fault)`; a month alone gives its first day.

    Understood: dates, spreadsheet serials, 2023-09-30, 2023/9/30, 2023.9.30, 2023年9月30日, 20230930, and as
    months 2023.9, 2023年9月, 202309. The *number* 2023.1 is a fault: it was January or October before the
    spreadsheet dropped its zero. Errors: CELL-004.
    """
    if isinstance(raw, datetime):
        return raw.date(), False, None
    if isinstance(raw, date):
        return raw, False, None
    text = plain_text(raw)
    if text is None or isinstance(raw, bool):
        return None, False, None if text is None else ("CELL-004", {"found": text})
    wrong: Fault = ("CELL-004", {"found": text})
    if isinstance(raw, float) and text.endswith(".1"):
        return None, False, wrong
    if isinstance(raw, (int, float)) and text.isdigit() and 20000 <= int(text) <= 80000:
        return _EXCEL_EPOCH + timedelta(days=int(text)), False, None
    bare = _DAY_BLANKS.sub(r"\1", text)
    for shape in _DAY_SHAPES:
        if match := shape.match(bare):
            return _day(int(match[1]), int(match[2]), int(match[3]), False, wrong)
    for shape in _MONTH_SHAPES:
        if match := shape.match(bare):
            return _day(int(match[1]), int(match[2]), 1, True, wrong)
    return None, False, wrong


def read_period(raw: object) -> tuple[date, date] | None:
    """Two days in one cell, 2023.2.1-2023.2.7 or 2023年2月1日至2023年2月7日; None where it holds no such two."""
    text = plain_text(raw)
    parts = _PERIOD.split(text) if text is not None else []
    if len(parts) != 2:
        return None
    days = [read_day(part.strip())[0] for part in parts]
    if days[0] is None or days[1] is None or days[1] < days[0]:
        return None
    return days[0], days[1]


def _day(year: int, month: int, day: int, month_only: bool, wrong: Fault) -> tuple[date | None, bool, Fault | None]:
    try:
        found = date(year, month, day)
    except ValueError:
        return None, False, wrong
    return (found, month_only, None) if 1900 <= year <= 2200 else (None, False, wrong)


def read_flag(raw: object) -> tuple[bool | None, Fault | None]:
    """Yes or no. Errors: CELL-019."""
    if isinstance(raw, bool):
        return raw, None
    text = plain_text(raw)
    if text is None:
        return None, None
    word = text.upper()
    if word in _YES:
        return True, None
    if word in _NO:
        return False, None
    return None, ("CELL-019", {"found": text})


def read_choice(raw: object, words: Mapping[str, str]) -> tuple[str | None, Fault | None]:
    """The code of a choice; `words` maps every accepted spelling to its code. Errors: CELL-007."""
    text = plain_text(raw)
    if text is None:
        return None, None
    code = words.get(text) or words.get(text.replace(" ", ""))
    if code is None:
        return None, ("CELL-007", {"found": text, "expected": "、".join(dict.fromkeys(words))})
    return code, None


def is_lost_number(raw: object) -> bool:
    """Whether a long number was kept as a float or in exponent form, so that its last digits are gone."""
    if isinstance(raw, float):
        return abs(raw) >= 1e15
    text = plain_text(raw)
    return text is not None and bool(re.fullmatch(r"\d(\.\d+)?[eE]\+?\d{2}", text))
