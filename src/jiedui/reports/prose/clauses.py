"""Sentences and clauses: which words belong to a figure, where 分别 pairs a list with a list, what a figure follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jiedui.reports.prose.mention import Mention

_SENTENCE_END: Final = re.compile(r"[。！？!?]+[”’)]*|\n+")
_CLAUSE_END: Final = "，,;：:()、\t|+=→"
_STRONG_END: Final = "，,;：:()\t|"
PAIRING: Final = ("分别", "依次")
"""Words that pair a list of figures with a list of things, in order."""
_AND: Final = re.compile("[和与](?![其谐平])|(?<![惠以涉普波顾危遍])及")
_NEW_WORDS: Final = re.compile(r"其中|当中| {2,}| / |吸纳|到年底|全部|[里中](?=完工|验收|投产|脱贫|有|约|近)")
_JOINED: Final = re.compile(r" ?[、，,和及与] ?(?:以及)?$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its bounds, the number of its paragraph, and the places of its mentions in the list of all."""

    start: int
    end: int
    paragraph: int
    mentions: tuple[int, ...]


def sentences(plain: str, mentions: Sequence[Mention]) -> list[Sentence]:
    """The sentences of a text, in order; a line break ends a paragraph, unless the line was cut in mid-sentence."""
    found: list[Sentence] = []
    start, paragraph, place = 0, 0, 0
    ends = [match.span() for match in _SENTENCE_END.finditer(plain)] + [(len(plain), len(plain))]
    for stop, after in ends:
        inside = []
        while place < len(mentions) and mentions[place].start < after:
            inside.append(place)
            place += 1
        if plain[start:stop].strip():
            found.append(Sentence(start, stop, paragraph, tuple(inside)))
        if "\n" in plain[stop:after]:
            paragraph += 1
        start = after
    return found


def own_clause(plain: str, sentence: Sentence, mentions: Sequence[Mention], place: int) -> tuple[int, int]:
    """The bounds of the words around a mention up to the next comma or the next figure on either side."""
    one = mentions[place]
    left, right = sentence.start, sentence.end
    if place and mentions[place - 1].end == one.start:  # 64期2522人: what was said of the one is said of the other
        left = own_clause(plain, sentence, mentions, place - 1)[0]
    elif place and mentions[place - 1].end > left:
        left = mentions[place - 1].end
        both = _AND.search(plain, left, one.start)
        if both is not None and not any(sign in _CLAUSE_END for sign in plain[left : both.start()]):
            left = both.start()
    stop = min((found for mark in _CLAUSE_END if (found := plain.find(mark, one.end, right)) >= 0), default=right)
    if place + 1 < len(mentions) and mentions[place + 1].start < stop:
        both = _AND.search(plain, one.end, mentions[place + 1].start)
        stop = both.start() if both else mentions[place + 1].start
        if plain.startswith("已", one.end):  # 15089万元已支出14093万元: what follows is said of the next
            stop = one.end
    gap = _NEW_WORDS.search(plain, one.end, stop)
    stop = gap.start() if gap else stop
    cut = max((plain.rfind(mark, left, one.start) for mark in _CLAUSE_END), default=-1)
    is_heading = cut >= 0 and not plain[cut + 1 : one.start].strip() and plain[cut] in "：:(\t|"
    if is_heading:  # of a table's cell: 资金:42602万元, 人数(1925人)
        cut = max((plain.rfind(mark, left, cut) for mark in _CLAUSE_END), default=-1)
    return max(left, cut + 1), stop


def chains(plain: str, sentence: Sentence, mentions: Sequence[Mention]) -> dict[int, tuple[int, ...]]:
    """Figures joined by 、 or 和 directly, as after 分别: each with the whole chain."""
    found: dict[int, tuple[int, ...]] = {}
    chain: list[int] = []
    for place in (*sentence.mentions, None):
        if chain and place is not None and _JOINED.fullmatch(plain[mentions[chain[-1]].end : mentions[place].start]):
            chain.append(place)
            continue
        for one in chain:
            found[one] = tuple(chain)
        chain = [] if place is None else [place]
    return found


def paired_items(
    plain: str, sentence: Sentence, mentions: Sequence[Mention], chain: Sequence[int]
) -> list[tuple[int, int]]:
    """The items that 分别 pairs with a chain of figures, as spans in the same order; empty where nothing is paired."""
    first = mentions[chain[0]].start
    mark = max(plain.rfind(word, sentence.start, first) for word in PAIRING)
    if mark < 0 or len(chain) < 2 or any(sign in plain[mark:first] for sign in _STRONG_END):
        return []
    begin = max(max(plain.rfind(sign, sentence.start, mark) for sign in _STRONG_END) + 1, sentence.start)
    items: list[tuple[int, int]] = []
    start = begin
    for match in re.finditer(r"[、和与及]", plain[begin:mark]):
        items.append((start, begin + match.start()))
        start = begin + match.end()
    items.append((start, mark))
    if len(items) >= len(chain):
        return items[-len(chain) :]
    earlier = plain.rfind("分别", sentence.start, mark)
    return (
        _items_before(plain, sentence.start, earlier, len(chain))
        if earlier >= 0 and not plain[begin:mark].strip()
        else []
    )


def _items_before(plain: str, start: int, mark: int, wanted: int) -> list[tuple[int, int]]:
    """The items of an earlier 分别 in the same sentence, which a second one pairs with again."""
    begin = max(max(plain.rfind(sign, start, mark) for sign in _STRONG_END) + 1, start)
    cuts = [begin - 1, *(begin + match.start() for match in re.finditer(r"[、和与及]", plain[begin:mark])), mark]
    items = [(first + 1, second) for first, second in pairwise(cuts)]
    return items[-wanted:] if len(items) >= wanted else []


def is_start_of_growth(plain: str, first: Mention, second: Mention) -> bool:
    """Whether a figure is where another came from: 由28家增至36家, 从3个增加到12个."""
    between = plain[first.end : second.start]
    before = plain[max(0, first.start - 14) : first.start]
    is_grown = re.fullmatch(
        r"[^，。;\d]{0,12}?(?:增|长|升|扩|提|降|减|加|展|涨|上)?[^，。;\d]{0,4}?(?:至|到|为)[^，。;\d]{0,8}", between
    )
    return (
        is_grown is not None
        and re.search(r"[由从][^，。;]{0,12}$", before) is not None
        and bool(re.search("增|长|升|扩|提|降|减|展|涨|加", between) or re.search("由[^，。;]{0,12}$", before))
    )
