"""Every page by the name of its address: how to get there in a small ledger that holds something for each of them.

The tests of queries, of the real browser and of the tour read the addresses from `jiedui.web.urls` and the way to each
from `RECIPES`: a page that is added there and not here fails with that sentence.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.urls import URLPattern

from jiedui.fieldwork.boundaries import load_boundaries
from jiedui.fieldwork.tracks import add_track
from jiedui.intake.actions import import_plan
from jiedui.intake.planning import open_file, plan_file
from jiedui.journal.storage import select_rows
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.people.members import actor_of
from jiedui.places.queries import children
from jiedui.registers.actions import Change, save
from jiedui.registers.attachments import Sent, attach
from jiedui.registers.catalogue import register, registers
from jiedui.registers.fields import Link
from jiedui.registers.reviewing import confirm
from jiedui.reports.snapshots import publish
from tests.fieldwork.boundary_files import boundary_file, new_boundaries, square
from tests.intake.workbooks import PROJECT, SHED, TEA, write
from tests.people.offices import MASHAN, NANNING, add_cast, open_offices
from tests.registers.grids import POSITIONS
from tests.registers.records import CHOSEN_LINK, last_batch, new

AS_OF = "as-of=2023-09-30"
KINDS = ("industry", "employment", "livelihood", "rural", "talent", "other")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg=="
)
"""A picture of one point."""
FUNDS = "funds.committed"


@dataclass(frozen=True, slots=True)
class World:
    """What the ledger holds that addresses name: a confirmed project and a photograph of it, an
    import's batch and its first entry, a workbook still to send, a published report, a track of the clerk's."""

    project: int
    evidence: int
    batch: int
    entry: int
    workbook: Path
    report: int
    track: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.workbook.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """How a page is reached: its address in a world, who looks, and whether they send the workbook before.

    Kinds: `page` HTML, `file` what is no page (a download, a picture, JSON), `post` an address that takes forms only.
    """

    address: Callable[[World], str]
    login: str = "city-manager"
    sends: bool = False
    kind: str = "page"


def at(address: str, **more: object) -> Page:
    """A page whose address names something of the world: `{0.project}`."""
    return Page(address.format, **more)  # type: ignore[arg-type]  # a world is all that is formatted


CLERK = "county-clerk"
FORM = Page(lambda world: "", kind="post")

RECIPES: dict[str, Page] = {
    "overview": at(f"/?{AS_OF}"),
    "figures_table": at(f"/figures?{AS_OF}"),
    "figures_months": at(f"/figures/months?{AS_OF}"),
    "figure_months": at(f"/figures/{FUNDS}/months?{AS_OF}"),
    "figure_trace": at(f"/figures/{FUNDS}/trace?{AS_OF}"),
    "figure_trace_file": at(f"/figures/{FUNDS}/trace.csv?{AS_OF}", kind="file"),
    "source_page": at("/sources/{0.entry}"),
    "registers_list": at("/registers"),
    "records_list": at("/registers/projects"),
    "records_export": FORM,
    "record_new": at("/registers/projects/new", login=CLERK),
    "record_check": FORM,
    "record_choices": FORM,
    "record_edit": at("/registers/projects/{0.project}/edit", login=CLERK),
    "evidence_attach": FORM,
    "evidence_file": at("/evidence/{0.evidence}", kind="file"),
    "evidence_remove": FORM,
    "record_page": at("/registers/projects/{0.project}"),
    "record_act": FORM,
    "import_workbook": at("/import", login=CLERK),
    "imports_list": at("/import/history", login=CLERK),
    "import_progress": at("/import/progress/0", login=CLERK, kind="file"),
    "import_correct": FORM,
    "import_plan": at("/import/{0.digest}", login=CLERK, sends=True),
    "import_save": FORM,
    "import_cancel": FORM,
    "import_annotated": at("/import/{0.digest}/marked", login=CLERK, sends=True, kind="file"),
    "import_result": at("/import/history/{0.batch}", login=CLERK),
    "import_template": at("/templates/projects", login=CLERK, kind="file"),
    "promises_list": at(f"/plan?{AS_OF}"),
    "promises_file": at(f"/plan.csv?{AS_OF}", kind="file"),
    "plan_draft": at(f"/plan/draft?{AS_OF}"),
    "plan_draft_file": at(f"/plan/draft/points?{AS_OF}", kind="file"),
    "plan_adopt": at(f"/plan/draft/points/adopt?{AS_OF}", login="city-manager"),
    "industry_parks": at(f"/industry?{AS_OF}&level=0"),
    "industry_parks_file": at(f"/industry/parks.csv?{AS_OF}&level=0", kind="file"),
    "industry_chain": at(f"/industry/chain?{AS_OF}&level=0"),
    "industry_chain_file": at(f"/industry/chain.csv?{AS_OF}&level=0", kind="file"),
    "industry_funnel": at(f"/industry/funnel?{AS_OF}&level=0"),
    "industry_funnel_file": at(f"/industry/funnel.csv?{AS_OF}&level=0", kind="file"),
    "labour_page": at(f"/labour?{AS_OF}&level=0"),
    "labour_file": at(f"/labour.csv?{AS_OF}&level=0", kind="file"),
    "footprint": at(f"/footprint?{AS_OF}&level=0"),
    "footprint_map": at(f"/footprint/map.svg?{AS_OF}&level=0", kind="file"),
    "footprint_cells": at(f"/footprint/cells.geojson?{AS_OF}&level=0", kind="file"),
    "reports_list": at("/reports"),
    "report_new": at(f"/reports/new?{AS_OF}"),
    "report_draft": FORM,
    "report_page": at("/reports/{0.report}"),
    "report_file": FORM,
    "secondments_list": at("/secondments?as-of=2023-09-30"),
    "handover_page": at("/handover/county-clerk?to=county-reviewer", login="administrator"),
    "handover_file": at("/handover/county-clerk/document", kind="file"),
    "handover_apply": FORM,
    "visits_list": at("/visits", login=CLERK),
    "visit_new": at("/visits/new", login=CLERK),
    "visit_session": at("/visits/session", login=CLERK, kind="file"),
    "visit_settlements": at("/visits/settlements", login=CLERK, kind="file"),
    "visit_send": FORM,
    "visit_photos": FORM,
    "follow_up_done": FORM,
    "tracks_list": at("/tracks", login=CLERK),
    "track_page": at("/tracks/{0.track}", login=CLERK),
    "track_recount": FORM,
    "track_delete": FORM,
    "service_worker": at("/service-worker.js", kind="file"),
    "manifest": at("/manifest.webmanifest", kind="file"),
    "text_check": at("/check"),
    "search": at("/search?q=演示"),
    "journal_list": at("/journal"),
    "journal_verify": FORM,
    "batch_page": at("/journal/{0.batch}"),
    "batch_undo": FORM,
    "language": FORM,
    "member_sign_in": at("/sign-in", login=""),
    "member_sign_out": FORM,
    "member_password": at("/password"),
    "sessions_list": at("/sessions"),
    "sessions_end": FORM,
}


def page_names() -> list[str]:
    """The names of all addresses, in their order."""
    from jiedui.web.urls import urlpatterns

    return [str(pattern.name) for pattern in urlpatterns if isinstance(pattern, URLPattern)]


def recipe(name: str) -> Page:
    """How a page is reached."""
    assert name in RECIPES, f"the page {name} has no recipe: write one into tests/pages.py"
    return RECIPES[name]


def names_of(*kinds: str) -> list[str]:
    """The pages of some kinds; one without a recipe is among them, so that its test says so."""
    return [name for name in page_names() if name not in RECIPES or RECIPES[name].kind in kinds]


def lay_world(folder: Path) -> World:
    """The offices and the cast; in 马山县 a project that counts, one that a clerk imported, a workbook still to send.

    The workbook still to send has a good row, and one that is refused in two cells.
    """
    add_cast(open_offices())
    values = {"year": 2023, "region": MASHAN, "name": "演示项目", "kind": "industry", "fund": 327_000_000}
    save([Change("projects", {**values, "approved_on": date(2023, 3, 4)})], LOCAL_OPERATOR, reason="首次录入")
    batch = last_batch()
    project = int(registers_of("projects")[0])
    confirm(batch, LOCAL_OPERATOR)
    lay_industry()
    # What waits is counted, so that the clerk's import restates it.
    report = publish(LOCAL_OPERATOR, lens_as_of(NANNING, date(2023, 9, 30), level=0), "三季度报告")
    clerk = actor_of(CLERK)
    sent = write(folder / "马山项目.xlsx", ("项目台账", [PROJECT, TEA]))
    imported = import_plan(plan_file(open_file(sent), clerk), clerk, sent, reason="九月汇总")
    assert imported is not None
    bad = [2023, "马山县", "道路", "看不懂", "一百", "2023-05-01"]
    shed = [SHED[0], "马山县", *SHED[2:]]
    entry = int(select_rows(f"SELECT first_entry FROM journal_batch WHERE id = {int(imported)}")[0][0])
    attach(clerk, register("projects"), project, [Sent("现场照片.png", DOT)], "photo")
    evidence = registers_of("evidence")[0]
    workbook = write(folder / "待办项目.xlsx", ("项目台账", [PROJECT, shed, bad]))
    counties = (square("450124", 108.1, 23.6, 0.33), square("450125", 108.43, 23.6, 0.33))
    load_boundaries(LOCAL_OPERATOR, new_boundaries(boundary_file(*counties)))
    point = Sent("走访.csv", f"lat,lng,time\n{POSITIONS[0][0] / 1e6},{POSITIONS[0][1] / 1e6},2023-09-01 09:00".encode())
    track = add_track(clerk, [point], coordinates="WGS-84").number
    new("disbursements", project=registers_of("projects")[-1], paid_on=date(2023, 9, 1), amount=100)
    new("visit_places", project=registers_of("projects")[-1], latitude=POSITIONS[1][0], longitude=POSITIONS[1][1])
    return World(project, evidence, imported, entry, workbook, report, track)


def registers_of(code: str) -> list[int]:
    """The numbers of a register's records."""
    return [int(number) for (number,) in select_rows(f'SELECT "id" FROM "register_{code}" ORDER BY "id"')]


def one_of(code: str) -> int:
    """A record of a register, a new one with what it links to where there is none."""
    one = register(code)
    if found := registers_of(code):
        return found[0]
    needed = (f for f in one.fields if isinstance(f, Link) and (f.required or f.name == CHOSEN_LINK.get(code)))
    return new(code, **{field.name: one_of(field.to) for field in needed})


def lay_industry() -> None:
    """A record of everything that the pages of industry speak of."""
    day = date(2023, 3, 4)
    park, event, workshop = new("parks"), new("events", invited=9), new("workshops", base=new("bases"))
    enterprise = new("enterprises", park=park, signed_on=day, registered_on=day, produced_on=day, agreed=1000)
    new("benefits", park=park)
    new("investments", enterprise=enterprise)
    new("headcounts", enterprise=None, park=park)
    new("headcounts", enterprise=None, workshop=workshop)
    new("delegations", event=event)
    new("signings", event=event)
    new("chain_links", enterprise=enterprise)
    new("placements", ended_on=date(2023, 10, 20))


def fill_world(counties: int = 100) -> None:
    """Far more of everything: a record of every register that is entered, three years of projects in each county."""
    for code, one in registers().items():
        if one.right == "enter":
            one_of(code)
    changes = [
        Change(
            "projects",
            {"year": year, "region": county, "name": f"项目{year}{n}", "kind": KINDS[n], "fund": 100_000_000 + n,
             "approved_on": date(year, 1 + n, 5)},
        )
        for county, _name in children(NANNING)[-counties:]
        for year in (2021, 2022, 2023)
        for n in range(6)
    ]  # fmt: skip
    for start in range(0, len(changes), 40):
        save(changes[start : start + 40], LOCAL_OPERATOR, reason=f"第{start}项起")
        if start:
            confirm(last_batch(), LOCAL_OPERATOR)
