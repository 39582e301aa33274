"""Photos: where and when each was taken, out of its EXIF; of the picture itself nothing is read or kept."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import isnan
from typing import Any, Final

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

from jiedui.fieldwork.points import Gathering
from jiedui.fieldwork.track_files.guards import damaged
from jiedui.fieldwork.track_files.times import elapsed, seconds_of
from jiedui.kernel.errors import Refused

JPEG: Final = b"\xff\xd8\xff"
_DAMAGES: Final = (
    UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, struct.error,
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError,
)  # fmt: skip
"""What the reader of pictures meets in damaged ones; it checks few of their bytes."""


def add_photo(points: Gathering, data: bytes) -> bool:
    """Add where a photo was taken; whether it says so at all. Errors: TRACK-003 for a picture that cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is said of damaged EXIF; what it lacks is seen below
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
                exif = picture.getexif()
                position, details = exif.get_ifd(IFD.GPSInfo), exif.get_ifd(IFD.Exif)
    except _DAMAGES as fault:
        raise damaged(type(fault).__name__) from fault
    latitude = _degrees(position.get(GPS.GPSLatitude), position.get(GPS.GPSLatitudeRef) == "S")
    longitude = _degrees(position.get(GPS.GPSLongitude), position.get(GPS.GPSLongitudeRef) == "W")
    if latitude is None or longitude is None:
        return False
    points.add(latitude, longitude, _seconds(position, details, exif.get(Base.DateTime)))
    return True


def _degrees(parts: Any, is_negative: bool) -> float | None:
    """Degrees, minutes and seconds as one number; None where they are not there."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    return None if isnan(found) else -found if is_negative else found


def _seconds(position: Mapping[int, Any], details: Mapping[int, Any], changed_at: Any) -> int | None:
    """When a photo was taken: by the satellites' clock where it is noted, else by the camera's."""
    with suppress(TypeError, ValueError, ZeroDivisionError, OverflowError, AttributeError):
        year, month, day = (int(part) for part in position.get(GPS.GPSDateStamp).split(":"))
        hours, minutes, seconds = (float(part) for part in position.get(GPS.GPSTimeStamp))
        midnight = datetime(year, month, day, tzinfo=UTC)
        return elapsed(midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds))
    with suppress(KeyError):
        return _camera_seconds(details)
    with suppress(Refused):
        return seconds_of(str(changed_at or ""))
    return None


def _camera_seconds(details: Mapping[int, Any]) -> int | None:
    """The camera's own time, with the zone that it notes beside it."""
    taken = str(details[Base.DateTimeOriginal])
    zone = str(details.get(Base.OffsetTimeOriginal) or "")
    with suppress(Refused):
        written = taken.replace(":", "-", 2)
        return seconds_of(f"{written}{zone}" if zone else written)
    return None
