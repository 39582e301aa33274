"""Which indicator a figure is: the catalogue's names and the words of `vocabulary.txt`, weighed by what stands near.

Pure: indicators come as plain values. A word in the figure's own clause counts more than one further away; a longer
match more than a short one; the figure's measure word has to fit the indicator's unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

#: What measure words a unit of the catalogue is printed with.
FITTING: Final[Mapping[str, frozenset[str]]] = {
    unit: frozenset(words.split())
    for unit, words in {
        "元": "元", "万元": "元", "亿元": "元", "千元": "元", "人": "人 个", "人次": "人次", "户": "户", "家": "家 个 间", "%": "% 成",
        "个": "个 项 座 家 处 条 所 间", "份": "份 个 项", "所": "所 个 家", "对": "对 个", "班次": "班次 辆 列 个", "期": "期 个 场 班 次",
        "次": "次 场 个", "批": "批 次", "平方米": "平方米", "平方公里": "平方公里",
    }.items()
}  # fmt: skip
_JOBS: Final = re.compile("岗位|就业|用工")
_TOPICS: Final = re.compile("(企业|公司)|((?:园区|产业园|飞地|花卉园|园内)(?:内|里)?的?(?:企业)?)|(车间)|(基地)")
_TOPIC_NAMES: Final = ("企业", "园区", "车间", "基地")
_HOMES: Final = re.compile("[一-鿿]")
OWN_CLAUSE, FURTHER = 12, 4
NEAR_ENOUGH: Final = 5
"""Readings that weigh less than the best by no more than this are possible too."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the reader needs of a definition: its names, how it is printed, how it is read, whose part it is."""

    code: str
    names: tuple[str, ...]
    unit: str
    reading: str
    part_of: str = ""
    is_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the vocabulary, or one name of the catalogue. A group that is `far` may stand in another clause
    even where it is the first; a `name` gives way to a longer one that holds it."""

    code: str
    groups: tuple[re.Pattern[str], ...]
    far: tuple[bool, ...] = (False,)
    bans: re.Pattern[str] | None = None
    topics: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words around a figure: its own clause, what stands before it in the sentence, and what follows."""

    own: str
    before: str
    after: str = ""
    topic: str = ""


class Vocabulary:
    """All rules, by the measure words that fit their indicators."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self.indicators = {one.code: one for one in indicators}
        self.places = {code: place for place, code in enumerate(self.indicators)}
        self._by_measure: dict[str, list[Rule]] = {}
        rules = [rule for rule in _lines() if rule.code in self.indicators]
        last = {rule.code: rule for rule in rules}
        for one in self.indicators.values():
            like = last.get(one.code, Rule(one.code, ()))
            rules += [
                Rule(one.code, (re.compile(re.escape(name)),), (False,), like.bans, like.topics, name)
                for name in one.names if len(name) > 2
            ]  # fmt: skip
        for rule in rules:
            for measure in FITTING.get(self.indicators[rule.code].unit, ()):
                self._by_measure.setdefault(measure, []).append(rule)

    def readings(self, measure: str, words: Surroundings) -> list[str]:
        """The indicators that a figure can be, best first; empty where none is meant."""
        weights: dict[str, float] = {}
        rules = self._by_measure.get(measure, ())
        said = [rule.name for rule in rules if rule.name and rule.name in words.own]
        for rule in rules:
            if rule.name and any(rule.name != one and rule.name in one for one in said):
                continue
            weight = _weight(rule, words)
            if weight and self._is_possible(rule.code, measure, words):
                weights[rule.code] = max(weight, weights.get(rule.code, 0))
        if not weights:
            return []
        best = max(weights.values())
        kept = [code for code, weight in weights.items() if weight >= best - NEAR_ENOUGH]
        return sorted(kept, key=lambda code: (-weights[code], self.places[code]))

    def _is_possible(self, code: str, measure: str, words: Surroundings) -> bool:
        return not (self.indicators[code].unit == "人" and measure == "个" and not _JOBS.search(words.own))

    def part_of(self, code: str, measure: str, word: str = "lifted") -> str:
        """The indicator that counts a part of another: of them lifted; "" where there is none."""
        return next(
            (one.code for one in self.indicators.values()
             if one.part_of == code and word in one.code and measure in FITTING.get(one.unit, ())), "",
        )  # fmt: skip

    @property
    def parts(self) -> dict[str, str]:
        """Which indicator counts a part of which."""
        return {code: one.part_of for code, one in self.indicators.items() if one.part_of}

    def fits(self, code: str, measure: str) -> bool:
        return measure in FITTING.get(self.indicators[code].unit, ())


def topic_of(text: str) -> str:
    """What a text was about last: 企业, 园区, 车间 or 基地."""
    last = max(_TOPICS.finditer(text), key=lambda match: match.start(), default=None)
    return "" if last is None else _TOPIC_NAMES[(last.lastindex or 1) - 1]


def says_nothing(own: str) -> bool:
    """Whether a clause has no words of its own but a region, 其中 and the like, so that it goes on with what was said."""
    rest = re.sub(
        r"合到一块|余下|属于?|变成|成了|正是|两项|三项|两块|两者|实际|具体是|具体为|分得|其余|加上|垫底|较|减少|增加|下降|这个数|已是|分布为|分布|拢共|总共|居首|次之|第一|居多|最多|最少|多出|多了|高出|少了|合起来|加起来|加在一起|合到一起|这一?(?:金额|数字|数额|数|指标)|该(?:数|金额|指标)|平均水平|平均|水平|低于|高于|增加到|增长到|提高到|"
        r"下降到|减少到|增至|升至|降至|减至|已经|上年|同期|全年|前\d{1,2}个?月|只有|还有|仅|仍|还|只|由|从|至|比|当中|在内|其中|分别|包括|含|为|是|达到?|共计?|合计|总计|各|有|约|近|超过|超|逾|不少于|至少|以上|左右|和|与|及|则|也|另有|就(?![业近地])|达|到|的|了|在",
        "",
        own,
    )
    return len(_HOMES.findall(rest)) < 2


def _weight(rule: Rule, words: Surroundings) -> float:
    if rule.bans and rule.bans.search(words.own):
        return 0
    if rule.topics and (words.topic or "-") not in rule.topics:
        return 0
    total, is_near = 0.0, False
    for number, group in enumerate(rule.groups):
        is_far = rule.far[number]
        near = max((len(match[0]) for match in group.finditer(words.own)), default=0)
        if near:
            total, is_near = total + OWN_CLAUSE * (2 if rule.name else 1) + 3 * near, True
            continue
        if number == 0 and not is_far:
            return 0
        last = max(group.finditer(words.before), key=lambda match: match.start(), default=None)
        if last is not None:
            total += FURTHER + len(last[0]) - min(4.0, (len(words.before) - last.end()) / 12)
        elif is_far and (match := group.search(words.after)) is not None:
            total += 2 + len(match[0]) / 2 - min(2.0, match.start() / 12)
        else:
            return 0
    return total if is_near or (len(rule.groups) == 1 and total > FURTHER + 1) else 0


@lru_cache(maxsize=1)
def _lines() -> tuple[Rule, ...]:
    text = (resources.files("jiedui.reports.prose") / "vocabulary.txt").read_text("utf-8")
    return tuple(_rule(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _rule(line: str) -> Rule:
    code, _, words = line.partition(" : ")
    words, _, topics = words.partition(" @ ")
    before, _, bans = words.partition(" ! ")
    groups = [group.strip() for group in before.split(" & ")]
    return Rule(
        code.strip(),
        tuple(re.compile(group.removeprefix("~")) for group in groups),
        tuple(group.startswith("~") for group in groups),
        re.compile(bans.strip()) if bans else None,
        frozenset(topics.strip().split("|")) if topics else frozenset(),
    )
