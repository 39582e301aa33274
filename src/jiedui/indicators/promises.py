"""The promises of documents and agreements: each task with its result out of the ledger, its pace, its state, and the
records that would mend it; and the documents, meetings and mutual visits beside them.

A task counts as it was confirmed at the lens's level. Its term runs from the day of its document, or from the
beginning of its year where its indicator is counted year by year; a term is the task's own, the same for every reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import Figure
from jiedui.indicators.mends import Mend, mend_counts, mends
from jiedui.indicators.pace import STATES, Standing, standing
from jiedui.indicators.targets import Target, bare_name, codes_by_name, share_of_target, target_value
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import is_within
from jiedui.places.queries import index
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.grouping import at_level
from jiedui.registers.reach import condition
from jiedui.registers.titles import titles

TASKS_SHOWN: Final = 500
"""Tasks of one page; a narrower region shows the others."""
DOCUMENTS_SHOWN: Final = 100
MEETINGS_SHOWN: Final = 20
YEARLY: Final = "yearly_agreement"


@dataclass(frozen=True, slots=True)
class Promise:
    """One task. `figure` is its result out of the ledger, `target` its number in the indicator's unit, `share` how
    much of it is reached in %; each None where there is none. `mends` are the records that would mend it, with their
    count: of a red promise alone, and only where there are any."""

    task: int
    document: int
    region: str
    content: str
    indicator: str
    target_text: str
    definition: Definition | None
    target: Decimal | None
    figure: Figure | None
    share: Decimal | None
    due_on: date | None
    done_on: date | None
    office: str
    standing: Standing
    mends: list[tuple[Mend, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """A document or agreement with its promises. `record` None: it lies outside what the reader may see."""

    number: int
    record: Record | None
    promises: list[Promise]
    is_this_year: bool
    """Whether it is an agreement of the year looked at: its targets come first."""

    @property
    def counts(self) -> dict[str, int]:
        """How many promises stand in each state."""
        return {state: sum(one.standing.state == state for one in self.promises) for state in STATES}


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the page of the plan says. `documents` have promises, this year's agreements first, then the newest;
    `without` are documents of the region that have none. `is_cut`: there are more tasks than are shown."""

    documents: list[Document]
    without: list[Record]
    meetings: list[Record]
    exchanges: list[Record]
    is_cut: bool

    @property
    def promises(self) -> list[Promise]:
        return [one for document in self.documents for one in document.promises]


def plan(actor: Actor, lens: Lens) -> Plan:
    """The promises of the lens's region, or of its own level alone, as they stand on its last day.

    A dozen queries, and two for each year in which a task counted year by year is due. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    tasks, cited, is_cut = _tasks(actor, lens)
    seen = _seen(actor, cited)
    promises = _with_mends(actor, lens.as_of, _promises(actor, lens, tasks, cited))
    here = _stored(actor, lens, "documents", '"issued_on" DESC, "id"', DOCUMENTS_SHOWN)
    return Plan(
        documents=_documents(promises, seen, lens.as_of),
        without=[one for one in here if one.id not in cited and one["issued_on"] <= lens.as_of],
        meetings=_held(actor, lens, "meetings", "held_on"),
        exchanges=_held(actor, lens, "exchanges", "visited_on"),
        is_cut=is_cut,
    )


def agreements(actor: Actor, lens: Lens) -> list[Document]:
    """The agreements of the year of the lens's last day with what they promise in its region, without what would mend
    it. `record` is None where the agreement itself lies outside what the reader may see.

    As many queries as `plan` for the same tasks, but for those of mends and meetings. Errors: RIGHT-001, RIGHT-002.
    """
    actor.require_in("read", [lens.region])
    tasks, cited, _is_cut = _tasks(actor, lens)
    yearly = {number: one for number, one in cited.items() if is_agreement_of(one, lens.as_of)}
    tasks = [task for task in tasks if task["document"] in yearly]
    return _documents(_promises(actor, lens, tasks, yearly), _seen(actor, yearly), lens.as_of) if tasks else []


def is_agreement_of(document: Record, day: date) -> bool:
    """Whether a document is the agreement of the year of a day."""
    return bool(document["kind"] == YEARLY and document["issued_on"].year == day.year)


def _tasks(actor: Actor, lens: Lens) -> tuple[list[Record], dict[int, Record], bool]:
    """The tasks that count through a lens, the documents that any of the region cite, and whether there are more."""
    stored = _stored(actor, lens, "tasks", '"due_on" IS NULL, "due_on", "id"', TASKS_SHOWN + 1)
    tasks = [task for record in stored[:TASKS_SHOWN] if (task := at_level(record, lens.level)) is not None]
    tasks = [task for task in tasks if is_within(task["region"], lens.region) and actor.may("read", task["region"])]
    cited = rows.by_ids(registers()["documents"], {task["document"] for task in tasks})
    # What a later document promises was no promise yet on that day; one that was taken out promises nothing.
    in_force = {number for number, document in cited.items() if document["issued_on"] <= lens.as_of}
    return [task for task in tasks if task["document"] in in_force], cited, len(stored) > TASKS_SHOWN


def _seen(actor: Actor, cited: Mapping[int, Record]) -> dict[int, Record]:
    """Those of the documents that the reader may see."""
    within = condition(registers()["documents"], actor.require("read"), row_by_row=True)
    return rows.by_ids(registers()["documents"], cited, within)


def _stored(
    actor: Actor, lens: Lens, code: str, order: str, limit: int, more: str = "", parameters: Sequence[object] = ()
) -> list[Record]:
    """The records of a register that lie in the region and within reach."""
    register = registers()[code]
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    here = condition(register, heads, own=lens.own, row_by_row=True)
    within = condition(register, actor.require("read"), row_by_row=True)
    return rows.in_order(register, f"{here} AND {within}{more}", parameters, order, limit)


def _held(actor: Actor, lens: Lens, code: str, day: str) -> list[Record]:
    """What was held in the year up to the lens's last day, the newest first."""
    first = lens.as_of.replace(month=1, day=1).isoformat()
    more = f' AND "{day}" BETWEEN %s AND %s'
    return _stored(actor, lens, code, f'"{day}" DESC, "id"', MEETINGS_SHOWN, more, (first, lens.as_of.isoformat()))


def _promises(actor: Actor, lens: Lens, tasks: Sequence[Record], cited: Mapping[int, Record]) -> list[Promise]:
    known = arithmetic.catalogue()
    spoken = codes_by_name(known)
    meant: dict[int, Definition] = {}
    for task in tasks:
        if code := spoken.get(bare_name(str(task["indicator"] or ""))):
            meant[task.id] = known.on(code, lens.as_of)
    found = _figures(lens, tasks, meant)
    offices = titles(actor, {"offices": {task["office"] for task in tasks if task["office"] is not None}})
    promises = []
    for task in tasks:
        issued = cited[task["document"]]["issued_on"]
        office = offices.get(task["office"])
        figure = found.get(task.id)
        promises.append(_promise(task, meant.get(task.id), figure, issued, office.words if office else "", lens.as_of))
    return promises


def _figures(lens: Lens, tasks: Sequence[Record], meant: Mapping[int, Definition]) -> dict[int, Figure]:
    """The result of each task: of a flow that of the year in which it is due, of all else that of the last day."""
    wanted: dict[date, list[Record]] = {}
    for task in tasks:
        if task.id in meant:
            due, day = task["due_on"], lens.as_of
            if meant[task.id].reading == "flow" and due is not None and due.year < day.year:
                day = date(due.year, 12, 31)
            wanted.setdefault(day, []).append(task)
    found: dict[int, Figure] = {}
    for day, some in wanted.items():
        places = [(region, False) for region in sorted({task["region"] for task in some})]
        codes = sorted({meant[task.id].code for task in some})
        seen = lens_as_of(lens.region, day, known_at=lens.known_at, level=lens.level)
        by_place = {(one.definition.code, one.lens.region): one for one in arithmetic.figures(seen, places, codes)}
        found |= {task.id: by_place[meant[task.id].code, task["region"]] for task in some}
    return found


def _promise(
    task: Record, definition: Definition | None, figure: Figure | None, issued: date, office: str, day: date
) -> Promise:
    due, text = task["due_on"], str(task["target"] or "")
    target = target_value(text, definition, task["region"]) if definition is not None else None
    goal = Target(target, due or day, task.id) if target is not None else None
    share = share_of_target(figure.value, goal) if figure is not None else None
    is_yearly = definition is not None and definition.reading == "flow"
    begins = date(due.year, 1, 1) if due is not None and (is_yearly or issued > due) else issued
    stands = standing(
        day, begins=begins, due=due, done_on=task["done_on"], reached=share, counts=target is not None and target > 0
    )
    return Promise(
        task=task.id, document=task["document"], region=task["region"], content=str(task["content"]),
        indicator=str(task["indicator"] or ""), target_text=text, definition=definition, target=target, figure=figure,
        share=share, due_on=due, done_on=task["done_on"], office=office, standing=stands,
    )  # fmt: skip


def _with_mends(actor: Actor, as_of: date, promises: Sequence[Promise]) -> list[Promise]:
    """The red promises with what would mend them."""
    wanted = {
        one.task: mends(one.definition, one.region, as_of)
        for one in promises
        if one.standing.is_red and one.definition is not None
    }
    counts = mend_counts(actor, (mend for some in wanted.values() for mend in some), as_of)
    return [
        replace(one, mends=[(mend, counts[mend]) for mend in wanted.get(one.task, ()) if counts.get(mend)])
        for one in promises
    ]


def _documents(promises: Iterable[Promise], seen: Mapping[int, Record], as_of: date) -> list[Document]:
    by_document: dict[int, list[Promise]] = {}
    for promise in promises:
        by_document.setdefault(promise.document, []).append(promise)
    worst = {state: place for place, state in enumerate(STATES)}
    found = []
    for number, some in by_document.items():
        record = seen.get(number)
        is_this_year = record is not None and is_agreement_of(record, as_of)
        ordered = sorted(some, key=lambda one: (worst[one.standing.state], one.due_on or date.max, one.task))
        found.append(Document(number, record, ordered, is_this_year))

    def rank(one: Document) -> tuple[bool, int, int]:
        issued = one.record["issued_on"].toordinal() if one.record is not None else 0
        return not one.is_this_year, -issued, one.number

    return sorted(found, key=rank)
