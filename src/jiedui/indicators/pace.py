"""How a promise stands: the share of its target that is reached beside the share of its time that is gone.

Pure rules. A promise is done when its number is reached or its office says so; late when its day is past and it is
not; at risk when it lags behind the calendar by more than `SLACK`, or, where nothing can be counted, when its day is
near; else on track.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from jiedui.kernel.units import exact

State = Literal["late", "at_risk", "on_track", "done"]
STATES: Final[tuple[State, ...]] = ("late", "at_risk", "on_track", "done")
"""The worst first."""
Reason = Literal["past", "behind", "no_record", "near", "reached", "reported", "short", "ahead", "open"]
SLACK: Final = Decimal(10)
"""Points by which a promise may lag behind the calendar: programmes' money and works come late in the year."""
NEAR: Final = timedelta(days=30)
"""How long before its day a promise without a number is at risk when nobody says that it is done."""
_WHOLE: Final = Decimal(100)
_STEP: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a promise on a day, why, and the share of its time that is gone, in %; None without a term.

    Reasons: late `past`; at risk `behind` the calendar, `no_record` where a figure should be, `near` its day; done
    `reached` by the figure, `reported` by the office, `short` where the office reports what the figure does not say;
    on track `ahead` of the calendar less the slack, `open` where nothing can be counted.
    """

    state: State
    reason: Reason
    time_share: Decimal | None

    @property
    def is_red(self) -> bool:
        return self.state in ("late", "at_risk")


def time_share(begins: date | None, due: date | None, day: date) -> Decimal | None:
    """How much of a term is gone at the end of a day, in %, from 0 to 100: both its days count. None without a term,
    or where it ends before it begins."""
    if begins is None or due is None or due < begins:
        return None
    gone, whole = (day - begins).days + 1, (due - begins).days + 1
    share = Decimal(min(max(gone, 0), whole)) * 100 / whole
    return exact(share.quantize(_STEP, ROUND_HALF_UP))


def standing(
    day: date, *, begins: date | None, due: date | None, done_on: date | None, reached: Decimal | None, counts: bool
) -> Standing:
    """How a promise stands on a day. `reached`: the share of its target in %, None where there is no figure; `counts`:
    whether it has a number to reach."""
    gone = time_share(begins, due, day)
    if reached is not None and reached >= _WHOLE:
        return Standing("done", "reached", gone)
    if done_on is not None and done_on <= day:
        return Standing("done", "short" if counts else "reported", gone)
    if due is not None and due < day:
        return Standing("late", "past", gone)
    if counts and gone is not None:
        if reached is None:
            return Standing("at_risk", "no_record", gone) if gone > SLACK else Standing("on_track", "open", gone)
        return Standing("at_risk", "behind", gone) if reached + SLACK < gone else Standing("on_track", "ahead", gone)
    if due is not None and due - day <= NEAR:
        return Standing("at_risk", "near", gone)
    return Standing("on_track", "open", gone)
