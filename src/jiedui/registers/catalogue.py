"""All declared registers, found by looking into `ledgers/`: a new module there is all that a new register needs."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache

from jiedui.kernel.accounts import Account, Chart
from jiedui.kernel.errors import refused
from jiedui.registers import ledgers
from jiedui.registers.declaration import Register


@lru_cache(maxsize=1)
def registers() -> dict[str, Register]:
    """Every register by code, those that others link to before those that link."""
    declared: dict[str, Register] = {}
    for module in pkgutil.iter_modules(ledgers.__path__):
        for register in importlib.import_module(f"{ledgers.__name__}.{module.name}").REGISTERS:
            if register.code in declared:
                raise ValueError(f"register {register.code} is declared twice")
            declared[register.code] = register
    ordered: dict[str, Register] = {}

    def place(register: Register) -> None:
        for link in register.links:
            if link.to not in ordered and link.to != register.code:
                place(declared[link.to])
        ordered.setdefault(register.code, register)

    for register in declared.values():
        place(register)
    return ordered


def depth(code: str) -> int:
    """How many links lie one behind the other below a register: 0 where it links to none."""
    return 1 + max(depth(link.to) for link in registers()[code].links) if registers()[code].links else 0


def register(code: str) -> Register:
    """A register by its code or its Chinese name. Errors: LEDGER-003."""
    found = registers().get(code) or next((r for r in registers().values() if r.chinese == code), None)
    if found is None:
        raise refused("LEDGER-003", register=code, known=", ".join(registers()))
    return found


@lru_cache(maxsize=1)
def chart() -> Chart:
    """All accounts that registers declare."""
    accounts: dict[str, Account] = {}
    for one in registers().values():
        for account in one.accounts:
            if accounts.setdefault(account.code, account) != account:
                raise ValueError(f"account {account.code} is declared twice, differently")
    return Chart(accounts.values())


@cache
def members_of(root: str) -> list[tuple[Register, str]]:
    """The registers whose postings depend on records of `root`, with the link by which."""
    return [(one, name) for one in registers().values() for name in one.subject if one.field(name).to == root]  # type: ignore[attr-defined]  # subjects are links


@cache
def followers_of(target: str) -> list[tuple[Register, str]]:
    """The registers whose postings read records of `target` through a followed link."""
    return [(one, link.name) for one in registers().values() for link in one.links if link.to == target and link.follow]


@cache
def followed_links(code: str) -> tuple[str, ...]:
    """The links of a register whose targets its postings read."""
    return tuple(link.name for link in registers()[code].links if link.follow)
