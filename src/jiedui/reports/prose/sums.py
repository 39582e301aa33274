"""Totals and their parts: by region, by tier, in a column, in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from jiedui.kernel import regions
from jiedui.reports.prose.claims import Finder, Relation, interval, meet, same_thing, span
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.precision import printed

_TOTAL_AFTER: Final = re.compile(r"(?:合计|共计|总计|小计|一共|总共|累计共)[^，。;]{0,8}$")
_WHOLLY: Final = re.compile(r"分别|由[^。]*(?:组成|构成)|分为|包括")
_TIERS: Final = (("省级", "省财政"), ("市级", "市财政"), ("区级", "县级", "区县级", "县区级"))


class Sums(Finder):
    """Finds the sums of a text."""

    def sums(self) -> Iterator[Relation]:
        """Totals with parts of theirs: by region, by tier, or before a word like 合计."""
        for place, whole in enumerate(self.contexts):
            if whole.cell is not None:
                parts = self._column_parts(whole)
                if len(parts) > 1:
                    yield self._sum(whole, parts)
                continue
            if whole.kind == "change" or whole.mention.measure in ("%", "成"):
                continue
            parts = (
                self._region_parts(place, whole) or self._tier_parts(place, whole) or self._listed_parts(place, whole)
            )
            if len(parts) < 2:
                continue
            yield self._sum(whole, parts)

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
        low = sum((interval(one.mention)[0] for one in parts), Decimal(0))
        high = sum((interval(one.mention)[1] for one in parts), Decimal(0))
        total = sum((one.mention.size for one in parts), Decimal(0)) / whole.mention.scale
        self.in_sums.update(span(one) for one in parts)
        holds = meet((low, high), interval(whole.mention))
        return Relation(
            "sum", span(whole), tuple(span(one) for one in parts), holds, printed(total), "" if holds else "sum"
        )

    def _region_parts(self, place: int, whole: Context) -> list[Context]:
        """The figures of the own level and of every county, or of every county where the whole is the counties'."""
        if whole.own or (whole.codes and not whole.codes):
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
            if not same_thing(whole, other) or other.until != whole.until or other.since != whole.since:
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

    def _exact_parts(self, whole: Context, parts: Sequence[Context]) -> list[Context]:
        """Counties without the own level are all of it only where they say so: by 分别 right after the whole, or by
        adding up to it."""
        total = sum((one.mention.size for one in parts), Decimal(0))
        between = self.plain[whole.mention.end : min(one.mention.start for one in parts)]
        is_said = "分别" in between and "其中" in between and "。" not in between and total > whole.mention.size
        return sorted(parts, key=lambda one: one.mention.start) if total == whole.mention.size or is_said else []

    def _tier_parts(self, place: int, whole: Context) -> list[Context]:
        """Money by tier: 省级 …, 市级 …, 区级 …"""
        parts: list[Context] = []
        for other in self.contexts[place + 1 : place + 8]:
            if other.sentence != whole.sentence or other.mention.measure != whole.mention.measure:
                break
            text = self.plain[other.clause[0] : other.mention.start]
            if len(parts) < 3 and any(word in text for word in _TIERS[len(parts)]) and not other.own:
                parts.append(other)
        return parts if len(parts) == 3 else []

    def _listed_parts(self, place: int, whole: Context) -> list[Context]:
        """What a total after a list adds up, and what 其中 divides without a remainder."""
        if _TOTAL_AFTER.search(self.before(whole, 12)) and place:
            parts = []
            for other in reversed(self.contexts[:place]):
                if whole.sentence - other.sentence > (0 if other.paragraph == whole.paragraph else 4):
                    break
                if other.mention.measure != whole.mention.measure or _TOTAL_AFTER.search(self.before(other, 12)):
                    if other.sentence == whole.sentence and other.mention.measure != whole.mention.measure:
                        continue
                    break
                parts.insert(0, other)
            total = sum((one.mention.size for one in parts), Decimal(0))
            is_list = (
                len(parts) >= 2
                and not any(one.is_part for one in parts)
                and all(same_thing(parts[0], one) for one in parts)
            )
            return (
                parts
                if is_list and (len(parts) > 2 or total == whole.mention.size or self._is_bare_list(parts, whole))
                else []
            )
        following = [one for one in self.contexts[place + 1 : place + 13] if one.sentence == whole.sentence]
        if not any(one.is_part for one in following):
            following += [one for one in self.contexts[place + 1 : place + 13]
                          if one.sentence == whole.sentence + 1 and self.opens_with_parts(one)]  # fmt: skip
        return self._divided(whole, following)

    def _is_bare_list(self, parts: Sequence[Context], whole: Context) -> bool:
        """Whether nothing but the parts stands before the total in its sentence."""
        return all(one.sentence == whole.sentence for one in parts)

    def _divided(self, whole: Context, following: Sequence[Context]) -> list[Context]:
        parts: list[Context] = []
        for other in following:
            if other.mention.measure == whole.mention.measure and other.kind != "change":
                parts.append(other)
        if len(parts) < 2:
            return []
        between = self.plain[whole.mention.end : parts[0].mention.start]
        if not re.search(r"其中|分别|包括|含|[：:(]|三个?县", between):
            return []
        for number in range(2, len(parts) + 1):
            if sum((one.mention.size for one in parts[:number]), Decimal(0)) == whole.mention.size:
                return parts[:number]
        is_whole = bool(_WHOLLY.search(between)) and "其中" in between and len(parts[0].chain) == len(parts)
        return (
            parts if is_whole and not all(one.region == whole.region for one in parts) and self._covers(parts) else []
        )

    def _covers(self, parts: Sequence[Context]) -> bool:
        return set(self.places.counties) <= {one.region for one in parts if not one.own}
