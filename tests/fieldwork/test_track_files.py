"""Files with tracks: every format by its content, times and their zones, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.fieldwork import track_files
from jiedui.fieldwork.points import NO_TIME, Points, joined
from jiedui.fieldwork.track_files import TrackFiles, gpx_kml, require_readable, tables
from jiedui.fieldwork.track_files import geojson as geojson_files
from jiedui.fieldwork.track_files.times import seconds_of
from jiedui.kernel.errors import Refused
from tests.fieldwork.track_samples import bomb, geojson, gpx, kml, kmz, packed_bomb, photo, table

ROWS = [
    (23.7, 108.2, "2023-09-01T00:30:00Z"),
    (23.700123, 108.25, "2023-09-01T00:45:30Z"),
    (23.71, 108.3, "2023-09-02T17:00:00Z"),
]
UNTIMED = [(lat, lng, "") for lat, lng, _ in ROWS]
MAKERS = {"gpx": gpx, "kml": kml, "kmz": kmz, "geojson": geojson, "csv": table}
SECONDS = [int(datetime.fromisoformat(time).timestamp()) for _, _, time in ROWS]


def read(*contents: bytes) -> Points:
    return joined(TrackFiles(contents).points())


def code(*contents: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read(*contents)
    return refusal.value.problems[0].code


@pytest.mark.parametrize("kind", MAKERS)
def test_every_format_gives_the_same_points(kind: str) -> None:
    found = read(MAKERS[kind](ROWS))
    assert found.latitude.tolist() == [lat for lat, _, _ in ROWS]
    assert found.longitude.tolist() == [lng for _, lng, _ in ROWS]
    assert found.seconds.tolist() == SECONDS


@pytest.mark.parametrize("kind", MAKERS)
def test_points_without_a_time_have_none(kind: str) -> None:
    found = read(MAKERS[kind](UNTIMED))
    assert found.latitude.tolist() == [lat for lat, _, _ in ROWS] and set(found.seconds.tolist()) == {NO_TIME}
    assert found.has_untimed


def test_photos_make_one_track_and_those_without_a_position_are_counted() -> None:
    files = TrackFiles([
        photo(23.7, 108.2, "2023:09:01 08:30:00"),
        photo(None, taken="2023:09:01 08:31:00"),
        photo(23.71, 108.3, "2023-09-03T01:00:00+08:00", by_satellite=True),
        photo(23.72, 108.3),
    ])  # fmt: skip
    found = joined(files.points())
    assert found.latitude == pytest.approx([23.7, 23.71, 23.72], abs=1e-7)
    assert found.seconds.tolist() == [SECONDS[0], SECONDS[2], NO_TIME] and files.without_position == 1


def test_days_are_chinas() -> None:
    found = read(gpx([(23.7, 108.2, "2023-09-01T15:59:59Z"), (23.7, 108.2, "2023-09-01T16:00:00Z")]))
    assert [date.fromordinal(day + date(1970, 1, 1).toordinal()) for day in found.days(None).tolist()] == [
        date(2023, 9, 1), date(2023, 9, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-01T00:30:00Z", "2023-09-01T08:30:00+08:00", "2023-09-01 08:30:00", "2023/9/1 8:30", "2023.9.1 8:30:00",
        "2023年9月1日 8时30分", "2023年9月1日8:30:00", "20230901083000", "1693528200", "1693528200123", "1693528200.5",
        "2023-09-01T08:30:00.250", " 2023-09-01 08:30 ",
    ],
)  # fmt: skip
def test_times_are_read_as_they_are_written(text: str) -> None:
    assert seconds_of(text) == SECONDS[0]


def test_a_time_without_a_zone_is_the_offices_but_in_gpx_and_kml() -> None:
    bare = [(23.7, 108.2, "2023-09-01T08:30:00")]
    assert read(table(bare)).seconds.tolist() == read(geojson(bare)).seconds.tolist() == [SECONDS[0]]
    assert read(gpx(bare)).seconds.tolist() == read(kml(bare)).seconds.tolist() == [SECONDS[0] + 8 * 3600]
    assert seconds_of("2023-09-01T00:30:00", UTC) == SECONDS[0]


@pytest.mark.parametrize("text", ["", "gestern", "2023-13-01", "2023-02-30 08:00", "25:00", "123", "99999999999999999"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="TRACK-006"):
        seconds_of(text)


@pytest.mark.parametrize(
    "heading",
    [
        "id,time,lat,lng", "ID;Timestamp;Latitude;Longitude", "编号\t定位时间\t北纬\t东经", "n,日期,纬度,经度",
        "n,时间,WGS84_纬度,WGS84_经度(度)", "n,Time (UTC+8),lat [deg],lon [deg]",
    ],
)  # fmt: skip
def test_tables_are_known_by_their_headings(heading: str) -> None:
    delimiter = next(mark for mark in "\t;," if mark in heading)
    content = table(ROWS, "HEAD").decode().replace(",", delimiter).replace("HEAD", heading).encode()
    assert read(content).seconds.tolist() == SECONDS


def test_a_table_may_keep_the_day_in_a_column_of_its_own_and_be_written_in_gb18030() -> None:
    lines = ["日期,时间,纬度,经度", "2023-09-01,08:30:00,23.7,108.2", "", "2023-09-01,08:45:30,23.700123,108.25"]
    assert read("\n".join(lines).encode("gb18030")).seconds.tolist() == SECONDS[:2]


def test_a_point_of_geojson_has_its_own_time() -> None:
    point = {"type": "Point", "coordinates": [108.2, 23.7]}
    feature = {"type": "Feature", "properties": {"time": ROWS[0][2]}, "geometry": point}
    assert read(json.dumps(feature).encode()).seconds.tolist() == [SECONDS[0]]
    lines = {"type": "MultiLineString", "coordinates": [[[108.2, 23.7]], [[108.25, 23.7]]]}
    many = {"type": "Feature", "properties": {"coordTimes": [[ROWS[0][2]], [ROWS[1][2]]]}, "geometry": lines}
    assert read(json.dumps(many).encode()).seconds.tolist() == SECONDS[:2]


def test_a_long_track_comes_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiedui.fieldwork import points

    monkeypatch.setattr(points, "CHUNK", 2)
    monkeypatch.setattr(gpx_kml, "PIECE", 64)
    for make in MAKERS.values():
        found = list(TrackFiles([make(ROWS * 3)]).points())
        assert len(found) > 2 and joined(found).seconds.tolist() == SECONDS * 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "TRACK-002"),
        ("姓名,年龄\n甲,9\n".encode(), "TRACK-002"),
        (b"<html><body>track</body></html>", "TRACK-002"),
        (b'{"type": "Topology"}', "TRACK-002"),
        (b"[" * 10, "TRACK-002"),
        (b"%PDF-1.7", "TRACK-002"),
        (gpx(ROWS)[:-30], "TRACK-003"),
        (kmz(ROWS)[:-30], "TRACK-003"),
        (b'{"type": ', "TRACK-003"),
        (b'{"a":' * 100_000, "TRACK-003"),
        (photo(23.7)[:40], "TRACK-003"),
        (bomb(), "TRACK-003"),
        (gpx(ROWS, '<!DOCTYPE gpx SYSTEM "file:///etc/passwd">'), "TRACK-003"),
        (gpx(ROWS).replace(b"<trk>", b"<a>" * 200), "TRACK-003"),
        (kml(ROWS).replace(b"<when>2023-09-01T00:30:00Z</when>", b""), "TRACK-003"),
        (gpx([]), "TRACK-004"),
        (photo(None), "TRACK-004"),
        (table([]), "TRACK-004"),
        (gpx([(91.0, 108.2, "")]), "TRACK-005"),
        (gpx([(23.7, float("nan"), "")]), "TRACK-005"),
        (gpx([(23.7, float("inf"), "")]), "TRACK-005"),
        (gpx(ROWS).replace(b'"108.3"', b'"east"'), "TRACK-005"),
        (table(ROWS).replace(b"108.3", b""), "TRACK-005"),
        (b'{"type": "Point", "coordinates": [true, 23.7]}', "TRACK-005"),
        (b'{"type": "Point", "coordinates": [1e400, 23.7]}', "TRACK-005"),
        (gpx([(23.7, 108.2, "noon")]), "TRACK-006"),
        (packed_bomb(), "TRACK-007"),
    ],
)
def test_what_is_no_track_or_a_damaged_one_is_refused(content: bytes, expected: str) -> None:
    assert code(content) == expected


def test_limits_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track_files, "MAX_POINTS", 2)
    assert code(gpx(ROWS)) == "TRACK-008"
    monkeypatch.setattr(geojson_files, "MAX_JSON_BYTES", 10)
    assert code(geojson(ROWS)) == "TRACK-007"
    monkeypatch.setattr(gpx_kml, "MAX_UNPACKED_BYTES", 10)
    assert code(gpx(ROWS)) == "TRACK-007"
    assert tables.HEADING_ROWS < 50
    assert code(b"x\n" * 50 + table(ROWS)) == "TRACK-002"


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([], "TRACK-001"), ([1, 0], "TRACK-001"), ([1 << 30], "TRACK-007"), ([1] * 501, "TRACK-001")],
)
def test_files_are_refused_by_their_sizes_before_they_are_read(sizes: list[int], expected: str) -> None:
    with pytest.raises(Refused, match=expected):
        require_readable(sizes)


SOUND = [*(make(ROWS) for make in MAKERS.values()), photo(23.7, 108.2, "2023:09:01 08:30:00")]


@settings(max_examples=200)
@given(st.sampled_from(SOUND), st.integers(0, 4000), st.integers(0, 40), st.binary(max_size=12))
def test_whatever_is_damaged_is_read_or_refused_and_never_fails(content: bytes, at: int, cut: int, put: bytes) -> None:
    at %= len(content)
    try:
        found = read(content[:at] + put + content[at + cut :])
    except Refused as refusal:
        assert refusal.problems[0].code.startswith("TRACK-")
    else:
        assert len(found) and bool((abs(found.latitude) <= 90).all())
