"""The question of benchmark (b), spelled out for contenders that know no catalogue, and how sums become figures.

A scan returns (account, county, span, amount, weight): the sums of one account in one county over the days from one
start of a reading to the next. `assemble` is the arithmetic that is left: spans to intervals, accounts to terms,
terms to indicators, counties to the city, base units to printed ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from jiedui.kernel.units import UNITS, exact, in_unit

Row = tuple[int, str, int, int, int]
"""account, county (six digits), span, amount, weight"""
Answer = dict[str, str | None]
"""indicator and region → value"""


@dataclass(frozen=True, slots=True)
class Question:
    """All indicators for the regions up to a day, and as known at a moment (None: now).

    `starts` are the days on which readings begin, in order, the first one the very beginning. An indicator is
    [code, unit, is a mean, upper terms, lower terms]; a term is [sign, accounts, number of its start].
    """

    regions: list[str]
    until: date
    known_at: datetime | None
    known_batch: int | None
    starts: list[str]
    indicators: list[list[Any]]

    @property
    def until_text(self) -> str:
        return self.until.isoformat()

    def write(self, path: Path) -> Path:
        path.write_text(json.dumps(asdict(self), default=lambda value: value.isoformat()), "utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> Question:
        found = json.loads(path.read_text("utf-8"))
        found["until"] = date.fromisoformat(found["until"])
        found["known_at"] = found["known_at"] and datetime.fromisoformat(found["known_at"])
        return cls(**found)

    def span_sql(self, column: str) -> str:
        """An SQL expression: in which span a day lies."""
        cases = " ".join(
            f"WHEN {column} >= '{start}' THEN {number}" for number, start in reversed(list(enumerate(self.starts)))
        )
        return f"CASE {cases} END"


def make_question(regions: list[str], until: date, known_at: datetime | None) -> Question:
    """Spell out the catalogue in force for the open ledger."""
    from jiedui.indicators.figures import beginning, catalogue
    from jiedui.journal.queries import accounts_by_pattern, batch_known_at
    from jiedui.kernel.lens import Lens

    lens = Lens(regions[0], until, known_at=known_at)
    definitions = catalogue().all_on(lens.as_of)
    accounts = accounts_by_pattern(pattern for one in definitions for pattern in one.patterns)
    first = date(1900, 1, 1)
    begins = {one.code: beginning(one, lens) or first for one in definitions}
    starts = sorted({first, *begins.values()})

    def terms(code: str, formula: Iterable[Any]) -> list[Any]:
        return [[term.sign, list(accounts[term.pattern]), starts.index(begins[code])] for term in formula]

    indicators = [
        [one.code, one.unit, one.is_mean, terms(one.code, one.formula), terms(one.code, one.denominator)]
        for one in definitions
    ]
    texts = [start.isoformat() for start in starts]
    return Question(regions, until, known_at, batch_known_at(known_at), texts, indicators)


def assemble(question: Question, rows: Iterable[Row]) -> Answer:
    """The figures out of a scan's sums."""
    spans = len(question.starts)
    cells: dict[tuple[int, str], list[list[int]]] = {}
    for account, county, span, amount, weight in rows:
        for place in (county, county[:4]):
            sums = cells.get((account, place))
            if sums is None:
                sums = cells[(account, place)] = [[0, 0] for _ in range(spans)]
            for start in range(span + 1):
                sums[start][0] += amount
                sums[start][1] += weight
    return {
        f"{code} {region}": _value(unit, is_mean, upper, lower, cells, region[:6].removesuffix("00"))
        for code, unit, is_mean, upper, lower in question.indicators
        for region in question.regions
    }


def _value(unit: str, is_mean: bool, upper: list[Any], lower: list[Any], cells: Any, place: str) -> str | None:
    amount = _amount(upper, cells, place)
    if not lower:
        return None if amount is None else str(in_unit(amount, unit))
    below = _amount(lower, cells, place)
    if amount is None or not below:
        return None
    factor = Decimal(1) / UNITS[unit].factor if is_mean else Decimal(100)
    return str(exact((Decimal(amount) * factor / below).quantize(Decimal("0.01"), ROUND_HALF_UP)))


def _amount(terms: list[Any], cells: Any, place: str) -> int | None:
    found = None
    for sign, accounts, start in terms:
        parts = [cells[(account, place)][start] for account in accounts if (account, place) in cells]
        if sum(weight for _, weight in parts):
            found = (found or 0) + sign * sum(amount for amount, _ in parts)
    return found
