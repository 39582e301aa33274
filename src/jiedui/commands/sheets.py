"""Workbooks out: `template` and `export`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    for name, words in (("template", "an empty workbook to fill in"), ("export", "a register as a workbook")):
        one = commands.add_parser(name, parents=[shared], help=words)
        one.add_argument("register", metavar="REGISTER")
        one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        if name == "export":
            one.add_argument("--public", action="store_true", help="for a public notice: names masked, no numbers")
        one.set_defaults(run=run_template if name == "template" else run_export)


def run_template(options: argparse.Namespace) -> None:
    from jiedui.intake.templates import write_template
    from jiedui.registers.catalogue import register

    write_template(register(options.register), options.output)
    print(options.output)


def run_export(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import steps
    from jiedui.intake.exports import export_register
    from jiedui.registers.catalogue import register

    actor = acting.actor(options)
    with steps(options.output.name):
        count = export_register(register(options.register), options.output, actor, public=options.public)
    print(_("{count} records in {file}").format(count=count, file=options.output))
