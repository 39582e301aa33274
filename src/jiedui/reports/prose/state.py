"""What goes on from clause to clause, sentence to sentence and paragraph to paragraph: region, time, plan, heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from jiedui.reports.prose.clauses import Sentence
from jiedui.reports.prose.periods import Period, is_compared
from jiedui.reports.prose.places import Named
from jiedui.reports.prose.sections import Section, is_item, is_lead_in, is_sub_item
from jiedui.reports.prose.subjects import Subjects

_SINCE_LONGER: Final = re.compile("截[至止]|累计|以来|历年")


@dataclass(slots=True)
class State:
    """What goes on. `outer` is the time that comes back after a brief one, `outside` the region after a bracket, `home`
    the paragraph's, `coming` where a time still to come was named, `above` the line that sub-items stand below."""

    region: Named
    since: date | None
    until: date
    home: Named | None = None
    topic: str = ""
    subject: Named | None = None
    outside: Named | None = None
    outer: tuple[date | None, date] | None = None
    heading: str = ""
    above: str = ""
    is_sub: bool = False
    is_planned: bool = False
    coming: int = -1
    is_plan: bool = False
    is_earlier: bool = False
    is_dated: bool = False
    is_reached: bool = False
    is_compared: bool = False
    is_of_one: bool = False
    is_fresh: bool = False


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 3, 1)


class Course:
    """The course of one text: what each paragraph begins with, and how a time changes what goes on."""

    def __init__(self, plain: str, sections: Sequence[Section], periods: Sequence[Period], named: Sequence[Named],
                 subjects: Subjects, base: date) -> None:  # fmt: skip
        self.plain, self.sections, self.periods, self.named = plain, sections, periods, named
        self.subjects, self.base = subjects, base
        self.lead: State | None = None
        self._below: dict[int, State] = {}
        self.state = self.below(sections[0])

    def open_paragraph(self, sentence: Sentence) -> None:
        """Begin a paragraph with what its heading says, or the line that leads into its list."""
        line = self.plain.rfind("\n", 0, sentence.start) + 1
        is_item_here = is_item(self.plain, line)
        before = self.plain[: sentence.start].rstrip("\n")
        if is_sub_item(self.plain, line) and before:
            above = self.state.above or before.rpartition("\n")[2]
            self.state = replace(self.state, heading=above, above=above, is_sub=True)
            return
        if is_lead_in(self.plain, len(before)):
            self.lead = replace(self.state)
        if self.lead is not None and is_item_here:
            self.state = replace(self.lead)
            return
        self.state, self.lead = self.below(self.section(sentence.start)), None

    def section(self, place: int) -> Section:
        """The section that a place stands in."""
        return next(one for one in reversed(self.sections) if one.start <= place)

    def below(self, section: Section) -> State:
        """The state at the beginning of each paragraph of a section."""
        if section.start in self._below:
            return replace(self._below[section.start])
        state = replace(self._below[0]) if self._below else State(self.subjects.first(), None, self.reach())
        start, end = section.heading
        for period in self.periods:
            if start <= period.start < end and (period.is_reach or not section.is_title or self._is_of_year(period)):
                self.take(state, period)
        state.outer, state.is_earlier = None, False
        if not section.is_title:
            state.heading = self.plain[start:end]
            named = [one for one in self.named if start <= one.start < end and self.subjects.is_subject(one)]
            state.region = self.subjects.joined(named) if named else state.region
        state.is_planned, state.home = section.is_planned, state.region
        self._below[section.start] = state
        return replace(state)

    def _is_of_year(self, period: Period) -> bool:
        """Whether the time in a title is that of all its text: nothing in it is said to have been counted since longer."""
        return period.since is not None and _SINCE_LONGER.search(self.plain) is None

    def reach(self) -> date:
        """Up to which day the text counts where it does not say so again."""
        after = self.base + timedelta(days=1)
        return max(
            (one.until for one in self.periods if one.is_reach and one.until and one.until <= after), default=after
        )

    def take(self, state: State, period: Period) -> None:
        """Let a time that the text names change what goes on."""
        if period.is_future:
            state.coming, state.outer = period.end, state.outer or (state.since, state.until)
            state.until = period.until or state.until
            return
        if period.is_whole:
            state.since = None
            if not state.is_reached:
                state.until = self.below(self.section(period.start)).until
            return
        if period.is_same_time:  # 去年同期: the same part of the year before
            state.outer = state.outer or (state.since, state.until)
            until = _year_before(state.until)
            state.since, state.until, state.is_earlier = date((until - timedelta(days=1)).year, 1, 1), until, True
            state.is_dated = True
            return
        if is_compared(self.plain, period):
            state.outer, state.is_compared = state.outer or (state.since, state.until), True
        if period.is_same_year and state.since is not None:  # 2022年 …, 全年 …
            return
        state.is_earlier = state.is_dated = period.is_earlier
        if period.is_brief and state.outer is None:
            state.outer = state.since, state.until
        if period.is_reach:
            state.is_reached = True
            state.until = period.until or state.until
            if state.since is not None and state.since >= state.until:
                state.since = None
            return
        if period.is_brief and state.is_fresh and state.since and period.since and period.until:
            state.since, state.until = min(state.since, period.since), max(state.until, period.until)
            return  # 5月在深圳、9月在南宁
        state.is_fresh = period.is_brief
        state.since = period.since
        if not (period.is_brief or state.is_compared):
            state.outer = None
        until = period.until or state.until
        is_open = until == self.base + timedelta(days=1)
        reach = self.reach()
        state.until = reach if is_open and reach and (period.since or reach) < reach else until
