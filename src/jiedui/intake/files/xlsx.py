"""Workbooks of .xlsx: calamine reads them, sheet by sheet, after `xlsx_scan` has said what each one asks for."""

from __future__ import annotations

from jiedui.intake.files.calamine import open_workbook, read_sheet, worksheet_names
from jiedui.intake.files.grids import DamagedFile, Grid
from jiedui.intake.files.guards import MAX_CELLS, MAX_MERGES, Budget
from jiedui.intake.files.package import Package
from jiedui.intake.files.xlsx_scan import SheetScan, scan_exactly, scan_usual
from jiedui.intake.files.xml import local_name, xml_parser
from jiedui.kernel.errors import Place, refused

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"


def read_xlsx(data: bytes, package: Package, place: Place) -> tuple[Grid, ...]:
    """All worksheets. Refuses with FILE-004, -006, -008, -010, -012, -014."""
    parts = _sheet_parts(package)
    longest = _longest_string(package)
    workbook = open_workbook(data, place)
    names = worksheet_names(workbook)
    budget = Budget(place)
    lengths: list[int] | None = None
    scans: dict[str, SheetScan] = {}
    for name in names:
        if name not in parts:
            raise DamagedFile(f"sheet {name} has no content")
        scan = scan_usual(package, parts[name])
        if scan is None or budget.objection(name, scan.span) or scan.cells * longest > budget.text_bytes:
            lengths = _string_lengths(package) if lengths is None else lengths
            scan = scan_exactly(package, parts[name], lengths)
        else:
            scan.text_bytes = scan.cells * longest
        if scan.merges > MAX_MERGES:
            raise DamagedFile(f"sheet {name} has {scan.merges} merged ranges")
        budget.admit(name, scan.span)
        budget.admit_text(scan.text_bytes)
        scans[name] = scan
    return tuple(
        read_sheet(workbook, name, place, uncalculated=scans[name].uncalculated, errors=scans[name].errors)
        for name in names
    )


# -- which part holds which sheet ---------------------------------------------------------------------------------


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name → part name, by the workbook's relations."""
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            target = targets.get(key, "").replace("\\", "/")
            target = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
            if target.endswith(".xml") and target in package:
                parts[attributes.get("name", "")] = target

    if _RELATIONS not in package:
        raise DamagedFile("the workbook's list of sheets is missing")
    package.parse(_RELATIONS, xml_parser(relation))
    package.parse(WORKBOOK, xml_parser(sheet))
    return parts


# -- shared texts: each is stored once, and costs memory as often as a cell names it ---------------------------------


def _longest_string(package: Package) -> int:
    """An upper bound, in bytes of XML, of the longest shared text. FILE-014 where there are too many."""
    longest = open_length = count = 0
    for chunk in package.chunks(_STRINGS) if _STRINGS in package else ():
        count += chunk.count(b"si>") + chunk.count(b"si/>")
        if count > 2 * MAX_CELLS:
            raise refused("FILE-014", package.place, limit=MAX_CELLS)
        first, *others = chunk.split(b"</si>")
        open_length += len(first)
        for text in others:
            longest, open_length = max(longest, open_length), len(text)
    return max(longest, open_length)


def _string_lengths(package: Package) -> list[int]:
    """The bytes of every shared text, in order."""
    lengths: list[int] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data.encode())

    if _STRINGS in package:
        package.parse(_STRINGS, xml_parser(start, None, text))
    return lengths
