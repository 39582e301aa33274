"""The ledger's keys: `keys new`, `keys rotate`, `keys retire`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    keys = commands.add_parser("keys", parents=[shared], help="the keys that seal personal numbers and names")
    actions = keys.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = actions.add_parser("new", parents=[shared], help="make keys for a ledger that is still to be made")
    new.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    new.set_defaults(run=run_new, needs_ledger=False)
    rotate = actions.add_parser("rotate", parents=[shared], help="wrap everything with a new key")
    retire = actions.add_parser("retire", parents=[shared], help="put away the keys that nothing uses any more")
    for one, run in ((rotate, run_rotate), (retire, run_retire)):
        one.add_argument("-o", "--output", type=Path, metavar="FILE", help="where the new keys go, with JIEDUI_KEYS")
        one.set_defaults(run=run)


def run_new(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.registers.keys import make_ring

    make_ring(options.output)
    print(_("New keys are in {file}. Put its text into JIEDUI_KEYS before jiedui init.").format(file=options.output))


def run_rotate(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.rotation import rotate_keys

    done = rotate_keys(LOCAL_OPERATOR, options.output)
    if done.file is not None:
        _print_waiting(done.file)
        print(_("Until then nothing is wrapped with the new key {key}. Run the command again afterwards.").format(
            key=done.current
        ))  # fmt: skip
        return
    print(
        _("Key {key} is current: {records} records and {files} kept files were wrapped again, batch {batch}.").format(
            key=done.current, records=done.records, files=done.files, batch=done.batch
        )
    )
    print(_("Keep a copy of {file} apart: without it sealed numbers cannot be opened.").format(file=_place_of_keys()))


def run_retire(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.rotation import retire_keys

    names, file = retire_keys(LOCAL_OPERATOR, options.output)
    print(_("Put away: {keys}. Destroy old copies of the keys, too.").format(keys=", ".join(names)))
    if file is not None:
        _print_waiting(file)


def _print_waiting(file: Path) -> None:
    from django.utils.translation import gettext as _

    print(_("The new keys are in {file}. Put its text in the place of JIEDUI_KEYS.").format(file=file))


def _place_of_keys() -> str:
    from jiedui.registers.keys import ring

    return ring().source
