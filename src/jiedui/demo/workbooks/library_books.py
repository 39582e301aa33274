"""The workbook of next year's project library: listed and not approved, most of them checked and reviewed; from these a
year plan is drafted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import official_name
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet

_YEAR: Final = 2024
_LISTED: Final = date(2023, 8, 7)
_THINGS: Final = (
    ("特色种植基地扩建", "产业", 380),
    ("村级道路提升", "乡村建设", 145),
    ("冷链仓储中心", "产业", 520),
    ("农村饮水改善", "民生", 96),
    ("劳务协作服务站", "就业", 60),
    ("乡村振兴人才培训", "人才", 42),
    ("农产品加工车间", "产业", 265),
)
"""What each county asks for: name, kind, funds in 万元 in the first county; the others ask a little more."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    """One proposed project, numbered over all counties."""

    serial: int
    region: str
    name: str
    kind: str
    fund: int

    @property
    def listed_on(self) -> date:
        return _LISTED + timedelta(days=self.serial)


def _proposals() -> list[_Proposal]:
    found = []
    for place, region in enumerate(homes.COUNTIES):
        for thing, kind, fund in _THINGS:
            name = f"{homes.NAMES[region]}{_YEAR}年{thing}(演示)"
            found.append(_Proposal(len(found), region, name, kind, fund + 17 * place))
    return found


def library_book() -> Book:
    made = _proposals()
    return Book("24_2024年项目储备库.xlsx", (_library(made), _checks(made), _reviews(made)))


def _library(made: list[_Proposal]) -> Sheet:
    sheet, scribe = Sheet("项目库"), Scribe("library")
    columns = ("序号", "协作县", "年度", "项目名称", "项目类型", "协作资金(万元)", "入库日期")
    sheet.title(f"南宁市{_YEAR}年粤桂协作项目储备库", len(columns))
    sheet.header(columns)
    for one in made:
        cells = (one.name, one.kind, one.fund, scribe.day(one.listed_on))
        sheet.add(one.serial + 1, scribe.county(one.region), _YEAR, *cells)
    return sheet


def _checks(made: list[_Proposal]) -> Sheet:
    """Every fifth was not visited yet; of one the land is not settled."""
    sheet, scribe = Sheet("现场核查表"), Scribe("library checks")
    columns = (
        "序号",
        "项目名称",
        "核查时间",
        "核查人员",
        "是否真实",
        "是否必要",
        "可行性",
        "用地是否落实",
        "核查结果",
        "核查结论",
    )
    sheet.title(f"{_YEAR}年储备项目现场核查表", len(columns))
    sheet.header(columns)
    for one in made:
        if one.serial % 5 != 4:
            settled = one.serial != 9
            flags = (scribe.flag(value) for value in (True, True, True, settled))
            outcome, conclusion = ("建议入库", "同意推荐") if settled else ("需完善", "用地手续完善后推荐")
            day = scribe.day(one.listed_on + timedelta(days=7))
            sheet.add(one.serial + 1, one.name, day, official_name(705 + one.serial % 5), *flags, outcome, conclusion)
    return sheet


def _reviews(made: list[_Proposal]) -> Sheet:
    """Every sixth was not reviewed yet; one is to be mended first."""
    sheet, scribe = Sheet("项目评审表"), Scribe("library reviews")
    columns = ("序号", "项目名称", "论证日期", "突出重点", "突出亮点", "突出特点", "评审结论")
    sheet.title(f"{_YEAR}年储备项目评审表", len(columns))
    sheet.header(columns)
    for one in made:
        if one.serial % 6 != 5:
            answers = (True, one.serial % 2 == 0, one.serial % 3 != 1)
            result = "限期整改" if one.serial == 12 else "通过"
            flags = (scribe.flag(answer) for answer in answers)
            sheet.add(one.serial + 1, one.name, scribe.day(one.listed_on + timedelta(days=21)), *flags, result)
    return sheet
