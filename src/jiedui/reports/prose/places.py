"""Regions in a text: names long and short, 全市 and 该县, 市本级, 三县; found, never guessed from a word's part.

Pure: the names and which of them belong to the programme are given as values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from jiedui.kernel import regions

#: Short names that are words of the language; their regions are found by the long name only.
_WORDS: Final = frozenset(
    [
        "白银",
        "大同",
        "东方",
        "三明",
        "黄山",
        "统一",
        "和平",
        "新华",
        "解放",
        "长安",
        "安宁",
        "朝阳",
        "中山",
        "城区",
        "郊区",
        "矿区",
        "海南",
        "兴安",
        "大兴",
        "平安",
        "新市",
        "高新",
        "青年",
        "光明",
        "新区",
        "开发",
        "南山",
        "东安",
        "新建",
        "兴业",
        "兴宁",
        "永安",
        "民和",
        "合作",
        "互助",
        "同心",
        "团结",
        "乐业",
        "资源",
        "建设",
        "中心",
        "建华",
        "建平",
        "新城",
        "江城",
        "城中",
        "城东",
        "城西",
        "城北",
        "城南",
        "东区",
        "西区",
        "道里",
        "道外",
        "安定",
        "保山",
        "文山",
        "昌都",
        "和田",
        "高要",
        "永新",
        "双江",
        "大化",
        "富民",
        "共和",
        "民主",
        "定安",
        "德保",
        "平原",
        "长治",
        "中卫",
        "大方",
        "金平",
        "社旗",
        "集贤",
        "尚志",
        "进贤",
        "德化",
        "建德",
        "盐田",
        "宝山",
        "金山",
        "崇明",
        "海西",
        "海东",
        "海北",
        "黄南",
        "西南",
        "西北",
        "东北",
        "华南",
        "华北",
        "河口",
        "江口",
        "山阳",
        "河东",
        "河西",
        "港口",
        "港南",
        "港北",
        "西乡",
        "上林",
        "马山",
        "隆安",
    ]
) - {"上林", "马山", "隆安"}
_GENERAL: Final = re.compile(
    r"(?P<own>市本级|市级本级|(?<![省县区])本级|本市本级)|"
    r"(?P<counties>(?:(?<![\d一-鿿])3|三|(?<!\d)3个|三个|各|全部|几个|所辖|下辖|(?<![一-鿿])四|四个)(?:个)?(?:协作|帮扶|脱贫|结对|受援|重点|项目|国定|贫困|乡村振兴)?县(?:区)?(?!级|市|委|政|域|城|均))|"
    r"(?P<city>全市|我市|本市|该市|(?<![\w])市内|市域|邕城)|(?P<county>全县|我县|该县|本县|县内)|"
    r"(?P<province>全区(?!域)|全自治区|自治区|全省|我省|我区|该省|全广西)|(?P<nation>全国)"
)


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of regions: `codes` by spelling, the region looked at, the counties of the programme, the donors.

    `names` are the full names by code, for the words of a reason.
    """

    codes: Mapping[str, str]
    home: str
    counties: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    by_start: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_donor(self, code: str) -> bool:
        """Whether a region is on the donors' side, or holds it and nothing of this side."""
        return any(
            regions.is_within(code, donor)
            or (regions.is_within(donor, code) and not regions.is_within(self.home, code))
            for donor in self.donors
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A region where the text names it. `several` are the counties that 三县 means together."""

    start: int
    end: int
    code: str
    own: bool = False
    several: tuple[str, ...] = ()
    is_general: bool = False


def spellings_by_start(spellings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The spellings by their first two characters, longest first: how `find_regions` looks them up."""
    found: dict[str, list[str]] = {}
    for spelling in spellings:
        found.setdefault(spelling[:2], []).append(spelling)
    return {start: tuple(sorted(some, key=len, reverse=True)) for start, some in found.items()}


def is_usable(spelling: str, name: str) -> bool:
    """Whether a spelling may stand for a region in running text: any long name, a short one that is no common word."""
    return len(spelling) >= 2 and (spelling == name or spelling not in _WORDS)


def find_regions(plain: str, places: Places) -> list[Named]:
    """Every region that a text names, in order, longest names first; general words need a reading of their own."""
    found: list[Named] = []
    place, length = 0, len(plain)
    while place < length - 1:
        spelling = next(
            (one for one in places.by_start.get(plain[place : place + 2], ()) if plain.startswith(one, place)), None
        )
        if spelling is None or _is_inside_word(plain, place, spelling):
            place += 1
            continue
        found.append(Named(place, place + len(spelling), places.codes[spelling]))
        place += len(spelling)
    taken = [(one.start, one.end) for one in found]
    for match in _GENERAL.finditer(plain):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(_general(match, places))
    found.sort(key=lambda one: one.start)
    return _recalled(_nested([one for one in found if one.code or one.is_general]), places)


def _is_inside_word(plain: str, place: int, spelling: str) -> bool:
    """南宁 in 南宁路 is a road; 海南 before 省 is the province (found whole) but 南海 is not inside 上海南海."""
    after = plain[place + len(spelling) : place + len(spelling) + 1]
    return after in ("路", "街", "话", "菜", "籍") or (len(spelling) == 2 and after in ("大", "东", "西", "南", "北") and
                                                       plain[place + len(spelling) : place + len(spelling) + 2] in ("大道", "大学", "东路", "西路", "南路", "北路", "大厦"))  # fmt: skip


def _general(match: re.Match[str], places: Places) -> Named:
    home, kind = places.home, match.lastgroup
    line = {regions.level(code): code for code in regions.lineage(home)}
    if kind == "own":
        code = line.get(regions.PREFECTURE, home)
        return Named(match.start(), match.end(), code, own=True, is_general=True)
    if kind == "counties":
        several = tuple(code for code in places.counties if regions.is_within(code, home))
        return Named(match.start(), match.end(), home if len(several) > 1 else "", several=several, is_general=True)
    wanted = {"city": regions.PREFECTURE, "county": regions.COUNTY, "province": regions.PROVINCE}.get(kind or "")
    code = regions.NATION if wanted is None else line.get(wanted, "")
    return Named(match.start(), match.end(), code, is_general=True)


def _recalled(found: list[Named], places: Places) -> list[Named]:
    """全县 where the lens's region is no county: the county named last; without one it stays unknown."""
    last, kept = "", []
    for found_one in found:
        one = found_one
        if one.is_general and not one.code and not one.several:
            one = replace(one, code=last)
        elif regions.level(one.code) == regions.COUNTY and not places.is_donor(one.code):
            last = one.code
        kept.append(one)
    return kept


def _nested(found: list[Named]) -> list[Named]:
    """南宁市马山县 is one region: a name directly followed by one inside it gives way to it; so does 市本级 to its city."""
    kept: list[Named] = []
    for one in found:
        if kept and kept[-1].end == one.start and not kept[-1].own and regions.is_within(one.code, kept[-1].code):
            kept[-1] = Named(kept[-1].start, one.end, one.code, one.own, one.several, one.is_general)
        elif kept and kept[-1].end == one.start and one.own and not kept[-1].own:
            kept[-1] = Named(kept[-1].start, one.end, kept[-1].code, True)
        else:
            kept.append(one)
    return kept
