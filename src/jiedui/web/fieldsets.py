"""A register's fields in groups that a reader takes in at once: what it is, persons, amounts, days, the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy

from jiedui.intake.headings import Target
from jiedui.registers.declaration import Register
from jiedui.registers.fields import AnyRecord, Day, Quantity, Sealed, Year

FEW = 8
"""So many fields need no groups."""
GROUPS = {
    "person": gettext_lazy("the person"),
    "main": gettext_lazy("what it is"),
    "amounts": gettext_lazy("money and counts"),
    "days": gettext_lazy("days"),
    "further": gettext_lazy("further"),
}
Shown = TypeVar("Shown")


def grouped(
    register: Register, lines: Iterable[Shown], target: Callable[[Shown], Target]
) -> Iterator[tuple[Any, list[Shown]]]:
    """Lines by the group of what they show, each group with its heading; a few stand together without one."""
    found: dict[str, list[Shown]] = {name: [] for name in GROUPS}
    everything = list(lines)
    if len(everything) <= FEW:
        yield "", everything
        return
    for line in everything:
        found[_group(register, target(line))].append(line)
    yield from ((GROUPS[name], lines) for name, lines in found.items() if lines)


def _group(register: Register, target: Target) -> str:
    one = target.field
    if (
        target.link is not None
        or isinstance(one, Sealed)
        or any(link is one and link.embeds for link in register.links)
    ):
        return "person"
    if one.required or one.name in register.identifying or one.name in register.placed_by:
        return "main"
    if isinstance(one, Quantity) and not isinstance(one, AnyRecord):
        return "amounts"
    return "days" if isinstance(one, (Day, Year)) else "further"
