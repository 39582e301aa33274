"""Which figure a printed number is, in a text short enough for a content control, and read back from one.

`indicator|region|since|as of|level`, e.g. `funds.committed|450124|20210101|20230930|1`: a region in six digits where
the other six are zeros, `!` behind it for its own level alone, nothing for a beginning that there is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from jiedui.kernel import regions
from jiedui.kernel.errors import Refused
from jiedui.reports.contents import Said

LONGEST: Final = 64
"""Word keeps no longer tag on a content control."""


@dataclass(frozen=True, slots=True)
class FigureId:
    """A figure by its indicator, region, interval and standing level."""

    code: str
    region: str
    own: bool
    since: date | None
    as_of: date
    level: int


def figure_id(said: Said, level: int) -> str:
    """The id of a figure that a report says."""
    region = said.region[:6] if said.region.endswith("000000") else said.region
    since = said.since.strftime("%Y%m%d") if said.since else ""
    return f"{said.code}|{region}{'!' if said.own else ''}|{since}|{said.as_of:%Y%m%d}|{level}"


def read_figure_id(text: str) -> FigureId | None:
    """The figure that an id names; None for a tag that is no such id."""
    parts = text.split("|")
    if len(parts) != 5:
        return None
    code, region, since, as_of, level = parts
    try:
        return FigureId(
            code,
            regions.normal_code(region.removesuffix("!")),
            region.endswith("!"),
            datetime.strptime(since, "%Y%m%d").date() if since else None,
            datetime.strptime(as_of, "%Y%m%d").date(),
            int(level),
        )
    except (ValueError, Refused):
        return None
