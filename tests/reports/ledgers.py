"""A small ledger for reports: projects of two counties and the city, an event, and what changes afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.reviewing import confirm
from tests.registers.cast import FUTIAN
from tests.registers.records import MASHAN, NANNING, SHANGLIN, last_batch, new

DONE = date(2023, 9, 30)
WAN = 1_000_000
"""Fen in 万元."""


def confirmed(code: str, /, **values: Any) -> int:
    number = new(code, **values)
    confirm(last_batch(), LOCAL_OPERATOR)
    return number


def project(region: str, name: str, wan: int, **values: Any) -> int:
    filled = {"kind": "industry", "approved_on": date(2022, 3, 4), "year": 2022} | values
    return confirmed("projects", region=region, name=name, fund=wan * WAN, **filled)


def lay() -> dict[str, int]:
    """The ledger: 马山 15 万元 in two projects, 上林 7 万元 in one, the city 3 万元; an event, none invited."""
    confirmed("pairings", region=MASHAN, donor=FUTIAN, since=date(2021, 1, 1))
    confirmed("pairings", region=SHANGLIN, donor=FUTIAN, since=date(2021, 1, 1))
    return {
        "tea": project(MASHAN, "茶园", 10),
        "road": project(MASHAN, "道路", 5, kind="rural", approved_on=date(2023, 5, 1)),
        "mushroom": project(SHANGLIN, "菌菇", 7),
        "city": project(NANNING, "市本级培训", 3, kind="talent"),
        "event": confirmed("events", region=NANNING, name="推介会", held_on=date(2023, 5, 20)),
    }


def lens(region: str = NANNING, **rest: Any) -> Lens:
    return lens_as_of(region, DONE, **rest)
