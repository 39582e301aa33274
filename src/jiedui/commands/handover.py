"""`handover`: what a member is in charge of, the paper to sign, and with --apply the hand-over itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser("handover", parents=[shared], help="hand what a member is in charge of to another")
    one.add_argument("login", metavar="MEMBER", help="who gives, by the sign-in name")
    one.add_argument("--to", required=True, metavar="MEMBER", help="who takes")
    item = "who takes a single thing, as REGISTER-NUMBER=MEMBER (projects-12=li-si); as often as needed"
    one.add_argument("--item", action="append", default=[], metavar="THING=MEMBER", help=item)
    one.add_argument("--witness", default="", metavar="MEMBER", help="who witnesses")
    one.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the document to sign (.docx)")
    one.add_argument(
        "--apply", action="store_true", help="do it: duties, projects, contacts, notes and membership, in one batch"
    )
    one.set_defaults(run=run_handover)


def run_handover(options: argparse.Namespace) -> None:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from jiedui.demo.actions import is_demonstration
    from jiedui.people.handover import handover
    from jiedui.people.handover_takers import read_takers
    from jiedui.people.succession import hand_over
    from jiedui.reports.handover_document import write_handover

    actor, takers = acting.actor(options), read_takers(options.item)
    found = handover(actor, options.login, options.to, options.witness, takers)
    _print(found)
    if options.output is not None:
        invented = is_demonstration(settings.DATA)
        write_handover(
            actor, options.login, options.output, to=options.to, witness=options.witness, takers=takers,
            invented=invented,
        )  # fmt: skip
        print(options.output)
    if options.apply:
        batch = hand_over(actor, options.login, options.to, options.witness, takers)
        print(_("saved as batch {batch}").format(batch=batch))
    else:
        print(_("a list only: nothing was changed. Hand over with --apply"))


def _print(found: Any) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.plans import register_name
    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import region_name
    from jiedui.people.handover import KINDS, UNTAKEN
    from jiedui.people.handover_takers import thing_text
    from jiedui.registers.catalogue import register

    grid = table(_("kind"), _("thing"), _("what"), _("region"), _("state"), _("next step"), _("taker"))
    for kind, items in found.items.items():
        for one in items:
            taker = found.taker_of(one.register, one.record) if kind not in UNTAKEN else None
            thing = thing_text((one.register, one.record)) if one.record else ""
            grid.add_row(
                str(KINDS[kind]), thing, one.title or register_name(register(one.register)),
                region_name(one.region) if one.region else "", one.state, one.next_step,
                taker.name if taker else "",
            )  # fmt: skip
    console().print(grid)
