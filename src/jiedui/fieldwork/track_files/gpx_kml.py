"""GPX and KML, streamed through expat: what is held is a piece of the file and a chunk of points.

GPX: points of tracks, routes, and waypoints. KML: coordinates of placemarks, with the placemark's time stamp where it
has one, and `gx:Track`, whose times and positions stand in two lists of one order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import IO, Final
from xml.parsers import expat

from jiedui.fieldwork.points import Gathering, Points
from jiedui.fieldwork.track_files.guards import MAX_UNPACKED_BYTES, PIECE, damaged, refuse_declarations
from jiedui.fieldwork.track_files.times import seconds_of
from jiedui.kernel.errors import refused

_GPX_POINTS: Final = frozenset(("trkpt", "rtept", "wpt"))
_DEEPEST: Final = 100
"""Elements inside each other: KML's folders in folders need a few dozen."""
_LONGEST: Final = 200
"""Characters of a time or of one position; longer ones are none."""


class Reader:
    """A parser of one file: what it understands depends on the outermost element."""

    def __init__(self) -> None:
        self.points = Gathering()
        self.path: list[str] = []
        self.text: list[str] | None = None
        self.position: tuple[str, str] | None = None
        self.time: int | None = None
        self.whens: deque[int] = deque()
        self.coords: deque[tuple[str, str]] = deque()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = refuse_declarations
        self.parser.EntityDeclHandler = refuse_declarations

    @property
    def kind(self) -> str:
        return self.path[0] if self.path else ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self.path.append(name)
        if len(self.path) > _DEEPEST:
            raise damaged(f"{name} × {_DEEPEST}")
        if len(self.path) == 1 and name not in ("gpx", "kml"):
            raise refused("TRACK-002")
        self.text = [] if name in ("time", "when", "coord", "coordinates") else None
        if self.kind == "gpx" and name in _GPX_POINTS:
            self.position, self.time = (attributes.get("lat", ""), attributes.get("lon", "")), None
        elif self.kind == "kml" and name == "Placemark":
            self.time = None
        elif self.kind == "kml" and name == "Track":
            self.whens.clear()
            self.coords.clear()

    def characters(self, text: str) -> None:
        if self.text is None:
            return
        if self.path[-1] != "coordinates":
            self.text.append(text)
            if sum(map(len, self.text)) > _LONGEST:
                raise damaged(self.path[-1])
            return
        whole = "".join(self.text) + text
        positions = whole.split()
        rest = positions.pop() if positions and not whole[-1].isspace() else ""
        if len(rest) > _LONGEST:
            raise damaged("coordinates")
        self.text = [rest]
        self.add_line(positions)

    def end(self, tag: str) -> None:
        name = self.path.pop()
        text, self.text = "".join(self.text or ()).strip(), None
        if self.kind == "gpx":
            self.end_gpx(name, text)
        elif name == "coordinates":
            self.add_line(text.split())
        elif name == "when" and text:
            self.end_when(text)
        elif name == "coord" and text:
            longitude, _, rest = text.partition(" ")
            self.coords.append((rest.strip().partition(" ")[0], longitude))
        while self.whens and self.coords:
            self.points.add_text(*self.coords.popleft(), self.whens.popleft())
        if name == "Track" and (self.whens or self.coords):
            raise damaged("gx:Track: when ≠ gx:coord")

    def end_gpx(self, name: str, text: str) -> None:
        if name == "time" and self.path and self.path[-1] in _GPX_POINTS:
            self.time = seconds_of(text, UTC)
        elif name in _GPX_POINTS and self.position is not None:
            self.points.add_text(*self.position, self.time)
            self.position = None

    def end_when(self, text: str) -> None:
        seconds = seconds_of(text, UTC)
        if self.path and self.path[-1] == "Track":
            self.whens.append(seconds)
        elif self.path and self.path[-1] == "TimeStamp":
            self.time = seconds

    def add_line(self, positions: Iterable[str]) -> None:
        """Positions as KML writes them: `longitude,latitude[,height]`."""
        for position in positions:
            longitude, _, rest = position.partition(",")
            self.points.add_text(rest.partition(",")[0], longitude, self.time)


def xml_points(stream: IO[bytes]) -> Iterator[Points]:
    """The points of a GPX or KML file, in chunks. Errors: TRACK-002, -003, -005, -006."""
    reader, size = Reader(), 0
    try:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > MAX_UNPACKED_BYTES:
                raise refused("TRACK-007", limit_mb=MAX_UNPACKED_BYTES >> 20)
            reader.parser.Parse(piece, False)
            if reader.points.is_full:
                yield reader.points.take()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise damaged(fault) from fault
    yield reader.points.take()
