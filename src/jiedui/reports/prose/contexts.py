"""What each figure speaks of: indicator, region, period, and whether it is a result, a plan or a change.

Walks the sentences in order; what a clause does not say it takes from the clause before it, a sentence from the
sentence before it, a paragraph from the text's beginning and the lens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from jiedui.reports.prose.clauses import Sentence, chains, is_start_of_growth, own_clause, paired_items, sentences
from jiedui.reports.prose.indicators_meant import IndicatorsMeant
from jiedui.reports.prose.kinds import Kind, is_change, is_plan
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.periods import Period, base_day, find_periods, report_day
from jiedui.reports.prose.places import Named, Places
from jiedui.reports.prose.sections import Section, is_item, is_lead_in, is_sub_item, run_in, sections
from jiedui.reports.prose.subjects import Subjects
from jiedui.reports.prose.tables import Cell
from jiedui.reports.prose.vocabulary import Surroundings, Vocabulary, topic_of

LINE: Final = 200
"""How long the heading of a table may be."""
EMPTY: Final[Mapping[int, Cell]] = {}


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
    is_sub: bool = False

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
    heading: str = ""
    above: str = ""
    is_sub: bool = False
    is_planned: bool = False
    coming: int = -1
    is_plan: bool = False
    is_earlier: bool = False


def _is_part(plain: str, sentence: Sentence, mention: Mention, clause: tuple[int, int]) -> bool:
    """Whether a figure is said to be a part of another: 其中 …, … 包含在内, 由 … 构成."""
    before = plain[max(sentence.start, clause[0] - 3) : mention.start]
    after = plain[mention.end : clause[1]]
    is_made_of = re.search("由[^，。;]*$", plain[max(sentence.start, mention.start - 20) : mention.start])
    return (
        re.search(r"其中|当中|[(，,]含|包括|包含", before) is not None
        or "在内" in after
        or (is_made_of is not None and re.search("构成|组成", plain[mention.end : sentence.end]) is not None)
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 3, 1)


_PASSED: Final = re.compile("月|季度|半年|截|去年|上年|目前")


class Reader:
    """Reads the contexts of one text."""

    def __init__(self, plain: str, mentions: Sequence[Mention], named: Sequence[Named], places: Places,
                 vocabulary: Vocabulary, until: date, *, is_fixed: bool, cells: Mapping[int, Cell] = EMPTY) -> None:  # fmt: skip
        """`until`: where the lens ends; `is_fixed` where it was asked for, so that the text's own date does not move it."""
        self.plain, self.mentions, self.places, self.vocabulary = plain, mentions, places, vocabulary
        day = until - timedelta(days=1)
        self.base = report_day(plain, day) if is_fixed else base_day(plain, day)
        self.periods = find_periods(plain, self.base)
        self.named, self.cells = named, cells
        self.subjects = Subjects(plain, mentions, named, places)
        self.sentences = sentences(plain, mentions)
        self.sections = sections(plain, mentions)
        self.found: list[Context] = []
        self.meant = IndicatorsMeant(plain, places, vocabulary, self.found)
        self._states: dict[int, _State] = {}
        self.state = self._below(self.sections[0])

    def contexts(self) -> list[Context]:
        """One context for each mention, in order."""
        paragraph, lead = -1, None
        for number, sentence in enumerate(self.sentences):
            if sentence.paragraph != paragraph:
                lead = self._opened(sentence, lead)
                paragraph = sentence.paragraph
            self._sentence(number, sentence, self.state)
            if not sentence.mentions:
                self.state.heading = self.state.heading or run_in(self.plain, sentence.start, sentence.end)
        return self.found

    def _opened(self, sentence: Sentence, lead: _State | None) -> _State | None:
        """Begin a paragraph with what its heading says, or the line that leads into its list; returns that line's state."""
        line = self.plain.rfind("\n", 0, sentence.start) + 1
        is_item_here = is_item(self.plain, line)
        before = self.plain[: sentence.start].rstrip("\n")
        if is_sub_item(self.plain, line) and self.found:
            above = self.state.above or self.plain[before.rfind("\n") + 1 :][: len(before)].split("\n")[0]
            self.state = replace(self.state, heading=above, above=above, is_sub=True)
            return lead
        if is_lead_in(self.plain, len(before)):
            lead = replace(self.state)
        if lead is not None and is_item_here:
            self.state = replace(lead)
            return lead
        self.state = self._below(self._section(sentence.start))
        return None

    def _section(self, place: int) -> Section:
        return next(one for one in reversed(self.sections) if one.start <= place)

    def _below(self, section: Section) -> _State:
        """The state at the beginning of each paragraph of a section."""
        if section.start in self._states:
            return replace(self._states[section.start])
        state = replace(self._states[0]) if self._states else _State(self.subjects.first(), None, self._reach())
        start, end = section.heading
        for period in self.periods:
            if start <= period.start < end and (period.is_reach or not section.is_title):
                self._take_period(state, period)
        state.outer, state.is_earlier = None, False
        if not section.is_title:
            state.heading = self.plain[start:end]
            named = [one for one in self.named if start <= one.start < end and self.subjects.is_subject(one)]
            state.region = self.subjects.joined(named) if named else state.region
        state.is_planned = section.is_planned
        self._states[section.start] = state
        return replace(state)

    def _reach(self) -> date:
        reaches = [period.until for period in self.periods if period.is_reach and period.until]
        return reaches[0] if reaches else self.base + timedelta(days=1)

    def _sentence(self, number: int, sentence: Sentence, state: _State) -> None:
        named = [one for one in self.named if sentence.start <= one.start < sentence.end]
        periods = [one for one in self.periods if sentence.start <= one.start < sentence.end]
        joined = chains(self.plain, sentence, self.mentions)
        if state.subject is not None:
            state.region = state.subject
        state.coming, state.is_plan, state.is_earlier = -1, False, False
        if state.outer is not None:
            (state.since, state.until), state.outer = state.outer, None
        begin = sentence.start
        for place in sentence.mentions:
            mention = self.mentions[place]
            left, right = own_clause(self.plain, sentence, self.mentions, place)
            self._move(state, named, periods, begin, mention.start)
            begin = mention.start
            spoken = max(
                (one.end for one in periods if self._is_past(one) and one.end <= mention.start), default=sentence.start
            )
            if state.coming >= 0 and ";" in self.plain[state.coming : mention.start] and state.outer is not None:
                (state.since, state.until), state.outer, state.coming = state.outer, None, -1
            is_coming = state.coming >= 0 and ";" not in self.plain[state.coming : mention.start]
            state.is_plan = is_coming or state.is_planned or is_plan(self.plain[spoken : mention.start])
            says_since = any(
                sentence.start <= one.start < mention.start and one.since and not one.is_brief for one in periods
            )
            if "累计" in self.plain[left:right] and not says_since:
                state.since = None
            context = self._context(number, sentence, place, state, (left, right), joined.get(place, ()), named)
            self.found.append(context)
        self._move(state, named, periods, begin, sentence.end)
        if not re.match(r"\s*其中", self.plain[sentence.start : sentence.end]):
            state.subject = self.subjects.main(named) or state.subject
        state.topic = topic_of(self.plain[sentence.start : sentence.end]) or state.topic

    def _is_past(self, period: Period) -> bool:
        """Whether a time is one that has passed, so that a plan said before it is no longer spoken of: 拟…, 1—9月 …"""
        words = self.plain[period.start : period.end]
        return (
            not period.is_future
            and self.plain[period.end : period.end + 1] != "前"
            and _PASSED.search(words) is not None
        )

    def _move(self, state: _State, named: Sequence[Named], periods: Sequence[Period], begin: int, end: int) -> None:
        """Take in the regions and times between two places."""
        for period in periods:
            if begin <= period.start < end:
                self._take_period(state, period)
        inside = [one for one in named if begin <= one.start < end and self.subjects.is_subject(one)]
        if inside:
            state.region = self.subjects.joined(inside)

    def _take_period(self, state: _State, period: Period) -> None:
        if period.is_future:
            state.coming, state.outer = period.end, state.outer or (state.since, state.until)
            state.until = period.until or state.until
            return
        if period.is_whole:
            state.since = None
            return
        if period.is_same_time:  # 去年同期: the same part of the year before
            state.outer = state.outer or (state.since, state.until)
            until = _year_before(state.until)
            state.since, state.until, state.is_earlier = date((until - timedelta(days=1)).year, 1, 1), until, True
            return
        if period.is_same_year and state.since is not None:  # 2022年 …, 全年 …
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

    def _context(self, number: int, sentence: Sentence, place: int, state: _State, clause: tuple[int, int],
                 chain: tuple[int, ...], named: Sequence[Named]) -> Context:  # fmt: skip
        mention, plain = self.mentions[place], self.plain
        region, own = state.region, f"{plain[clause[0] : mention.start]} {plain[mention.end : clause[1]]}"
        items = paired_items(plain, sentence, self.mentions, chain) if len(chain) > 1 else []
        if items:
            start, end = items[chain.index(place)]
            inside = [one for one in named if start <= one.start < end and self.subjects.is_subject(one)]
            region = inside[-1] if inside else region
            lead = plain[plain.rfind("分别", start, self.mentions[chain[0]].start) + 2 : self.mentions[chain[0]].start]
            own = (plain[start:end] if not inside else "") + lead
        else:
            region = self.subjects.receiver(sentence, place, clause[1]) or region
        cell = self.cells.get(mention.start)
        if cell is not None:
            region = next((one for one in self.named if cell.heading[0] <= one.start < cell.heading[1]), region)
            own = f"{plain[slice(*cell.heading)]} {plain[slice(*cell.label)]}"
            section = self._below(self._section(sentence.start))
            state.since, state.until = section.since, section.until
            if cell.sums_row:
                columns = [one for one in self.periods if cell.heading[0] - LINE < one.start < cell.heading[0] and one.since
                           and "\n" not in plain[one.start : cell.heading[0]]]  # fmt: skip
                state.since = min((one.since for one in columns if one.since), default=state.since)
            column = next((one for one in self.periods if cell.heading[0] <= one.start < cell.heading[1]), None)
            if column is not None:
                self._take_period(state, column)
        before = plain[sentence.start : clause[0]]
        topic = topic_of(before + plain[clause[0] : mention.start]) or topic_of(own) or state.topic
        words = Surroundings(own, before, plain[clause[1] : sentence.end], topic)
        codes, origin = self.meant.meant(number, sentence.paragraph, mention, words, state.heading)
        if origin is not None and not mention.unit and not mention.measure:  # a number alone is of what was spoken of
            mention = replace(mention, measure=origin.mention.measure, scale=origin.mention.scale)
        is_part = _is_part(plain, sentence, mention, clause)
        since, until, kind = state.since, state.until, self._kind(place, sentence, state, chain)
        if kind == "plan" and since is not None and until == self.base + timedelta(days=1):
            until = date(until.year + 1, 1, 1)  # what a year plans, it plans to its end
        codes = [self._in_year(code, since, until) for code in codes]
        if since is None and re.search("新增", own):
            day = state.until - timedelta(days=1)
            since = date(day.year, 1, 1)
        again = self._said_before(number, origin, mention, codes, region, since)
        if again is not None:
            region = Named(0, 0, again.region, again.own, again.several)
            since, until = again.since, again.until
        return Context(
            mention, kind, tuple(codes), region.code, region.own, region.several,
            since if since is None or since < until else None, until, number, sentence.paragraph, clause,
            origin is not None, is_part, state.is_earlier or self._is_start(place, sentence),
            self.subjects.is_donors(named, region, mention), self.subjects.has_scope(region, sentence, clause), cell, chain,
            state.is_sub,
        )  # fmt: skip

    def _said_before(self, number: int, origin: Context | None, mention: Mention, codes: Sequence[str], region: Named,
                     since: date | None) -> Context | None:  # fmt: skip
        """The earlier sentence's figure that this one repeats: the same number of the same thing, and no other time."""
        if origin is not None and origin.sentence != number and origin.mention.size == mention.size:
            return origin
        if since is not None or not codes:
            return None
        return next(
            (one for one in reversed(self.found) if one.sentence != number and one.mention.size == mention.size
             and one.codes[:1] == tuple(codes[:1]) and (one.region, one.own) == (region.code, region.own)), None,
        )  # fmt: skip

    def _in_year(self, code: str, since: date | None, until: date) -> str:
        """The count of a year in place of that of all time, where the time spoken of lies within one year."""
        other = code.replace("_ever", "_year")
        is_one_year = since is not None and since.year == (until - timedelta(days=1)).year
        return other if is_one_year and other in self.vocabulary.indicators else code

    def _kind(self, place: int, sentence: Sentence, state: _State, chain: Sequence[int]) -> Kind:
        if is_change(self.plain, sentence.start, self.mentions, place, chain):
            return "change"
        return "plan" if state.is_plan else "result"

    def _is_start(self, place: int, sentence: Sentence) -> bool:
        following = place + 1
        return following in sentence.mentions and is_start_of_growth(
            self.plain, self.mentions[place], self.mentions[following]
        )
