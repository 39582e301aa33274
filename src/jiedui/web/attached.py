"""What a record's page shows of its evidence: the pieces, the kinds that are missing, and the form that takes files."""

from __future__ import annotations

from typing import Any

from jiedui.kernel.permissions import Actor
from jiedui.registers.attachments import EVIDENCE, MAX_BYTES, MAX_FILES, evidence_of, kind_field
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.filetypes import ACCEPTED
from jiedui.web.showing import Shown, record_address, standing_words

ENDINGS = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.wps,.et,.odt,.ods,.odp,.txt,.csv"
"""What a browser offers to choose; what is taken is decided by the content."""


def evidence_section(actor: Actor, one: Register, number: int, typed: dict[str, Any]) -> dict[str, Any]:
    """The evidence of a record. `typed`: what a form held that was refused, and why."""
    found, field = evidence_of(actor, one, number), kind_field()
    shown = Shown(actor, found.pieces)
    pieces = [
        {
            "number": piece.id, "seen": piece.entry, "title": shown.name(EVIDENCE, piece.id),
            "kind": field.cell(piece["kind"]), "size": size_words(piece["size"]),
            "address": record_address(EVIDENCE, piece.id), "has_file": piece.id in found.kept,
            "may_remove": found.may_attach and not piece.standing and not piece.settled,
            "is_photo": piece["kind"] == "photo" and piece.id in found.kept,
            "is_removing": typed.get("removing") == piece.id, **standing_words(registers()[EVIDENCE], piece),
        }
        for piece in found.pieces
    ]  # fmt: skip
    chosen = typed.get("kind") or (found.missing[0] if found.missing else "")
    kinds = [{"code": kind, "name": field.cell(kind), "chosen": kind == chosen} for kind in field.options]
    return {
        "pieces": pieces, "count": found.count, "more": found.count - len(pieces), "may_attach": found.may_attach,
        "missing": [field.cell(kind) for kind in found.missing], "kinds": kinds, "endings": ENDINGS,
        "accepted": ACCEPTED, "limit_mb": MAX_BYTES >> 20, "limit_bytes": MAX_BYTES, "limit_files": MAX_FILES,
        "problems": typed.get("problems", []), "text": typed.get("text", ""),
    }  # fmt: skip


def size_words(size: int | None) -> str:
    """A file's size as one says it."""
    if size is None:
        return ""
    return f"{size / (1 << 20):,.1f} MB" if size >= 1 << 20 else f"{max(1, size >> 10):,} KB"
