"""Tracks, as a process: `cover ours|loop POINTS` covers invented points, `add` brings tracks into a ledger of its own.

The points are a drive that wanders over a square of some 200 km for years, five seconds between two of them. What is
timed is the covering alone: the making of the points is timed by itself and taken off.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import django
import h3
import numpy as np

from bench.timing import print_result

RESOLUTION: Final = 7
START: Final = 1_609_430_400
SECONDS_A_POINT: Final = 5
NORTH, EAST, SPREAD = 23.0, 108.3, 1.0
TRACK_POINTS: Final = 10_000
LEDGER_RESOLUTION: Final = 8
OTHERS: Final = (0, 60)
"""Tracks that are in the ledger before the one that is timed."""
CELLS_A_TRACK: Final = 2_000


def drive(count: int, chunk: int) -> Iterator[Any]:
    """The points in chunks; each of one size is the same in every process."""
    from jiedui.fieldwork.points import Points

    dice = np.random.default_rng(1)
    for start in range(0, count, chunk):
        steps = np.cumsum(dice.normal(0, 0.0006, (2, min(chunk, count - start))), axis=1)
        middle = dice.uniform(-SPREAD, SPREAD, (2, 1))
        north, east = middle + steps
        seconds = START + np.arange(start, start + len(north), dtype=np.int64) * SECONDS_A_POINT
        yield Points(NORTH + north, EAST + east, seconds)


def cover_ours(chunks: Iterator[Any]) -> Any:
    from jiedui.fieldwork.covering import cover

    return [(cell, year, first, last) for cell, year, first, last, _ in cover(chunks, RESOLUTION).rows()]


def cover_in_a_loop(chunks: Iterator[Any]) -> Any:
    """What one writes first: a look-up a point, a dictionary of cells and years."""
    found: dict[tuple[str, int], tuple[date, date]] = {}
    epoch = date(1970, 1, 1)
    for points in chunks:
        columns = (points.latitude.tolist(), points.longitude.tolist(), points.seconds.tolist())
        for north, east, second in zip(*columns, strict=True):
            cell = h3.latlng_to_cell(north, east, RESOLUTION)
            day = epoch + timedelta(days=(second + 8 * 3600) // 86_400)
            first, last = found.get((cell, day.year), (day, day))
            found[cell, day.year] = (min(first, day), max(last, day))
    return sorted((cell, year, *days) for (cell, year), days in found.items())


def covered(who: str, count: int) -> None:
    from jiedui.fieldwork.points import CHUNK

    start = time.perf_counter()
    for _ in drive(count, CHUNK):
        pass
    making = time.perf_counter() - start
    start = time.perf_counter()
    rows = (cover_ours if who == "ours" else cover_in_a_loop)(drive(count, CHUNK))
    seconds = time.perf_counter() - start - making
    digest = hashlib.sha256(json.dumps(sorted(rows), default=str).encode()).hexdigest()
    print_result(seconds=seconds, cells=len({row[0] for row in rows}), digest=digest)


def added() -> None:
    """Bring a track of ten thousand points into a ledger without others, and into one with many."""
    from jiedui.demo.boundaries import schematic_boundaries
    from jiedui.fieldwork.tracks import add_track
    from jiedui.kernel.grid import cells_inside, middle
    from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
    from jiedui.kernel.regions import normal_code
    from jiedui.places.models import BoundarySet, GridCell
    from jiedui.registers.attachments import Sent
    from jiedui.registers.founding import make_ledger

    make_ledger(LOCAL_OPERATOR)
    BoundarySet.objects.create(name="bench", version="1", resolution=LEDGER_RESOLUTION, digest="0" * 64)
    cells = []
    for feature in schematic_boundaries()["features"]:
        own, code = cells_inside(feature["geometry"], LEDGER_RESOLUTION), normal_code(feature["properties"]["code"])
        GridCell.objects.bulk_create(GridCell(cell=cell, code=code) for cell in own)
        cells += own
    dice, seconds, there = Random(1), {}, 0
    for others in OTHERS:
        while there < others:
            visited = [middle(cell) for cell in dice.sample(cells, CELLS_A_TRACK)]
            _bring(add_track, Sent, _member(Actor, there), visited, there)
            there += 1
        start_at = dice.randrange(len(cells) - 200)
        positions = [middle(cell) for cell in cells[start_at : start_at + 200]]
        positions = [position for position in positions for _ in range(TRACK_POINTS // len(positions))]
        start = time.perf_counter()
        _bring(add_track, Sent, _member(Actor, 1000 + others), positions, 5000 + others)
        seconds[others] = time.perf_counter() - start
    print_result(seconds=seconds, grid=len(cells))


def _member(actor: Any, number: int) -> Any:
    return actor(f"member-{number}", f"member {number}", is_operator=True)


def _bring(add_track: Any, sent: Any, member: Any, positions: list[tuple[int, int]], day: int) -> None:
    when = (date(2021, 1, 1) + timedelta(days=day % 1000)).isoformat()
    lines = [f"{north / 1e6},{east / 1e6},{when} 09:00:{n % 60:02d}" for n, (north, east) in enumerate(positions)]
    content = "\n".join(["lat,lng,time", *lines]).encode()
    add_track(member, [sent("track.csv", content)], coordinates="WGS-84")


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "cover":
        covered(sys.argv[2], int(sys.argv[3]))
    else:
        added()
