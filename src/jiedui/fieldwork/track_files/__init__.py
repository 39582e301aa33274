"""Files that hold tracks: GPX, KML, KMZ, GeoJSON, tables of points, photos. Known by their content, not by their names.

Each reader hands points on in chunks, so that a file is never held as points all at once. In which coordinate system
they are nobody can tell from the file: whoever brings it says so.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from jiedui.fieldwork.points import Gathering, Points
from jiedui.fieldwork.track_files.geojson import json_points
from jiedui.fieldwork.track_files.gpx_kml import xml_points
from jiedui.fieldwork.track_files.guards import MAX_FILE_BYTES, MAX_FILES, MAX_POINTS, MAX_UNPACKED_BYTES, damaged
from jiedui.fieldwork.track_files.photos import JPEG, add_photo
from jiedui.fieldwork.track_files.tables import csv_points
from jiedui.kernel.errors import refused

ACCEPTED: Final = ".gpx, .kml, .kmz, .geojson, .json, .csv, .txt, .jpg, .jpeg"
_ZIP: Final = b"PK\x03\x04"
_MOST_PARTS: Final = 200
"""Files inside a KMZ: its pictures too."""


@dataclass(slots=True)
class TrackFiles:
    """The files of one track. `without_position` counts the photos that do not say where they were taken, once read."""

    contents: Sequence[bytes]
    without_position: int = 0

    def points(self) -> Iterator[Points]:
        """All points in chunks. Errors: TRACK-001 to -003, -005 to -008."""
        photos = [content for content in self.contents if content.startswith(JPEG)]
        others = [content for content in self.contents if not content.startswith(JPEG)]
        count = 0
        for points in chain(self._of_photos(photos), *(_of_file(content) for content in others)):
            count += len(points)
            if count > MAX_POINTS:
                raise refused("TRACK-008", limit=MAX_POINTS)
            if len(points):
                yield points
        if not count:
            raise refused("TRACK-004")

    def _of_photos(self, photos: Sequence[bytes]) -> Iterator[Points]:
        points = Gathering()
        for content in photos:
            self.without_position += not add_photo(points, content)
        yield points.take()


def require_readable(sizes: Sequence[int]) -> None:
    """Refuse files that are too many, too large or empty, by their sizes. Errors: TRACK-001, -007."""
    if not sizes or len(sizes) > MAX_FILES or not all(sizes):
        raise refused("TRACK-001", limit=MAX_FILES)
    if sum(sizes) > MAX_FILE_BYTES:
        raise refused("TRACK-007", limit_mb=MAX_FILE_BYTES >> 20)


def _of_file(content: bytes) -> Iterator[Points]:
    """The points of one file that is no photo."""
    head = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith(_ZIP):
        return _of_kmz(content)
    if head.startswith(b"<") or content.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return xml_points(io.BytesIO(content))
    if head.startswith(b"{"):
        return json_points(content.removeprefix(b"\xef\xbb\xbf"))
    if b"\x00" in content[:4096]:
        raise refused("TRACK-002")
    return csv_points(content)


def _of_kmz(content: bytes) -> Iterator[Points]:
    """The points of the KML files in a KMZ."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [part for part in packed.infolist() if part.filename.lower().endswith(".kml")]
            if not parts or len(packed.infolist()) > _MOST_PARTS:
                raise refused("TRACK-002")
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise refused("TRACK-007", limit_mb=MAX_UNPACKED_BYTES >> 20)
            for part in parts:
                with packed.open(part) as stream:
                    yield from xml_points(stream)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as fault:
        raise damaged(fault) from fault
