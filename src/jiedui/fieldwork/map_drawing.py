"""The map of the footprint as one SVG: regions, the cells that were seen by the age of the last visit, a round trip.

Pure: what is drawn is handed in, words included. Colours stand in a style of the drawing's own, light and dark, so the
same drawing is shown on a page and downloaded. Floats live here and nowhere below.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from shapely.geometry import shape

from jiedui.fieldwork.footprint import Seen
from jiedui.fieldwork.map_frame import WIDTH, Frame, frame_of
from jiedui.kernel.gcj02 import SYSTEMS
from jiedui.kernel.grid import MILLIONTHS, coarser, outlines, resolution_of
from jiedui.kernel.tiles import Tiles

AGES: Final = (30, 90, 180, 365)
"""Days since the last visit at which a cell's colour changes: a month, a quarter, half a year, a year; then older."""
CELLS_DRAWN: Final = 8_000
"""More cells than that are joined into coarser ones: finer ones are hardly seen, and the page would grow heavy."""
SMOOTHED: Final = 0.3
"""Units by which an outline may be simplified: less than what is seen."""
STEP, FOOT = 38.0, 16.0
"""Units of a line of words below the map, and of the space around them."""
LINE_EMS: Final = 35.0

STYLE: Final = """
.footprint{--fp-land:#f7f7f4;--fp-line:#8592a3;--fp-text:#1d2939;--fp-halo:#ffffff;--fp-faint:#667382;--fp-trip:#b3261e;
--fp-0:#0f4c94;--fp-1:#3576bd;--fp-2:#6ba1d8;--fp-3:#a3c5e9;--fp-4:#c6daef}
@media(prefers-color-scheme:dark){.footprint{--fp-land:#1f2b38;--fp-line:#5f6f82;--fp-text:#e6ecf3;--fp-halo:#10161d;
--fp-faint:#9aa7b5;--fp-trip:#ff9d97;--fp-0:#bcdcff;--fp-1:#7fb4f0;--fp-2:#4b86c6;--fp-3:#305f95;--fp-4:#26466c}}
.footprint text{font:22px system-ui,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;fill:var(--fp-text)}
.footprint .fp-land{fill:var(--fp-land)}.footprint .fp-around{fill:none;stroke:var(--fp-line);stroke-dasharray:4 5}
.footprint .fp-border{fill:none;stroke:var(--fp-line);stroke-width:1.6;stroke-linejoin:round}
.footprint .fp-name{text-anchor:middle;paint-order:stroke;stroke:var(--fp-halo);stroke-width:4px;stroke-linejoin:round}
.footprint .fp-share{font-weight:600}.footprint .fp-small{font-size:19px;fill:var(--fp-faint)}
.footprint .fp-trip{fill:none;stroke:var(--fp-trip);stroke-width:4;stroke-dasharray:10 6;stroke-linejoin:round}
.footprint .fp-stop{fill:var(--fp-trip);stroke:var(--fp-halo);stroke-width:3}
.footprint .fp-number{text-anchor:middle;fill:var(--fp-halo);font-weight:700}
.footprint .fp-bar{stroke:var(--fp-text);stroke-width:2;fill:none}
.footprint a:hover .fp-border,.footprint a:focus .fp-border{stroke:var(--fp-text);stroke-width:3}
.footprint .fp-tiles{opacity:.85}.footprint .fp-over path{fill-opacity:.62}.footprint .fp-over .fp-land{fill-opacity:0}
@media(max-width:40rem){.footprint text{font-size:31px}.footprint .fp-small{font-size:27px}}
"""
"""Sequential blues, the latest the strongest on either ground; words keep a contrast of 4.5 to 1 and a halo."""


@dataclass(frozen=True, slots=True)
class Area:
    """A region of the map: its outline as GeoJSON in WGS-84, what stands in it, and where it leads.

    `is_around`: a neighbour, drawn faintly and without words.
    """

    name: str
    outline: str
    words: str = ""
    address: str = ""
    is_around: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a round trip. *Units*: millionths of a degree, WGS-84."""

    latitude: int
    longitude: int
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn. `ages`: what each colour stands for, the latest first; `notes`: lines of words below the map."""

    title: str
    areas: Sequence[Area]
    cells: Sequence[Seen]
    as_of: date
    ages: Sequence[str]
    unseen: str
    notes: Sequence[str]
    trip: Sequence[Mark] = ()
    tiles: Tiles | None = None


def age_of(seen_on: date, as_of: date) -> int:
    """The place of a last visit among the ages: 0 the latest, len(AGES) older than all."""
    return next((place for place, days in enumerate(AGES) if (as_of - seen_on).days <= days), len(AGES))


def drawn_cells(cells: Sequence[Seen], most: int = CELLS_DRAWN) -> list[tuple[str, date]]:
    """The cells with their last days; where there are more than `most`, coarser ones with the latest of theirs."""
    found = [(one.cell, one.last_on) for one in cells]
    while len(found) > most and (resolution := resolution_of(found[0][0])) > 0:
        last: dict[str, date] = {}
        for cell, day in found:
            above = coarser(cell, resolution - 1)
            last[above] = max(day, last.get(above, day))
        found = list(last.items())
    return found


def draw(drawing: Drawing) -> str:
    """The drawing as the text of an SVG."""
    shapes = [(area, shape(json.loads(area.outline))) for area in drawing.areas]
    bounds = shapely.total_bounds([outline for area, outline in shapes if not area.is_around])
    is_shifted = drawing.tiles is not None and drawing.tiles.coordinates != SYSTEMS[0]
    frame = frame_of(*(float(bound) for bound in bounds), is_shifted=is_shifted)
    placed = [(area, *_placed(outline, frame)) for area, outline in shapes]
    notes = [line for note in drawing.notes for line in _lines(note)]
    foot = FOOT + STEP * (_legend_rows(drawing) + len(notes))
    return "".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {frame.height + foot:.0f}" '
        f'class="footprint" role="group" aria-label={quoteattr(drawing.title)}><title>{escape(drawing.title)}</title>'
        f"<style>{STYLE}</style>"
        f'<clipPath id="fp-frame"><path d="M0 0H{WIDTH:.0f}V{frame.height:.1f}H0Z"/></clipPath>'
        '<g clip-path="url(#fp-frame)">',
        *_tiles(drawing.tiles, frame),
        f'<g class="{"fp-over" if drawing.tiles else "fp-plain"}">',
        *(f'<path class="{"fp-around" if area.is_around else "fp-land"}" d="{path}"/>' for area, path, _at in placed),
        *_cells(drawing, frame),
        "</g>",
        *(_region(area, path) for area, path, _at in placed if not area.is_around),
        *(_words(area, at) for area, _path, at in placed if not area.is_around),
        *_trip(drawing.trip, frame),
        "</g>",
        *_bar(frame),
        *_legend(drawing, notes, frame.height + FOOT),
        "</svg>",
    ))  # fmt: skip


def _placed(outline: Any, frame: Frame) -> tuple[str, tuple[float, float]]:
    """An outline as a path, and the point farthest from its border, where its name stands."""
    flat = shapely.simplify(
        shapely.transform(outline, lambda given: np.column_stack(frame.place(given[:, 0], given[:, 1]))), SMOOTHED
    )
    parts = [part for part in getattr(flat, "geoms", [flat]) if part.geom_type == "Polygon" and not part.is_empty]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    largest = max(parts, key=lambda part: part.area, default=None)
    if largest is None:
        return "", (0.0, 0.0)
    middle = shapely.maximum_inscribed_circle(largest, tolerance=1.0).coords[0]
    return "".join(_path(ring.coords) for ring in rings), (middle[0], middle[1])


def _path(points: Iterable[Sequence[float]]) -> str:
    """A closed ring; its last point repeats the first and is left out."""
    listed = [f"{x:.1f} {y:.1f}" for x, y, *_more in points]
    if len(listed) > 1 and listed[0] == listed[-1]:
        listed.pop()
    return f"M{'L'.join(listed)}Z"


def _cells(drawing: Drawing, frame: Frame) -> Iterator[str]:
    """The cells, joined where they are of one age; the title says what a colour stands for."""
    aged = sorted((age_of(day, drawing.as_of), cell) for cell, day in drawn_cells(drawing.cells))
    for age, group in groupby(aged, key=lambda one: one[0]):
        rings = (ring for polygon in outlines(cell for _age, cell in group) for ring in polygon)
        path = "".join(_path(zip(*frame.place(*np.asarray(ring).T), strict=True)) for ring in rings)
        yield f'<path style="fill:var(--fp-{age})" fill-rule="evenodd" d="{path}">'
        yield f"<title>{escape(drawing.ages[age])}</title></path>"


def _region(area: Area, path: str) -> str:
    border = f'<path class="fp-border" d="{path}"/>'
    if not area.address:
        return border
    # Filled, though not seen, so that the whole region can be pointed at.
    label = quoteattr(f"{area.name} {area.words}".strip())
    return f'<a href={quoteattr(area.address)} aria-label={label}><path fill="transparent" d="{path}"/>{border}</a>'


def _words(area: Area, at: tuple[float, float]) -> str:
    x, y = at
    share = f'<tspan class="fp-share" x="{x:.1f}" dy="1.15em">{escape(area.words)}</tspan>' if area.words else ""
    return (
        f'<text class="fp-name" x="{x:.1f}" y="{y:.1f}" pointer-events="none">'
        f'<tspan x="{x:.1f}">{escape(area.name)}</tspan>{share}</text>'
    )


def _trip(marks: Sequence[Mark], frame: Frame) -> Iterator[str]:
    if not marks:
        return
    across, down = frame.place(
        [mark.longitude / MILLIONTHS for mark in marks], [mark.latitude / MILLIONTHS for mark in marks]
    )
    points = [f"{x:.1f} {y:.1f}" for x, y in zip(across, down, strict=True)]
    yield f'<path class="fp-trip" d="M{"L".join(points)}"/>'
    seen: set[str] = set()
    for mark, x, y in zip(marks, across, down, strict=True):
        if mark.label not in seen:
            seen.add(mark.label)
            yield f'<g><title>{escape(mark.words)}</title><circle class="fp-stop" cx="{x:.1f}" cy="{y:.1f}" r="17"/>'
            yield f'<text class="fp-number" x="{x:.1f}" y="{y:.1f}" dy=".35em">{escape(mark.label)}</text></g>'


def _tiles(tiles: Tiles | None, frame: Frame) -> Iterator[str]:
    if tiles is None:
        return
    zoom, needed = frame.tiles()
    yield '<g class="fp-tiles">'
    for column, row, left, top, size in needed:
        address = quoteattr(tiles.address(zoom, column, row))
        yield f'<image href={address} x="{left:.1f}" y="{top:.1f}" width="{size:.2f}" height="{size:.2f}"/>'
    yield "</g>"


def _bar(frame: Frame) -> Iterator[str]:
    """The scale, in the corner below on the left."""
    metres, units = frame.bar()
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    y = frame.height - 14
    yield f'<path class="fp-bar" d="M14 {y - 8:.1f}V{y:.1f}H{14 + units:.1f}V{y - 8:.1f}"/>'
    yield f'<text class="fp-name" x="{14 + units / 2:.1f}" y="{y - 10:.1f}">{words}</text>'


def _legend_rows(drawing: Drawing) -> int:
    return -(-(len(drawing.ages) + 1) // 3)


def _lines(note: str) -> list[str]:
    """A note in lines as wide as the drawing is on a telephone: a Chinese character takes one em, others about half."""
    lines, width = [""], 0.0
    for character in note:
        width += 1.0 if ord(character) > 0x2E7F else 0.55
        if width > LINE_EMS:
            lines, width = [*lines, ""], 1.0
        lines[-1] += character
    return lines


def _legend(drawing: Drawing, notes: Sequence[str], top: float) -> Iterator[str]:
    """What the colours stand for, three in a row so that a telephone shows them; below, what must be said."""
    entries = [(f"fill:var(--fp-{age})", words) for age, words in enumerate(drawing.ages)]
    entries.append(("fill:var(--fp-land)", drawing.unseen))
    for place, (fill, words) in enumerate(entries):
        x, y = 14 + place % 3 * (WIDTH - 20) / 3, top + STEP * (place // 3) + STEP / 2
        yield f'<rect x="{x:.1f}" y="{y - 12:.1f}" width="26" height="24" rx="4" style="{fill};stroke:var(--fp-line)"/>'
        yield f'<text x="{x + 36:.1f}" y="{y:.1f}" dy=".35em">{escape(words)}</text>'
    for place, note in enumerate(notes):
        y = top + STEP * (_legend_rows(drawing) + place) + STEP / 2
        yield f'<text class="fp-small" x="14" y="{y:.1f}" dy=".35em">{escape(note)}</text>'
