"""Accounts: what is counted. A declared account has a base unit and named dimensions; each dimension is one segment.

`labour.placed` with the dimensions destination and household is used as `labour.placed.east.lifted`. Patterns
select by whole segments, never by raw prefix: `labour.placed` selects all of it, `labour.placed.*.lifted` the
lifted of every destination, and neither selects `labour.placed_again`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from jiedui.kernel.errors import refused
from jiedui.kernel.units import BASE_UNITS

_SLUG = re.compile(r"[a-z0-9_]+\Z")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One segment behind an account. `values` lists what it may be; None leaves it open to any slug."""

    name: str
    values: tuple[str, ...] | None = None

    def allows(self, segment: str) -> bool:
        return bool(_SLUG.match(segment)) and (self.values is None or segment in self.values)


@dataclass(frozen=True, slots=True)
class Account:
    """A declared account: code without its dimensions, base unit, what it counts, its dimensions in order."""

    code: str
    unit: str
    counts: str
    dimensions: tuple[Dimension, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.unit not in BASE_UNITS:
            raise ValueError(f"account {self.code}: {self.unit} is no base unit")


class Chart:
    """All declared accounts. No declared code may be a segment-prefix of another."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.declared: dict[tuple[str, ...], Account] = {}
        self._resolved: dict[str, Account] = {}
        for account in accounts:
            segments = tuple(account.code.split("."))
            for other in self.declared:
                shorter = min(len(segments), len(other))
                if segments[:shorter] == other[:shorter]:
                    raise ValueError(f"account {account.code} collides with {'.'.join(other)}")
            self.declared[segments] = account

    def resolve(self, code: str) -> Account:
        """The declaration that a concrete account code was made from.

        Errors: JOURNAL-001 undeclared; JOURNAL-002 its dimension segments are missing, too many or not allowed.
        """
        known = self._resolved.get(code)
        if known is None:
            known = self._resolved[code] = self._find(code)
        return known

    def _find(self, code: str) -> Account:
        segments = tuple(code.split("."))
        for length in range(len(segments), 0, -1):
            account = self.declared.get(segments[:length])
            if account is None:
                continue
            rest = segments[length:]
            fits = len(rest) == len(account.dimensions) and all(
                dimension.allows(segment) for dimension, segment in zip(account.dimensions, rest, strict=False)
            )
            if not fits:
                names = [f"{d.name} ({', '.join(d.values) if d.values else '…'})" for d in account.dimensions]
                raise refused(
                    "JOURNAL-002",
                    account=code,
                    base=account.code,
                    found=".".join(rest) or "-",
                    expected=" . ".join(names) or "-",
                )
            return account
        raise refused("JOURNAL-001", account=code)

    def declares(self, pattern: str) -> Account | None:
        """A declared account that the pattern can select from; None when there is none."""
        return next(iter(self.answering(pattern)), None)

    def answering(self, pattern: str) -> list[Account]:
        """Every declared account that the pattern can select from, in the order declared."""
        wanted = pattern.split(".")
        found: list[Account] = []
        for segments, account in self.declared.items():
            full = (*segments, *("*" for _ in account.dimensions))
            if len(wanted) > len(full):
                continue
            pairs = list(zip(wanted, full, strict=False))
            dimensions = account.dimensions[: max(0, len(wanted) - len(segments))]
            if all(want in ("*", have) or have == "*" for want, have in pairs) and all(
                want == "*" or dimension.allows(want)
                for want, dimension in zip(wanted[len(segments) :], dimensions, strict=True)
            ):
                found.append(account)
        return found


def selects(pattern: str, code: str) -> bool:
    """Whether the pattern selects the concrete account code, segment by segment."""
    wanted, segments = pattern.split("."), code.split(".")
    return len(wanted) <= len(segments) and all(
        want in ("*", segment) for want, segment in zip(wanted, segments, strict=False)
    )
