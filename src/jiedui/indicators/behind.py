"""Several figures of one region with the postings behind each, so that a page can show a sum line by line.

The postings of a figure add up to it. Whoever calls has asked for the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.catalogue import Definition
from jiedui.indicators.figures import Figure
from jiedui.journal.queries import TracedPosting, batch_known_at, postings_behind
from jiedui.kernel.accounts import selects
from jiedui.kernel.lens import Lens
from jiedui.places.queries import index


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure, and the postings it is made of in the order of their days."""

    figure: Figure
    postings: list[TracedPosting]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a sum: the record it stands in, its day, its amount in base units."""

    register: str
    record: int
    valid_on: date
    amount: int


def behind(lens: Lens, codes: Sequence[str]) -> dict[str, Behind]:
    """Each figure with its postings, by indicator; one reading of postings for each day on which figures begin.

    Errors: CATALOGUE-003.
    """
    found = arithmetic.figures(lens, [(lens.region, lens.own)], codes)
    together: dict[date | None, list[Definition]] = {}
    for figure in found:
        together.setdefault(arithmetic.beginning(figure.definition, lens), []).append(figure.definition)
    postings: dict[str, list[TracedPosting]] = {}
    for since, definitions in together.items():
        patterns = {one.code: [term.pattern for term in one.formula] for one in definitions}
        read = posted(lens, [pattern for several in patterns.values() for pattern in several], since)
        for code, several in patterns.items():
            postings[code] = [one for one in read if any(selects(pattern, one.account) for pattern in several)]
    return {figure.definition.code: Behind(figure, postings[figure.definition.code]) for figure in found}


def posted(lens: Lens, patterns: Sequence[str], since: date | None) -> list[TracedPosting]:
    """The postings in some accounts that a lens lets through, without the rows of the workbooks they came from."""
    heads = (lens.region,) if lens.own else index().heads(lens.region)
    known = batch_known_at(lens.known_at)
    asked = {"own": lens.own, "known_batch": known, "level": lens.level}
    return postings_behind(patterns, heads, since, lens.until, window=(0, 0), **asked)  # type: ignore[arg-type]  # each of its type


def line_of(posting: TracedPosting) -> Line:
    return Line(posting.register, posting.record, posting.valid_on, posting.amount)
