"""Files that were sent and not yet imported: kept sealed in the data folder, by digest, for one session alone; with
what was said of their sheets and cells, and how far the work on them has come.

Nothing else is written for them. Whatever is older than a day is thrown away when the next file comes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings

from jiedui.intake.corrections import Corrections, corrections_from
from jiedui.intake.files import MAX_FILE_BYTES
from jiedui.kernel.errors import Place, Refused, refused
from jiedui.registers.keys import ring

KEPT_SECONDS: Final = 24 * 60 * 60
NAME_LENGTH: Final = 80
"""Characters of a file's name that are kept, of Chinese ones as many as a file system takes."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_TICKET: Final = re.compile(r"[0-9a-zA-Z_-]{8,40}")


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that waits: its digest, its name as it was sent, when it came (seconds)."""

    digest: str
    name: str
    kept_at: float
    order: int = 0
    """Where it comes among others: after those whose records its own can link to."""


def keep_pending(content: bytes, name: str, session: str, corrections: Corrections | None = None) -> str:
    """Keep a file until it is imported or cancelled. Returns its digest. Errors: FILE-002, FILE-005, FILE-013."""
    path = Path(name)
    name = path.stem[: NAME_LENGTH - len(path.suffix[:10])] + path.suffix[:10]
    if not content:
        raise refused("FILE-002", Place(name))
    if len(content) > MAX_FILE_BYTES:
        raise refused("FILE-005", Place(name), limit_mb=MAX_FILE_BYTES >> 20)
    digest = hashlib.sha256(content).hexdigest()
    _throw_away_old()
    target = _target(digest, session)
    _write_sealed(target, content)
    _write_sealed(target.with_suffix(".name"), json.dumps([name, 0]).encode())
    if corrections is not None:
        correct_pending(digest, session, corrections)
    return digest


def place_pending(digest: str, session: str, order: int) -> None:
    """Note where a kept file comes among others. Errors: FILE-001, FILE-013."""
    target = _target(digest, session)
    _write_sealed(target.with_suffix(".name"), json.dumps([_name_of(target)[0], order]).encode())


@contextmanager
def pending_file(digest: str, session: str) -> Iterator[tuple[Path, Corrections]]:
    """A kept file, opened under its own name for as long as it is worked with, and what was said of it.

    Errors: FILE-001, LEDGER-006.
    """
    target = _target(digest, session)
    try:
        sealed = target.read_bytes()
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault
    said = Corrections()
    with suppress(FileNotFoundError):
        said = corrections_from(ring().open_bytes(target.with_suffix(".said").read_bytes()).decode())
    with TemporaryDirectory(dir=target.parent) as folder:
        path = Path(folder) / _name_of(target)[0]
        path.write_bytes(ring().open_bytes(sealed))
        yield path, said


def correct_pending(digest: str, session: str, corrections: Corrections) -> None:
    """Keep what was said of a kept file, in place of what was said before. Errors: FILE-001, FILE-013."""
    target = _target(digest, session)
    if not target.is_file():
        raise refused("FILE-001")
    _write_sealed(target.with_suffix(".said"), corrections.to_json().encode())


def pending_files(session: str) -> list[Pending]:
    """What a session has sent and not yet imported, in the order in which it is best imported."""
    found = []
    folder = _folder(session)
    for path in folder.iterdir() if folder.is_dir() else ():
        if _DIGEST.fullmatch(path.name):
            with suppress(Refused, FileNotFoundError):
                name, order = _name_of(path)
                found.append(Pending(path.name, name, path.stat().st_mtime, order))
    return sorted(found, key=lambda one: (one.order, one.kept_at, one.digest))


def drop_pending(digest: str, session: str) -> None:
    """Throw a kept file away; nothing happens where there is none."""
    target = _target(digest, session)
    for path in (target, target.with_suffix(".said"), target.with_suffix(".name")):
        path.unlink(missing_ok=True)


def progress(ticket: str, session: str, names: Sequence[str]) -> Callable[[str], None]:
    """What to tell of each step that begins, so that whoever holds the ticket can ask how far the work has come.

    `names` are the steps that there will be, in order; others are not told. Nothing is told for a ticket that is none.
    """
    if not _TICKET.fullmatch(ticket):
        return lambda name: None
    path, order = _progress_file(ticket, session), list(names)

    def tell(name: str) -> None:
        if name in order:
            _write_progress(path, name, order.index(name), len(order))

    return tell


def counted_progress(ticket: str, session: str, name: str) -> Callable[[int, int], None]:
    """What to tell of work that is counted, as (done, in all); written a hundred times at most."""
    if not _TICKET.fullmatch(ticket):
        return lambda done, total: None
    path = _progress_file(ticket, session)

    def tick(done: int, total: int) -> None:
        if done % max(1, total // 100) == 0:
            _write_progress(path, name, done, total)

    return tick


def progress_of(ticket: str, session: str) -> tuple[str, int, int] | None:
    """The step that is under way, how many are done, how many there are; None before the first."""
    if not _TICKET.fullmatch(ticket):
        return None
    try:
        name, done, total = json.loads(_progress_file(ticket, session).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return name, done, total


def _write_progress(path: Path, name: str, done: int, total: int) -> None:
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps([name, done, total]), "utf-8")
        part.replace(path)


def _progress_file(ticket: str, session: str) -> Path:
    return _folder(session) / f"{ticket}.progress"


def _folder(session: str) -> Path:
    folder: Path = settings.DATA / "pending" / hashlib.sha256(session.encode()).hexdigest()
    return folder


def _target(digest: str, session: str) -> Path:
    """Where a session's file stands; of a digest that is none, nothing stands anywhere. Errors: FILE-001."""
    if not _DIGEST.fullmatch(digest):
        raise refused("FILE-001")
    return _folder(session) / digest


def _name_of(target: Path) -> tuple[str, int]:
    """A kept file's name and its place among others. Errors: FILE-001."""
    try:
        name, order = json.loads(ring().open_bytes(target.with_suffix(".name").read_bytes()))
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault
    return name, order


def _write_sealed(target: Path, content: bytes) -> None:
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(ring().seal_bytes(content))
        part.replace(target)
    except OSError as fault:
        raise refused("FILE-013", folder=str(target.parent), detail=str(fault.strerror)) from fault


def _throw_away_old() -> None:
    """Throw away the folders of sessions in which nothing was touched for a day."""
    everything: Path = settings.DATA / "pending"
    oldest = time.time() - KEPT_SECONDS
    for folder in everything.iterdir() if everything.is_dir() else ():
        with suppress(FileNotFoundError):
            if max((path.stat().st_mtime for path in (folder, *folder.iterdir())), default=0) < oldest:
                shutil.rmtree(folder, ignore_errors=True)
