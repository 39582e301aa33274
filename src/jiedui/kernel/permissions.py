"""Rights as values: an actor carries grants, and `permissions.toml` says what a role may do in which scope.

Whoever acts is handed down as an `Actor`, already knowing where it may do what, so that an action or a query asks
it and nothing else: no room has to know where members are kept. Refusals: RIGHT-001 where no role of the actor has
the right, RIGHT-002 where it has it, but not there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from jiedui.kernel import regions
from jiedui.kernel.errors import refused

OWN: Final = "own"
PAIRED: Final = "paired"
CONFIRM_LEVELS: Final = {regions.PROVINCE: 3, regions.PREFECTURE: 2}
"""The level at which an office confirms, by the level of its region; 1 for a county and below."""


@dataclass(frozen=True, slots=True)
class Right:
    """A right: what it lets do, the functions that ask for it, and the scopes in which each role holds it."""

    name: str
    words: str
    doors: tuple[str, ...]
    scopes: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The permission matrix: all roles and all rights."""

    roles: tuple[str, ...]
    rights: dict[str, Right]


@lru_cache(maxsize=1)
def matrix() -> Matrix:
    """The matrix that `permissions.toml` holds."""
    text = (resources.files("jiedui.kernel") / "permissions.toml").read_text("utf-8")
    data = tomllib.loads(text)
    roles = tuple(data["roles"])
    rights = {}
    for name, lines in data["rights"].items():
        scopes = {role: frozenset(lines.get(role, ())) for role in roles}
        if unknown := lines.keys() - {"words", "doors", *roles}:
            raise ValueError(f"right {name}: no role {', '.join(unknown)}")
        if any(found - {OWN, PAIRED} for found in scopes.values()):
            raise ValueError(f"right {name}: a scope is own or paired")
        rights[name] = Right(name, lines["words"], tuple(lines["doors"]), scopes)
    return Matrix(roles, rights)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody holds: over which subtrees of their own, and which paired ones they may look into."""

    role: str
    own: tuple[str, ...]
    paired: tuple[str, ...] = ()

    def reach(self, right: str) -> tuple[str, ...]:
        """The heads of the subtrees in which the role gives this right."""
        scopes = matrix().rights[right].scopes[self.role]
        return (*(self.own if OWN in scopes else ()), *(self.paired if PAIRED in scopes else ()))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an id and a name as text, so that history stays readable when a member is gone, and the grants."""

    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    is_operator: bool = False

    def reach(self, right: str) -> tuple[str, ...]:
        """The heads of the subtrees in which the actor has a right; the nation for the operator of the machine."""
        if self.is_operator:
            return (regions.NATION,)
        return tuple(dict.fromkeys(head for grant in self.grants for head in grant.reach(right)))

    def has(self, right: str) -> bool:
        return bool(self.reach(right))

    def may(self, right: str, region: str) -> bool:
        return is_reached(region, self.reach(right))

    def require(self, right: str) -> tuple[str, ...]:
        """The heads in which the actor has a right. Errors: RIGHT-001 when nowhere."""
        heads = self.reach(right)
        if not heads:
            raise refused("RIGHT-001", member=self.name, right=matrix().rights[right].words)
        return heads

    def require_in(self, right: str, places: Iterable[str]) -> None:
        """Refuse unless the actor has the right in each place. Errors: RIGHT-001, RIGHT-002."""
        heads = self.require(right)
        for region in places:
            if not is_reached(region, heads):
                raise refused("RIGHT-002", region=region, member=self.name, right=matrix().rights[right].words)

    def level_in(self, region: str) -> int:
        """The highest level (1 county, 2 city, 3 province) at which the actor may confirm what lies in a region; 0
        for none. The operator confirms at any level."""
        if self.is_operator:
            return 3
        levels = [
            CONFIRM_LEVELS.get(regions.level(head), 1)
            for head in self.reach("confirm")
            if regions.is_within(region, head)
        ]
        return max(levels, default=0)


def is_reached(region: str, heads: Iterable[str]) -> bool:
    """Whether a region lies in one of the subtrees."""
    return any(regions.is_within(region, head) for head in heads)


LOCAL_OPERATOR = Actor("system", "local operator", is_operator=True)
"""Whoever has the machine and its files in hand: makes the ledger, names the first administrator."""
