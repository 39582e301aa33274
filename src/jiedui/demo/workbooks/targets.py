"""The published figures that the invented records are made to add up to."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

from jiedui.kernel.units import UNITS


@lru_cache(maxsize=1)
def published() -> dict[str, Any]:
    """`published.toml` as it stands."""
    return tomllib.loads(files("jiedui.demo").joinpath("published.toml").read_text(encoding="utf-8"))


def target(indicator: str, region: str = "450100", *, own: bool = False) -> int:
    """The published figure in the base unit: money in fen, persons as persons."""
    for figure in published()["figure"]:
        if (figure["indicator"], figure["region"], figure["own"]) == (indicator, region, own):
            return int(Decimal(figure["value"]) * UNITS[figure["unit"]].factor)
    raise KeyError((indicator, region, own))


def shares(rng: Random, total: int, parts: int, *, step: int = 1, weights: list[float] | None = None) -> list[int]:
    """`total` in so many positive parts, all but one of them whole steps."""
    sizes = [rng.uniform(0.6, 1.4) * (weights[part] if weights else 1) for part in range(parts)]
    whole = sum(sizes)
    found = [max(step, int(total * size / whole / step) * step) for size in sizes]
    found[found.index(max(found))] += total - sum(found)
    return found
