"""Restatements: what the ledger now says where a published report said something else, and by which records.

Each figure is looked at three times: as it was published, as the definitions of today read the ledger of then, and as
they read the ledger of now. The first step is what a new definition changed, the second what records changed; the
records stand behind it with the batches that changed them. All of it is a dozen queries, whatever was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import Figure
from jiedui.journal.models import Batch
from jiedui.journal.movements import Since, touched_since
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.kernel.units import exact
from jiedui.places.queries import index
from jiedui.reports.causes import Cause, causes_of
from jiedui.reports.contents import Contents, Key, Said
from jiedui.reports.freezing import changed_parts
from jiedui.reports.snapshots import Published, snapshot, snapshots


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that the ledger now says otherwise. `redefined`: by today's definition out of the ledger of then."""

    said: Said
    definition: Definition
    redefined: Decimal | None
    now: Decimal | None
    is_gone: bool
    causes: tuple[Cause, ...]

    @property
    def difference(self) -> Decimal | None:
        """How much more it is now; None where either is missing, for missing is not zero."""
        if self.said.value is None or self.now is None:
            return None
        return exact(self.now - self.said.value)

    @property
    def by_definition(self) -> bool:
        return self.redefined != self.said.value

    @property
    def by_records(self) -> bool:
        return self.redefined != self.now


@dataclass(frozen=True, slots=True)
class Redefined:
    """An indicator whose definition says something else than when the report was published; `after` None: gone."""

    before: Definition
    after: Definition | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changing:
    """A batch that changed something of a published report: who, when, what, why."""

    number: int
    recorded_at: datetime
    actor: str
    verb: str
    reason: str
    file: str


@dataclass(frozen=True, slots=True)
class Restatements:
    """All that changed of a published report since."""

    contents: Contents
    figures: Sequence[Restated]
    definitions: Sequence[Redefined]
    batches: dict[int, Changing]
    compared_at: datetime

    @property
    def marked(self) -> Contents:
        """The report with its restated figures marked."""
        return replace(self.contents, restated=frozenset(one.said.key for one in self.figures))


def restatements(actor: Actor, number: int) -> Restatements:
    """What the ledger now says otherwise than a published report. Errors: those of `snapshot`."""
    published = snapshot(actor, number)
    now = compared(published)
    found = [
        Restated(said, published.definitions[said.code], then_value, now_value, is_gone, ())
        for said, then_value, now_value, is_gone in now
        if said.value != now_value or is_gone
    ]
    causes = causes_of(_to_be_explained(found), published)
    told = [replace(one, causes=causes.get(one.said.key, ())) for one in found]
    batches = _batches({batch for one in told for cause in one.causes for batch in cause.batches})
    # The comparison knows all that is known now; the moment says until when.
    last = Batch.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    return Restatements(published, told, _redefined(published), batches, last or published.made_at)


def _to_be_explained(found: Sequence[Restated]) -> list[Said]:
    """The figures whose records are told: months only where nothing but a month was restated, for the records behind
    the others are the same."""
    there = [one.said for one in found if not one.is_gone]
    whole = {said.code for said in there if said.month is None}
    return [said for said in there if said.month is None or said.code not in whole]


def with_marks(actor: Actor, number: int) -> Contents:
    """A published report whose restated figures are marked, to be shown or printed again. Errors: as restatements."""
    published = snapshot(actor, number)
    keys = frozenset(said.key for said, _, now, gone in compared(published) if said.value != now or gone)
    return replace(published, restated=keys)


def compared(published: Contents) -> list[tuple[Said, Decimal | None, Decimal | None, bool]]:
    """Each published figure with its value by today's definitions out of the ledger of then, and of now, and whether
    its indicator is gone. Four queries."""
    known = arithmetic.catalogue()
    codes = [code for code in published.definitions if code in known.versions]
    then_lens, now_lens = published.lens, replace(published.lens, known_at=None)
    then, now = _values(published, then_lens, codes), _values(published, now_lens, codes)
    return [
        (one, then.get(one.key), now.get(one.key), one.code not in known.versions)
        for one in (*published.figures, *published.months)
    ]


def _values(published: Contents, lens: Lens, codes: Sequence[str]) -> dict[Key, Decimal | None]:
    if not codes:
        return {}
    found: list[Figure] = [
        *arithmetic.figures(lens, published.places, codes),
        *arithmetic.figures_by_month(lens, codes),
    ]
    return {(one.definition.code, one.lens.region, one.lens.own, one.month): one.value for one in found}


def _redefined(published: Contents) -> list[Redefined]:
    known, found = arithmetic.catalogue(), []
    for code, before in published.definitions.items():
        after = known.on(code, published.lens.as_of) if code in known.versions else None
        parts = changed_parts(before, after) if after is not None else []
        if after is None or parts:
            found.append(Redefined(before, after, tuple(parts)))
    return found


def _batches(numbers: Iterable[int]) -> dict[int, Changing]:
    columns = ("id", "recorded_at", "actor_name", "verb", "reason", "file_name")
    found = (Changing(*row) for row in Batch.objects.filter(id__in=sorted(numbers)).values_list(*columns))
    return {one.number: one for one in found}


def touched_since_published(actor: Actor, region: str = "") -> list[Published]:
    """The published reports within reach, of one region where it is named, below which records moved since: those that
    may have to be restated. Three queries, and no figure is computed. Errors: RIGHT-001.
    """
    found = snapshots(actor, region)
    views = [
        Since(one.number, one.batch, index().heads(one.region), one.as_of + timedelta(days=1), one.level)
        for one in found
    ]
    touched = touched_since(views)
    return [one for one in found if one.number in touched]
