"""Covering: which cells of the grid points fell into, with the first and the last day of each calendar year.

Pure, and whole arrays at a time: what is held is one chunk of points and the cells found so far, whatever the length of
the track. The order of the points and where the chunks are cut make no difference; more points never take a cell away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from h3ronpy.vector import coordinates_to_cells
from numpy.typing import NDArray

from jiedui.fieldwork.points import Points

YEAR_ZERO: Final = 1970


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """The cells that points fell into, a row a cell and calendar year, in the order of both.

    *Units*: cells as H3's whole numbers; days counted from 1970; how many points.
    """

    cells: NDArray[np.uint64]
    years: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    points: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.cells)

    def rows(self) -> Iterator[tuple[str, int, date, date, int]]:
        """The rows as the ledger keeps them: (cell, year, first day, last day, points)."""
        columns = (self.cells, self.years, self.first, self.last, self.points)
        for cell, year, first, last, points in zip(*(column.tolist() for column in columns), strict=True):
            yield f"{cell:015x}", year, _day(first), _day(last), points


def cover(chunks: Iterable[Points], resolution: int, day: date | None = None) -> Cover:
    """The cells of a resolution that points fell into. `day` is that of points without a time; they need one."""
    found = _NOTHING
    for points in chunks:
        if len(points):
            found = _merged(found, _of_chunk(points, resolution, day))
    return found


def _of_chunk(points: Points, resolution: int, day: date | None) -> Cover:
    """The rows of one chunk. Who stays in a cell makes one row of all points there before anything is sorted."""
    cells = np.asarray(coordinates_to_cells(points.latitude, points.longitude, resolution), np.uint64)
    days = points.days(day)
    starts = np.flatnonzero(np.append(True, (cells[1:] != cells[:-1]) | (days[1:] != days[:-1])))
    counts = np.diff(np.append(starts, len(cells)))
    cells, days = cells[starts], days[starts]
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + YEAR_ZERO
    return _grouped(Cover(cells, years, days, days, counts))


def _merged(one: Cover, other: Cover) -> Cover:
    both = zip(_columns(one), _columns(other), strict=True)
    return _grouped(Cover(*(np.concatenate(pair) for pair in both)))


def _grouped(rows: Cover) -> Cover:
    """One row a cell and year: the smallest first day, the largest last one, the sum of the points."""
    order = np.lexsort((rows.years, rows.cells))
    cells, years, first, last, points = (column[order] for column in _columns(rows))
    starts = np.flatnonzero(np.append(True, (cells[1:] != cells[:-1]) | (years[1:] != years[:-1])))
    return Cover(
        cells[starts], years[starts],
        np.minimum.reduceat(first, starts), np.maximum.reduceat(last, starts), np.add.reduceat(points, starts),
    )  # fmt: skip


def _columns(rows: Cover) -> tuple[NDArray[np.uint64], *tuple[NDArray[np.int64], ...]]:
    return rows.cells, rows.years, rows.first, rows.last, rows.points


def _day(number: int) -> date:
    return date.fromordinal(number + date(1970, 1, 1).toordinal())


_NONE: Final = np.empty(0, np.int64)
_NOTHING: Final = Cover(np.empty(0, np.uint64), _NONE, _NONE, _NONE, _NONE)
