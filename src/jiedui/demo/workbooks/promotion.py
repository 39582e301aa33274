"""Invented promotion: the two events, who came to look, who signed."""

from __future__ import annotations

from datetime import date
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.targets import target
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet, headings

SHENZHEN: Final = "深圳专场招商推介会(演示)"
NANNING: Final = "福田商协会南宁行招商推介活动(演示)"
EVENTS: Final = (
    (SHENZHEN, date(2023, 5, 19), "深圳市福田区", 47, 44),
    (NANNING, date(2023, 9, 12), "南宁市", 37, 36),
)
"""Name, day, place, invited, attended."""
DELEGATIONS: Final = (
    (homes.CITY, date(2023, 9, 12), 9, NANNING),
    (homes.SHANGLIN, date(2023, 9, 13), 8, NANNING),
    (homes.MASHAN, date(2023, 9, 14), 9, NANNING),
    (homes.LONGAN, date(2023, 6, 8), 7, SHENZHEN),
)
"""Region, day, entrepreneurs, event."""


def promotion_book() -> Book:
    """The funnel; checked against the published figures while it is made."""
    assert len(EVENTS) == target("promotion.events")
    assert sum(event[3] for event in EVENTS) == target("promotion.invited")
    assert sum(delegation[2] for delegation in DELEGATIONS) == target("promotion.on_site")
    return Book("09_招商推介台账.xlsx", (_events(), _delegations(), _signings()))


def _events() -> Sheet:
    sheet, scribe = Sheet("招商推介活动台账"), Scribe("events")
    columns = headings(
        "序号 推介地区 活动名称 举办时间 举办地点 主办单位 邀请企业家人数（人） 到会人数（人）",
    )
    sheet.title("招商推介活动台账", len(columns))
    sheet.header(columns)
    first = len(sheet.rows)
    for serial, (name, day, place, invited, attended) in enumerate(EVENTS, start=1):
        host = "南宁市协作办(演示)、深圳市福田区演示商协会"
        sheet.add(serial, scribe.county(homes.CITY), name, scribe.day(day), place, host, invited, attended)
    sums = {6: sum(event[3] for event in EVENTS), 7: sum(event[4] for event in EVENTS)}
    sheet.total("合计", len(columns), sums, range(first, len(sheet.rows)))
    return sheet


def _delegations() -> Sheet:
    sheet, scribe = Sheet("客商考察台账"), Scribe("delegations")
    columns = ("序号", "考察县区", "考察时间", "考察团", "考察企业家人数", "推介活动", "意向领域")
    sheet.title("客商实地考察台账", len(columns))
    sheet.header(columns)
    for serial, (region, day, persons, event) in enumerate(DELEGATIONS, start=1):
        party = f"福田区演示企业家考察团第{serial}组"
        sheet.add(serial, scribe.county(region), scribe.day(day), party, scribe.count(persons), event, "农产品加工")
    sheet.total("合计", len(columns), {4: sum(delegation[2] for delegation in DELEGATIONS)})
    return sheet


def _signings() -> Sheet:
    sheet, scribe = Sheet("签约情况台账"), Scribe("signings")
    columns = ("序号", "签约地区", "签约时间", "签约单位", "签约方类别", "协议形式", "签约金额(万元)", "签约活动")
    sheet.title("招商推介签约情况台账", len(columns))
    sheet.header(columns)
    chambers, firms = target("promotion.chambers_signed"), target("promotion.enterprises_signed")
    rows = [(homes.CITY, EVENTS[i % 2], f"深圳市演示商会第{i + 1}号", True, None) for i in range(chambers)]
    for i in range(firms):
        rows.append((homes.COUNTIES[i], EVENTS[1], f"深圳演示投资企业第{i + 1}号", False, 3_200 + 850 * i))
    for serial, (region, event, party, is_chamber, wan) in enumerate(rows, start=1):
        kind = scribe.word(("商会", "商协会")) if is_chamber else "企业"
        form = scribe.word(("框架协议", "框架")) if is_chamber else scribe.word(("投资协议", "合同"))
        amount = scribe.count(wan)
        sheet.add(serial, scribe.county(region), scribe.day(event[1]), party, kind, form, amount, event[0])
    sheet.total("合计", len(columns), {6: sum(row[4] or 0 for row in rows)})
    sheet.note("注:意向、框架、合同分别统计,签约金额不是到位资金。")
    return sheet
