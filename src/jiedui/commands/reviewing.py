"""Review: what waits, `confirm`, `return`, `void`, and a `record` with its history."""

from __future__ import annotations

import argparse
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    waiting = commands.add_parser("waiting", parents=[shared], help="what waits for a confirmation")
    waiting.set_defaults(run=run_waiting)
    for name, words in (("confirm", "confirm what a batch wrote, or single records"), ("return", "send it back")):
        one = commands.add_parser(name, parents=[shared], help=words)
        one.add_argument("batch", type=int, nargs="?")
        one.add_argument("--record", action="append", default=[], metavar="REGISTER:NUMBER", help="one record; repeat")
        one.add_argument("--reason", default="", help="the comment; a return needs one")
        one.set_defaults(run=run_confirm if name == "confirm" else run_return)
        if name == "confirm":
            one.add_argument("--level", type=int, choices=(1, 2, 3), help="1 county, 2 city, 3 province")
    void = commands.add_parser("void", parents=[shared], help="take records out of their register")
    void.add_argument("records", nargs="+", metavar="REGISTER:NUMBER")
    void.add_argument("--reason", required=True)
    void.set_defaults(run=run_void)
    record = commands.add_parser("record", parents=[shared], help="a record and all that happened to it")
    record.add_argument("record", metavar="REGISTER:NUMBER")
    record.set_defaults(run=run_record)


def _item(text: str) -> tuple[str, int, int | None]:
    """A record as it is named on the command line. Errors: LEDGER-003 no such register, LEDGER-021 not so written."""
    from jiedui.kernel.errors import refused
    from jiedui.registers.catalogue import register

    code, colon, number = text.rpartition(":")
    if not colon or not number.isdigit():
        raise refused("LEDGER-021", found=text)
    return register(code).code, int(number), None


def run_waiting(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.plans import register_name
    from jiedui.commands.printing import console, table
    from jiedui.registers.access import waiting
    from jiedui.registers.catalogue import register

    found = waiting(acting.actor(options))
    if not found:
        print(_("Nothing waits for a confirmation."))
        return
    grid = table(_("register"), _("waiting"), _("returned"), _("signed once"), right=(1, 2, 3))
    for line in found:
        counts = (str(line.count), str(line.returned), str(line.signed))
        grid.add_row(register_name(register(line.register)), *counts)
    console().print(grid)


def run_confirm(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import steps
    from jiedui.registers.reviewing import confirm, confirm_records

    _one_of(options)
    who = acting.actor(options)
    if options.record:
        items = [_item(text) for text in options.record]
        found = confirm_records(items, who, level=options.level, reason=options.reason)
    else:
        with steps(_("batch {batch}").format(batch=options.batch)) as step:
            found = confirm(options.batch, who, level=options.level, reason=options.reason, step=step)
    print(_("Batch {number} confirms {count} records.").format(number=found.batch, count=found.records))
    if found.signed:
        print(_("{count} records have a first signature and wait for a second reviewer.").format(count=found.signed))


def run_return(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.registers.reviewing import send_back, send_back_records

    _one_of(options)
    who = acting.actor(options)
    if options.record:
        found = send_back_records([_item(text) for text in options.record], who, options.reason)
    else:
        found = send_back(options.batch, who, options.reason)
    print(_("Batch {number} returns {count} records.").format(number=found.batch, count=found.records))


def _one_of(options: argparse.Namespace) -> None:
    """Either a batch or single records. Errors: LEDGER-022."""
    from jiedui.kernel.errors import refused

    if (options.batch is None) == (not options.record):
        raise refused("LEDGER-022")


def run_void(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.registers.actions import void

    items = [_item(text) for text in options.records]
    number = void(items, acting.actor(options), options.reason)
    print(_("Batch {number} takes out {count} records.").format(number=number, count=len(items)))


def run_record(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.kernel.clock import BEIJING
    from jiedui.registers.access import history
    from jiedui.registers.catalogue import register

    code, number, _seen = _item(options.record)
    one = register(code)
    grid = table(_("time"), _("batch"), _("member"), _("action"), _("what changed"), _("reason"), _("source"))
    for version in history(acting.actor(options), one, number):
        changed = "\n".join(
            f"{one.field(name).chinese if one.has(name) else name}: {version.before.get(name, '—')} → "
            f"{version.after.get(name, '—')}"
            for name in dict.fromkeys((*version.before, *version.after))
        )
        when = version.recorded_at.astimezone(BEIJING).isoformat(sep=" ", timespec="minutes")[:16]
        source = f"{version.file} › {version.sheet} › {version.row}" if version.file else "—"
        grid.add_row(when, str(version.batch), version.actor, version.verb, changed, version.reason, source)
    console().print(grid)
