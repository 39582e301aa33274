"""Benchmark (d): points of tracks covered by cells, beside a look-up a point; a track brought into a full ledger."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.report import table, times
from bench.timing import ratio, run_worker
from bench.track_worker import CELLS_A_TRACK, OTHERS, RESOLUTION, TRACK_POINTS

HEADING: Final = "## (d) Tracks"
SAMPLE: Final = 1_000_000
POINTS: Final = 10_000_000
_PRODUCT: Final = "jiedui.config.settings"


@dataclass(slots=True)
class TracksResult:
    """What was measured, a number a round: seconds of the sample, of all points, of bringing a track by how many are
    there; the largest memory of covering the sample and all points."""

    sample: int
    points: int
    ours: list[float] = field(default_factory=list)
    loop: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    memory_mb: dict[int, int] = field(default_factory=dict)
    added: dict[str, list[float]] = field(default_factory=dict)
    cells: int = 0
    grid: int = 0


def measure_tracks(work: Path, rounds: int, say: Any, *, quick: bool = False) -> TracksResult:
    """Cover the sample in both ways, the same cells and days checked, then all points; bring tracks into a ledger."""
    found = TracksResult(SAMPLE // 10, SAMPLE) if quick else TracksResult(SAMPLE, POINTS)
    for number in range(rounds):
        one, other = (_covered(work, who, found.sample) for who in ("ours", "loop"))
        if one["digest"] != other["digest"]:
            raise RuntimeError("the cells and days of the two ways differ")
        whole = _covered(work, "ours", found.points)
        found.ours.append(one["seconds"])
        found.loop.append(other["seconds"])
        found.whole.append(whole["seconds"])
        found.memory_mb = {found.sample: one["memory_mb"], found.points: whole["memory_mb"]}
        found.cells = whole["cells"]
        folder = work / "tracks"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        added = run_worker("track_worker", "add", data=folder, settings=_PRODUCT)
        for others, seconds in added["seconds"].items():
            found.added.setdefault(others, []).append(seconds)
        found.grid = added["grid"]
        say(f"tracks: round {number + 1}")
    return found


def _covered(work: Path, who: str, points: int) -> Any:
    return run_worker("track_worker", "cover", who, str(points), data=work, settings=_PRODUCT)


def tracks_part(found: TracksResult) -> str:
    """The section as Markdown."""
    slower = times(ratio(found.loop, found.ours))
    rows = [
        [f"Jiedui, {found.sample:,} points", _seconds(found.ours), "1", f"{found.memory_mb[found.sample]} MB"],
        [f"a look-up a point in a loop, {found.sample:,} points", _seconds(found.loop), slower, ""],
        [f"Jiedui, {found.points:,} points", _seconds(found.whole), "", f"{found.memory_mb[found.points]} MB"],
    ]
    added = [
        [f"{int(others):,} tracks there before", f"{1000 * median(s):.0f} ms"] for others, s in found.added.items()
    ]
    return (
        f"{HEADING}\n\n{table(['', 'covered', '÷ ours', 'largest memory'], rows)}\n\n"
        f"Points in the order of time, {found.cells:,} cells of resolution {RESOLUTION} at the end; each cell with the "
        "first and the last day of each year, the same in both ways, checked first. The loop is `h3.latlng_to_cell`, a "
        "day and a dictionary a point. The memory is that of the whole process; a chunk of 100,000 points and the "
        f"cells found so far are held, so it does not grow with the track.\n\n"
        f"{table([f'a track of {TRACK_POINTS:,} points brought', ''], added)}\n\n"
        f"Read from a table, covered, sealed and journaled with its days in 200 cells, into a grid of {found.grid:,} "
        f"cells in which up to {max(OTHERS)} other members had been in {CELLS_A_TRACK:,} cells each. What it costs "
        "more there are the days of others in its own cells, by which a cell's first day is told; no other cell is "
        "read."
    )


def _seconds(values: list[float]) -> str:
    return f"{median(values):.2f} s"
