"""The lens: which part of the journal to look at. Every figure, page and report asks through one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from jiedui.kernel.errors import refused

EVERYTHING = 0
"""The standing level of a lens that counts what waits as well."""


@dataclass(frozen=True, slots=True)
class Lens:
    """Region subtree (or its own level only), `[since, until)`, known time, and how far confirmed.

    `since` None leaves the beginning to the indicator; `known_at` None means now; `level` is the standing from
    which a posting counts: 1 confirmed by the county, 2 by the city, 3 by the province, 0 whether confirmed or not.
    """

    region: str
    until: date
    since: date | None = None
    own: bool = False
    known_at: datetime | None = None
    level: int = 1

    def __post_init__(self) -> None:
        if self.since is not None and self.since >= self.until:
            raise refused("LEDGER-009", since=self.since.isoformat(), as_of=self.as_of.isoformat())

    @property
    def as_of(self) -> date:
        """The last day looked at."""
        return self.until - timedelta(days=1)

    def at(self, region: str, *, own: bool = False) -> Lens:
        """The same lens on another region."""
        return replace(self, region=region, own=own)


def lens_as_of(region: str, as_of: date, **rest: object) -> Lens:
    """A lens up to and including a day."""
    return Lens(region=region, until=as_of + timedelta(days=1), **rest)  # type: ignore[arg-type]  # checked by Lens itself
