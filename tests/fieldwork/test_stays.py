"""Stays: where a track stood still long enough, and where it did not."""

from __future__ import annotations

import numpy as np
import pytest

from jiedui.fieldwork.points import NO_TIME, Points
from jiedui.fieldwork.stays import LEAST_SECONDS, METRES, distance_metres, stays

NORTH = 1 / 111_195  # of a degree: a metre
Step = tuple[float, int]
"""How many metres north of the start, how many seconds after it."""


def track(*steps: Step) -> Points:
    metres, seconds = np.array(steps, np.float64).T
    return Points(23.7 + metres * NORTH, np.full(len(steps), 108.2), seconds.astype(np.int64) + 1_693_528_200)


def walk(since: int, until: int, start: float, metres_a_second: float, every: int = 30) -> list[Step]:
    return [(start + (second - since) * metres_a_second, second) for second in range(since, until, every)]


def test_a_stop_between_two_drives_is_a_stay() -> None:
    found = stays(track(*walk(0, 600, 0, 15), *walk(600, 2400, 9000, 0.01), *walk(2400, 3000, 9100, 15)))
    (stay,) = found
    assert stay.since - 1_693_528_200 == pytest.approx(600, abs=40)
    assert stay.minutes == pytest.approx(30, abs=1)
    assert (stay.latitude - 23.7) / NORTH == pytest.approx(9010, abs=20) and stay.longitude == pytest.approx(108.2)


@pytest.mark.parametrize("seconds", [LEAST_SECONDS - 60, 60])
def test_a_shorter_stop_is_none(seconds: int) -> None:
    steps = [*walk(0, 600, 0, 15), *walk(600, 600 + seconds, 9200, 0), *walk(600 + seconds, 2000, 9500, 15)]
    assert stays(track(*steps)) == []


def test_a_walk_that_never_stops_is_none() -> None:
    assert stays(track(*walk(0, 7200, 0, 1.2))) == []


def test_two_villages_on_one_day_are_two_stays_in_the_order_of_time() -> None:
    steps = [*walk(0, 1800, 0, 0), *walk(1800, 2400, 500, 15), *walk(2400, 6000, 9600, 0)]
    first, second = stays(track(*reversed(steps)))
    assert first.until < second.since and first.minutes < second.minutes


def test_a_night_with_the_recorder_off_is_no_stay() -> None:
    assert stays(track((0, 0), (0, 60), (0, 11 * 3600), (0, 11 * 3600 + 60))) == []
    assert len(stays(track(*walk(0, 1200, 0, 0), *walk(12 * 3600, 12 * 3600 + 1200, 0, 0)))) == 2


def test_points_without_a_time_make_no_stay() -> None:
    found = track(*walk(0, 3600, 0, 0))
    found.seconds[:] = NO_TIME
    assert stays(found) == [] and stays(Points(np.empty(0), np.empty(0), np.empty(0, np.int64))) == []


def test_who_drifts_farther_than_a_stay_reaches_has_gone_on() -> None:
    within, beyond = METRES - 20, METRES + 20
    assert len(stays(track(*walk(0, 600, 0, 0), *walk(600, 1200, within, 0)))) == 1
    assert stays(track(*walk(0, 600, 0, 0), *walk(600, 1200, beyond, 0))) == []


def test_a_distance_is_that_along_the_sphere() -> None:
    one_degree = distance_metres(0.0, 0.0, np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    assert one_degree == pytest.approx([111_195, 111_195], rel=1e-4)
