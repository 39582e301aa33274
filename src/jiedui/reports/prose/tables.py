"""Rows of cells in a text: what a number's column and row are called, and which row is their total.

A table is two or more lines in a row with the same number of cells, parted by tabs, bars or wide gaps; a figure in a
cell that is called nothing but a number takes its unit from the heading: 协作资金(万元).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jiedui.reports.prose.measures import MEASURE, measured
from jiedui.reports.prose.mention import Mention

SHORT_CELL: Final = 14
_GAP: Final = re.compile(r" *(?:\t|\|) *| {2,}")
_OF_WHICH: Final = re.compile(r"[\d\s|().、]*其中")
_LINES: Final = re.compile(r" *(?:\t|\|) *")
_SERIAL: Final = re.compile("序号|编号|^No|^ *任务号? *$")
_UNIT: Final = re.compile(
    r"[(〔\[]?(?:单位[:：]? ?)?(百万|千万|万|亿|千)?(%|人次|班次|平方米|公里|[一-鿿]{1,3}?)[)〕\]]"
)
_TABLE_UNIT: Final = re.compile(
    r"单位[:：] ?([百千]?[万亿]?(?:元|人次|人|个|家|%)(?:[、,，/ ]+[百千]?[万亿]?(?:元|人次|人|个|家|%))*)"
)
_PLACES: Final = re.compile("(?:责任)?(?:地区|县区|县市区|市县|行政区划)")
_TASKS: Final = re.compile("(?:目标)?任务(?:事项|内容)?|(?:考核)?指标(?:名称)?|工作内容|事项")
_ONE_UNIT: Final = re.compile(r"([百千]?[万亿]|千)?(元|人次|班次|平方米|公里|%|[一-鿿])")
_SUMS_ROW: Final = re.compile("合计|总计|累计|小计")
_MONEY: Final = re.compile("资产|原值|资金|投资|金额|收入|收益|产值|款|拨付|支出|下达|到账")
_COUNTED: Final = re.compile(
    "(项目|车间|园区|示范村)|(企业)|(劳动力|务工|人数|人员|脱贫|学生)|(班次|专车)|(培训班|期数)|(户)"
)
_COUNTS: Final = ("", "个", "家", "人", "班次", "期", "户")
_RATIO: Final = re.compile("率|占比|比重|比例|进度")
_WORTH: Final = {"": 1, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_RULE: Final = re.compile(r"[\s|:\-—+]*")
TOTAL: Final = re.compile("合计|总计|共计|小计|全市合计")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure stands in a table: the spans of its column's heading and its row's label, and whether its row is
    the total; `sums_row` where its column is the total of its row. `table`, `row` and `column` number it."""

    table: int
    row: int
    column: int
    heading: tuple[int, int]
    label: tuple[int, int]
    is_total: bool
    sums_row: bool = False


def is_of_which(name: str) -> bool:
    """Whether a row or column is called 其中 …, a part of the one before."""
    return _OF_WHICH.match(name) is not None


def in_tables(plain: str, mentions: Sequence[Mention]) -> tuple[list[Mention], dict[int, Cell]]:
    """The mentions with the units that their headings give, and the cells by the start of the mention."""
    cells: dict[int, Cell] = {}
    by_start = {one.start: one for one in mentions}
    changed: dict[int, Mention] = {}
    serials: set[int] = set()
    for number, rows in enumerate(_tables(plain)):
        head = rows[0] if not any(_numbers_in(cell, by_start) for cell in rows[0]) else None
        said = _TABLE_UNIT.search(plain, max(0, rows[0][0][0] - 60), rows[0][0][0])
        units = next(
            (place for place, cell in enumerate(head or ()) if plain[slice(*cell)].strip() in ("单位", "计量单位")),
            None,
        )
        for place, row in enumerate(rows[1:] if head else rows):
            name = _label(plain, row, head)
            own = said[1] if said else ""
            if units is not None and _ONE_UNIT.fullmatch(unit := plain[slice(*row[units])].strip()):
                own = unit
            last: Mention | None = None
            for column, cell in enumerate(row):
                if column == 0 and (not head or not _SERIAL.search(plain[slice(*head[0])])):
                    continue
                heading = head[column] if head else (cell[0], cell[0])
                for one in _numbers_in(cell, by_start) or _lone_number(cell, by_start):
                    if _SERIAL.search(plain[slice(*heading)]):
                        serials.add(one.start)
                        continue
                    title = plain[slice(*heading)]
                    cells[one.start] = Cell(
                        number, place, column, heading, name, bool(TOTAL.search(re.sub(" ", "", plain[slice(*name)]))),
                        column == len(row) - 1 and _SUMS_ROW.search(title) is not None,
                    )  # fmt: skip
                    if not one.measure:
                        changed[one.start] = _with_unit(plain, one, heading, name, own)
                        if not changed[one.start].measure and is_of_which(title):
                            changed[one.start] = _like(changed[one.start], last)
                    last = changed.get(one.start, one)
    return [changed.get(one.start, one) for one in mentions if one.start not in serials], cells


def _label(plain: str, row: list[tuple[int, int]], head: list[tuple[int, int]] | None) -> tuple[int, int]:
    """What a row is called: its first cell; the first two where that is a number, or nothing, or a place before what is
    to be done there."""
    first = plain[slice(*row[0])].strip()
    titles = [plain[slice(*cell)].strip() for cell in head[:2]] if head else []
    is_place = len(titles) == 2 and bool(_PLACES.fullmatch(titles[0]) and _TASKS.fullmatch(titles[1]))
    return (row[0][0], row[1][1]) if is_place or not first or first.isdigit() else row[0]


def _tables(plain: str) -> list[list[list[tuple[int, int]]]]:
    """The tables, as rows of the spans of their cells."""
    found: list[list[list[tuple[int, int]]]] = []
    rows: list[list[tuple[int, int]]] = []
    place = 0
    for line in [*plain.split("\n"), ""]:
        cells = _cells(line, place)
        if rows and "-" in line and _RULE.fullmatch(line):  # the line under a heading in Markdown
            place += len(line) + 1
            continue
        if rows and len(cells) != len(rows[0]):
            found += [rows] if len(rows) > 1 else []
            rows = []
        if len(cells) > 1:
            rows.append(cells)
        else:
            found += [rows] if len(rows) > 1 else []
            rows = []
        place += len(line) + 1
    return found


def _cells(line: str, start: int) -> list[tuple[int, int]]:
    if _RULE.fullmatch(line) or re.search("[。；;]", line):
        return []
    bare = line.strip(" ")
    begin = line.index("|") + 1 if bare.startswith("|") else len(line) - len(line.lstrip(" "))
    end = line.rindex("|") if bare.endswith("|") and bare.count("|") > 1 else len(line.rstrip(" "))
    spans, place = [], begin
    for gap in (_LINES if "\t" in line or "|" in line else _GAP).finditer(line, begin, end):
        spans.append((start + place, start + gap.start()))
        place = gap.end()
    return [*spans, (start + place, start + end)]


def _numbers_in(cell: tuple[int, int], by_start: Mapping[int, Mention]) -> list[Mention]:
    """The figures of a cell that hardly holds anything else."""
    return [
        one for start in range(*cell) if (one := by_start.get(start)) and one.end - one.start >= (cell[1] - cell[0]) - 3
    ]


def _lone_number(cell: tuple[int, int], by_start: Mapping[int, Mention]) -> list[Mention]:
    """The one figure of a short cell, with words around: 不少于110个."""
    inside = [one for start in range(*cell) if (one := by_start.get(start))]
    return inside if len(inside) == 1 and cell[1] - cell[0] <= SHORT_CELL else []


def _with_unit(plain: str, one: Mention, heading: tuple[int, int], label: tuple[int, int], said: str) -> Mention:
    """A cell's figure with the unit of its heading, of its row, or of the words above the table."""
    if plain[slice(*heading)].rstrip().endswith("%"):
        return replace(one, unit="%", measure="%", scale=1)
    for span in (heading, label):
        for match in _UNIT.finditer(plain[slice(*span)]):
            if MEASURE.fullmatch(match[2]):
                return _in_unit(one, match)
    units = [match for match in (_ONE_UNIT.fullmatch(text) for text in re.split("[、,，/ ]+", said)) if match]
    name = f"{plain[slice(*heading)]} {plain[slice(*label)]}"
    is_general = len(units) == 1 and units[0][2] == "元"  # 单位:万元 above a table is of its money
    match = units[0] if len(units) == 1 and not (is_general and _is_count(name)) else _fitting(name, units)
    return _counting(one, name) if match is None else _in_unit(one, match)


def _is_count(name: str) -> bool:
    return _MONEY.search(name) is None and _COUNTED.search(name) is not None


def _counting(one: Mention, name: str) -> Mention:
    """A figure whose column says what it counts, and no unit."""
    match = _COUNTED.search(name) if _is_count(name) and not _RATIO.search(name) else None
    return one if match is None else replace(one, measure=_COUNTS[match.lastindex or 1])


def _like(one: Mention, other: Mention | None) -> Mention:
    """A figure measured like the one in the column before."""
    return one if other is None else replace(one, measure=other.measure, scale=other.scale)


def _in_unit(one: Mention, match: re.Match[str]) -> Mention:
    scale = match[1] or ""
    return replace(one, unit=scale + match[2], measure=measured(match[2]), scale=_WORTH[scale])


def _fitting(name: str, units: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """Which of a table's units a column or row of a name is in: 率 in %, 资金 in money, all else in what is counted."""
    wanted = "%" if _RATIO.search(name) else "元" if _MONEY.search(name) else ""
    counted = (match for match in units if (match[2] == wanted if wanted else match[2] not in "%元"))
    return next(counted, None)
