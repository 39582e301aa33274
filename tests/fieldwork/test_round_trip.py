"""The round trip: as many stops as fit, then the most money, then the shortest way; the same each time."""

from __future__ import annotations

import itertools
import random

import pytest

from jiedui.fieldwork.round_trip import DETOUR, METRES_A_MINUTE, MOST_STOPS, Stop, Trip, round_trip

START = (22_816_730, 108_366_540)
KILOMETRE = 8_993
"""Millionths of a degree of latitude."""


def stop(number: int, kilometres: float, paid: int = 100, *, east: float = 0.0) -> Stop:
    """A stop so many kilometres north of the start."""
    return Stop(number, START[0] + round(kilometres * KILOMETRE), START[1] + round(east * KILOMETRE), paid)


def trip(stops: list[Stop], *, hours: int = 9, minutes: int = 60) -> Trip:
    return round_trip(START, stops, day_minutes=hours * 60, stop_minutes=minutes)


def numbers(found: Trip) -> list[int]:
    return [one.number for one in found.stops]


def test_one_stop_is_gone_to_and_back_from() -> None:
    found = trip([stop(1, 10)])
    assert numbers(found) == [1] and [leg.stop is None for leg in found.legs] == [False, True]
    out, back = found.legs
    assert out.metres == back.metres == pytest.approx(10_000 * DETOUR, rel=0.01)
    assert out.minutes == -(-out.metres // METRES_A_MINUTE) == 23
    assert found.minutes == out.minutes + back.minutes + 60 and found.metres == out.metres + back.metres


def test_without_a_stop_there_is_no_trip() -> None:
    assert trip([]) == Trip((), 0, 0)


def test_what_cannot_be_reached_in_a_day_is_left_out() -> None:
    assert trip([stop(1, 300)]) == Trip((), 0, 0)
    assert numbers(trip([stop(1, 300), stop(2, 20)])) == [2]


def test_a_trip_ends_within_the_day_to_the_minute() -> None:
    whole = trip([stop(1, 10)]).minutes
    day = {"day_minutes": whole, "stop_minutes": 60}
    assert numbers(round_trip(START, [stop(1, 10)], **day)) == [1]
    assert numbers(round_trip(START, [stop(1, 10)], **(day | {"day_minutes": whole - 1}))) == []


def test_more_stops_beat_more_money() -> None:
    rich, near = stop(1, 60, 10**12), [stop(2, -5, 1), stop(3, -6, 1), stop(4, -7, 1)]
    assert sorted(numbers(trip([rich, *near], hours=5))) == [2, 3, 4]


def test_of_equally_many_the_one_with_more_money_is_chosen_though_it_is_farther() -> None:
    assert numbers(trip([stop(1, 5, 100), stop(2, 30, 101)], hours=4, minutes=100)) == [2]


def test_the_same_stops_in_another_order_give_the_same_trip() -> None:
    stops = [stop(n, 5 + n * 3, 100 * n, east=(n * 7) % 40) for n in range(1, 30)]
    assert trip(stops) == trip(stops[::-1]) == trip(stops)


def test_more_projects_than_are_weighed_are_cut_at_the_least_money() -> None:
    stops = [stop(n, 200, n) for n in range(2, MOST_STOPS + 2)]
    assert numbers(trip([*stops, stop(1, 5, 0)])) == []


def best(stops: list[Stop], day: int, minutes: int) -> tuple[int, int, int]:
    """The best trip by trying every order: stops, money, minutes less than zero."""
    legs = {}
    for one, other in itertools.permutations([None, *stops], 2):
        at = START if one is None else (one.latitude, one.longitude)
        to = Stop(0, *START, 0) if other is None else other
        legs[one, other] = round_trip(at, [to], day_minutes=10**6, stop_minutes=0).legs[0].minutes
    found = (0, 0, 0)
    for count in range(1, len(stops) + 1):
        for order in itertools.permutations(stops, count):
            taken = sum(legs[pair] for pair in itertools.pairwise([None, *order, None])) + minutes * count
            if taken <= day:
                found = max(found, (count, sum(one.paid_fen for one in order), -taken))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_it_is_as_good_as_trying_every_order(seed: int) -> None:
    dice = random.Random(seed)
    stops = [
        stop(n, dice.uniform(-45, 45), dice.randrange(1, 9) * 10**8, east=dice.uniform(-45, 45))
        for n in range(1, dice.randrange(2, 7))
    ]
    day = dice.choice([240, 300, 420, 540])
    found = round_trip(START, stops, day_minutes=day, stop_minutes=45)
    assert (len(found.stops), sum(one.paid_fen for one in found.stops), -found.minutes) == best(stops, day, 45)
