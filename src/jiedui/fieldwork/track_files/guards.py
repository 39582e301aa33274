"""What a file with a track may cost, and the words for one that asks for more."""

from __future__ import annotations

from typing import Final, NoReturn

from jiedui.kernel.errors import Refused, refused

MEGABYTE: Final = 1 << 20
MAX_FILE_BYTES: Final = 100 * MEGABYTE
"""A day out at a point a second is some 5 MB of GPX; a whole season fits."""
MAX_UNPACKED_BYTES: Final = 400 * MEGABYTE
"""What the packed parts of a file may come to; XML shrinks tenfold, a bomb a thousandfold."""
MAX_JSON_BYTES: Final = 40 * MEGABYTE
"""JSON is read whole, and takes some five times its size in memory."""
MAX_FILES: Final = 500
"""Photos that make one track: more than a day's of a whole office."""
MAX_POINTS: Final = 3_000_000
"""A point a second for eight hundred hours."""
PIECE: Final = 64 * 1024
"""Bytes that are handed to a parser at a time."""


def damaged(detail: object) -> Refused:
    """The refusal of a file that is not what its beginning says."""
    return refused("TRACK-003", detail=str(detail)[:200])


def refuse_declarations(*_: object) -> NoReturn:
    """Refuse XML that declares a document type or an entity: a few bytes could ask for gigabytes."""
    raise damaged("DOCTYPE")
