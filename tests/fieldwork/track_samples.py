"""Tracks in every format, made in the tests: nobody's, through places where nothing is."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from jiedui.registers.attachments import Sent

Row = tuple[float, float, str]
"""Latitude, longitude, time in UTC or nothing."""


def gpx(rows: Sequence[Row], head: str = "") -> bytes:
    points = "".join(
        f'<trkpt lat="{lat}" lon="{lng}"><ele>99</ele>{f"<time>{time}</time>" if time else ""}'
        "<extensions><hr><time>x</time></hr></extensions></trkpt>"
        for lat, lng, time in rows
    )
    return (
        f'<?xml version="1.0"?>{head}<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'
        f"<metadata><time>2001-01-01T00:00:00Z</time></metadata><trk><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def kml(rows: Sequence[Row]) -> bytes:
    """The timed points as gx:Track, those without a time as a line."""
    timed = [row for row in rows if row[2]]
    whens = "".join(f"<when>{time}</when>" for _, _, time in timed)
    coords = "".join(f"<gx:coord>{lng} {lat} 99</gx:coord>" for lat, lng, _ in timed)
    track = f"<Placemark><gx:Track>{whens}{coords}</gx:Track></Placemark>" if timed else ""
    line = "\n ".join(f"{lng},{lat},99" for lat, lng, time in rows if not time)
    rest = f"<Placemark><LineString><coordinates>\n{line}\t</coordinates></LineString></Placemark>" if line else ""
    names = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f'<?xml version="1.0"?><kml {names}><Document>{track}{rest}</Document></kml>'.encode()


def kmz(rows: Sequence[Row]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("doc.kml"), kml(rows), zipfile.ZIP_DEFLATED)
        packed.writestr(zipfile.ZipInfo("files/icon.png"), b"no track")
    return output.getvalue()


def geojson(rows: Sequence[Row]) -> bytes:
    line = {"type": "LineString", "coordinates": [[lng, lat, 99] for lat, lng, _ in rows]}
    times = [time or None for _, _, time in rows]
    feature = {"type": "Feature", "properties": {"coordTimes": times}, "geometry": line}
    area = {"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [[[0, 0]]]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature, area]}).encode()


def table(rows: Sequence[Row], heading: str = "序号,时间,纬度(WGS84),经度(WGS84)", encoding: str = "utf-8") -> bytes:
    lines = [heading, *(f"{n},{time},{lat},{lng}" for n, (lat, lng, time) in enumerate(rows)), ",,,"]
    return "\r\n".join(["演示记录仪", *lines]).encode(encoding)


def photo(latitude: float | None, longitude: float = 0.0, taken: str = "", *, by_satellite: bool = False) -> bytes:
    """A photo of one point. `taken`: the camera's own time, `by_satellite` that of the satellites' clock."""
    exif = Image.Exif()
    if latitude is not None:
        position = {1: "N", 2: _sexagesimal(latitude), 3: "E", 4: _sexagesimal(longitude)}
        if by_satellite and taken:
            moment = datetime.fromisoformat(taken).astimezone(UTC)
            position |= {7: (float(moment.hour), float(moment.minute), 0.0), 29: f"{moment:%Y:%m:%d}"}
        exif[0x8825] = position
    if taken and not by_satellite:
        exif[0x8769] = {0x9003: taken}
    output = io.BytesIO()
    Image.new("RGB", (1, 1)).save(output, "JPEG", exif=exif.tobytes())
    return output.getvalue()


def _sexagesimal(degrees: float) -> tuple[IFDRational, ...]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = (degrees - whole - minutes / 60) * 3600
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(round(seconds * 100_000), 100_000)


def sent(content: bytes, name: str = "轨迹.dat") -> Sent:
    return Sent(name, content)


def bomb() -> bytes:
    """A few hundred bytes that name gigabytes."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 10}">' for n in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE gpx [{entities}]><gpx><name>&a11;</name></gpx>'.encode()


def packed_bomb() -> bytes:
    """A KMZ that says it unpacks to more than any track."""
    content = bytearray(kmz([(23.7, 108.2, "")]))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02"))
    content[at + 24 : at + 28] = struct.pack("<I", 1 << 30)
    return bytes(content)
