"""What is sealed, opened for a reason: `numbers open`, `person show`, `person erase`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    numbers = commands.add_parser("numbers", parents=[shared], help="sealed numbers")
    opened = numbers.add_subparsers(dest="action", metavar="ACTION", required=True)
    one = opened.add_parser("open", parents=[shared], help="print one sealed number; the journal says who and why")
    one.add_argument("register", metavar="REGISTER")
    one.add_argument("record", type=int, metavar="RECORD")
    one.add_argument("field", metavar="FIELD")
    one.add_argument("--reason", default="", help="why; kept in the journal")
    one.set_defaults(run=run_open)
    person = commands.add_parser("person", parents=[shared], help="what the ledger holds about one person")
    served = person.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = served.add_parser("show", parents=[shared], help="all of a person's data, for that person")
    show.add_argument("person", metavar="PERSON", help="record number; - reads an identity number from standard input")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_show)
    erase = served.add_parser("erase", parents=[shared], help="make a person's numbers and name unreadable for ever")
    erase.add_argument("person", type=int, metavar="RECORD")
    erase.set_defaults(run=run_erase)
    for each in (show, erase):
        each.add_argument("--reason", default="", help="why; kept in the journal")


def run_open(options: argparse.Namespace) -> None:
    from jiedui.registers.catalogue import register
    from jiedui.registers.privacy import open_number

    one = register(options.register)
    print(open_number(acting.actor(options), one, options.record, options.field, options.reason))


def run_show(options: argparse.Namespace) -> None:
    from jiedui.commands.printing import print_json
    from jiedui.registers.privacy import person_data

    # An identity number on the command line would stay in the shell's history.
    person = sys.stdin.readline().strip() if options.person == "-" else options.person
    found = person_data(
        acting.actor(options), int(person) if len(person) < 18 and person.isdigit() else person, options.reason
    )
    if options.json:
        print_json(person_json(found))
    else:
        print_person(found)


def person_json(found: Any) -> dict[str, Any]:
    """A person's data as plain values."""
    return {
        "person": found.person,
        "erased_by": found.erased_by,
        "records": [
            {
                "register": held.register,
                "record": held.record,
                "values": {name: _plain(value) for name, value in held.values.items()},
                "history": [_step_json(step) for step in held.history],
            }
            for held in found.records
        ],
        "looked": [_step_json(step) for step in found.looked],
    }


def _step_json(step: Any) -> dict[str, Any]:
    return {
        "batch": step.batch,
        "recorded_at": step.recorded_at.isoformat(),
        "actor": step.actor,
        "verb": step.verb,
        "reason": step.reason,
        "file": step.file,
        "after": {name: _plain(value) for name, value in step.after.items()},
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def print_person(found: Any) -> None:
    """A person's data in words: each record, what was written to it when and by whom, and who looked."""
    from django.utils.translation import gettext as _

    from jiedui.commands.plans import register_name
    from jiedui.registers.catalogue import registers

    for held in found.records:
        one = registers()[held.register]
        print(f"{register_name(one)} {held.record}" + ("" if held.values else "  " + _("(voided)")))
        for name, value in held.values.items():
            print(f"  {one.field(name).chinese}: {_plain(value)}")
        for step in held.history:
            fields = "、".join(one.field(name).chinese for name in step.after)
            print(f"    {_step_line(step)}" + (f": {fields}" if fields else ""))
    if found.looked:
        print(_("Asked for or opened:"))
        for step in found.looked:
            print(f"  {_step_line(step)}  {step.after.get('field', '')}".rstrip())
    if found.erased_by:
        print(_("Erased by batch {batch}.").format(batch=found.erased_by))
    print_what_stays()


def _step_line(step: Any) -> str:
    from jiedui.kernel.clock import BEIJING

    when = f"{step.recorded_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    parts = (when, f"#{step.batch}", step.actor, step.verb, step.file, step.reason)
    return "  ".join(part for part in parts if part)


def run_erase(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.registers.privacy import erase_person

    batch = erase_person(acting.actor(options), options.person, options.reason)
    print(_("Batch {batch}: the key of record {record} is destroyed; nobody can open its numbers or name.").format(
        batch=batch, record=options.person
    ))  # fmt: skip
    print_what_stays()


def print_what_stays() -> None:
    """Say plainly what erasing leaves."""
    from django.utils.translation import gettext as _

    print(
        _(
            "Erasing leaves: the sums, the masks, the keyed digests by which a later row is found to be the same "
            "person, and the sealed copies of the senders' workbooks, which accounting law has kept. Backups open "
            "until the keys are rotated and the old ones destroyed."
        )
    )
