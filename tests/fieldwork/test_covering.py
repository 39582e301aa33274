"""Covering: the same cells as one look-up a point gives, whatever the order, the chunks and the coordinate system."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.fieldwork.covering import Cover, cover
from jiedui.fieldwork.points import NO_TIME, Points, joined
from jiedui.kernel.clock import BEIJING
from jiedui.kernel.gcj02 import to_gcj02
from jiedui.kernel.grid import MILLIONTHS, cell_at

RESOLUTION = 7
START = int(datetime(2022, 12, 30, tzinfo=BEIJING).timestamp())
rows = st.tuples(st.integers(22_500_000, 23_900_000), st.integers(107_600_000, 109_000_000), st.integers(0, 5 * 86_400))
tracks = st.lists(rows, min_size=1, max_size=60)


def points(track: list[tuple[int, int, int]]) -> Points:
    latitude, longitude, seconds = np.array(track, np.int64).T
    return Points(latitude / MILLIONTHS, longitude / MILLIONTHS, seconds + START)


def said(found: Cover) -> dict[tuple[str, int], tuple[date, date, int]]:
    return {(cell, year): rest for cell, year, *rest in found.rows()}  # type: ignore[misc]  # three of them


def one_by_one(track: list[tuple[int, int, int]]) -> dict[tuple[str, int], list[object]]:
    found: dict[tuple[str, int], list[date]] = {}
    for latitude, longitude, seconds in track:
        day = (datetime.fromtimestamp(START, BEIJING) + timedelta(seconds=seconds)).date()
        found.setdefault((cell_at(latitude, longitude, RESOLUTION), day.year), []).append(day)
    return {at: [min(days), max(days), len(days)] for at, days in found.items()}


@given(tracks)
def test_the_cells_and_days_are_those_of_each_point(track: list[tuple[int, int, int]]) -> None:
    assert said(cover([points(track)], RESOLUTION)) == one_by_one(track)


@given(tracks, st.randoms(use_true_random=False), st.integers(1, 20))
def test_neither_the_order_nor_the_chunks_matter(track: list[tuple[int, int, int]], dice: object, size: int) -> None:
    whole = said(cover([points(track)], RESOLUTION))
    shuffled = list(track)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's own
    chunks = [points(shuffled[at : at + size]) for at in range(0, len(shuffled), size)]
    assert said(cover(chunks, RESOLUTION)) == whole


@given(tracks, tracks)
def test_more_points_never_take_a_cell_or_a_day_away(
    track: list[tuple[int, int, int]], more: list[tuple[int, int, int]]
) -> None:
    before, after = (said(cover([points(one)], RESOLUTION)) for one in (track, track + more))
    for at, (first, last, count) in before.items():
        assert after[at][0] <= first and last <= after[at][1] and count <= after[at][2]


@given(tracks)
def test_the_same_cells_come_of_a_track_in_either_system(track: list[tuple[int, int, int]]) -> None:
    one = points(track)
    shifted = Points(*to_gcj02(one.latitude, one.longitude), one.seconds)
    assert said(cover([shifted.in_wgs84("GCJ-02")], RESOLUTION)) == said(cover([one], RESOLUTION))
    assert one.in_wgs84("WGS-84") is one


@given(tracks, st.integers(4, 10))
def test_each_point_counts_in_one_cell_of_any_grid(track: list[tuple[int, int, int]], resolution: int) -> None:
    found = cover([points(track)], resolution)
    assert int(found.points.sum()) == len(track) and {h3.get_resolution(cell) for cell, *_ in found.rows()} == {
        resolution
    }


def test_points_without_a_time_count_on_the_day_that_is_named() -> None:
    one = points([(23_700_000, 108_200_000, 0), (23_700_000, 108_200_000, 0)])
    one.seconds[1] = NO_TIME
    ((_, year, first, last, count),) = cover([one], RESOLUTION, date(2022, 3, 4)).rows()
    assert (year, first, last, count) == (2022, date(2022, 3, 4), date(2022, 12, 30), 2)


def test_a_year_ends_at_midnight_where_the_offices_are() -> None:
    new_year = int(datetime(2023, 1, 1, tzinfo=BEIJING).timestamp()) - START
    found = said(cover([points([(23_700_000, 108_200_000, new_year + second) for second in (-1, 0)])], RESOLUTION))
    assert [(year, *days) for (_, year), days in sorted(found.items())] == [
        (2022, date(2022, 12, 31), date(2022, 12, 31), 1), (2023, date(2023, 1, 1), date(2023, 1, 1), 1),
    ]  # fmt: skip


@pytest.mark.parametrize("chunks", [[], [joined([])]])
def test_no_points_cover_nothing(chunks: list[Points]) -> None:
    assert len(cover(chunks, RESOLUTION)) == 0 and not list(cover(chunks, RESOLUTION).rows())


def test_cells_are_named_as_the_grid_names_them() -> None:
    ((cell, *_),) = cover([points([(23_700_000, 108_200_000, 0)])], RESOLUTION).rows()
    assert cell == h3.latlng_to_cell(23.7, 108.2, RESOLUTION)
