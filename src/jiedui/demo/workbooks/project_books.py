"""The workbooks of projects: the yearly tables under a header of three rows, returns, checks, reviews, assets."""

from __future__ import annotations

from datetime import date, timedelta

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import official_name
from jiedui.demo.workbooks.projects import REPORTED_ON, Payment, Project
from jiedui.demo.workbooks.writing import LEFT, UP, Book, Cell, Scribe, Sheet, amount, headings

_HEADER = (
    ("序号", "协作县", "年度", "项目编号", "项目名称", "项目类型", "建设性质", "建设地点", "建设内容及规模",
     "资金情况(万元)", LEFT, LEFT, LEFT, LEFT, LEFT, "实施单位", "项目负责人", "批复文号", "入库日期", "公示日期",
     "批复日期", "计划开工日期", "计划完工日期", "实际开工日期", "实际完工日期", "绩效目标", "联农带农机制",
     "受益户数（户）", "受益人数（人）", "其中脱贫人数", "验收日期", "验收结论", "管护主体", "填报日期", "备注"),
    (UP,) * 9 + ("总投资", "协作资金", LEFT, LEFT, LEFT, "其他资金") + (UP,) * 20,
    (UP,) * 9 + (UP, "省级", "市级", "区县级", "小计", UP) + (UP,) * 20,
)  # fmt: skip
_WIDTH = len(_HEADER[0])


def project_book(projects: list[Project]) -> Book:
    """A sheet for each year; the county stands once, merged over its rows; a sub-total a county and a total."""
    sheets = tuple(_year_sheet(year, [p for p in projects if p.year == year]) for year in (2021, 2022, 2023))
    return Book("06_东西部协作项目台账.xlsx", sheets)


def _year_sheet(year: int, projects: list[Project]) -> Sheet:
    sheet, scribe = Sheet(f"{year}年项目明细表"), Scribe(f"projects {year}")
    sheet.title(f"南宁市{year}年粤桂协作项目明细表", _WIDTH)
    sheet.add("填报单位:南宁市协作办(演示)")
    sheet.header(*_HEADER)
    serial, subtotals = 0, []
    for region in (homes.CITY, *homes.COUNTIES):
        group = [p for p in projects if p.region == region]
        first = len(sheet.rows)
        for p in group:
            serial += 1
            sheet.add(*_project_cells(scribe, p, serial, is_first=p is group[0]))
        last = len(sheet.rows) - 1
        sheet.merge(first, 1, last, 1)
        subtotals.append(sheet.total("小计", _WIDTH, _sums(group), range(first, last + 1), at=1))
    sheet.total("合计", _WIDTH, _sums(projects), subtotals)
    sheet.note("注:1. 协作资金为省、市、区县三级之和。", "2. 本表为演示,人员、单位、文号均为虚构。")
    return sheet


def _project_cells(scribe: Scribe, p: Project, serial: int, *, is_first: bool) -> list[Cell]:
    return [
        serial,
        scribe.county(p.region) if is_first else None,
        scribe.word((f"{p.year}年", f"{p.year}")) if serial % 2 else p.year,
        p.code,
        p.name,
        p.kind,
        "新建" if serial % 4 else "改扩建",
        scribe.village(p.place) if p.place else scribe.county(p.region),
        f"演示建设内容:{p.name},按批复规模实施。",
        *(amount(fen) for fen in (p.total, p.province, p.city, p.district, p.fund, p.other)),
        p.implementer,
        p.in_charge,
        p.approval_number,
        scribe.day(p.listed_on),
        scribe.day(p.listed_on + timedelta(days=10)),
        scribe.day(p.approved_on),
        scribe.day(p.planned_start),
        scribe.day(p.planned_end),
        scribe.day(p.started_on),
        scribe.day(p.finished_on),
        f"受益{p.households}户,完工率100%",
        p.benefit_way,
        p.households,
        p.persons,
        p.lifted,
        scribe.day(p.accepted_on),
        scribe.word(("合格", "通过", "验收合格")) if p.accepted_on else None,
        "村集体经济组织(演示)" if p.accepted_on else None,
        scribe.day(REPORTED_ON),
        None if p.finished_on else "在建",
    ]


def _sums(projects: list[Project]) -> dict[int, int | float]:
    money = ("total", "province", "city", "district", "fund", "other")
    sums = {9 + i: amount(sum(getattr(p, name) for p in projects)) for i, name in enumerate(money)}
    counts = ("households", "persons", "lifted")
    return sums | {27 + i: sum(getattr(p, name) for p in projects) for i, name in enumerate(counts)}


def progress_book(projects: list[Project], paid: list[Payment], spent: list[Payment]) -> Book:
    """Monthly returns of the projects that were under way in 2023."""
    sheet, scribe = Sheet("项目进度月报"), Scribe("progress")
    columns = ("序号", "县区", "项目编号", "调度月份", "总体形象进度(%)", "累计拨付额", "累计支出额", "存在问题")
    sheet.title("南宁市粤桂协作项目进度调度表", len(columns))
    sheet.add(*[None] * 6, "单位:万元")
    sheet.header(columns)
    serial = 0
    for month in (date(2023, 6, 1), date(2023, 7, 1), date(2023, 8, 1), date(2023, 9, 1)):
        for p in projects:
            if p.started_on >= month or (p.accepted_on and p.accepted_on < month):
                continue
            serial += 1
            out, used = (sum(x.fen for x in side if x.project is p and x.paid_on < month) for side in (paid, spent))
            sheet.add(
                serial,
                scribe.county(p.region),
                p.code,
                scribe.day(month),
                _physical(scribe, p, month),
                scribe.money(out),
                scribe.money(used),
                "雨季影响,已调整工期" if serial % 11 == 0 else "无",
            )
        sheet.add()
    sheet.note("注:形象进度按月末实际填报;拨付率不等于形象进度。")
    return Book("12_项目进度月报.xlsx", (sheet,))


def _physical(scribe: Scribe, p: Project, month: date) -> Cell:
    """How far the building is: whole when finished; as a number, as text with its sign, or as a share of one."""
    if p.finished_on and p.finished_on < month:
        return scribe.word(("100", "100%"))
    end = p.finished_on or p.planned_end
    percent = max(5, min(95, (month - p.started_on).days * 100 // max(1, (end - p.started_on).days)))
    return scribe.rng.choice((percent, f"{percent}%", percent / 100))


def fieldwork_book(projects: list[Project]) -> Book:
    """Checks on the spot, reviews, and the assets that accepted projects left."""
    return Book("13_现场核查评审与资产.xlsx", (_checks(projects), _reviews(projects), _assets(projects)))


def _checks(projects: list[Project]) -> Sheet:
    sheet, scribe = Sheet("现场核查表"), Scribe("checks")
    columns = ("序号", "项目名称", "核查时间", "核查人员", "是否真实", "是否必要", "可行性", "用地是否落实", "核查结论")
    sheet.title("粤桂协作项目现场核查表", len(columns))
    sheet.header(columns)
    for serial, p in enumerate((p for i, p in enumerate(projects) if i % 12 != 7), start=1):
        settled = serial % 9 != 0
        conclusion = "同意推荐" if settled else "用地手续完善后推荐"
        sheet.add(
            serial,
            p.name,
            scribe.day(p.listed_on + timedelta(days=5)),
            official_name(scribe.rng.randrange(700, 720)),
            *(scribe.flag(value) for value in (True, True, True, settled)),
            conclusion,
        )
    sheet.note("注:√为是,×为否。")
    return sheet


def _reviews(projects: list[Project]) -> Sheet:
    sheet, scribe = Sheet("项目评审表"), Scribe("reviews")
    columns = ("序号", "项目编号", "论证日期", "突出重点", "突出亮点", "突出特点", "评审结论", "评审意见")
    sheet.title("粤桂协作项目评审表", len(columns))
    sheet.header(columns)
    for serial, p in enumerate(projects, start=1):
        answers = [scribe.rng.random() < share for share in (0.95, 0.7, 0.6)]
        sheet.add(
            serial,
            p.code,
            scribe.day(p.listed_on + timedelta(days=20)),
            *(scribe.flag(answer) for answer in answers),
            scribe.word(("通过", "合格")) if any(answers) else "限期整改",
            "建议立项" if all(answers) else "补充特色内容后立项",
        )
    return sheet


def _assets(projects: list[Project]) -> Sheet:
    sheet, scribe = Sheet("项目资产台账"), Scribe("assets")
    columns = headings(
        "序号 所属项目 资产名称 资产类别 产权归属 资产原值(元) 确权登记日期 移交日期 管护人 年收益(元)",
    )
    sheet.title("粤桂协作项目资产登记表", len(columns))
    sheet.header(columns)
    values = incomes = serial = 0
    for p in projects:
        if not p.accepted_on or p.kind not in ("产业", "乡村建设", "民生"):
            continue
        serial += 1
        value, income = p.fund * 8 // 10 // 100 * 100, p.fund * 3 // 100 // 100 * 100 if p.kind == "产业" else None
        values, incomes = values + value, incomes + (income or 0)
        registered = min(p.accepted_on + timedelta(days=20), REPORTED_ON)
        sheet.add(
            serial,
            p.name,
            f"{p.code}形成资产",
            "经营性资产" if p.kind == "产业" else scribe.word(("公益性", "公益性资产")),
            "村集体" if serial % 5 else "乡镇",
            scribe.money(value, "元"),
            scribe.day(registered),
            scribe.day(min(registered + timedelta(days=30), REPORTED_ON)) if serial % 6 else None,
            official_name(scribe.rng.randrange(720, 780)),
            scribe.money(income, "元"),
        )
    sheet.total("合计", len(columns), {5: amount(values, "元"), 9: amount(incomes, "元")})
    return sheet
