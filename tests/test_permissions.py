"""The permission matrix, tried: every door with every role, inside its scope, on the paired side, and outside.

What is expected is read out of `permissions.toml`; a door without a recipe here, or a function that takes an actor
and stands in no line of the matrix, fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest

import jiedui
from jiedui.fieldwork.boundaries import boundaries, load_boundaries
from jiedui.fieldwork.follow_ups import finish_follow_up, open_follow_ups
from jiedui.fieldwork.footprint import footprint
from jiedui.fieldwork.tracks import add_track, forget_tracks, recount_track
from jiedui.fieldwork.trips import AskedTrip, suggested_trip
from jiedui.fieldwork.unseen import unseen
from jiedui.fieldwork.visit_lists import choices, settlements, visits
from jiedui.fieldwork.visits import FollowUp, NewVisit, attach_photos, record_visit
from jiedui.indicators import queries
from jiedui.indicators.adopting import adopt, draft, mark_of
from jiedui.indicators.bases import bases
from jiedui.indicators.decisions import decisions
from jiedui.indicators.drafting import Wish
from jiedui.indicators.employment import employment
from jiedui.indicators.funnel import funnel
from jiedui.indicators.lenses import Asked as AskedLens
from jiedui.indicators.library import candidates
from jiedui.indicators.mends import Mend as FigureMend
from jiedui.indicators.mends import mend_counts
from jiedui.indicators.parks import parks
from jiedui.indicators.promises import agreements, plan
from jiedui.indicators.summary import summary
from jiedui.indicators.targets import targets
from jiedui.intake.actions import import_plan
from jiedui.intake.corrections import ColumnChoice, Corrections, Mend, SheetChoice
from jiedui.intake.exports import export_register
from jiedui.intake.forms import FormPlan, Typed, form_of, may_edit, plan_form, save_form
from jiedui.intake.mends import earlier_mends
from jiedui.intake.planning import open_file, plan_file
from jiedui.intake.repetition import repetition
from jiedui.intake.sources import source_row
from jiedui.intake.spellings import office_spellings, teach_headings
from jiedui.intake.verification import last_verification, rebuild, record_verification, verify_ledger
from jiedui.kernel.errors import Refused
from jiedui.kernel.grid import cell_at
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant, matrix
from jiedui.people import actions as people
from jiedui.people.handover import handover
from jiedui.people.queries import members, successors
from jiedui.people.secondments import secondments
from jiedui.people.succession import hand_over
from jiedui.places.actions import load_regions
from jiedui.places.models import BoundarySet, GridCell
from jiedui.places.reading import RegionRow
from jiedui.registers import access, attention, counting, founding, lists, offices, privacy, reviewing, rotation, search
from jiedui.registers.actions import Change, save, save_days, save_grid, save_hand_over, save_plan, undo, void
from jiedui.registers.attachments import Sent, attach, detach, evidence_counts, evidence_of, file_of, open_evidence
from jiedui.registers.catalogue import registers
from jiedui.registers.chains import chain
from jiedui.registers.keys import ring, secret
from jiedui.registers.postings_of import postings
from jiedui.registers.titles import titles
from jiedui.reports.contents import contents
from jiedui.reports.documents import write_document
from jiedui.reports.evidence_folder import write_evidence_folder
from jiedui.reports.handover_document import write_handover
from jiedui.reports.prose.checking import check_text
from jiedui.reports.prose.comparison import Extent, compare
from jiedui.reports.restatements import restatements, touched_since_published, with_marks
from jiedui.reports.snapshots import publish, snapshot, snapshots
from tests.fieldwork.boundary_files import boundary_file, new_boundaries, square
from tests.intake.workbooks import PROJECT, write
from tests.registers.records import change, id_number, last_batch, record

pytestmark = pytest.mark.django_db

OWN, PAIRED, OUTSIDE = "450124000000", "450125000000", "450123000000"
PLACES = {"own": OWN, "paired": PAIRED, "outside": OUTSIDE}
DAY = date(2022, 3, 4)
NOT_THERE = {"JOURNAL-005", "JOURNAL-012", "MEMBER-001", "MEMBER-004", "VISIT-003"}
"""How a record, a batch, a member or an office out of reach is refused: as if it were not there."""
PASSWORD = "five-invented-words-in-a-row"


REGISTRAR = Actor("registrar", "registrar", (Grant("administrator", (OWN, PAIRED, OUTSIDE)),))
"""Enters members, the operator too, who may not do that for themselves."""


class Setting:
    """A small ledger with something to act on in one place, laid by the operator."""

    def __init__(self, place: str, folder: Path) -> None:
        self.place = place
        self.folder = folder

    def made(self, code: str, /, **values: object) -> int:
        save([change(code, **values)], LOCAL_OPERATOR)
        from jiedui.journal.storage import select_rows

        return int(select_rows(f"SELECT MAX(id) FROM register_{code}")[0][0])

    def project(self, **values: object) -> int:
        return self.made(
            "projects", **{"region": self.place, "name": "茶园", "approved_on": DAY, "fund": 900, **values}
        )

    def batch(self) -> int:
        self.project()
        return last_batch()

    def confirmed(self) -> int:
        number = self.project()
        reviewing.confirm(last_batch(), LOCAL_OPERATOR)
        return number

    def person(self) -> int:
        return self.made("persons", id_number=secret(id_number(7)), name=secret("甲某某"), home=self.place)

    def office(self) -> int:
        return self.made("offices", region=self.place, name="演示办", kind="county")

    def member(self) -> str:
        people.add_member(LOCAL_OPERATOR, "someone", "某人", self.office(), since=DAY)
        people.grant_role(LOCAL_OPERATOR, "someone", "clerk", since=DAY)
        return "someone"

    def pair(self) -> tuple[str, str]:
        """Two members of one office, by their sign-in names."""
        office = self.office()
        for login in ("giver", "taker"):
            people.add_member(LOCAL_OPERATOR, login, f"演示{login}", office, since=DAY)
        return "giver", "taker"

    def workbook(self) -> Path:
        row = [2023, self.place, "茶园", "产业", 900, "2023-01-01"]
        return write(self.folder / "项目.xlsx", ("项目台账", [PROJECT, row]))

    def lens(self) -> object:
        return lens_as_of(self.place, date(2023, 9, 30))


def _saved(actor: Actor, code: str, /, **values: object) -> object:
    return save([change(code, **values)], actor)


def _save_task(actor: Actor, s: Setting) -> object:
    document = s.made("documents", region=s.place, title="方案", kind="scheme", issued_on=DAY)
    return _saved(actor, "tasks", document=document, region=s.place, content="任务")


def _save_plan(actor: Actor, s: Setting) -> object:
    number = s.project(approved_on=None)
    return save_plan([Change("projects", {"approved_on": DAY}, number)], actor, reason="批复")


def _adopt(actor: Actor, s: Setting) -> object:
    s.project(approved_on=None, listed_on=DAY)
    lens, wish = s.lens(), Wish({}, None)
    mark = mark_of(draft(LOCAL_OPERATOR, lens, "points", wish))  # type: ignore[arg-type]  # a lens
    return adopt(actor, lens, "points", wish, mark=mark, approval_number="1号", approved_on=DAY)  # type: ignore[arg-type]  # a lens


def _save_days(actor: Actor, s: Setting) -> object:
    cell = cell_at(23_700_000, 108_200_000, 7)
    return save_days([Change("grid_cells", {"cell": cell, "region": s.place})], actor, reason="轨迹")


def _save_grid(actor: Actor, s: Setting) -> object:
    values = {"region": s.place, "boundary_set": "示意", "version": "1", "resolution": 7, "cells": 1, "since": DAY}
    return save_grid([Change("grids", values)], actor, reason="边界")


def _load_boundaries(actor: Actor, s: Setting) -> object:
    file = boundary_file(square(s.place[:6], 108.2, 23.7))
    return load_boundaries(actor, new_boundaries(file, since=DAY))


def _boundaries(actor: Actor, s: Setting) -> object:
    _load_boundaries(LOCAL_OPERATOR, s)
    return _found([code for one in boundaries(actor) for code in one.counties])


def _visited(actor: Actor, s: Setting, **values: object) -> int:
    """A visit that an actor records; its number."""
    own = {"own_id": "11111111-2222-4333-8444-555555555555", "visited_on": DAY, "project": s.project()}
    return record_visit(actor, NewVisit(**{**own, **values})).number  # type: ignore[arg-type]  # as it is said


def _photographed(actor: Actor, s: Setting) -> object:
    number = _visited(LOCAL_OPERATOR, s)
    return attach(actor, registers()["visits"], number, [Sent("现场.png", b"\x89PNG\r\n\x1a\n")], "photo")


def _photos(actor: Actor, s: Setting) -> object:
    _visited(actor, s)
    return attach_photos(actor, "11111111-2222-4333-8444-555555555555", [Sent("现场.png", b"\x89PNG\r\n\x1a\n")])


def _followed(s: Setting) -> int:
    """Something that must follow from a visit; its number."""
    _visited(LOCAL_OPERATOR, s, follow_ups=[FollowUp("复查", s.office(), DAY)])
    return open_follow_ups(LOCAL_OPERATOR)[-1].id


def _photo_taken_off(actor: Actor, s: Setting) -> object:
    _photos(LOCAL_OPERATOR, s)
    (piece,) = evidence_of(LOCAL_OPERATOR, registers()["visits"], visits(LOCAL_OPERATOR)[0].id).pieces
    return detach(actor, piece.id, piece.entry, "错件")


def _save_in_closed_period(actor: Actor, s: Setting) -> object:
    number = s.project()
    offices.close_books(LOCAL_OPERATOR, s.place, DAY)
    seen = record("projects", number).entry
    return save([Change("projects", {"fund": 1000}, number, seen)], actor, reason="审计")


def _save_hand_over(actor: Actor, s: Setting) -> object:
    number = s.project()
    values = {"in_charge": "演示接收人"}
    seen = record("projects", number).entry
    return save_hand_over([Change("projects", values, number, seen)], actor, reason="交接")


def _import(actor: Actor, s: Setting) -> object:
    path = s.workbook()
    plan = plan_file(open_file(path), LOCAL_OPERATOR)
    return import_plan(plan, actor, path)


def _plan(actor: Actor, s: Setting) -> object:
    plan = plan_file(open_file(s.workbook()), actor)
    if plan.errors:
        raise Refused(plan.errors)
    return plan


def _seen(code: str, number: int) -> tuple[str, int, int | None]:
    return code, number, record(code, number).entry


def _found(result: object) -> object:
    """A list that must not be empty: nothing found is as good as refused."""
    if not result:
        raise Refused([])
    return result


def _name(actor: Actor, s: Setting) -> object:
    number = s.person()
    shown = privacy.names(actor, registers()["persons"], [record("persons", number)])[number]["name"]
    return _found(shown == "甲某某")


def _undo_confirmation(actor: Actor, s: Setting) -> object:
    s.confirmed()
    return undo(last_batch(), actor)


def _repeated(actor: Actor, s: Setting) -> object:
    path = s.workbook()
    import_plan(plan_file(open_file(path), LOCAL_OPERATOR), LOCAL_OPERATOR, path)
    return _found(repetition(path, actor))


def _mended(actor: Actor, s: Setting) -> object:
    path = s.workbook()
    opened = open_file(path, corrections=Corrections(mends=(Mend(1, 2, 3, "果园"),)))
    plan = plan_file(opened, LOCAL_OPERATOR)
    import_plan(plan, LOCAL_OPERATOR, path)
    return _found(earlier_mends(actor, plan.source.digest))


def _taught(actor: Actor, s: Setting) -> object:
    people.add_member(REGISTRAR, actor.id, "某人", s.office(), since=DAY)
    choice = SheetChoice(PROJECTS, 1, 1, {5: ColumnChoice("-")})
    opened = open_file(s.workbook(), corrections=Corrections({1: choice}))
    return teach_headings(actor, [(opened.source.grids[0], opened.readings[0], choice)], "项目.xlsx")


def _spellings(actor: Actor, s: Setting) -> object:
    people.add_member(REGISTRAR, actor.id, "某人", s.office(), since=DAY)
    return office_spellings(actor)


def _form(actor: Actor, s: Setting) -> FormPlan:
    texts = {"year": "2023", "region": s.place, "name": "茶园", "kind": "产业"}
    plan = plan_form(actor, registers()[PROJECTS], Typed(texts))
    if plan.errors:
        raise Refused(plan.errors)
    return plan


def _attached(actor: Actor, number: int) -> object:
    return attach(actor, registers()[PROJECTS], number, [Sent("批复.pdf", b"%PDF-1.7 demonstration")], "approval")


def _piece(s: Setting) -> int:
    _attached(LOCAL_OPERATOR, s.project())
    from jiedui.journal.storage import select_rows

    return int(select_rows("SELECT MAX(id) FROM register_evidence")[0][0])


def _undone(actor: Actor, s: Setting) -> object:
    batch = s.batch()
    undo(batch, LOCAL_OPERATOR)
    return _found(access.undone(actor, [batch]))


def _read_from(actor: Actor, s: Setting) -> object:
    path = s.workbook()
    import_plan(plan_file(open_file(path), LOCAL_OPERATOR), LOCAL_OPERATOR, path)
    return source_row(actor, access.entries(LOCAL_OPERATOR, last_batch())[0].entry)


def _proven(actor: Actor, s: Setting) -> object:
    number = s.project()
    attach(LOCAL_OPERATOR, registers()[PROJECTS], number, [Sent("a.pdf", b"%PDF-1.7")], "photo")
    return _found(evidence_counts(actor, {PROJECTS: [number]}))


def _exported(actor: Actor, s: Setting) -> object:
    s.project()
    return _found(export_register(registers()["projects"], s.folder / "out.xlsx", actor))


def _tracked(actor: Actor, s: Setting) -> int:
    if not BoundarySet.objects.exists():
        BoundarySet.objects.create(name="示意", version="1", resolution=7, digest="0" * 64)
        GridCell.objects.create(cell=cell_at(23_700_000, 108_200_000, 7), code=s.place)
    table = Sent("轨迹.csv", b"lat,lng,time\n23.7,108.2,2023-03-04T02:00:00Z")
    return add_track(actor, [table], coordinates="WGS-84").number


def _recounted(actor: Actor, s: Setting) -> object:
    number = _tracked(Actor(actor.id, actor.name, is_operator=True), s)
    return recount_track(actor, number)


def _published(s: Setting) -> int:
    return publish(LOCAL_OPERATOR, s.lens(), "演示报告")  # type: ignore[arg-type]  # a lens


def _village(s: Setting) -> list[RegionRow]:
    return [RegionRow(s.place[:6] + "998000", "演示镇", 4, 2021, None, "")]


PROJECTS = "projects"
RECIPES: dict[str, Callable[[Actor, Setting], object]] = {
    "indicators.queries.figures": lambda a, s: queries.figures(a, s.lens(), [(s.place, False)]),  # type: ignore[arg-type]  # a lens
    "indicators.queries.figures_by_month": lambda a, s: queries.figures_by_month(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.queries.trace": lambda a, s: queries.trace(a, "projects.count", s.lens()),  # type: ignore[arg-type]  # a lens
    "reports.prose.checking.check_text": lambda a, s: _found(
        s.project() and check_text(a, "截至2023年9月底,实施项目1个。", AskedLens(s.place, "2023-09-30")).verdicts
    ),
    "reports.prose.comparison.compare": lambda a, s: compare(a, s.lens(), [], Extent(s.place, (s.place,), None, None)),  # type: ignore[arg-type]  # a lens
    "indicators.queries.home_region": lambda a, s: _found(s.project() and queries.home_region(a)),
    "indicators.targets.targets": lambda a, s: targets(a, s.lens(), [s.place]),
    "indicators.summary.summary": lambda a, s: summary(a, s.lens()),
    "indicators.parks.parks": lambda a, s: parks(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.bases.bases": lambda a, s: bases(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.funnel.funnel": lambda a, s: funnel(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.employment.employment": lambda a, s: employment(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "registers.chains.chain": lambda a, s: chain(a, s.place, DAY),
    "indicators.decisions.decisions": lambda a, s: decisions(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.promises.agreements": lambda a, s: agreements(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.promises.plan": lambda a, s: plan(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "fieldwork.footprint.footprint": lambda a, s: footprint(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "fieldwork.unseen.unseen": lambda a, s: unseen(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "fieldwork.trips.suggested_trip": lambda a, s: suggested_trip(
        a,
        s.lens(),  # type: ignore[arg-type]  # a lens
        unseen(LOCAL_OPERATOR, s.lens()),  # type: ignore[arg-type]  # a lens
        AskedTrip(),
    ),
    "indicators.mends.mend_counts": lambda a, s: _found(
        s.made("projects", region=s.place, name="茶园", listed_on=DAY)
        and mend_counts(a, [FigureMend("waiting", PROJECTS, s.place)], DAY)[FigureMend("waiting", PROJECTS, s.place)]
    ),
    "indicators.library.candidates": lambda a, s: candidates(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "indicators.queries.readable_regions": lambda a, s: _found(s.project() and queries.readable_regions(a)),
    "intake.repetition.repetition": _repeated,
    "registers.access.record": lambda a, s: access.record(a, registers()[PROJECTS], s.project()),
    "registers.access.records": lambda a, s: _found(s.project() and access.records(a, registers()[PROJECTS])),
    "registers.lists.page_of_records": lambda a, s: _found(
        s.project() and lists.page_of_records(a, registers()[PROJECTS], lists.Asked(search="茶园")).records
    ),
    "registers.search.found_records": lambda a, s: _found(s.project() and search.found_records(a, "茶园")),
    "registers.search.found_regions": lambda a, s: _found(search.found_regions(a, s.place)),
    "registers.search.person_by_number": lambda a, s: _found(s.person() and search.person_by_number(a, id_number(7))),
    "registers.counting.counts": lambda a, s: _found(s.project() and counting.counts(a)[PROJECTS].records.number),
    "registers.access.records_by_number": lambda a, s: _found(access.records_by_number(a, {PROJECTS: [s.project()]})),
    "registers.titles.titles": lambda a, s: _found(titles(a, {PROJECTS: [s.project()]})),
    "registers.access.related": lambda a, s: access.related(a, registers()[PROJECTS], s.project()),
    "registers.access.rights_over": lambda a, s: access.rights_over(a, registers()[PROJECTS], s.project()),
    "registers.access.history": lambda a, s: access.history(a, registers()[PROJECTS], s.project()),
    "registers.access.batch": lambda a, s: access.batch(a, s.batch()),
    "registers.access.batches": lambda a, s: _found(s.project() and access.batches(a)),
    "registers.access.entries": lambda a, s: _found(access.entries(a, s.batch())),
    "registers.access.undone_by": lambda a, s: access.undone_by(a, s.batch()),
    "registers.access.undone": _undone,
    "intake.mends.earlier_mends": _mended,
    "intake.spellings.office_spellings": _spellings,
    "intake.spellings.teach_headings": _taught,
    "registers.access.waiting": lambda a, s: _found(s.project() and access.waiting(a)),
    "registers.attention.attention": lambda a, s: _found(s.project() and attention.attention(a, s.place, DAY)),
    "registers.attention.restating": lambda a, s: attention.restating(a, s.place),
    "registers.postings_of.postings": lambda a, s: _found(postings(a, registers()[PROJECTS], s.project())[0]),
    "registers.attachments.evidence_of": lambda a, s: evidence_of(a, registers()[PROJECTS], s.project()),
    "registers.attachments.open_evidence": lambda a, s: open_evidence(a, _piece(s)),
    "registers.attachments.file_of": lambda a, s: _found(file_of(a, _piece(s))),
    "intake.forms.may_edit": lambda a, s: may_edit(a, registers()[PROJECTS], s.project()),
    "registers.privacy.names": _name,
    "intake.exports.export_register": _exported,
    "reports.contents.contents": lambda a, s: contents(a, s.lens()),  # type: ignore[arg-type]  # a lens
    "reports.documents.write_document": lambda a, s: write_document(
        a,
        "tables",
        contents(a, s.lens()),  # type: ignore[arg-type]  # a lens
        s.folder / "out.xlsx",
    ),
    "reports.documents.write_document: evidence": lambda a, s: write_document(
        a,
        "evidence",
        contents(LOCAL_OPERATOR, s.lens()),
        s.folder / "out.zip",  # type: ignore[arg-type]  # a lens
    ),
    "reports.evidence_folder.write_evidence_folder": lambda a, s: write_evidence_folder(
        a,
        contents(LOCAL_OPERATOR, s.lens()),
        s.folder / "out.zip",  # type: ignore[arg-type]  # a lens
    ),
    "reports.snapshots.publish": lambda a, s: publish(a, s.lens(), "演示报告"),  # type: ignore[arg-type]  # a lens
    "reports.snapshots.snapshots": lambda a, s: _found(_published(s) and snapshots(a)),
    "reports.snapshots.snapshot": lambda a, s: snapshot(a, _published(s)),
    "reports.restatements.restatements": lambda a, s: restatements(a, _published(s)),
    "reports.restatements.with_marks": lambda a, s: with_marks(a, _published(s)),
    "reports.restatements.touched_since_published": lambda a, s: _found(
        _published(s) and s.confirmed() and touched_since_published(a, s.place)
    ),
    "registers.actions.save": lambda a, s: _saved(a, PROJECTS, region=s.place),
    "registers.actions.save: tasks": _save_task,
    "registers.actions.save: visits": lambda a, s: _saved(
        a, "visits", region=s.place, visited_on=DAY, visitor="演示干部", settlement=s.place
    ),
    "fieldwork.tracks.add_track": _tracked,
    "fieldwork.tracks.recount_track": _recounted,
    "fieldwork.tracks.forget_tracks": lambda a, s: forget_tracks(a, "someone", "本人申请"),
    "registers.actions.save_grid": _save_grid,
    "registers.actions.save_days": _save_days,
    "registers.actions.save: closed period": _save_in_closed_period,
    "registers.actions.void": lambda a, s: void([_seen(PROJECTS, s.project())], a, "重复"),
    "registers.actions.void: confirmed": lambda a, s: void([_seen(PROJECTS, s.confirmed())], a, "重复"),
    "registers.actions.undo": lambda a, s: undo(s.batch(), a),
    "registers.actions.undo: confirmation": _undo_confirmation,
    "registers.attachments.attach": lambda a, s: _attached(a, s.project()),
    "registers.attachments.attach: visits": _photographed,
    "registers.attachments.detach: visits": _photo_taken_off,
    "fieldwork.visits.record_visit": _visited,
    "fieldwork.visits.attach_photos": _photos,
    "fieldwork.visit_lists.visits": lambda a, s: _found(_visited(LOCAL_OPERATOR, s) and visits(a)),
    "fieldwork.visit_lists.choices": lambda a, s: _found(s.project() and choices(a).projects),
    "fieldwork.visit_lists.settlements": lambda a, s: _found(
        a.is_operator or [code for code, _ in settlements(a) if code.startswith(s.place[:6])]
    ),
    "fieldwork.follow_ups.open_follow_ups": lambda a, s: _found(_followed(s) and open_follow_ups(a)),
    "fieldwork.follow_ups.finish_follow_up": lambda a, s: finish_follow_up(a, _followed(s), DAY),
    "registers.attachments.detach": lambda a, s: detach(a, piece := _piece(s), record("evidence", piece).entry, "错件"),
    "intake.forms.form_of": lambda a, s: form_of(a, registers()[PROJECTS], s.project()),
    "intake.forms.plan_form": _form,
    "intake.forms.save_form": lambda a, s: save_form(a, _form(LOCAL_OPERATOR, s)),
    "intake.planning.plan_file": _plan,
    "intake.actions.import_plan": _import,
    "registers.reviewing.confirm": lambda a, s: reviewing.confirm(s.batch(), a),
    "registers.reviewing.confirm_records": lambda a, s: reviewing.confirm_records([_seen(PROJECTS, s.project())], a),
    "registers.reviewing.send_back": lambda a, s: reviewing.send_back(s.batch(), a, "改"),
    "registers.reviewing.send_back_records": lambda a, s: reviewing.send_back_records(
        [_seen(PROJECTS, s.project())], a, "改"
    ),
    "registers.offices.close_books": lambda a, s: offices.close_books(a, s.place, DAY),
    "registers.offices.reopen_books": lambda a, s: (
        offices.close_books(LOCAL_OPERATOR, s.place, DAY) and offices.reopen_books(a, s.place, DAY, "重开")
    ),
    "registers.offices.set_review_rule": lambda a, s: (
        s.office() and offices.set_review_rule(a, "演示办", "county", "500000")
    ),
    "registers.privacy.open_number": lambda a, s: privacy.open_number(
        a, registers()["persons"], s.person(), "id_number", "核对"
    ),
    "registers.privacy.person_data": lambda a, s: privacy.person_data(a, s.person(), "本人申请"),
    "registers.privacy.erase_person": lambda a, s: privacy.erase_person(a, s.person(), "本人申请"),
    "people.actions.add_member": lambda a, s: people.add_member(a, "newcomer", "新人", s.office()),
    "people.actions.admit_member": lambda a, s: people.admit_member(a, "newcomer", "新人", s.office(), PASSWORD),
    "people.actions.grant_role": lambda a, s: people.grant_role(a, s.member(), "reviewer"),
    "people.actions.end_role": lambda a, s: people.end_role(a, s.member(), "clerk"),
    "people.actions.end_member": lambda a, s: people.end_member(a, s.member()),
    "people.actions.set_password": lambda a, s: people.set_password(a, s.member(), PASSWORD),
    "people.actions.end_sessions": lambda a, s: people.end_sessions(a, s.member()),
    "people.queries.members": lambda a, s: _found(s.member() and members(a)),
    "people.succession.hand_over": lambda a, s: hand_over(a, *s.pair()),
    "registers.actions.save_hand_over": _save_hand_over,
    "registers.actions.save_plan": _save_plan,
    "indicators.adopting.adopt": _adopt,
    "indicators.adopting.draft": lambda a, s: draft(a, s.lens(), "points", Wish({}, None)),  # type: ignore[arg-type]  # a lens
    "people.handover.handover": lambda a, s: handover(a, *s.pair()),
    "people.queries.successors": lambda a, s: _found(s.pair() and successors(a, s.place)),
    "people.secondments.secondments": lambda a, s: _found(
        s.made("secondments", region=s.place, started_on=DAY) and secondments(a, DAY)
    ),
    "reports.handover_document.write_handover": lambda a, s: write_handover(a, s.pair()[0], s.folder / "out.docx"),
    "fieldwork.boundaries.load_boundaries": _load_boundaries,
    "fieldwork.boundaries.boundaries": _boundaries,
    "places.actions.load_regions": lambda a, s: load_regions(_village(s), a, "演示"),
    "intake.verification.verify_ledger": lambda a, s: verify_ledger(a),
    "intake.verification.last_verification": lambda a, s: last_verification(a),
    "intake.verification.record_verification": lambda a, s: record_verification(a, verify_ledger(LOCAL_OPERATOR)),
    "intake.sources.source_row": _read_from,
    "registers.attachments.evidence_counts": _proven,
    "intake.verification.rebuild": lambda a, s: rebuild(a),
    "registers.founding.make_ledger": lambda a, s: founding.make_ledger(a),
    "registers.founding.found_ledger": lambda a, s: founding.found_ledger(ring(), a),
    "registers.rotation.rotate_keys": lambda a, s: rotation.rotate_keys(a),
    "registers.rotation.retire_keys": lambda a, s: rotation.retire_keys(a),
}
WITHOUT_A_PLACE = {
    "indicators.queries.home_region",
    "indicators.queries.readable_regions",
    "intake.spellings.office_spellings",
    "intake.verification.verify_ledger",
    "intake.verification.last_verification",
    "intake.verification.record_verification",
    "intake.verification.rebuild",
    "registers.founding.make_ledger",
    "registers.founding.found_ledger",
    "registers.rotation.rotate_keys",
    "registers.rotation.retire_keys",
    "fieldwork.tracks.forget_tracks",
}
"""Doors that act on the ledger as a whole: whoever holds the right anywhere may."""
DOORS = {door: right for right in matrix().rights.values() for door in right.doors}
ONLY_REFUSED = {door for door, right in DOORS.items() if right.name == "operate"} - {"intake.verification.rebuild"}
"""Doors that change the ledger's own keys or begin it: here tried for their refusals alone."""


@pytest.mark.parametrize(("door", "role", "scope"), list(product(sorted(RECIPES), matrix().roles, PLACES)))
def test_a_door_opens_as_the_matrix_says(door: str, role: str, scope: str, tmp_path: Path) -> None:
    right = DOORS[door]
    actor = Actor("tried", "tried", (Grant(role, (OWN,), (PAIRED,)),))
    expected = scope in right.scopes[role] or (door in WITHOUT_A_PLACE and bool(right.scopes[role]))
    try:
        RECIPES[door](actor, Setting(PLACES[scope], tmp_path))
    except Refused as refusal:
        codes = {problem.code for problem in refusal.problems}
        assert not expected, codes
        assert all(code.startswith("RIGHT-") or code in NOT_THERE | {"REVIEW-003"} for code in codes), codes
    else:
        assert expected


@pytest.mark.parametrize("door", sorted(RECIPES))
def test_whoever_holds_no_role_opens_no_door(door: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        RECIPES[door](Actor("nobody", "nobody"), Setting(OWN, tmp_path))


@pytest.mark.parametrize("door", sorted(RECIPES.keys() - ONLY_REFUSED))
def test_the_operator_opens_every_door(door: str, tmp_path: Path) -> None:
    RECIPES[door](LOCAL_OPERATOR, Setting(OWN, tmp_path))


def test_every_door_has_a_recipe_and_every_recipe_a_door() -> None:
    assert RECIPES.keys() == DOORS.keys()


DOOR_MODULES = ("actions", "queries", "access", "reviewing", "offices", "privacy", "rotation", "founding")
DOOR_MODULES += (
    "attention",
    "boundaries",
    "summary",
    "targets",
    "exports",
    "planning",
    "repetition",
    "lists",
    "search",
    "spellings",
    "mends",
    "forms",
    "attachments",
    "postings_of",
    "contents",
    "documents",
    "evidence_folder",
    "restatements",
    "snapshots",
    "titles",
    "parks",
    "bases",
    "funnel",
    "employment",
    "chains",
    "handover",
    "secondments",
    "succession",
    "handover_document",
    "visits",
    "visit_lists",
    "follow_ups",
    "tracks",
    "own_days",
)  # type: ignore[assignment]  # longer
INSIDE = {
    "people.queries.handed_to",  # one's own alone
    "people.queries.taken_over_by",  # one's own alone
    "fieldwork.tracks.tracks",
    "fieldwork.tracks.track",
    "fieldwork.tracks.suggested_visits",
    "fieldwork.tracks.delete_track",
    "registers.own_days.take_back_days",
    "people.actions.sign_in",  # a door for everybody, before there is an actor
    "people.actions.sign_out",
    "people.queries.sessions_of",  # one's own alone
    "intake.verification.verify_registers",
    "journal.actions.open_batch",  # below all rights: whoever calls it has asked for them
}


def _taking_an_actor() -> Iterator[str]:
    for module in pkgutil.walk_packages(jiedui.__path__, "jiedui."):
        if module.name.rpartition(".")[2] not in (*DOOR_MODULES, "verification"):
            continue
        loaded = importlib.import_module(module.name)
        for name, one in inspect.getmembers(loaded, inspect.isfunction):
            is_public = one.__module__ == module.name and not name.startswith("_")
            if is_public and "actor" in inspect.signature(one).parameters:
                yield f"{module.name.removeprefix('jiedui.')}.{name}"


def test_every_function_that_takes_an_actor_stands_in_the_matrix() -> None:
    lined = {door.partition(":")[0] for door in DOORS}
    found = {name for name in _taking_an_actor() if name not in INSIDE and not name.startswith("demo.")}
    assert found <= lined, f"no line in permissions.toml: {sorted(found - lined)}"


def test_every_action_takes_an_actor() -> None:
    taking = set(_taking_an_actor())
    for module in pkgutil.walk_packages(jiedui.__path__, "jiedui."):
        if module.name.endswith(".actions") and module.name not in ("jiedui.journal.actions", "jiedui.demo.actions"):
            loaded = importlib.import_module(module.name)
            for name, one in inspect.getmembers(loaded, inspect.isfunction):
                if one.__module__ == module.name and not name.startswith("_"):
                    assert f"{module.name.removeprefix('jiedui.')}.{name}" in taking | WRITES_NOTHING, name


WRITES_NOTHING = {
    "places.actions.shipped_regions",
    "places.actions.region_file",
    "intake.actions.missing_files",
}
