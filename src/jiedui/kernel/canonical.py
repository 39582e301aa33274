"""The canonical form: one text for one value, so that a hash of it can be computed again anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces. Callers hold whole numbers, never floats; NaN and the infinite crash."""
    return _encode(value)


def chain_hash(previous: str, header: str, lines: Iterable[str]) -> str:
    """SHA-256 (hex) over the previous hash, the header and every line, each ended by a line feed."""
    digest = hashlib.sha256(f"{previous}\n{header}\n".encode())
    chunk: list[str] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == 4096:
            digest.update(("\n".join(chunk) + "\n").encode())
            chunk.clear()
    if chunk:
        digest.update(("\n".join(chunk) + "\n").encode())
    return digest.hexdigest()
