"""The checks and posting steps that many registers share. Pure: records in, findings or postings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from jiedui.registers.declaration import Check, Finding, Group, Post, Record


def _titles(record: Record, *names: str) -> list[str]:
    from jiedui.registers.catalogue import registers

    one = registers()[record.register]
    return [one.field(name).chinese for name in names]


def shown(record: Record, name: str) -> Any:
    """A field's value as a sheet shows it, for findings."""
    from jiedui.registers.catalogue import registers

    return registers()[record.register].field(name).cell(record[name])


def described(sentence: str, check: Check, severity: str = "error") -> Check:
    """The check, with what it objects to in words, for the reference page; a field's name stands there in braces."""
    check.describes = sentence if severity == "error" else f"{sentence} ({severity})"  # type: ignore[attr-defined]  # a function takes attributes
    return check


def _named(names: Sequence[str]) -> str:
    """Fields in braces, as a list in words: `{a}, {b} and {c}`."""
    *most, last = (f"{{{name}}}" for name in names)
    return f"{', '.join(most)} and {last}" if most else last


def not_more(part: str, whole: str, *, severity: str = "error", code: str = "ROW-003") -> Check:
    """A part that exceeds its whole, e.g. lifted persons above all persons."""

    def check(record: Record) -> Iterator[Finding]:
        if record[part] is not None and record[whole] is not None and record[part] > record[whole]:
            first, second = _titles(record, part, whole)
            fields = {"part": first, "whole": second}
            fields |= {"part_value": shown(record, part), "whole_value": shown(record, whole)}
            yield Finding(code, fields, part, severity)

    return described(f"{{{part}}} is more than {{{whole}}}", check, severity)


def in_order(earlier: str, later: str, *, severity: str = "error") -> Check:
    """A later step dated before an earlier one."""

    def check(record: Record) -> Iterator[Finding]:
        if record[earlier] is not None and record[later] is not None and record[later] < record[earlier]:
            first, second = _titles(record, earlier, later)
            fields = {"earlier": first, "later": second}
            fields |= {"earlier_value": record[earlier], "later_value": record[later]}
            yield Finding("ROW-004", fields, later, severity)

    return described(f"{{{later}}} is before {{{earlier}}}", check, severity)


def needs(stage: str, *needed: str) -> Check:
    """A step that is filled in while what it needs is not."""

    def check(record: Record) -> Iterator[Finding]:
        missing = [name for name in needed if record[name] is None]
        if record[stage] is not None and missing:
            fields = {"stage": _titles(record, stage)[0], "needs": "、".join(_titles(record, *missing))}
            yield Finding("ROW-013", fields, stage)

    return described(f"{{{stage}}} is filled in without {_named(needed)}", check)


def exactly_one(*names: str) -> Check:
    """Of several links just one must be filled: whose head count this is."""

    def check(record: Record) -> Iterator[Finding]:
        filled = [name for name in names if record[name] is not None]
        if len(filled) != 1:
            yield Finding("ROW-018", {"fields": "、".join(_titles(record, *names)), "found": len(filled)}, names[0])

    return described(f"not just one of {_named(names)} is filled in", check)


def add_up(whole: str, *parts: str) -> Check:
    """Parts, all of them given, that do not add up to their whole."""

    def check(record: Record) -> Iterator[Finding]:
        values = [record[name] for name in parts]
        if record[whole] is None or any(value is None for value in values) or sum(values) == record[whole]:
            return
        from jiedui.registers.catalogue import registers

        field: Any = registers()[record.register].field(whole)
        fields = {"found": field.cell(abs(record[whole] - sum(values))), "sum": field.cell(sum(values))}
        yield Finding("ROW-015", {**fields, "whole": shown(record, whole)}, whole)

    return described(f"{_named(parts)} do not add up to {{{whole}}}", check)


def count_on(account: Callable[[Record], str], day: str, until: str | None = None, amount: str | None = None) -> Any:
    """A rule for registers that are their own subject: one, or the amount of a field, on a day; back on `until`."""

    def postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
        for record in records:
            if record[day] is None or (amount is not None and record[amount] is None):
                continue
            value = 1 if amount is None else record[amount]
            yield Post(record.id, account(record), record["region"], record[day], value, amount or day)
            if until is not None and record[until] is not None:
                yield Post(record.id, account(record), record["region"], record[until], -value, until)

    return postings


def together(*rules: Any) -> Any:
    """Several rules as one."""

    def postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
        for rule in rules:
            yield from rule(records, group)

    return postings


def following_day(day: date) -> date:
    return day + timedelta(days=1)


def steps(records: Iterable[Record], day: str, amount: Callable[[Record], int | None]) -> Iterator[tuple[Record, int]]:
    """A level reported on days (a head count, a cumulative amount) as what each report adds to the one before it."""
    before = 0
    for record in sorted(records, key=lambda r: (r[day], r.id)):
        level = amount(record)
        if level is not None:
            yield record, level - before
            before = level
