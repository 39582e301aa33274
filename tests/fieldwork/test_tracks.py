"""Tracks brought, seen and deleted: the records that come of them, and that nobody but their owner sees them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jiedui.fieldwork import keeping
from jiedui.fieldwork import tracks as tracks_module
from jiedui.fieldwork.models import Track, TrackCell
from jiedui.fieldwork.tracks import (
    Added,
    add_track,
    delete_track,
    forget_tracks,
    recount_track,
    suggested_visits,
    track,
    tracks,
)
from jiedui.intake.verification import verify_ledger
from jiedui.kernel.clock import today
from jiedui.kernel.errors import Refused
from jiedui.kernel.gcj02 import to_gcj02
from jiedui.kernel.grid import MILLIONTHS, area_m2, cell_at
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.places.models import BoundarySet, GridCell
from jiedui.registers import rows
from jiedui.registers.actions import undo, void
from jiedui.registers.catalogue import register
from jiedui.registers.offices import close_books
from tests.fieldwork.track_samples import gpx, kml, photo, sent, table
from tests.registers.cast import ADMINISTRATOR, AUDITOR, CLERK, DONOR, MANAGER, OTHER_CLERK, REVIEWER, STRANGER
from tests.registers.grids import CELLS, OUTSIDE, POSITIONS, lay_grid
from tests.registers.records import MASHAN, SHANGLIN, last_batch, new, posted, record
from tests.registers.records import table as lines

WGS = "WGS-84"
Going = tuple[int, str]
"""Which of the grid's positions, and when."""


@pytest.fixture
def grid(db: None) -> None:
    lay_grid()


def drive(*going: Going, outside: int = 0) -> bytes:
    found = [(POSITIONS[at][0] / MILLIONTHS, POSITIONS[at][1] / MILLIONTHS, f"{when}T02:00:00Z") for at, when in going]
    nowhere = [(OUTSIDE[0] / MILLIONTHS, OUTSIDE[1] / MILLIONTHS, f"{going[0][1]}T03:00:00Z")] * outside
    return gpx([*found, *nowhere])


def bring(actor: Actor, *going: Going, **more: object) -> Added:
    return add_track(actor, [sent(drive(*going), "演示.gpx")], coordinates=WGS, **more)  # type: ignore[arg-type]  # as it takes


def days(member: str = CLERK.id) -> list[str]:
    """A member's days in cells as text: `cell year first last`, the cell by its place in the grid."""
    cells = {one.id: CELLS.index(one["cell"]) for _, one in rows.all_of(register("grid_cells"))}
    found = [one for _, one in rows.all_of(register("cell_days")) if one["member"] == member]
    return sorted(f"{cells[r['cell']]} {r['year']} {r['first_on']:%m-%d} {r['last_on']:%m-%d}" for r in found)


def code(call: object, *arguments: object, **more: object) -> str:
    with pytest.raises(Refused) as refusal:
        call(*arguments, **more)  # type: ignore[operator]  # a function
    return refusal.value.problems[0].code


def test_a_track_makes_cells_and_days_in_one_batch(grid: None) -> None:
    before = last_batch()
    found = bring(CLERK, (0, "2022-05-01"), (1, "2022-05-01"), (0, "2022-07-01"), (0, "2023-01-03"))
    assert (found.batch, found.points, found.cells, found.new_cells) == (before + 1, 4, 2, 2)
    assert (found.first_on, found.last_on) == (date(2022, 5, 1), date(2023, 1, 3))
    assert found.new_area_m2 == area_m2(CELLS[0]) + area_m2(CELLS[1]) and not found.again
    assert days() == ["0 2022 05-01 07-01", "0 2023 01-03 01-03", "1 2022 05-01 05-01"]
    assert posted("coverage.area") == lines(f"""
        coverage.area 450124 2022-05-01 {area_m2(CELLS[0]) + area_m2(CELLS[1])} @3
        coverage.area_year 450124 2022-05-01 {area_m2(CELLS[0]) + area_m2(CELLS[1])} @3
        coverage.area_year 450124 2023-01-03 {area_m2(CELLS[0])} @3
    """)
    (one,) = tracks(CLERK)
    assert (one.number, one.name, one.points, one.cells, one.coordinates) == (found.number, "演示", 4, 2, WGS)


def covered() -> int:
    """The area that was ever covered, as it stands in the journal."""
    return sum(int(line.split()[3]) for line in posted("coverage.area") if line.split()[0] == "coverage.area")


def test_a_second_track_widens_its_own_days_and_nothing_else(grid: None) -> None:
    bring(CLERK, (0, "2022-05-01"), (1, "2022-05-01"))
    area = covered()
    found = bring(CLERK, (0, "2022-03-01"), (0, "2022-09-01"), (2, "2022-09-01"))
    assert (found.new_cells, found.cells) == (1, 2)
    assert days() == ["0 2022 03-01 09-01", "1 2022 05-01 05-01", "2 2022 09-01 09-01"]
    assert covered() == area + area_m2(CELLS[2])
    other = bring(OTHER_CLERK, (0, "2022-01-05"))
    assert (other.new_cells, other.new_area_m2) == (0, 0)
    assert days(OTHER_CLERK.id) == ["0 2022 01-05 01-05"] and len(days()) == 3


def test_a_track_that_says_nothing_new_is_kept_and_writes_no_batch(grid: None) -> None:
    bring(CLERK, (0, "2022-05-01"), (0, "2022-07-01"))
    before = last_batch()
    found = bring(CLERK, (0, "2022-06-01"))
    assert (found.batch, found.new_cells, last_batch(), len(tracks(CLERK))) == (None, 0, before, 2)


def test_the_same_file_again_changes_nothing(grid: None) -> None:
    first = bring(CLERK, (0, "2022-05-01"))
    before, kept = last_batch(), len(list(settings.TRACKS.iterdir()))
    again = bring(CLERK, (0, "2022-05-01"), name="anders")
    assert (again.again, again.number, again.batch, last_batch()) == (True, first.number, None, before)
    assert len(list(settings.TRACKS.iterdir())) == kept and len(tracks(CLERK)) == 1
    assert not bring(OTHER_CLERK, (0, "2022-05-01")).again


def test_a_track_that_was_sent_twice_at_once_is_one_track(grid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, kept = bring(CLERK, (0, "2022-05-01")), _kept()
    before, answers = last_batch(), iter([None])
    known = tracks_module._known
    monkeypatch.setattr(tracks_module, "_known", lambda *asked: next(answers, known(*asked)))
    again = bring(CLERK, (0, "2022-05-01"))
    assert (again.again, again.number, last_batch(), _kept()) == (True, first.number, before, kept)


def test_points_outside_and_elsewhere_are_dropped_and_counted(grid: None) -> None:
    content = drive((0, "2022-05-01"), (4, "2022-05-01"), (5, "2022-05-01"), outside=3)
    found = add_track(CLERK, [sent(content)], coordinates=WGS)
    assert (found.points, found.points_elsewhere, found.points_outside, found.cells) == (6, 2, 3, 1)
    assert days() == ["0 2022 05-01 05-01"] and TrackCell.objects.count() == 1
    whole = add_track(MANAGER, [sent(content)], coordinates=WGS)
    assert (whole.points_elsewhere, whole.cells) == (0, 3)


def test_the_same_track_in_either_system_gives_the_same_days(grid: None) -> None:
    going = [(POSITIONS[at][0] / MILLIONTHS, POSITIONS[at][1] / MILLIONTHS) for at in (0, 1, 2)]
    bring(CLERK, (0, "2022-05-01"), (1, "2022-05-01"), (2, "2022-05-01"))
    shifted = [(*map(float, to_gcj02(*one)), "2022-05-01T02:00:00Z") for one in going]
    found = add_track(OTHER_CLERK, [sent(kml(shifted))], coordinates="GCJ-02")
    assert days(OTHER_CLERK.id) == days() and track(OTHER_CLERK, found.number).coordinates == "GCJ-02"


def test_points_without_a_time_count_on_the_day_that_is_named(grid: None) -> None:
    bare = [sent(table([(POSITIONS[0][0] / MILLIONTHS, POSITIONS[0][1] / MILLIONTHS, "")]))]
    assert code(add_track, CLERK, bare, coordinates=WGS) == "TRACK-009"
    add_track(CLERK, bare, coordinates=WGS, day=date(2022, 3, 4))
    assert days() == ["0 2022 03-04 03-04"]


def test_photos_make_a_track_and_are_not_kept(grid: None) -> None:
    there = [(north / MILLIONTHS, east / MILLIONTHS) for north, east in POSITIONS[:2]]
    shots = [photo(*position, "2022:05:01 09:00:00") for position in there]
    found = add_track(CLERK, [*map(sent, shots), sent(photo(None))], coordinates=WGS, name="照片")
    assert (found.points, found.cells, found.without_position) == (2, 2, 1)
    again = add_track(CLERK, [sent(photo(None)), *map(sent, reversed(shots))], coordinates=WGS)
    assert again.again


@pytest.mark.parametrize("named", ["", "BD-09", "wgs-84"])
def test_the_coordinate_system_is_asked_and_never_guessed(grid: None, named: str) -> None:
    assert code(add_track, CLERK, [sent(drive((0, "2022-05-01")))], coordinates=named) == "TRACK-011"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "TRACK-001"),
        (b"nothing", "TRACK-002"),
        (drive((0, "1999-12-31")), "TRACK-010"),
        (drive((0, "9999-12-31")), "TRACK-010"),
        (drive((0, "2022-05-01"), (1, f"{today().year + 1}-01-02")), "TRACK-010"),
        (gpx([(30.0, 120.0, "2022-05-01T00:00:00Z")]), "TRACK-013"),
    ],
)
def test_a_refused_track_leaves_nothing_behind(grid: None, content: bytes, expected: str) -> None:
    before, kept = last_batch(), _kept()
    assert code(add_track, CLERK, [sent(content)], coordinates=WGS) == expected
    assert (last_batch(), _kept(), Track.objects.count()) == (before, kept, 0)


def _kept() -> set[str]:
    return {path.name for path in Path(settings.TRACKS).glob("*")}


def test_without_boundaries_there_is_nothing_to_fall_into(db: None) -> None:
    assert code(add_track, CLERK, [sent(drive((0, "2022-05-01")))], coordinates=WGS) == "TRACK-012"


@pytest.mark.parametrize("actor", [AUDITOR, ADMINISTRATOR, Actor("nobody", "nobody")], ids=lambda one: one.id)
def test_who_records_no_visits_brings_no_track(grid: None, actor: Actor) -> None:
    assert code(bring, actor, (0, "2022-05-01")) == "RIGHT-001"


def test_a_track_that_lies_wholly_elsewhere_is_refused(grid: None) -> None:
    kept = _kept()
    assert code(bring, STRANGER, (0, "2022-05-01")) == "RIGHT-002"
    assert code(bring, DONOR, (0, "2022-05-01")) == "RIGHT-002"
    assert _kept() == kept and not Track.objects.exists()


@pytest.mark.parametrize(
    "actor",
    [OTHER_CLERK, REVIEWER, MANAGER, AUDITOR, ADMINISTRATOR, DONOR, STRANGER, LOCAL_OPERATOR],
    ids=lambda one: one.id,
)
def test_nobody_else_sees_or_deletes_a_track(grid: None, actor: Actor) -> None:
    number = bring(CLERK, (0, "2022-05-01")).number
    assert tracks(actor) == []
    for call in (track, suggested_visits, delete_track):
        assert code(call, actor, number) == code(call, actor, 10**9) == "TRACK-014"
    assert len(tracks(CLERK)) == 1 and days()


def test_the_points_lie_sealed_and_readable_by_the_ledgers_user_alone(grid: None) -> None:
    number = bring(CLERK, (0, "2022-05-01")).number
    path = settings.TRACKS / Track.objects.get(id=number).file
    assert path.stat().st_mode & 0o077 == 0 and b"latitude" not in path.read_bytes()
    assert CLERK.id not in path.name


def test_deleting_takes_back_what_nothing_else_stands_for(
    grid: None, django_capture_on_commit_callbacks: object
) -> None:
    first = bring(CLERK, (0, "2022-05-01"), (1, "2022-05-01"))
    bring(CLERK, (0, "2022-03-01"), (0, "2022-04-01"), (2, "2022-03-01"))
    bring(OTHER_CLERK, (1, "2022-06-01"))
    file = settings.TRACKS / Track.objects.get(id=first.number).file
    before = last_batch()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
        done = delete_track(CLERK, first.number)
    assert (done.batch, done.kept_days, last_batch()) == (before + 1, 0, before + 1)
    assert days() == ["0 2022 03-01 04-01", "2 2022 03-01 03-01"] and days(OTHER_CLERK.id) == ["1 2022 06-01 06-01"]
    assert not file.exists() and not TrackCell.objects.filter(track_id=first.number).exists()
    assert covered() == sum(area_m2(CELLS[at]) for at in (0, 1, 2))
    assert code(delete_track, CLERK, first.number) == "TRACK-014"


def test_what_the_deleted_track_did_not_say_stays(grid: None) -> None:
    first = bring(CLERK, (0, "2022-05-01")).number
    second = bring(CLERK, (0, "2022-03-01"), (0, "2022-08-01")).number
    delete_track(CLERK, second)
    assert days() == ["0 2022 05-01 05-01"]
    delete_track(CLERK, first)
    assert days() == [] and posted("coverage.area") == []


def test_a_member_without_any_role_left_still_deletes_the_own_track(grid: None) -> None:
    number = bring(CLERK, (0, "2022-05-01")).number
    delete_track(Actor(CLERK.id, CLERK.name), number)
    assert days() == [] and tracks(CLERK) == []


def test_a_track_is_counted_anew_in_a_grid_of_another_size(grid: None) -> None:
    untimed = gpx([(POSITIONS[0][0] / MILLIONTHS, POSITIONS[0][1] / MILLIONTHS, "")])
    number = add_track(CLERK, [sent(untimed)], coordinates=WGS, day=date(2022, 5, 1)).number
    cell = cell_at(*POSITIONS[0], 8)
    BoundarySet.objects.create(name="试验边界", version="2", resolution=8, digest="1" * 64)
    GridCell.objects.create(cell=cell, code=MASHAN)
    found = recount_track(CLERK, number)
    assert (found.number, found.cells, found.new_cells, found.new_area_m2) == (number, 1, 1, area_m2(cell))
    assert covered() == area_m2(CELLS[0]) + area_m2(cell) and track(CLERK, number).resolution == 8
    assert recount_track(CLERK, number).batch is None
    for actor in (OTHER_CLERK, MANAGER, LOCAL_OPERATOR):
        assert code(recount_track, actor, number) == "TRACK-014"
    delete_track(CLERK, number)
    assert posted("coverage.area") == []


def test_the_tracks_of_a_member_who_left_are_destroyed_and_the_days_stay(
    grid: None, django_capture_on_commit_callbacks: object
) -> None:
    for day in ("2022-05-01", "2022-06-01"):
        bring(CLERK, (0, day))
    other = bring(OTHER_CLERK, (0, "2022-05-01")).number
    for actor in (CLERK, MANAGER, ADMINISTRATOR):
        assert code(forget_tracks, actor, CLERK.id, "申请") == "RIGHT-001"
    assert code(forget_tracks, LOCAL_OPERATOR, CLERK.id, " ") == "PRIVACY-001"
    before, kept = last_batch(), _kept()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
        assert forget_tracks(LOCAL_OPERATOR, CLERK.id, "本人申请") == 2
    assert (last_batch(), tracks(CLERK), days()) == (before + 1, [], ["0 2022 05-01 06-01"])
    assert len(kept - _kept()) == 2 and track(OTHER_CLERK, other).points == 1
    assert code(forget_tracks, LOCAL_OPERATOR, CLERK.id, "本人申请") == "TRACK-016"


def test_what_a_closed_period_counts_stays_when_the_track_goes(grid: None) -> None:
    number = bring(CLERK, (0, "2022-05-01"), (0, "2022-12-01"), (1, "2023-02-01")).number
    close_books(LOCAL_OPERATOR, MASHAN, date(2022, 12, 31))
    before = posted("coverage.area")
    done = delete_track(CLERK, number)
    assert done.kept_days == 1 and days() == ["0 2022 05-01 05-01"]
    assert set(posted("coverage.area")) < set(before) and not Track.objects.exists()


def test_a_track_in_a_closed_period_needs_a_manager_and_a_reason(grid: None) -> None:
    close_books(LOCAL_OPERATOR, MASHAN, date(2022, 12, 31))
    kept = _kept()
    assert code(bring, CLERK, (0, "2022-05-01"), reason="补录") == "REVIEW-003"
    assert code(bring, MANAGER, (0, "2022-05-01")) == "REVIEW-002"
    assert _kept() == kept and not Track.objects.exists()
    assert bring(MANAGER, (0, "2022-05-01"), reason="补录").batch


def test_nobody_undoes_a_track_or_its_deletion(grid: None) -> None:
    found = bring(CLERK, (0, "2022-05-01"))
    deleted = delete_track(CLERK, bring(CLERK, (1, "2022-05-01")).number).batch
    for batch in (found.batch, deleted):
        for actor in (CLERK, MANAGER, LOCAL_OPERATOR):
            assert code(undo, batch, actor) == "TRACK-015"
    assert days() == ["0 2022 05-01 05-01"]


def test_days_that_the_office_voided_do_not_hinder_deleting(grid: None) -> None:
    number = bring(CLERK, (0, "2022-05-01")).number
    ((_, day),) = rows.all_of(register("cell_days"))
    void([("cell_days", day.id, day.entry)], LOCAL_OPERATOR, "错误")
    assert delete_track(CLERK, number).batch is None and tracks(CLERK) == []


def test_a_day_that_the_office_voided_comes_back_by_no_other_track(grid: None) -> None:
    bring(CLERK, (0, "2022-03-01"))
    ((_, day),) = rows.all_of(register("cell_days"))
    void([("cell_days", day.id, day.entry)], LOCAL_OPERATOR, "错误")
    later = bring(CLERK, (0, "2022-09-01")).number
    assert delete_track(CLERK, later).batch is not None
    assert list(rows.all_of(register("cell_days"))) == []


def test_the_ledger_verifies_after_all_of_it(grid: None) -> None:
    first = bring(CLERK, (0, "2022-05-01"), (1, "2022-05-01"))
    bring(MANAGER, (0, "2022-03-01"), (4, "2022-04-01"))
    delete_track(CLERK, first.number)
    assert not verify_ledger(LOCAL_OPERATOR).problems


def test_what_an_interrupted_program_left_behind_is_swept_away(grid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    left = settings.TRACKS / keeping.keep_points(b"left behind")
    first = bring(CLERK, (0, "2022-05-01")).number
    assert left.exists()
    monkeypatch.setattr(keeping, "LEFT_BEHIND_SECONDS", -1)
    bring(CLERK, (1, "2022-05-01"))
    assert not left.exists() and (settings.TRACKS / Track.objects.get(id=first).file).exists()


def test_stays_become_suggested_visits_with_the_place_and_the_recorded_visit(grid: None) -> None:
    latitude, longitude = POSITIONS[0]
    listed = {"kind": "village", "longitude": longitude}
    place = new("visit_places", region=MASHAN, name="演示村", latitude=latitude + 900, **listed)
    new("visit_places", region=SHANGLIN, name="别处", latitude=latitude, **listed)
    minutes = [f"2022-05-01T{hour:02d}:{minute:02d}:00Z" for hour in (1, 5) for minute in range(0, 40, 2)]
    content = gpx([(latitude / MILLIONTHS, longitude / MILLIONTHS, minute) for minute in minutes])
    number = add_track(CLERK, [sent(content)], coordinates=WGS).number
    first, second = suggested_visits(CLERK, number)
    assert (first.stay, second.stay, first.day, first.region) == (1, 2, date(2022, 5, 1), MASHAN)
    assert (f"{first.since:%H:%M}", f"{first.until:%H:%M}", first.minutes) == ("09:00", "09:38", 38)
    assert (first.latitude, first.longitude, first.place, first.place_name) == (latitude, longitude, place, "演示村")
    assert first.visit is None
    visit = new("visits", region=MASHAN, visited_on=date(2022, 5, 1), place=place, recorded_by=CLERK.id, visitor="甲")
    assert {one.visit for one in suggested_visits(CLERK, number)} == {visit}
    assert record("visits", visit)["point"] == place


def test_a_lost_file_of_points_hinders_neither_seeing_nor_deleting(grid: None) -> None:
    number = bring(CLERK, (0, "2022-05-01")).number
    (settings.TRACKS / Track.objects.get(id=number).file).unlink()
    assert code(suggested_visits, CLERK, number) == "FILE-001"
    assert track(CLERK, number).points == 1 and delete_track(CLERK, number).batch


def test_a_longer_ledger_does_not_make_a_track_dearer(grid: None) -> None:
    def queries(going: Going) -> int:
        with CaptureQueriesContext(connection) as captured:
            bring(CLERK, going, (1, "2022-05-01"))
        return len(captured)

    queries((0, "2022-05-01"))
    few = queries((0, "2022-04-20"))
    for day in range(1, 12):
        bring(OTHER_CLERK, (0, f"2022-05-{day:02d}"), (1, "2022-05-01"))
        bring(MANAGER, (day % 6, f"2022-06-{day:02d}"))
    assert queries((0, "2022-04-10")) == few


steps = st.tuples(st.integers(0, 5), st.dates(date(2022, 11, 1), date(2023, 2, 20)))


class TestTogether(TestCase):
    """What must hold of any tracks, in any order of bringing and deleting them."""

    def setUp(self) -> None:
        lay_grid()

    @effort(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.lists(steps, min_size=1, max_size=5), min_size=1, max_size=4, unique_by=tuple
        ),
        st.data(),
    )  # fmt: skip
    def test_what_is_left_is_what_the_remaining_tracks_say(
        self, drives: list[list[tuple[int, date]]], data: st.DataObject
    ) -> None:
        brought = [bring(MANAGER, *((at, day.isoformat()) for at, day in one)).number for one in drives]
        areas = covered()
        assert areas == sum(area_m2(CELLS[at]) for at in {at for one in drives for at, _ in one})
        gone = data.draw(st.sets(st.sampled_from(range(len(drives)))))
        for at in gone:
            delete_track(MANAGER, brought[at])
        left = [step for at, one in enumerate(drives) if at not in gone for step in one]
        expected = set()
        for at, year in {(at, day.year) for at, day in left}:
            own = [day for where, day in left if where == at and day.year == year]
            expected.add(f"{at} {year} {min(own):%m-%d} {max(own):%m-%d}")
        assert set(days(MANAGER.id)) == expected
        by_region = covered()
        assert by_region == sum(area_m2(CELLS[at]) for at in {at for at, _ in left}) <= areas
        for at in set(range(len(drives))) - gone:
            delete_track(MANAGER, brought[at])
        assert posted("coverage.area") == []
