"""The command line: `jiedui COMMAND …`. Parses, sets the ledger's place, hands over, turns refusals into words."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from jiedui import __version__
from jiedui.kernel.errors import Refused, refused

MODULES = (
    "ledger",
    "boundaries",
    "tracks",
    "members",
    "handover",
    "importing",
    "reviewing",
    "offices",
    "sheets",
    "reading",
    "checking",
    "reporting",
    "demonstration",
    "serving",
    "keys",
    "privacy",
)
OPERATORS = ("init", "keys", "demo", "serve")
"""Commands of whoever has the machine in hand, which nobody else can be said to have run."""


def parser() -> argparse.ArgumentParser:
    """The parser with every command's options."""
    # Suppressed, so that an option before ACTION is not put back to its default by the parser of what follows.
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--data", metavar="DIR", help="folder of the ledger (or JIEDUI_DATA; default ./jiedui-data)")
    shared.add_argument("--lang", choices=("zh", "en"), help="language of the output (or JIEDUI_LANG; default zh)")
    shared.add_argument(
        "--as", dest="member", metavar="MEMBER", help="act as this member (default: the local operator)"
    )
    top = argparse.ArgumentParser(prog="jiedui", description="Jiedui 结对: the ledger of a paired-assistance programme")
    top.add_argument("--version", action="version", version=f"jiedui {__version__}")
    top.set_defaults(data=None, lang=None, member=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in MODULES:
        import_module(f"jiedui.commands.{name}").add_commands(commands, shared)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 only on success, 1 for a refusal, 2 for a wrong call."""
    options = parser().parse_args(arguments)
    if options.data:
        os.environ["JIEDUI_DATA"] = options.data
    if options.lang:
        os.environ["JIEDUI_LANG"] = options.lang
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedui.config.settings")
    try:
        from jiedui.commands.start import start

        start(needs_ledger=getattr(options, "needs_ledger", True))
        if options.member and options.command in OPERATORS:
            raise refused("MEMBER-017", command=options.command)
        return int(options.run(options) or 0)
    except Refused as refusal:
        _print_refusal(refusal)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _print_refusal(refusal: Refused) -> None:
    """The refusal in the language of the output; in English where the settings themselves were refused."""
    from django.apps import apps

    if apps.ready:
        from jiedui.commands.printing import print_problems

        print_problems(refusal.problems)
    else:
        for problem in refusal.problems:
            print(f"✗ {problem.code}  {problem.text()}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
