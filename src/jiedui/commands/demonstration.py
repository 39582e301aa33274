"""The main job on invented records: `demo`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser("demo", parents=[shared], help="build the demonstration and show its figures")
    one.add_argument("--no-serve", action="store_true", help="end after printing, without serving the pages")
    one.add_argument("--port", type=int, default=8000)
    one.set_defaults(run=run_demo, needs_ledger=False)


def run_demo(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import print_problems, steps
    from jiedui.commands.serving import print_address, refuse_taken_port, serve
    from jiedui.demo.actions import AS_OF, SIGN_IN, clear_folder, import_and_confirm, in_order, let_members_in
    from jiedui.demo.boundaries import write_boundaries
    from jiedui.demo.workbooks import write_workbooks
    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import make_ledger

    if not options.no_serve:
        refuse_taken_port("127.0.0.1", options.port)
    clear_folder(settings.DATA)
    make_ledger(LOCAL_OPERATOR)
    print(_("The demonstration: invented records whose sums are the published figures of September 2023."))
    with steps(_("writing workbooks")):
        paths = write_workbooks(settings.DATA / "workbooks")
    print_boundaries(write_boundaries(settings.DATA))
    for path in in_order(paths):
        with steps(path.name) as step:
            result = import_and_confirm(path, step)
        if result.problems:
            print_problems(result.problems)
            return 1
        words = _("{count} records, batch {batch}, confirmed by batch {confirmed}")
        if result.confirmed is None:
            words = _("{count} records, batch {batch}, in force at once")
        print(
            f"  {path.name}: "
            + words.format(count=result.records, batch=result.batch, confirmed=result.confirmed)
            + f" ({result.sender})"
        )
    print_tracks(settings.DATA / "track-files")
    print_story(AS_OF)
    print_brief(AS_OF, settings.DATA / "brief.docx")
    print_checked_text(AS_OF, settings.DATA / "press.txt")
    print_members(let_members_in(settings.DATA / SIGN_IN), settings.DATA / SIGN_IN)
    print(
        _("Ledger: {folder}  workbooks: {workbooks}").format(
            folder=settings.DATA, workbooks=settings.DATA / "workbooks"
        )
    )
    if not options.no_serve:
        print_address("127.0.0.1", options.port, f"?as-of={AS_OF}")
        serve("127.0.0.1", options.port, 2)
    return 0


def print_boundaries(path: Path) -> None:
    """Load the schematic boundaries from the file that was written, as an office loads its own."""
    from django.utils.translation import gettext as _

    from jiedui.demo.actions import load_schematic

    found = load_schematic(path)
    words = _("{count} counties in schematic outlines, a grid of {cells} cells, batch {batch}")
    cells = sum(one.cells for one in found.counties)
    print(f"  {path.name}: " + words.format(count=len(found.counties), cells=cells, batch=found.batch))


def print_tracks(folder: Path) -> None:
    """Write the tracks of a posted cadre's field days, bring them as their owner, and say what they came to."""
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import steps
    from jiedui.demo.actions import bring_tracks, write_tracks

    with steps(folder.name):
        added = bring_tracks(write_tracks(folder))
    words = _("{count} tracks, {cells} cells of the grid covered")
    print(f"  {folder.name}: " + words.format(count=len(added), cells=sum(one.new_cells for one in added)))


def print_story(as_of: Any) -> None:
    """The published table out of the ledger, and one of its figures opened down to its cells."""
    from jiedui.commands.reading import print_figures, print_trace
    from jiedui.demo.actions import OPENED, published_codes
    from jiedui.demo.workbooks.member_books import CITY_MANAGER
    from jiedui.indicators.queries import figures, home_region, programme_places, trace
    from jiedui.kernel.lens import lens_as_of
    from jiedui.people.members import actor_of

    manager = actor_of(CITY_MANAGER)
    lens = lens_as_of(home_region(manager), as_of)
    places = programme_places(lens.region)
    codes = published_codes()
    print()
    print_figures(lens, places, figures(manager, lens, places, codes))
    print()
    figure, postings = trace(manager, OPENED, lens)
    print_trace(figure, postings, shown=6)
    print()


def print_brief(as_of: Any, path: Path) -> None:
    """Write the work report of the city as its manager, and say where it is and how many figures it carries."""
    from django.utils.translation import gettext as _

    from jiedui.demo.workbooks.member_books import CITY_MANAGER
    from jiedui.indicators.queries import home_region
    from jiedui.kernel.lens import lens_as_of
    from jiedui.people.members import actor_of
    from jiedui.reports.contents import contents
    from jiedui.reports.documents import write_document
    from jiedui.reports.reading import figures_in

    manager = actor_of(CITY_MANAGER)
    write_document(manager, "brief", contents(manager, lens_as_of(home_region(manager), as_of), invented=True), path)
    words = _("A brief, each of its {count} numbers with the figure that it is: {file}")
    print(words.format(count=len(figures_in(path.read_bytes())), file=path))
    print()


def print_checked_text(as_of: Any, path: Path) -> None:
    """Check a press text about the programme, one figure of which is wrong, keep it, and print what was found."""
    from django.utils.translation import gettext as _

    from jiedui.commands.checking import print_check
    from jiedui.demo.actions import press_text
    from jiedui.demo.workbooks.member_books import CITY_MANAGER
    from jiedui.indicators.lenses import Asked
    from jiedui.people.members import actor_of
    from jiedui.reports.prose.checking import check_text

    path.write_text(press_text(), "utf-8")
    words = _("A press text about these figures ({file}), checked; one of them is wrong on purpose:")
    print(words.format(file=path))
    print_check(check_text(actor_of(CITY_MANAGER), press_text(), Asked(as_of=as_of.isoformat())))
    print()


def print_members(members: list[Any], file: Path) -> None:
    """Who can sign in, and the password that all of them have in this demonstration."""
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.demo.actions import kept_password
    from jiedui.people.naming import role_name

    grid = table(_("name"), _("role"), _("office"), _("sign-in name"))
    for one in members:
        grid.add_row(one.name, role_name(one.role), one.office, one.login)
    console().print(grid)
    words = _("Password of all of them, new each time: {password}  (also in {file})")
    print(words.format(password=kept_password(file), file=file))
    print()
