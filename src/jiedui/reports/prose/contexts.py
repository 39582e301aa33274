"""What each figure speaks of: indicator, region, period, and whether it is a result, a plan or a change.

Walks the sentences in order; what a clause does not say it takes from the clause before it, a sentence from the
sentence before it, a paragraph from the text's beginning and the lens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from jiedui.kernel import regions
from jiedui.reports.prose.clauses import Sentence, chains, is_start_of_growth, own_clause, paired_items, sentences
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.periods import Period, base_day, find_periods
from jiedui.reports.prose.places import Named, Places
from jiedui.reports.prose.tables import Cell
from jiedui.reports.prose.vocabulary import Surroundings, Vocabulary, says_nothing, topic_of

EMPTY: Final[Mapping[int, Cell]] = {}
Kind = Literal["result", "plan", "change"]
_PLAN: Final = re.compile(
    r"力争|计划(?:到|在|于|投入|实施|安排|新增|新建|引进|建设|完成|用|再|总投资|举办|开展|培训|输送|选派)|拟|预计|目标(?:是|为|任务|：)|下一步|明年|将(?:再|在|投入|实施|新|建|引|完成|达|继续|安排|举办|"
    r"带动|吸纳|培训|开展|争取|努力|全面|进一步|选派|输送|力争)|确保|有望|规划(?:建设|投资|到|总|引进|用地)|预期|争取(?:到20|在20|年内|实现|新|引|再|全年)|要(?:实现|完成|达到|新增|确保)"
)
_DONE: Final = re.compile(
    r"完成[^，。;]{0,8}(?:计划|目标|任务)|(?:计划|目标|任务)(?:数)?的$|超额完成|超过(?:年度)?(?:计划|目标)"
)
_CHANGE: Final = re.compile(
    r"(?:增长|增加|提高|上升|下降|减少|降低|提升|增幅|增速|涨幅|同比|环比|净增|多出|高出|[比较][^，。;]{2,16}(?:多|少|增|减|高|低)|翻)(?:了|约|近|超过|超|达到?(?!\d{3})|为|：|超|逾|幅度|幅|率)*$"
)
_DESTINATION: Final = re.compile(r"(?:到|赴|去|往|前往|抵达|送往|送到|运往|来自|走进|奔赴|在)$")
_DONOR_GIVES: Final = re.compile(
    r"^(?:市|省|区)?(?:政府|财政|方面|累计|共|先后|已|还|每年|各级|全市|全区|财政局)*(?:投入|安排|选派|派出|派驻|捐赠|捐助|援助|拨付|援建|支持)"
)
_NARROW: Final = re.compile(
    "每(?!年)|[户人亩村班日月]均|这家|该公司|该企业|该村|村里|合作社|高峰期|协调|种植|家庭农场|几[个家名]|有的"
)
_COUNTED: Final = re.compile("截至|累计|以来|全市|全县")
_LANDING: Final = re.compile(r"(?:落户|落地|安排给|用于|投向|支持|落在|分布在|进驻|覆盖)(?:到|于|在)?$")


@dataclass(frozen=True, slots=True)
class Context:
    """What one figure speaks of. `codes` are the indicators that it can be, best first; `places` what is added up;
    `is_carried` where the indicator is an earlier clause's."""

    mention: Mention
    kind: Kind
    codes: tuple[str, ...]
    region: str
    own: bool
    several: tuple[str, ...]
    since: date | None
    until: date
    sentence: int
    paragraph: int
    clause: tuple[int, int]
    is_carried: bool = False
    is_part: bool = False
    is_earlier: bool = False
    is_donors: bool = False
    has_scope: bool = True
    cell: Cell | None = None
    chain: tuple[int, ...] = ()

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


@dataclass(slots=True)
class _State:
    """What goes on from clause to clause."""

    region: Named
    since: date | None
    until: date
    topic: str = ""
    subject: Named | None = None
    outer: tuple[date | None, date] | None = None
    is_plan: bool = False
    is_earlier: bool = False


class Reader:
    """Reads the contexts of one text."""

    def __init__(self, plain: str, mentions: Sequence[Mention], named: Sequence[Named], places: Places,
                 vocabulary: Vocabulary, until: date, *, is_fixed: bool, cells: Mapping[int, Cell] = EMPTY) -> None:  # fmt: skip
        """`until`: where the lens ends; `is_fixed` where it was asked for, so that the text's own date does not move it."""
        self.plain, self.mentions, self.places, self.vocabulary = plain, mentions, places, vocabulary
        day = until - timedelta(days=1)
        self.base = day if is_fixed else base_day(plain, day)
        self.periods = find_periods(plain, self.base)
        self.named, self.cells = named, cells
        self.is_about_home = any(
            (one.is_general or regions.is_within(one.code, places.home)) and one.code and not places.is_donor(one.code)
            for one in named
        )
        self.sentences = sentences(plain, mentions)
        self.found: list[Context] = []

    def contexts(self) -> list[Context]:
        """One context for each mention, in order."""
        reaches = [period.until for period in self.periods if period.is_reach and period.until]
        reach = reaches[0] if reaches else self.base + timedelta(days=1)
        home = self._first_region()
        state = _State(home, None, reach)
        paragraph = 0
        for number, sentence in enumerate(self.sentences):
            if sentence.paragraph != paragraph:
                is_row = bool(re.match(r"[\s\d.、()（）-]*$", self.plain[sentence.start : sentence.start + 1]))
                state = _State(home, None if not is_row else state.since, state.until, state.topic)
                paragraph = sentence.paragraph
            self._sentence(number, sentence, state)
        return self.found

    def _first_region(self) -> Named:
        """The region that the text is about: the first it names on this side, in its first lines; else the lens's."""
        own = Named(0, 0, self.places.home)
        title = self.plain.strip().split("\n")[0]
        reach = len(title) if len(title) < 45 else 12
        for one in self.named:
            if one.start > reach:
                break
            is_name = not one.own and not one.several and not one.is_general and not self.places.is_donor(one.code)
            if is_name and not regions.is_within(self.places.home, one.code):
                return one
        return own

    def _sentence(self, number: int, sentence: Sentence, state: _State) -> None:
        named = [one for one in self.named if sentence.start <= one.start < sentence.end]
        periods = [one for one in self.periods if sentence.start <= one.start < sentence.end]
        joined = chains(self.plain, sentence, self.mentions)
        if state.subject is not None:
            state.region = state.subject
        state.is_plan = state.is_earlier = False
        if state.outer is not None:
            (state.since, state.until), state.outer = state.outer, None
        begin = sentence.start
        for place in sentence.mentions:
            mention = self.mentions[place]
            left, right = own_clause(self.plain, sentence, self.mentions, place)
            self._move(state, named, periods, begin, mention.start)
            begin = mention.start
            state.is_plan = state.is_plan or self._is_plan(sentence.start, mention.start)
            if re.search("[，;：]|^", self.plain[left : mention.start]) and "累计" in self.plain[left:right]:
                state.since = None
            context = self._context(number, sentence, place, state, (left, right), joined.get(place, ()), named)
            self.found.append(context)
        self._move(state, named, periods, begin, sentence.end)
        first = next((one for one in named if self._is_subject(one) and not one.own), None)
        if re.match(r"\s*其中", self.plain[sentence.start : sentence.end]):
            first = None
        state.subject = first or state.subject
        state.topic = topic_of(self.plain[sentence.start : sentence.end]) or state.topic

    def _move(self, state: _State, named: Sequence[Named], periods: Sequence[Period], begin: int, end: int) -> None:
        """Take in the regions and times between two places."""
        for period in periods:
            if begin <= period.start < end:
                self._take_period(state, period)
        inside = [one for one in named if begin <= one.start < end and self._is_subject(one)]
        if inside:
            state.region = self._joined(inside)

    def _is_subject(self, one: Named) -> bool:
        if self.places.is_donor(one.code) and not one.is_general:
            return False
        before = self.plain[max(0, one.start - 2) : one.start]
        if before.endswith(("与", "同", "跟", "和")) and one.code and not regions.is_within(one.code, self.places.home):
            return bool(re.search(r"[市县区省]和$", before))
        is_far = not regions.is_within(one.code, self.places.home)
        return not (is_far and _DESTINATION.search(before))

    def _joined(self, inside: Sequence[Named]) -> Named:
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

    def _take_period(self, state: _State, period: Period) -> None:
        if period.is_future:
            state.is_plan = True
            state.until = period.until or state.until
            return
        if period.is_whole:
            state.since = None
            return
        state.is_earlier = period.is_earlier
        if period.is_brief and state.outer is None:
            state.outer = state.since, state.until
        if period.is_reach:
            state.until = period.until or state.until
            if state.since is not None and state.since >= state.until:
                state.since = None
            return
        state.since = period.since
        until = period.until or state.until
        is_open = until == self.base + timedelta(days=1)
        reach = next((one.until for one in self.periods if one.is_reach and one.until), None)
        state.until = reach if is_open and reach and (period.since or reach) < reach else until

    def _is_plan(self, start: int, end: int) -> bool:
        text = self.plain[start:end]
        last = text.rfind("。")
        return bool(_PLAN.search(text[last + 1 :])) and not _DONE.search(text[-24:])

    def _context(self, number: int, sentence: Sentence, place: int, state: _State, clause: tuple[int, int],
                 chain: tuple[int, ...], named: Sequence[Named]) -> Context:  # fmt: skip
        mention, plain = self.mentions[place], self.plain
        region, own = state.region, f"{plain[clause[0] : mention.start]} {plain[mention.end : clause[1]]}"
        items = paired_items(plain, sentence, self.mentions, chain) if len(chain) > 1 else []
        if items:
            start, end = items[chain.index(place)]
            inside = [one for one in named if start <= one.start < end and self._is_subject(one)]
            region = inside[-1] if inside else region
            lead = plain[plain.rfind("分别", start, self.mentions[chain[0]].start) + 2 : self.mentions[chain[0]].start]
            own = (plain[start:end] if not inside else "") + lead
        else:
            region = self._landing(named, mention, clause[1]) or region
        cell = self.cells.get(mention.start)
        if cell is not None:
            region = next((one for one in self.named if cell.heading[0] <= one.start < cell.heading[1]), region)
            own = f"{plain[slice(*cell.heading)]} {plain[slice(*cell.label)]}"
        before = plain[sentence.start : clause[0]]
        topic = topic_of(before + plain[clause[0] : mention.start]) or topic_of(own) or state.topic
        words = Surroundings(own, before, plain[clause[1] : sentence.end], topic)
        codes, is_carried = self._codes(number, mention, words)
        is_part = bool(re.search(r"其中|[(，,]含|包括|包含", plain[max(sentence.start, clause[0] - 3) : mention.start]))
        since = state.since
        if since is None and re.search("新增", own):
            day = state.until - timedelta(days=1)
            since = date(day.year, 1, 1)
        return Context(
            mention, self._kind(place, sentence, state), tuple(codes), region.code, region.own, region.several,
            since if since is None or since < state.until else None, state.until, number, sentence.paragraph, clause,
            is_carried, is_part, state.is_earlier or self._is_start(place, sentence),
            self._is_donors(named, region, mention), self._has_scope(region, sentence, clause), cell, chain,
        )  # fmt: skip

    def _landing(self, named: Sequence[Named], mention: Mention, end: int) -> Named | None:
        """A region after the figure that it went to: 23家企业落户上林县."""
        after = [one for one in named if mention.end <= one.start < end and self._is_subject(one)]
        return after[0] if len(after) == 1 and _LANDING.search(self.plain[mention.end : after[0].start]) else None

    def _has_scope(self, region: Named, sentence: Sentence, clause: tuple[int, int]) -> bool:
        """Whether the figure speaks of a region as a whole: the text names one of this side or a time up to which it
        counts, and the clause does not narrow it to one village, firm or day."""
        own = self.plain[max(sentence.start, clause[0] - 10) : clause[1]]
        if _NARROW.search(own):
            return False
        begin = self.plain.rfind("\n", 0, sentence.start) + 1
        return self.is_about_home or region.end > region.start or bool(_COUNTED.search(self.plain[begin : clause[1]]))

    def _is_donors(self, named: Sequence[Named], region: Named, mention: Mention) -> bool:
        """Whether the sentence says what a donor gives, and to nobody of this side: 深圳市累计投入 …"""
        inside = [one for one in named if one.start < mention.start]
        gives = any(
            self.places.is_donor(one.code) and _DONOR_GIVES.match(self.plain[one.end : one.end + 24]) for one in inside
        )
        return gives and not any(self._is_subject(one) for one in inside) and region.start == region.end

    def _codes(self, number: int, mention: Mention, words: Surroundings) -> tuple[list[str], bool]:
        earlier = [one for one in self.found[-8:] if one.paragraph == self.sentences[number].paragraph and one.codes]
        if "脱贫" in words.own and re.search("其中|含|包括|[(]", words.own + words.before[-3:]):
            for one in reversed(earlier):
                part = next(
                    (part for code in one.codes if (part := self.vocabulary.part_of(code, mention.measure))), ""
                )
                if part and one.sentence == number:
                    return [part], True
        if re.search("[户人亩村班日月]均", words.own):
            return [], False
        if not says_nothing(self._without_regions(words.own)):
            codes = self.vocabulary.readings(mention.measure, words)
            if codes:
                return codes, False
        for one in reversed(earlier):
            fitting = [code for code in one.codes if self.vocabulary.fits(code, mention.measure)]
            if (
                fitting
                and one.mention.measure == mention.measure
                and (one.sentence == number or says_nothing(self._without_regions(words.own)))
            ):
                return fitting, True
        return self.vocabulary.readings(mention.measure, replace(words, own=words.own or words.before)), True

    def _without_regions(self, own: str) -> str:
        bare = re.sub(r"\d{4}年|\d+月(?:底|份)?|今年|去年", "", own)
        for start in range(len(bare) - 1):
            for spelling in self.places.by_start.get(bare[start : start + 2], ()):
                bare = bare.replace(spelling, " " * len(spelling))
        return re.sub(r"市本级|本级|全市|全县|三县|各县|[市县区](?!均)", "", bare)

    def _is_start(self, place: int, sentence: Sentence) -> bool:
        following = place + 1
        return following in sentence.mentions and is_start_of_growth(
            self.plain, self.mentions[place], self.mentions[following]
        )

    def _kind(self, place: int, sentence: Sentence, state: _State) -> Kind:
        mention = self.mentions[place]
        before = self.plain[max(sentence.start, mention.start - 24) : mention.start]
        after = self.plain[mention.end : mention.end + 6]
        if mention.measure in ("倍", "番", "百分点") or (_CHANGE.search(before) and not re.search(r"新增加?$", before)):
            return "change"
        if re.match(r"的?(?:增长|增幅|增速|涨幅)", after):
            return "change"
        return "plan" if state.is_plan else "result"
