"""The one door to calamine: its sheets as grids, and all its ways to fail as one word."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from jiedui.intake.files.grids import DamagedFile, Grid, Position, build_grid
from jiedui.kernel.errors import Place, refused


def open_workbook(data: bytes, place: Place) -> CalamineWorkbook:
    """Open a workbook that the guards have let pass. FILE-010 where it asks for a password."""
    with _calamine_faults(place):
        return CalamineWorkbook.from_object(io.BytesIO(data))


def worksheet_names(workbook: CalamineWorkbook) -> list[str]:
    """The worksheets in order; sheets that are a chart, a dialog or a macro are left out."""
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def read_sheet(
    workbook: CalamineWorkbook,
    name: str,
    place: Place,
    *,
    uncalculated: set[Position],
    errors: dict[Position, str],
) -> Grid:
    """One sheet as a grid. Calamine shows error cells as empty, so what they show comes from the scan."""
    visible = next(sheet.visible for sheet in workbook.sheets_metadata if sheet.name == name)
    with _calamine_faults(place):
        sheet = workbook.get_sheet_by_name(name)
        merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        return build_grid(
            name,
            _rows(sheet),
            hidden=visible != SheetVisibleEnum.Visible,
            left=sheet.start[1] if sheet.start else 0,
            merged=merged,
            uncalculated=uncalculated,
            errors=errors,
        )


def _rows(sheet: CalamineSheet) -> Iterator[list]:  # type: ignore[type-arg]  # calamine's own cell types
    # Row by row, so that calamine's copy of the texts is not held beside ours. Leading empty rows come too.
    return iter(sheet.iter_rows()) if sheet.start else iter(())


@contextmanager
def _calamine_faults(place: Place) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise refused("FILE-010", place) from error
    except (CalamineError, OSError, OverflowError) as error:
        raise DamagedFile(str(error)) from error
    except BaseException as error:
        # A panic of the Rust code arrives as pyo3's PanicException, a BaseException that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedFile("the reader gave up on it") from error
