"""Evidence files: attached to a record, kept sealed by digest beside the senders' workbooks, opened, and looked for.

A file is known by the SHA-256 of its content: the same file on the same record again changes nothing. Files are kept as
they were sent; whoever takes a piece of evidence off a record voids its record, and the file stays, as the journal's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from jiedui.journal.models import Entry
from jiedui.journal.storage import chunks, select_rows, whole_numbers
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.access import record
from jiedui.registers.actions import Change, save, void
from jiedui.registers.authority import evidence_right
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Choice
from jiedui.registers.files import is_kept, keep_bytes, kept_file
from jiedui.registers.filetypes import ACCEPTED, FileType, file_type
from jiedui.registers.privacy import require_reason
from jiedui.registers.reach import condition, lies_in, places_of

EVIDENCE: Final = "evidence"
ATTACH: Final = "attach"
"""The verb of a batch that puts files on a record."""
MAX_BYTES: Final = 20 << 20  # a scanned contract of fifty pages and any photo of a telephone; a film is no evidence
MAX_FILES: Final = 20  # a day's photos of one place; more at once is a mistaken selection
MAX_TOGETHER: Final = 100 << 20  # what is sent at once is held in memory at once
SHOWN: Final = 60
LOOKED_AT: Final = 1000  # pieces of evidence on one record: more prove nothing more


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: its name, its size, and its content, read when it is asked for."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Attached:
    """What proves a record: its pieces of evidence, how many there are, and the kinds that its register asks for in
    vain. `kept` are those whose file is kept here; the others are lines of a list. `may_attach`: whether the reader may
    add to them."""

    pieces: list[Record]
    count: int
    missing: tuple[str, ...]
    kept: frozenset[int]
    may_attach: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of evidence with its file."""

    piece: Record
    content: bytes
    kind: FileType

    @property
    def name(self) -> str:
        """What the file is called when it is taken out."""
        return f"{self.piece['title']}{self.kind.ending}"


def kind_field() -> Choice:
    """The field that says what a piece of evidence is."""
    found = registers()[EVIDENCE].field("kind")
    assert isinstance(found, Choice)
    return found


def require_sendable(sizes: Sequence[int]) -> None:
    """Refuse files that are too many or too much to be read at once, by their sizes. Errors: EVIDENCE-005, -008."""
    if len(sizes) > MAX_FILES:
        raise refused("EVIDENCE-005", count=len(sizes), limit=MAX_FILES)
    if sum(min(size, MAX_BYTES) for size in sizes) > MAX_TOGETHER:
        raise refused("EVIDENCE-008", limit_mb=MAX_TOGETHER >> 20)


def attach(actor: Actor, register: Register, number: int, files: Sequence[Sent], kind: str) -> int | None:
    """Put files on a record as one batch. Returns its number; None when all of them are on it already.

    Errors: the EVIDENCE codes, all that are wrong at once; JOURNAL-012 no such record within reach; RIGHT codes;
    FILE-013 where the files cannot be kept.
    """
    actor.require(evidence_right(register.code))
    record(actor, register, number)
    if register.code == EVIDENCE:
        raise refused("EVIDENCE-007")
    require_sendable([len(one.content) for one in files])
    if problems := list(_problems(files, kind)):
        raise Refused(problems)
    sent = {hashlib.sha256(one.content).hexdigest(): one for one in files}
    there = {piece["digest"] for piece in _pieces(register, number)}
    fresh = {digest: one for digest, one in sent.items() if digest not in there}
    changes = [
        Change(EVIDENCE, {
            "target_register": register.code, "target": number, "kind": kind, "title": _title(one.name),
            "digest": digest, "size": len(one.content),
        })
        for digest, one in fresh.items()
    ]  # fmt: skip

    def keep(step: str) -> None:
        """Files are kept before the batch is written: what is journaled is there."""
        if step == "write":
            for digest, one in fresh.items():
                keep_bytes(one.content, digest)

    return save(changes, actor, verb=ATTACH, step=keep) if changes else None


def detach(actor: Actor, number: int, seen: int | None, reason: str) -> int:
    """Take a piece of evidence off its record, with a reason. Returns the batch. Errors: PRIVACY-001; those of void."""
    require_reason(reason)
    return void([(EVIDENCE, number, seen)], actor, reason)


def evidence_of(actor: Actor, register: Register, number: int) -> Attached:
    """What proves a record, the newest first, and what its register asks for. Errors: as access.record."""
    found = record(actor, register, number)
    evidence = registers()[EVIDENCE]
    reached = condition(evidence, actor.require("read"))
    pieces = _pieces(register, number, reached)
    kinds = {piece["kind"] for piece in pieces}
    shown = sorted(pieces, key=lambda piece: -piece.id)[:SHOWN]
    missing = tuple(kind for kind in register.evidence if kind not in kinds)
    heads = actor.reach(evidence_right(register.code)) if register is not evidence else ()
    may_attach = bool(heads) and (actor.is_operator or lies_in(places_of([found], {}).get(number, ()), heads))
    return Attached(shown, len(pieces), missing, frozenset(_with_files(shown)), may_attach)


def evidence_counts(actor: Actor, wanted: Mapping[str, Iterable[int]]) -> dict[int, int]:
    """How many pieces of evidence stand on records, by register code: record number → pieces; none, absent. One query.

    Errors: RIGHT-001.
    """
    reached = condition(registers()[EVIDENCE], actor.require("read"))
    parts = [
        f'("target_register" = \'{registers()[code].code}\' AND "target" IN ({whole_numbers(set(numbers))}))'
        for code, numbers in wanted.items()
        if numbers
    ]
    if not parts:
        return {}
    found = select_rows(
        f'SELECT "target", COUNT(*) FROM "register_{EVIDENCE}" WHERE ({" OR ".join(parts)}) AND {reached} GROUP BY 1'
    )
    return {number: int(count) for number, count in found}


def open_evidence(actor: Actor, number: int) -> Opened:
    """A piece of evidence with its file. Errors: JOURNAL-012 not there or out of reach, FILE-001 where its file is
    not kept here, LEDGER-006 with the wrong keys."""
    piece = record(actor, registers()[EVIDENCE], number)
    if not _with_files([piece]):
        raise refused("FILE-001")
    content = kept_file(piece["digest"])
    kind = file_type(content)
    if kind is None:
        raise refused("FILE-001")
    return Opened(piece, content, kind)


def file_of(actor: Actor, number: int) -> FileType | None:
    """What the file of a piece of evidence is; None where none is kept here. Errors: JOURNAL-012, RIGHT-001."""
    record(actor, registers()[EVIDENCE], number)
    try:
        return open_evidence(actor, number).kind
    except Refused:
        return None


def missing_evidence() -> list[str]:
    """The digests of files that were attached and whose kept copy is gone or no longer what was kept."""
    attached = Entry.objects.filter(register=EVIDENCE, batch__verb=ATTACH).exclude(after="")
    digests = {json.loads(after).get("digest", "") for after in attached.values_list("after", flat=True)}
    return sorted(digest for digest in digests if not is_kept(digest))


def _problems(files: Sequence[Sent], kind: str) -> Iterable[Problem]:
    options = kind_field().options
    if kind not in options:
        expected = "、".join(words[0] for words in options.values())
        yield Problem("EVIDENCE-006", {"found": kind or "—", "expected": expected})
    if not files:
        yield Problem("EVIDENCE-004")
    for one in files:
        name = hide_numbers(one.name)
        if not one.content:
            yield Problem("EVIDENCE-003", {"file": name})
        elif len(one.content) > MAX_BYTES:
            yield Problem("EVIDENCE-001", {"file": name, "limit_mb": MAX_BYTES >> 20})
        elif file_type(one.content) is None:
            yield Problem("EVIDENCE-002", {"file": name, "accepted": ACCEPTED})


def _title(name: str) -> str:
    """A file's name without its ending, fit to be kept."""
    stem = " ".join(PurePath(name.replace("\\", "/")).stem.split())
    return hide_numbers(stem)[:200] or "—"


def _pieces(register: Register, number: int, reached: str = "1 = 1") -> list[Record]:
    """The pieces of evidence on a record, by number."""
    proves = f'"target" = {int(number)} AND "target_register" = \'{register.code}\''
    return rows.page_of(registers()[EVIDENCE], f"{proves} AND {reached}", 0, LOOKED_AT)


def with_files(pieces: Sequence[Record]) -> set[int]:
    """The pieces of evidence whose file was attached here, of any number of them."""
    return {number for chunk in chunks(pieces) for number in _with_files(chunk)}


def _with_files(pieces: Sequence[Record]) -> set[int]:
    """The pieces of evidence whose file was attached here as what they still say, not named in a list alone.

    Whoever writes the digest of another file into a piece of evidence opens nothing by it.
    """
    digests = {piece.id: piece["digest"] for piece in pieces}
    made = Entry.objects.filter(record__in=list(digests), register=EVIDENCE, batch__verb=ATTACH)
    attached = made.exclude(after="").values_list("record", "after")
    return {number for number, after in attached if json.loads(after).get("digest") == digests[number]}
