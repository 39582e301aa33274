"""The land areas of regions as they are published: what the area inside a loaded boundary is compared with."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from jiedui.kernel.regions import normal_code

M2_A_KM2: Final = 1_000_000


class PublishedArea(NamedTuple):
    """A region by name and its published area in whole m²."""

    name: str
    area: int


@lru_cache(maxsize=1)
def published_areas() -> dict[str, PublishedArea]:
    """The published areas that the product knows, by 12-digit code, in code order."""
    text = (resources.files("jiedui.places") / "data" / "areas.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {normal_code(code): PublishedArea(name, int(Decimal(area) * M2_A_KM2)) for code, name, area in rows}
