"""The corpus: texts of our own wording with labels that were written by hand.

Those named h and later were held out until they had been measured once; see RESULTS.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Labelled:
    """A text with its labels; `is_true` where all that it says of the ledger's regions is true to the ledger."""

    name: str
    content: str
    style: str
    is_held_out: bool
    is_true: bool
    mentions: list[dict[str, Any]]
    relations: list[dict[str, Any]]


def corpus() -> list[Labelled]:
    """All texts, in order of their names."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        labels = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found.append(
            Labelled(path.stem, path.read_text("utf-8"), labels["style"], labels["held_out"],
                     labels["is_true_to_the_ledger"], labels["mentions"], labels["relations"])
        )  # fmt: skip
    return found
