"""What a report says: every figure of a lens with its definition, targets, tasks, who made it and when.

Documents and pages are made from `Contents` alone, whether they come from the ledger now or from a snapshot; so a
document of a snapshot shows the snapshot's digits, whatever the ledger says by then. Missing stays None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import Figure
from jiedui.indicators.naming import region_name
from jiedui.indicators.promises import agreements
from jiedui.indicators.queries import programme_places
from jiedui.indicators.targets import targets
from jiedui.journal.models import Batch
from jiedui.journal.queries import batch_known_at
from jiedui.journal.storage import quoted_codes
from jiedui.kernel import clock
from jiedui.kernel.clock import BEIJING
from jiedui.kernel.errors import refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.lens import Lens
from jiedui.kernel.periods import next_month
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.grouping import at_level
from jiedui.registers.reach import condition

Place = tuple[str, bool]
"""A region, and whether its own level alone is meant."""
Key = tuple[str, str, bool, int | None]
"""A figure of a report: indicator, region, own level only, month."""


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as a report says it, in the printed unit of its indicator. `month` is set in a table by month."""

    code: str
    region: str
    own: bool
    since: date | None
    as_of: date
    value: Decimal | None
    waiting: Decimal | None = None
    month: int | None = None

    @property
    def key(self) -> Key:
        """By which the same figure is found in another report of the same lens."""
        return self.code, self.region, self.own, self.month


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of an indicator in a region, in its printed unit, and the task that promises it."""

    code: str
    region: str
    value: Decimal
    due_on: date
    task: int


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the region as it stands in the register: words, the indicator and target in words, its days."""

    number: int
    content: str
    indicator: str
    target: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """One promise of the year's agreement as it stood: target in words, result in its indicator's printed unit, how
    much of it is reached and of its time gone in %, and the state of `indicators.pace`. `document` is empty where the
    agreement is not named to whoever made the report."""

    task: int
    document: str
    region: str
    content: str
    code: str
    indicator: str
    target: str
    value: Decimal | None
    share: Decimal | None
    pace: Decimal | None
    due_on: date | None
    state: str


@dataclass(frozen=True)
class Contents:
    """A whole report. `batch` is the last batch that its figures know; `snapshot` its number once published."""

    title: str
    kind: str
    lens: Lens
    batch: int
    names: Mapping[str, str]
    definitions: Mapping[str, Definition]
    figures: Sequence[Said]
    months: Sequence[Said]
    goals: Sequence[Goal]
    tasks: Sequence[Task]
    made_by: str
    made_at: datetime
    invented: bool = False
    snapshot: int | None = None
    digest: str = ""
    agreed: Sequence[Agreed] = ()
    restated: frozenset[Key] = field(default=frozenset())
    """The keys of figures that the ledger now says otherwise."""

    @cached_property
    def by_key(self) -> dict[Key, Said]:
        return {one.key: one for one in (*self.figures, *self.months)}

    @cached_property
    def places(self) -> list[Place]:
        """The places of the report, in the order of its figures."""
        return list(dict.fromkeys((one.region, one.own) for one in self.figures))

    def of(self, code: str, region: str = "", own: bool = False) -> Said | None:
        """A figure of a place, by default of the report's own region; None where the report does not hold it."""
        if not region:
            region, own = self.lens.region, self.lens.own or own
        return self.by_key.get((code, region, own, None))

    def goal(self, code: str, region: str = "") -> Goal | None:
        wanted = code, region or self.lens.region
        return next((one for one in self.goals if (one.code, one.region) == wanted), None)

    def is_known(self, code: str) -> bool:
        """Whether any place has a figure of an indicator, confirmed or waiting."""
        return any(
            one is not None and (one.value is not None or one.waiting is not None)
            for one in (self.of(code, *place) for place in self.places)
        )

    def place_name(self, place: Place) -> str:
        """A place in words; the region's own level beside its whole is 本级."""
        name = self.names.get(place[0], place[0])
        return f"{name}本级" if place[1] else name


def frozen_lens(lens: Lens) -> tuple[Lens, int]:
    """The lens with its known time pinned to the last batch that it lets through, and that batch.

    Batches have moments of their own, so the same digits come back through the pinned lens for ever.
    """
    known = batch_known_at(lens.known_at)
    asked = Batch.objects.order_by("-id") if known is None else Batch.objects.filter(id=known)
    last = asked.values_list("id", "recorded_at").first()
    if last is None:
        return (lens if lens.known_at is not None else replace(lens, known_at=clock.now())), 0
    return replace(lens, known_at=last[1].astimezone(BEIJING)), last[0]


def contents(actor: Actor, lens: Lens, *, title: str = "", kind: str = "special", invented: bool = False) -> Contents:
    """Everything that a report through a lens says: the region, its own level and the paired counties that the actor
    may read; month by month; with its targets and tasks. A dozen queries, whatever the number of figures.

    Errors: RIGHT-001, RIGHT-002; REPORT-001 for a title that is too long.
    """
    actor.require_in("read", [lens.region])
    if len(title) > LONGEST_TITLE:
        raise refused("REPORT-001", limit=LONGEST_TITLE)
    pinned, batch = frozen_lens(lens)
    readable = [place for place in _places(lens) if actor.may("read", place[0])]
    found = arithmetic.figures(pinned, readable)
    months = arithmetic.figures_by_month(pinned)
    heads = list(dict.fromkeys(region for region, _ in readable))
    goals = {} if lens.own else targets(actor, pinned, heads)
    agreed = _agreed(actor, pinned)
    return Contents(
        title=hide_numbers(" ".join(title.split())) or default_title(lens),
        kind=kind,
        lens=pinned,
        batch=batch,
        names={code: region_name(code) for code in (*heads, *(one.region for one in agreed))},
        definitions={figure.definition.code: figure.definition for figure in found},
        figures=[_said(figure) for figure in found],
        months=[_said(figure) for figure in months],
        goals=[Goal(code, region, goal.value, goal.due_on, goal.task) for (code, region), goal in goals.items()],
        tasks=_tasks(actor, lens),
        made_by=actor.name,
        made_at=clock.now(),
        invented=invented,
        agreed=agreed,
    )


def _places(lens: Lens) -> list[Place]:
    """The region, and where the programme has counties below it, its own level and those."""
    if lens.own:
        return [(lens.region, True)]
    whole, own, *below = programme_places(lens.region)
    return [whole, own, *below] if below else [whole]


LONGEST_TITLE = 120


def default_title(lens: Lens) -> str:
    """What a report is called where nobody says."""
    return f"{region_name(lens.region)}东西部协作工作情况"


def _said(figure: Figure) -> Said:
    """A figure as it is said; of a month's flow, the month alone."""
    since, as_of = figure.since, figure.lens.as_of
    if figure.month is not None and figure.definition.kind == "flow":
        first = date(figure.month // 100, figure.month % 100, 1)
        since = max(first, figure.lens.since) if figure.lens.since else first
        as_of = min(next_month(first) - timedelta(days=1), as_of)
    return Said(
        figure.definition.code, figure.lens.region, figure.lens.own, since, as_of, figure.value,
        figure.waiting_value, figure.month,
    )  # fmt: skip


def _tasks(actor: Actor, lens: Lens) -> list[Task]:
    """The region's own tasks within reach, as they count at the lens's level, by the day they are due."""
    register = registers()["tasks"]
    here = f'"region" = {quoted_codes([lens.region])} AND {condition(register, actor.require("read"))}'
    found: list[Task] = []
    for record in rows.where(register, here):
        task = at_level(record, lens.level)
        if task is not None:
            words = (hide_numbers(str(task[name] or "")) for name in ("content", "indicator", "target"))
            found.append(Task(record.id, *words, task["due_on"], task["done_on"]))
    return sorted(found, key=lambda task: (task.due_on or date.max, task.number))


def _agreed(actor: Actor, lens: Lens) -> list[Agreed]:
    """What the agreements of the year promise in the region: its own first, then by region; the worst first in each."""
    found = [
        Agreed(
            task=one.task,
            document=hide_numbers(str(document.record["title"]), may_be_code=True) if document.record else "",
            region=one.region,
            content=hide_numbers(one.content),
            code=one.definition.code if one.definition else "",
            indicator=hide_numbers(one.indicator),
            target=hide_numbers(one.target_text),
            value=one.figure.value if one.figure else None,
            share=one.share,
            pace=one.standing.time_share,
            due_on=one.due_on,
            state=one.standing.state,
        )
        for document in agreements(actor, lens)
        for one in document.promises
    ]
    return sorted(found, key=lambda one: one.region)  # a region's code stands before those below it


def trace_path(said: Said, lens: Lens) -> str:
    """The address of a figure's trace page, without what comes before the path, through the report's pinned lens."""
    since = said.since if said.month is not None and said.since else lens.since
    asked = {
        "region": said.region, "as-of": said.as_of.isoformat(), "since": since.isoformat() if since else "",
        "known-at": lens.known_at.isoformat() if lens.known_at else "", "level": str(lens.level),
        "own": "1" if said.own else "",
    }  # fmt: skip
    return f"/figures/{said.code}/trace?{urlencode({name: text for name, text in asked.items() if text})}"
