"""A year plan drafted from the project library: candidates scored, and chosen within budgets in several ways. Pure.

A project's points are the office's own questions answered with yes: the three of its latest review (key point, bright
spot, own feature) and the four of its latest check on site (real, necessary, feasible, land). What was never asked
gives no point and is told apart from a no. Nothing is written: an approval is entered on the project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final, Literal

from jiedui.kernel.errors import refused
from jiedui.kernel.units import AMOUNT_LIMIT, UNITS, exact

QUESTIONS: Final = ("key_point", "bright_spot", "feature")
CHECKS: Final = ("real", "necessary", "feasible", "land")
WHOLE: Final = len(QUESTIONS) + len(CHECKS)
INDUSTRY: Final = "industry"
Reason = Literal["no_fund", "review_failed", "review_mend", "check_no", "over_budget", "behind_industry"]
_STEP: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One project of the library. `answers`: what its latest review and its latest check on site said to each
    question, None or absent where nobody asked; `review` is the review's result, empty without one. `county` is whose
    budget it draws on. `fund_fen` None: nothing is stated."""

    project: int
    name: str
    county: str
    kind: str
    year: int
    fund_fen: int | None
    review: str
    answers: Mapping[str, bool | None]

    @property
    def points(self) -> int:
        return sum(self.answers.get(one) is True for one in (*QUESTIONS, *CHECKS))

    @property
    def answered(self) -> int:
        """To how many of the questions there is an answer."""
        return sum(self.answers.get(one) is not None for one in (*QUESTIONS, *CHECKS))

    @property
    def refused_checks(self) -> tuple[str, ...]:
        """What the check on site said no to."""
        return tuple(one for one in CHECKS if self.answers.get(one) is False)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the plan is to keep to: fen by county, where a county without an amount has no limit, and the least share
    of industry in %, None where none is wished."""

    budget_fen: Mapping[str, int]
    industry_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that was not chosen, and why; `left_fen` is what its county had left when its turn came."""

    candidate: Candidate
    reason: Reason
    left_fen: int | None = None


@dataclass(frozen=True, slots=True)
class County:
    """What a variant takes of one county's budget. `left_fen` None: no limit."""

    code: str
    projects: int
    fund_fen: int
    budget_fen: int | None

    @property
    def left_fen(self) -> int | None:
        return None if self.budget_fen is None else self.budget_fen - self.fund_fen


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to choose: what is in, in the order of choice, what is left out, and the sums. `industry_percent` None:
    nothing was chosen."""

    code: str
    chosen: list[Candidate]
    left_out: list[LeftOut]
    counties: list[County]
    fund_fen: int
    points: int
    industry_percent: Decimal | None
    keeps_share: bool | None
    """Whether the wished share of industry is kept; None where none is wished or nothing chosen."""


Order = Callable[[Candidate], tuple[object, ...]]


def _by_points(one: Candidate) -> tuple[object, ...]:
    return -one.points, one.fund_fen or 0, one.project


def _by_points_per_yuan(one: Candidate) -> tuple[object, ...]:
    # A project that costs nothing and has points is the best there is; one without points the worst.
    per_fen = Decimal(one.points) / one.fund_fen if one.fund_fen else Decimal(one.points * AMOUNT_LIMIT)
    return -per_fen, one.project


VARIANTS: Final[dict[str, Order]] = {
    "points": _by_points,
    "points_per_yuan": _by_points_per_yuan,
    "industry_first": lambda one: (one.kind != INDUSTRY, *_by_points(one)),
}


def variants(candidates: Sequence[Candidate], wish: Wish) -> list[Variant]:
    """Every way to choose, beside each other."""
    return [variant(code, candidates, wish) for code in VARIANTS]


def variant(code: str, candidates: Sequence[Candidate], wish: Wish) -> Variant:
    """Take the candidates in the variant's order as long as their county's budget lasts; one that is too dear for what
    is left is passed over, and smaller ones behind it still get their turn.

    `industry_first` takes industry until the wished share of all budgets is reached, then everything by points.
    """
    fit = [(one, _unfit(one)) for one in candidates]
    left_out = [LeftOut(one, reason) for one, reason in fit if reason is not None]
    eligible = [one for one, reason in fit if reason is None]
    chosen: list[Candidate] = []
    left = dict(wish.budget_fen)
    for one in _queue(code, eligible, wish):
        fund = one.fund_fen or 0
        rest = left.get(one.county)
        if rest is not None and fund > rest:
            left_out.append(LeftOut(one, "over_budget", rest))
            continue
        if rest is not None:
            left[one.county] = rest - fund
        chosen.append(one)
    return _summed(code, chosen, left_out, candidates, wish)


def _unfit(one: Candidate) -> Reason | None:
    """Why a project cannot be proposed at all."""
    if one.fund_fen is None:
        return "no_fund"
    if one.review == "failed":
        return "review_failed"
    if one.review == "mend":
        return "review_mend"
    return "check_no" if one.refused_checks else None


def _queue(code: str, eligible: Sequence[Candidate], wish: Wish) -> list[Candidate]:
    """The order of choice. With industry first, and a share and budgets given, industry is put before the others
    until it reaches the share of the budgets; the rest of it stands among them."""
    ordered = sorted(eligible, key=VARIANTS[code])
    if code != "industry_first" or wish.industry_percent is None or not wish.budget_fen:
        return ordered
    goal = sum(wish.budget_fen.values()) * wish.industry_percent / 100
    left, ahead, reached = dict(wish.budget_fen), list[Candidate](), 0
    for one in ordered:
        fund = one.fund_fen or 0
        if one.kind == INDUSTRY and reached < goal and fund <= left.get(one.county, fund):
            left[one.county] = left.get(one.county, fund) - fund
            reached += fund
            ahead.append(one)
    first = {one.project for one in ahead}
    return [*ahead, *sorted((one for one in eligible if one.project not in first), key=_by_points)]


def _summed(
    code: str, chosen: list[Candidate], left_out: list[LeftOut], candidates: Sequence[Candidate], wish: Wish
) -> Variant:
    total = sum(one.fund_fen or 0 for one in chosen)
    industry = sum(one.fund_fen or 0 for one in chosen if one.kind == INDUSTRY)
    share = exact((Decimal(industry) * 100 / total).quantize(_STEP, ROUND_HALF_UP)) if total else None
    keeps = None if wish.industry_percent is None or not total else industry * 100 >= wish.industry_percent * total
    counties = [
        County(
            code=county,
            projects=sum(one.county == county for one in chosen),
            fund_fen=sum(one.fund_fen or 0 for one in chosen if one.county == county),
            budget_fen=wish.budget_fen.get(county),
        )
        for county in sorted({one.county for one in candidates} | wish.budget_fen.keys())
    ]
    points = sum(one.points for one in chosen)
    return Variant(code, chosen, left_out, counties, total, points, share, keeps)


def read_wish(budgets: Mapping[str, str], industry: str) -> Wish:
    """What a form says: 万元 by county, a share in %; blank is no limit and no wish.

    Errors: PLAN-001 no amount, or one below zero or finer than a fen; PLAN-002 no share between 0 and 100.
    """
    factor, found = UNITS["万元"].factor, {}
    for county, text in budgets.items():
        if not text.strip():
            continue
        amount = _number(text)
        fen = amount * factor if amount is not None else None
        if fen is None or fen < 0 or fen >= AMOUNT_LIMIT or fen != fen.to_integral_value():
            raise refused("PLAN-001", found=text.strip()[:40], region=county)
        found[county] = int(fen)
    share = _number(industry) if industry.strip() else None
    if industry.strip() and (share is None or not 0 <= share <= 100):
        raise refused("PLAN-002", found=industry.strip()[:40])
    return Wish(found, share)


def _number(text: str) -> Decimal | None:
    """An amount as it is typed, thousands separators allowed; None where it is none."""
    try:
        found = Decimal(text.strip().replace(",", "").replace("\N{FULLWIDTH COMMA}", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
