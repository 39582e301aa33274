"""The text against itself, ledger or not. Totals are in `sums`, parts and shares in `shares`, changes in `growth`; here
are averages and what is said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from jiedui.reports.prose.claims import NO_END, PER, Relation, interval, meet, span
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.growth import Growth
from jiedui.reports.prose.places import Places
from jiedui.reports.prose.precision import bounds, printed
from jiedui.reports.prose.shares import Shares
from jiedui.reports.prose.sums import Sums

_PER_MEASURE: Final = {
    "县": "县 个",
    "人": "人",
    "户": "户",
    "村": "村 个",
    "亩": "亩",
    "班": "期 班 班次",
    "期": "期",
    "家": "家",
}
_YIELD: Final = re.compile("收益|收入|增收|分红|产值|补贴|租金|工资|利润|销售")
_ALIKE: Final = 4
"""How many characters in a row two clauses share that speak of one figure."""


def find_relations(
    plain: str, contexts: Sequence[Context], places: Places, part_of: Mapping[str, str] | None = None
) -> list[Relation]:
    """Every relation between the figures of a text, in the order of their first figure. `part_of`: which indicator
    counts a part of which."""
    finder = _Finder(plain, contexts, places, part_of or {})
    found = [
        *finder.sums(),
        *finder.subsets(),
        *finder.shares(),
        *finder.averages(),
        *finder.changes(),
        *finder.repeats(),
    ]
    unique = {(one.kind, one.whole, one.parts): one for one in reversed(found)}
    return sorted(unique.values(), key=lambda one: (min(one.whole, *one.parts) if one.parts else one.whole, one.kind))


class _Finder(Sums, Shares, Growth):
    """Finds all relations of a text."""

    def averages(self) -> Iterator[Relation]:
        """县均 and the like: the total and the count printed with it."""
        for place, mean in enumerate(self.contexts):
            match = PER.search(self.before(mean, 20))
            if match is None or mean.kind == "change":
                continue
            per = match[1][-1] if match[1].startswith("平均") else match[1].strip("每均平")[:1]
            earlier = [
                one for one in self.contexts[max(0, place - 9) : place]
                if mean.paragraph - one.paragraph <= 1 and one.sentence >= mean.sentence - 3
            ]  # fmt: skip
            wholes = [one for one in reversed(earlier) if one.mention.measure == mean.mention.measure
                      and one.kind != "change" and not one.is_part and one.mention.size >= mean.mention.size]  # fmt: skip
            found = [one for whole in wholes if self._is_of(whole, mean)
                     and (one := self._average(whole, mean, per, earlier))]  # fmt: skip
            if not found and per == "县":  # of all counties of the programme, which the text does not count
                found = [one for one in self._by_counties(place, mean) if one.holds]
            yield from [one for one in found if one.holds][:1] or found[:1]

    def _by_counties(self, place: int, mean: Context) -> Iterator[Relation]:
        counties = len(self.places.counties)
        for whole in reversed(self.contexts[max(0, place - 40) : place]):
            is_near = mean.paragraph - whole.paragraph <= 6 or (whole.cell is not None and whole.cell.is_total)
            if counties > 1 and is_near and whole.mention.measure == mean.mention.measure and whole.kind != "change":
                yield self._divided_by(whole, mean, Decimal(counties))

    def _is_of(self, whole: Context, mean: Context) -> bool:
        """Whether a mean speaks of the whole's thing: not of an income beside an investment."""
        noun = _YIELD.search(self.plain, max(0, mean.mention.start - 12), mean.mention.start)
        return noun is None or noun[0] in self.plain[whole.clause[0] : whole.clause[1]]

    def _average(self, whole: Context, mean: Context, per: str, earlier: Sequence[Context]) -> Relation | None:
        count = self._count(per, earlier, mean, whole)
        return self._divided_by(whole, mean, count) if count else None

    def _divided_by(self, whole: Context, mean: Context, count: Decimal) -> Relation:
        low, high = interval(whole.mention)
        expected = whole.mention.size / count / mean.mention.scale
        least, most = bounds(mean.mention)  # a mean of whole numbers is rounded like any other
        scale = mean.mention.scale
        holds = meet((low / count, high / count), (least * scale, NO_END if most is None else most * scale))
        shown = printed(expected.quantize(min(mean.mention.step, Decimal("0.01"))))
        return Relation("average", span(whole), (span(mean),), holds, shown, "" if holds else "average")

    def _count(self, per: str, earlier: Sequence[Context], mean: Context, whole: Context) -> Decimal | None:
        for one in reversed(earlier):
            follows = self.plain[one.mention.end : one.mention.end + 6]
            if one.kind == "change":
                continue
            is_named = one.mention.measure == per or (
                one.mention.measure == "个" and re.match(f"(?:[一-鿿]{{2}})?{per}", follows) is not None
            )
            if is_named and one is not whole and one.mention.measure in _PER_MEASURE.get(per, per).split():
                return one.mention.size
        begin = self.plain.rfind("\n", 0, whole.mention.start) + 1
        text = self.plain[max(begin, whole.mention.start - 40) : mean.mention.start]
        if per == "县":
            if re.search("([三3])个?[^，。]{0,4}县", text):
                return Decimal(3)
            named = {
                one.region
                for one in self.contexts
                if one.region in self.places.counties and one.paragraph == mean.paragraph
            }
            return Decimal(len(named)) if len(named) > 1 and len(named) == len(self.places.counties) else None
        return None

    def repeats(self) -> Iterator[Relation]:
        """The same figure twice: the same indicator, region and time, in the text's own words both times; or the same
        number of three digits or more."""
        seen: dict[tuple[object, ...], Context] = {}
        for one in self.contexts:
            if one.kind != "result" or one.mention.bound or self._is_of_parts(one):
                continue
            first = next((other for other in self.contexts if other is one or self._is_same(other, one)), one)
            if first is not one and first.sentence != one.sentence:
                yield Relation("repeat", span(first), (span(one),), True, printed(one.mention.value))
                continue
            if not one.codes or one.is_carried or one.is_earlier or one.cell is not None:
                continue
            key = (one.codes[0], one.region, one.own, one.several, one.since, one.until, one.mention.measure)
            first = seen.setdefault(key, one)
            if first is one or first.sentence == one.sentence or not self._is_alike(first, one):
                continue
            holds = meet(interval(first.mention), interval(one.mention))
            expected = printed(first.mention.size / one.mention.scale)
            yield Relation("repeat", span(first), (span(one),), holds, expected, "" if holds else "repeat")

    def _is_same(self, first: Context, one: Context) -> bool:
        """Whether a number of some digits is that of an earlier sentence, to the last digit and unit."""
        a, b = first.mention, one.mention
        return (
            first.sentence < one.sentence and (first.cell is None or one.cell is None) and first.kind == "result" and a.size == b.size and a.measure == b.measure
            and b.measure not in ("%", "成") and (b.value / b.coarse >= 100 or self._is_this(one))
            and (not first.codes or not one.codes or first.codes[0] == one.codes[0])
        )  # fmt: skip

    def _is_this(self, one: Context) -> bool:
        """这8个车间: a number that points back."""
        return self.plain[: one.mention.start].endswith(("这", "上述", "这些"))

    def _is_of_parts(self, one: Context) -> bool:
        return one.is_part or self.opens_with_parts(one)

    def _is_alike(self, first: Context, one: Context) -> bool:
        """Whether two figures are spoken of in like words."""
        text = self.plain[first.clause[0] : first.clause[1]]
        own = f"{self.plain[one.clause[0] : one.mention.start]} {self.plain[one.mention.end : one.clause[1]]}"
        return any(
            own[place : place + _ALIKE] in text
            for place in range(len(own) - _ALIKE + 1)
            if " " not in own[place : place + _ALIKE]
        )
