"""Which cipher new keys are for: AES unless the office is asked for the national one."""

from __future__ import annotations

from jiedui.kernel.ciphers import KEY_BYTES
from jiedui.kernel.errors import refused


def cipher_setting(name: str | None) -> str:
    """The cipher's name. Errors: KEYS-001 for one that is none."""
    found = name or "aes"
    if found not in KEY_BYTES:
        raise refused("KEYS-001", found=found, known=", ".join(KEY_BYTES))
    return found
