"""The clock: the one place that asks what time it is, so that tests can set it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day where the offices are."""
    return now().astimezone(BEIJING).date()
