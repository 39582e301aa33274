"""What a figure takes from its neighbours: the ends of a range, a unit that is said once, money that is not called so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from jiedui.reports.prose.measures import CURRENCIES
from jiedui.reports.prose.mention import Mention


def ranges(plain: str, found: list[Mention]) -> list[Mention]:
    """3—5家: the ends of a range, the first with the unit of the second where it has none of its own."""
    result = list(found)
    for place in range(1, len(result)):
        low, high = result[place - 1], result[place]
        between = plain[low.end : high.start]
        if not re.fullmatch(r" ?(?:[-—~]{1,2}|至|到) ?", between) or low.size > high.size * max(1, high.scale):
            continue
        if not low.unit:
            low = replace(low, unit=high.unit, measure=high.measure, scale=high.scale)
        if (
            low.measure != high.measure
            or low.size >= high.size
            or re.search(r"[从由]$", plain[max(0, low.start - 1) : low.start])
        ):
            continue
        result[place - 1] = replace(low, approximation="at_least", bound="low")
        result[place] = replace(high, approximation="at_most", bound="high")
    return result


def shared_units(plain: str, found: list[Mention]) -> list[Mention]:
    """In 327、13548和15089万元 the last unit is that of all; money without 元 is money."""
    result = list(found)
    for place in range(len(result) - 2, -1, -1):
        one, following = result[place], result[place + 1]
        between = plain[one.end : following.start]
        if not one.unit and following.unit and re.fullmatch(r" ?[、和与及,/] ?(?:以及)?", between):
            result[place] = replace(one, unit=following.unit, measure=following.measure, scale=following.scale)
    for place, one in enumerate(result):
        if not one.measure and one.scale >= 10**4 and _is_money(plain, one):
            result[place] = replace(one, measure="元")
        elif not one.measure and one.scale >= 10**4 and _PEOPLE.match(plain, one.end):
            result[place] = replace(one, measure="人")
    return [one for one in result if one.measure not in CURRENCIES or one.unit]


_PEOPLE: Final = re.compile(
    r"(?:多|余)?(?:农村|脱贫|贫困|务工|受益|返乡)*(?:人口|群众|人员|劳动力|劳力|农民|村民|居民|学生|老人|游客)"
)


def _is_money(plain: str, mention: Mention) -> bool:
    if _PEOPLE.match(plain, mention.end):
        return False
    before = re.split("[。;\n]", plain[max(0, mention.start - 30) : mention.start])[-1]
    after = re.split("[，。;\n]", plain[mention.end : mention.end + 8])[0]
    return (
        re.search(
            "资金|投资|产值|收入|销售额|金额|贷款|税收|捐|款|收益|成交额|合同额|营收|利润|租金|股金", before + after
        )
        is not None
    )
