"""Who takes a single thing of a hand-over, as a text: `projects-12=li-si` gives the project of that number to li-si."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from jiedui.kernel.errors import refused

Thing = tuple[str, int]
"""A thing that is handed over: its register and its number."""
THING: Final = re.compile(r"([a-z_]{1,40})-([0-9]{1,18})")
TAKERS: Final = 200
"""Things that may have a taker of their own; an address has to carry them."""


def read_things(texts: Iterable[str]) -> list[Thing]:
    """Things as a form names them, each once. Errors: MEMBER-024."""
    return list(dict.fromkeys(_thing(text, text) for text in texts))


def read_takers(texts: Iterable[str]) -> dict[Thing, str]:
    """Who takes what; of two for one thing the later. Errors: MEMBER-024 for what says nothing of the kind, or for too
    many."""
    found: dict[Thing, str] = {}
    for text in texts:
        thing, sign, login = text.partition("=")
        if not sign or not login:
            raise refused("MEMBER-024", found=text[:80], limit=TAKERS)
        found[_thing(thing, text)] = login
    if len(found) > TAKERS:
        raise refused("MEMBER-024", found=str(len(found)), limit=TAKERS)
    return found


def taker_texts(takers: Mapping[Thing, str]) -> list[str]:
    """The same as texts again."""
    return [f"{thing_text(thing)}={login}" for thing, login in takers.items()]


def thing_text(thing: Thing) -> str:
    return f"{thing[0]}-{thing[1]}"


def _thing(text: str, whole: str) -> Thing:
    match = THING.fullmatch(text)
    if match is None:
        raise refused("MEMBER-024", found=whole[:80], limit=TAKERS)
    return match[1], int(match[2])
