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

from jiedui.reports.prose.clauses import (
    Sentence,
    chains,
    is_start_of_growth,
    own_clause,
    paired_items,
    sentences,
)
from jiedui.reports.prose.indicators_meant import IndicatorsMeant
from jiedui.reports.prose.kinds import Kind, is_change, is_plan, is_wanted
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.periods import Period, base_day, find_periods, report_day
from jiedui.reports.prose.places import Named, Places
from jiedui.reports.prose.sections import run_in, sections
from jiedui.reports.prose.state import Course, State
from jiedui.reports.prose.subjects import Subjects
from jiedui.reports.prose.tables import Cell, is_of_which
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
    is_dated: bool = False

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


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


_TARGET: Final = re.compile("目标|计划数|任务数|计划$|任务$")
_PASSED: Final = re.compile("月|季度|半年|截|去年|上年|目前|年内|全年|当年")
_ADDED_UP: Final = re.compile("拢共|合起来|加起来|加在一起|合在一起|合计|共计|总计|总共")


class Reader:
    """Reads the contexts of one text."""

    def __init__(self, plain: str, mentions: Sequence[Mention], named: Sequence[Named], places: Places,
                 vocabulary: Vocabulary, until: date, *, is_fixed: bool, cells: Mapping[int, Cell] = EMPTY,
                 is_torn: bool = False) -> None:  # fmt: skip
        """`until`: where the lens ends; `is_fixed` where it was asked for, so that the text's own date does not move it."""
        self.plain, self.mentions, self.places, self.vocabulary = plain, mentions, places, vocabulary
        day = until - timedelta(days=1)
        self.base = report_day(plain, day) if is_fixed else base_day(plain, day)
        self.periods = find_periods(plain, self.base)
        self.named, self.cells = named, cells
        self.subjects = Subjects(plain, mentions, named, places)
        self.sentences = sentences(plain, mentions)
        self.found: list[Context] = []
        self.received: set[int] = set()
        self.meant = IndicatorsMeant(plain, places, vocabulary, self.found, is_torn=is_torn)
        self.course = Course(plain, sections(plain, mentions), self.periods, named, self.subjects, self.base)

    def contexts(self) -> list[Context]:
        """One context for each mention, in order."""
        paragraph = -1
        for number, sentence in enumerate(self.sentences):
            if sentence.paragraph != paragraph:
                self.course.open_paragraph(sentence)
                paragraph = sentence.paragraph
            self._sentence(number, sentence, self.course.state)
            if not sentence.mentions:
                self.course.state.heading = self.course.state.heading or run_in(
                    self.plain, sentence.start, sentence.end
                )
        return self.found

    def _sentence(self, number: int, sentence: Sentence, state: State) -> None:
        named = [one for one in self.named if sentence.start <= one.start < sentence.end]
        periods = [one for one in self.periods if sentence.start <= one.start < sentence.end]
        joined = chains(self.plain, sentence, self.mentions)
        state.region = state.subject or state.home or state.region
        state.coming, state.is_plan, state.is_earlier, state.is_dated = -1, False, False, False
        if state.outer is not None:
            (state.since, state.until), state.outer = state.outer, None
        begin = sentence.start
        for place in sentence.mentions:
            mention = self.mentions[place]
            left, right = own_clause(self.plain, sentence, self.mentions, place)
            before = state.since, state.until
            listed = [one for one in named if one.start < begin and self.subjects.is_subject(one)]
            if ";" in self.plain[begin : mention.start] and len({one.code for one in listed}) > 1:
                state.region = self.subjects.main(listed) or state.region  # a list of regions is over
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
            state.is_fresh = False
            is_start = self._is_start(place, sentence)  # 由去年同期的141台增加到203台
            if is_start and state.outer is None and (state.since, state.until) != before and len(sentence.mentions) > 1:
                state.since, state.until = before
            if state.outer is not None and ((is_start and state.is_dated) or state.is_compared):
                (state.since, state.until), state.outer = state.outer, None
                state.is_earlier = state.is_dated = state.is_compared = False
        self._move(state, named, periods, begin, sentence.end)
        if not sentence.mentions and not state.is_earlier:
            state.outer = None  # a time of its own sentence speaks for those that follow
        inside = [one for one in named if self.subjects.is_subject(one)]
        if inside:
            state.is_of_one = self.subjects.is_one_of_its(inside[0], sentence.end)
        if not re.match(r"\s*其中", self.plain[sentence.start : sentence.end]):
            state.subject = self.subjects.main(named) or state.subject
        state.topic = topic_of(self.plain[sentence.start : sentence.end]) or state.topic

    def _is_past(self, period: Period) -> bool:
        """Whether a time is one that has passed, so that a plan said before it is no longer spoken of: 拟…, 1—9月 …"""
        opens = period.start == 0 or self.plain[period.start - 1] in "，,;。\n( "
        is_before = re.match("前|目标|任务|计划", self.plain[period.end : period.end + 2]) is not None
        return (
            opens
            and not period.is_future
            and not is_before
            and _PASSED.search(self.plain[period.start : period.end]) is not None
        )

    def _move(self, state: State, named: Sequence[Named], periods: Sequence[Period], begin: int, end: int) -> None:
        """Take in the regions and times between two places."""
        for period in periods:
            if begin <= period.start < end:
                self.course.take(state, period)
        inside = [one for one in named if begin <= one.start < end and one.start not in self.received
                  and self.subjects.is_subject(one)]  # fmt: skip
        if state.outside is not None and ")" in self.plain[begin:end]:  # (其中南宁市23家),实际到位 …
            state.region, state.outside = state.outside, None
        if inside:
            if self.plain.rfind("(", begin, inside[-1].start) > self.plain.rfind(")", begin, inside[-1].start):
                state.outside = state.region
            state.region = self.subjects.joined(inside)

    def _context(self, number: int, sentence: Sentence, place: int, state: State, clause: tuple[int, int],
                 chain: tuple[int, ...], named: Sequence[Named]) -> Context:  # fmt: skip
        mention, plain = self.mentions[place], self.plain
        region, own = state.region, f"{plain[clause[0] : mention.start]} {plain[mention.end : clause[1]]}"
        items = paired_items(plain, sentence, self.mentions, chain) if len(chain) > 1 else []
        if items:
            start, end = items[chain.index(place)]
            inside = [one for one in named if start <= one.start < end and self.subjects.is_subject(one)]
            region = inside[-1] if inside else region
            own = ("" if inside else plain[start:end]) + self.subjects.between(sentence, chain)
        elif listed := self.subjects.listed_before(sentence, chain):
            region = listed[chain.index(place)]
        else:
            received = self.subjects.receiver(sentence, place, clause[1])
            self.received |= self.subjects.row_from(received) if received else set()
            region = received or region
        cell = self.cells.get(mention.start)
        if cell is not None:
            region = next((one for one in self.named if cell.heading[0] <= one.start < cell.heading[1]
                           and self.subjects.is_subject(one)), region)  # fmt: skip
            own = f"{plain[slice(*cell.heading)]} {plain[slice(*cell.label)]}"
            self._take_cells_time(state, cell, sentence)
        before = plain[sentence.start : clause[0]]
        topic = topic_of(before + plain[clause[0] : mention.start]) or topic_of(own) or state.topic
        words = Surroundings(own, before, plain[clause[1] : sentence.end], topic)
        above = self._above(cell, sentence, state)
        codes, origin = self.meant.meant(number, sentence.paragraph, mention, words, state.heading, above)
        if origin is not None and not mention.unit and not mention.measure:  # a number alone is of what was spoken of
            mention = replace(mention, measure=origin.mention.measure, scale=origin.mention.scale)
        head = self.mentions[chain[0]] if chain else mention  # of figures in a row all are parts where the first is
        is_part = _is_part(plain, sentence, mention, clause) or (
            head is not mention
            and _is_part(plain, sentence, head, own_clause(plain, sentence, self.mentions, chain[0]))
        )
        since, until, kind = state.since, state.until, self._kind(place, sentence, state, chain)
        if kind == "plan" and since is not None and until == self.base + timedelta(days=1):
            until = date(until.year + 1, 1, 1)  # what a year plans, it plans to its end
        codes = [self._in_year(code, since, until) for code in codes]
        if since is None and re.search("新增", own):
            day = state.until - timedelta(days=1)
            since = date(day.year, 1, 1)
        lead = plain[max(sentence.start, self.mentions[chain[0]].start - 8) : mention.start] if chain else ""
        if codes and _ADDED_UP.search(f"{own} {lead}"):
            since = self._since_of_parts(number, codes[0], region, since)
        again = self._said_before(number, origin, mention, codes, region, since)
        if again is not None:
            region = Named(0, 0, again.region, again.own, again.several)
            since, until = again.since, again.until
        return Context(
            mention, kind, tuple(codes), region.code, region.own, region.several,
            since if since is None or since < until else None, until, number, sentence.paragraph, clause,
            origin is not None, is_part, state.is_earlier or self._is_start(place, sentence),
            self.subjects.is_donors(named, region, mention), self._has_scope(codes, region, sentence, clause, state), cell, chain,
            state.is_sub, state.is_dated or state.is_compared or any(clause[0] <= one.start < mention.start for one in self.periods),
        )  # fmt: skip

    def _take_cells_time(self, state: State, cell: Cell, sentence: Sentence) -> None:
        """Begin from the section's time, and take that of the cell's column and row; a total's is that of its columns."""
        section = self.course.below(self.course.section(sentence.start))
        state.since, state.until = section.since, section.until
        if cell.sums_row:
            columns = [one.since for one in self.periods if cell.heading[0] - LINE < one.start < cell.heading[0]
                       and one.since and "\n" not in self.plain[one.start : cell.heading[0]]]  # fmt: skip
            state.since = min(columns, default=state.since)
        for one in self.periods:
            if cell.heading[0] <= one.start < cell.heading[1] or cell.label[0] <= one.start < cell.label[1]:
                self.course.take(state, one)

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

    def _since_of_parts(self, number: int, code: str, region: Named, since: date | None) -> date | None:
        """Where a total of several times begins: 2021年23期,2022年21期,…,拢共64期."""
        parts = [
            one
            for one in self.found
            if one.sentence == number and one.codes[:1] == (code,) and one.region == region.code
        ]
        starts = [one.since for one in parts if one.since is not None]
        return min(starts) if len(set(starts)) > 1 else since

    def _above(self, cell: Cell | None, sentence: Sentence, state: State) -> Context | None:
        """Of a row or a line that is called 其中 …, the figure that it is a part of: in its column of the last row that
        is not called so, or on the line above."""
        is_line = state.is_sub and is_of_which(self.plain[sentence.start : sentence.end])
        if cell is None and is_line and self.found:
            return self.found[-1]
        if cell is None or not is_of_which(self.plain[slice(*cell.label)]):
            return None
        return next((one for one in reversed(self.found) if one.cell and (one.cell.table, one.cell.column)
                     == (cell.table, cell.column) and not is_of_which(self.plain[slice(*one.cell.label)])), None)  # fmt: skip

    def _in_year(self, code: str, since: date | None, until: date) -> str:
        """The count of a year in place of that of all time, where the time spoken of lies within one year."""
        other = code.replace("_ever", "_year")
        is_one_year = since is not None and since.year == (until - timedelta(days=1)).year
        return other if is_one_year and other in self.vocabulary.indicators else code

    def _has_scope(self, codes: Sequence[str], region: Named, sentence: Sentence, clause: tuple[int, int],
                   state: State) -> bool:  # fmt: skip
        """Whether a figure speaks of its whole region, or of the one park that it has."""
        park = self.places.parks.get(region.code, "")
        begin = self.plain.rfind("\n", 0, sentence.start) + 1
        is_park = (
            park != "" and codes[:1] != [] and codes[0].startswith("parks.") and park in self.plain[begin : clause[1]]
        )
        is_of_one = state.is_of_one and region.start < sentence.start  # goes on with a park or firm named before
        return is_park or (not is_of_one and self.subjects.has_scope(region, sentence, clause))

    def _kind(self, place: int, sentence: Sentence, state: State, chain: Sequence[int]) -> Kind:
        mention = self.mentions[place]
        cell = self.cells.get(mention.start)
        if cell is not None and _TARGET.search(self.plain[slice(*cell.heading)]):
            return "plan"
        if is_change(self.plain, sentence.start, self.mentions, place, chain):
            return "change"
        is_start = self._is_start(place, sentence)
        is_asked = is_wanted(self.plain[mention.end : mention.end + 8])
        return "plan" if is_asked or (state.is_plan and not is_start) else "result"

    def _is_start(self, place: int, sentence: Sentence) -> bool:
        following = place + 1
        return following in sentence.mentions and is_start_of_growth(
            self.plain, self.mentions[place], self.mentions[following]
        )
