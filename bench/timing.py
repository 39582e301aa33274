"""Timing: one measurement a process, results as JSON, spreads over the rounds."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LONG_SECONDS = 5.0
"""A question that took longer than this is not asked again in one process."""


class WorkerFailed(RuntimeError):
    """A measuring process ended with an error; the message is the end of what it said."""


def run_worker(module: str, *arguments: str, data: Path, settings: str = "bench.peers.settings") -> dict[str, Any]:
    """Run `python -m bench.<module>` in a process of its own; the JSON of its last line.

    `data` is the folder of the contender's database.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JIEDUI_")}
    environment |= {
        "JIEDUI_DATA": str(data),
        "BENCH_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", f"bench.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WorkerFailed(f"bench.{module} {' '.join(arguments)}: {done.stderr[-2000:] or done.stdout[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def print_result(**result: Any) -> None:
    """What a worker measured, for `run_worker`; the process's largest memory with it."""
    print(json.dumps({**result, "memory_mb": _largest_memory_mb()}, ensure_ascii=False))


def _largest_memory_mb() -> int:
    """Linux's own mark where there is one: the other begins with what the parent process had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next((one for one in status.read_text("ascii").splitlines() if one.startswith("VmHWM:")), None)
        if line:
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the work returned."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def timed_repeatedly(ask: Callable[[], Any], repeats: int = 5) -> tuple[float, float, Any]:
    """Seconds of the first asking, the median of the further ones, the answer.

    A long first asking stands for all: there is nothing to warm up in it that would be seen.
    """
    first, answer = timed(ask)
    if first > LONG_SECONDS:
        return first, first, answer
    return first, median(timed(ask)[0] for _ in range(repeats)), answer


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, smallest and largest over the rounds."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))


def ratio(upper: Sequence[float], lower: Sequence[float]) -> Spread:
    """The spread of upper ÷ lower, round by round."""
    return Spread.of([above / below for above, below in zip(upper, lower, strict=True)])
