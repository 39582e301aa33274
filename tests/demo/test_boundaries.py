"""The demonstration's schematic boundaries: as large as published, without gaps and overlaps, the same each time."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from jiedui.demo.boundaries import FILE, MIDDLES, NOTE, schematic_boundaries, write_boundaries
from jiedui.kernel.grid import area_m2, cells_inside
from jiedui.places.boundary_files import TOLERATED_PERCENT, percent_off, read_boundaries
from jiedui.places.published_areas import published_areas
from jiedui.places.schematic import layout

FOUND = schematic_boundaries()
OUTLINES = {f"{one['properties']['code']}000000": shape(one["geometry"]) for one in FOUND["features"]}


def test_each_county_has_its_code_its_name_and_the_note_that_it_is_no_boundary() -> None:
    assert list(OUTLINES) == sorted(published_areas()) == sorted(MIDDLES)
    assert {one["properties"]["note"] for one in FOUND["features"]} == {NOTE}
    assert FOUND["features"][-1]["properties"]["name"] == "横州市"


def test_reading_it_as_a_file_has_nothing_to_mend_and_finds_the_published_areas() -> None:
    names = {code: one.name for code, one in published_areas().items()}
    found = read_boundaries(json.dumps(FOUND).encode(), "WGS-84", names, {})
    assert found.notes == []
    for county in found.counties:
        assert county.published is not None
        assert abs(percent_off(county.area, county.published)) < TOLERATED_PERCENT / 10


def test_the_counties_neither_overlap_nor_leave_gaps() -> None:
    assert shapely.coverage_is_valid(list(OUTLINES.values()))
    union = shapely.union_all(list(OUTLINES.values()))
    assert (union.geom_type, len(union.interiors)) == ("Polygon", 0)
    assert all(outline.geom_type == "Polygon" and outline.is_valid for outline in OUTLINES.values())


def test_the_cells_of_the_counties_are_the_cells_of_the_city() -> None:
    parts = {code: cells_inside(shapely.geometry.mapping(outline), 7) for code, outline in OUTLINES.items()}
    assert not any(set(one) & set(other) for one, other in combinations(parts.values(), 2))
    whole = cells_inside(shapely.geometry.mapping(shapely.union_all(list(OUTLINES.values()))), 7)
    assert sorted(cell for cells in parts.values() for cell in cells) == whole
    assert sum(map(area_m2, whole)) / 1e6 == pytest.approx(22_100, abs=50)
    for code, cells in parts.items():
        assert sum(map(area_m2, cells)) == pytest.approx(published_areas()[code].area, rel=0.02)


def test_the_counties_lie_to_each_other_as_on_the_map_of_tiles() -> None:
    """North stays north: of two tiles in one column the upper county's middle lies further north."""
    tiles = layout("450100000000", list(MIDDLES))
    for one, other in combinations(MIDDLES, 2):
        (row, column), (other_row, other_column) = tiles[one], tiles[other]
        if column == other_column and abs(row - other_row) > 0:
            assert (OUTLINES[one].centroid.y > OUTLINES[other].centroid.y) == (row < other_row), (one, other)


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    path = write_boundaries(tmp_path)
    assert path.name == FILE
    assert json.loads(path.read_text("utf-8")) == schematic_boundaries() == FOUND
