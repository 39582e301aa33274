"""Planning: a file compared with the ledger. What is new, what would change field by field, what is the same, what is
refused and where; nothing is written.

The sheets are taken in the order in which registers build on each other, so that a sheet of disbursements can name
the projects of another sheet of the same file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from jiedui import __version__
from jiedui.intake.columns import Places
from jiedui.intake.corrections import Corrections, Mend, mended
from jiedui.intake.files import SourceFile, read_file
from jiedui.intake.links import LinkBook
from jiedui.intake.matching import Matched, SheetInput, match_sheet
from jiedui.intake.recognition import NO_CHOICE, Reading, Spellings, recognise
from jiedui.intake.scope import refuse_illegal_steps, refuse_out_of_scope
from jiedui.intake.tables import Table, split_rows
from jiedui.journal.storage import collector_paused, select_rows
from jiedui.kernel.cells import plain_text
from jiedui.kernel.errors import Place, Problem, Refused
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.registers.actions import Change
from jiedui.registers.catalogue import depth, registers
from jiedui.registers.declaration import Finding, Group, Record
from jiedui.registers.fields import Ref, RegionField
from jiedui.registers.grouping import arrivals, group_findings, load_groups, roots_of
from jiedui.registers.writing import Step

WRITING = ("enter", "manage", "administer", "restate")
"""The rights by one of which a workbook can be written."""
NONE_SAID = Corrections()


@dataclass(slots=True)
class SheetPlan:
    """One sheet: how it was read, what its rows come to."""

    reading: Reading
    table: Table = field(default_factory=Table)
    matched: Matched | None = None

    @property
    def counts(self) -> dict[str, int]:
        if self.matched is None:
            return {"new": 0, "changed": 0, "same": 0, "refused": 0}
        return self.matched.counts


@dataclass(slots=True)
class Plan:
    """What importing a file would do. `problems` are all that was found, errors and warnings, in sheet order."""

    source: SourceFile
    sheets: list[SheetPlan]
    problems: list[Problem]
    mends: Sequence[Mend] = ()

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def counts(self) -> dict[str, int]:
        found = {"new": 0, "changed": 0, "same": 0, "refused": 0}
        for sheet in self.sheets:
            for name, count in sheet.counts.items():
                found[name] += count
        return found

    def changes(self) -> list[Change]:
        """What would be saved: everything of the good rows, and nothing that hangs on a refused one."""
        matched = [sheet.matched for sheet in self.sheets if sheet.matched]
        needed = {
            value
            for sheet in matched
            for item in sheet.items
            if item.position not in sheet.refused and not item.embedded
            for value in item.values.values()
            if isinstance(value, Ref)
        }
        return [change for sheet in matched for change in sheet.changes(needed)]


@dataclass(slots=True)
class OpenedFile:
    """A file that has been opened and whose sheets have been recognised."""

    source: SourceFile
    readings: list[Reading]
    mends: Sequence[Mend] = ()

    @property
    def order(self) -> int:
        """Where the file comes among others: after those whose records its own can link to."""
        return max((depth(one.register.code) for one in self.readings if one.register), default=0)


def open_file(
    path: Path,
    only: str | None = None,
    *,
    spellings: Spellings | None = None,
    corrections: Corrections = NONE_SAID,
    may_be_unknown: bool = False,
    step: Step = lambda name: None,
) -> OpenedFile:
    """Open a file and recognise its sheets, with what the office has taught and what was said of this file.

    Errors: the FILE codes; FILE-011 when no sheet is a register's, unless it may be; the MEND codes.
    """
    step("open")
    source = mended(read_file(path), corrections.mends)
    scopes = programme_scopes()
    readings = [
        recognise(grid, number, source.name, only, scopes, spellings, corrections.sheets.get(number, NO_CHOICE))
        for number, grid in enumerate(source.grids, 1)
    ]
    if not may_be_unknown and not any(one.register for one in readings):
        problems = [p for one in readings for p in one.problems if p.code != "SHEET-010"]
        raise Refused([Problem("FILE-011", {}, Place(source.name)), *problems])
    return OpenedFile(source, readings, corrections.mends)


def plan_file(opened: OpenedFile, actor: Actor, step: Step = lambda name: None) -> Plan:
    """Compare an opened file with the ledger. All problems of all sheets are collected; nothing is written.

    Errors: RIGHT-001 for an actor who may write nothing; rows out of scope are problems of the plan.
    """
    if not any(actor.has(right) for right in WRITING):
        actor.require(WRITING[0])
    with transaction.atomic(), collector_paused():
        return _plan(opened, actor, step)


def _plan(opened: OpenedFile, actor: Actor, step: Step) -> Plan:
    source = opened.source
    places = Places(index(), programme_scopes(), programme_pairings())
    book = LinkBook(index())
    step("rows")
    sheets = [SheetPlan(reading) for reading in opened.readings]
    inputs: dict[int, SheetInput] = {}
    for sheet, grid in zip(sheets, source.grids, strict=True):
        if sheet.reading.register is not None and not _unreadable(sheet.reading):
            rows, sheet.table = split_rows(grid, sheet.reading, source.name)
            inputs[sheet.reading.number] = SheetInput(grid, sheet.reading, rows, sheet.table.records)
    places.learn({text for one in inputs.values() for text in _region_texts(one)})
    position = {code: place for place, code in enumerate(registers())}
    step("compare")
    for sheet in sorted(sheets, key=lambda s: position[s.reading.register.code] if s.reading.register else -1):
        given = inputs.get(sheet.reading.number)
        if given is not None:
            sheet.matched = match_sheet(given, source.name, places, book)
            _refuse_misread(sheet)
    matched = [s.matched for s in sheets if s.matched]
    refuse_out_of_scope(matched, actor, source.name)
    for one in matched:
        refuse_illegal_steps(one, source.name)
    step("cross-check")
    across = cross_check(matched, source.name)
    gone = {
        item.ref
        for one in matched
        for item in one.items
        if item.ref and not item.embedded and item.position in one.refused
    }
    for one in matched if gone else ():
        one.refuse_orphans(gone, source.name)
    problems = [
        p for s in sheets for p in (*s.reading.problems, *s.table.problems, *(s.matched.problems if s.matched else ()))
    ]
    return Plan(source, sheets, [*problems, *across], opened.mends)


def _refuse_misread(sheet: SheetPlan) -> None:
    """No row is good where a heading was not understood, nor a row whose amount is merged with another's."""
    matched = sheet.matched
    assert matched is not None
    misread = any(problem.severity == "error" for problem in sheet.reading.problems)
    for position, row in enumerate(matched.cells.rows):
        if misread or row in sheet.table.misread:
            matched.refuse(position)


def _unreadable(reading: Reading) -> bool:
    return any(problem.code in ("SHEET-001", "SHEET-004") for problem in reading.problems)


def programme_scopes() -> list[str]:
    """The regions of the programme: those paired, theirs partners, and where offices stand."""
    codes = {row[0] for row in select_rows("SELECT region FROM register_offices")}
    for pairing in programme_pairings():
        codes |= set(pairing)
    return sorted({code[:4].ljust(12, "0") for code in codes})


def programme_pairings() -> list[tuple[str, str]]:
    """The paired regions: (region, donor)."""
    return [(region, donor) for region, donor in select_rows("SELECT region, donor FROM register_pairings")]


def _region_texts(given: SheetInput) -> Iterable[str]:
    for column in given.reading.columns:
        if isinstance(column.target.field, RegionField):
            raws = {given.rows[number][column.index] for number in given.records}
            yield from (text for raw in raws if (text := plain_text(raw)))


def cross_check(sheets: Sequence[Matched], file: str) -> list[Problem]:
    """The checks over records that hang together, as they would be: stored ones and the file's."""
    checked = {code for code, one in registers().items() if one.group_checks}
    overlay: dict[int, Record | None] = {}
    where: dict[int, tuple[Matched, int]] = {}
    for sheet in sheets:
        for record, position in sheet.records(touched_only=True):
            overlay[record.id] = record
            where[record.id] = (sheet, position)
    subjects: dict[str, set[int]] = {}
    fresh: set[int] = set()
    for record in overlay.values():
        if record is not None and _may_fail(record.register, checked):
            for root, number in roots_of(record):
                subjects.setdefault(root, set()).add(number)
                if number < 0:
                    fresh.add(number)
    problems: list[Problem] = []
    if not subjects:
        return problems
    for group, code, finding in group_findings(load_groups(subjects, overlay, arrivals(overlay), fresh)):
        number = _shown_at(group, code, finding, where)
        if number in where:
            sheet, position = where[number]
            place = sheet.place(file, position, finding.field)
            problems.append(Problem(finding.code, finding.fields, place, finding.severity))
            if finding.severity == "error":
                sheet.refuse(position)
    return problems


def _shown_at(group: Group, code: str, finding: Finding, where: Collection[int]) -> int:
    """The record of the file that a finding is shown at: the one it names; an error that names a stored record is
    shown at the last of the file's records beside it, or at the subject that they all hang on."""
    if finding.record in where or (finding.record and finding.severity != "error"):
        return finding.record
    beside = next((rs for rs in group.members.values() if any(r.id == finding.record for r in rs)), group.members[code])
    others = [record for records in group.members.values() for record in records]
    return next((r.id for r in (*reversed(beside), *reversed(others)) if r.id in where), 0)


def _may_fail(code: str, checked: set[str]) -> bool:
    one = registers()[code]
    return code in checked or any(link.to in checked for link in one.links if link.name in one.subject)


def summary(plan: Plan) -> Mapping[str, Any]:
    """The reader's version and the plan's counts by sheet, for the batch to keep."""
    return {
        "reader": __version__,
        "sheets": [
            {"sheet": sheet.reading.sheet, "register": sheet.reading.register.code, **sheet.counts}
            for sheet in plan.sheets
            if sheet.reading.register is not None
        ],
    }
