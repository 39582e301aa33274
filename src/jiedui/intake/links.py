"""Links: the texts by which a sheet names records of other registers, looked up all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiedui.kernel.cells import Fault
from jiedui.places.queries import RegionIndex, short_name
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Ref, RegionField
from jiedui.registers.rows import all_of

class Handles:
    """The handles of one register's records, stored ones and those that the same file makes."""

    def __init__(self, register: Register, index: RegionIndex) -> None:
        self.register = register
        self.index = index
        self.by_text: dict[str, list[int | Ref]] = {}
        self.regions: dict[int | Ref, Any] = {}
        for _, record in all_of(register):
            self.add(record.id, record.values)

    def add(self, number: int | Ref, values: Mapping[str, Any]) -> None:
        """Make a record findable by each of its handles; parts of a handle may stand together or with a blank."""
        self.regions[number] = values.get("region")
        for handle in self.register.handles or (self.register.key,):
            parts = [self._text(name, values.get(name)) for name in handle]
            if all(parts):
                spellings = {"".join(parts), " ".join(parts)}
                if len(handle) > 1 and isinstance(self.register.field(handle[0]), RegionField):
                    spellings.add(short_name(parts[0]) + "".join(parts[1:]))
                for text in spellings:
                    numbers = self.by_text.setdefault(text.replace(" ", ""), [])
                    if number not in numbers:
                        numbers.append(number)

    def _text(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(self.register.field(name), RegionField):
            return self.index.names.get(value, value)
        return str(value)

    def find(self, text: str, region: Any) -> tuple[int | Ref | None, Fault | None]:
        """The record that a text names; of several, the one in the row's own region. Errors: CELL-017, CELL-018."""
        numbers = self.by_text.get(text.replace(" ", ""), [])
        if len(numbers) > 1 and region is not None:
            numbers = [number for number in numbers if self.regions.get(number) == region] or numbers
        if len(numbers) == 1:
            return numbers[0], None
        if not numbers:
            return None, ("CELL-017", {"found": text, "register": self.register.chinese})
        handles = max(self.register.handles, key=len, default=())
        expected = "、".join(self.register.field(name).chinese for name in handles)
        fields = {"found": text, "count": len(numbers), "register": self.register.chinese, "expected": expected}
        return None, ("CELL-018", fields)


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
