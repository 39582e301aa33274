"""Writing the region table: loaded in one batch that journals the digest of the whole table."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from jiedui.journal.actions import open_batch
from jiedui.journal.storage import insert_rows, select_rows
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.places import queries
from jiedui.places.models import Region
from jiedui.places.reading import RegionRow, read_list, read_successions, read_tree, table_digest

SHIPPED = ("regions-2023.txt", "successions.txt")


def shipped_regions() -> list[RegionRow]:
    """The rows of the region files that come with the product."""
    folder = resources.files("jiedui.places") / "data"
    tree = (folder / SHIPPED[0]).read_text("utf-8")
    successions = (folder / SHIPPED[1]).read_text("utf-8")
    return [*read_tree(tree), *read_successions(successions)]


def region_file(path: Path) -> list[RegionRow]:
    """The rows of an office's own region file: the tree form or a list. Errors: FILE-001, FILE-009, REGION-003."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault
    except UnicodeDecodeError as fault:
        raise refused("FILE-009", offset=fault.start) from fault
    body = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    is_tree = bool(body) and " " in body[0].strip() and "," not in body[0] and "\t" not in body[0]
    return list(read_tree(text) if is_tree else read_list(text))


def load_regions(rows: list[RegionRow], actor: Actor, source: str) -> int:
    """Add regions, or rename those that are there; one batch. Returns how many rows were new or changed.

    Errors: REGION-003 for a region whose parent is not known; RIGHT-001, RIGHT-002 for one out of the actor's scope.
    """
    actor.require("administer")
    known = {row[0]: RegionRow(*row) for row in select_rows(
        "SELECT code, name, level, since, until, successor FROM places_region"
    )}  # fmt: skip
    fresh = {row.code: row for row in rows if known.get(row.code) != row}
    if not fresh:
        return 0
    actor.require_in("administer", fresh)
    together = known | fresh
    for number, row in enumerate(fresh.values(), start=1):
        if row.level > 1 and not row.successor and not any(code in together for code in queries.codes_above(row.code)):
            raise refused("REGION-003", line=number, detail=f"{row.code} {row.name}: nothing above it is known")
    with open_batch(actor, "load_regions", Chart([])) as draft:
        draft.summary = {"regions": len(together), "source": source, "digest": table_digest(list(together.values()))}
        Region.objects.filter(code__in=[code for code in fresh if code in known]).delete()
        insert_rows(Region, RegionRow._fields, list(fresh.values()))
    queries.forget()
    return len(fresh)
