"""The suggested trip of a region: where projects lie, where it may start, what it refuses."""

from __future__ import annotations

import pytest

from jiedui.fieldwork.trips import AskedTrip, Suggestion, suggested_trip
from jiedui.fieldwork.unseen import unseen
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import Actor
from tests.fieldwork.footprints import DAY, paid_project
from tests.registers.cast import CLERK, MANAGER, STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, new

pytestmark = pytest.mark.django_db

VILLAGE = "450124100201"


def place(kind: str = "office", name: str = "协作办", region: str = MASHAN, north: int = 0, **values: object) -> int:
    position = {"latitude": 23_700_000 + north * 9_000, "longitude": 108_200_000}
    return new("visit_places", **{"kind": kind, "region": region, "name": name, **position, **values})


def suggested(asked: AskedTrip, actor: Actor = MANAGER, region: str = NANNING) -> Suggestion:
    lens = lens_as_of(region, DAY)
    return suggested_trip(actor, lens, unseen(actor, lens), asked)


def test_a_trip_goes_to_the_projects_that_nobody_has_seen() -> None:
    start, projects = place(), [paid_project(f"项目{n}") for n in range(3)]
    for number, project in enumerate(projects[:2], start=1):
        place("project", f"项目{number}", north=number * 5, project=project)
    found = suggested(AskedTrip(start))
    assert found.trip is not None and {one.number for one in found.trip.stops} == set(projects[:2])
    assert [one.project.id for one in found.unplaced] == projects[2:] and found.by_village == frozenset()


def test_a_project_without_a_position_lies_where_its_village_is_listed() -> None:
    start, number = place(), paid_project(place=VILLAGE)
    place("village", "村", VILLAGE, north=5)
    place("school", "学校", VILLAGE, north=9)
    found = suggested(AskedTrip(start))
    assert found.by_village == {number} and found.trip is not None
    assert [one.latitude for one in found.trip.stops] == [23_745_000]


def test_its_own_position_goes_before_that_of_its_village() -> None:
    start, number = place(), paid_project(place=VILLAGE)
    place("village", "村", VILLAGE, north=5)
    place("project", "点", north=7, project=number)
    found = suggested(AskedTrip(start))
    assert found.trip is not None and [one.latitude for one in found.trip.stops] == [23_763_000]


def test_nothing_is_suggested_before_a_start_is_chosen() -> None:
    place()
    found = suggested(AskedTrip())
    assert found.trip is None and found.start is None and len(found.starts) == 1


def test_starts_are_places_of_the_city_with_a_position_offices_first() -> None:
    village, other, office = place("village", "村", VILLAGE), place("school", "校", SHANGLIN), place()
    place("office", "无位置", north=0, latitude=None, longitude=None)
    place("office", "别市", "450200000000")
    assert [one.id for one in suggested(AskedTrip(), region=MASHAN).starts] == [office, village, other]
    assert [one.id for one in suggested(AskedTrip(), CLERK, MASHAN).starts] == [office, village]


def test_a_start_that_is_out_of_reach_or_has_no_position_is_refused() -> None:
    far = place("office", "上林", SHANGLIN)
    nowhere = place("office", "无位置", latitude=None, longitude=None)
    for number in (far, nowhere, 0):
        with pytest.raises(Refused) as refusal:
            suggested(AskedTrip(number), CLERK, MASHAN)
        assert refusal.value.problems[0].code == "FOOT-004"


@pytest.mark.parametrize("asked", [AskedTrip(hours=1), AskedTrip(hours=15), AskedTrip(stop_minutes=9),
                                   AskedTrip(stop_minutes=241), AskedTrip(hours=0)])  # fmt: skip
def test_a_day_that_cannot_be_is_refused(asked: AskedTrip) -> None:
    with pytest.raises(Refused) as refusal:
        suggested(asked)
    assert refusal.value.problems[0].code == "FOOT-005"


def test_another_region_is_refused() -> None:
    lens = lens_as_of(MASHAN, DAY)
    with pytest.raises(Refused) as refusal:
        suggested_trip(STRANGER, lens, unseen(MANAGER, lens), AskedTrip())
    assert refusal.value.problems[0].code == "RIGHT-002"
