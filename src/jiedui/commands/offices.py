"""How an office works: `close` and `reopen` a period, `review-rule`."""

from __future__ import annotations

import argparse
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    close = commands.add_parser("close", parents=[shared], help="close a region's books up to a day")
    close.add_argument("region", metavar="CODE")
    close.add_argument("until", metavar="DAY")
    close.add_argument("--note")
    close.set_defaults(run=run_close)
    reopen = commands.add_parser("reopen", parents=[shared], help="take a closing back")
    reopen.add_argument("region", metavar="CODE")
    reopen.add_argument("until", metavar="DAY")
    reopen.add_argument("--reason", required=True)
    reopen.set_defaults(run=run_reopen)
    rule = commands.add_parser("review-rule", parents=[shared], help="set how an office's records are reviewed")
    rule.add_argument("office", metavar="NAME")
    rule.add_argument("--counts-from", choices=("county", "city", "province"), default="county")
    rule.add_argument("--second-above", metavar="YUAN", help="two reviewers above this amount")
    rule.set_defaults(run=run_review_rule)


def run_close(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.indicators.lenses import read_day as day
    from jiedui.places.queries import region
    from jiedui.registers.offices import close_books

    code, until = region(options.region), day(options.until)
    batch = close_books(acting.actor(options), code, until, options.note)
    print(
        _("Batch {number}: the books of {region} are closed up to {day}.").format(number=batch, region=code, day=until)
    )


def run_reopen(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.indicators.lenses import read_day as day
    from jiedui.places.queries import region
    from jiedui.registers.offices import reopen_books

    code, until = region(options.region), day(options.until)
    batch = reopen_books(acting.actor(options), code, until, options.reason)
    print(_("Batch {number}: the closing up to {day} is taken back.").format(number=batch, day=until))


def run_review_rule(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.registers.offices import set_review_rule

    batch = set_review_rule(acting.actor(options), options.office, options.counts_from, options.second_above)
    print(_("Batch {number}: the rule is in force from today.").format(number=batch))
