"""`python -m bench`: measure, print the table, write RESULTS.md."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import measure_figures
from bench.page_report import pages_part, put_in_place
from bench.pages import measure_pages
from bench.report import report
from bench.roster import measure_roster
from bench.tracks import measure_tracks, tracks_part

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
QUICK_ROWS = 4_000
QUICK_SIZES = (100_000, 200_000)


def parser() -> argparse.ArgumentParser:
    one = argparse.ArgumentParser(prog="bench", description="Jiedui beside its peers, the same digits checked first.")
    one.add_argument("--rounds", type=int, default=3, help="rounds, the contenders in turn in each (3)")
    one.add_argument("--quick", action="store_true", help="a cut of the roster, small ledgers, no RESULTS.md")
    one.add_argument("--sizes", default="1000000,10000000", help="postings of the ledgers that are asked for figures")
    one.add_argument(
        "part",
        nargs="?",
        choices=("roster", "figures", "pages", "tracks"),
        help="one of the benchmarks; of pages and tracks the section of RESULTS.md is written, of the others nothing",
    )
    one.add_argument("--page-postings", type=int, default=1_000_000, help="postings of the ledger that pages show")
    one.add_argument("--work", type=Path, help="a folder to work in; the ledgers there are kept and used again")
    one.add_argument(
        "--history-limit",
        type=int,
        default=10_000_000,
        help="the largest ledger that django-simple-history is asked on",
    )
    one.add_argument("--output", type=Path, help="where the report is written (bench/RESULTS.md)")
    return one


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    rounds = 1 if options.quick else options.rounds
    sizes = QUICK_SIZES if options.quick else tuple(int(size) for size in options.sizes.split(","))
    work = options.work or Path(tempfile.mkdtemp(prefix="jiedui-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - start:6.0f} s] {text}", file=sys.stderr, flush=True)

    found, by_size, pages, tracks = None, {}, None, None
    try:
        if options.part in (None, "roster"):
            shutil.rmtree(work / "roster", ignore_errors=True)
            found = measure_roster(work / "roster", rounds, QUICK_ROWS if options.quick else None, say)
        if options.part in (None, "figures"):
            by_size = measure_figures(work, sizes, rounds, options.history_limit, say)
        if options.part in (None, "pages"):
            pages = measure_pages(work, QUICK_SIZES[0] if options.quick else options.page_postings, rounds, say)
        if options.part in (None, "tracks"):
            tracks = measure_tracks(work, rounds, say, quick=options.quick)
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)
    text = "" if options.part in ("pages", "tracks") else report(found, by_size, rounds)
    parts = [pages_part(pages) if pages else "", tracks_part(tracks) if tracks else ""]
    print(text, *parts, sep="\n")
    if options.output or not (options.quick or options.part in ("roster", "figures")):
        write(text, parts, options.output or RESULTS)
    return 0


def write(text: str, parts: Sequence[str], results: Path) -> None:
    """The report, and the sections of pages and tracks at its end; one alone takes the place of the earlier one."""
    if text:
        results.write_text(text, "utf-8")
    for part in filter(None, parts):
        put_in_place(part, results)


if __name__ == "__main__":
    sys.exit(main())
