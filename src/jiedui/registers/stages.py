"""Stages: which day of a record makes it count in an account, found by trying the register's own posting rule.

A specimen of the register, each of its days another one, is posted; the day on which an account receives something
says which field that was, and so do the days on which it is taken back. So no list of stages stands beside the rules.
Registers whose records hang on others are left out: what they lack is another record and no day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from jiedui.registers.catalogue import chart, registers
from jiedui.registers.declaration import Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Field, Flag, Link, Quantity, RegionField

_FIRST: Final = date(2000, 1, 1)
_COUNTY: Final = "110101000000"
"""Where specimens lie: some county."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A declared account as records of a register come to count in it: by the day `reached`; those with one of the
    register's days `ended` count no more; `before` are the days of the register's earlier stages, in their order."""

    register: str
    account: str
    reached: str
    ended: tuple[str, ...]
    before: tuple[str, ...]


@lru_cache(maxsize=1)
def stages() -> dict[str, Stage]:
    """The stages of all registers by declared account; an account that no record's own day fills has none."""
    found: dict[str, Stage] = {}
    for register in registers().values():
        if register.postings is not None and not register.subject and register.waits:
            for stage in _stages_of(register):
                found.setdefault(stage.account, stage)
    return found


def _stages_of(register: Register) -> list[Stage]:
    days = [field.name for field in register.fields if isinstance(field, Day)]
    on = {_FIRST + timedelta(days=place): name for place, name in enumerate(days)}
    reached: dict[str, str] = {}
    ended: dict[str, list[str]] = {}
    for post in _posts(register, {name: day for day, name in on.items()}):
        account, day = chart().resolve(post.account).code, on.get(post.valid_on, "")
        if day and post.amount > 0:
            reached.setdefault(account, day)
        elif day and post.amount < 0 and day not in ended.setdefault(account, []):
            ended[account].append(day)
    order = [name for name in days if name in reached.values()]
    back = tuple(dict.fromkeys(day for some in ended.values() for day in some if day not in order))
    return [
        Stage(register.code, account, day, back, tuple(order[: order.index(day)])) for account, day in reached.items()
    ]


def _posts(register: Register, days: dict[str, date]) -> list[Post]:
    values = {field.name: _specimen(field) for field in register.fields} | days
    record = Record(register.code, 1, values)
    group = Group(1, record, {})
    group.members[register.code] = [record]
    assert register.postings is not None
    return list(register.postings([record], group))


def _specimen(field: Field) -> Any:
    match field:
        case Choice():
            return next(iter(field.options))
        case Flag():
            return True
        case RegionField():
            return _COUNTY
        case Link():
            return None
        case Quantity():
            return 1
        case _:
            return "-"
