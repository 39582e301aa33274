"""The plane on which areas are true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel.equal_area import FLATTENING, RADIUS, SQUARED, Plane

LONGITUDES, LATITUDES = st.floats(-180, 180), st.floats(-89, 89)


@given(LONGITUDES, LATITUDES, st.floats(0, 60))
def test_there_and_back_is_the_same_position(longitude: float, latitude: float, parallel: float) -> None:
    plane = Plane(parallel)
    back = plane.from_plane(plane.to_plane(np.array([[longitude, latitude]])))
    assert back[0] == pytest.approx([longitude, latitude], abs=1e-7)


def test_the_whole_earth_has_the_area_of_the_ellipsoid() -> None:
    """510,065,622 km², as every table of WGS-84 has it."""
    corners = Plane(23.0).to_plane(np.array([[-180.0, -90.0], [180.0, 90.0]]))
    east, north = corners[1] - corners[0]
    assert east * north / 1e6 == pytest.approx(510_065_622, abs=1)


def test_a_degree_at_the_equator_has_the_published_area() -> None:
    """12,309 km² between 0° and 1° of latitude and of longitude."""
    corners = Plane(0.0).to_plane(np.array([[0.0, 0.0], [1.0, 1.0]]))
    east, north = corners[1] - corners[0]
    assert east * north / 1e6 == pytest.approx(12_309, abs=1)


def test_near_its_parallel_the_plane_keeps_shapes() -> None:
    """A small step to the east and one to the north are as long as on the ellipsoid."""
    step = 1e-4
    here, east, north = Plane(23.0).to_plane(np.array([[108.0, 23.0], [108.0 + step, 23.0], [108.0, 23.0 + step]]))
    sine = np.sin(np.radians(23.0))
    across = RADIUS / np.sqrt(1 - SQUARED * sine**2)
    along = across * (1 - SQUARED) / (1 - SQUARED * sine**2)
    assert east[0] - here[0] == pytest.approx(np.radians(step) * across * np.cos(np.radians(23.0)), rel=1e-6)
    assert north[1] - here[1] == pytest.approx(np.radians(step) * along, rel=1e-6)
    assert 0 < FLATTENING < SQUARED
