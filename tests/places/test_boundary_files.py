"""Files of boundaries: what is read, what is mended and said to be, what refuses the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

from jiedui.kernel.errors import Refused
from jiedui.kernel.gcj02 import to_gcj02
from jiedui.places import boundary_files
from jiedui.places.boundary_files import BoundaryFile, bare_code, file_content, read_boundaries
from jiedui.places.outlines import outline_text
from jiedui.places.published_areas import published_areas
from tests.fieldwork.boundary_files import boundary_file, feature, ring, square

NAMES = {
    "450000000000": "广西壮族自治区", "450100000000": "南宁市", "450124000000": "马山县", "450125000000": "上林县",
    "450181000000": "横州市", "450127000000": "横县", "450124100000": "白山镇", "441900000000": "东莞市",
    "441900003000": "东城街道",
}  # fmt: skip
SUCCESSORS = {"450127000000": "450181000000"}
WEST, SOUTH = 108.2, 23.7


def read(*features: Any, coordinates: str = "WGS-84", code_field: str = "", **more: Any) -> BoundaryFile:
    return read_boundaries(boundary_file(*features, **more), coordinates, NAMES, SUCCESSORS, code_field)


def codes(found: BoundaryFile) -> list[str]:
    """What was remarked but for areas that nothing is published about."""
    return [note.code for note in found.notes if note.code not in ("MAP-032", "MAP-033")]


def refusal(*features: Any, **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        read(*features, **values)
    return refused.value.problems[0].code


def test_a_county_is_read_as_it_is_sent() -> None:
    found = read(square("450124", WEST, SOUTH))
    (county,) = found.counties
    assert (county.code, codes(found)) == ("450124000000", [])
    assert county.published == published_areas()["450124000000"].area == 2_340_800_000
    assert shape(json.loads(outline_text(county.outline))).equals(shape(square("", WEST, SOUTH)["geometry"]))


def test_the_area_is_that_of_the_ellipsoid() -> None:
    """A tenth of a degree at 23.75° north is 11.075 km by 10.197 km."""
    (county,) = read(square("450124", WEST, SOUTH)).counties
    assert county.area / 1e6 == pytest.approx(112.93, abs=0.02)


@pytest.mark.parametrize("code", [450124, 450124.0, "450124", " 450124000 ", "450124000000", "156450124"])
def test_a_code_may_have_six_nine_or_twelve_digits_or_the_country_before_it(code: Any) -> None:
    assert read(square(code, WEST, SOUTH)).counties[0].code == "450124000000"


@pytest.mark.parametrize("value", [None, "", "45012", "马山县", "4501241", 45.5, True, [], {}])
def test_what_is_no_code_is_none(value: Any) -> None:
    assert bare_code(value) == ""


@pytest.mark.parametrize("name", ["adcode", "XZQDM", "区划代码", "PAC", "gb", "Code"])
def test_the_code_is_found_under_its_usual_names(name: str) -> None:
    one = {**square("", WEST, SOUTH), "properties": {name: "450124", "level": "district"}}
    assert read(one).counties[0].code == "450124000000"


def test_the_code_may_be_the_features_own_id() -> None:
    one = {**square("", WEST, SOUTH), "properties": None, "id": 450124}
    assert read(one).counties[0].code == "450124000000"


def test_the_property_with_the_code_may_be_named() -> None:
    one = square("450125", WEST, SOUTH, mine="450124")
    assert read(one, code_field="mine").counties[0].code == "450124000000"
    assert refusal(one, code_field="yours") == "MAP-004"


def test_an_abolished_code_is_its_successors_and_said_to_be() -> None:
    found = read(square("450127", WEST, SOUTH))
    assert (found.counties[0].code, codes(found)) == ("450181000000", ["MAP-024"])


@pytest.mark.parametrize(
    ("left_out", "code"),
    [
        (square(None, WEST, SOUTH), "MAP-020"),
        (square("某县", WEST, SOUTH), "MAP-020"),
        (square("450199", WEST, SOUTH), "MAP-021"),
        (square("450100000000", WEST, SOUTH), "MAP-022"),
        (square("450124100", WEST, SOUTH), "MAP-022"),
        (feature("450124", None), "MAP-023"),
        (feature("450124", {"type": "LineString", "coordinates": ring(WEST, SOUTH)}), "MAP-023"),
        ("no feature", "MAP-020"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said_to_be(left_out: Any, code: str) -> None:
    found = read(left_out, square("450125", WEST, SOUTH))
    assert ([one.code for one in found.counties], codes(found)) == (["450125000000"], [code])


def test_a_prefecture_without_counties_is_taken_for_one() -> None:
    assert read(square("441900", 113.7, 23.0)).counties[0].code == "441900000000"


def test_a_file_without_any_known_county_is_refused() -> None:
    assert refusal(square("450199", WEST, SOUTH)) == refusal() == "MAP-007"


def test_a_ring_that_is_not_closed_is_closed() -> None:
    found = read(feature("450124", {"type": "Polygon", "coordinates": [ring(WEST, SOUTH)[:-1]]}))
    assert codes(found) == ["MAP-026"]
    assert found.counties[0].area == read(square("450124", WEST, SOUTH)).counties[0].area


def test_a_ring_that_runs_the_wrong_way_is_turned() -> None:
    found = read(feature("450124", {"type": "Polygon", "coordinates": [ring(WEST, SOUTH)[::-1]]}))
    assert codes(found) == ["MAP-027"]
    assert outline_text(found.counties[0].outline) == outline_text(
        read(square("450124", WEST, SOUTH)).counties[0].outline
    )


def test_a_hole_is_left_out_of_the_area() -> None:
    hole = ring(WEST + 0.025, SOUTH + 0.025, 0.05)[::-1]
    found = read(feature("450124", {"type": "Polygon", "coordinates": [ring(WEST, SOUTH), hole]}))
    assert codes(found) == []
    assert found.counties[0].area == pytest.approx(
        read(square("450124", WEST, SOUTH)).counties[0].area * 0.75, rel=1e-3
    )


def test_an_outline_that_crosses_itself_is_mended_and_the_area_before_and_after_is_said() -> None:
    bow = [[WEST, SOUTH], [WEST + 0.1, SOUTH + 0.1], [WEST + 0.1, SOUTH], [WEST, SOUTH + 0.1], [WEST, SOUTH]]
    found = read(feature("450124", {"type": "Polygon", "coordinates": [bow]}))
    (note,) = (one for one in found.notes if one.code == "MAP-029")
    assert found.counties[0].outline.is_valid
    assert "Self-intersection" in str(note.fields["detail"])
    assert float(str(note.fields["after"])) == pytest.approx(found.counties[0].area / 1e6, abs=0.05)


def test_a_ring_without_an_area_is_left_out() -> None:
    parts = [[ring(WEST, SOUTH)], [[[WEST, SOUTH], [WEST + 1, SOUTH], [WEST, SOUTH]]]]
    found = read(feature("450124", {"type": "MultiPolygon", "coordinates": parts}))
    assert codes(found) == ["MAP-028"]
    assert found.counties[0].outline.geom_type == "Polygon"


def test_heights_are_left_out_and_counted() -> None:
    found = read(feature("450124", {"type": "Polygon", "coordinates": [[[*row, 99.5] for row in ring(WEST, SOUTH)]]}))
    assert [note.fields for note in found.notes if note.code == "MAP-030"] == [{"count": 5}]


def test_features_of_one_code_are_joined() -> None:
    found = read(square("450124", WEST, SOUTH), square("450124000000", WEST + 0.1, SOUTH))
    assert codes(found) == ["MAP-025"]
    assert found.counties[0].area == pytest.approx(2 * read(square("450124", WEST, SOUTH)).counties[0].area, abs=2)


def test_parts_far_apart_stay_parts_of_one_county() -> None:
    parts = {"type": "GeometryCollection", "geometries": [square("", x, SOUTH)["geometry"] for x in (WEST, WEST + 1)]}
    assert read(feature("450124", parts)).counties[0].outline.geom_type == "MultiPolygon"


def test_counties_that_overlap_are_named_with_the_area() -> None:
    found = read(square("450124", WEST, SOUTH), square("450125", WEST + 0.05, SOUTH))
    (note,) = (one for one in found.notes if one.code == "MAP-031")
    assert note.fields == {"region": "450124000000", "other": "上林县", "area": "56.46"}


def test_counties_that_touch_or_overlap_by_a_sliver_do_not_overlap() -> None:
    assert codes(read(square("450124", WEST, SOUTH), square("450125", WEST + 0.1, SOUTH))) == []
    assert codes(read(square("450124", WEST, SOUTH), square("450125", WEST + 0.099999, SOUTH))) == []


def test_an_area_that_differs_from_the_published_one_is_named() -> None:
    found = read(square("450124", WEST, SOUTH, 0.45))
    assert [note.fields["percent"] for note in found.notes if note.code == "MAP-032"] == ["-2.5"]
    assert [note.code for note in read(square("441900", 113.7, 23.0)).notes] == ["MAP-033"]


def test_coordinates_in_gcj_02_are_shifted_back() -> None:
    shifted = []
    for longitude, latitude in ring(WEST, SOUTH):
        north, east = to_gcj02(latitude, longitude)
        shifted.append([float(east), float(north)])
    found = read(feature("450124", {"type": "Polygon", "coordinates": [shifted]}), coordinates="GCJ-02")
    expected = read(square("450124", WEST, SOUTH)).counties[0]
    assert outline_text(found.counties[0].outline) == outline_text(expected.outline)
    assert read(square("450124", WEST, SOUTH), coordinates="CGCS2000").counties[0].area == expected.area


@pytest.mark.parametrize("coordinates", ["", "wgs84", "BD-09", "西安80"])
def test_a_coordinate_system_that_is_not_known_is_refused(coordinates: str) -> None:
    assert refusal(square("450124", WEST, SOUTH), coordinates=coordinates) == "MAP-002"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", ""),
        ("EPSG:4490", ""),
        ("urn:ogc:def:crs:EPSG::4326", ""),
        ("EPSG:3857", "MAP-003"),
        ("urn:ogc:def:crs:EPSG::4525", "MAP-003"),
        ("", "MAP-003"),
    ],
)
def test_a_file_that_says_its_coordinates_are_no_degrees_is_refused(name: str, code: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    if code:
        assert refusal(square("450124", WEST, SOUTH), crs=crs) == code
    else:
        assert read(square("450124", WEST, SOUTH), crs=crs).counties


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ([SOUTH, WEST], "MAP-006"),
        ([12_044_000.0, 2_717_000.0], "MAP-006"),
        ([WEST], "MAP-005"),
        (["108.2", "23.7"], "MAP-005"),
        ([None, None], "MAP-005"),
        ([True, False], "MAP-005"),
        ("108.2,23.7", "MAP-005"),
        (108.2, "MAP-005"),
    ],
)
def test_what_is_no_position_in_china_refuses_the_file(position: Any, code: str) -> None:
    outer = [*ring(WEST, SOUTH)[:-1], position, ring(WEST, SOUTH)[0]]
    assert refusal(feature("450124", {"type": "Polygon", "coordinates": [outer]})) == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FILE-002"),
        (b" \n", "FILE-002"),
        (b"PK\x03\x04", "MAP-001"),
        (b"\xff\xff\xff", "MAP-001"),
        (b"[" * 100_000, "MAP-001"),
        (b"[]", "MAP-001"),
        (b'{"type": "Topology"}', "MAP-001"),
        (b'{"type": "FeatureCollection", "features": {}}', "MAP-001"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "MAP-001"),
        (b'{"type": "FeatureCollection", "features": []}', "MAP-007"),
    ],
)
def test_what_is_no_geojson_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_boundaries(data, "WGS-84", NAMES, SUCCESSORS)
    assert refused.value.problems[0].code == code


def test_a_file_in_gb18030_and_one_with_a_byte_order_mark_are_read() -> None:
    text = boundary_file({**square("450124", WEST, SOUTH, 名称="马山县")}).decode()
    for encoding in ("gb18030", "utf-8-sig"):
        assert read_boundaries(text.encode(encoding), "WGS-84", NAMES, SUCCESSORS).counties


def test_a_single_feature_is_a_file_too() -> None:
    assert read_boundaries(json.dumps(square("450124", WEST, SOUTH)).encode(), "WGS-84", NAMES, SUCCESSORS).counties


def test_too_large_or_missing_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary_files, "MAX_BYTES", 100)
    path = tmp_path / "large.geojson"
    path.write_bytes(boundary_file(square("450124", WEST, SOUTH)))
    for wrong, code in ((path, "FILE-005"), (tmp_path / "none", "FILE-001"), (tmp_path, "FILE-018")):
        monkeypatch.setattr(boundary_files, "MAX_BYTES", 100 if wrong == path else 1 << 20)
        with pytest.raises(Refused) as refused:
            file_content(wrong)
        assert refused.value.problems[0].code == code
    monkeypatch.setattr(boundary_files, "MAX_BYTES", 100)
    assert refusal(square("450124", WEST, SOUTH)) == "FILE-005"


def test_the_published_areas_are_those_of_the_whole_city() -> None:
    """22,099 km² in all, and 9,836 km² of districts, as the city states them."""
    areas = {code: one.area / 1e6 for code, one in published_areas().items()}
    assert len(areas) == 12
    assert round(sum(areas.values())) in (22_099, 22_100)
    assert round(sum(area for code, area in areas.items() if code < "450120")) == 9_836
