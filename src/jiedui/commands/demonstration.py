"""The main job on invented records: `demo`."""

from __future__ import annotations

import argparse
from typing import Any


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser("demo", parents=[shared], help="build the demonstration and show its figures")
    one.add_argument("--no-serve", action="store_true", help="end after printing, without serving the pages")
    one.add_argument("--port", type=int, default=8000)
    one.set_defaults(run=run_demo, needs_ledger=False)


def run_demo(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from jiedui.commands.ledger import make_ledger
    from jiedui.commands.printing import print_problems, steps
    from jiedui.commands.serving import print_address, serve
    from jiedui.demo.actions import AS_OF, clear_folder, import_and_confirm
    from jiedui.demo.workbooks import write_workbooks

    clear_folder(settings.DATA)
    make_ledger()
    print(_("The demonstration: invented records whose sums are the published figures of September 2023."))
    with steps(_("writing workbooks")):
        paths = write_workbooks(settings.DATA / "workbooks")
    for path in paths:
        with steps(path.name) as step:
            result = import_and_confirm(path, step)
        if result.problems:
            print_problems(result.problems)
            return 1
        print(f"  {path.name}: " + _("{count} records, batch {batch}, confirmed by batch {confirmed}").format(
            count=result.records, batch=result.batch, confirmed=result.confirmed
        ))  # fmt: skip
    print_story(AS_OF)
    print(
        _("Ledger: {folder}  workbooks: {workbooks}").format(
            folder=settings.DATA, workbooks=settings.DATA / "workbooks"
        )
    )
    if not options.no_serve:
        print_address("127.0.0.1", options.port, f"?as-of={AS_OF}")
        serve("127.0.0.1", options.port, 2)
    return 0


def print_story(as_of: Any) -> None:
    """The published table out of the ledger, and one of its figures opened down to its cells."""
    from jiedui.commands.reading import print_figures, print_trace
    from jiedui.demo.actions import OPENED, published_codes
    from jiedui.indicators.queries import figures, ledger_region, programme_places, trace
    from jiedui.kernel.lens import lens_as_of

    lens = lens_as_of(ledger_region(), as_of)
    places = programme_places(lens.region)
    codes = published_codes()
    print()
    print_figures(lens, places, figures(lens, places, codes))
    print()
    figure, postings = trace(OPENED, lens)
    print_trace(figure, postings, shown=6)
    print()
