"""How the income of a park is shared between the regions that run it together. Pure arithmetic.

Each payment is shared by the shares in force on its day. Parts are whole fen and add up: the parts of one stretch and
what is left of it are its income. A share that nobody recorded is missing and is said, never taken as none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiedui.indicators.behind import Line
from jiedui.registers.declaration import Record
from jiedui.registers.ledgers.industry import WHOLE


@dataclass(frozen=True, slots=True)
class Part:
    """One region's part: its share in hundredths of a percent, the record that says so, and what it comes to in fen."""

    party: str
    share: int
    record: int
    amount: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The payments of a year that one set of shares is in force for, oldest first, and each region's part of them."""

    lines: list[Line]
    parts: list[Part]

    @property
    def income(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def left_share(self) -> int:
        """What of the whole no share is recorded for, in hundredths of a percent."""
        return WHOLE - sum(part.share for part in self.parts)

    @property
    def left(self) -> int:
        """What of the income is nobody's by these shares, in fen."""
        return self.income - sum(part.amount for part in self.parts)


@dataclass(frozen=True, slots=True)
class Sharing:
    """The sharing of one park: its stretches by year; `is_recorded`: some share is in force at some time; `waiting`:
    shares that are not confirmed as far as the lens asks."""

    years: Mapping[int, list[Stretch]]
    is_recorded: bool
    waiting: int


def by_party(stretches: Iterable[Stretch]) -> dict[str, list[int]]:
    """What each region's parts of several stretches come to, the most part first; a share that was changed within a
    year gives a region two parts of it."""
    found: dict[str, list[int]] = {}
    for stretch in stretches:
        for part in stretch.parts:
            found.setdefault(part.party, []).append(part.amount)
    return dict(sorted(found.items(), key=lambda one: (-sum(one[1]), one[0])))


def sharing(lines: Iterable[Line], shares: Sequence[Record], waiting: int = 0) -> Sharing:
    """The payments of a park by year, each shared as on its day.

    *Example*: 1,140.01 yuan at 33.33 % and 66.67 % are 379.97 and 760.04: the cent stays.
    """
    found: dict[int, dict[tuple[int, ...], list[Line]]] = {}
    for line in sorted(lines, key=lambda one: (one.valid_on, one.record)):
        in_force = tuple(one.id for one in shares if is_in_force(one, line.valid_on))
        found.setdefault(line.valid_on.year, {}).setdefault(in_force, []).append(line)
    by_number = {one.id: one for one in shares}
    years = {
        year: [Stretch(some, _parts(some, [by_number[number] for number in numbers])) for numbers, some in sets.items()]
        for year, sets in found.items()
    }
    return Sharing(years, bool(shares), waiting)


def is_in_force(share: Record, day: date) -> bool:
    return bool(share["since"] <= day and (share["until"] is None or day < share["until"]))


def _parts(lines: Iterable[Line], shares: Iterable[Record]) -> list[Part]:
    """The greatest share first. Sums so far are rounded, and each part is the step between two of them."""
    income = sum(line.amount for line in lines)
    parts, so_far, given = [], 0, 0
    for one in sorted(shares, key=lambda share: (-share["share"], share["party"], share.id)):
        so_far += one["share"]
        reached = _rounded(income * so_far)
        parts.append(Part(one["party"], one["share"], one.id, reached - given))
        given = reached
    return parts


def _rounded(product: int) -> int:
    """An amount times hundredths of a percent as whole fen, halves up."""
    return (product * 2 + WHOLE) // (2 * WHOLE)
