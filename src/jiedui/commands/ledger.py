"""The ledger itself: `init`, `verify`, `regions load`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    init = commands.add_parser("init", parents=[shared], help="make an empty ledger")
    init.set_defaults(run=run_init, needs_ledger=False)
    verify = commands.add_parser("verify", parents=[shared], help="recompute the chain, the balances and the registers")
    verify.add_argument("--rebuild", action="store_true", help="first make the balances again from the postings")
    verify.set_defaults(run=run_verify)
    regions = commands.add_parser("regions", parents=[shared], help="the regions table")
    actions = regions.add_subparsers(dest="action", metavar="ACTION", required=True)
    load = actions.add_parser("load", parents=[shared], help="load further regions (villages) from a file")
    load.add_argument("file", type=Path, help="code and name a line (.csv), or the tree form")
    load.set_defaults(run=run_regions_load)


def make_ledger() -> None:
    """Make the ledger in the settings' data folder. Errors: LEDGER-002 there is one, FILE-013 no folder."""
    from django.conf import settings
    from django.core.management import call_command

    from jiedui.journal.models import Batch
    from jiedui.kernel.errors import refused
    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.places.actions import SHIPPED, load_regions, shipped_regions
    from jiedui.registers.keys import make_ring

    if settings.KEY_FILE.exists():
        raise refused("LEDGER-002", folder=str(settings.DATA))
    try:
        settings.FILES.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise refused("FILE-013", folder=str(settings.DATA), detail=str(fault.strerror)) from fault
    call_command("migrate", verbosity=0, interactive=False)
    if Batch.objects.exists():
        raise refused("LEDGER-002", folder=str(settings.DATABASES["default"]["NAME"]))
    load_regions(shipped_regions(), LOCAL_OPERATOR, ", ".join(SHIPPED))
    make_ring(settings.KEY_FILE)


def run_init(options: argparse.Namespace) -> None:
    from django.conf import settings
    from django.utils.translation import gettext as _

    make_ledger()
    print(_("There is a new ledger in {folder}.").format(folder=settings.DATA))
    print(_("Keep a copy of {file} apart: without it sealed numbers cannot be opened.").format(file=settings.KEY_FILE))


def run_verify(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import counting, print_problems
    from jiedui.intake.actions import missing_files
    from jiedui.journal.models import Head
    from jiedui.journal.verification import rebuild_balances, verify_journal
    from jiedui.kernel.errors import Problem
    from jiedui.places.queries import loaded_table_problem
    from jiedui.registers.verification import verify_registers

    if options.rebuild:
        print(_("Balances made again from {count} batches.").format(count=rebuild_balances()))
    with counting(_("batches verified")) as tick:
        problems = verify_journal(tick)
    if batch := loaded_table_problem():
        problems.append(Problem("VERIFY-009", {"batch": batch}))
    problems += verify_registers()
    problems += [Problem("VERIFY-013", {"digest": digest}) for digest in missing_files()]
    if problems:
        print_problems(problems)
        return 1
    head = Head.objects.get(id=1)
    words = _(
        "The chain holds: {batches} batches, {entries} entries, {postings} postings; balances and registers agree."
    )
    print(words.format(batches=head.batch, entries=head.entry, postings=head.posting))
    print(_("Hash of the last batch: {hash}").format(hash=head.hash))
    return 0


def run_regions_load(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.places.actions import load_regions, region_file

    count = load_regions(region_file(options.file), LOCAL_OPERATOR, options.file.name)
    print(_("{count} regions are new or changed.").format(count=count))
