"""The workbooks of money on its way: received, allocated, carried over, given; paid out and spent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.projects import Payment, Project, by_region_and_year
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet, amount

_TIERS = (
    ("province", "省级", "广东省演示财政部门"),
    ("city", "市级", "深圳市演示财政部门"),
    ("district", "区县级", "深圳市福田区演示财政部门"),
)


def receipts_book(projects: list[Project], paid: list[Payment]) -> Book:
    """What came in and was allocated: by region, year and tier just what the projects are given."""
    return Book(
        "10_资金到账与下达.xlsx",
        (_receipts(projects), _allocations(projects), _carryovers(projects, paid), _donations()),
    )


def _incoming(projects: list[Project]) -> Iterator[tuple[str, int, int, str, str, int]]:
    """Region, year, position of the tier, its word, the giver and the amount."""
    for region, year, group in by_region_and_year(projects):
        for place, (name, word, giver) in enumerate(_TIERS):
            fen = sum(getattr(project, name) for project in group)
            if fen:
                yield region, year, place, word, giver, fen


def _receipts(projects: list[Project]) -> Sheet:
    sheet, scribe = Sheet("资金到账台账"), Scribe("receipts")
    columns = ("序号", "到账地区", "到账文号", "到账日期", "资金级次", "到账资金", "资金来源单位", "备注")
    sheet.title("粤桂协作资金到账台账", len(columns))
    sheet.add("填报单位:南宁市协作办(演示)", *[None] * 5, "单位:万元")
    sheet.header(columns)
    serial = whole = 0
    for region, year, place, word, giver, fen in _incoming(projects):
        first = fen // 2 // 1_000_000 * 1_000_000
        for half, part in enumerate((first, fen - first)):
            serial, whole = serial + 1, whole + part
            day = date(year, 1 + place, 5) + timedelta(days=40 * half + serial % 7)
            number = f"演示财协〔{year}〕{serial}号"
            cells = (scribe.day(day), word, scribe.money(part), giver, "第二批" if half else "第一批")
            sheet.add(serial, scribe.county(region), number, *cells)
        if place == 2:
            sheet.add()
    sheet.total("合计", len(columns), {5: amount(whole)})
    return sheet


def _allocations(projects: list[Project]) -> Sheet:
    sheet, scribe = Sheet("资金下达台账"), Scribe("allocations")
    columns = ("序号", "下达地区", "资金下达文号", "下达时间", "资金层级", "下达金额（元）", "资金用途")
    sheet.title("粤桂协作资金分配表", len(columns))
    sheet.header(columns)
    serial = whole = 0
    for region, year, place, word, _, fen in _incoming(projects):
        serial, whole = serial + 1, whole + fen
        day = date(year, 3 + place, 1 + serial % 3)
        number = f"演示下达〔{year}〕{serial}号"
        sheet.add(serial, scribe.county(region), number, scribe.day(day), word, scribe.money(fen, "元"), "年度协作项目")
    sheet.total("总计", len(columns), {5: amount(whole, "元")}, at=1)
    return sheet


def _carryovers(projects: list[Project], paid: list[Payment]) -> Sheet:
    sheet, scribe = Sheet("结余结转台账"), Scribe("carryovers")
    columns = ("序号", "结转地区", "资金年度", "结转日期", "结转金额(万元)")
    sheet.title("粤桂协作资金结余结转台账", len(columns))
    sheet.header(columns)
    serial = 0
    for region, year, group in by_region_and_year(projects):
        day = date(year, 12, 31)
        codes = {project.code for project in group}
        out = sum(x.fen for x in paid if x.project.code in codes and x.paid_on <= day)
        left = sum(project.fund for project in group) - out
        if year < 2023 and left:
            serial += 1
            sheet.add(serial, scribe.county(region), f"{year}年度", scribe.day(day), scribe.money(left))
    return sheet


def _donations() -> Sheet:
    sheet, scribe = Sheet("社会捐赠台账"), Scribe("donations")
    columns = ("序号", "受赠地区", "捐赠单位", "捐赠时间", "捐赠类别", "捐赠金额(折价)(元)", "捐赠用途")
    sheet.title("社会捐赠台账", len(columns))
    sheet.header(columns)
    whole = 0
    for serial in range(1, 31):
        is_money = serial % 3 != 0
        fen = scribe.rng.randrange(20, 900) * 100_000
        whole += fen
        sheet.add(
            serial,
            scribe.county(homes.COUNTIES[serial % 3]),
            f"深圳市演示爱心企业第{serial}号",
            scribe.day(date(2021, 5, 10) + timedelta(days=serial * 28)),
            scribe.word(("资金", "捐款")) if is_money else scribe.word(("物资", "物资折价")),
            scribe.money(fen, "元"),
            "助学" if is_money else "图书和教学设备",
        )
    sheet.total("合计", len(columns), {5: amount(whole, "元")})
    sheet.note("注:捐赠资金与捐赠物资分开统计。")
    return sheet


def payments_book(paid: list[Payment], spent: list[Payment]) -> Book:
    """Each payment out of the treasury, and each spending of the implementers."""
    out, used = Sheet("资金拨付明细"), Sheet("资金支出明细")
    columns = ("序号", "项目编号", "拨付日期", "收款单位", "拨付凭证号", "拨付金额（万元）")
    _fill(out, "disbursements", "粤桂协作资金拨付台账", columns, paid)
    columns = ("序号", "项目名称", "支出时间", "支出用途", "支出凭证号", "支出金额(元)")
    _fill(used, "spendings", "粤桂协作资金支出台账", columns, spent)
    return Book("11_资金拨付与支出.xlsx", (out, used))


def _fill(sheet: Sheet, seed: str, title: str, columns: tuple[str, ...], rows: Iterable[Payment]) -> None:
    scribe, is_out = Scribe(seed), "拨付日期" in columns
    unit = "万元" if is_out else "元"
    sheet.title(title, len(columns))
    sheet.header(columns)
    first, whole = len(sheet.rows), 0
    for payment in rows:
        whole += payment.fen
        project = payment.project
        sheet.add(
            payment.number,
            project.code if is_out else project.name,
            scribe.day(payment.paid_on),
            project.implementer if is_out else "工程款和设备款(演示)",
            f"{'BF' if is_out else 'ZC'}-{payment.paid_on.year}-{payment.number:04d}",
            amount(payment.fen, unit),
        )
    sheet.total("合计", len(columns), {5: amount(whole, unit)}, range(first, len(sheet.rows)))
