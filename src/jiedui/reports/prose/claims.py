"""Figures that have to fit together: the relation as a value, the interval that a printed figure may stand for, and
what the finders of relations share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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


PER: Final = re.compile(r"(县均|人均|户均|平均每[^，。;\d]{0,6}|每[县户人家]平均|村均|亩均|班均)[^，。;\d]{0,10}$")
_JOB: Final = re.compile("岗位|就业(?!帮扶)")
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


def rounded(mention: Mention) -> Interval:
    """What a figure may stand for if its printer rounded."""
    low, high = interval(mention)
    is_exact = mention.approximation == "exact" and high - low > 2 * _HAIR
    return (low, low + mention.step * mention.scale + _HAIR) if is_exact else (low, high)


def cut(mention: Mention) -> Interval:
    """What a figure may stand for if its printer cut digits off."""
    low, high = interval(mention)
    is_exact = mention.approximation == "exact" and high - low > 2 * _HAIR
    return (mention.size, high) if is_exact else (low, high)


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

    def __init__(self, plain: str, contexts: Sequence[Context], places: Places, part_of: Mapping[str, str]) -> None:
        self.plain, self.contexts, self.places, self.part_of = plain, contexts, places, part_of
        self.in_sums: set[tuple[int, int]] = set()

    def before(self, context: Context, reach: int = 24) -> str:
        return self.plain[max(0, context.mention.start - reach) : context.mention.start]

    def counted(self, context: Context) -> str:
        """What a figure counts: a job is one person's."""
        mention = context.mention
        is_job = mention.measure == "个" and _JOB.search(self.plain[context.clause[0] : context.clause[1]])
        return "人" if is_job else mention.measure

    def is_mean(self, context: Context) -> bool:
        return PER.search(self.before(context, 20)) is not None

    def chained(self, place: int, part: Context) -> Context | None:
        """项目依次为37、37、25个,其中产业项目21、21、14个: each part has the whole of its own region."""
        if len(part.chain) < 2 or not part.is_part:
            return None
        return next((one for one in reversed(self.contexts[max(0, place - 12) : place]) if len(one.chain) == len(part.chain)
                     and one.chain != part.chain and self.counted(one) == self.counted(part)
                     and (one.region, one.own) == (part.region, part.own)), None)  # fmt: skip

    def opens_with_parts(self, context: Context) -> bool:
        start = max(self.plain.rfind(mark, 0, context.mention.start) for mark in "。！？\n") + 1
        return self.plain[start : start + 4].strip().startswith(("其中", "三个县", "三县"))
