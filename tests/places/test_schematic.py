"""The schematic map: a tile a region, always in the same place, never two in one."""

from __future__ import annotations

import pytest

from jiedui.kernel.regions import is_within
from jiedui.places.queries import children
from jiedui.places.schematic import layout

NANNING, MASHAN, SHANGLIN = "450100000000", "450124000000", "450125000000"


def test_neighbours_of_a_city_with_a_grid_stand_side_by_side() -> None:
    found = layout(NANNING, [SHANGLIN, MASHAN])
    assert (found[MASHAN], found[SHANGLIN]) == ((0, 1), (0, 2))


def test_a_tile_stays_where_it_is_whichever_others_are_shown() -> None:
    assert layout(NANNING, [MASHAN])[MASHAN] == layout(NANNING, [SHANGLIN, MASHAN])[MASHAN]


def test_a_region_that_the_grid_does_not_know_stands_in_a_row_below() -> None:
    assert layout(NANNING, [MASHAN, "450199000000"])["450199000000"] == (1, 0)


def test_without_a_grid_the_tiles_stand_in_rows_by_code() -> None:
    codes = [f"4403{number:02}000000" for number in range(3, 9)]
    found = layout("440300000000", list(reversed(codes)))
    assert [found[code] for code in codes] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


def test_nothing_below_is_no_tile() -> None:
    assert layout(MASHAN, []) == {}


@pytest.mark.django_db
def test_the_grid_of_nanning_holds_all_its_counties_each_in_a_place_of_its_own() -> None:
    codes = [code for code, _ in children(NANNING)]
    found = layout(NANNING, codes)
    assert len(set(found.values())) == len(codes) == 12
    assert max(row for row, _ in found.values()) == 3 and all(is_within(code, NANNING) for code in found)
