"""Tables of points as text: a heading that names latitude and longitude in one of their spellings, and a time."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jiedui.fieldwork.points import Gathering, Points
from jiedui.fieldwork.track_files.guards import MEGABYTE, damaged
from jiedui.fieldwork.track_files.times import seconds_of
from jiedui.kernel.errors import refused

LATITUDES: Final = ("lat", "latitude", "纬度", "y", "ycoord", "latdeg", "北纬")
LONGITUDES: Final = ("lon", "lng", "long", "longitude", "经度", "x", "xcoord", "londeg", "东经")
TIMES: Final = (
    "time", "timestamp", "datetime", "when", "utc", "时间", "日期时间", "定位时间", "采集时间", "记录时间", "gpstime",
)  # fmt: skip
DATES: Final = ("date", "day", "日期", "采集日期", "记录日期")
HEADING_ROWS: Final = 20
"""Rows within which the heading is looked for: recorders write some lines about themselves first."""
_DECORATION: Final = re.compile(r"[(\uff08\[].*?[)\uff09\]]|wgs-?84|gcj-?02|cgcs2000|[\s_°/.-]+", re.IGNORECASE)
"""What headings say beside the name: a unit, a coordinate system. Which system counts, the member is asked."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what; a time may stand in one column, or its day in another."""

    latitude: int
    longitude: int
    time: int | None
    date: int | None

    def moment(self, row: list[str]) -> str:
        parts = [row[at].strip() for at in (self.date, self.time) if at is not None and at < len(row)]
        return " ".join(part for part in parts if part)


def csv_points(data: bytes) -> Iterator[Points]:
    """The points of a table, in chunks. Errors: TRACK-002 where no heading names a position; -003, -005, -006."""
    encoding = text_encoding(data)
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as stream:
        delimiter = max("\t;,", key=stream.read(PROBE).count)
    points, columns = Gathering(), None
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as stream:
        rows = csv.reader(stream, delimiter=delimiter)
        try:
            for number, row in enumerate(rows):
                if columns is None:
                    columns = _columns(row)
                    if columns is None and number >= HEADING_ROWS:
                        break
                    continue
                _add(points, columns, row)
                if points.is_full:
                    yield points.take()
        except csv.Error as fault:
            raise damaged(f"{rows.line_num}: {fault}") from fault
    if columns is None:
        raise refused("TRACK-002")
    yield points.take()


PROBE: Final = 8 * 1024
"""Characters by which the delimiter is told."""


def text_encoding(data: bytes) -> str:
    """How a text is written: UTF-8, or GB 18030. Errors: TRACK-002 where it is neither, and so no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        view = memoryview(data)
        try:
            for start in range(0, len(data), MEGABYTE):
                decoder.decode(bytes(view[start : start + MEGABYTE]))
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refused("TRACK-002")


def _columns(row: list[str]) -> Columns | None:
    """What a heading names; None for a row that is no heading."""
    names = [_DECORATION.sub("", cell).lower() for cell in row]

    def at(known: tuple[str, ...]) -> int | None:
        return next((names.index(name) for name in known if name in names), None)

    latitude, longitude = at(LATITUDES), at(LONGITUDES)
    if latitude is None or longitude is None:
        return None
    return Columns(latitude, longitude, at(TIMES), at(DATES))


def _add(points: Gathering, columns: Columns, row: list[str]) -> None:
    """One row's point; a row without a position at all is none."""
    if max(columns.latitude, columns.longitude) >= len(row):
        if any(cell.strip() for cell in row):
            raise refused("TRACK-005", point=points.number, found=", ".join(row)[:60])
        return
    latitude, longitude = row[columns.latitude].strip(), row[columns.longitude].strip()
    if latitude or longitude:
        moment = columns.moment(row)
        points.add_text(latitude, longitude, seconds_of(moment) if moment else None)
