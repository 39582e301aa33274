"""One printed figure as a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Approximation = Literal["exact", "about", "nearly", "over", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed figure. `value` is in the printed `unit`, which is `scale` times the `measure` that it counts.

    `step` and `coarse` are the worth of the last printed digit and of the last that is not nought, in `unit`.
    `bound` is "low" or "high" for the ends of a range, `top` what a vague number (几十, 三五家) stays below.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    measure: str
    scale: int = 1
    step: Decimal = Decimal(1)
    coarse: Decimal = Decimal(1)
    approximation: Approximation = "exact"
    is_infix: bool = False
    bound: str = ""
    top: Decimal | None = None

    @property
    def size(self) -> Decimal:
        """The value in the bare measure."""
        return self.value * self.scale
