"""Region codes: the 12-digit statistical division code, read by segment (2+2+2+3+3).

A code's ancestors follow from its segments alone; which codes exist, what they are called and which succeeded
which is the business of `jiedui.places`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jiedui.kernel.errors import refused

SEGMENTS: Final = (2, 4, 6, 9, 12)
PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE = 1, 2, 3, 4, 5
NATION: Final = "0" * 12


def normal_code(text: str) -> str:
    """The 12-digit form of a code given with 2, 4, 6, 9 or 12 digits.

    Errors: REGION-001 for anything else.
    """
    found = text.strip()
    if not (found.isascii() and found.isdigit() and len(found) in SEGMENTS):
        raise refused("REGION-001", found=text)
    return found.ljust(12, "0")


@lru_cache(maxsize=65536)
def level(code: str) -> int:
    """1 province … 5 village, by the last segment that is not zero; 0 for the whole nation."""
    for depth in range(5, 0, -1):
        start = SEGMENTS[depth - 2] if depth > 1 else 0
        if code[start : SEGMENTS[depth - 1]].strip("0"):
            return depth
    return 0


@lru_cache(maxsize=65536)
def lineage(code: str) -> tuple[str, ...]:
    """The code itself and its ancestors up to the province, nearest first, each once."""
    codes: list[str] = []
    for depth in range(level(code), 0, -1):
        ancestor = code[: SEGMENTS[depth - 1]].ljust(12, "0")
        if ancestor not in codes:
            codes.append(ancestor)
    return tuple(codes)


def parent(code: str) -> str:
    """The next code up; the nation above a province."""
    line = lineage(code)
    return line[1] if len(line) > 1 else NATION


def subtree_bounds(code: str) -> tuple[str, str]:
    """`(low, high)`: the codes of the subtree are exactly those with low <= code <= high."""
    width = SEGMENTS[level(code) - 1] if level(code) else 0
    return code, code[:width].ljust(12, "9")


def is_within(code: str, region: str) -> bool:
    """Whether `code` is `region` or lies below it."""
    low, high = subtree_bounds(region)
    return low <= code <= high


def smallest_common(codes: Iterable[str]) -> str | None:
    """The smallest region that holds all the codes; None for no codes."""
    shared: list[str] | None = None
    for code in codes:
        line = [*lineage(code), NATION]
        shared = line if shared is None else [one for one in shared if one in line]
    return shared[0] if shared else None
