"""The command line: `jiedui COMMAND …`. Parses, sets the ledger's place, hands over, turns refusals into words."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from jiedui import __version__
from jiedui.kernel.errors import Refused

MODULES = ("ledger", "importing", "sheets", "reading", "demonstration", "serving")


def parser() -> argparse.ArgumentParser:
    """The parser with every command's options."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", metavar="DIR", help="folder of the ledger (or JIEDUI_DATA; default ./jiedui-data)")
    shared.add_argument("--lang", choices=("zh", "en"), help="language of the output (or JIEDUI_LANG; default zh)")
    top = argparse.ArgumentParser(prog="jiedui", description="Jiedui 结对: the ledger of a paired-assistance programme")
    top.add_argument("--version", action="version", version=f"jiedui {__version__}")
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
