"""Which documents a report can be made into, and the one way to make any of them into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.reports.brief import brief
from jiedui.reports.contents import Contents
from jiedui.reports.evidence_folder import Folder, write_evidence_folder
from jiedui.reports.self_evaluation import self_evaluation
from jiedui.reports.tables import write_tables

ENDINGS: Final = {"brief": ".docx", "tables": ".xlsx", "evidence": ".zip", "self-evaluation": ".docx"}
"""The documents, and how the name of each ends."""
WORDS: Final = {
    "brief": _("brief"), "tables": _("tables"), "evidence": _("evidence folder"),
    "self-evaluation": _("self-evaluation"),
}  # fmt: skip
AREAS: Final = {
    "organisation": _("leadership and mechanism"),
    "funds": _("cooperation funds"),
    "projects": _("projects"),
    "talent": _("talent"),
    "industry": _("industry"),
    "labour": _("labour"),
    "consumption": _("consumption"),
    "revitalisation": _("rural revitalisation"),
    "fieldwork": _("fieldwork"),
    "pairs": _("pairs"),
}


def write_document(actor: Actor, document: str, contents: Contents, path: Path, *, address: str = "") -> Folder | None:
    """Make one of the documents out of what a report says. Of an evidence folder, what came into it.

    `address` is where the pages are; by default as the machine's settings say. Errors: LEDGER-008, FILE-013; those of
    `brief`; REPORT-009 for an address that is none; those of `write_evidence_folder`.
    """
    begins = (address or settings.ADDRESS).rstrip("/")
    if begins and not begins.startswith(("http://", "https://")):
        raise refused("REPORT-009", found=begins)
    if document == "evidence":
        return write_evidence_folder(actor, contents, path)
    if document == "tables":
        write_tables(contents, path, [(code, str(name)) for code, name in AREAS.items()])
        return None
    made = brief(contents, address=begins) if document == "brief" else self_evaluation(contents, address=begins)
    write_whole(path, made)
    return None


def write_whole(path: Path, content: bytes) -> None:
    """A file that is there when it is whole, and until then as it was. Errors: LEDGER-008, FILE-013."""
    if not path.parent.is_dir():
        raise refused("LEDGER-008", folder=str(path.parent))
    part = path.parent / f".{path.name}.part"
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as fault:
        raise refused("FILE-013", folder=str(path), detail=str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)
