"""The map: one SVG that holds what it was given and no more, in the right place, harmless whatever stands in names."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from math import cos, floor, log, pi, radians, tan
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.fieldwork.footprint import Footprint, Seen
from jiedui.fieldwork.map_drawing import AGES, Area, Drawing, Mark, age_of, draw, drawn_cells
from jiedui.fieldwork.map_file import cells_as_geojson
from jiedui.fieldwork.map_frame import MOST_TILES, WIDTH, frame_of
from jiedui.kernel.grid import area_m2, cell_at
from jiedui.kernel.tiles import Tiles

DAY = date(2023, 9, 30)
SVG = "{http://www.w3.org/2000/svg}"
TILES = Tiles("https://tiles.example/{z}/{x}/{y}.png", "WGS-84", "GS(2024)0001号", "演示图商")
SQUARE = {"type": "Polygon", "coordinates": [[[108, 23], [108.4, 23], [108.4, 23.4], [108, 23.4], [108, 23]]]}


def area(name: str = "马山县", outline: object = SQUARE, **values: object) -> Area:
    return Area(name, json.dumps(outline), **{"words": "50 %", **values})  # type: ignore[arg-type]  # as the test says


def cell(east: float, north: float, day: date = DAY, resolution: int = 7) -> Seen:
    name = cell_at(round(north * 10**6), round(east * 10**6), resolution)
    return Seen(name, "450124000000", area_m2(name), day)


def drawing(**values: object) -> Drawing:
    given = {
        "title": "足迹", "areas": [area()], "cells": [cell(108.2, 23.2)], "as_of": DAY,
        "ages": ["a", "b", "c", "d", "e"], "unseen": "未到", "notes": ["边界:演示"],
    }  # fmt: skip
    return Drawing(**(given | values))  # type: ignore[arg-type]  # as the test says


def drawn(one: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(draw(one))


def texts(root: ElementTree.Element) -> str:
    return "|".join(found for found in root.itertext() if "{" not in found)


def corners(root: ElementTree.Element, kind: str) -> list[tuple[float, float]]:
    """The points of the paths of a class."""
    paths = [one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("class") == kind]
    return [(float(x), float(y)) for path in paths for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_the_map_says_what_it_was_given() -> None:
    said = texts(drawn(drawing()))
    assert all(word in said for word in ("马山县", "50 %", "a", "e", "未到", "边界:演示", "5 km"))


def test_every_region_lies_inside_and_north_is_above() -> None:
    root = drawn(drawing())
    found = corners(root, "fp-border")
    width, height = (float(number) for number in root.get("viewBox", "").split()[2:])
    assert width == WIDTH and all(0 < x < width and 0 < y < height for x, y in found)
    frame = frame_of(108, 23, 108.4, 23.4)
    (_, south), (_, north) = frame.place(108.2, 23.1), frame.place(108.2, 23.3)
    assert north < south


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><b>', "a & b", "'onload='x"])
def test_whatever_stands_in_a_name_is_text(name: str) -> None:
    one = drawing(title=name, areas=[area(name, words=name, address=f"/footprint?{name}")], notes=[name], unseen=name)
    root = drawn(replace(one, ages=[name] * 5, trip=[Mark(23_200_000, 108_200_000, name, name)]))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "style", "clipPath", "g", "path", "a", "text", "tspan", "circle", "rect",
    }  # fmt: skip
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]


@pytest.mark.parametrize(
    ("days", "age"), [(0, 0), (30, 0), (31, 1), (90, 1), (91, 2), (180, 2), (181, 3), (365, 3), (366, 4), (3000, 4)]
)
def test_a_colour_goes_by_the_days_since_the_last_visit(days: int, age: int) -> None:
    assert age_of(DAY - timedelta(days=days), DAY) == age <= len(AGES)


def test_cells_of_one_age_are_one_path_and_each_age_says_what_it_is() -> None:
    cells = [cell(108.1, 23.1), cell(108.2, 23.2), cell(108.3, 23.3, DAY - timedelta(days=400))]
    fills = [one.get("style") for one in drawn(drawing(cells=cells)).iter(f"{SVG}path") if one.get("style")]
    assert fills == ["fill:var(--fp-0)", "fill:var(--fp-4)"]


def test_too_many_cells_are_joined_and_keep_the_latest_of_their_days() -> None:
    cells = [cell(108 + n / 100, 23.2, DAY - timedelta(days=n)) for n in range(40)]
    found = drawn_cells(cells, 10)
    assert len(found) <= 10 and max(day for _cell, day in found) == DAY
    assert drawn_cells(cells, 40) == [(one.cell, one.last_on) for one in cells]


def test_a_neighbour_is_drawn_without_a_name_and_does_not_widen_the_map() -> None:
    far = {"type": "Polygon", "coordinates": [[[109, 24], [110, 24], [110, 25], [109, 24]]]}
    alone, both = drawing(), drawing(areas=[area(), area("邻县", far, is_around=True)])
    assert corners(drawn(alone), "fp-border") == corners(drawn(both), "fp-border")
    assert "邻县" not in texts(drawn(both))


def test_a_region_in_parts_with_a_hole_is_drawn_whole() -> None:
    hole = [[108.1, 23.1], [108.1, 23.2], [108.2, 23.2], [108.1, 23.1]]
    island = [[[108.6, 23.6], [108.7, 23.6], [108.7, 23.7], [108.6, 23.6]]]
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE["coordinates"][0], hole], island]}
    paths = [one.get("d", "") for one in drawn(drawing(areas=[area(outline=parts)])).iter(f"{SVG}path")]
    assert max(path.count("Z") for path in paths if "L" in path) == 3


def test_a_trip_is_numbered_and_its_start_is_drawn_once() -> None:
    start = Mark(23_100_000, 108_100_000, "★", "办公室")
    trip = [start, Mark(23_200_000, 108_200_000, "1", "茶园"), start]
    root = drawn(drawing(trip=trip))
    assert len(list(root.iter(f"{SVG}circle"))) == 2 and "茶园" in texts(root)


def test_long_words_go_into_lines_that_a_telephone_shows() -> None:
    lines = [one.text for one in drawn(drawing(notes=["界" * 80])).iter(f"{SVG}text") if one.get("class") == "fp-small"]
    assert [len(line or "") for line in lines] == [35, 35, 10]


def test_tiles_lie_where_the_map_lies() -> None:
    root = drawn(drawing(tiles=TILES))
    images = list(root.iter(f"{SVG}image"))
    assert 0 < len(images) <= MOST_TILES
    assert all((one.get("href") or "").startswith("https://tiles.example/") for one in images)
    left = min(float(one.get("x", "0")) for one in images)
    right = max(float(one.get("x", "0")) + float(one.get("width", "0")) for one in images)
    assert left <= 0 and right >= WIDTH
    assert not list(drawn(drawing()).iter(f"{SVG}image"))


@given(st.floats(108.0, 108.4), st.floats(23.0, 23.4))
def test_a_position_lies_on_the_tile_of_its_number(east: float, north: float) -> None:
    frame = frame_of(108, 23, 108.4, 23.4)
    zoom, tiles = frame.tiles()
    # The numbering of map tiles as it is published: columns from the date line, rows from the north.
    column = floor((east + 180) / 360 * 2**zoom)
    row = floor((1 - log(tan(radians(north)) + 1 / cos(radians(north))) / pi) / 2 * 2**zoom)
    ((left, top, size),) = [found[2:] for found in tiles if found[:2] == (column, row)]
    x, y = (float(one) for one in frame.place(east, north))
    assert left - 0.01 <= x <= left + size + 0.01 and top - 0.01 <= y <= top + size + 0.01


def test_over_shifted_tiles_everything_is_drawn_shifted() -> None:
    plain, shifted = drawn(drawing(tiles=TILES)), drawn(drawing(tiles=replace(TILES, coordinates="GCJ-02")))
    # The frame moves with the regions, so what moves against it are the tiles.
    assert np.allclose(corners(plain, "fp-border"), corners(shifted, "fp-border"), atol=0.5)
    places = [next((one.get("x"), one.get("y")) for one in root.iter(f"{SVG}image")) for root in (plain, shifted)]
    assert places[0] != places[1]


@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(0.01, 5), st.floats(0.01, 5))
def test_a_frame_holds_what_it_was_made_for(west: float, south: float, wide: float, high: float) -> None:
    frame = frame_of(west, south, west + wide, south + high)
    x, y = frame.place([west, west + wide], [south, south + high])
    assert -0.01 <= x[0] < x[1] <= WIDTH + 0.01 and -0.01 <= y[1] < y[0] <= frame.height + 0.01
    metres, units = frame.bar()
    assert metres > 0 and units < WIDTH


def test_the_file_of_cells_holds_rings_that_close_and_no_member() -> None:
    seen = [cell(108.1, 23.1), cell(108.2, 23.2, date(2023, 1, 2))]
    found = cells_as_geojson(Footprint("450124000000", [], {}, None, seen, {}), {"lens": "口径"})
    assert found["lens"] == "口径" and len(found["features"]) == 2
    (ring,) = found["features"][0]["geometry"]["coordinates"]
    assert ring[0] == ring[-1] and len(ring) == 7 and all(108 < east < 108.2 for east, _north in ring)
    assert found["features"][1]["properties"] == {
        "cell": seen[1].cell, "resolution": 7, "region": "450124000000", "last_visit": "2023-01-02",
    }  # fmt: skip
