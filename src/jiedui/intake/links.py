"""Links: the texts by which a sheet names records of other registers, looked up all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiedui.kernel.cells import Fault
from jiedui.kernel.identity import hide_numbers
from jiedui.places.queries import RegionIndex, short_name
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Choice, Link, Ref, RegionField, Sealed
from jiedui.registers.rows import all_of


class Handles:
    """The handles of one register's records, stored ones and those that the same file makes.

    `stored`: the stored records that can be meant; all of the register's where they are not given.
    """

    def __init__(self, register: Register, index: RegionIndex, stored: Iterable[Record] | None = None) -> None:
        self.register = register
        self.index = index
        self.by_text: dict[str, list[int | Ref]] = {}
        self.regions: dict[int | Ref, Any] = {}
        by_length = sorted(register.handles, key=len, reverse=True)
        self.spelled = tuple(dict.fromkeys((*by_length, *([register.key] if _is_plain(register) else []))))
        for record in (record for _, record in all_of(register)) if stored is None else stored:
            self.add(record.id, record.values)

    def add(self, number: int | Ref, values: Mapping[str, Any]) -> None:
        """Make a record findable by each of its handles; parts of a handle may stand together or with a blank. One that
        has none is found by its number."""
        self.regions[number] = values.get("region")
        is_named = False
        for handle in self.spelled:
            parts = [self._text(name, values.get(name)) for name in handle]
            if all(parts):
                is_named = True
                spellings = {"".join(parts), " ".join(parts)}
                if len(handle) > 1 and isinstance(self.register.field(handle[0]), RegionField):
                    spellings.add(short_name(parts[0]) + "".join(parts[1:]))
                for text in spellings:
                    numbers = self.by_text.setdefault(text.replace(" ", ""), [])
                    if number not in numbers:
                        numbers.append(number)
        if not is_named and isinstance(number, int):
            self.by_text.setdefault(str(number), []).append(number)

    def _text(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        field = self.register.field(name)
        if isinstance(field, RegionField):
            return self.index.names.get(value, value)
        return str(field.cell(value)) if isinstance(field, Choice) else str(value)

    def name_of(self, record: Record) -> str:
        """What names a record in another sheet: its longest handle that is no other record's too, else its key."""
        text = str(record.id)
        for handle in self.spelled:
            parts = [self._text(name, record[name]) for name in handle]
            if all(parts):
                text = "".join(parts)
                if len(self.by_text[text.replace(" ", "")]) == 1:
                    break
        return text

    def find(self, text: str, region: Any) -> tuple[int | Ref | None, Fault | None]:
        """The record that a text names; of several, the one in the row's own region. Errors: CELL-017, CELL-018."""
        numbers = self.by_text.get(text.replace(" ", ""), [])
        if len(numbers) > 1 and region is not None:
            numbers = [number for number in numbers if self.regions.get(number) == region] or numbers
        if len(numbers) == 1:
            return numbers[0], None
        if not numbers:
            return None, ("CELL-017", {"found": hide_numbers(text), "register": self.register.chinese})
        handles = max(self.spelled, key=len, default=())
        expected = "、".join(self.register.field(name).chinese for name in handles)
        fields = {
            "found": hide_numbers(text),
            "count": len(numbers),
            "register": self.register.chinese,
            "expected": expected,
        }
        return None, ("CELL-018", fields)


def _is_plain(register: Register) -> bool:
    """Whether the key can be written in a cell: it holds no link and no personal number."""
    return not any(isinstance(register.field(name), (Link, Sealed)) for name in register.key)


class LinkBook:
    """The handles of all registers that a file's sheets link to, each read from the ledger once."""

    def __init__(self, index: RegionIndex) -> None:
        self.index = index
        self.handles: dict[str, Handles] = {}
        self.waiting: dict[str, list[tuple[Ref, Mapping[str, Any]]]] = {}

    def of(self, code: str) -> Handles:
        if code not in self.handles:
            handles = self.handles[code] = Handles(registers()[code], self.index)
            for ref, values in self.waiting.get(code, ()):
                handles.add(ref, values)
        return self.handles[code]

    def announce(self, code: str, made: Iterable[tuple[Ref, Mapping[str, Any]]]) -> None:
        """Records that the file makes, for later sheets to link to."""
        arriving: Sequence[tuple[Ref, Mapping[str, Any]]] = list(made)
        if code in self.handles:
            for ref, values in arriving:
                self.handles[code].add(ref, values)
        else:
            self.waiting.setdefault(code, []).extend(arriving)
