"""The points of tracks, kept sealed in a folder of their own beside the ledger, and gone for good when they go.

Their names are random and say nothing; which is whose, the table of tracks knows. A file that no track names is what an
interrupted program left behind, and is thrown away when the next track comes.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

from django.conf import settings

from jiedui.kernel.errors import refused
from jiedui.registers.keys import ring

LEFT_BEHIND_SECONDS: Final = 3600
"""No track takes an hour to be written."""


def keep_points(content: bytes) -> str:
    """Keep points sealed, readable by the ledger's own user alone. Returns the file's name. Errors: FILE-013."""
    name, folder = secrets.token_hex(16), Path(settings.TRACKS)
    part = folder / f"{name}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.touch(mode=0o600)
        part.write_bytes(ring().seal_bytes(content))
        part.replace(folder / name)
    except OSError as fault:
        raise refused("FILE-013", folder=str(folder), detail=str(fault.strerror)) from fault
    return name


def kept_points(name: str) -> bytes:
    """The points of a kept file. Errors: FILE-001 when it is gone, LEDGER-006 with the wrong keys."""
    try:
        return ring().open_bytes((settings.TRACKS / name).read_bytes())
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault


def throw_away(name: str) -> None:
    """Delete a kept file; nothing happens where there is none."""
    (settings.TRACKS / name).unlink(missing_ok=True)


def sweep(known: Collection[str]) -> None:
    """Delete what an interrupted program left behind: files that no track names, and that nobody is just writing."""
    folder = Path(settings.TRACKS)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known and time.time() - path.stat().st_mtime > LEFT_BEHIND_SECONDS:
            path.unlink(missing_ok=True)
