"""The report: ratios with their spread beside what the issue wished, printed and written to RESULTS.md."""

from __future__ import annotations

import itertools
import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from bench import figures, roster
from bench.figures import FiguresResult
from bench.roster import RosterResult
from bench.timing import Spread, ratio

LEVEL: Final = 0.9
"""What still counts as level: ten percent, which the same program differs by from run to run."""
CONTENDERS: Final = {
    roster.OURS: "Jiedui",
    roster.DEFAULT: "django-import-export, default",
    roster.SKIP: "django-import-export, bulk, unchanged rows skipped",
    roster.BLIND: "django-import-export, bulk, nothing compared",
    roster.LIMIT: "the limit: calamine + executemany",
    figures.DUCKDB: "DuckDB, postings in columns",
    figures.SQL: "SQL sum over the postings, SQLite",
    figures.HISTORY: "django-simple-history, as_of + aggregate",
}
PACKAGES: Final = ("Django", "django-import-export", "tablib", "python-calamine", "django-simple-history", "duckdb")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was wished of a ratio, and what it is. `level` wishes are met within ten percent."""

    text: str
    found: Spread
    least: float
    level: bool = False

    @property
    def is_met(self) -> bool:
        return self.found.middle >= self.least * (LEVEL if self.level else 1)

    @property
    def row(self) -> list[str]:
        least = f"≥ {self.least:g}" + (" (within 10 %)" if self.level else "")
        return [self.text, least, times(self.found), "met" if self.is_met else "**not met**"]


def report(found: RosterResult | None, by_size: dict[int, FiguresResult], rounds: int) -> str:
    """The whole report as Markdown."""
    parts = [_head(rounds)]
    wishes = [*(_roster_wishes(found) if found else []), *_figure_wishes(by_size)]
    if wishes:
        heads = ["wish", "ratio wished", "ratio (lowest – highest)", ""]
        parts.append(f"## Wishes\n\n{table(heads, [wish.row for wish in wishes])}")
    if found:
        parts.append(_roster_part(found))
    if by_size:
        parts.append(_figures_part(by_size))
    return "\n\n".join(parts) + "\n"


def _head(rounds: int) -> str:
    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    libraries = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        "# Results of the benchmark\n\n"
        "Written by `make bench`; why some wishes are not met: [REASONS.md](REASONS.md). "
        "A ratio is a peer's time divided by ours in the same round: above 1, ours is faster. "
        f"Medians of {rounds} round{'s' if rounds != 1 else ''}, each contender in a process of its own and in turn; "
        "a time counts only after its digits have been found equal to all others'.\n\n"
        f"Machine: {os.cpu_count()} cores, {round(pages * page / 2**30)} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}. "
        "All SQLite files are opened with the product's own settings."
    )


def _roster_wishes(found: RosterResult) -> list[Wish]:
    ours, default = found.seconds[roster.OURS], found.seconds[roster.DEFAULT]
    fastest = _fastest(found, "first")
    return [
        Wish(
            "first import: faster than django-import-export's default",
            ratio(default["first"], ours["first"]),
            10,
        ),
        Wish(
            f"first import: no slower than its fastest ({CONTENDERS[fastest].split(', ', 1)[1]})",
            ratio(found.seconds[fastest]["first"], ours["first"]),
            1,
            level=True,
        ),
        Wish(
            "again unchanged: faster than django-import-export's default",
            ratio(default["unchanged"], ours["unchanged"]),
            50,
        ),
    ]


def _fastest(found: RosterResult, step: str) -> str:
    return min((roster.SKIP, roster.BLIND), key=lambda name: Spread.of(found.seconds[name][step]).middle)


def _figure_wishes(by_size: dict[int, FiguresResult]) -> list[Wish]:
    wishes = []
    for size, result in by_size.items():
        ours = result.seconds[figures.OURS]
        for lens in figures.LENSES:
            if history := result.seconds.get(figures.HISTORY):
                text = f"figures, {lens}, {_short(size)}: faster than django-simple-history"
                wishes.append(Wish(text, ratio(history[lens], ours[lens]), 100))
            text = f"figures, {lens}, {_short(size)}: level with DuckDB's scan"
            wishes.append(Wish(text, ratio(result.seconds[figures.DUCKDB][lens], ours[lens]), 1, level=True))
        text = f"figures, {_short(size)}: the past within 3× of the present (present ÷ past)"
        wishes.append(Wish(text, ratio(ours["present"], ours["past"]), round(1 / 3, 2)))
    sizes = sorted(by_size)
    for small, large in itertools.pairwise(sizes):
        for lens in figures.LENSES:
            few, many = (by_size[size].seconds[figures.OURS][lens] for size in (small, large))
            pair = f"{_short(small)} ÷ {_short(large)}"
            text = f"figures, {lens}: no slower at {_short(large)} than at {_short(small)} ({pair})"
            wishes.append(Wish(text, ratio(few, many), 1, level=True))
    return wishes


def _roster_part(found: RosterResult) -> str:
    ours = found.seconds[roster.OURS]
    rows = []
    for name in (roster.OURS, roster.DEFAULT, roster.SKIP, roster.BLIND, roster.LIMIT):
        cells = [CONTENDERS[name]]
        for step in roster.STEPS:
            seconds = found.seconds[name][step]
            beside = "1" if name == roster.OURS else times(ratio(seconds, ours[step]))
            cells += [_seconds(Spread.of(seconds).middle), beside]
        rows.append([*cells, f"{found.memory_mb[name]} MB"])
    heads = ["", *(head for step in roster.STEPS for head in (step, "÷ ours")), "memory"]
    digits = found.digits["first"]
    return (
        f"## (a) A roster of {found.rows:,} rows imported\n\n{table(heads, rows)}\n\n"
        f"Checked in every contender after every step: {digits['rows']:,} rows, {digits['persons']:,} persons, "
        f"{digits['lifted']:,} of them lifted, the sum of all incomes; after the correction of {roster.CORRECTED} rows "
        f"{found.digits['corrected']['lifted']:,} lifted. Ours reads the workbook as offices send it (titles, a dozen "
        "ways of writing a day, blanks in numbers, villages by name), seals the identity numbers and writes "
        f"{found.written:,} rows: persons, placements, entries, postings, balances. The peers get the same rows laid "
        "out for their one plain table, and write a row each. Their default import is timed once, without the dry run "
        "that its admin page makes before. Saved anew: the same cells in a file of other bytes. The limit reads the "
        "workbook's cells, at the first import also inserts the "
        "very rows that ours wrote, finished beforehand, into the same tables; it understands and checks nothing."
    )


def _figures_part(by_size: dict[int, FiguresResult]) -> str:
    parts = []
    for size, result in by_size.items():
        ours = result.seconds[figures.OURS]
        rows = []
        for name in (figures.OURS, figures.DUCKDB, figures.SQL, figures.HISTORY):
            if name not in result.seconds:
                continue
            cells = [CONTENDERS[name]]
            for lens in figures.LENSES:
                seconds = result.seconds[name][lens]
                cells += [
                    _seconds(Spread.of(seconds).middle),
                    "1" if name == figures.OURS else times(ratio(seconds, ours[lens])),
                    _seconds(Spread.of(result.first[name][lens]).middle),
                ]
            rows.append(cells)
        heads = ["", "present", "÷ ours", "first asking", "past", "÷ ours", "first asking"]
        counts = result.counts
        note = (
            f"{counts['postings']:,} postings in {counts['batches']:,} batches; {counts['balances']:,} balances and "
            f"{counts['balances_past']:,} earlier states of them. {result.figures:,} figures, of which "
            f"{result.filled['present']:,} have a value at present and {result.filled['past']:,} in the past."
        )
        if result.versions:
            note += f" {result.versions:,} versions of the same facts for django-simple-history."
        parts.append(f"### {_short(size)} postings\n\n{table(heads, rows)}\n\n{note}")
    head = (
        "## (b) All indicators for Nanning and its twelve counties\n\n"
        f"Until {figures.UNTIL}; the past is the same question as known at {figures.KNOWN_AT:%Y-%m-%d}. Times are "
        "medians of five askings after the first in an open connection; where the first took longer than five seconds, "
        "it stands for all. The ledgers are invented: 200 batches over five years, most of them confirmed later, some "
        "corrected; their entries and hashes are left out. Every contender sums in one statement and then does the "
        "same arithmetic from sums to printed figures; ours also sums what waits for confirmation and each region's "
        "own level. django-simple-history has one version for each posting that is not a reversal, indexed as it comes "
        "and analysed, and is asked once for all figures, not once for each."
    )
    return "\n\n".join([head, *parts])


def _short(size: int) -> str:
    return f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size:,}"


def times(found: Spread) -> str:
    return f"{_number(found.middle)} ({_number(found.low)} – {_number(found.high)})"


def _number(value: float) -> str:
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
