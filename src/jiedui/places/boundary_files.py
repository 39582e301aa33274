"""Reading a file of boundaries: GeoJSON in, one outline a county out, and a line about everything that was mended.

Which codes there are and what succeeded them is handed in. The coordinate system is stated by whoever brings the
file, never guessed. A feature that cannot be used is left out and said to be; a position that is none refuses the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely
from shapely import Geometry

from jiedui.kernel.errors import Problem, refused
from jiedui.kernel.regions import COUNTY, PREFECTURE, SEGMENTS, is_within, level, normal_code
from jiedui.places.outlines import COORDINATES, Mended, area_m2, joined, on_plane, read_outline
from jiedui.places.published_areas import M2_A_KM2, published_areas

MAX_BYTES: Final = 50 * 1024 * 1024
"""A province's counties at full precision are a tenth of it."""
CODE_FIELDS: Final = ("adcode", "code", "区划代码", "行政区划代码", "行政代码", "xzqdm", "xzqhdm", "pac", "gb", "id")
"""The properties that hold a region's code, as the usual sources name them; the first that a feature has is read."""
COUNTRY: Final = "156"
"""The country's number, which some sources write before the six digits of a county."""
IN_DEGREES: Final = ("CRS84", "4326", "4490", "4610", "4214", "4258")
"""Ends of the names of coordinate systems in degrees, as an old file's `crs` may state them."""
TOLERATED_PERCENT: Final = 1.0
"""By how much an area may differ from the published one without being named: surveys differ by as much."""
TOLERATED_OVERLAP_M2: Final = 10_000
"""A hectare: lines that were drawn twice overlap by slivers."""


@dataclass(frozen=True, slots=True)
class CountyOutline:
    """A county, its outline in WGS-84, the area inside it and the published one. *Units*: m²."""

    code: str
    outline: Geometry
    area: int
    published: int | None


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """What a file holds: its counties in order of their codes, and what was mended, left out or found to differ."""

    counties: list[CountyOutline]
    notes: list[Problem]


def read_boundaries(
    data: bytes, coordinates: str, names: Mapping[str, str], successors: Mapping[str, str], code_field: str = ""
) -> BoundaryFile:
    """The counties of a file. `names` are the regions that are known, `successors` what abolished codes became.

    Errors: FILE-002, FILE-005, MAP-001 to -007. Notes: MAP-020 to -033.
    """
    if coordinates not in COORDINATES:
        raise refused("MAP-002", found=coordinates, expected=", ".join(COORDINATES))
    features = _features(data)
    reader = _Reader(coordinates, names, successors, _code_field(features, code_field))
    for number, feature in enumerate(features, start=1):
        reader.take(number, feature)
    counties = list(reader.counties())
    if not counties:
        raise refused("MAP-007")
    return BoundaryFile(counties, [*reader.notes, *_overlaps(counties, names), *_areas(counties)])


def file_content(path: Path) -> bytes:
    """What a file of boundaries holds. Errors: FILE-001, FILE-005, FILE-018."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refused("FILE-005", limit_mb=MAX_BYTES >> 20)
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault
    except OSError as fault:
        raise refused("FILE-018", detail=fault.strerror) from fault


def _features(data: bytes) -> list[dict[str, Any]]:
    """The features of the file. Errors: FILE-002, FILE-005, MAP-001, MAP-003."""
    if not data.strip():
        raise refused("FILE-002")
    if len(data) > MAX_BYTES:
        raise refused("FILE-005", limit_mb=MAX_BYTES >> 20)
    try:
        found = json.loads(_text(data), parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise refused("MAP-001", detail=str(fault)[:120]) from fault
    if not isinstance(found, dict) or found.get("type") not in ("FeatureCollection", "Feature"):
        kind = found.get("type") if isinstance(found, dict) else type(found).__name__
        raise refused("MAP-001", detail=str(kind)[:120])
    if "crs" in found and not _is_in_degrees(found["crs"]):
        raise refused("MAP-003", found=json.dumps(found["crs"], ensure_ascii=False)[:120])
    features = [found] if found["type"] == "Feature" else found.get("features")
    if not isinstance(features, list):
        raise refused("MAP-001", detail="features")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _no_number(text: str) -> float:
    raise ValueError(text)


def _is_in_degrees(crs: Any) -> bool:
    """Whether what an old file states as its coordinate system is longitude and latitude."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    return crs is None or name.upper().endswith(IN_DEGREES)


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    """What a feature says of itself, its own id among it."""
    found = feature.get("properties")
    own = {"id": feature["id"]} if "id" in feature else {}
    return own | {str(name): value for name, value in found.items()} if isinstance(found, dict) else own


def _code_field(features: Iterable[Mapping[str, Any]], stated: str) -> tuple[str, ...]:
    """The properties that may hold the code, the one that was stated alone. Errors: MAP-004 when none has it."""
    if not stated:
        return CODE_FIELDS
    known = dict.fromkeys(name for feature in features for name in _properties(feature))
    if stated not in known:
        raise refused("MAP-004", found=stated, expected=", ".join(list(known)[:20]) or "—")
    return (stated.lower(),)


def bare_code(value: Any) -> str:
    """The digits of a code as a file writes it: a number, a text, the country's number before it; else empty."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if len(text) == 9 and text.startswith(COUNTRY):
        text = text.removeprefix(COUNTRY)
    return text if text.isascii() and text.isdigit() and len(text) in SEGMENTS[2:] else ""


class _Reader:
    """Takes features one by one; keeps outlines by county and a note about everything that was not as it should be."""

    def __init__(
        self, coordinates: str, names: Mapping[str, str], successors: Mapping[str, str], fields: tuple[str, ...]
    ) -> None:
        self.coordinates, self.names, self.successors, self.fields = coordinates, names, successors, fields
        self.notes: list[Problem] = []
        self.outlines: dict[str, list[Geometry]] = {}
        self.turned = self.heights = 0

    def note(self, code: str, **fields: object) -> None:
        self.notes.append(Problem(code, fields, severity="warning"))

    def take(self, number: int, feature: Mapping[str, Any]) -> None:
        """Take one feature. Errors: MAP-005, MAP-006."""
        code = self._code(number, _properties(feature))
        if code is None:
            return
        mended = Mended()
        outline = read_outline(feature.get("geometry"), number, self.coordinates, mended)
        if outline.is_empty:
            self.note("MAP-023", feature=number, region=code)
            return
        self.outlines.setdefault(code, []).append(outline)
        self._say(code, mended)

    def _code(self, number: int, properties: Mapping[str, Any]) -> str | None:
        """The county that a feature is about, in force today; None where it is none."""
        lower = {name.lower(): value for name, value in properties.items()}
        value = next((lower[name] for name in self.fields if lower.get(name) not in (None, "")), None)
        digits = bare_code(value)
        if not digits:
            self.note("MAP-020", feature=number, found="—" if value is None else str(value)[:40])
            return None
        given = normal_code(digits)
        code = self.successors.get(given, given)
        if code not in self.names:
            self.note("MAP-021", feature=number, found=digits)
            return None
        if not self._is_county(code):
            self.note("MAP-022", region=code)
            return None
        if code != given:
            self.note("MAP-024", region=code, found=digits)
        return code

    def _is_county(self, code: str) -> bool:
        """Whether a region is a county, or a prefecture that has none below it."""
        if level(code) != PREFECTURE:
            return level(code) == COUNTY
        return not any(level(one) == COUNTY and is_within(one, code) for one in self.names)

    def _say(self, code: str, mended: Mended) -> None:
        self.turned += mended.turned
        self.heights += mended.heights
        if mended.closed:
            self.note("MAP-026", region=code, count=mended.closed)
        if mended.dropped:
            self.note("MAP-028", region=code, count=mended.dropped)
        for reason, before, after in mended.faults:
            self.note("MAP-029", region=code, detail=reason, before=km2(before), after=km2(after))

    def counties(self) -> Iterator[CountyOutline]:
        """The counties in order of their codes, features of one code joined."""
        if self.turned:
            self.note("MAP-027", count=self.turned)
        if self.heights:
            self.note("MAP-030", count=self.heights)
        for code, outlines in sorted(self.outlines.items()):
            if len(outlines) > 1:
                self.note("MAP-025", region=code, count=len(outlines))
            outline = joined(outlines)
            known = published_areas().get(code)
            yield CountyOutline(code, outline, area_m2(outline), known.area if known else None)


def km2(area: float) -> str:
    """An area in m² as text in km² with one decimal."""
    return f"{area / M2_A_KM2:,.1f}"


def _overlaps(counties: list[CountyOutline], names: Mapping[str, str]) -> Iterator[Problem]:
    """Counties that overlap by more than slivers."""
    outlines = [county.outline for county in counties]
    pairs = shapely.STRtree(outlines).query(outlines, predicate="intersects").T.tolist()
    for first, second in sorted((a, b) for a, b in pairs if a < b):
        area = on_plane(outlines[first].intersection(outlines[second])).area
        if area > TOLERATED_OVERLAP_M2:
            one, other = counties[first].code, names[counties[second].code]
            fields = {"region": one, "other": other, "area": f"{area / M2_A_KM2:,.2f}"}
            yield Problem("MAP-031", fields, severity="warning")


def _areas(counties: list[CountyOutline]) -> Iterator[Problem]:
    """Areas that differ from the published ones, and those that there is nothing to compare with."""
    for county in counties:
        found = {"region": county.code, "found": km2(county.area)}
        if county.published is None:
            yield Problem("MAP-033", found, severity="warning")
        elif abs(off := percent_off(county.area, county.published)) > TOLERATED_PERCENT:
            fields = found | {"expected": km2(county.published), "percent": f"{off:+.1f}"}
            yield Problem("MAP-032", fields, severity="warning")


def percent_off(area: int, published: int) -> float:
    """By how much an area differs from the published one, in per cent of it."""
    return (area / published - 1) * 100
