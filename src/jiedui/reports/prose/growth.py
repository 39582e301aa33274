"""What changed: 由A增至B,增长C; 今年B,去年同期A,多C. The two ends have to make the change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from jiedui.reports.prose.claims import Finder, Relation, interval, meet, span
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.precision import printed

_FELL: Final = re.compile("下降|减少|降低|降|少了?$|跌|减")
_EARLIER: Final = re.compile("去年|上年|前年|同期|上月|原来|原先|开办时|当初|以前|[由从][^，。;]{0,12}$")
_LATER: Final = re.compile("[增升提涨扩降减加][^，。;\\d]{0,3}[至到为]|如今|现在|今年|到")
_CHANGE_WORDS: Final = re.compile(
    "同比|环比|净|增长|增加|增幅|增速|涨幅|升幅|降幅|提高|提升|上升|下降|减少|降低|多出|高出|高了|多了|少了|涨了|降了|幅度|比去年|比上年|较上年|较去年|同期|分别|"
    "达到?|超过?|约|近|一年|增|涨|升|降|减|多|少|翻|了|为|还|又|就|也|的|是|率|比|之前|原来|以前"
)
_NOW: Final = re.compile("如今|现在|目前|现有|达到|增至|达")
_RATIOS: Final = ("%", "倍", "番", "成", "百分点")
_FIGURES: Final = re.compile(r"[期人户家班][数次]|而|[\d一二三四五六七八九十两.]+个?[一-鿿%]{1,2}")
_TIMES: Final = re.compile("是|为|达|相当于")


class Growth(Finder):
    """Finds the changes of a text."""

    def changes(self) -> Iterator[Relation]:
        for place, said in enumerate(self.contexts):
            if said.kind != "change":
                continue
            found = self._change_of(place, said)
            if found is not None:
                yield found

    def _change_of(self, place: int, said: Context) -> Relation | None:
        """The two figures before a change that it can be the difference of: those that make it, else those that are
        said to be its ends."""
        earlier = [one for one in self.contexts[max(0, place - 6) : place] if one.paragraph == said.paragraph
                   and said.sentence - one.sentence <= 1 and one.kind != "change" and not one.is_part
                   and not self.is_mean(one)]  # fmt: skip
        sure = self._between(place, said)
        if sure is not None:
            return sure
        if said.mention.measure not in _RATIOS:
            earlier = [one for one in earlier if self.counted(one) == self.counted(said)]
        for later in range(len(earlier) - 1, 0, -1):
            first, second = earlier[later - 1], earlier[later]
            if (
                self.counted(first) != self.counted(second)
                or first.mention.measure == ""
                or not self._can_be(said, first)
            ):
                continue
            for old, new in self._ends(first, second):
                relation = self._change(old, new, said)
                if relation is None:
                    continue
                if relation.holds:
                    return relation
                if (
                    sure is None
                    and later == len(earlier) - 1
                    and self._grows_from(first, second)
                    and self._is_theirs(said, second)
                ):
                    sure = relation
        return sure

    def _between(self, place: int, said: Context) -> Relation | None:
        """去年48名,今年增加17名,如今63名: the change told between its ends."""
        if not 0 < place < len(self.contexts) - 1:
            return None
        old, new = self.contexts[place - 1], self.contexts[place + 1]
        is_one = old.sentence == new.sentence == said.sentence and self.counted(old) == self.counted(new)
        if not is_one or old.kind == "change" or not self._says(new, _NOW) or not self._can_be(said, old):
            return None
        return self._change(old, new, said)

    def _can_be(self, said: Context, end: Context) -> bool:
        measure = said.mention.measure
        return measure in ("%", "倍", "番", "成") or measure == end.mention.measure or (
            measure == "百分点" and end.mention.measure == "%")  # fmt: skip

    def _ends(self, first: Context, second: Context) -> list[tuple[Context, Context]]:
        """(old, new) as the words say; both ways round where they say nothing."""
        if second.until < first.until or (self._is_old(second) and not self._is_old(first)):
            return [(second, first)]
        if first.until < second.until or self._is_old(first) or self._says(second, _LATER):
            return [(first, second)]
        return [(first, second), (second, first)]

    def _grows_from(self, first: Context, second: Context) -> bool:
        is_dated = first.until != second.until and first.codes[:1] == second.codes[:1] and bool(first.codes)
        return (is_dated or self._is_old(first) != self._is_old(second)) and first.sentence == second.sentence

    def _is_theirs(self, said: Context, end: Context) -> bool:
        """Whether nothing but the words of change stands between the later figure and its change."""
        gap = self.plain[max(end.mention.end, self.plain.rfind("。", 0, said.mention.start) + 1) : said.mention.start]
        return (
            end.mention.start < said.mention.start
            and len(re.findall("[一-鿿]", _CHANGE_WORDS.sub("", _FIGURES.sub("", gap)))) < 2
        )

    def _is_old(self, one: Context) -> bool:
        return one.is_earlier or self._says(one, _EARLIER)

    def _says(self, one: Context, words: re.Pattern[str]) -> bool:
        return words.search(self.plain[one.clause[0] : one.mention.start]) is not None

    def _change(self, old: Context, new: Context, said: Context) -> Relation | None:
        """The change that the two make, beside the one that is said. None where nothing can be made of them."""
        first, second, measure = old.mention, new.mention, said.mention.measure
        if not first.size or not second.size:
            return None
        (low, high), (least, most) = interval(first), interval(second)
        whole, parts = span(new), (span(old), span(said))
        grows = second.size >= first.size
        if _FELL.search(self.before(said, 8)) and grows:
            return Relation("change", whole, parts, False, printed(second.size - first.size), "direction")
        if measure == "番":
            holds = most / low >= Decimal(2) ** int(said.mention.value)
            times = printed((second.size / first.size).quantize(Decimal("0.01")))
            return Relation("change", whole, parts, holds, times, "" if holds else "change")
        factor = Decimal({"%": 100, "成": 10}.get(measure, 1))
        if measure == "倍" or (measure in ("%", "成") and first.measure != measure):
            is_times = measure == "倍" and _TIMES.search(self.before(said, 4)) and "增" not in self.before(said, 6)
            shift = 0 if is_times else 1
            reach, expected = (least / high - shift, most / low - shift), second.size / first.size - shift
        else:
            reach, expected = (least - high, most - low), second.size - first.size
            factor = Decimal(1)
        if not grows:
            reach, expected = (-reach[1], -reach[0]), -expected
        holds = meet((reach[0] * factor, reach[1] * factor), interval(said.mention))
        shown = printed((expected * factor / said.mention.scale).quantize(min(said.mention.step, Decimal("0.01"))))
        return Relation("change", whole, parts, holds, shown, "" if holds else "change")
