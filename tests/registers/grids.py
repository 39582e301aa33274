"""A small grid to stand on in tests: a few cells of two counties, laid as boundaries lay them."""

from __future__ import annotations

from jiedui.kernel.grid import area_m2, cell_at
from jiedui.places.models import BoundarySet, GridCell
from tests.registers.records import MASHAN, SHANGLIN, new

RESOLUTION = 7
LATITUDE, LONGITUDE, STEP = 23_700_000, 108_200_000, 100_000
"""Where the first cell's position lies, and how far the next; in millionths of a degree. A step is four cells."""
POSITIONS = [(LATITUDE, LONGITUDE + STEP * number) for number in range(6)]
CELLS = [cell_at(latitude, longitude, RESOLUTION) for latitude, longitude in POSITIONS]
"""The first four lie in Mashan, the others in Shanglin."""
OUTSIDE = (30_000_000, 120_000_000)


def lay_grid() -> None:
    """The cells in the tables of boundaries, and what each county is measured against."""
    boundaries = BoundarySet.objects.create(name="试验边界", version="1", resolution=RESOLUTION, digest="0" * 64)
    assert boundaries.id
    for county, cells in ((MASHAN, CELLS[:4]), (SHANGLIN, CELLS[4:])):
        GridCell.objects.bulk_create(GridCell(cell=cell, code=county) for cell in cells)
        new(
            "grids", region=county, boundary_set="试验边界", version="1", resolution=RESOLUTION, cells=len(cells),
            area=sum(map(area_m2, cells)), villages=10, townships=2,
        )  # fmt: skip
