"""Comparing what a text says with what the ledger knows: all figures asked for at once, one query for each interval.

Never a guess: where several readings are possible and the ledger's figures disagree about them, the answer is that it
cannot be told, with the candidates; what the ledger does not keep in full is said to be so, never to differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from jiedui.indicators.figures import Figure, beginning, catalogue
from jiedui.indicators.queries import figures
from jiedui.kernel import regions
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.kernel.units import UNITS
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.precision import admits
from jiedui.reports.prose.vocabulary import FITTING

Status = Literal["agrees", "differs", "not_in_ledger", "cannot_tell"]
_AGE: Final = timedelta(days=31)
"""How long after its last record a ledger is still taken to be up to date."""
KEPT: Final = frozenset(measure for measures in FITTING.values() for measure in measures)


@dataclass(frozen=True, slots=True)
class Extent:
    """What the ledger keeps in full: its own region, the parts of it that have an office, and from which day to which."""

    whole: str
    heads: tuple[str, ...]
    first: date | None
    last: date | None

    def keeps(self, region: str) -> bool:
        return region == self.whole or any(regions.is_within(region, head) for head in self.heads)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a figure: an indicator at places whose figures are added up, through an interval."""

    code: str
    places: tuple[tuple[str, bool], ...]
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one figure. `value` is the ledger's, in the printed unit; `reason` names a text of `naming`,
    with its fields; `since` is where the ledger's figure begins."""

    status: Status
    reason: str = ""
    value: Decimal | None = None
    reading: Reading | None = None
    since: date | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    candidates: tuple[tuple[str, Decimal | None], ...] = ()


def compare(actor: Actor, lens: Lens, contexts: Sequence[Context], extent: Extent) -> list[Verdict]:
    """A verdict for each context, in order. Errors: RIGHT-001, RIGHT-002 where the actor may not read the lens's region."""
    actor.require_in("read", [lens.region])
    heads = actor.require("read")
    asked = [_readings(context) for context in contexts]
    early = [_early(context, extent, heads) for context in contexts]
    wanted = {
        reading for readings, verdict in zip(asked, early, strict=True) if verdict is None for reading in readings
    }
    amounts = _amounts(actor, lens, wanted)
    return [
        verdict or _verdict(context, readings, amounts)
        for context, readings, verdict in zip(contexts, asked, early, strict=True)
    ]


def _readings(context: Context) -> list[Reading]:
    places = [tuple((code, False) for code in context.several)] if context.several else []
    places.append(((context.region, context.own),))
    return [Reading(code, place, context.since, context.until) for code in context.codes for place in places]


def _early(context: Context, extent: Extent, heads: Sequence[str]) -> Verdict | None:
    """What can be said without asking the ledger's figures."""
    mention = context.mention
    if context.kind == "plan":
        return Verdict("cannot_tell", "plan")
    if context.kind == "change":
        return Verdict("cannot_tell", "change")
    if not context.codes:
        return Verdict("cannot_tell", "no indicator") if mention.measure in KEPT or not mention.unit else Verdict(
            "not_in_ledger", "no such unit", fields={"unit": mention.unit})  # fmt: skip
    places = context.several or (context.region,)
    if not all(places):
        return Verdict("cannot_tell", "no region")
    if not all(extent.keeps(code) for code in places):
        return Verdict("not_in_ledger", "region", fields={"region": context.region})
    if not all(any(regions.is_within(code, head) for head in heads) for code in places):
        return Verdict("not_in_ledger", "region", fields={"region": context.region})
    if extent.first is None or context.until <= extent.first:
        return Verdict("not_in_ledger", "too early", fields={"first": extent.first})
    if context.since is not None and context.since.year < extent.first.year:
        return Verdict("not_in_ledger", "too early", fields={"first": extent.first})
    if extent.last is not None and context.until - timedelta(days=1) > extent.last + _AGE:
        return Verdict("not_in_ledger", "too late", fields={"last": extent.last})
    if context.is_earlier and not context.is_dated:
        return Verdict("cannot_tell", "earlier value")
    return None


def _amounts(actor: Actor, lens: Lens, wanted: Iterable[Reading]) -> dict[Reading, tuple[Figure, Decimal | None]]:
    """Every reading's figure; those of one interval in one query."""
    by_interval: dict[tuple[date | None, date], list[Reading]] = {}
    for reading in wanted:
        by_interval.setdefault((reading.since, reading.until), []).append(reading)
    found: dict[Reading, tuple[Figure, Decimal | None]] = {}
    for (since, until), readings in by_interval.items():
        through = replace(lens, since=since, until=until, own=False)
        places = sorted({place for reading in readings for place in reading.places})
        codes = sorted({reading.code for reading in readings})
        values = {
            (one.definition.code, one.lens.region, one.lens.own): one for one in figures(actor, through, places, codes)
        }
        for reading in readings:
            parts = [values[reading.code, region, own] for region, own in reading.places]
            known = [one.value for one in parts if one.value is not None]
            is_sum = len(parts) == 1 or not parts[0].definition.denominator
            found[reading] = parts[0], (sum(known, Decimal(0)) if known and is_sum else None)
    return found


def _in_printed_unit(context: Context, figure: Figure, value: Decimal | None) -> Decimal | None:
    """The ledger's figure in the unit that the text prints."""
    if value is None:
        return None
    unit, mention = UNITS.get(figure.definition.unit), context.mention
    if "fen" in (unit.bases if unit else ()):
        return value * (unit.factor if unit else 1) / 100 / mention.scale
    if mention.measure == "成":
        return value / 10
    return value / mention.scale


def _verdict(
    context: Context, readings: Sequence[Reading], amounts: Mapping[Reading, tuple[Figure, Decimal | None]]
) -> Verdict:
    answers: list[tuple[Reading, Decimal | None, bool | None]] = []
    for reading in readings:
        figure, value = amounts[reading]
        amount = _in_printed_unit(context, figure, value)
        answers.append((reading, amount, None if amount is None else admits(context.mention, amount)))
    known = [one for one in answers if one[1] is not None]
    first = known[0] if known else answers[0]
    since = beginning(catalogue().on(first[0].code, first[0].until - timedelta(days=1)), amounts[first[0]][0].lens)
    candidates = tuple((reading.code, amount) for reading, amount, _ in answers)
    if not known:
        return Verdict("not_in_ledger", "no record", None, first[0], since, candidates=candidates)
    says = {answer for _, _, answer in known}
    if says == {True}:
        best = next(one for one in known)
        return Verdict("agrees", "", best[1], best[0], since)
    if says == {False}:
        if not context.has_scope:
            return Verdict("cannot_tell", "scope", first[1], first[0], since, candidates=candidates)
        if context.is_donors:
            return Verdict("cannot_tell", "donors", first[1], first[0], since, candidates=candidates)
        return Verdict("differs", "differs", first[1], first[0], since, candidates=candidates[1:])
    reason = "open" if len(known) == 1 else "several readings"
    return Verdict("cannot_tell", reason, None if len(known) > 1 else first[1], first[0], since, candidates=candidates)
