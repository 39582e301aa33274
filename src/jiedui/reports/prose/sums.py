"""Totals and their parts: by region, by tier, in a column, in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from jiedui.kernel import regions
from jiedui.reports.prose.claims import Finder, Interval, Relation, cut, meet, rounded, same_thing, span
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.precision import printed

_TOTAL_AFTER: Final = re.compile(
    r"(?:合计|共计|总计|小计|一共|总共|累计共|合起来|加起来|加在一起|合在一起|拢共|合共)[^，。;]{0,8}$"
)
_TOTAL_WORDS: Final = re.compile(
    "双向|两方|双方|合共|合计|共计|总计|小计|一共|总共|累计共|合起来|加起来|加在一起|合在一起|全市|全县|两项|三项|就是|为|是|共|[、，,]|[一二三四五六七八九十百千万两]+"
)
_WHOLE_WORDS: Final = re.compile("应到|应参|应有|总数")
_DIVIDED: Final = re.compile("划分|分县|分布|分别是|各县[：:]|构成")
_TOLD: Final = re.compile("[=，,]?(?:即|由|为|也就是)|=|^[一-鿿]{0,8}[中里内][，,]?$|其中|分别")
_LEFT: Final = re.compile("(?:剩下|剩余|余下|其余|还有|尚有).{0,6}?(?:没有?|未|待)([一-鿿]{2})")
_WEAK_TOTAL: Final = re.compile("[一-鿿]共(?:[一-鿿]{2})?$")
_THIS_NUMBER: Final = re.compile("^[，,]?(?:加起来|合起来|合计|相加)[^，。;]{0,6}这个数")
_BY_KIND: Final = re.compile(r"\s*(?:按[^，。\d]{1,8}分|分[^，。\d]{1,6}看)")
_WHOLLY: Final = re.compile(r"分别|由[^。]*(?:组成|构成)|分为|包括")
_TIERS: Final = tuple(
    re.compile(words) for words in ("省级|省财政", "(?<!本)市级(?!项目)|市财政|市县(?:两)?级", "[区县]级|区县财政")
)
TELLING: Final = 100
"""A number of so many steps does not come about by accident."""


def _added(intervals: Sequence[Interval]) -> Interval:
    return sum((low for low, _ in intervals), Decimal(0)), sum((high for _, high in intervals), Decimal(0))


class Sums(Finder):
    """Finds the sums of a text."""

    def sums(self) -> Iterator[Relation]:
        """Totals with parts of theirs: by region, by tier, in a table, before a word like 合计, or what adds up exactly."""
        for place, whole in enumerate(self.contexts):
            if whole.cell is not None:
                for parts in (self._column_parts(whole), self._row_parts(whole)):
                    if len(parts) > 1:
                        yield self._sum(whole, parts)
                continue
            if whole.kind == "change" or whole.mention.measure in ("%", "成"):
                continue
            left = self._remainder(place, whole)
            if left is not None:
                yield self._sum(*left)
                self.in_sums.discard(span(left[1][0]))
            parts = (
                self._region_parts(place, whole)
                or self._tier_parts(place, whole)
                or self._made_of(place, whole)
                or self._listed_parts(place, whole)
                or self._by_kind(place, whole)
                or self._exact(place, whole)
            )
            if len(parts) > 1:
                yield self._sum(whole, parts)

    def _row_parts(self, whole: Context) -> list[Context]:
        """The cells before a total at the end of its row."""
        cell = whole.cell
        if cell is None or not cell.sums_row or whole.mention.measure in ("%", "成"):
            return []
        row = [one for one in self.contexts if one.cell and (one.cell.table, one.cell.row) == (cell.table, cell.row)]
        return [one for one in row if one is not whole and one.mention.measure == whole.mention.measure]

    def _made_of(self, place: int, whole: Context) -> list[Context]:
        """由A和B构成: what stands between the two words."""
        after = self.plain[whole.mention.end : whole.mention.end + 80].split("。")[0].split("\n")[0]
        if re.match(r" ?= ?[^=;]*\+", after):  # 1255万元=采购653万元+帮助销售602万元
            end = whole.mention.end + len(after)
            return [one for one in self.contexts[place + 1 : place + 9]
                    if one.mention.end <= end and one.mention.measure == whole.mention.measure]  # fmt: skip
        match = re.match(r"[，,：:]?[^，。;]{0,6}由([^。;]*?)[^，。;\d]{0,4}(?:构成|组成)", after)
        if match is None:
            return []
        end = whole.mention.end + match.end(1)
        return [one for one in self.contexts[place + 1 : place + 9]
                if one.mention.end <= end + 2 and one.mention.measure == whole.mention.measure and one.kind != "change"]  # fmt: skip

    def _by_kind(self, place: int, whole: Context) -> list[Context]:
        """按去向分,A a人,B b人,C c人: all that its sentence counts, of the total in the sentence before."""
        following = [one for one in self.contexts[place + 1 : place + 9] if one.sentence == whole.sentence + 1]
        if whole.is_part or not following or following[0].paragraph != whole.paragraph:
            return []
        start = self.plain.rfind("。", 0, following[0].mention.start) + 1
        parts = [one for one in following if one.mention.measure == whole.mention.measure]
        is_said = _BY_KIND.match(self.plain[start:]) is not None
        is_all = len(parts) == len(following) and not any(one.is_part for one in parts)
        return parts if is_said and is_all and all(one.mention.size < whole.mention.size for one in parts) else []

    def _exact(self, place: int, whole: Context) -> list[Context]:
        """Figures that follow a total and add up to it to the last digit, which of some digits is no accident."""
        mention = whole.mention
        if mention.approximation != "exact":
            return []
        is_told = _WHOLE_WORDS.search(self.plain, whole.clause[0], mention.start) is not None
        parts: list[Context] = []
        for other in self.contexts[place + 1 : place + 9]:
            if other.paragraph != whole.paragraph or other.sentence - whole.sentence > 1:
                break
            if other.kind == "change":
                continue
            if other.mention.measure in ("%", "成"):
                continue
            if other.mention.measure != mention.measure or self.is_mean(other) or other.mention.size >= mention.size:
                if parts:
                    break
                continue
            if not parts:
                between = self.plain[mention.end : other.mention.start]
                is_told = is_told or _TOLD.search(between) is not None
            parts.append(other)
            if len(parts) > 1 and sum((one.mention.size for one in parts), Decimal(0)) == mention.size:
                if self._is_total_after(parts[-1], mention.size):
                    return []
                finest = min(one.mention.step * one.mention.scale for one in parts)
                return (
                    parts
                    if is_told or mention.size / max(finest, mention.coarse * mention.scale / TELLING) >= TELLING
                    else []
                )
        return []

    def _column_parts(self, whole: Context) -> list[Context]:
        """The cells above or below a table's total, in its column."""
        cell = whole.cell
        if cell is None or not cell.is_total or whole.mention.measure in ("%", "成"):
            return []
        column = [
            one for one in self.contexts if one.cell and (one.cell.table, one.cell.column) == (cell.table, cell.column)
        ]
        if sum(one.cell is not None and one.cell.is_total for one in column) > 1:
            return []
        return [
            one
            for one in column
            if one is not whole and not self.plain[slice(*(one.cell or cell).label)].startswith("其中")
        ]

    def _sum(self, whole: Context, parts: Sequence[Context]) -> Relation:
        total = sum((one.mention.size for one in parts), Decimal(0)) / whole.mention.scale
        self.in_sums.update(span(one) for one in parts)
        holds = any(
            meet(_added([printed_as(one.mention) for one in parts]), printed_as(whole.mention))
            for printed_as in (rounded, cut)
        )
        return Relation(
            "sum", span(whole), tuple(span(one) for one in parts), holds, printed(total), "" if holds else "sum"
        )

    def _region_parts(self, place: int, whole: Context) -> list[Context]:
        """The figures of the own level and of every county, or of every county where the whole is the counties'."""
        if whole.own:
            return []
        counties = whole.several or tuple(
            code for code in self.places.counties if regions.is_within(code, whole.region)
        )
        if len(counties) < 2 or whole.region in counties:
            return []
        parts: dict[tuple[str, bool], Context] = {}
        for other in self.contexts[place + 1 : place + 40]:
            if other.paragraph > whole.paragraph + 6:
                break
            if not same_thing(whole, other) or not self._same_time(whole, other):
                continue
            key = (other.region, other.own)
            if other.several or key == (whole.region, whole.own):
                if other.sentence != whole.sentence or parts:
                    break
                continue
            parts.setdefault(key, other)
        has_all = all((code, False) in parts for code in counties)
        own = (whole.region, True)
        if not has_all or (own not in parts and not whole.several):
            return self._exact_parts(whole, [parts[code, False] for code in counties]) if has_all else []
        kept = [parts[code, False] for code in counties] + ([parts[own]] if own in parts and not whole.several else [])
        return sorted(kept, key=lambda one: one.mention.start)

    def _is_total_after(self, last: Context, size: Decimal) -> bool:
        """Whether the same total is said again right after the parts, in words: 加在一起正是 …"""
        after = next((one for one in self.contexts if one.mention.start > last.mention.start), None)
        return (
            after is not None and after.mention.size == size and _TOTAL_AFTER.search(self.before(after, 12)) is not None
        )

    def _rest_of(self, parts: Sequence[Context]) -> list[Context]:
        """其余2家: what a list of regions leaves, right after it."""
        last = max(parts, key=lambda one: one.mention.start)
        following = next((one for one in self.contexts if one.mention.start > last.mention.start), None)
        if (
            following is None
            or following.sentence != last.sentence
            or following.mention.measure != last.mention.measure
        ):
            return []
        words = self.plain[following.clause[0] : following.mention.start]
        return [following] if re.search("其余|余下|其他|剩余", words) else []

    def _same_time(self, whole: Context, other: Context) -> bool:
        return other.until == whole.until and (other.since == whole.since or None in (other.since, whole.since))

    def _exact_parts(self, whole: Context, parts: Sequence[Context]) -> list[Context]:
        """Counties without the own level are all of it only where they say so: by 分别 right after the whole, or by
        adding up to it."""
        total = sum((one.mention.size for one in parts), Decimal(0))
        between = self.plain[whole.mention.end : min(one.mention.start for one in parts)]
        is_divided = _DIVIDED.search(between) is not None and "。" not in between
        is_said = is_divided or (
            "分别" in between and "其中" in between and "。" not in between and total > whole.mention.size
        )
        rest = self._rest_of(parts) if is_said and total != whole.mention.size else []
        is_all = total == whole.mention.size or is_said
        return sorted([*parts, *rest], key=lambda one: one.mention.start) if is_all else []

    def _tier_parts(self, place: int, whole: Context) -> list[Context]:
        """Money by tier: 省级 …, 市级 …, 区级 …, in the total's sentence or the next."""
        if self._tier(whole) is not None or span(whole) in self.in_sums:
            return []
        parts: list[Context] = []
        for other in self.contexts[place + 1 : place + 12]:
            if not other.is_sub and (other.paragraph != whole.paragraph or other.sentence - whole.sentence > 1):
                break
            if other.mention.measure == whole.mention.measure and self._tier(other) == len(parts):
                parts.append(other)
            elif parts or (self._tier(other) is None and other.codes[:1] == whole.codes[:1] and other.codes):
                break
        is_new = not any(span(one) in self.in_sums for one in parts)
        is_all = len(parts) == len(_TIERS) or (
            len(parts) == 2 and "市县" in self.plain[parts[1].clause[0] : parts[1].mention.start]
        )
        return parts if is_all and is_new else []

    def _tier(self, one: Context) -> int | None:
        text = self.plain[one.clause[0] : one.clause[1]]
        return next((place for place, tier in enumerate(_TIERS) if tier.search(text)), None)

    def _listed_parts(self, place: int, whole: Context) -> list[Context]:
        """What a total after a list adds up, and what 其中 divides without a remainder."""
        is_weak = _WEAK_TOTAL.search(self.before(whole, 6)) is not None
        if place and (is_weak or _TOTAL_AFTER.search(self.before(whole, 12))):
            parts = []
            for other in reversed(self.contexts[:place]):
                if whole.sentence - other.sentence > (0 if other.paragraph == whole.paragraph else 4):
                    break
                if other.mention.measure != whole.mention.measure or _TOTAL_AFTER.search(self.before(other, 12)):
                    if other.sentence == whole.sentence and other.mention.measure != whole.mention.measure:
                        continue
                    break
                parts.insert(0, other)
            parts = self._so_many(whole, [one for one in parts if one.mention.size < whole.mention.size])
            total = sum((one.mention.size for one in parts), Decimal(0))
            is_list = (
                len(parts) >= 2
                and not any(one.is_part for one in parts)
                and (
                    self._says_only_total(whole)
                    or all(same_thing(parts[0], one) for one in parts)
                    or all(
                        one.codes and whole.codes and self.part_of.get(one.codes[0]) == whole.codes[0] for one in parts
                    )
                )
            )
            return (
                parts
                if is_list
                and (
                    total == whole.mention.size
                    or (not is_weak and (len(parts) > 2 or self._is_bare_list(parts, whole)))
                )
                else []
            )
        following = [one for one in self.contexts[place + 1 : place + 13] if one.sentence == whole.sentence]
        if not any(one.is_part for one in following):
            following += [one for one in self.contexts[place + 1 : place + 13]
                          if one.sentence == whole.sentence + 1 and self.opens_with_parts(one)]  # fmt: skip
        return self._divided(whole, following)

    def _so_many(self, whole: Context, parts: list[Context]) -> list[Context]:
        """上述三市合计: as many of the last as the words count."""
        match = re.search("([两二三四五六])[市县区项者州个]", self.before(whole, 12))
        wanted = "二三四五六".find(match[1].replace("两", "二")) + 2 if match else 0
        return parts[-wanted:] if 1 < wanted <= len(parts) else parts

    def _says_only_total(self, whole: Context) -> bool:
        """合计17人: a total of all that the sentence counted before, whatever it was."""
        words = self.plain[whole.clause[0] : whole.clause[1]]
        return len(re.findall("[一-鿿]", _TOTAL_WORDS.sub("", words).replace(whole.mention.unit, ""))) < 2

    def _is_bare_list(self, parts: Sequence[Context], whole: Context) -> bool:
        """Whether nothing but the parts stands before the total in its sentence."""
        return all(one.sentence == whole.sentence for one in parts)

    def _divided(self, whole: Context, following: Sequence[Context]) -> list[Context]:
        parts: list[Context] = []
        for other in following:
            if other.mention.measure == whole.mention.measure and other.kind != "change":
                parts.append(other)
        if len(parts) < 2 or self.chained(self.contexts.index(parts[0]), parts[0]) is not None:
            return []
        between = self.plain[whole.mention.end : parts[0].mention.start]
        if not re.search(r"其中|分别|包括|含|[：:(]|三个?县", between):
            return []
        for number in range(2, len(parts) + 1):
            if sum((one.mention.size for one in parts[:number]), Decimal(0)) == whole.mention.size:
                return parts[:number]
        if re.fullmatch("[一-鿿]{0,4}：[^，。;\\d]{1,10}", between) and self._fill_sentence(whole, parts):
            return parts  # 问题17条：当场整改9条,限期整改7条
        if _THIS_NUMBER.search(self.plain[parts[-1].mention.end : parts[-1].mention.end + 20]):
            return parts
        is_whole = bool(_WHOLLY.search(between)) and "其中" in between and len(parts[0].chain) == len(parts)
        return (
            parts if is_whole and not all(one.region == whole.region for one in parts) and self._covers(parts) else []
        )

    def _fill_sentence(self, whole: Context, parts: Sequence[Context]) -> bool:
        """Whether parts of one name follow each other to their sentence's end, smaller than the whole."""
        last = parts[-1].mention.end
        names = [self.plain[one.clause[0] : one.mention.start] for one in parts]
        shared = {names[0][place : place + 2] for place in range(len(names[0]) - 1)} - {"，"}
        is_named = any(all(word in name for name in names) for word in shared if re.fullmatch("[一-鿿]{2}", word))
        is_end = re.match("[。;\n]|$", self.plain[last:]) is not None
        return (
            is_named and is_end and all(one.mention.size < whole.mention.size and one.kind == "result" for one in parts)
        )

    def _remainder(self, place: int, rest: Context) -> tuple[Context, list[Context]] | None:
        """实施项目37个,已完工34个 … 剩下没完工的3个: what is left of a count after what was done of it."""
        words = self.plain[rest.clause[0] : rest.clause[1]]
        match = _LEFT.search(words)
        if match is None and not re.search("剩下|剩余|余下|其余", words):
            return None
        for before in range(place - 1, max(0, place - 9), -1):
            done, whole = self.contexts[before], self.contexts[before - 1]
            is_pair = (
                self.counted(done) == self.counted(whole) == self.counted(rest)
                and whole.mention.size >= done.mention.size
            )
            is_named_rest = (
                re.search("其余", words) is not None
                and rest.sentence == done.sentence
                and (whole.region == done.region == rest.region)
            )
            is_left = whole.mention.size - done.mention.size == rest.mention.size
            is_named = match is not None and match[1] in self.plain[done.clause[0] : done.clause[1]]
            is_near = rest.paragraph == done.paragraph and rest.sentence - done.sentence <= 3
            if is_pair and is_near and done.sentence == whole.sentence and (is_named or is_left or is_named_rest):
                return whole, [done, rest]
        return None

    def _covers(self, parts: Sequence[Context]) -> bool:
        return set(self.places.counties) <= {one.region for one in parts if not one.own}
