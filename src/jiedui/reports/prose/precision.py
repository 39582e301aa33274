"""What a printed figure claims: the interval of sums that it may stand for.

A printed number stands for every sum that rounds or is cut to it; 约, 近, 余, 超, 以上 each move the interval as they
mean. A sum may lie inside, outside, or where nobody can say (超过4亿 where it is 9).
"""

from __future__ import annotations

from decimal import Decimal

from jiedui.reports.prose.mention import Mention

TENTH = Decimal("0.1")


def bounds(mention: Mention) -> tuple[Decimal, Decimal | None]:
    """`[low, high)` in the printed unit; `high` None where the words set none."""
    value, step, coarse = mention.value, mention.step, mention.coarse
    if mention.top is not None:
        return value, mention.top + (coarse if mention.approximation == "about" else 0)
    kind = mention.approximation
    if kind == "exact":
        return value - step / 2, value + step
    if kind == "about":
        reach = min(coarse, max(value * TENTH, step))
        return value - reach, value + reach + step / 2
    if kind == "nearly":
        return value - max(min(coarse, max(value * TENTH, step)), step), value
    if kind == "over":
        return value, value + coarse if mention.is_infix else max(value + coarse, value * 2)
    if kind == "at_least":
        return value, None
    return Decimal(0), value + step / 1000


def admits(mention: Mention, amount: Decimal) -> bool | None:
    """Whether a sum, in the printed unit, is what the figure says; None where its words leave it open."""
    low, high = bounds(mention)
    if amount < low or (mention.approximation == "over" and mention.top is None and amount == low):
        return False
    if high is None or amount < high:
        return True
    return None if mention.approximation == "over" and not mention.is_infix and amount < 10 * mention.value else False


def overlap(mention: Mention, low: Decimal, high: Decimal) -> bool:
    """Whether some sum in `[low, high]`, in the printed unit, is what the figure says."""
    begin, end = bounds(mention)
    return high >= begin and (end is None or low < end)


def printed(value: Decimal, step: Decimal | None = None) -> str:
    """A decimal as text without exponent and needless noughts; rounded to two places more than `step` prints."""
    if step is not None:
        value = value.quantize(min(step, Decimal(1)) / 10000 if value % 1 else Decimal(1)) if value % 1 else value
    plain = value.normalize()
    return format(plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain, "f")
