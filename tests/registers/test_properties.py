"""Invariants over random histories: whatever is saved, edited, confirmed, voided and undone, in any order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jiedui.journal.queries import Ask, View, sums
from jiedui.journal.verification import verify_journal
from jiedui.kernel.errors import Refused
from jiedui.registers.actions import undo, void
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.histories import run_rolled_back
from tests.registers.records import (
    LOCAL_OPERATOR,
    MASHAN,
    NANNING,
    REVIEWER,
    SHANGLIN,
    edit,
    last_batch,
    new,
    posted,
    record,
)

PLACES = (NANNING, MASHAN, SHANGLIN, "450124100201")
PARTS = (
    ("projects.persons.lifted", "projects.persons"),
    ("employment.enterprise.rural.lifted", "employment.enterprise.rural"),
    ("employment.enterprise.rural", "employment.enterprise"),
    ("labour.ever.east.lifted", "labour.ever.east"),
    ("labour.ever.east", "labour.placements.east"),
    ("labour.year.east.lifted", "labour.year.east"),
    ("training.ever", "training.times"),
    ("pairs.here", "pairs.links"),
)
"""A part and the whole that it can never exceed, read as stocks."""

days = st.dates(date(2021, 1, 1), date(2023, 12, 31))
places = st.sampled_from(PLACES)
small = st.integers(0, 30)


class Office(RuleBasedStateMachine):
    """An office at work: each rule is one action; a refused one must change nothing."""

    @initialize()
    def begin(self) -> None:
        self.lines = posted()
        self.made: list[tuple[str, int]] = []
        self.count = 0

    def attempt(self, act: Any) -> None:
        before = (last_batch(), posted())
        try:
            with transaction.atomic():
                act()
        except Refused as refusal:
            assert all(problem.text() for problem in refusal.problems)
            assert (last_batch(), posted()) == before

    def make(self, code: str, **values: Any) -> None:
        def act() -> None:
            self.made.append((code, new(code, **values)))

        self.attempt(act)

    def one(self, code: str, data: st.DataObject) -> int | None:
        known = [number for made, number in self.made if made == code]
        return data.draw(st.sampled_from(known)) if known else None

    @rule(
        region=places,
        day=st.none() | days,
        persons=small,
        lifted=small,
        fund=small,
        kind=st.sampled_from(["industry", "rural"]),
    )
    def propose(self, region: str, day: date | None, persons: int, lifted: int, fund: int, kind: str) -> None:
        self.count += 1
        values = {"persons": max(persons, lifted), "lifted": lifted, "fund": fund, "approved_on": day, "kind": kind}
        self.make("projects", region=region, name=f"项目{self.count}", **values)

    @rule(data=st.data(), day=days, amount=small)
    def pay(self, data: st.DataObject, day: date, amount: int) -> None:
        if (project := self.one("projects", data)) is not None:
            self.make("disbursements", project=project, paid_on=day, amount=amount)

    @rule(home=places, household=st.sampled_from(["lifted", "other"]))
    def meet(self, home: str, household: str) -> None:
        self.count += 1
        self.make("persons", home=home, household=household, number_=self.count)

    @rule(data=st.data(), day=days, end=st.none() | days, where=st.sampled_from(["east", "home"]))
    def place(self, data: st.DataObject, day: date, end: date | None, where: str) -> None:
        if (person := self.one("persons", data)) is not None:
            ends = max(day, end) if end else None
            self.make("placements", person=person, started_on=day, ended_on=ends, destination=where)

    @rule(data=st.data(), day=days)
    def train(self, data: st.DataObject, day: date) -> None:
        if (person := self.one("persons", data)) is not None:
            self.count += 1
            self.make("classes", name=f"班{self.count}", started_on=day)
            self.make("attendances", person=person, training_class=self.made[-1][1])

    @rule(data=st.data(), day=days, rural=small, lifted=st.none() | small, urban=st.none() | small)
    def employ(self, data: st.DataObject, day: date, rural: int, lifted: int | None, urban: int | None) -> None:
        firm = self.one("enterprises", data)
        if firm is None:
            self.make("enterprises", region=data.draw(places))
            firm = self.made[-1][1]
        part = None if lifted is None else min(lifted, rural)
        whole = None if urban is None else rural + urban
        self.make("headcounts", enterprise=firm, counted_on=day, rural=rural, lifted=part, total=whole)

    @rule(data=st.data(), place=places, day=days)
    def mend(self, data: st.DataObject, place: str, day: date) -> None:
        if not self.made:
            return
        code, number = data.draw(st.sampled_from(self.made))
        home = {"projects": "region", "persons": "home", "enterprises": "region"}
        when = {
            "disbursements": "paid_on",
            "placements": "started_on",
            "classes": "started_on",
            "headcounts": "counted_on",
        }
        if code in home:
            self.attempt(lambda: self.known(code, number) and edit(code, number, **{home[code]: place}))
        elif code in when:
            self.attempt(lambda: self.known(code, number) and edit(code, number, **{when[code]: day}))

    def known(self, code: str, number: int) -> bool:
        try:
            record(code, number)
        except KeyError:
            return False
        return True

    @rule(data=st.data(), level=st.integers(1, 3))
    def review(self, data: st.DataObject, level: int) -> None:
        batch = data.draw(st.integers(1, last_batch()))
        self.attempt(lambda: confirm(batch, REVIEWER, level=level))

    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        if self.made:
            code, number = data.draw(st.sampled_from(self.made))
            self.attempt(lambda: void([(code, number, None)], LOCAL_OPERATOR, "double"))

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        batch = data.draw(st.integers(1, last_batch()))
        self.attempt(lambda: undo(batch, LOCAL_OPERATOR))

    @invariant()
    def balances_are_the_postings_and_registers_the_replay(self) -> None:
        assert verify_journal() == []
        assert verify_registers() == []

    @invariant()
    def a_part_never_exceeds_its_whole(self) -> None:
        accounts = dict.fromkeys(account for pair in PARTS for account in pair)
        asks = [Ask(account, (account,), None, date(2024, 2, 1)) for account in accounts]
        for level in (0, 1):
            found = sums(asks, View({NANNING: (NANNING,)}, level=level))
            for part, whole in PARTS:
                totals = [found[(one, NANNING)].total if (one, NANNING) in found else 0 for one in (part, whole)]
                assert 0 <= totals[0] <= totals[1], (part, whole, level)

    @invariant()
    def a_parent_is_its_own_level_and_its_children(self) -> None:
        asks = [
            Ask(account, (account,), None, date(2024, 2, 1))
            for account in ("labour", "funds", "employment", "projects")
        ]
        parts = {code: (code,) for code in (NANNING, MASHAN, SHANGLIN)}
        parts["own"] = (NANNING,)
        found = sums(asks, View(parts, frozenset(["own"])))
        for ask in asks:
            value = {label: found[(ask.key, label)].total if (ask.key, label) in found else 0 for label in parts}
            assert value.pop(NANNING) == sum(value.values())


@pytest.mark.django_db
def test_the_invariants_hold_through_any_history() -> None:
    run_rolled_back(Office, examples=25)
