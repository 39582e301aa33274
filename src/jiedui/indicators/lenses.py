"""A lens as somebody asks for it in texts: on the command line, in a page's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiedui.indicators.queries import home_region
from jiedui.kernel import clock
from jiedui.kernel.clock import BEIJING
from jiedui.kernel.errors import refused
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import region as region_of
from jiedui.registers.settings import counting_level

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Days outside are typing errors."""
LEVELS = ("0", "1", "2", "3")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as it was typed; empty where nothing was."""

    region: str = ""
    as_of: str = ""
    since: str = ""
    known_at: str = ""
    level: str = ""
    own: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """The lens as an address carries it: what is filled."""
        found = {"region": self.region, "as-of": self.as_of, "since": self.since, "known-at": self.known_at}
        found |= {"level": self.level, "own": "1" if self.own else ""}
        return {name: text for name, text in found.items() if text}


def lens_asked(actor: Actor, asked: Asked) -> Lens:
    """The lens: by default the actor's home region today, counting from the level that its office has set.

    Errors: LEDGER-004, -005, -009, -023, REGION-001, -002, -004, RIGHT-001.
    """
    looked_at = region_of(asked.region) if asked.region else home_region(actor)
    if asked.level and asked.level not in LEVELS:
        raise refused("LEDGER-023", found=asked.level)
    return lens_as_of(
        looked_at,
        read_day(asked.as_of) if asked.as_of else clock.today(),
        since=read_day(asked.since) if asked.since else None,
        own=asked.own,
        known_at=read_moment(asked.known_at) if asked.known_at else None,
        level=int(asked.level) if asked.level else counting_level(looked_at),
    )


def read_day(text: str) -> date:
    """A day as it is typed. Errors: LEDGER-004."""
    try:
        found = date.fromisoformat(text)
    except ValueError as fault:
        raise refused("LEDGER-004", found=text) from fault
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise refused("LEDGER-004", found=text)
    return found


def read_moment(text: str) -> datetime:
    """A moment; without a zone it is Beijing time, a day alone is its last moment. Errors: LEDGER-005."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise refused("LEDGER-005", found=text) from fault
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise refused("LEDGER-005", found=text)
    if len(text) <= 10:
        found = found.replace(hour=23, minute=59, second=59, microsecond=999999)
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)
