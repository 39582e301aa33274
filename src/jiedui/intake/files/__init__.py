"""A sender's file as grids: what stands in which cell, uninterpreted, with bounded memory.

`read_file` looks at the content, never at the extension, and refuses what is no workbook, is damaged, is protected,
or asks for more than a workbook may (the FILE codes). What the cells mean is for the rooms above.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from jiedui.intake.files.grids import CellValue, DamagedFile, FileKind, Grid, MergedRange, Position, SourceFile
from jiedui.intake.files.guards import MAX_FILE_BYTES, MEGABYTE
from jiedui.intake.files.ods import CONTENT, read_ods
from jiedui.intake.files.ole import SIGNATURE, OleFile
from jiedui.intake.files.package import Package
from jiedui.intake.files.text import read_csv
from jiedui.intake.files.xls import read_xls
from jiedui.intake.files.xlsx import WORKBOOK, read_xlsx
from jiedui.kernel.errors import Place, refused

__all__ = [
    "MAX_FILE_BYTES",
    "CellValue",
    "FileKind",
    "Grid",
    "MergedRange",
    "Position",
    "SourceFile",
    "file_digest",
    "read_content",
    "read_file",
]

_ZIP = b"PK"
#: First bytes of files that are sent in place of a workbook, and what to call them.
_OTHER_FILES = (
    (b"%PDF", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_PARTS_OF_OTHERS = (
    ("xl/workbook.bin", ".xlsb"),
    ("word/document.xml", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
)
_STREAMS_OF_OTHERS = (("WordDocument", ".doc"), ("PowerPoint Document", ".ppt"))
_MARKUP = ((b"schemas-microsoft-com:office:spreadsheet", "XML 2003"), (b"<html", ".html"), (b"<table", ".html"))


def read_file(path: Path) -> SourceFile:
    """Read every worksheet of a sender's file.

    Errors: `Refused` with one FILE code (001–010, 012, 014–018); nothing of the file is kept then.
    """
    return read_content(_content(path, Place(path.name)), path.name)


def read_content(data: bytes, name: str) -> SourceFile:
    """Read every worksheet of a file's content, sent under a name. Errors: as read_file."""
    place = Place(name)
    try:
        kind, grids = _read(data, name, place)
    except DamagedFile as error:
        raise refused("FILE-004", place, detail=str(error)) from error
    return SourceFile(name, hashlib.sha256(data).hexdigest(), kind, len(data), grids)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's content as it stands. Errors: FILE-001, -002, -005, -018."""
    return hashlib.sha256(_content(path, Place(path.name))).hexdigest()


def _content(path: Path, place: Place) -> bytes:
    # Read once: what is checked, what is hashed and what is read must be the same bytes.
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise refused("FILE-001", place) from error
    except OSError as error:
        raise refused("FILE-018", place, detail=error.strerror or str(error)) from error
    if not data:
        raise refused("FILE-002", place)
    if len(data) > MAX_FILE_BYTES:
        raise refused("FILE-005", place, limit_mb=MAX_FILE_BYTES // MEGABYTE)
    return data


def _read(data: bytes, name: str, place: Place) -> tuple[FileKind, tuple[Grid, ...]]:
    if data.startswith(_ZIP) and data[2:4] in (b"\x03\x04", b"\x05\x06"):
        return _read_package(data, place)
    if data.startswith(SIGNATURE):
        return "xls", read_xls(_workbook_stream(data, place), place)
    other = _other_kind(data)
    if other:
        raise refused("FILE-003", place, found=other)
    return "csv", read_csv(data, Path(name).stem, place)


def _read_package(data: bytes, place: Place) -> tuple[FileKind, tuple[Grid, ...]]:
    package = Package(data, place)
    is_xlsx, is_ods = WORKBOOK in package, CONTENT in package and _is_spreadsheet(package)
    if not (is_xlsx or is_ods):
        found = next((kind for part, kind in _PARTS_OF_OTHERS if part in package), ".zip")
        raise refused("FILE-003", place, found=found)
    package.check()
    return ("xlsx", read_xlsx(data, package, place)) if is_xlsx else ("ods", read_ods(package, place))


def _is_spreadsheet(package: Package) -> bool:
    kind = next(package.chunks("mimetype"), b"") if "mimetype" in package else b""
    return kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def _workbook_stream(data: bytes, place: Place) -> bytes:
    ole = OleFile(data)
    if "EncryptedPackage" in ole:
        raise refused("FILE-010", place)
    for name in ("Workbook", "Book"):
        if name in ole:
            return ole.stream(name)
    found = next((kind for stream, kind in _STREAMS_OF_OTHERS if stream in ole), "OLE")
    raise refused("FILE-003", place, found=found)


def _other_kind(data: bytes) -> str | None:
    """What the file is if it is not text of cells."""
    for beginning, kind in _OTHER_FILES:
        if data.startswith(beginning):
            return kind
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<?xml", b"<!doctype", b"<html", b"<table", b"<meta", b"<head")):
        return next((kind for mark, kind in _MARKUP if mark in head), ".xml")
    return "binary" if b"\0" in data else None
