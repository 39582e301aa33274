"""Whose figure it is: which of the regions that a text names it speaks of, and whether of the whole region.

A region that gives, or that somebody goes to, is no subject; where no subject is said, the text's own region is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from jiedui.kernel import regions
from jiedui.reports.prose.clauses import PAIRING, Sentence
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.places import Named, Places

_DESTINATION: Final = re.compile(r"(?:到|赴|去|往|前往|抵达|送往|送到|运往|来自|走进|奔赴|在)$")
_WITH: Final = ("与", "同", "跟", "和")
_DONOR_GIVES: Final = re.compile(
    r"^(?:市|省|区)?(?:政府|财政|方面|累计|共|先后|已|还|每年|各级|全市|全区|财政局)*(?:投入|安排|选派|派出|派驻|捐赠|捐助|援助|拨付|援建|支持)"
)
_NARROW: Final = re.compile(
    "每(?!年)|[户人亩村班日月]均|这家|该公司|该企业|该村|村里|合作社|高峰期|协调|种植|家庭农场|几[个家名]|有的|单体|最大|一行|走访|参会"
)
_ONE_OF_MANY: Final = re.compile("村子|这[家个座](?!县|市)|该公司|该企业|该村|该园|该厂|该合作社|某[个家]?[镇村县厂]?")
_ENTITY: Final = re.compile(
    r"^[^，。;：、\d\n]{0,14}?(?:创业园|产业园|示范园|科技园|加工园|工业园|农业园|田园综合体|基地|公司|合作社|车间|学校|中学|小学|医院|卫生院|村|社区|屯|工厂|厂|集团|项目)(?=是|位于|坐落|占地|投资|总投资|投入|累计|于|由|的|里|内|，|自|，|今年|去年|目前|现有|已|建成|负责|共)"
)
_COUNTED: Final = re.compile("截至|累计|以来|全市|全县")
_LANDING: Final = re.compile(
    r"(?:落户|落地|安排给|用于|投向|支持|落在|分布在|进驻|覆盖)(?:到|于|在)?$|^(?:在|由|属|属于|归)$"
)
_RECEIVES: Final = re.compile(r"(?:到|赴|来|向|对|在|援助|支援|帮扶)$")
_SHORT_TITLE: Final = 45
_OPENING: Final = 3


class Subjects:
    """The regions of one text as the subjects of its figures."""

    def __init__(self, plain: str, mentions: Sequence[Mention], named: Sequence[Named], places: Places) -> None:
        self.plain, self.mentions, self.named, self.places = plain, mentions, named, places
        self.is_about_home = any(one.code and regions.is_within(one.code, places.home) for one in named)

    def first(self) -> Named:
        """The region that the text is about: the first that its title or its opening words name on this side; else
        the lens's, where the text names it or nothing at all; else what the regions named have in common."""
        title = self.plain.strip().split("\n")[0]
        reach = len(title) if len(title) < _SHORT_TITLE and "。" not in title else _OPENING
        ours = [one for one in self.named if not self.places.is_donor(one.code) and not one.is_general and one.code]
        for one in ours:
            if one.start > reach:
                break
            if not one.own and not regions.is_within(self.places.home, one.code):
                return one
        alone = {one.code for one in self.named if one.code and regions.level(one.code) <= regions.COUNTY
                 and not self.places.is_donor(one.code) and not one.own and not one.several}  # fmt: skip
        if len(alone) == 1 and self.is_about_home:
            return Named(0, 0, alone.pop())
        if self.is_about_home or not self.named:
            return Named(0, 0, self.places.home)
        codes = [one.code for one in ours] or [one.code for one in self.named if not self.places.is_own_donor(one.code)]
        return Named(0, 0, (regions.smallest_common(codes) or regions.NATION) if codes else self.places.home)

    def is_subject(self, one: Named) -> bool:
        if self.places.is_donor(one.code) and not one.is_general:
            return False
        before = self.plain[max(0, one.start - 2) : one.start]
        if one.several and re.search("[到赴去给按][^，。]{0,4}$", self.plain[max(0, one.start - 6) : one.start]):
            return False
        if not one.code or regions.is_within(one.code, self.places.home):
            return True
        if before.endswith(_WITH):  # 浙江与四川 give and get; 南宁与柳州 are compared
            is_pair = any(self.places.is_donor(other.code) and other.end == one.start - 1 for other in self.named)
            return is_pair or bool(re.search(r"[市县区省]和$", before))
        if self.plain[one.end : one.end + 1] == "，" and before.endswith("在"):  # 在广西, …
            return True
        return not _DESTINATION.search(before) or self._comes_to(one)

    def _comes_to(self, one: Named) -> bool:
        """Whether a donor comes to a region: 福建在宁夏援建, 山东在甘肃."""
        begin = max(self.plain.rfind(sign, 0, one.start) for sign in "，;。\n") + 1
        return any(begin <= other.start < one.start and (self.places.is_donor(other.code) or other.code == regions.NATION)
                   and not regions.is_within(self.places.home, one.code) for other in self.named)  # fmt: skip

    def joined(self, inside: Sequence[Named]) -> Named:
        """The last region; several where regions stand in a row as one subject: 上林、马山和隆安共投入 …"""
        row = [inside[-1]]
        for one in reversed(inside[:-1]):
            if not re.fullmatch(r" ?[、和与及] ?", self.plain[one.end : row[0].start]):
                break
            row.insert(0, one)
        last = inside[-1]
        if last.several and len(row) == 1:
            return last
        if len(row) > 1 and not any(one.own or one.several for one in row):
            several = tuple(one.code for one in row)
            common = regions.smallest_common(several) or self.places.home
            return replace(last, code=common, several=several)
        return last

    def main(self, named: Sequence[Named]) -> Named | None:
        """What a sentence is about as a whole: its one region, or that which holds all others; None where it lists some."""
        inside = [one for one in named if self.is_subject(one) and not one.own and one.code]
        if not inside:
            return None
        codes = {one.code for one in inside}
        return next((one for one in inside if all(regions.is_within(code, one.code) for code in codes)), None)

    def between(self, sentence: Sentence, chain: tuple[int, ...]) -> str:
        """The words between the last region of a list and the figures that 分别 pairs with it: the thing counted."""
        first = self.mentions[chain[0]].start
        mark = max(self.plain.rfind(word, sentence.start, first) for word in PAIRING)
        last = max((one.end for one in self.named if sentence.start <= one.end <= mark), default=mark)
        gap = self.plain[last:mark] if not re.search("[，;。]", self.plain[last:mark]) else ""
        return f"{gap} {self.plain[mark + 2 : first]}"

    def listed_before(self, sentence: Sentence, chain: tuple[int, ...]) -> list[Named]:
        """The regions that figures after 依次 or 分别 belong to where none stand in their clause: those named last, in
        their order."""
        if len(chain) < 2:
            return []
        first = self.mentions[chain[0]].start
        mark = max(self.plain.rfind(word, sentence.start, first) for word in PAIRING)
        if mark < 0 or re.search("[，;]", self.plain[mark:first]):
            return []
        begin = self.plain.rfind("\n", 0, sentence.start) + 1
        named = [one for one in self.named if begin <= one.start < mark and self.is_subject(one)
                 and not one.is_general and not one.several]  # fmt: skip
        last = named[-len(chain) :]
        return last if len(last) == len(chain) and len({one.code for one in last}) == len(chain) else []

    def receiver(self, sentence: Sentence, place: int, end: int) -> Named | None:
        """A region after a figure that it went to: 23家企业落户上林县; or, of what a donor gives, 选派376人次到广西."""
        mention = self.mentions[place]
        after = [one for one in self.named if mention.end <= one.start < end and self.is_subject(one)]
        if len(after) == 1 and _LANDING.search(self.plain[mention.end : after[0].start]):
            return after[0]
        inside = [one for one in self.named if sentence.start <= one.start < sentence.end]
        if not any(self._gives(one) for one in inside if one.end <= mention.start):
            return None
        if any(one.end <= mention.start and self.is_subject(one) for one in inside):
            return None
        stop = next(
            (found for sign in "，;。" if (found := self.plain.find(sign, mention.end, sentence.end)) >= 0),
            sentence.end,
        )
        return next(
            (one for one in inside if mention.end <= one.start < stop and not self.places.is_donor(one.code)
             and one.code and _RECEIVES.search(self.plain[mention.end : one.start])), None,
        )  # fmt: skip

    def row_from(self, first: Named) -> set[int]:
        """Where a region and those joined to it after it begin: 上林、马山、隆安."""
        found, last = {first.start}, first
        for one in self.named:
            if one.start > last.start and re.fullmatch(r" ?[、和与及] ?", self.plain[last.end : one.start]):
                found.add(one.start)
                last = one
        return found

    def has_scope(self, region: Named, sentence: Sentence, clause: tuple[int, int]) -> bool:
        """Whether the figure speaks of a region as a whole: the text names one of this side or a time up to which it
        counts, and the clause does not narrow it to one village, firm or day."""
        own = self.plain[max(sentence.start, clause[0] - 10) : clause[1]]
        since = region.end if sentence.start <= region.start < clause[1] else sentence.start
        is_one = _ONE_OF_MANY.search(self.plain, since, clause[1]) is not None
        if is_one or _NARROW.search(own) or self._is_entitys(region, sentence, clause):
            return False
        begin = self.plain.rfind("\n", 0, sentence.start) + 1
        return self.is_about_home or region.end > region.start or bool(_COUNTED.search(self.plain[begin : clause[1]]))

    def _is_entitys(self, region: Named, sentence: Sentence, clause: tuple[int, int]) -> bool:
        """Whether a clause speaks of one park, firm or village that is named after its region in the sentence."""
        return sentence.start <= region.start < clause[0] and self.is_one_of_its(region, clause[0])

    def is_one_of_its(self, region: Named, end: int) -> bool:
        """Whether what is named is one park, firm or village of a region: 隆安县农民工创业园 …"""
        return _ENTITY.match(self.plain[region.end : end]) is not None

    def is_donors(self, named: Sequence[Named], region: Named, mention: Mention) -> bool:
        """Whether the sentence says what a donor gives, and to nobody of this side: 深圳市累计投入 …"""
        inside = [one for one in named if one.start < mention.start]
        gives = any(self._gives(one) for one in inside)
        return gives and not any(self.is_subject(one) for one in inside) and region.start == region.end

    def _gives(self, one: Named) -> bool:
        return self.places.is_donor(one.code) and _DONOR_GIVES.match(self.plain[one.end : one.end + 24]) is not None
