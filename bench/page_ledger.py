"""The ledger that pages are measured on, as a process: `SIZE` makes one of at least so many postings in JIEDUI_DATA.

It is the demonstration, built by the product's own command, and then its roster of workers again and again with other
persons in it: imported and confirmed as an office does it. So every record, entry, balance and hash is there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from bench.timing import print_result, timed


def build(size: int) -> dict[str, int]:
    """Make the ledger in the settings' data folder. Returns its counts."""
    from jiedui.commands.main import main
    from jiedui.demo.actions import import_and_confirm
    from jiedui.journal.models import Balance, Batch, Entry, Posting

    if main(["demo", "--no-serve"]):
        raise RuntimeError("the demonstration was not built")
    with TemporaryDirectory() as folder:
        rosters = further_rosters(Path(folder))
        while Posting.objects.count() < size:
            result = import_and_confirm(next(rosters), lambda step: None)
            if result.problems:
                raise RuntimeError(f"a roster was refused: {result.problems[0]}")
    models = {"batches": Batch, "entries": Entry, "postings": Posting, "balances": Balance}
    return {name: model.objects.count() for name, model in models.items()}


def further_rosters(folder: Path) -> Iterator[Path]:
    """The demonstration's roster, each time with as many persons who are in none before."""
    from jiedui.demo.workbooks.formats import write_book
    from jiedui.demo.workbooks.labour import workers
    from jiedui.demo.workbooks.labour_books import roster_book
    from jiedui.demo.workbooks.names import identity_number, person_name

    everybody = workers()
    for copy in range(1, 8):
        shift = copy * len(everybody)
        others = [
            replace(
                one,
                index=one.index + shift,
                name=person_name((one.index + shift) % 100_000),
                id_number=identity_number(one.index + shift, male=one.is_male),
            )
            for one in everybody
        ]
        here = folder / str(copy)
        here.mkdir()
        yield write_book(roster_book(others), here)


if __name__ == "__main__":
    django.setup()
    seconds, counts = timed(lambda: build(int(sys.argv[1])))
    print_result(seconds=seconds, counts=counts)
