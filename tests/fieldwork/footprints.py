"""Days in cells and projects with money paid, as tests of the footprint need them."""

from __future__ import annotations

from datetime import date

from jiedui.kernel.grid import area_m2
from jiedui.registers.catalogue import register
from jiedui.registers.rows import by_texts
from tests.registers.grids import CELLS
from tests.registers.records import MASHAN, SHANGLIN, new

DAY = date(2023, 9, 30)


def day_in(place: int, member: str, first: date, last: date | None = None) -> int:
    """A member's tracks fell into a cell of the small grid, from one day of a year to another."""
    known = by_texts(register("grid_cells"), "cell", [CELLS[place]]).get(CELLS[place])
    county = MASHAN if place < 4 else SHANGLIN
    number = known.id if known else new("grid_cells", cell=CELLS[place], region=county, area=area_m2(CELLS[place]))
    return new("cell_days", cell=number, member=member, year=first.year, first_on=first, last_on=last or first)


def paid_project(name: str = "茶园", fen: int = 900_00, region: str = MASHAN, **values: object) -> int:
    """A project for which money was paid in good time."""
    number = new("projects", **{"region": region, "name": name, "kind": "industry", "fund": 10**9, **values})
    new("disbursements", project=number, amount=fen, paid_on=date(2023, 5, 1), voucher=f"凭{name}")
    return number
