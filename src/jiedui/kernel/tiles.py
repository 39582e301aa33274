"""A layer of map tiles below the footprint, where an office has one: its address, its coordinates, its approval number.

Nothing is asked of another host unless an operator set it; and a map that is shown to others carries the number under
which it was approved (审图号), so there are no tiles without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from jiedui.kernel.errors import refused

PLACES: Final = ("{z}", "{x}", "{y}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile layer in the Web Mercator scheme; `pattern` holds {z}, {x} and {y}."""

    pattern: str
    coordinates: str
    approval_number: str
    credit: str

    @property
    def origin(self) -> str:
        """Scheme and host, as a content security policy names them."""
        parts = urlsplit(self.pattern)
        return f"{parts.scheme}://{parts.netloc}"

    def address(self, zoom: int, column: int, row: int) -> str:
        """Where one tile is."""
        return self.pattern.replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))


def tiles_asked(pattern: str, coordinates: str, approval_number: str, credit: str) -> Tiles | None:
    """The tile layer that some settings describe; None without an address.

    Errors: FOOT-001 no address of tiles, FOOT-002 no approval number, FOOT-003 coordinates not stated.
    """
    if not pattern:
        return None
    from jiedui.kernel.gcj02 import SYSTEMS  # numpy is loaded for those who have tiles, not for every command

    parts = urlsplit(pattern)
    is_address = parts.scheme in ("https", "http") and _HOST.fullmatch(parts.netloc)
    if not is_address or any(pattern.count(place) != 1 for place in PLACES) or re.search(r"[\s\"'<>;,]", pattern):
        raise refused("FOOT-001", found=pattern)
    if not approval_number.strip():
        raise refused("FOOT-002")
    if coordinates not in SYSTEMS:
        raise refused("FOOT-003", found=coordinates or "-", known=", ".join(SYSTEMS))
    return Tiles(pattern, coordinates, approval_number.strip(), credit.strip())
