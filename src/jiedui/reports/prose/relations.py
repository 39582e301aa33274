"""The text against itself, ledger or not: subsets, shares, averages, growth, repetition; totals are in `sums`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from jiedui.reports.prose.claims import NO_END, Relation, interval, meet, same_thing, span
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.places import Places
from jiedui.reports.prose.precision import printed
from jiedui.reports.prose.sums import Sums

_SHARE: Final = re.compile(r"(?:占比|比重|比例|占|率)[^，。;\d]{0,14}$")
_PER: Final = re.compile(r"(县均|人均|户均|平均每[^，。;\d]{0,6}|每[县户人家]平均|村均|亩均|班均)[^，。;\d]{0,10}$")
_PER_MEASURE: Final = {"县": "县 个", "人": "人", "户": "户", "村": "村 个", "亩": "亩", "班": "期 班", "家": "家"}
_YIELD: Final = re.compile("收益|收入|增收|分红|投入|产值|补贴|租金|工资|利润|销售")


def find_relations(plain: str, contexts: Sequence[Context], places: Places) -> list[Relation]:
    """Every relation between the figures of a text, in the order of their first figure."""
    finder = _Finder(plain, contexts, places)
    found = [
        *finder.sums(),
        *finder.subsets(),
        *finder.shares(),
        *finder.averages(),
        *finder.changes(),
        *finder.repeats(),
    ]
    return sorted(found, key=lambda one: (min(one.whole, *one.parts) if one.parts else one.whole, one.kind))


class _Finder(Sums):
    """Finds all relations of a text."""

    def subsets(self) -> Iterator[Relation]:
        """其中: no part is larger than its whole."""
        for place, part in enumerate(self.contexts):
            if part.kind == "change" or part.mention.measure in ("%", "成") or span(part) in self.in_sums:
                continue
            text = self.plain[part.clause[0] : part.mention.start]
            lead = self.plain[max(0, part.clause[0] - 6) : part.clause[0]]
            if not (
                re.search(r"其中|内含", text)
                or re.search(r"其中[：，,:]?$|其中[^，。]{0,4}$", lead)
                or re.match(r"含|包括", text)
            ):
                continue
            whole = self._whole_of(place, part)
            if whole is None or (whole.is_part and self._siblings(whole, part)):
                continue
            for one in (part, *self._listed_after(place, part)):
                holds = interval(one.mention)[0] < interval(whole.mention)[1]
                expected = printed(whole.mention.size / one.mention.scale)
                yield Relation("subset", span(whole), (span(one),), holds, expected, "" if holds else "subset")

    def _listed_after(self, place: int, part: Context) -> list[Context]:
        """The other regions of a list that 其中 opens."""
        found: list[Context] = []
        for one in self.contexts[place + 1 : place + 12]:
            if one.sentence != part.sentence or span(one) in self.in_sums:
                break
            has_word = "其中" in self.plain[one.clause[0] : one.mention.start]
            if (
                one.region not in (part.region, *(other.region for other in found))
                and same_thing(part, one)
                and not has_word
            ):
                found.append(one)
        return found

    def _whole_of(self, place: int, part: Context) -> Context | None:
        """What 其中 takes a part of: the last figure of its kind in the sentence, or in the one before where 其中 opens."""
        for sentence in (part.sentence, part.sentence - 1):
            for one in reversed(self.contexts[max(0, place - 12) : place]):
                fits = (
                    one.mention.measure == part.mention.measure
                    and one.kind == part.kind
                    and not _PER.search(self.before(one, 20))
                )
                if one.sentence == sentence and one.paragraph == part.paragraph and fits:
                    return one
            if not self.opens_with_parts(part):
                return None
        return None

    def _siblings(self, one: Context, other: Context) -> bool:
        return one.region != other.region or one.own != other.own

    def shares(self) -> Iterator[Relation]:
        """占…%: the share of the two figures printed before it; and a share of more than everything."""
        for place, share in enumerate(self.contexts):
            if share.mention.measure != "%" or share.kind == "change":
                continue
            before = self.before(share, 20)
            if not _SHARE.search(before):
                continue
            is_rate = re.search(r"(?:占|占比|比重|覆盖率|支付率|拨付率|支出率|完工率|比例)[^，。;\d]{0,12}$", before)
            if is_rate and share.mention.size > 100 and not re.search("完成|计划|任务|目标", before):
                yield Relation("share", span(share), (), False, "100", "over all")
                continue
            found = self._numbers_of_share(place, share)
            if found is not None:
                part, whole = found
                yield self._share(share, part, whole)

    def _numbers_of_share(self, place: int, share: Context) -> tuple[Context, Context] | None:
        if not re.search(r"占|占比|比重|比例", self.before(share, 16)):
            return None
        text = self.plain[share.clause[0] : share.mention.start]
        earlier = [one for one in self.contexts[max(0, place - 6) : place]
                   if share.sentence - one.sentence <= self.opens_with_parts(share) and one.kind != "change" and one.mention.measure not in ("%", "成", "倍") and not _PER.search(self.before(one, 20))]  # fmt: skip
        if not earlier:
            return None
        part = earlier[-1]
        if self.contexts[place - 1] is not part or not (
            part.is_part or "其中" in self.plain[part.clause[0] - 3 : part.mention.start]
        ):
            return None
        if re.search(r"占[^，。;\d]{0,10}(?:人口|劳动力总|全国|全省|全区|GDP|县域)", text) and not re.search(
            "总数|总额|总量", text
        ):
            return None
        whole = next(
            (one for one in reversed(earlier[:-1]) if one.mention.measure == part.mention.measure and not one.is_part),
            None,
        )
        return None if whole is None or whole.mention.size == 0 else (part, whole)

    def _share(self, share: Context, part: Context, whole: Context) -> Relation:
        low, high = interval(part.mention)
        below, above = interval(whole.mention)
        least = low / above * 100 if above < NO_END else Decimal(0)
        most = high / below * 100 if below > 0 else NO_END
        step = share.mention.step
        holds = meet((least - step / 1000, most + step / 1000), interval(share.mention))
        expected = printed((part.mention.size / whole.mention.size * 100).quantize(min(step, Decimal("0.01"))))
        return Relation("share", span(whole), (span(part), span(share)), holds, expected, "" if holds else "share")

    def averages(self) -> Iterator[Relation]:
        """县均 and the like: the total and the count printed with it."""
        for place, mean in enumerate(self.contexts):
            match = _PER.search(self.before(mean, 20))
            if match is None or mean.kind == "change":
                continue
            per = match[1][-1] if match[1].startswith("平均") else match[1].strip("每均平")[:1]
            earlier = [
                one
                for one in self.contexts[max(0, place - 9) : place]
                if one.paragraph == mean.paragraph and one.sentence >= mean.sentence - 3
            ]
            whole = next(
                (
                    one
                    for one in reversed(earlier)
                    if one.mention.measure == mean.mention.measure and one.kind != "change" and not one.is_part
                ),
                None,
            )
            count = self._count(per, earlier, mean, whole)
            noun = _YIELD.search(self.plain, max(0, mean.mention.start - 12), mean.mention.start)
            if whole is not None and noun and noun[0] not in self.plain[whole.clause[0] : whole.clause[1]]:
                continue
            if whole is None or not count or whole.mention.size < mean.mention.size:
                continue
            low, high = interval(whole.mention)
            expected = whole.mention.size / count / mean.mention.scale
            holds = meet((low / count, high / count), interval(mean.mention))
            shown = printed(expected.quantize(min(mean.mention.step, Decimal("0.01"))))
            yield Relation("average", span(whole), (span(mean),), holds, shown, "" if holds else "average")

    def _count(self, per: str, earlier: Sequence[Context], mean: Context, whole: Context | None) -> Decimal | None:
        if whole is None:
            return None
        for one in reversed(earlier):
            follows = self.plain[one.mention.end : one.mention.end + 6]
            if one.kind == "change":
                continue
            is_named = one.mention.measure == per or (one.mention.measure == "个" and per in follows[:4])
            if is_named and one is not whole and one.mention.measure in _PER_MEASURE.get(per, per).split():
                return one.mention.size
        text = self.plain[max(0, whole.mention.start - 40) : mean.mention.start]
        if per == "县" and (found := re.search("([三3])个?[^，。]{0,4}县", text)):
            return Decimal(3) if found else None
        return None

    def changes(self) -> Iterator[Relation]:
        """由A增至B,增长C: the growth that the two ends make."""
        for place in range(1, len(self.contexts)):
            first, second = self.contexts[place - 1], self.contexts[place]
            if (
                first.mention.measure != second.mention.measure
                or first.sentence != second.sentence
                or not first.is_earlier
            ):
                continue
            for said in self.contexts[place + 1 : place + 3]:
                if said.sentence == second.sentence and said.kind == "change" and first.mention.size:
                    relation = self._change(first, second, said)
                    if relation is not None:
                        yield relation
                        break

    def _change(self, first: Context, second: Context, said: Context) -> Relation | None:
        old, new, measure = first.mention, second.mention, said.mention.measure
        (low, high), (least, most) = interval(old), interval(new)
        grows = new.size >= old.size
        if re.search("下降|减少|降低", self.before(said, 8)) and grows:
            return Relation(
                "change", span(second), (span(first), span(said)), False, printed(new.size - old.size), "direction"
            )
        if measure == "%" and old.measure != "%":
            reach, expected = (least / high - 1, most / low - 1), new.size / old.size - 1
            factor = Decimal(100)
        elif measure == "倍":
            is_times = re.search("是|为|达", self.before(said, 4)) is not None and "增" not in self.before(said, 6)
            shift = 0 if is_times else 1
            reach, expected, factor = (
                (least / high - shift, most / low - shift),
                new.size / old.size - shift,
                Decimal(1),
            )
        elif measure == "番":
            reach, expected, factor = (Decimal(0), most / low), Decimal(0), Decimal(1)
            holds = most / low >= Decimal(2) ** int(said.mention.value)
            return Relation(
                "change",
                span(second),
                (span(first), span(said)),
                holds,
                printed((new.size / old.size).quantize(Decimal("0.01"))),
                "" if holds else "change",
            )
        elif measure == new.measure or (measure == "百分点" and new.measure == "%"):
            reach, expected, factor = (least - high, most - low), new.size - old.size, Decimal(1)
        else:
            return None
        if not grows:
            reach, expected = (-reach[1], -reach[0]), -expected
        given = interval(said.mention)
        holds = meet((reach[0] * factor, reach[1] * factor), given)
        shown = printed((expected * factor / said.mention.scale).quantize(min(said.mention.step, Decimal("0.01"))))
        return Relation("change", span(second), (span(first), span(said)), holds, shown, "" if holds else "change")

    def repeats(self) -> Iterator[Relation]:
        """The same figure twice: the same indicator, region and time, in the text's own words both times."""
        seen: dict[tuple[object, ...], Context] = {}
        for one in self.contexts:
            if not one.codes or one.is_carried or one.kind != "result" or one.is_earlier or one.mention.bound:
                continue
            key = (one.codes[0], one.region, one.own, one.several, one.since, one.until, one.mention.measure)
            first = seen.setdefault(key, one)
            if first is one or first.sentence == one.sentence:
                continue
            holds = meet(interval(first.mention), interval(one.mention))
            expected = printed(first.mention.size / one.mention.scale)
            yield Relation("repeat", span(first), (span(one),), holds, expected, "" if holds else "repeat")
