"""Parts and wholes: 其中 and what else says that one figure is a part of another, and the share that two figures make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from jiedui.reports.prose.claims import NO_END, Finder, Relation, interval, meet, same_thing, span
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.precision import printed
from jiedui.reports.prose.tables import is_of_which

_RATIOS: Final = ("%", "成", "倍", "番", "百分点")
_RATE: Final = re.compile(r"(?:占|占比|比重|覆盖率|支付率|拨付率|支出率|完工率|比例)[^，。;\d]{0,12}$")
_AMONG: Final = re.compile("[一-鿿]{0,8}[中里内][，,]?(?:的|有)?")
_TARGET: Final = re.compile("完成|计划|任务|目标")
_SAID_SHARE: Final = re.compile(r"占|折合|比重|比例|率|进度|完成|目标|任务|也就是|相当于|达到了?|[一-鿿]了$")
_OF: Final = re.compile(
    r"(?:占|折合|相当于)(?:了|到|比|其|总|约|近|超|过|达|为|全部|其中|的|比例|高|：|:|,|，|将|接|不|足|一|多|有)*$"
)
_OF_NAMED: Final = re.compile(
    r"(?:占|折合|相当于)(?:了|到|比|约|其)?([^，。;\d]{2,14}?)(?:总?[数额量])?的?(?:约|近|超过|比例|比重)?$"
)
_SHARE_OF_NAMED: Final = re.compile("([一-鿿]{2})[一-鿿]{0,6}?(?:占比|比重|比例)(?:达到?|为|是|：|约|近|超过?)*$")
RATES: Final = {
    "funds.disbursed_rate": ("funds.disbursed", "funds.committed"), "funds.spent_rate": ("funds.spent", "funds.committed"),
    "funds.industry_share": ("funds.committed_industry", "funds.committed"),
    "projects.finished_rate": ("projects.finished", "projects.count"),
}  # fmt: skip
"""What the rates of the catalogue are made of."""
_BASES: Final = ("funds.committed", "projects.count")
"""What named rates are mostly rates of."""
_OUTSIDE: Final = re.compile("人口|劳动力总|全国|全省|全区|GDP|县域|营业|销量")
_NAMED_RATE: Final = re.compile(r"([一-鿿]{2})(?:率|进度)(?:为|达到?|是|约|超过?|近|：|:)?$")
_REACH: Final = 7


class Shares(Finder):
    """Finds the subsets and shares of a text."""

    def subsets(self) -> Iterator[Relation]:
        """No part is larger than its whole."""
        for place, part in enumerate(self.contexts):
            is_added = span(part) in self.in_sums and part.cell is None
            if part.kind == "change" or part.mention.measure in _RATIOS or is_added:
                continue
            whole = (
                self._column_before(part)
                or self._row_above(part)
                or self.chained(place, part)
                or self._whole_said(place, part)
                or self._whole_counted(place, part)
            )
            if whole is None or (whole.is_part and self._siblings(whole, part)):
                continue
            others = (
                []
                if part.cell is not None or self.chained(place, part) is not None
                else self._listed_after(place, part)
            )
            for one in (part, *others):
                holds = interval(one.mention)[0] < interval(whole.mention)[1]
                expected = printed(whole.mention.size / one.mention.scale)
                yield Relation("subset", span(whole), (span(one),), holds, expected, "" if holds else "subset")

    def _whole_said(self, place: int, part: Context) -> Context | None:
        """What 其中 takes a part of: the last figure of its kind in the sentence, or in the one before where 其中 opens."""
        text = self.plain[part.clause[0] : part.mention.start]
        lead = self.plain[max(0, part.clause[0] - 6) : part.clause[0]]
        after = self.plain[part.mention.end : part.clause[1]]
        if not (
            re.search(r"其中|当中|内含|这里面|里面|里头", text)
            or re.search(r"[其当]中[：，,:]?$|[其当]中[^，。]{0,4}$", lead)
            or re.match(r"含|包括", text)
            or "在内" in after
            or (place and _AMONG.fullmatch(self.plain[self.contexts[place - 1].mention.end : part.mention.start]))
        ):
            return None
        if part.cell is not None:
            return None
        for sentence in (part.sentence, part.sentence - 1):
            for one in reversed(self.contexts[max(0, place - 12) : place]):
                fits = self.counted(one) == self.counted(part) and one.kind == part.kind and not self.is_mean(one)
                if one.sentence == sentence and (one.paragraph == part.paragraph or part.is_sub) and fits:
                    return one
            if not self.opens_with_parts(part):
                return None
        return None

    def _column_before(self, part: Context) -> Context | None:
        """In a table, the cell to the left of one whose column is headed 其中."""
        cell = part.cell
        if cell is None or not is_of_which(self.plain[slice(*cell.heading)]):
            return None
        return next((one for one in self.contexts if one.cell and (one.cell.table, one.cell.row, one.cell.column)
                     == (cell.table, cell.row, cell.column - 1)), None)  # fmt: skip

    def _row_above(self, part: Context) -> Context | None:
        """In a table, of a row called 其中 …, the cell of the last row above that is not."""
        cell = part.cell
        if cell is None or not is_of_which(self.plain[slice(*cell.label)]):
            return None
        return next((one for one in reversed(self.contexts) if one.cell and (one.cell.table, one.cell.column)
                     == (cell.table, cell.column) and one.cell.row < cell.row
                     and not is_of_which(self.plain[slice(*one.cell.label)])), None)  # fmt: skip

    def _whole_counted(self, place: int, part: Context) -> Context | None:
        """The figure just before whose indicator the part's is a part of, of the same place and time."""
        if not part.codes or not self.part_of.get(part.codes[0]):
            return None
        for one in reversed(self.contexts[max(0, place - 2) : place]):
            is_same = (one.region, one.own, one.since, one.until) == (part.region, part.own, part.since, part.until)
            if one.sentence == part.sentence and one.codes and one.codes[0] == self.part_of[part.codes[0]] and is_same:
                return one
        return None

    def _listed_after(self, place: int, part: Context) -> list[Context]:
        """The others of a list that 其中 opens: of other regions, or joined by 、."""
        found: list[Context] = []
        last = part
        for one in self.contexts[place + 1 : place + 12]:
            if one.sentence != part.sentence or span(one) in self.in_sums:
                break
            between = self.plain[last.mention.end : one.mention.start]
            has_word = "其中" in self.plain[one.clause[0] : one.mention.start]
            is_other = one.region not in (part.region, *(other.region for other in found)) and same_thing(part, one)
            is_joined = re.fullmatch(r"、[^，。;：、\d]{1,12}", between) is not None
            if not has_word and self.counted(one) == self.counted(part) and (is_other or is_joined):
                found.append(one)
            last = one
        return found

    def _siblings(self, one: Context, other: Context) -> bool:
        return one.region != other.region or one.own != other.own

    def shares(self) -> Iterator[Relation]:
        """占…%: the share that two figures make; and a share of more than everything."""
        for place, share in enumerate(self.contexts):
            if share.mention.measure not in ("%", "成") or share.kind == "change":
                continue
            if share.cell is not None:
                yield from self._rate_in_row(share)
                continue
            before = self.before(share, 24)
            if share.kind == "plan" and "占" not in before[-8:]:
                continue
            if share.kind == "plan" and "占" not in before[-8:]:
                continue
            is_rate = share.mention.measure == "%" and _RATE.search(before)
            if is_rate and share.mention.size > 100 and not _TARGET.search(before):
                yield Relation("share", span(share), (), False, "100", "over all")
                continue
            found = self._rate_by_name(place, share) or self._share_of(place, share)
            if found is not None:
                yield found

    def _rate_in_row(self, share: Context) -> Iterator[Relation]:
        """In a table, 完工率 beside 完工项目 and what it is the rate of."""
        cell = share.cell
        title = "" if cell is None else self.plain[slice(*cell.heading)]
        match = re.match("[( ]*([一-鿿]{2})(?:率|进度)", title)
        if cell is None or match is None:
            return
        row = [
            one
            for one in self.contexts
            if one.cell and (one.cell.table, one.cell.row) == (cell.table, cell.row) and one is not share
        ]
        part = next((one for one in row if one.cell and match[1] in self.plain[slice(*one.cell.heading)]), None)
        if part is None:
            return
        wholes = [one for one in row if one is not part and self.counted(one) == self.counted(part)]
        found = self._best(share, [(part, one) for one in wholes], is_sure=len(wholes) == 1)
        if found is not None:
            yield found

    def _rate_by_name(self, place: int, share: Context) -> Relation | None:
        """A rate of the catalogue and the two figures before it that it is made of, of the same place and time."""
        made_of = RATES.get(share.codes[0]) if share.codes else None
        if made_of is None or share.kind != "result":
            return None
        known = [
            *reversed(self.contexts[:place]),
            *(one for one in self.contexts[place + 1 : place + 3] if one.sentence == share.sentence),
        ]
        pair = [next((one for one in known if one.codes[:1] == (code,) and one.kind == "result"
                      and (one.region, one.own, one.until) == (share.region, share.own, share.until)
                      and (one.since == share.since or None in (one.since, share.since))), None) for code in made_of]  # fmt: skip
        part, whole = pair
        return (
            self._share(share, part, whole) if part is not None and whole is not None and whole.mention.size else None
        )

    def _share_of(self, place: int, share: Context) -> Relation | None:
        earlier = [
            one for one in self.contexts[max(0, place - _REACH) : place]
            if (one.paragraph == share.paragraph or share.is_sub) and share.sentence - one.sentence <= 1 and one.kind != "change"
            and one.mention.measure not in _RATIOS and not self.is_mean(one)
        ]  # fmt: skip
        if not earlier or not place:
            return None
        gap = self.plain[self.contexts[place - 1].mention.end : share.mention.start]
        if re.fullmatch("(?:总?[数额量])?的", gap):  # 占全市到位投资49.72亿元的63.46%
            whole = earlier[-1]
            parts = [one for one in reversed(earlier[:-1]) if self.counted(one) == self.counted(whole)]
            is_said = "占" in self.plain[whole.clause[0] : whole.mention.start]
            return self._best(share, [(one, whole) for one in parts], is_sure=True) if is_said else None
        if "。" in gap or not (_SAID_SHARE.search(gap) or share.mention.measure == "成"):
            return None
        named = _SHARE_OF_NAMED.search(gap)
        part = (
            next((one for one in reversed(earlier) if self._is_called(one, named[1])), None) if named else earlier[-1]
        )
        if part is None or (named is None and part is not self.contexts[place - 1]):
            return None
        if named is not None:  # 产业3420万元、就业415万元,产业资金占比75%
            wholes = [
                one
                for one in earlier
                if self.counted(one) == self.counted(part) and one.mention.size > part.mention.size
            ]
            return self._best(share, [(part, one) for one in wholes], is_sure=len(wholes) == 1)
        wholes = [one for one in reversed(earlier[:-1]) if self.counted(one) == self.counted(part)
                  and one.mention.size and (part.kind == one.kind or _TARGET.search(gap))]  # fmt: skip
        if not wholes and _TARGET.search(gap) and part.codes:
            wholes = [one for one in reversed(self.contexts[:place]) if one.kind == "plan" and one.codes[:1] == part.codes[:1]
                      and self.counted(one) == self.counted(part)][:1]  # fmt: skip
        pairs = [(part, whole) for whole in wholes]
        return self._best(share, *self._sure(gap, part, pairs)) if pairs else None

    def _sure(self, gap: str, part: Context, pairs: Sequence[tuple[Context, Context]]) -> tuple[Sequence[tuple[Context, Context]], bool]:  # fmt: skip
        """The pairs that the words can mean, and whether they mean one of them for sure."""
        if _OUTSIDE.search(gap):
            return pairs, False
        here = [(one, whole) for one, whole in pairs if whole.sentence == part.sentence]
        if _OF.search(gap):
            return (here or pairs)[:1] if part.is_part else pairs, bool(here) and (part.is_part or len(here) == 1)
        named = _OF_NAMED.search(gap)
        if named is not None and part.is_part and here and "全部" in gap:
            return here[:1], True
        if named is not None:
            meant = [
                (one, whole) for one, whole in pairs
                if self._is_called(whole, named[1]) and (whole.mention.size >= one.mention.size or whole.kind == "plan")
            ]  # fmt: skip
            return [*meant, *pairs], bool(meant)
        rate = _NAMED_RATE.search(gap)
        words = self.plain[part.clause[0] : part.mention.start]
        is_its = (rate is not None and rate[1] in words) or bool(
            re.search(r"([一-鿿]{2})了$", gap) and gap[-3:-1] in words
        )
        planned = [(one, whole) for one, whole in pairs if whole.kind == "plan"]
        if _TARGET.search(gap) and planned:
            return [*planned, *pairs], len(planned) == 1
        base = [(one, whole) for one, whole in here if whole.codes[:1] and whole.codes[0] in _BASES]
        sure = base if len(base) == 1 else here
        return [*sure, *pairs], is_its and len(sure) == 1 and not sure[0][1].is_part

    def _is_called(self, whole: Context, name: str) -> bool:
        """Whether a figure's own words share two characters in a row with a name."""
        words = self.plain[whole.clause[0] : whole.clause[1]]
        if re.search("目标|任务|计划", name):
            return whole.kind == "plan" or re.search("目标|任务|计划", words) is not None
        return any(name[place : place + 2] in words for place in range(len(name) - 1))

    def _best(self, share: Context, pairs: Sequence[tuple[Context, Context]], is_sure: bool) -> Relation | None:
        """The first pair that makes the share; the first of all where the words are sure and none does."""
        found = [self._share(share, part, whole) for part, whole in pairs if whole.mention.size]
        return next((one for one in found if one.holds), found[0] if found and is_sure else None)

    def _share(self, share: Context, part: Context, whole: Context) -> Relation:
        factor = 10 if share.mention.measure == "成" else 100
        low, high = interval(part.mention)
        below, above = interval(whole.mention)
        least = low / above * factor if above < NO_END else Decimal(0)
        most = high / below * factor if below > 0 else NO_END
        step = share.mention.step
        holds = meet((least - step / 1000, most + step / 1000), interval(share.mention))
        expected = printed((part.mention.size / whole.mention.size * factor).quantize(min(step, Decimal("0.01"))))
        return Relation("share", span(whole), (span(part), span(share)), holds, expected, "" if holds else "share")
