"""The promotion funnel event by event: invited, on site, signed, registered, in production, paid in; the days between.

What is counted are the postings of figures, each given to the event that its record goes back to; so the rows of a
column add up to its figure. An enterprise goes back to the event that its record names, or at which it signed. Days are
taken where both dates are known; how many are not is kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from jiedui.indicators.behind import Behind, behind
from jiedui.indicators.figures import Figure
from jiedui.journal.queries import TracedPosting
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.kernel.units import exact
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reach import condition

EVENTS_SHOWN: Final = 100
STEPS: Final = (
    "promotion.invited",
    "promotion.on_site",
    "promotion.chambers_signed",
    "promotion.enterprises_signed",
    "promotion.agreed",
    "enterprises.signed",
    "investment.agreed",
    "enterprises.registered",
    "enterprises.in_production",
    "investment.paid_in",
)
"""The columns, of different units, never added up: a signing is no enterprise, agreed money not paid-in money."""
SPANS: Final = ("on_site", "signed", "registered", "produced", "paid_in", "money", "whole")
"""Event to delegation, to signing, on to registration, production, the first money; signing and event to money."""
OTHER: Final = ""
"""The row of what names no event."""
Key = int | str
"""A row: an event's number; a text that an enterprise names and no event bears; `OTHER`."""


@dataclass(slots=True)
class Cell:
    """What a row adds to a figure, in the account's base unit, and the records that it stands in, by register."""

    amount: int = 0
    records: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Days between two steps: of those that know both dates in their order, and how many do not."""

    days: tuple[int, ...]
    unknown: int

    @property
    def median(self) -> Decimal | None:
        if not self.days:
            return None
        middle = len(self.days) // 2
        return exact(Decimal(self.days[middle] + self.days[~middle]) / 2)


@dataclass(frozen=True, slots=True)
class Row:
    """One event, None where the row is a text (`words`) or what names no event; what is absent has no record."""

    event: Record | None
    words: str
    cells: Mapping[str, Cell]
    spans: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Funnel:
    """The figures, the rows newest event first, and the days between the steps over all rows."""

    figures: list[Figure]
    rows: list[Row]
    spans: Mapping[str, Span]


def funnel(actor: Actor, lens: Lens) -> Funnel:
    """The funnel of the lens's region. A bounded number of queries. Errors: RIGHT-001, RIGHT-002."""
    actor.require_in("read", [lens.region])
    heads = actor.require("read")
    found = behind(lens, STEPS)
    read = _records(found, heads)
    held = f"\"held_on\" < '{lens.until.isoformat()}' AND {condition(register('events'), heads, row_by_row=True)}"
    listed = rows.in_order(register("events"), held, [], '"held_on" DESC, "id" DESC', EVENTS_SHOWN)
    events = {one.id: one for one in listed}
    source = _Source(events, read)
    cells: dict[Key, dict[str, Cell]] = {}
    for code, one in found.items():
        for posting in one.postings:
            cell = cells.setdefault(source.event_of(posting), {}).setdefault(code, Cell())
            cell.amount += posting.amount
            cell.records[posting.record] = posting.register
    paid = _first_paid(found["investment.paid_in"].postings)
    members = {key: _members(row, found, read, source, key) for key, row in cells.items()}
    keys: list[Key] = [number for number in events if number in cells]
    keys += sorted(key for key in cells if isinstance(key, str) and key)
    keys += [OTHER] if OTHER in cells else []
    dates = {key: _days(events.get(key) if isinstance(key, int) else None, members[key], paid, lens) for key in keys}
    return Funnel(
        figures=[found[code].figure for code in STEPS],
        rows=[
            Row(events.get(key) if isinstance(key, int) else None, str(key) if isinstance(key, str) else "", cells[key],
                {span: _span(days) for span, days in dates[key].items()})
            for key in keys
        ],
        spans={span: _span([one for key in keys for one in dates[key].get(span, ())]) for span in SPANS},
    )  # fmt: skip


class _Source:
    """Which event a posting's record goes back to."""

    def __init__(self, events: Mapping[int, Record], read: Mapping[int, Record]) -> None:
        self.read = read
        self.events = events
        self.by_name = {one["name"]: one.id for one in events.values()}
        signings = [one for one in read.values() if one.register == "signings" and one["event"] in events]
        self.signed_at = {one["party"]: one["event"] for one in signings}

    def event_of(self, posting: TracedPosting) -> Key:
        if posting.register == "events":
            return posting.record if posting.record in self.events else OTHER
        if posting.register in ("delegations", "signings"):
            one = self.read.get(posting.record)
            return one["event"] if one is not None and one["event"] in self.events else OTHER
        return self.event_of_enterprise(self.read.get(posting.subject))

    def event_of_enterprise(self, one: Record | None) -> Key:
        if one is None:
            return OTHER
        named = (one["event"] or "").strip()
        return self.by_name.get(named) or self.signed_at.get(one["name"]) or named or OTHER


def _records(found: Mapping[str, Behind], heads: tuple[str, ...]) -> dict[int, Record]:
    """The delegations, signings and enterprises behind the figures, as they stand now."""
    wanted: dict[str, set[int]] = {"delegations": set(), "signings": set(), "enterprises": set()}
    for one in found.values():
        for posting in one.postings:
            if posting.register in ("enterprises", "investments"):
                wanted["enterprises"].add(posting.subject)
            elif posting.register in wanted:
                wanted[posting.register].add(posting.record)
    read: dict[int, Record] = {}
    for code, numbers in wanted.items():
        read |= rows.by_ids(register(code), numbers, condition(register(code), heads, row_by_row=True))
    return read


def _first_paid(postings: Iterable[TracedPosting]) -> dict[int, date]:
    """The day of the first money by enterprise; the postings come in the order of their days."""
    first: dict[int, date] = {}
    for one in postings:
        first.setdefault(one.subject, one.valid_on)
    return first


def _members(
    row: Mapping[str, Cell], found: Mapping[str, Behind], read: Mapping[int, Record], source: _Source, key: Key
) -> list[Record]:
    """The delegations and the enterprises of a row."""
    delegations = row["promotion.on_site"].records if "promotion.on_site" in row else {}
    subjects = {
        one.subject
        for code in ("enterprises.signed", "enterprises.registered", "enterprises.in_production", "investment.paid_in")
        if code in row
        for one in found[code].postings
    }
    enterprises = (read[number] for number in sorted(subjects) if number in read)
    mine = [one for one in enterprises if source.event_of_enterprise(one) == key]
    return [*(read[number] for number in delegations if number in read), *mine]


def _days(
    event: Record | None, members: Iterable[Record], paid: Mapping[int, date], lens: Lens
) -> dict[str, list[int | None]]:
    """The days of each span, None where one of its two dates is not known by the lens's day."""
    held = event["held_on"] if event is not None else None
    found: dict[str, list[int | None]] = {}
    for one in members:
        if one.register == "delegations":
            found.setdefault("on_site", []).append(_between(held, one["visited_on"], lens))
            continue
        signed, registered, produced = one["signed_on"], one["registered_on"], one["produced_on"]
        money = paid.get(one.id)
        for span, first, last in (
            ("signed", held, signed),
            ("registered", signed, registered),
            ("produced", registered, produced),
            ("paid_in", produced, money),
            ("money", signed, money),
            ("whole", held, money),
        ):
            found.setdefault(span, []).append(_between(first, last, lens))
    return found


def _between(first: date | None, last: date | None, lens: Lens) -> int | None:
    if first is None or last is None or max(first, last) >= lens.until:
        return None
    return (last - first).days


def _span(days: Iterable[int | None]) -> Span:
    listed = list(days)
    known = sorted(one for one in listed if one is not None)
    return Span(tuple(known), len(listed) - len(known))
