"""Records to write in tests: a minimal one of every register, and what they posted, as text."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiedui.journal.storage import select_rows
from jiedui.kernel.grid import cell_at
from jiedui.kernel.identity import credit_check_character, id_check_character
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant
from jiedui.kernel.units import exact
from jiedui.registers import rows
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import register, registers
from jiedui.registers.declaration import Record
from jiedui.registers.fields import (
    BankNumber,
    Choice,
    CreditCode,
    Day,
    Degrees,
    Field,
    Flag,
    IdentityNumber,
    Link,
    PhoneNumber,
    Quantity,
    RegionField,
    Sealed,
    Text,
    Year,
)
from jiedui.registers.keys import secret

GUANGXI = "450000000000"
CLERK = Actor(
    "clerk-450124", "county clerk", tuple(Grant(role, (GUANGXI,)) for role in ("clerk", "manager", "administrator"))
)
"""Enters whatever a test needs; what one role alone may do is the business of the tests of permissions."""
REVIEWER = Actor("reviewer-450124", "county reviewer", (Grant("reviewer", (GUANGXI,)),))
MANAGER = Actor("manager-450100", "city manager", (Grant("manager", (GUANGXI,)), Grant("clerk", (GUANGXI,))))
NANNING, MASHAN, SHANGLIN = "450100000000", "450124000000", "450125000000"
CHOSEN_LINK = {"headcounts": "enterprise", "benefits": "park", "visits": "place", "follow_ups": "visit"}
"""Where one of several links must be filled, the one that the minimal record fills."""


def id_number(number: int) -> str:
    """An identity number that cannot exist: division 000000."""
    body = f"000000{1980 + number % 20}0101{number % 1000:03d}"
    return body + id_check_character(body)


def credit_code(number: int) -> str:
    body = f"91450124{number:09d}"
    return body + credit_check_character(body)


def sample(field: Field, number: int = 1) -> Any:
    """A value that a field can hold."""
    match field:
        case Sealed():
            return sealed_sample(field, number)
        case CreditCode():
            return credit_code(number)
        case Day():
            return date(2023, 3, 4)
        case Year():
            return 2023
        case Flag():
            return True
        case Choice():
            return next(iter(field.options))
        case RegionField():
            return MASHAN
        case Quantity():
            return 100
        case Degrees():
            return 22_816_730
        case Text(name="cell"):
            return cell_at(22_000_000 + 100_000 * number, 108_000_000, 7)
        case _:
            return f"甲{number}"


def sealed_sample(field: Sealed, number: int) -> Any:
    """A personal number or name that cannot exist."""
    match field:
        case IdentityNumber():
            return secret(id_number(number))
        case PhoneNumber():
            return secret(f"0771-{number:07d}")
        case BankNumber():
            return secret(f"6217{number:012d}")
        case _:
            return secret(f"演示{number}", field.mask(f"演示{number}"))


def new(code: str, /, **values: Any) -> int:
    """Save one new record, its required fields filled. Returns its number; a fresh key is made by `name` or number."""
    save([change(code, **values)], LOCAL_OPERATOR)
    return int(select_rows(f'SELECT MAX("id") FROM "register_{code}"')[0][0])


def change(code: str, /, **values: Any) -> Change:
    """A new record with what it needs: required fields and those of its key that are not links."""
    one = registers()[code]
    filled: dict[str, Any] = {}
    for field in one.fields:
        if field.name in values:
            continue
        if isinstance(field, Link):
            if field.required or field.name == CHOSEN_LINK.get(code):
                filled[field.name] = new(field.to)
        elif field.required:
            filled[field.name] = sample(field, int(values.pop("number_", 1)))
    return Change(code, {**filled, **values})


def edit(code: str, number: int, /, **values: Any) -> int | None:
    """Change one record as it is now seen. Returns the batch."""
    return save([Change(code, values, number, record(code, number).entry)], CLERK)


def record(code: str, number: int) -> Record:
    return rows.by_ids(register(code), [number])[number]


def last_batch() -> int:
    return int(select_rows("SELECT MAX(id) FROM journal_batch")[0][0])


def posted(prefix: str = "") -> list[str]:
    """What stands in the journal, taken-back postings netted: `account county day amount @standing`, sorted."""
    found = select_rows(
        "SELECT a.code, p.region, p.valid_on, p.standing, SUM(p.amount), SUM(p.weight) FROM journal_posting p "
        "JOIN journal_account a ON a.id = p.account_id GROUP BY 1, 2, 3, 4 "
        "HAVING SUM(p.weight) <> 0 OR SUM(p.amount) <> 0"
    )
    lines = [
        f"{account} {region[:6]} {day} {exact_text(amount)}{f' @{standing}' if standing else ''}"
        for account, region, day, standing, amount, _ in found
        if account.startswith(prefix)
    ]
    return sorted(lines)


def exact_text(amount: Any) -> str:
    from decimal import Decimal

    return str(exact(Decimal(amount)))


def table(text: str) -> list[str]:
    """The lines of a text table as `posted` writes them."""
    return sorted(" ".join(line.split()) for line in text.strip().splitlines())
