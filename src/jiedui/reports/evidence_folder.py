"""The evidence folder: the files that prove a report's figures, numbered and listed, with what is missing.

The archive is written file by file, one of them in memory at a time. Each file stands once, in the folder of the first
indicator that it proves; the catalogue names all of them. What indicators ask for in vain is listed record by record.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from jiedui.indicators.naming import indicator_name
from jiedui.journal.actions import open_batch
from jiedui.journal.movements import records_behind
from jiedui.journal.queries import Ask
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.attachments import EVIDENCE, kind_field, with_files
from jiedui.registers.catalogue import chart, registers
from jiedui.registers.declaration import Record
from jiedui.registers.files import kept_file
from jiedui.registers.filetypes import file_type
from jiedui.registers.reach import condition
from jiedui.registers.titles import titles
from jiedui.reports.contents import Contents
from jiedui.reports.evidence_lists import Line, Missing, write_lists

TAKE: Final = "take_evidence"
"""The verb of a batch that says who took an evidence folder out."""
FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Folder:
    """What came into an evidence folder: files, records that lack evidence, the batch that says who took it."""

    files: int
    missing: int
    damaged: int
    batch: int


Proven = dict[tuple[str, int], list[str]]
"""The records behind the figures, by register and number, and the indicators that each is behind, in their order."""


def write_evidence_folder(actor: Actor, contents: Contents, path: Path) -> Folder:
    """Write the archive. The journal says who took it; until it does, the path holds nothing new.

    Errors: RIGHT-001, RIGHT-002 without the right to export from the region; LEDGER-008, FILE-013.
    """
    actor.require_in("export", [contents.lens.region])
    if not path.parent.is_dir():
        raise refused("LEDGER-008", folder=str(path.parent))
    proven = _proven(contents)
    pieces = _pieces(actor, proven)
    part = path.parent / f".{path.name}.part"
    try:
        with transaction.atomic():
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                lines = list(_store(archive, contents, proven, pieces))
                missing = _missing(contents, proven, pieces)
                write_lists(archive, contents, lines, missing, titles(actor, _numbers(missing)))
            damaged = sum(1 for line in lines if not line.path)
            with open_batch(actor, TAKE, chart()) as draft:
                draft.summary = {
                    "region": contents.lens.region, "as_of": contents.lens.as_of.isoformat(),
                    "snapshot": contents.snapshot, "files": len(lines) - damaged,
                }  # fmt: skip
        part.replace(path)
    except OSError as fault:
        raise refused("FILE-013", folder=str(path), detail=str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)
    return Folder(len(lines) - damaged, len(missing), damaged, draft.number)


def _proven(contents: Contents) -> Proven:
    """The records behind the figures of the report's own region; one query."""
    lens = contents.lens
    found: Proven = {}
    asks = []
    for code, definition in contents.definitions.items():
        said = contents.of(code)
        if said is not None and said.value is not None:
            patterns = tuple(term.pattern for term in definition.formula)
            asks.append(Ask(code, patterns, said.since, lens.until))
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    for code, register, record in records_behind(asks, heads, lens.level, own=lens.own, upto=contents.batch):
        found.setdefault((register, record), []).append(str(code))
    return found


def _pieces(actor: Actor, proven: Proven) -> list[Record]:
    """The pieces of evidence within reach that stand on these records."""
    evidence = registers()[EVIDENCE]
    found = rows.where(evidence, condition(evidence, actor.require("read")))
    return [piece for piece in found if (piece["target_register"], piece["target"]) in proven]


def _store(archive: Any, contents: Contents, proven: Proven, pieces: Sequence[Record]) -> Iterator[Line]:
    """Put each file in once; of one that is gone or damaged, a line without a path."""
    kept, stored = with_files(pieces), {}
    order = {code: place for place, code in enumerate(contents.definitions)}

    def first(piece: Record) -> tuple[int, int]:
        return order[proven[piece["target_register"], piece["target"]][0]], piece.id

    for number, piece in enumerate(sorted(pieces, key=first), 1):
        codes = proven[piece["target_register"], piece["target"]]
        digest, problem = piece["digest"], ""
        if piece.id not in kept:
            problem = _("the file is not kept here; the list alone names it")
        elif digest not in stored:
            content = _content(digest)
            if content is None:
                problem = _("the kept copy is missing or damaged")
            else:
                stored[digest] = _entry_name(contents, order[codes[0]], codes[0], number, piece, content)
                archive.writestr(stored[digest], content)
        names = [indicator_name(contents.definitions[code]) for code in codes]
        path = "" if problem else stored[digest]
        yield Line(number, path, digest, piece, _kind(piece["kind"]), names, problem)


def _content(digest: str) -> bytes | None:
    """A kept file that is still what was kept; None for one that is not."""
    try:
        content = kept_file(digest)
    except Refused:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def _entry_name(contents: Contents, place: int, code: str, number: int, piece: Record, content: bytes) -> str:
    """A name that every system takes: folder by indicator, then number, kind and title."""
    kind = file_type(content)
    folder = f"{place + 1:03}_{safe_name(indicator_name(contents.definitions[code]))}"
    title = safe_name(hide_numbers(str(piece["title"] or "")))
    return f"{folder}/{number:04}_{safe_name(_kind(piece['kind']))}_{title}{kind.ending if kind else '.bin'}"


def safe_name(text: str) -> str:
    """A part of a file's name without what Windows refuses; never empty."""
    bare = " ".join(FORBIDDEN.sub(" ", text).split())[:LONGEST_NAME].strip(". ")
    return f"_{bare}" if not bare or PureWindowsPath(bare).is_reserved() else bare


def _kind(code: str) -> str:
    return str(kind_field().cell(code))


def _missing(contents: Contents, proven: Proven, pieces: Iterable[Record]) -> list[Missing]:
    """The records that lack a kind of evidence that an indicator asks for, each once."""
    there: dict[tuple[str, int], set[str]] = {}
    for piece in pieces:
        there.setdefault((piece["target_register"], piece["target"]), set()).add(piece["kind"])
    found = []
    for (register, record), codes in proven.items():
        kinds: dict[str, None] = {}
        asking = []
        for code in codes:
            lacking = [
                kind for kind in contents.definitions[code].evidence if kind not in there.get((register, record), ())
            ]
            if lacking:
                kinds |= dict.fromkeys(lacking)
                asking.append(indicator_name(contents.definitions[code]))
        if kinds:
            found.append(Missing(register, record, [_kind(kind) for kind in kinds], asking))
    return sorted(found, key=lambda one: (one.register, one.record))


def _numbers(missing: Iterable[Missing]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in missing:
        found.setdefault(one.register, []).append(one.record)
    return found
