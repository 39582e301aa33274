"""The ledger itself: `init`, `verify`, `regions load`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    init = commands.add_parser("init", parents=[shared], help="make an empty ledger")
    init.set_defaults(run=run_init, needs_ledger=False)
    verify = commands.add_parser("verify", parents=[shared], help="recompute the chain, the balances and the registers")
    verify.add_argument("--rebuild", action="store_true", help="first make the balances again from the postings")
    verify.add_argument("--record", action="store_true", help="say in the journal what the verification came to")
    verify.set_defaults(run=run_verify)
    regions = commands.add_parser("regions", parents=[shared], help="the regions table")
    actions = regions.add_subparsers(dest="action", metavar="ACTION", required=True)
    load = actions.add_parser("load", parents=[shared], help="load further regions (villages) from a file")
    load.add_argument("file", type=Path, help="code and name a line (.csv), or the tree form")
    load.set_defaults(run=run_regions_load)


def run_init(options: argparse.Namespace) -> None:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import make_ledger

    keys = make_ledger(LOCAL_OPERATOR)
    print(_("There is a new ledger in {folder}.").format(folder=settings.DATA))
    print(_("Keep a copy of {file} apart: without it sealed numbers cannot be opened.").format(file=keys.source))


def run_verify(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import counting, print_problems
    from jiedui.intake.verification import rebuild, record_verification, verify_ledger

    actor = acting.actor(options)
    if options.rebuild:
        print(_("Balances made again from {count} batches.").format(count=rebuild(actor)))
    with counting(_("batches verified")) as tick:
        found = verify_ledger(actor, tick)
    if found.problems:
        print_problems(found.problems)
    if options.record:
        print(_("Said in the journal by batch {batch}.").format(batch=record_verification(actor, found)))
    if found.problems:
        return 1
    words = _(
        "The chain holds: {batches} batches, {entries} entries, {postings} postings; balances and registers agree."
    )
    print(words.format(batches=found.batches, entries=found.entries, postings=found.postings))
    print(_("Hash of the last batch: {hash}").format(hash=found.hash))
    return 0


def run_regions_load(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.places.actions import load_regions, region_file

    count = load_regions(region_file(options.file), acting.actor(options), options.file.name)
    print(_("{count} regions are new or changed.").format(count=count))
