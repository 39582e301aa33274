"""What one record has posted: the postings that stand in the journal, those taken back netted out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiedui.journal.storage import select_rows, whole_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.access import record
from jiedui.registers.catalogue import chart
from jiedui.registers.declaration import Register
from jiedui.registers.grouping import roots_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One amount that stands in the journal for a record: where, when, how far confirmed, and the field that it is
    read from. `unit` is the account's base unit."""

    account: str
    region: str
    valid_on: date
    standing: int
    amount: int
    unit: str
    field: str


def postings(actor: Actor, register: Register, number: int, limit: int = 100) -> tuple[list[Standing], int]:
    """The present postings of a record, and how many there are in all. Two queries.

    *Order*: valid date, account, region, standing; the first `limit` of them. Errors: as access.record.
    """
    found = record(actor, register, number)
    subjects = whole_numbers({number, *(root for _, root in roots_of(found))})
    # A record's postings hang on its subjects, by which they are indexed; what an earlier subject had is taken back.
    standing = (
        "SELECT a.code, p.region, p.valid_on, p.standing, SUM(p.amount), p.field FROM journal_posting p "
        "JOIN journal_entry e ON e.id = p.entry_id JOIN journal_account a ON a.id = p.account_id "
        f"WHERE p.subject IN ({subjects}) AND e.record = {int(number)} "
        "GROUP BY a.code, p.region, p.valid_on, p.standing, p.field HAVING SUM(p.amount) <> 0 OR SUM(p.weight) <> 0"
    )
    order = f"ORDER BY 3, 1, 2, 4, 6 LIMIT {int(limit) + 1}"
    rows = select_rows(f"{standing} {order}")
    count = len(rows) if len(rows) <= limit else select_rows(f"SELECT COUNT(*) FROM ({standing}) AS standing")[0][0]
    return [_standing(*row) for row in rows[:limit]], int(count)


def _standing(account: str, region: str, day: date | str, standing: int, amount: int, field: str) -> Standing:
    valid_on = date.fromisoformat(day) if isinstance(day, str) else day
    return Standing(account, region, valid_on, standing, int(amount), chart().resolve(account).unit, field)
