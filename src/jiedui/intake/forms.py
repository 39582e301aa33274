"""Forms: one record, typed field by field, read and checked as the row of a workbook is.

A form is a sheet of one row: its inputs are the columns that the register's own sheet has, and its texts go through
the same readers, matching and checks. A blank sealed input leaves what is stored; any other blank one empties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from jiedui.intake.choices import FormBook
from jiedui.intake.columns import Places
from jiedui.intake.files import Grid
from jiedui.intake.headings import RECORD_NUMBER, Target
from jiedui.intake.matching import Matched, SheetInput, match_sheet
from jiedui.intake.planning import cross_check, programme_pairings, programme_scopes
from jiedui.intake.recognition import Column, Reading
from jiedui.intake.scope import refuse_illegal_steps, refuse_out_of_scope
from jiedui.journal.models import Batch, Entry
from jiedui.kernel.cells import read_number
from jiedui.kernel.errors import Problem, Refused
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers import access
from jiedui.registers import rows as stored_rows
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from jiedui.registers.closing import ClosedBooks
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Link, Quantity, Sealed
from jiedui.registers.reach import lies_in, places_of

WHOLE = ""
"""The input that problems of the whole record stand at."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: texts by input, the units chosen for amounts, the sealed inputs to be emptied."""

    texts: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    emptied: AbstractSet[str] = frozenset()

    def has(self, name: str) -> bool:
        return bool(self.texts.get(name, "").strip())


@dataclass(slots=True)
class FormPlan:
    """What a form comes to: the changes to save, and what is wrong by the input that it stands at.

    `existing`: the record that bears the same key or code already. `read`: what each input was read as.
    """

    register: Register
    number: int | None
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    existing: int = 0
    read: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        return [problem for _, problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for _, problem in self.problems if problem.severity == "warning"]


def inputs(register: Register) -> list[Target]:
    """The inputs of a register's form, in declared order; of a record that stands in the row, its own fields follow
    the link. A link whose record is made of other fields of the row has none."""
    found = []
    for one in register.given:
        embedded = [name for name, source in one.embeds.items() if source == ""] if isinstance(one, Link) else []
        if not (isinstance(one, Link) and one.embeds and not embedded):
            found.append(Target(one))
        found += [Target(registers()[one.to].field(name), one) for name in embedded]  # type: ignore[attr-defined]  # a link
    return found


def may_edit(actor: Actor, register: Register, number: int) -> bool:
    """Whether an actor may change a record: by the register's right, or where its period is closed, to restate it.

    Errors: JOURNAL-012 not there or out of reach, RIGHT-001.
    """
    found = access.record(actor, register, number)
    if actor.is_operator:
        return True
    place = places_of([found], {}).get(number, ())
    if lies_in(place, actor.reach(register.changing_right)):
        return True
    books = ClosedBooks() if lies_in(place, actor.reach("restate")) else None
    return books is not None and any(books.until(region) for region in place)


def form_of(actor: Actor, register: Register, number: int | None = None) -> Record | None:
    """The record that a form is to change; None for a form that makes one. Errors: as may_edit, RIGHT-001, RIGHT-002
    for what the actor may not write."""
    if number is None:
        actor.require(register.right)
        return None
    found = access.record(actor, register, number)
    if not may_edit(actor, register, number):
        actor.require_in(register.right, places_of([found], {}).get(number, ()))
    return found


def plan_form(
    actor: Actor,
    register: Register,
    typed: Typed,
    number: int | None = None,
    seen: int | None = None,
    *,
    touched: AbstractSet[str] | None = None,
) -> FormPlan:
    """Compare a form with the ledger; nothing is written. `seen`: the version of the record that was edited.

    `touched`: the inputs that were filled in so far, where the form is not sent yet: what is still blank is no
    problem then. Errors: RIGHT-001 for who may write no record of the register, JOURNAL-012 for a record that is not
    there or out of reach. Problems: CELL, ROW, RIGHT, REVIEW and FORM codes, JOURNAL-004 for a stale version.
    """
    if not actor.has("restate"):
        actor.require(register.right)
    with transaction.atomic():
        old = None if number is None else access.record(actor, register, number)
        plan = FormPlan(register, number)
        if old is not None and seen is not None and old.entry != seen:
            said = {"record": f"{register.code} {number}", "seen": seen, "present": old.entry}
            plan.problems.append((WHOLE, Problem("JOURNAL-004", said)))
            return plan
        given = list(_given(register, typed, old))
        if touched is not None and old is None:
            given = [one for one in given if one[0].name in touched or typed.has(one[0].name)]
        is_whole = all(typed.has(one.name) for one in inputs(register) if one.field.required and one.link is None)
        _plan(plan, actor, typed, given, old, is_whole=old is not None or touched is None or is_whole)
    if touched is not None:
        plan.problems = [(name, problem) for name, problem in plan.problems if name in touched or name == WHOLE]
    return plan


def save_form(actor: Actor, plan: FormPlan, reason: str = "") -> tuple[int | None, int]:
    """Save what a plan says as one batch. Returns the batch, None when nothing differs, and the record's number.

    Errors: those of the plan; those of `save`.
    """
    if plan.errors:
        raise Refused(plan.errors)
    batch = save(plan.changes, actor, reason=reason) if plan.changes else None
    if plan.number is not None:
        return batch, plan.number
    first = Batch.objects.get(id=batch)
    written = Entry.objects.filter(id__gte=first.first_entry, id__lt=first.first_entry + first.entries)
    return batch, written.filter(register=plan.register.code).values_list("record", flat=True).get()


def _given(register: Register, typed: Typed, old: Record | None) -> Iterator[tuple[Target, str | None, str | None]]:
    """The columns of the form's row: what each means, its text, its unit."""
    if old is not None:
        yield Target(RECORD_NUMBER), str(old.id), None
    embedding = {link.name for link in register.links if _is_embedding(link, typed)}
    for target in inputs(register):
        name, one = target.name, target.field
        is_blank = not typed.has(name)
        if target.link is not None:
            is_key = one.name in registers()[target.link.to].key
            if target.link.name in embedding and (not is_blank or is_key):
                yield target, typed.texts.get(name), None
        elif isinstance(one, Link) and one.embeds:
            if name not in embedding and not (is_blank and old is not None):
                yield target, typed.texts.get(name), None
        elif isinstance(one, Sealed) and is_blank and old is not None:
            if name in typed.emptied:
                yield target, None, None
        elif old is None or name in typed.texts:
            yield target, typed.texts.get(name), typed.units.get(name)


def _is_embedding(link: Link, typed: Typed) -> bool:
    """Whether something of the record that stands in the row was typed."""
    return any(typed.has(f"{link.name}.{name}") for name, source in link.embeds.items() if source == "")


def _plan(
    plan: FormPlan,
    actor: Actor,
    typed: Typed,
    given: list[tuple[Target, str | None, str | None]],
    old: Record | None,
    *,
    is_whole: bool,
) -> None:
    columns = [
        Column(place, target, target.field.chinese, _unit(target, unit))
        for place, (target, _, unit) in enumerate(given)
    ]
    names = [target.name for target, _, _ in given]
    row = [text or None for _, text, _ in given]
    grid = Grid("", False, [row], (), frozenset(), {})
    places = Places(index(), programme_scopes(), programme_pairings())
    sheet = SheetInput(grid, Reading("", 0, plan.register, columns=columns), [row], [0])
    matched = match_sheet(sheet, "", places, FormBook(actor, old))
    plan.read = {name: values[0] for name, values in matched.cells.values.items()}
    unitless = list(_without_unit(given))
    plan.problems += unitless
    found = list(matched.problems)
    if is_whole and not unitless:
        refuse_out_of_scope([matched], actor, "")
        refuse_illegal_steps(matched, "")
        found = [*matched.problems, *cross_check([matched], "")]
    for problem in found:
        column = problem.place.column if problem.place else None
        name = names[column - 1] if column else WHOLE
        plan.problems.append(_own_words(plan, name, problem))
    if is_whole:
        _refuse_known(plan, matched)
    if not plan.errors:
        plan.changes = [replace(change, sheet=None, row=None) for change in matched.changes(set())]


def _unit(target: Target, unit: str | None) -> str | None:
    """The unit that an amount is read in: as chosen, else as declared."""
    one = target.field
    if not isinstance(one, Quantity):
        return None
    return unit if unit in one.units else one.unit


def _without_unit(given: list[tuple[Target, str | None, str | None]]) -> Iterator[tuple[str, Problem]]:
    """Money is never read in a unit that nobody named. Problems: FORM-003."""
    for target, text, unit in given:
        if isinstance(target.field, Quantity) and _unit(target, unit) is None and text:
            number, written, _ = read_number(text)
            if number is not None and written is None:
                yield target.name, Problem("FORM-003", {"expected": " / ".join(target.field.units)})


def _own_words(plan: FormPlan, name: str, problem: Problem) -> tuple[str, Problem]:
    """A problem of a row in the words of a form: which record, not which line."""
    if problem.code != "ROW-006":
        return (WHOLE if name == RECORD_NUMBER.name else name), problem
    if name == RECORD_NUMBER.name:
        plan.existing = int(str(problem.fields["first"]))
        return WHOLE, Problem("FORM-001", {"field": problem.fields["field"], "record": plan.existing})
    found = str(problem.fields["found"])
    twin = stored_rows.by_texts(plan.register, name, [found]).get(found)
    plan.existing = twin.id if twin is not None else 0
    return name, Problem("FORM-002", {"field": problem.fields["field"], "found": found})


def _refuse_known(plan: FormPlan, matched: Matched) -> None:
    """A new record that the ledger holds already is no new one. Problems: FORM-001."""
    own = [item for item in matched.items if not item.embedded and item.position not in matched.refused]
    if plan.number is None and own and own[0].old is not None:
        named = "、".join(plan.register.field(name).chinese for name in plan.register.key)
        plan.existing = own[0].old.id
        plan.problems.append((WHOLE, Problem("FORM-001", {"field": named, "record": plan.existing})))
