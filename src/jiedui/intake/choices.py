"""What the texts of a form can mean: the records that a link names or chooses, the regions that a text names."""

from __future__ import annotations

import re
from typing import Any

from jiedui.intake.links import Handles, LinkBook
from jiedui.intake.planning import programme_scopes
from jiedui.journal.storage import select_rows
from jiedui.kernel import regions
from jiedui.kernel.cells import Fault, plain_text
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.places.queries import index
from jiedui.places.reading import HEADINGS_OF_THE_CODE
from jiedui.registers import rows as stored_rows
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import CreditCode, RegionField, Text
from jiedui.registers.reach import reached

CHOICES_SHOWN = 12
COUNTIES_SHOWN = 100
MEANT_LOOKED_AT = 1000
"""Of the records whose names a typed text contains, how many are looked at: names that short are nobody's."""
_NUMBERED = re.compile(r"\[(\d{1,18})\]\Z")
"""A record that was chosen: its name and its number, 演示茶园 [42]."""


class FormBook(LinkBook):
    """The records that one form's links can mean: those that its texts name, not all that there are."""

    def __init__(self, actor: Actor, old: Record | None) -> None:
        super().__init__(index())
        self.actor = actor
        self.linked: dict[str, set[int]] = {}
        for link in registers()[old.register].links if old is not None else ():
            self.linked.setdefault(link.to, set()).add(old[link.name])  # type: ignore[index]  # with links it is there

    def of(self, code: str) -> Handles:
        if code not in self.handles:
            self.handles[code] = Meant(registers()[code], self)
        return self.handles[code]


class Meant(Handles):
    """The handles of the records that a typed text can mean, and records by number within the actor's reach."""

    def __init__(self, register: Register, book: FormBook) -> None:
        super().__init__(register, book.index, ())
        self.actor = book.actor
        self.linked = book.linked.get(register.code, set())

    def find(self, text: str, region: Any) -> tuple[Any, Fault | None]:
        """The record that a text names, or chooses by number. Errors: CELL-017, CELL-018."""
        chosen = _NUMBERED.search(text)
        if chosen is not None:
            return self._numbered(int(chosen[1]), text)
        for record in self._named_in(text.replace(" ", "")):
            self.add(record.id, record.values)
        found, fault = super().find(text, region)
        if fault is not None and fault[0] == "CELL-017" and text.isascii() and text.isdigit() and len(text) <= 18:
            return self._numbered(int(text), text)
        return found, fault

    def _numbered(self, number: int, text: str) -> tuple[int | None, Fault | None]:
        if number in self.linked or reached(self.register, [number], self.actor):
            return number, None
        return None, ("CELL-017", {"found": hide_numbers(text), "register": self.register.chinese})

    def _named_in(self, text: str) -> list[Record]:
        """The records of which the text contains what they are named by."""
        parts = dict.fromkeys(name for handle in self.spelled for name in handle)
        names = [name for name in parts if isinstance(self.register.field(name), (Text, CreditCode))]
        if not names:
            return []
        condition = " OR ".join(f"%s LIKE '%%' || REPLACE(\"{name}\", ' ', '') || '%%'" for name in names)
        named = f'SELECT "id" FROM "register_{self.register.code}" WHERE {condition} ORDER BY "id"'
        numbers = [row[0] for row in select_rows(f"{named} LIMIT {MEANT_LOOKED_AT}", [text] * len(names))]
        return list(stored_rows.by_ids(self.register, numbers).values())


class Regions:
    """The programme's regions, as one form shows them and offers them."""

    def __init__(self) -> None:
        self.scopes = programme_scopes()

    def text(self, code: str) -> str:
        """A region as a form shows it, so that it is read back as the same: its full name, else its code."""
        name = index().full_name(code)
        return name if index().find(name, self.scopes) == [code] else code

    def choices(self, one: RegionField, text: str = "") -> list[str]:
        """The regions whose names contain a text, highest first; without one, the counties."""
        wanted = plain_text(text)
        deepest = one.deepest if wanted else min(one.deepest, regions.COUNTY)
        bounds = [regions.subtree_bounds(scope) for scope in self.scopes]
        found = [
            code
            for code, name in index().names.items()
            if (wanted is None or wanted in name)
            and any(low <= code <= high for low, high in bounds)
            and one.highest <= regions.level(code) <= deepest
            and code not in index().successors
            and name not in HEADINGS_OF_THE_CODE
        ]
        found.sort(key=lambda code: (regions.level(code), code))
        return [self.text(code) for code in found[: CHOICES_SHOWN if wanted else COUNTIES_SHOWN]]
