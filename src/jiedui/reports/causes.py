"""The records behind a restatement: what each brought to a figure before, what it brings now, and which batches did it.

Three reads serve all restated figures of a report: what was moved since, what the records that moved had brought
before, and who wrote them since. What each figure counts of it is worked out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import catalogue
from jiedui.journal.models import Entry
from jiedui.journal.movements import Movement, Reach, accounts_of, movements
from jiedui.journal.storage import chunks, collector_paused
from jiedui.kernel.accounts import selects
from jiedui.kernel.regions import subtree_bounds
from jiedui.kernel.units import in_unit
from jiedui.places.queries import index
from jiedui.registers.catalogue import chart
from jiedui.reports.contents import Contents, Key, Said


@dataclass(frozen=True, slots=True)
class Cause:
    """One record that changed a figure since: what it brought before and brings now, in the unit of its accounts
    (money in 元), and the batches that wrote it since. None is missing: the record brought nothing."""

    register: str
    record: int
    is_denominator: bool
    unit: str
    before: Decimal | None
    after: Decimal | None
    batches: tuple[int, ...]


@dataclass(slots=True)
class _Tally:
    """What one record brought to a figure, in base units, with the number of facts: before, and since."""

    before: int = 0
    facts_before: int = 0
    since: int = 0
    facts_since: int = 0
    batches: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What was moved since, and what the same records had brought before, by account."""

    since: dict[str, list[Movement]]
    before: dict[str, list[Movement]]


def causes_of(restated: Sequence[Said], published: Contents) -> dict[Key, tuple[Cause, ...]]:
    """The records that changed each of these figures since they were published, those that changed it most first."""
    day, known = published.lens.as_of, catalogue()
    definitions = {code: known.on(code, day) for code in {said.code for said in restated}}
    with collector_paused():
        return _all_told(restated, definitions, published)


def _all_told(
    restated: Sequence[Said], definitions: Mapping[str, Definition], published: Contents
) -> dict[Key, tuple[Cause, ...]]:
    moved = _moved(definitions.values(), published)
    told = {said.key: _told(said, definitions[said.code], moved) for said in restated}
    written = _written_since({cause.record for causes in told.values() for cause in causes}, published.batch)
    return {
        key: tuple(replace(one, batches=tuple(sorted({*one.batches, *written.get(one.record, ())}))) for one in causes)
        for key, causes in told.items()
    }


def _written_since(records: Iterable[int], batch: int) -> dict[int, set[int]]:
    """The later batches that wrote each record: an edit that waited has its own reason, beside its confirmation's."""
    found: dict[int, set[int]] = {}
    for chunk in chunks(records):
        later = Entry.objects.filter(record__in=chunk, batch__gt=batch).values_list("record", "batch")
        for record, number in later:
            found.setdefault(record, set()).add(number)
    return found


def _moved(definitions: Iterable[Definition], published: Contents) -> _Moved:
    lens = published.lens
    accounts = accounts_of({pattern for definition in definitions for pattern in definition.patterns})
    heads = dict.fromkeys(head for region, _ in published.places for head in index().heads(region))
    # Stocks count from the very beginning; each figure takes its own interval out of what is found.
    reach = Reach(tuple(heads), None, lens.until, lens.level)
    later = movements(reach, accounts, after=published.batch)
    records = {one.record for one in later}
    found = _Moved({}, {})
    for one in later:
        found.since.setdefault(one.account, []).append(one)
    for one in movements(reach, accounts, upto=published.batch, records=records) if records else ():
        found.before.setdefault(one.account, []).append(one)
    return found


def _told(said: Said, definition: Definition, moved: _Moved) -> list[Cause]:
    found: dict[tuple[str, int, bool, str], _Tally] = {}
    counts = _counting(said)
    for sign, is_denominator, account in _accounts(definition, moved.since):
        unit = chart().resolve(account).unit
        for change in moved.since[account]:
            if counts(change):
                tally = found.setdefault((change.register, change.record, is_denominator, unit), _Tally())
                tally.since += sign * change.amount
                tally.facts_since += change.weight
                tally.batches.add(change.batch)
    # What a record brought before may stand in accounts of the figure that nothing changed since.
    for sign, is_denominator, account in _accounts(definition, moved.before):
        unit = chart().resolve(account).unit
        for earlier in moved.before[account]:
            known = found.get((earlier.register, earlier.record, is_denominator, unit))
            if known is not None and counts(earlier):
                known.before += sign * earlier.amount
                known.facts_before += earlier.weight
    changed = [(key, one) for key, one in found.items() if one.since or one.facts_since]
    changed.sort(key=lambda item: (item[0][2], -abs(item[1].since), item[0][1]))
    return [_cause(*key, tally) for key, tally in changed]


def _accounts(definition: Definition, known: Iterable[str]) -> Iterator[tuple[int, bool, str]]:
    """The accounts that a definition's terms select: sign, whether below the line, account."""
    accounts = list(known)
    for place, term in enumerate((*definition.formula, *definition.denominator)):
        for account in accounts:
            if _selects(term.pattern, account):
                yield term.sign, place >= len(definition.formula), account


def _cause(register: str, record: int, is_denominator: bool, base: str, tally: _Tally) -> Cause:
    unit = "元" if base == "fen" else ""

    def shown(amount: int, facts: int) -> Decimal | None:
        if not facts:
            return None
        return in_unit(amount, unit) if unit else Decimal(amount)

    before = shown(tally.before, tally.facts_before)
    after = shown(tally.before + tally.since, tally.facts_before + tally.facts_since)
    return Cause(register, record, is_denominator, unit, before, after, tuple(sorted(tally.batches)))


@lru_cache(maxsize=4096)
def _selects(pattern: str, account: str) -> bool:
    return selects(pattern, account)


def _counting(said: Said) -> Callable[[Movement], bool]:
    """Whether a movement is one of a figure's own: its region, and its interval."""
    since, as_of, region = said.since or date.min, said.as_of, said.region
    if said.own:
        return lambda change: change.region == region and since <= change.valid_on <= as_of
    bounds = [subtree_bounds(head) for head in index().heads(region)]
    if len(bounds) == 1:
        ((low, high),) = bounds
        return lambda change: low <= change.region <= high and since <= change.valid_on <= as_of
    return lambda change: (
        any(low <= change.region <= high for low, high in bounds) and since <= change.valid_on <= as_of
    )
