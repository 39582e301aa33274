"""What a register is, declared once: its fields, key, postings, checks, evidence. Everything else follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from jiedui.kernel.accounts import Account
from jiedui.registers.fields import Field, Link, PersonName, Ref, Sealed, Secret

HIGHEST_STANDING: Final = 3
"""Confirmed by the province."""


class Record:
    """A record's values as some lens sees them, with its number, latest entry and standing.

    `review` is what a review came to that left the standing as it was: a first of two signatures, or a return.
    """

    __slots__ = ("entry", "id", "register", "review", "settled", "standing", "values")

    def __init__(
        self,
        register: str,
        id_: int,
        values: dict[str, Any],
        entry: int = 0,
        standing: int = 0,
        settled: list[Any] | None = None,
        review: dict[str, Any] | None = None,
    ) -> None:
        self.register = register
        self.id = id_
        self.values = values
        self.entry = entry
        self.standing = standing
        self.settled = settled or []
        self.review = review

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


class Post(NamedTuple):
    """One posting that a record should have. `field` says which field of the record the amount is read from."""

    record: int
    account: str
    region: str
    valid_on: date
    amount: int
    field: str = ""


class Group:
    """The records whose postings depend on each other: a subject (a person, a project, …) and what hangs on it."""

    __slots__ = ("members", "others", "root", "subject")

    def __init__(self, subject: int, root: Record | None, others: Mapping[int, Record]) -> None:
        self.subject = subject
        self.root = root
        self.others = others
        self.members: dict[str, list[Record]] = {}

    def linked(self, record: Record, link: str) -> Record | None:
        """The record that a followed link points to."""
        target = record[link]
        if target is None:
            return None
        if self.root is not None and target == self.root.id:
            return self.root
        return self.others.get(target)


class Finding(NamedTuple):
    """What a check found on a record: a catalogue code, its fields, the record's field it stands at."""

    code: str
    fields: dict[str, Any]
    field: str = ""
    severity: str = "error"
    record: int = 0


class Along(NamedTuple):
    """A record that a change brings along: taken where there is one with its key, else made in the same batch."""

    values: dict[str, Any]
    ref: Ref


Postings = Callable[[Sequence[Record], Group], Iterable[Post]]
Brings = Callable[[Sequence[tuple[dict[str, Any], "Record | None"]]], Iterable[Along]]
"""What changes bring along. Each is (new values, the record as it is stored); the values may be filled in place."""
Check = Callable[[Record], Iterator[Finding]]
GroupCheck = Callable[[Group], Iterator[Finding]]


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register's declaration.

    `key`: the fields that make one record the same record; `handles`: field tuples by which other sheets name it.
    `subject`: the links to the records that this one's postings depend on (a person, a project); every filled one
    has it in its group, and a record with none filled is its own subject. `repeats`: whether a row that repeats
    another is dropped or refused. `unique`: fields, such as a credit code, that no two records may share.
    `words`: what its sheets are called; `one_record`: what one record is, for the reference page.
    `homes`: the fields that place a record, regions or links to records that are placed; by them a member's scope is
    measured. `right`: what it takes to write it, `change_right`: to change what is there, where that takes another;
    `waits`: whether its records wait for confirmation; `amount`: the money by whose size two reviewers are asked for.
    `brings`: what its changes fill in and bring along. `is_private`: shown to nobody but the operator, since what it
    says of a member is that member's own.
    """

    code: str
    english: str
    chinese: str
    part: str
    one_record: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    handles: tuple[tuple[str, ...], ...] = ()
    subject: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    postings: Postings | None = None
    checks: tuple[Check, ...] = ()
    group_checks: tuple[GroupCheck, ...] = ()
    evidence: tuple[str, ...] = ()
    repeats: str = "drop"
    unique: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    right: str = "enter"
    waits: bool = True
    amount: str = ""
    brings: Brings | None = None
    is_private: bool = False
    change_right: str = ""

    def __post_init__(self) -> None:
        known = {f.name for f in self.fields}
        amounts = (self.amount,) if self.amount else ()
        handles = (part for handle in self.handles for part in handle)
        for name in (*self.key, *self.subject, *self.homes, *amounts, *handles):
            if name not in known:
                raise ValueError(f"register {self.code}: no field {name}")
        if not self.placed_by:
            raise ValueError(f"register {self.code}: no field says where its records lie")

    def field(self, name: str) -> Field:
        return self._by_name[name]

    def has(self, name: str) -> bool:
        return name in self._by_name

    @cached_property
    def placed_by(self) -> tuple[str, ...]:
        """The fields that place a record: as declared, else its region, else what it hangs on."""
        return self.homes or (("region",) if self.has("region") else self.subject)

    @cached_property
    def standing_as_entered(self) -> int:
        """The standing of a record as it is entered: the highest where it counts and waits for nobody."""
        return HIGHEST_STANDING if not self.waits and (self.postings is not None or self.subject) else 0

    @property
    def changing_right(self) -> str:
        """What it takes to change a record that is there."""
        return self.change_right or self.right

    @cached_property
    def weighed(self) -> str:
        """The money by whose size two reviewers are asked for: as declared, else the amount; empty for none."""
        return self.amount or ("amount" if self.has("amount") else "")

    @cached_property
    def identifying(self) -> frozenset[str]:
        """The fields by which records are told apart or named in other sheets."""
        return frozenset((*self.key, *self.unique, *(name for handle in self.handles for name in handle)))

    @cached_property
    def given(self) -> tuple[Field, ...]:
        """The fields that people give, on a form or in a sheet."""
        return tuple(f for f in self.fields if not f.derived)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return tuple(f for f in self.fields if isinstance(f, Link))

    @cached_property
    def sealed(self) -> tuple[Sealed, ...]:
        return tuple(f for f in self.fields if isinstance(f, Sealed))

    @cached_property
    def person_names(self) -> tuple[PersonName, ...]:
        return tuple(f for f in self.fields if isinstance(f, PersonName))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)

    @cached_property
    def special_names(self) -> tuple[str, ...]:
        """The fields whose values are settled at writing: links to new records, and what is to be sealed."""
        return tuple(f.name for f in self.fields if isinstance(f, (Link, Sealed)))

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def _to_json(self) -> dict[str, Callable[[Any], Any]]:
        return {f.name: f.to_json for f in self.fields if type(f).to_json is not Field.to_json}

    @cached_property
    def _key_parts(self) -> tuple[tuple[str, bool], ...]:
        return tuple((name, isinstance(self._by_name[name], Sealed)) for name in self.key)

    def key_of(self, values: Mapping[str, Any]) -> str:
        """The record's natural key as text; a secret stands in it by its keyed digest, a link by its number."""
        return "|".join([_key_part(is_sealed, values.get(name)) for name, is_sealed in self._key_parts])

    def to_json(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The filled fields as plain JSON values: the form that entries keep."""
        state = {name: value for name, value in values.items() if value is not None}
        for name, convert in self._to_json.items():
            if name in state:
                state[name] = convert(state[name])
        return state

    def from_json(self, state: Mapping[str, Any]) -> dict[str, Any]:
        return {f.name: f.from_json(state.get(f.name)) for f in self.fields}


def _key_part(is_sealed: bool, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Secret):
        return value.digest
    if is_sealed:
        return str(value.split("#", 2)[1])
    if isinstance(value, Ref):
        return f"?{value.register}:{value.key}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).replace("|", "¦")
