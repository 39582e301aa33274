"""The grid: a position has one cell, a cell has one coarser one, an outline holds its cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel.grid import RESOLUTIONS, area_m2, cell_at, coarser, is_cell, middle, outlines, resolution_of

POSITION = (23_708_000, 108_177_000)
POSITIONS = st.tuples(st.integers(22_000_000, 24_000_000), st.integers(107_000_000, 110_000_000))


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_a_cell_knows_its_resolution_and_lies_around_its_middle(resolution: int) -> None:
    cell = cell_at(*POSITION, resolution)
    assert is_cell(cell) and resolution_of(cell) == resolution
    assert cell_at(*middle(cell), resolution) == cell


@given(POSITIONS, st.integers(5, 10), st.integers(4, 10))
def test_a_coarser_cell_is_as_coarse_as_asked_and_never_finer(
    position: tuple[int, int], resolution: int, asked: int
) -> None:
    cell = cell_at(*position, resolution)
    found = coarser(cell, asked)
    assert resolution_of(found) == min(resolution, asked)
    assert area_m2(found) >= area_m2(cell) and (found == cell) is (asked >= resolution)


def test_cells_side_by_side_have_one_outline() -> None:
    cell = cell_at(*POSITION, 7)
    beside = cell_at(POSITION[0] + 20_000, POSITION[1], 7)
    assert cell != beside
    ((ring,),) = outlines([cell])
    assert len(ring) == 6 and all(108 < east < 108.3 and 23.6 < north < 23.8 for east, north in ring)
    assert len(outlines([cell, cell_at(POSITION[0], POSITION[1] + 1_000_000, 7)])) == 2


@pytest.mark.parametrize("text", ["", "87", "874021A49FFFFFF", "zz4021a49ffffff", "874021a49ffffff0"])
def test_what_is_no_cell_is_none(text: str) -> None:
    assert not is_cell(text)
