"""Files that were sent and not yet imported: kept sealed in the data folder, by digest, for one session alone.

Nothing else is written for them. Whatever is older than a day is thrown away when the next file comes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings

from jiedui.intake.files import MAX_FILE_BYTES
from jiedui.kernel.errors import Place, refused
from jiedui.registers.keys import ring

KEPT_SECONDS: Final = 24 * 60 * 60
NAME_LENGTH: Final = 80
"""Characters of a file's name that are kept, of Chinese ones as many as a file system takes."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def keep_pending(content: bytes, name: str, session: str) -> str:
    """Keep a file until it is imported or cancelled. Returns its digest. Errors: FILE-002, FILE-005, FILE-013."""
    path = Path(name)
    name = path.stem[: NAME_LENGTH - len(path.suffix[:10])] + path.suffix[:10]
    if not content:
        raise refused("FILE-002", Place(name))
    if len(content) > MAX_FILE_BYTES:
        raise refused("FILE-005", Place(name), limit_mb=MAX_FILE_BYTES >> 20)
    digest = hashlib.sha256(content).hexdigest()
    target = _target(digest, session)
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _throw_away_old()
        part.write_bytes(ring().seal_bytes(json.dumps(name).encode() + b"\n" + content))
        part.replace(target)
    except OSError as fault:
        raise refused("FILE-013", folder=str(target.parent), detail=str(fault.strerror)) from fault
    return digest


@contextmanager
def pending_file(digest: str, session: str) -> Iterator[Path]:
    """A kept file, opened under its own name for as long as it is worked with. Errors: FILE-001, LEDGER-006."""
    try:
        sealed = _target(digest, session).read_bytes()
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault
    name, _, content = ring().open_bytes(sealed).partition(b"\n")
    with TemporaryDirectory(dir=_folder()) as folder:
        path = Path(folder) / json.loads(name)
        path.write_bytes(content)
        yield path


def drop_pending(digest: str, session: str) -> None:
    """Throw a kept file away; nothing happens where there is none."""
    with suppress(FileNotFoundError):
        _target(digest, session).unlink()


def _folder() -> Path:
    folder: Path = settings.DATA / "pending"
    return folder


def _target(digest: str, session: str) -> Path:
    """Where a session's file stands; of a digest that is none, nothing stands anywhere. Errors: FILE-001."""
    if not _DIGEST.fullmatch(digest):
        raise refused("FILE-001")
    return _folder() / hashlib.sha256(f"{session} {digest}".encode()).hexdigest()


def _throw_away_old() -> None:
    oldest = time.time() - KEPT_SECONDS
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
