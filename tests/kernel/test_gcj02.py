"""GCJ-02: published pairs of positions, the way there and back, and where nothing is shifted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel.gcj02 import from_gcj02, to_gcj02

PUBLISHED = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]
"""WGS-84 and GCJ-02 as the tests of published map libraries have them."""


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED)
def test_positions_shift_as_published(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert np.array(to_gcj02(*wgs84)) == pytest.approx(np.array(gcj02), abs=1e-12)
    assert np.array(from_gcj02(*gcj02)) == pytest.approx(np.array(wgs84), abs=1e-10)


@given(st.lists(st.tuples(st.floats(3.9, 53.5), st.floats(73.6, 135.0)), min_size=1, max_size=40))
def test_there_and_back_is_the_same_position(positions: list[tuple[float, float]]) -> None:
    latitude, longitude = np.array(positions).T
    back = from_gcj02(*to_gcj02(latitude, longitude))
    assert max(np.abs(back[0] - latitude).max(), np.abs(back[1] - longitude).max()) < 1e-9


def test_a_shift_is_never_more_than_a_thousandth_of_the_way_to_the_next_county() -> None:
    latitude, longitude = (axis.ravel() for axis in np.meshgrid(np.linspace(18, 53, 71), np.linspace(74, 134, 121)))
    north, east = to_gcj02(latitude, longitude)
    assert np.abs(north - latitude).max() < 0.01 and np.abs(east - longitude).max() < 0.015


@pytest.mark.parametrize("position", [(51.5, -0.1), (0.0, 0.0), (-22.8, 108.3), (35.7, 139.7)])
def test_outside_china_nothing_is_shifted(position: tuple[float, float]) -> None:
    assert np.array(to_gcj02(*position)).tolist() == list(position)
    assert np.array(from_gcj02(*position)).tolist() == list(position)


def test_no_positions_are_no_positions() -> None:
    assert [len(axis) for axis in (*to_gcj02([], []), *from_gcj02([], []))] == [0, 0, 0, 0]
