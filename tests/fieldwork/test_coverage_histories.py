"""Coverage over random histories of tracks and visits: brought, confirmed, deleted, taken back, in any order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jiedui.fieldwork.tracks import add_track, delete_track, tracks
from jiedui.indicators.figures import figures
from jiedui.journal.verification import verify_journal
from jiedui.kernel.errors import Refused
from jiedui.kernel.gcj02 import to_gcj02
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor, Grant
from jiedui.registers.actions import Change, save, undo
from jiedui.registers.attachments import Sent
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.fieldwork.track_samples import gpx
from tests.histories import run_rolled_back
from tests.registers.grids import POSITIONS, lay_grid
from tests.registers.records import GUANGXI, MASHAN, NANNING, REVIEWER, SHANGLIN, last_batch

WALKERS = [Actor(f"walker-{name}", name, (Grant("manager", (GUANGXI,)),)) for name in "ab"]
LAST = date(2024, 2, 1)
DAYS = [date(2022, 12, 30) + timedelta(days=number) for number in range(5)]
"""Days on both sides of a year's end."""
walkers, days, spots = st.sampled_from(WALKERS), st.sampled_from(DAYS), st.integers(0, len(POSITIONS) - 1)


def figure(code: str, region: str, as_of: date = LAST, level: int = 0) -> int:
    """A figure of coverage in its base unit; 0 where it is missing."""
    lens = Lens(region=region, until=as_of + timedelta(days=1), level=level)
    value = figures(lens, [(region, False)], [code])[0].value
    return int((value or 0) * 1_000_000)


class Field(RuleBasedStateMachine):
    """Two members in the field, and a reviewer."""

    @initialize()
    def begin(self) -> None:
        self.count = 0
        lay_grid()

    def attempt(self, act: Any) -> bool:
        try:
            with transaction.atomic():
                act()
        except Refused:
            return False
        return True

    @rule(who=walkers, day=days, places=st.lists(spots, min_size=1, max_size=4), is_shifted=st.booleans())
    def walk(self, who: Actor, day: date, places: list[int], is_shifted: bool) -> None:
        before = [figure("coverage.area", NANNING, day) for day in DAYS]
        self.count += 1
        rows = []
        for number, place in enumerate(places):
            latitude, longitude = (value / 1_000_000 for value in POSITIONS[place])
            if is_shifted:
                latitude, longitude = (float(one) for one in to_gcj02(latitude, longitude))
            rows.append((latitude, longitude, f"{day}T0{number}:00:{self.count % 60:02d}Z"))
        system = "GCJ-02" if is_shifted else "WGS-84"
        if self.attempt(lambda: add_track(who, [Sent(f"{self.count}.gpx", gpx(rows))], coordinates=system)):
            after = [figure("coverage.area", NANNING, day) for day in DAYS]
            assert all(old <= new for old, new in zip(before, after, strict=True))

    @rule(who=walkers, data=st.data())
    def forget(self, who: Actor, data: st.DataObject) -> None:
        if own := tracks(who):
            number = data.draw(st.sampled_from([one.number for one in own]))
            before = figure("coverage.area", NANNING)
            assert self.attempt(lambda: delete_track(who, number))
            assert figure("coverage.area", NANNING) <= before

    @rule(who=walkers, day=days, place=spots)
    def visit(self, who: Actor, day: date, place: int) -> None:
        self.count += 1
        latitude, longitude = POSITIONS[place]
        values = {"region": MASHAN, "visited_on": day, "visitor": who.name, "own_id": f"v{self.count}"}
        self.attempt(lambda: save([Change("visits", values | {"latitude": latitude, "longitude": longitude})], who))

    @rule(data=st.data())
    def review(self, data: st.DataObject) -> None:
        batch = data.draw(st.integers(1, last_batch()))
        self.attempt(lambda: confirm(batch, REVIEWER))

    @rule(data=st.data(), who=walkers)
    def take_back(self, data: st.DataObject, who: Actor) -> None:
        batch = data.draw(st.integers(1, last_batch()))
        self.attempt(lambda: undo(batch, who))

    @invariant()
    def the_ledger_verifies(self) -> None:
        assert verify_journal() == []
        assert verify_registers() == []

    @invariant()
    def coverage_never_falls_from_one_day_to_the_next(self) -> None:
        for level in (0, 1):
            seen = [figure("coverage.area", NANNING, day, level) for day in DAYS]
            assert seen == sorted(seen)

    @invariant()
    def counties_add_up_to_the_city_and_no_part_exceeds_its_whole(self) -> None:
        counties = [figure("coverage.area", county) for county in (MASHAN, SHANGLIN)]
        assert sum(counties) == figure("coverage.area", NANNING)
        for region in (NANNING, MASHAN, SHANGLIN):
            assert 0 <= figure("coverage.area_rate", region) <= 100 * 1_000_000
            assert figure("coverage.villages", region) <= figure("coverage.places", region)


@pytest.mark.django_db
def test_coverage_holds_through_any_history() -> None:
    run_rolled_back(Field, examples=12)
