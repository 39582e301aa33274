"""A schematic map: one tile a region, placed by where the regions lie to each other, not by their boundaries.

`data/schematic.txt` holds the grids of cities that have one; elsewhere the tiles stand in rows, in code order. The
layout says nothing of figures and is the same for whoever looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from math import ceil, sqrt
from typing import Final

EMPTY: Final = "......"


def layout(parent: str, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each region's tile stands: (row, column), both from 0, north above.

    A region that the grid of its parent does not know stands in a row below it.
    """
    known = _grids().get(parent, {})
    found = {code: known[code] for code in codes if code in known}
    rest = sorted(code for code in codes if code not in known)
    below = 1 + max((row for row, _ in found.values()), default=-1)
    width = 1 + max((column for _, column in found.values()), default=-1) or max(1, ceil(sqrt(len(rest) * 1.5)))
    found |= {code: (below + place // width, place % width) for place, code in enumerate(rest)}
    return found


@lru_cache(maxsize=1)
def _grids() -> dict[str, dict[str, tuple[int, int]]]:
    """The grids by the code of the region that they divide: a line with that code, then the rows below it."""
    grids: dict[str, dict[str, tuple[int, int]]] = {}
    text = (resources.files("jiedui.places") / "data" / "schematic.txt").read_text("utf-8")
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words and words[0].endswith(":"):
            parent, row = words[0][:-1].ljust(12, "0"), 0
            grids[parent] = {}
        elif words:
            grids[parent] |= {code.ljust(12, "0"): (row, place) for place, code in enumerate(words) if code != EMPTY}
            row += 1
    return grids
