"""Who acts in a command: the local operator, or the member named with `--as`."""

from __future__ import annotations

import argparse

from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor


def actor(options: argparse.Namespace) -> Actor:
    """Who acts. Errors: MEMBER-001 when there is no such member."""
    from jiedui.people.members import actor_of

    return LOCAL_OPERATOR if options.member is None else actor_of(options.member)
