"""What the XML of a sheet says before calamine reads it.

Calamine takes memory for the whole area that the values span, does not say which formulas have no stored result, and
shows errors as nothing; the scan finds all three. A sheet written in the usual way is scanned with regular
expressions, 20 MB in a quarter of a second. Whatever is unusual or asks for much goes through an XML parser, which is
exact; only on its word is a sheet refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiedui.intake.files.grids import DamagedFile, Position
from jiedui.intake.files.guards import MAX_COLUMNS, MEGABYTE, Span
from jiedui.intake.files.package import Package
from jiedui.intake.files.xml import local_name, xml_parser


@dataclass(slots=True)
class SheetScan:
    """What a sheet asks for, and what calamine does not tell of its cells."""

    span: Span = field(default_factory=Span)
    cells: int = 0
    merges: int = 0
    #: The bytes of its texts, each as often as it is shown.
    text_bytes: int = 0
    uncalculated: set[Position] = field(default_factory=set)
    errors: dict[Position, str] = field(default_factory=dict)


# -- the usual way of writing a sheet ------------------------------------------------------------------------------

_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"')
_OTHER_TAG = re.compile(rb"<c[A-Za-z]")
_OTHER_ROW_TAG = re.compile(rb"<row[A-Za-z]")
_PREFIXED = re.compile(rb":(?:c|row|mergeCell)[\s/>]")
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
_FORMULA_BODY = rb"<f(?:[^<>]*/>|(?: [^<>]*)?>[^<]*</f>)"
_FORMULA = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^<>]*)>' + _FORMULA_BODY + rb"(?:(<v>[^<])|(?:<v ?/>|<v></v>)?</c>)")
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]* t="e"[^<>]*>(?:' + _FORMULA_BODY + rb")?<v>([^<]+)</v>")
_LONGEST_ROW = 8 * MEGABYTE
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def scan_usual(package: Package, part: str) -> SheetScan | None:
    """Scan a sheet whose cells are all written `<c r="B2" …>`; None where it holds anything else.

    Empty cells count as values here, so the span is an upper bound.
    """
    scan = SheetScan()
    rest = b""
    for chunk in package.chunks(part):
        if not rest and b"\0" in chunk[:200]:
            return None  # UTF-16
        piece = rest + chunk
        cut = max(piece.rfind(b"<row"), 0)
        rest = piece[cut:]
        if len(rest) > _LONGEST_ROW or not _scan_piece(scan, piece[:cut]):
            return None
    return scan if _scan_piece(scan, rest) else None


def _scan_piece(scan: SheetScan, piece: bytes) -> bool:
    if b"='" in piece or _PREFIXED.search(piece):
        return False
    references = _REFERENCE.findall(piece)
    tags = piece.count(b"<c")
    if tags != len(references) and tags - len(_OTHER_TAG.findall(piece)) != len(references):
        return False
    span = scan.span
    scan.cells += len(references)
    scan.merges += piece.count(b"<mergeCell ")
    span.filled += piece.count(b"<v") + piece.count(b"<is>")
    if references:
        joined = b" ".join(references)
        span.rows = max(span.rows, *map(int, set(joined.translate(None, _LETTERS).split())))
        span.columns = max(span.columns, *map(_column, set(joined.translate(None, _DIGITS).split())))
    rows = _ROW.findall(piece)
    tags = piece.count(b"<row")
    if tags != len(rows) and tags - len(_OTHER_ROW_TAG.findall(piece)) != len(rows):
        return False
    span.mentioned_rows = max(span.mentioned_rows, span.rows, *map(int, rows))
    return _scan_marks(scan, piece)


def _scan_marks(scan: SheetScan, piece: bytes) -> bool:
    """Note formulas without a result and errors; False where one is written in an unusual way."""
    if b"<f" in piece:
        formulas = piece.count(b"<f>") + piece.count(b"<f ") + piece.count(b"<f/")
        found = _FORMULA.findall(piece)
        if len(found) != formulas:
            return False
        for letters, digits, attributes, value in found:
            if not value and b't="str"' not in attributes:  # an empty text is a result
                scan.uncalculated.add((int(digits) - 1, _column(letters) - 1))
    errors = piece.count(b' t="e"')
    if errors:
        found = _ERROR.findall(piece)
        for letters, digits, word in found:
            scan.errors[int(digits) - 1, _column(letters) - 1] = word.decode("utf-8", "replace")
        return len(found) == errors
    return True


def _column(letters: bytes) -> int:
    """`b"AA"` → 27."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


# -- any way of writing a sheet -----------------------------------------------------------------------------------

_ANY_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


def scan_exactly(package: Package, part: str, lengths: list[int]) -> SheetScan:
    """Scan a sheet of any writing; `lengths` are the bytes of the shared texts."""
    first = next(package.chunks(part), b"")
    if b"\0" in first[:200]:
        raise DamagedFile(f"part {part} is in UTF-16")  # which calamine silently reads as an empty sheet
    scan = _ExactScan(lengths)
    package.parse(part, xml_parser(scan.start, scan.end, scan.characters))
    return scan.result


class _ExactScan:
    """Follows the sheet element by element, with calamine's rules for cells that carry no reference."""

    def __init__(self, lengths: list[int]) -> None:
        self.result = SheetScan()
        self.lengths = lengths
        self.row = self.column = 0  # where a cell without a reference would stand
        self.cell_row = 0
        self.kind: str | None = None
        self.has_formula = self.has_value = False
        self.value = ""
        self.open_value: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local_name(tag)
        if tag == "c":
            self.result.cells += 1
            self._place_cell(attributes.get("r"))
            self.kind, self.has_formula, self.value = attributes.get("t"), False, ""
        elif tag in ("v", "is"):
            self.open_value = []
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            if "r" in attributes:
                self.row = _row_number(attributes["r"]) - 1
            self.result.span.mentioned_rows = max(self.result.span.mentioned_rows, self.row + 1)
        elif tag == "mergeCell":
            self.result.merges += 1

    def characters(self, data: str) -> None:
        if self.open_value is not None:
            self.open_value.append(data)

    def end(self, tag: str) -> None:
        tag = local_name(tag)
        if tag in ("v", "is") and self.open_value is not None:
            self.value, self.open_value = "".join(self.open_value) or self.value, None
        elif tag == "c":
            self._close_cell()
            self.column += 1
        elif tag == "row":
            self.row, self.column = self.row + 1, 0

    def _place_cell(self, reference: str | None) -> None:
        self.cell_row = self.row
        if reference is not None:
            match = _ANY_REFERENCE.fullmatch(reference)
            if match is None:
                raise DamagedFile(f"there is no cell {reference[:20]}")
            self.cell_row, self.column = int(match[2]) - 1, _column(match[1].upper().encode()) - 1
        if self.column >= MAX_COLUMNS:
            raise DamagedFile(f"there is no column {self.column + 1}")

    def _close_cell(self) -> None:
        position = self.cell_row, self.column
        if self.has_formula and not self.value and self.kind != "str":  # an empty text is a result
            self.result.uncalculated.add(position)
        elif not self.value:
            return
        if self.kind == "e":
            self.result.errors[position] = self.value
        span = self.result.span
        span.filled += 1
        span.rows, span.columns = max(span.rows, self.cell_row + 1), max(span.columns, self.column + 1)
        if self.kind == "s":
            index = int(self.value) if self.value.isascii() and self.value.isdigit() else -1
            self.result.text_bytes += self.lengths[index] if 0 <= index < len(self.lengths) else 0
        else:
            self.result.text_bytes += len(self.value.encode())


def _row_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8):
        raise DamagedFile(f"there is no row {text[:20]}")
    return int(text)
