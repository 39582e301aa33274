"""Times of points, as recorders, phones and tables write them, as seconds since 1970.

What says its zone is taken at its word. What says none is the office's time, but in GPX and KML, which are defined in
UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from jiedui.kernel.clock import BEIJING
from jiedui.kernel.errors import refused

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LOOSE: Final = re.compile(
    r"(\d{4})\s*[-/.:年]\s*(\d{1,2})\s*[-/.:月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})\s*[:时]\s*(\d{1,2})\s*(?:[:分]\s*(\d{1,2})(?:\.\d*)?\s*秒?)?分?)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)")
_ELAPSED: Final = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
"""Seconds since 1970, or thousandths of them."""


def seconds_of(text: str, zone: tzinfo = BEIJING) -> int:
    """The seconds of a written time; `zone` is that of a time that says none. Errors: TRACK-006 when it is no time."""
    bare = text.strip()
    try:
        moment = datetime.fromisoformat(bare) if not bare.isdigit() else _digits(bare)
    except ValueError:
        moment = _loose(bare)
    if moment is None and _ELAPSED.fullmatch(bare):
        return int(bare[:10]) if "." in bare or len(bare) <= 10 else int(bare) // 1000
    if moment is None:
        raise refused("TRACK-006", found=bare[:40] or "—")
    return elapsed(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def elapsed(moment: datetime) -> int:
    """The whole seconds since 1970 of a moment with its zone."""
    return int((moment - EPOCH).total_seconds() // 1)


def _digits(text: str) -> datetime | None:
    found = _COMPACT.fullmatch(text)
    return _moment(found.groups()) if found else None


def _loose(text: str) -> datetime | None:
    found = _LOOSE.fullmatch(text)
    return _moment(found.groups()) if found else None


def _moment(parts: tuple[str | None, ...]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
