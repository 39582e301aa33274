"""Finding indicators by their names."""

from __future__ import annotations

from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import catalogue
from jiedui.kernel import clock


def found_indicators(words: str, limit: int = 10) -> list[Definition]:
    """The indicators of today's catalogue that words name, in either language or by code; best matches first."""
    asked = words.strip().lower()
    if not asked:
        return []
    found = []
    for place, one in enumerate(catalogue().all_on(clock.today())):
        names = [name.lower() for name in (one.zh, one.en, one.code)]
        if any(asked in name for name in names):
            rank = 0 if asked in names else 1 if any(name.startswith(asked) for name in names) else 2
            found.append((rank, place, one))
    return [one for _rank, _place, one in sorted(found, key=lambda item: item[:2])][:limit]
