"""Benchmark (b): all indicators for Nanning and its twelve counties, as of a day, now and as known at a past moment.

Every contender answers the same question on the same facts, and every answer is compared figure by figure before
its time counts. Ledgers are made once and kept where the work folder is kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from bench.ledgers import CITY
from bench.timing import run_worker

OURS, SQL, DUCKDB, HISTORY = "jiedui", "sql", "duckdb", "history"
LENSES: Final = ("present", "past")
UNTIL: Final = date(2023, 9, 21)
KNOWN_AT: Final = datetime(2023, 10, 8, tzinfo=UTC)
_PRODUCT: Final = "jiedui.config.settings"


@dataclass(slots=True)
class FiguresResult:
    """What was measured on one ledger: contender → lens → seconds by round, first askings; the ledger's counts."""

    size: int
    counts: dict[str, int]
    figures: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    versions: int = 0
    seconds: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    first: dict[str, dict[str, list[float]]] = field(default_factory=dict)


def measure_figures(
    work: Path, sizes: Sequence[int], rounds: int, history_limit: int, say: Any
) -> dict[int, FiguresResult]:
    """Make the ledgers, then ask all contenders in turn, round by round. Errors: ValueError where answers differ."""
    results = {size: _prepare(work / f"ledger-{size}", size, history_limit, say) for size in sizes}
    for number in range(rounds):
        for size, result in results.items():
            contenders = [OURS, DUCKDB, SQL, *([HISTORY] if result.versions else [])]
            shift = number % len(contenders)
            for lens in LENSES:
                answer: dict[str, str | None] = {}
                for contender in (*contenders[shift:], *contenders[:shift]):
                    found = _ask(work / f"ledger-{size}", contender, lens)
                    say(f"figures: {size:,}, round {number + 1}, {lens}, {contender}: {found['seconds']:.4f} s")
                    answer = answer or found["answer"]
                    _compare(contender, found["answer"], answer)
                    result.seconds.setdefault(contender, {}).setdefault(lens, []).append(found["seconds"])
                    result.first.setdefault(contender, {}).setdefault(lens, []).append(found["first"])
                result.figures = len(answer)
                result.filled[lens] = sum(value is not None for value in answer.values())
    return results


def _compare(contender: str, answer: dict[str, str | None], expected: dict[str, str | None]) -> None:
    if answer != expected:
        wrong = next(key for key in (expected.keys() | answer.keys()) if answer.get(key) != expected.get(key))
        raise ValueError(f"{contender}: {wrong} is {answer.get(wrong)}, others have {expected.get(wrong)}")


def _ask(folder: Path, contender: str, lens: str) -> dict[str, Any]:
    from jiedui.config.database import SQLITE_FILE

    question = str(folder / f"{lens}.json")
    if contender == OURS:
        return run_worker("ours", "figures", question, data=folder, settings=_PRODUCT)
    if contender == HISTORY:
        return run_worker("peers.history", "ask", question, data=folder)
    database = folder / (SQLITE_FILE if contender == SQL else "postings.duckdb")
    return run_worker("peers.scans", contender, str(database), question, data=folder)


def _prepare(folder: Path, size: int, history_limit: int, say: Any) -> FiguresResult:
    """The ledger, its postings in columns, its facts with their history, and the two questions."""
    from jiedui.config.database import SQLITE_FILE

    done = folder / "counts.json"
    if not done.exists():
        say(f"figures: making a ledger of {size:,} postings")
        postings = folder / "postings.csv"
        folder.mkdir(parents=True)
        built = run_worker("ledgers", str(size), str(postings), data=folder, settings=_PRODUCT)
        say(f"figures: made in {built['seconds']:.0f} s: {built['counts']}")
        run_worker("peers.scans", "fill", str(postings), str(folder / "postings.duckdb"), data=folder)
        postings.unlink()
        versions = 0
        if size <= history_limit:
            versions = run_worker("peers.history", "prepare", str(folder / SQLITE_FILE), data=folder)["versions"]
        run_worker("asking", str(folder), data=folder, settings=_PRODUCT)
        done.write_text(json.dumps({"counts": built["counts"], "versions": versions}), "utf-8")
    kept = json.loads(done.read_text("utf-8"))
    return FiguresResult(size, kept["counts"], versions=kept["versions"])


def regions() -> list[str]:
    """The city and its counties. The ledger is open."""
    from jiedui.places.queries import children

    return [CITY, *(code for code, _ in children(CITY))]
