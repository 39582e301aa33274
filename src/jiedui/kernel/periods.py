"""Periods: years, months and days as whole numbers, and intervals cut into them.

A period code is `2023`, `202309` or `20230930`; its size tells which. Intervals are half-open `[since, until)`.
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR = 1900


def day_code(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def month_code(day: date) -> int:
    return day.year * 100 + day.month


def codes(day: date) -> tuple[int, int, int]:
    """The year, month and day that a day is counted in."""
    return day.year, month_code(day), day_code(day)


def next_month(day: date) -> date:
    """The first day of the month after the day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def cover(since: date | None, until: date) -> tuple[tuple[int, int], ...]:
    """The fewest code ranges (inclusive) whose years, months and days make up `[since, until)` exactly.

    Errors: none; an empty interval gives no range.
    """
    start = since or date(FIRST_YEAR, 1, 1)
    if start >= until:
        return ()
    ranges: list[tuple[int, int]] = []
    cursor = start
    if cursor.day > 1:
        end = min(next_month(cursor), until)
        ranges.append((day_code(cursor), day_code(end - timedelta(days=1))))
        cursor = end
    if cursor < until and cursor.month > 1:
        end = min(date(cursor.year + 1, 1, 1), until.replace(day=1))
        if cursor < end:
            ranges.append((month_code(cursor), month_code(end - timedelta(days=1))))
            cursor = end
    if cursor < until and cursor.month == 1 and cursor.year < until.year:
        ranges.append((cursor.year, until.year - 1))
        cursor = date(until.year, 1, 1)
    if cursor < until and cursor < until.replace(day=1):
        ranges.append((month_code(cursor), month_code(until.replace(day=1) - timedelta(days=1))))
        cursor = until.replace(day=1)
    if cursor < until:
        ranges.append((day_code(cursor), day_code(until - timedelta(days=1))))
    return tuple(ranges)


def months(since: date, until: date) -> tuple[int, ...]:
    """The month codes that `[since, until)` touches, in order."""
    found: list[int] = []
    cursor = since
    while cursor < until:
        found.append(month_code(cursor))
        cursor = next_month(cursor)
    return tuple(found)
