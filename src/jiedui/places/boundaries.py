"""The tables of boundaries and of the grid's cells: read whole, replaced whole, and the digest that is verified.

The whole grid has one resolution. Sets of several offices may be in force side by side, each for its own counties; a
set without a county left is forgotten. Writing is for `fieldwork.boundaries`, inside the transaction of its batch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jiedui.journal.storage import insert_rows, select_rows
from jiedui.places.models import Boundary, BoundarySet, GridCell

LOADED = "load_boundaries"
"""The verb of a batch that loaded boundaries."""


@dataclass(frozen=True, slots=True)
class SetInForce:
    """A set of boundaries and the counties that it is in force for, in order of their codes."""

    name: str
    version: str
    approval_number: str
    is_schematic: bool
    resolution: int
    digest: str
    counties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    """The boundary of a county: the number of its set (0: the one being loaded), its outline as GeoJSON, its area.

    *Units*: m².
    """

    code: str
    set: int
    outline: str
    area: int


def sets_in_force() -> list[SetInForce]:
    """The sets of boundaries in force, the latest first. Two queries."""
    counties: dict[int, list[str]] = {}
    for code, number in Boundary.objects.order_by("code").values_list("code", "set_id"):
        counties.setdefault(number, []).append(code)
    return [
        SetInForce(
            one.name, one.version, one.approval_number, one.is_schematic, one.resolution, one.digest,
            tuple(counties.get(one.id, ())),
        )
        for one in BoundarySet.objects.order_by("-id")
    ]  # fmt: skip


def stored_boundaries() -> dict[str, BoundaryRow]:
    """The boundaries in force by county, in order of their codes."""
    found = Boundary.objects.order_by("code").values_list("code", "set_id", "outline", "area")
    return {row[0]: BoundaryRow(*row) for row in found}


def stored_cells() -> dict[str, str]:
    """The county of every cell of the grid."""
    return dict(GridCell.objects.values_list("cell", "code"))


def replace_boundaries(new: BoundarySet, boundaries: Iterable[BoundaryRow], cells: Mapping[str, str]) -> str:
    """Put these boundaries and cells in place of all that are stored. Returns the digest of the tables."""
    new.save(force_insert=True)
    rows = [(row.code, row.set or new.id, row.outline, row.area) for row in boundaries]
    GridCell.objects.all().delete()
    Boundary.objects.all().delete()
    BoundarySet.objects.exclude(id__in={row[1] for row in rows}).delete()
    BoundarySet.objects.update(resolution=new.resolution)
    insert_rows(Boundary, ("code", "set_id", "outline", "area"), rows)
    insert_rows(GridCell, ("cell", "code"), sorted(cells.items()))
    return tables_digest()


def tables_digest() -> str:
    """SHA-256 over the sets, the boundaries and the cells, each in an order of its own."""
    digest = hashlib.sha256()
    for line in _lines():
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _lines() -> Iterator[str]:
    for row in select_rows(
        "SELECT b.code, s.name, s.version, s.approval_number, s.is_schematic, s.resolution, s.digest, b.area, "
        "b.outline FROM places_boundary b JOIN places_boundaryset s ON s.id = b.set_id ORDER BY b.code"
    ):
        yield "\t".join(str(int(part) if isinstance(part, bool) else part) for part in row)
    for cell, code in select_rows("SELECT cell, code FROM places_gridcell ORDER BY cell"):
        yield f"{cell}\t{code}"


def loaded_boundaries_problem() -> int | None:
    """The number of the last batch that loaded boundaries, when the tables are no longer what it loaded; else None."""
    batches = select_rows("SELECT id, summary FROM journal_batch WHERE verb = %s ORDER BY id DESC LIMIT 1", [LOADED])
    if not batches:
        return None
    return None if tables_digest() == json.loads(batches[0][1])["digest"] else int(batches[0][0])
