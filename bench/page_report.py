"""The report of the pages: a section of RESULTS.md of its own, put in place of the one that was there."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Final

from bench.page_users import Times
from bench.pages import THINK_SECONDS, USERS, WORKERS, PagesResult, goal_ms
from bench.report import table, times
from bench.timing import ratio

HEADING: Final = "## (c) Pages"


def percentile(seconds: list[float], share: float) -> float:
    """The time that so large a share of the askings stays within, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def pages_part(found: PagesResult) -> str:
    """The section as Markdown."""
    rows = []
    for page, seconds in found.at_once.items():
        looked = found.with_looks[page]
        high, goal = percentile(seconds, 0.95), goal_ms(page)
        cells = [f"{value:.0f} ms" for value in (percentile(seconds, 0.5), high)]
        beside = [f"{value:.0f} ms" for value in (percentile(looked, 0.5), percentile(looked, 0.95))]
        rows.append([page, *cells, *beside, f"{goal} ms", _met(high, percentile(looked, 0.95), goal)])
    heads = ["page", "p50", "p95", "p50, with looks", "p95, with looks", "goal for p95", ""]
    lists = [_list_row(name, found) for name in found.ours[0]]
    counts, askings = found.counts, sum(map(len, found.at_once.values()))
    beside_heads = ["", "ours, p50", "ours, p95", "admin, p50", "admin, p95", "admin ÷ ours"]
    return (
        f"{HEADING}\n\n{table(heads, rows)}\n\n"
        f"{counts['postings']:,} postings, {counts['entries']:,} entries in {counts['batches']} batches, all imported "
        f"and confirmed by the product itself; served by `jiedui serve` with {WORKERS} workers, asked by {USERS} "
        "signed-in members at once, who share the machine's cores with the server. First without a pause: "
        f"{USERS} requests are always under way, {askings:,} in all. With looks: each member looks at a page for "
        f"{THINK_SECONDS:g} s before the next one. Each sees what lies within its reach, and no answer is kept from "
        f"one asking to the next.\n\n### Beside Django's admin\n\n{table(beside_heads, lists)}\n\n"
        "The admin's changelist over the same table of the same file: 50 rows, eight columns, the total counted as it "
        "does by itself; the same server, workers and users, in turn with ours. It knows no reach, names no linked "
        "record and shows sealed numbers as tokens. The ratio is that of the medians of each round."
    )


def _met(at_once: float, looked: float, goal: int) -> str:
    if at_once <= goal:
        return "met"
    return "met with looks only" if looked <= goal else "**not met**"


def _list_row(name: str, found: PagesResult) -> list[str]:
    both = [_medians(side, name) for side in (found.admin, found.ours)]
    cells = []
    for side in (found.ours, found.admin):
        seconds = [one for times_ in side for one in times_[name]]
        cells += [f"{percentile(seconds, share):.0f} ms" for share in (0.5, 0.95)]
    return [name, *cells, times(ratio(*both))]


def _medians(rounds: list[Times], name: str) -> list[float]:
    return [median(one[name]) for one in rounds]


def put_in_place(part: str, results: Path) -> None:
    """Replace the section in a report that was written before, or add it at its end."""
    text = results.read_text("utf-8") if results.exists() else ""
    heading = part.partition("\n")[0]
    before, _, rest = text.partition(heading)
    _, mark, after = rest.partition("\n## ")
    results.write_text(f"{before.rstrip()}\n\n{part.rstrip()}\n" + (f"\n## {after}" if mark else ""), "utf-8")
