"""Points of tracks: where and when somebody was, as whole arrays, a chunk at a time.

Positions are degrees in WGS-84 once they have left the readers' hands (`in_wgs84`). A point may have no time; then it
counts on the day that whoever brings the track names. Days are China's.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiedui.kernel.errors import refused
from jiedui.kernel.gcj02 import from_gcj02
from jiedui.kernel.grid import MILLIONTHS

Seconds = NDArray[np.int64]
Degrees = NDArray[np.float64]

CHUNK: Final = 100_000
"""Points that are held at once while a track is read: some three megabytes of arrays."""
NO_TIME: Final = np.iinfo(np.int64).min
"""In place of the seconds of a point that has no time."""
BEIJING_SECONDS: Final = 8 * 3600
DAY_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Some points in their order. *Units*: degrees; whole seconds since 1970 in UTC, or `NO_TIME`."""

    latitude: Degrees
    longitude: Degrees
    seconds: Seconds

    def __len__(self) -> int:
        return len(self.latitude)

    @property
    def has_untimed(self) -> bool:
        return bool((self.seconds == NO_TIME).any())

    def days(self, untimed: date | None) -> Seconds:
        """The day of each point, counted from 1970; `untimed` is that of points without a time."""
        found = (self.seconds + BEIJING_SECONDS) // DAY_SECONDS
        if untimed is not None:
            found = np.where(self.seconds == NO_TIME, (untimed - date(1970, 1, 1)).days, found)
        return found

    def in_wgs84(self, coordinates: str) -> Points:
        """The points in WGS-84, given the system that they are in."""
        if coordinates != "GCJ-02":
            return self
        latitude, longitude = from_gcj02(self.latitude, self.longitude)
        return Points(latitude, longitude, self.seconds)


@dataclass(slots=True)
class Gathering:
    """Points as a reader finds them, one by one, until there are enough for a chunk."""

    latitude: list[float] = field(default_factory=list)
    longitude: list[float] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)
    taken: int = 0

    def add(self, latitude: float, longitude: float, seconds: int | None = None) -> None:
        self.latitude.append(latitude)
        self.longitude.append(longitude)
        self.seconds.append(NO_TIME if seconds is None else seconds)

    def add_text(self, latitude: str, longitude: str, seconds: int | None = None) -> None:
        """A point whose degrees are text. Errors: TRACK-005 when they are no numbers."""
        try:
            self.add(float(latitude), float(longitude), seconds)
        except ValueError as fault:
            raise refused("TRACK-005", point=self.number, found=f"{latitude}, {longitude}"[:60]) from fault

    @property
    def number(self) -> int:
        """The number of the point that comes next, from 1."""
        return self.taken + len(self.latitude) + 1

    @property
    def is_full(self) -> bool:
        return len(self.latitude) >= CHUNK

    def take(self) -> Points:
        """What was gathered; the next chunk begins. Errors: TRACK-005 for a point that is nowhere on the earth."""
        found = Points(
            np.array(self.latitude, np.float64), np.array(self.longitude, np.float64), np.array(self.seconds, np.int64)
        )
        there = (np.abs(found.latitude) <= 90) & (np.abs(found.longitude) <= 180)  # false for what is no number too
        if not there.all():
            first = int(np.argmin(there))
            where = f"{found.latitude[first]}, {found.longitude[first]}"
            raise refused("TRACK-005", point=self.taken + first + 1, found=where)
        self.taken += len(found)
        self.latitude, self.longitude, self.seconds = [], [], []
        return found


def joined(chunks: Iterable[Points]) -> Points:
    """All chunks as one."""
    parts = list(chunks) or [Points(np.empty(0), np.empty(0), np.empty(0, np.int64))]
    return Points(
        np.concatenate([one.latitude for one in parts]),
        np.concatenate([one.longitude for one in parts]),
        np.concatenate([one.seconds for one in parts]),
    )


class Packing:
    """Points packed for keeping: millionths of a degree and seconds, compressed; a third of a chunk's memory. `untimed`
    is the day of points without a time."""

    def __init__(self, untimed: date | None = None) -> None:
        self.untimed = untimed
        self.parts: list[tuple[NDArray[np.int32], NDArray[np.int32], Seconds]] = []

    def passing(self, chunks: Iterable[Points]) -> Iterator[Points]:
        """The chunks as they pass by, each packed on its way, in the very positions that are kept."""
        for one in chunks:
            latitude, longitude = (
                np.rint(degrees * MILLIONTHS).astype(np.int32) for degrees in (one.latitude, one.longitude)
            )
            self.parts.append((latitude, longitude, one.seconds))
            yield Points(latitude / MILLIONTHS, longitude / MILLIONTHS, one.seconds)

    def packed(self) -> bytes:
        output = io.BytesIO()
        latitude, longitude, seconds = (np.concatenate(columns) for columns in zip(*self.parts, strict=True))
        untimed = np.array([self.untimed.toordinal()] if self.untimed else [], np.int64)
        np.savez_compressed(output, latitude=latitude, longitude=longitude, seconds=seconds, untimed=untimed)
        return output.getvalue()


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Points as `Packing` kept them, and the day of those without a time."""

    points: Points
    day: date | None


def unpacked(content: bytes) -> Kept:
    """What `Packing` packed."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        points = Points(kept["latitude"] / MILLIONTHS, kept["longitude"] / MILLIONTHS, kept["seconds"])
        days = [date.fromordinal(number) for number in kept["untimed"].tolist()]
    return Kept(points, days[0] if days else None)
