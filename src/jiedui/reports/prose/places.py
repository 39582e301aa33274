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
_LEVELS: Final = {"县": regions.COUNTY, "市": regions.PREFECTURE, "省": regions.PROVINCE}
_GENERAL: Final = re.compile(
    r"(?P<own>市本级|市级本级|(?<![省县区])本级|本市本级)|"
    r"(?P<counties>(?:(?<![\d一-鿿])3|三|(?<!\d)3个|三个|各|全部|几个|所辖|下辖|(?<![一-鿿])四|四个)(?:个)?(?:协作|帮扶|脱贫|结对|受援|重点|项目|国定|贫困|乡村振兴)?县(?:区)?(?!级|市|委|政|域|城|均))|"
    r"(?P<city>全市|我市|本市|该市|(?<![\w])市内|市域|邕城)|(?P<county>全县|我县|该县|本县|县内)|"
    r"(?P<province>全区(?!域)|全自治区|自治区|我区|全广西)|(?P<other>全省|我省|该省)|"
    r"(?P<nation>全国|东部 ?\d+ ?个?省[区市]*|西部 ?\d+ ?个?省[区市]*|东西部(?:协作)?(?:双方|省份)|粤桂两省区?|两省区|两省份)"
)
_PAPER: Final = re.compile("(?:本报|本报记者|社|网|记者|通讯员) ?$")
_WIRE: Final = re.compile(r"[\d年月日 ]{0,12}(?:讯|电|专讯|专电|报道|消息)")
_SAYS_WITH: Final = re.compile(r"(?:[与同跟和从自到赴往比较]|来自|前往)$")


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of regions: `codes` by spelling, the region looked at, the counties of the programme, its donors, and who
    gives elsewhere in the East–West cooperation; of each region with one park alone, what that park is for."""

    codes: Mapping[str, str]
    home: str
    counties: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    by_start: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_donors: tuple[str, ...] = ()
    parks: Mapping[str, str] = field(default_factory=dict)

    def is_donor(self, code: str) -> bool:
        """Whether a region is on a donors' side, or holds one and nothing of this side."""
        return self.is_own_donor(code) or any(regions.is_within(code, donor) for donor in self.other_donors)

    def is_own_donor(self, code: str) -> bool:
        """Whether a region is on the side of the programme's own donors."""
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
        if spelling is None or _is_inside_word(plain, place, spelling) or _is_dateline(plain, place, spelling):
            place += 1
            continue
        found.append(Named(place, place + len(spelling), places.codes[spelling]))
        place += len(spelling)
    taken = [(one.start, one.end) for one in found]
    for match in _GENERAL.finditer(plain):
        over = next(((start, end) for start, end in taken if start < match.end() and match.start() < end), None)
        if over is None:
            found.append(_general(match, places))
        elif match.lastgroup == "own" and plain[over[1] : match.end()] == "本级":  # 南宁市本级
            found.append(replace(_general(match, places), start=over[1]))
    found.sort(key=lambda one: one.start)
    return _recalled(plain, _nested([one for one in found if one.code or one.is_general]), places)


def _is_inside_word(plain: str, place: int, spelling: str) -> bool:
    """南宁 in 南宁路 is a road; 海南 before 省 is the province (found whole) but 南海 is not inside 上海南海."""
    after = plain[place + len(spelling) : place + len(spelling) + 1]
    return after in ("路", "街", "话", "菜", "籍") or (len(spelling) == 2 and after in ("大", "东", "西", "南", "北") and
                                                       plain[place + len(spelling) : place + len(spelling) + 2] in ("大道", "大学", "东路", "西路", "南路", "北路", "大厦"))  # fmt: skip


def _is_dateline(plain: str, place: int, spelling: str) -> bool:
    """本报南宁7月18日讯 says where the paper's man was, not what the text is about."""
    return (
        _PAPER.search(plain[max(0, place - 6) : place]) is not None
        and _WIRE.match(plain, place + len(spelling)) is not None
    )


def _general(match: re.Match[str], places: Places) -> Named:
    home, kind = places.home, match.lastgroup
    line = {regions.level(code): code for code in regions.lineage(home)}
    if kind == "own":
        code = line.get(regions.PREFECTURE, home)
        return Named(match.start(), match.end(), code, own=True, is_general=True)
    if kind == "counties":
        several = tuple(code for code in places.counties if regions.is_within(code, home))
        return Named(match.start(), match.end(), home if len(several) > 1 else "", several=several, is_general=True)
    if kind == "nation":
        return Named(match.start(), match.end(), regions.NATION, is_general=True)
    code = line.get({"city": regions.PREFECTURE, "county": regions.COUNTY}.get(kind or "", regions.PROVINCE), "")
    if kind == "other" and not any(
        spelling.endswith("省") for spelling, other in places.codes.items() if other == code
    ):
        code = ""  # an autonomous region is no 省
    return Named(match.start(), match.end(), code, is_general=True)


def _recalled(plain: str, found: list[Named], places: Places) -> list[Named]:
    """全县, 全市 and 全省 mean what was named last at that level, unless the text is about the lens's region and the other
    name stands in an earlier paragraph; what no name explains stays unknown."""
    specific = [one for one in found if one.code and not one.is_general and not places.is_donor(one.code)]
    is_about_home = any(regions.is_within(one.code, places.home) for one in specific)
    last: dict[int, Named] = {} if is_about_home else _by_level(reversed(specific))
    kept = []
    for one in found:
        level = _level_meant(one, plain)
        meant = last.get(level)
        if level == regions.PROVINCE and meant is None:
            level = 0  # 两省区 of a text that names none
        if level and meant is not None:
            is_far = is_about_home and not regions.is_within(meant.code, places.home)
            if not (is_far and "\n" in plain[meant.end : one.start]):
                kept.append(replace(one, code=meant.code))
                continue
        kept.append(one)
        if one in specific and not _SAYS_WITH.search(plain[max(0, one.start - 2) : one.start]):
            last |= _by_level([one])
    return kept


def _by_level(named: Iterable[Named]) -> dict[int, Named]:
    """The regions that names stand for, with those above them, by level; a later one replaces an earlier."""
    return {regions.level(above): replace(one, code=above) for one in named for above in regions.lineage(one.code)}


def _level_meant(one: Named, plain: str) -> int:
    """Which level a general word means: that of a city in 全市; 0 where it means none."""
    if not one.is_general or one.own or one.several:
        return 0
    word = plain[one.start : one.end].rstrip("内域")
    if "两省" in word:
        return regions.PROVINCE
    return _LEVELS.get(word[-1], 0)


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
