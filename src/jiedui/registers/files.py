"""Files kept beside the ledger, sealed, each once, by the SHA-256 of its content: senders' workbooks, evidence."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from jiedui.kernel.errors import Refused, refused
from jiedui.registers.keys import ring


def keep_bytes(content: bytes, digest: str) -> Path:
    """Keep a sealed copy of what has this digest; kept once. Errors: FILE-013."""
    target: Path = settings.FILES / digest[:2] / digest
    if target.exists():
        return target
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(ring().seal_bytes(content))
        part.replace(target)
    except OSError as fault:
        raise refused("FILE-013", folder=str(settings.FILES), detail=str(fault.strerror)) from fault
    return target


def kept_file(digest: str) -> bytes:
    """The content of a kept file. Errors: FILE-001 when it is gone, LEDGER-006 with the wrong keys."""
    try:
        return ring().open_bytes((settings.FILES / digest[:2] / digest).read_bytes())
    except FileNotFoundError as fault:
        raise refused("FILE-001") from fault


def is_kept(digest: str) -> bool:
    """Whether the kept copy is there and still what was kept."""
    try:
        return hashlib.sha256(kept_file(digest)).hexdigest() == digest
    except Refused:
        return False
