"""Record numbers: how an export with masked personal numbers finds its way back.

Such an export carries the ledger's own number of each record in the column 记录号. Beside it a masked number means
"as stored"; without it, or on another record's row, a mask means nothing and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from jiedui.intake.columns import MISSING, Cells
from jiedui.intake.headings import RECORD_NUMBER
from jiedui.intake.recognition import Column
from jiedui.kernel.errors import Problem
from jiedui.kernel.sealing import shown
from jiedui.registers import rows as stored_rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Mask, Sealed


def known_records(register: Register, cells: Cells, refused: set[int], file: str, sheet: str) -> dict[int, Record]:
    """The stored records that rows name by number, by position; masked numbers are replaced by what they stand for.

    Problems: CELL-028 no such record, CELL-029 a mask alone, CELL-030 another's mask, ROW-006 one number twice.
    """
    numbers = cells.values.get(RECORD_NUMBER.name, [])
    stored = stored_rows.by_ids(register, {number for number in numbers if isinstance(number, int)})
    known: dict[int, Record] = {}
    first: dict[int, int] = {}
    for position, number in enumerate(numbers):
        if number is None or number is MISSING:
            continue
        where = cells.place(file, sheet, position, RECORD_NUMBER.name)
        if number not in stored:
            cells.problems.append(Problem("CELL-028", {"found": number, "register": register.chinese}, where))
            refused.add(position)
        elif (other := first.setdefault(number, position)) != position:
            rows = {"first": cells.rows[other] + 1, "second": cells.rows[position] + 1}
            cells.problems.append(Problem("ROW-006", {"field": RECORD_NUMBER.chinese, "found": number, **rows}, where))
            refused.add(position)
        else:
            known[position] = stored[number]
    for column in list(cells.columns.values()):
        if isinstance(column.target.field, Sealed):
            _unmask(column, cells, known, refused, file, sheet)
    return known


def _unmask(
    column: Column, cells: Cells, known: Mapping[int, Record], refused: set[int], file: str, sheet: str
) -> None:
    """Put the sealed number in the place of its mask."""
    name, field, link = column.target.name, column.target.field.name, column.target.link
    values = cells.values[name]
    masked = [position for position, value in enumerate(values) if isinstance(value, Mask)]
    holders: Mapping[int, Record] = {position: known[position] for position in masked if position in known}
    if link is not None:
        targets = stored_rows.by_ids(registers()[link.to], {record[link.name] for record in holders.values()})
        holders = {position: targets[record[link.name]] for position, record in holders.items()}
    for position in masked:
        mask, holder = values[position].text, holders.get(position)
        token = holder[field] if holder is not None else None
        if token is not None and shown(token) == mask:
            values[position] = token
            continue
        values[position] = MISSING
        if position in refused:
            continue
        where = cells.place(file, sheet, position, name)
        if holder is None:
            problem = Problem("CELL-029", {"found": mask}, where)
        else:
            problem = Problem("CELL-030", {"found": mask, "record": known[position].id}, where)
        cells.problems.append(problem)
        refused.add(position)
