"""The charts of the overview: shades in equal steps, and missing is never drawn as zero."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from jiedui.web.overview_charts import KINDS, SHADES, funds_chart, shades


@pytest.mark.parametrize(
    ("texts", "steps", "ranges"),
    [
        ("0 25 50 75 100", [0, 1, 2, 3, 3], ["0", "25", "50", "75 – 100"]),
        ("13548 13638 15089", [0, 0, 2], ["13,548 – 13,638", "", "15,089"]),
        ("7 7", [0, 0], ["7"]),
        ("0 -", [0, None], ["0"]),
        ("-5 5", [0, 1], ["-5", "5"]),
        ("- -", [None, None], []),
        ("", [], []),
    ],
)
def test_values_are_shaded_in_equal_steps_and_missing_has_no_shade(
    texts: str, steps: list[int | None], ranges: list[str]
) -> None:
    values = [None if text == "-" else Decimal(text) for text in texts.split()]
    assert shades(values) == (steps, ranges)


def test_there_is_a_colour_for_every_kind_and_step() -> None:
    assert len(set(KINDS)) == 6 and len(set(SHADES)) == 4


def test_a_kind_that_is_zero_is_drawn_and_one_that_is_missing_is_not() -> None:
    rows = [[SimpleNamespace(value=Decimal("1.5")), SimpleNamespace(value=Decimal(0)), SimpleNamespace(value=None)]]
    series = funds_chart(["甲县"], ["产业", "就业", "民生"], rows)["series"]
    assert [(one["name"], one["data"]) for one in series] == [("产业", [1.5]), ("就业", [0.0])]
