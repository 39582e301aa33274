"""Figures that have to fit together: the relation as a value, the interval that a printed figure may stand for, and
what the finders of relations share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.places import Places
from jiedui.reports.prose.precision import bounds

RelationKind = Literal["sum", "subset", "share", "average", "change", "repeat"]


@dataclass(frozen=True, slots=True)
class Relation:
    """Figures that have to fit together. `whole` and `parts` are spans; `expected` is in the unit of what was checked,
    the whole of a sum, else the last part; `reason` names a text of `naming`."""

    kind: RelationKind
    whole: tuple[int, int]
    parts: tuple[tuple[int, int], ...]
    holds: bool
    expected: str
    reason: str = ""


Interval = tuple[Decimal, Decimal]
NO_END: Final = Decimal(10) ** 30
_HAIR: Final = Decimal("0.000001")
_MEASURED: Final = frozenset(
    ["元", "%", "成", "亩", "平方米", "公里", "吨", "公斤", "倍", "百分点", "米", "公顷", "平方公里", "小时", "天"]
)
"""What is measured and may have been rounded; all else is counted."""


def interval(mention: Mention) -> Interval:
    """What a figure may stand for, in its bare measure."""
    low, high = bounds(mention)
    if (
        mention.approximation == "exact"
        and mention.scale == 1
        and mention.step == 1
        and mention.measure not in _MEASURED
    ):
        return mention.value, mention.value + _HAIR
    return low * mention.scale, NO_END if high is None else high * mention.scale


def meet(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def span(context: Context) -> tuple[int, int]:
    return context.mention.start, context.mention.end


def same_thing(one: Context, other: Context) -> bool:
    """Whether two figures count the same thing: one measure, and one indicator where both are known."""
    if one.mention.measure != other.mention.measure or one.kind != other.kind:
        return False
    return not one.codes or not other.codes or one.codes[0] == other.codes[0]


class Finder:
    """A text with the contexts of its figures, and the parts of sums that were found already."""

    def __init__(self, plain: str, contexts: Sequence[Context], places: Places) -> None:
        self.plain, self.contexts, self.places = plain, contexts, places
        self.in_sums: set[tuple[int, int]] = set()

    def before(self, context: Context, reach: int = 24) -> str:
        return self.plain[max(0, context.mention.start - reach) : context.mention.start]

    def opens_with_parts(self, context: Context) -> bool:
        start = max(self.plain.rfind(mark, 0, context.mention.start) for mark in "。！？\n") + 1
        return self.plain[start : start + 4].strip().startswith(("其中", "三个县", "三县"))
