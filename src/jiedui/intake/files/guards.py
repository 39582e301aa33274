"""What a sender's file may cost, and the words for a file that asks for more.

A few bytes can ask a reader for gigabytes: two cells in opposite corners of a sheet, one long text named a million
times. So every reader first finds out what a sheet spans and asks its `Budget`, which refuses before memory is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from jiedui.kernel.errors import Place, Problem, Refused

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 100 * MEGABYTE
MAX_UNPACKED_BYTES = 400 * MEGABYTE
#: All texts of a workbook, each counted as often as a cell shows it.
MAX_TEXT_BYTES = 200 * MEGABYTE
MAX_ROWS = 1_000_000
#: All cells of a workbook's sheets, empty ones between others too; a reader holds about 100 bytes for each.
MAX_CELLS = 3_000_000
MAX_COLUMNS = 16_384
MAX_MERGES = 100_000

#: A sheet may be sparse up to this size; beyond, one cell in `FEWEST_FILLED` must hold something.
SPARSE_CELLS = 1_000_000
FEWEST_FILLED = 20
#: The same for rows, counting empty ones that the file spells out behind the data.
SPARSE_ROWS = 100_000
FEWEST_FILLED_ROWS = 10


@dataclass(slots=True)
class Span:
    """What a sheet asks for: the area that its values span from A1 on, and how much of it is filled."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    #: The last row that the file mentions, be it empty.
    mentioned_rows: int = 0

    @property
    def cells(self) -> int:
        return self.rows * self.columns


@dataclass(slots=True)
class Budget:
    """What is left of the cells and texts that one workbook may hold."""

    place: Place
    cells: int = MAX_CELLS
    text_bytes: int = MAX_TEXT_BYTES
    admitted: list[Span] = field(default_factory=list)

    def objection(self, sheet: str, span: Span) -> Problem | None:
        """Why the sheet cannot be read (FILE-008, FILE-012, FILE-014), or None."""
        place = replace(self.place, sheet=sheet)
        sparse = span.cells > SPARSE_CELLS and span.filled * FEWEST_FILLED < span.cells
        behind = span.mentioned_rows > SPARSE_ROWS and span.filled * FEWEST_FILLED_ROWS < span.mentioned_rows
        if sparse or behind:
            rows = max(span.rows, span.mentioned_rows)
            fields = {"sheet": sheet, "rows": rows, "columns": span.columns, "filled": span.filled}
            return Problem("FILE-008", fields, place)
        if span.rows > MAX_ROWS:
            return Problem("FILE-012", {"sheet": sheet, "limit": MAX_ROWS}, place)
        if span.cells > self.cells:
            return Problem("FILE-014", {"limit": MAX_CELLS}, place)
        return None

    def admit(self, sheet: str, span: Span) -> None:
        """Take the sheet's cells off the budget, or refuse the file."""
        problem = self.objection(sheet, span)
        if problem is not None:
            raise Refused(problem)
        self.cells -= span.cells
        self.admitted.append(span)

    def admit_text(self, size: int) -> None:
        """Take `size` bytes of text off the budget, or refuse the file with FILE-006."""
        if size > self.text_bytes:
            raise Refused(Problem("FILE-006", {"limit_mb": MAX_TEXT_BYTES // MEGABYTE}, self.place))
        self.text_bytes -= size
