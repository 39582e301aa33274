"""Reading region files: the tree that ships with the product, the successions, and an office's own list.

Pure: text in, rows out. A fault names its line.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from typing import NamedTuple

from jiedui.kernel import regions
from jiedui.kernel.errors import refused

HEADINGS_OF_THE_CODE = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names that stand in the code's tree but are no places of their own."""


class RegionRow(NamedTuple):
    """code, name, level, first and last year (None: not known, still in force), successor or empty."""

    code: str
    name: str
    level: int
    since: int | None = None
    until: int | None = None
    successor: str = ""


def read_tree(text: str) -> Iterator[RegionRow]:
    """The shipped form: leading spaces give the level, each line its own segment and the name; `#` is a comment.

    Errors: REGION-003 with the line.
    """
    segments = [""] * 5
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        bare = line.lstrip(" ")
        depth = len(line) - len(bare)
        segment, _, name = bare.partition(" ")
        if depth > 4 or len(segment) != (2, 2, 2, 3, 3)[depth] or not segment.isdigit() or not name:
            raise refused("REGION-003", line=number, detail=f"'{line}'")
        segments[depth] = segment
        code = "".join(segments[: depth + 1]).ljust(12, "0")
        if regions.level(code) == depth + 1:
            yield RegionRow(code, name, depth + 1)


def read_list(text: str) -> Iterator[RegionRow]:
    """An office's own list: code and name a line, separated by comma, tab or semicolon; a heading line is skipped.

    Errors: REGION-003 with the line for a code that is none or a missing name.
    """
    sample = text.splitlines()[0] if text else ""
    separator = next((mark for mark in ("\t", ";", ",") if mark in sample), ",")
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
        if not row or not row[0].strip() or row[0].startswith("#") or (number == 1 and not row[0].strip().isdigit()):
            continue
        if len(row) < 2 or not row[1].strip():
            raise refused("REGION-003", line=number, detail="expected a code and a name")
        code = regions.normal_code(row[0])
        yield RegionRow(code, row[1].strip(), regions.level(code))


def read_successions(text: str) -> Iterator[RegionRow]:
    """Abolished codes: old code, old name, the year its successor took effect, new code, separated by tabs."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 4 or not parts[2].isdigit():
            raise refused("REGION-003", line=number, detail=f"'{line}'")
        code = regions.normal_code(parts[0])
        yield RegionRow(code, parts[1], regions.level(code), None, int(parts[2]) - 1, regions.normal_code(parts[3]))


def table_digest(rows: list[RegionRow]) -> str:
    """SHA-256 over the rows in code order: what the verification compares."""
    text = "\n".join(
        "\t".join("" if part is None else str(part) for part in row) for row in sorted(rows, key=lambda row: row.code)
    )
    return hashlib.sha256(text.encode()).hexdigest()
