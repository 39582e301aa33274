"""Members, their roles and their passwords: `members list`, `add`, `grant`, `end-role`, `end`, `password`."""

from __future__ import annotations

import argparse
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    members = commands.add_parser("members", parents=[shared], help="who may do what, and how they sign in")
    actions = members.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, run: Any, words: str, *, of: bool = True) -> Any:
        one = actions.add_parser(name, parents=[shared], help=words)
        if of:
            one.add_argument("login", metavar="LOGIN", help="the member's sign-in name")
        one.set_defaults(run=run)
        return one

    listed = action("list", run_list, "the members and their roles", of=False)
    listed.add_argument("--all", action="store_true", help="those who have left, too")
    add = action("add", run_add, "a new member, with a password")
    add.add_argument("--name", required=True)
    add.add_argument("--office", required=True, help="the office, by its name or its record's number")
    add.add_argument("--phone")
    _add_role(add, required=False)
    _add_day(add, "--since", "first day; default: today")
    _add_generate(add)
    grant = action("grant", run_grant, "give a member a role")
    _add_role(grant, required=True)
    _add_day(grant, "--since", "first day; default: today")
    end_role = action("end-role", run_end_role, "end a role of a member")
    end_role.add_argument("--role", required=True)
    end = action("end", run_end, "end a membership with its roles and sessions")
    for one in (end_role, end):
        _add_day(one, "--until", "the first day without it; default: today")
    _add_generate(action("password", run_password, "give a member a new password, which ends the sessions"))


def _add_role(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--role", required=required, help="clerk, reviewer, manager, auditor or administrator")
    parser.add_argument("--region", metavar="CODE", help="only in this part of the office's region")


def _add_day(parser: argparse.ArgumentParser, name: str, words: str) -> None:
    parser.add_argument(name, metavar="DAY", help=words)


def _add_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generate", action="store_true", help="make a random password and print it, once")


def _day(text: str | None) -> Any:
    from jiedui.indicators.lenses import read_day as day

    return None if text is None else day(text)


def _region(text: str | None) -> str | None:
    from jiedui.places.queries import region

    return None if text is None else region(text)


def run_list(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.people.queries import members

    grid = table(_("sign-in name"), _("name"), _("office"), _("roles"), _("since"), _("until"), _("password"))
    for one in members(acting.actor(options)):
        if not one.is_in_force and not options.all:
            continue
        roles = "、".join(_role(role) for role in one.roles if role.is_in_force)
        until = one.until.isoformat() if one.until else ""
        has = _("yes") if one.has_password else _("none yet")
        grid.add_row(one.login, one.name, one.office, roles, one.since.isoformat(), until, has)
    console().print(grid)


def _role(role: Any) -> str:
    from jiedui.indicators.naming import region_name
    from jiedui.people.naming import role_name

    return role_name(role.role) + (f" ({region_name(role.region)})" if role.region else "")


def run_add(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.people.actions import admit_member
    from jiedui.people.queries import office

    actor, where = acting.actor(options), office(options.office)
    password = ask_password(options)
    admit_member(
        actor, options.login, options.name, where, password,
        role=options.role, region=_region(options.region), phone=options.phone, since=_day(options.since),
    )  # fmt: skip
    print(_("{login} is a member of {office}.").format(login=options.login, office=options.office))
    _print_generated(options, password)


def run_grant(options: argparse.Namespace) -> None:
    from jiedui.people.actions import grant_role

    region = _region(options.region)
    batch = grant_role(acting.actor(options), options.login, options.role, region=region, since=_day(options.since))
    _print_batch(batch)


def run_end_role(options: argparse.Namespace) -> None:
    from jiedui.people.actions import end_role

    _print_batch(end_role(acting.actor(options), options.login, options.role, until=_day(options.until)))


def run_end(options: argparse.Namespace) -> None:
    from jiedui.people.actions import end_member

    _print_batch(end_member(acting.actor(options), options.login, until=_day(options.until)))


def run_password(options: argparse.Namespace) -> None:
    from getpass import getpass

    from django.utils.translation import gettext as _

    from jiedui.people.actions import set_password

    actor = acting.actor(options)
    old = getpass(_("Old password: ")) if actor.id == options.login else ""
    password = ask_password(options)
    set_password(actor, options.login, password, old=old)
    print(_("{login} has a new password; all sessions are ended.").format(login=options.login))
    _print_generated(options, password)


def ask_password(options: argparse.Namespace) -> str:
    """A random password where one is wanted, else one typed twice, unseen. Errors: MEMBER-015 when they differ."""
    from getpass import getpass

    from django.utils.translation import gettext as _

    from jiedui.kernel.errors import refused
    from jiedui.people.passwords import random_password

    if options.generate:
        return random_password()
    password = getpass(_("New password: "))
    if password != getpass(_("Once more: ")):
        raise refused("MEMBER-015")
    return password


def _print_generated(options: argparse.Namespace, password: str) -> None:
    from django.utils.translation import gettext as _

    if options.generate:
        print(_("Password: {password}  It is shown this once and kept nowhere.").format(password=password))


def _print_batch(batch: int) -> None:
    from django.utils.translation import gettext as _

    print(_("saved as batch {batch}").format(batch=batch))
