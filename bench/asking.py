"""The two questions of benchmark (b) for the ledger in JIEDUI_DATA, written into `FOLDER`, as a process."""

from __future__ import annotations

import sys
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()
    from bench.figures import KNOWN_AT, LENSES, UNTIL, regions
    from bench.question import make_question
    from bench.timing import print_result

    for lens, known_at in zip(LENSES, (None, KNOWN_AT), strict=True):
        make_question(regions(), UNTIL, known_at).write(Path(sys.argv[1]) / f"{lens}.json")
    print_result()
