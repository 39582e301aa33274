"""Workbooks of .ods, read with our own streaming parser.

OpenDocument says "this cell, 16,000 times" and "this row, a million times". LibreOffice says so of the emptiness
behind the data, which is harmless and skipped; said of filled cells it is a trap, for which calamine takes memory. It
also tells neither merged ranges nor error cells of this format. One pass with expat keeps repeats as numbers until
the budget has agreed.
"""

from __future__ import annotations

import datetime
import math
import re

from jiedui.intake.files.grids import CellValue, DamagedFile, Grid, MergedRange, Position, build_grid
from jiedui.intake.files.guards import MAX_COLUMNS, MAX_MERGES, Budget, Span
from jiedui.intake.files.package import Package
from jiedui.intake.files.xml import local_name, xml_parser
from jiedui.kernel.errors import Place, Refused, refused

CONTENT = "content.xml"
_MANIFEST = "meta-inf/manifest.xml"
#: Elements whose inside is not the sheet's: notes, drawings, changes once made, links to other files.
_FOREIGN = frozenset(
    (
        "office:annotation",
        "office:dde-source",
        "office:forms",
        "draw:frame",
        "draw:custom-shape",
        "table:shapes",
        "table:tracked-changes",
        "table:dde-links",
    )
)
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?")


def read_ods(package: Package, place: Place) -> tuple[Grid, ...]:
    """All sheets. Refuses with FILE-004, -006, -008, -010, -012, -014."""
    if _MANIFEST in package:
        package.parse(_MANIFEST, xml_parser(lambda tag, _: _refuse_encrypted(tag, place)))
    reader = _Reader(Budget(place))
    package.parse(CONTENT, xml_parser(reader.start, reader.end, reader.characters))
    if not reader.grids:
        raise DamagedFile("it holds no sheet")
    return tuple(reader.grids)


def _refuse_encrypted(tag: str, place: Place) -> None:
    if local_name(tag) == "encryption-data":
        raise refused("FILE-010", place)


class _Table:
    """One sheet while it is read."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.rows: list[list[CellValue]] = []
        self.waiting_rows = 0  # empty ones, of which it is not known yet whether anything follows
        self.span = Span()
        self.merged: list[MergedRange] = []
        self.errors: dict[Position, str] = {}
        # The open row:
        self.row: list[CellValue] = []
        self.row_repeats = 1
        self.row_errors: dict[int, str] = {}
        self.column = 0


class _Reader:
    """Handlers for content.xml. They run some millions of times, hence the plain comparisons and few calls."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.grids: list[Grid] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.table: _Table | None = None
        self.cell: dict[str, str] = {}
        self.text: list[str] = []
        self.in_cell = self.in_text = False
        self.foreign_depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.foreign_depth or tag in _FOREIGN:
            self.foreign_depth += 1
        elif tag == "text:p":
            if self.in_text:
                self.text.append("\n")
            self.in_text = self.in_cell
        elif self.table is None:
            self._start_outside(tag, attributes)
        elif tag in _CELLS:
            self.cell, self.text, self.in_cell, self.in_text = attributes, [], True, False
        elif self.in_text:
            self._start_text(tag, attributes)
        elif tag == "table:table-row":
            self.table.row, self.table.column, self.table.row_errors = [], 0, {}
            self.table.row_repeats = _count(attributes, "table:number-rows-repeated")
        elif tag == "table:table":
            raise DamagedFile("a sheet within a sheet")

    def characters(self, data: str) -> None:
        if self.in_text and not self.foreign_depth:
            self.text.append(data)

    def end(self, tag: str) -> None:
        if self.foreign_depth:
            self.foreign_depth -= 1
        elif self.table is None:
            return
        elif tag in _CELLS:
            self._end_cell(self.table, self.cell)
            self.in_cell = self.in_text = False
        elif tag == "table:table-row":
            self._end_row(self.table)
        elif tag == "table:table":
            self._end_table(self.table)
            self.table = None

    def _start_outside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style:style":
            self.style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table:table":
            hidden = attributes.get("table:style-name") in self.hidden_styles
            self.table = _Table(attributes.get("table:name", ""), hidden)

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "text:s":
            spaces = _count(attributes, "text:c")
            self.budget.admit_text(spaces)
            self.text.append(" " * spaces)
        elif tag in ("text:tab", "text:line-break"):
            self.text.append("\t" if tag == "text:tab" else "\n")

    def _end_cell(self, table: _Table, attributes: dict[str, str]) -> None:
        repeats = _count(attributes, "table:number-columns-repeated")
        column = table.column
        table.column += repeats
        if "table:number-rows-spanned" in attributes or "table:number-columns-spanned" in attributes:
            self._merge(table, column, attributes)
        if "office:value-type" not in attributes and not self.text:
            return
        text = "".join(self.text)
        if text:
            self.budget.admit_text(len(text))
        is_error = attributes.get("calcext:value-type") == "error"
        value = None if is_error else _value(attributes, text)
        if value is None and not is_error:
            return
        if table.column > MAX_COLUMNS:
            raise DamagedFile(f"sheet {table.name} has more than {MAX_COLUMNS} columns")
        if len(table.row) < column:
            table.row.extend([None] * (column - len(table.row)))
        table.row.extend([value] * repeats)
        table.span.filled += 1
        if is_error:
            table.row_errors.update(dict.fromkeys(range(column, column + repeats), text))

    def _merge(self, table: _Table, column: int, attributes: dict[str, str]) -> None:
        rows = _count(attributes, "table:number-rows-spanned")
        columns = _count(attributes, "table:number-columns-spanned")
        top = len(table.rows) + table.waiting_rows
        table.merged.append((top, column, top + rows - 1, column + columns - 1))
        if len(table.merged) > MAX_MERGES:
            raise DamagedFile(f"sheet {table.name} has more than {MAX_MERGES} merged ranges")

    def _end_row(self, table: _Table) -> None:
        if not table.row:
            table.waiting_rows += table.row_repeats
            return
        span = table.span
        span.rows += table.waiting_rows + table.row_repeats
        span.columns, span.mentioned_rows = max(span.columns, len(table.row)), span.rows
        problem = self.budget.objection(table.name, span)  # before the repeats take memory
        if problem is not None:
            raise Refused(problem)
        table.rows.extend([] for _ in range(table.waiting_rows))
        for _ in range(table.row_repeats):
            for column, word in table.row_errors.items():
                table.errors[len(table.rows), column] = word
            table.rows.append(table.row if table.row_repeats == 1 else table.row.copy())
        table.waiting_rows = 0

    def _end_table(self, table: _Table) -> None:
        if table.name.startswith("'file:"):  # a copy of another file's sheet, kept for its links
            return
        self.budget.admit(table.name, table.span)
        self.grids.append(
            build_grid(table.name, table.rows, hidden=table.hidden, merged=table.merged, errors=table.errors)
        )


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if text == "1":
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DamagedFile(f"{name} is {text[:20]}")
    return int(text)


def _value(attributes: dict[str, str], text: str) -> CellValue:
    kind = attributes.get("office:value-type")
    if kind == "string" or kind is None:
        return attributes.get("office:string-value", text) or None
    try:
        if kind in ("float", "percentage", "currency"):
            number = float(attributes["office:value"])
            return number if math.isfinite(number) else "#NUM!"
        if kind == "date":
            return _date(attributes["office:date-value"])
        if kind == "time":
            return _time(attributes["office:time-value"])
        if kind == "boolean":
            return attributes["office:boolean-value"].lower() == "true"
    except (KeyError, ValueError, OverflowError) as error:
        raise DamagedFile(f"a {kind} cell holds {error}") from error
    return text or None


def _date(text: str) -> datetime.date | datetime.datetime | str:
    if text.startswith("-") or len(text.partition("-")[0]) != 4:
        return text  # before the year 1 or after 9999
    moment = datetime.datetime.fromisoformat(text[:26])
    return moment.date() if "T" not in text or moment.time() == datetime.time() else moment


def _time(text: str) -> datetime.time | datetime.timedelta:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(match[group] or 0) for group in (2, 3, 4, 5))
    micros = int((match[6] or "0")[:6].ljust(6, "0"))
    length = datetime.timedelta(days, seconds, micros, minutes=minutes, hours=hours)
    if match[1]:
        return -length
    is_clock = length < datetime.timedelta(days=1)
    return (datetime.datetime.min + length).time() if is_clock else length
