"""The workbooks of offices, secondments, pairs, purchases and model villages: nothing of it is a published sum."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.names import official_name, telephone
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet, amount, headings

OFFICES_BOOK: Final = "01_协作机构与结对关系.xlsx"
FUTIAN: Final = "深圳市福田区"
_DONORS: Final = {
    homes.CITY: "深圳市",
    homes.SHANGLIN: FUTIAN,
    homes.MASHAN: "福田区",
    homes.LONGAN: "广东省深圳市福田区",
}
CITY_OFFICE: Final = "南宁市协作办(演示)"
DONOR_OFFICE: Final = "深圳市东西部协作办(演示)"
DISTRICT_OFFICE: Final = "福田区前方工作组(演示)"
CENTRE: Final = "南宁市协作事务中心(演示)"


def office_name(code: str) -> str:
    return CITY_OFFICE if code == homes.CITY else f"{homes.NAMES[code]}协作办(演示)"


def offices_book() -> Book:
    """Who is paired with whom, the offices of both sides, who does what; and a hidden sheet of scribbles."""
    scratch = Sheet("草稿", hidden=True)
    scratch.add("演示数据,纯属虚构")
    scratch.add("打电话", "周五前")
    scratch.add(1, 2, 3)
    return Book(OFFICES_BOOK, (_pairings(), _offices(), _duties(), scratch))


def _pairings() -> Sheet:
    sheet, scribe = Sheet("结对关系表"), Scribe("pairings")
    columns = ("序号", "受援地", "帮扶地区", "结对起始日期", "依据文件")
    sheet.title("粤桂东西部协作结对关系表", len(columns))
    sheet.header(columns)
    for serial, (code, donor) in enumerate(_DONORS.items(), start=1):
        day = scribe.day(date(2021, 5, 1 if serial < 3 else 12))
        sheet.add(serial, scribe.county(code), donor, day, "演示协作文件〔2021〕1号")
    return sheet


def _offices() -> Sheet:
    sheet, scribe = Sheet("协作机构台账"), Scribe("offices")
    columns = ("序号", "所在市县", "机构名称", "机构类型", "成立时间", "人员编制", "备注")
    sheet.title("协作机构台账", len(columns))
    sheet.header(columns)
    rows = [(homes.CITY, CITY_OFFICE, "市协作办"), (homes.CITY, CENTRE, "协作事务中心")]
    rows += [(code, office_name(code), "县协作办") for code in homes.COUNTIES]
    for serial, (code, name, kind) in enumerate(rows, start=1):
        day = scribe.day(date(2021, 4 + serial, 1))
        sheet.add(serial, scribe.county(code), name, kind, day, f"{3 + serial}人", None)
    donors = (("深圳市", DONOR_OFFICE, "东部协作办"), (FUTIAN, DISTRICT_OFFICE, "前方工作组"))
    for serial, (where, name, kind) in enumerate(donors, start=len(rows) + 1):
        sheet.add(serial, where, name, kind, scribe.day(date(2021, 5, 1)), None, None)
    return sheet


def _duties() -> Sheet:
    sheet, scribe = Sheet("职责分工表"), Scribe("duties")
    columns = ("序号", "所在机构", "分工责任人", "负责事项", "任职日期", "离任日期", "办公电话")
    sheet.title("协作机构职责分工表", len(columns))
    sheet.header(columns)
    offices = [CITY_OFFICE, CENTRE, *(office_name(code) for code in homes.COUNTIES)]
    duties = ("资金与项目", "产业与招商", "劳务与消费", "综合与台账")
    serial = 0
    for place, office in enumerate(offices):
        for turn, duty in enumerate(duties):
            serial += 1
            since = date(2021, 9, 1) + timedelta(days=30 * place)
            until = date(2023, 3, 31) if serial % 7 == 0 else None
            phone = telephone(100 + serial)
            holder = official_name(place * 4 + turn)
            sheet.add(serial, office, holder, duty, scribe.day(since), scribe.day(until), phone)
        sheet.add()
    return sheet


def secondments_book() -> Book:
    """Postings in both directions, some of them over, and what care was owed and given."""
    sheet, scribe = Sheet("挂职交流台账"), Scribe("secondments")
    columns = headings(
        "序号 挂职地区 姓名 派出单位 接收单位 选派方向 人员类别 挂职职务 起始日期 结束日期 是否在岗 接续人",
    )
    sheet.title("挂职干部和专业技术人才交流台账", len(columns))
    sheet.header(columns)
    regions = (homes.CITY, *homes.COUNTIES)
    for serial in range(1, 41):
        code, is_west = regions[serial % 4], serial % 5 != 0
        start = date(2021, 6, 1) if serial % 2 else date(2021, 9, 1) + timedelta(days=serial * 17)
        end = start + timedelta(days=729)
        there, here = "福田区演示单位", f"{homes.NAMES[code]}演示单位"
        is_on = end > date(2023, 9, 30)
        sheet.add(
            serial,
            scribe.county(code),
            official_name(300 + serial),
            *((there, here) if is_west else (here, there)),
            "东→西" if is_west else "西→东",
            ("党政干部", "教师", "医疗", "农技")[serial // 2 % 4],
            "演示职务",
            scribe.day(start),
            scribe.day(end),
            "在岗" if is_on else "期满",
            None if is_on else official_name(300 + serial % 40 + 1),
        )
    care, scribe = Sheet("关心关爱台账"), Scribe("care")
    columns = ("序号", "挂职人员", "关爱措施", "落实时限", "落实日期")
    care.title("挂职干部人才关爱措施台账", len(columns))
    care.header(columns)
    for serial in range(1, 31):
        due = date(2022, 1, 20) + timedelta(days=serial * 15)
        given = None if serial % 8 == 0 else due - timedelta(days=3)
        measure = ("体检", "探亲路费", "节日慰问")[serial % 3]
        care.add(serial, official_name(300 + serial), measure, scribe.day(due), scribe.day(given))
    return Book("18_挂职交流与关爱.xlsx", (sheet, care))


def pairs_book() -> Book:
    """Links as an .ods; four schools here share one over there, so that the sides' counts differ."""
    sheet, scribe = Sheet("结对帮扶台账"), Scribe("pairs")
    columns = ("序号", "结对县区", "结对类别", "甲方", "乙方", "协议日期", "解除日期")
    sheet.title("粤桂协作结对帮扶台账", len(columns))
    sheet.header(columns)
    kinds = ("镇镇", "村村", "企村", "社会组织-村", "学校", "医院")
    serial = 0
    for code in homes.COUNTIES:
        for kind in kinds:
            for turn in range(12 if kind == "学校" else 6):
                serial += 1
                partner = turn // 4 if kind == "学校" else turn
                here = f"{homes.NAMES[code]}演示{kind}西部方{turn + 1}号"
                there = f"深圳演示{kind}东部方{homes.short(code)}{partner + 1}号"
                day = date(2021, 7, 1) + timedelta(days=serial * 5)
                end = scribe.day(date(2023, 6, 30)) if serial % 40 == 0 else None
                sheet.add(serial, scribe.county(code), kind, here, there, scribe.day(day), end)
    sheet.note("注:学校结对中,多所学校可与同一所学校结对。")
    return Book("19_结对帮扶台账.ods", (sheet,))


def consumption_book() -> Book:
    return Book("20_消费协作与示范村.xlsx", (_purchases(), _model_villages()))


def _purchases() -> Sheet:
    sheet, scribe = Sheet("消费协作台账"), Scribe("purchases")
    columns = headings(
        "序号 产品来源地 销售日期 采购单位 供货单位 产品名称 销售渠道 采购/帮助销售 成交金额（元） 发票号",
    )
    sheet.title("消费帮扶台账", len(columns))
    sheet.header(columns)
    whole = 0
    for serial in range(1, 91):
        code = homes.COUNTIES[serial % 3]
        fen = scribe.rng.randrange(20_000, 3_000_000) * 10
        whole += fen
        sheet.add(
            serial,
            scribe.county(code),
            scribe.day(date(2021, 6, 1) + timedelta(days=serial * 9)),
            f"深圳演示采购商第{serial % 17 + 1}号",
            f"{homes.NAMES[code]}演示合作社",
            scribe.word(("大米", "火龙果", "水牛奶", "旱藕粉")),
            scribe.word(("832平台", "专馆", "电商")),
            "采购" if serial % 2 else "帮助销售",
            scribe.money(fen, "元"),
            f"FP{serial:06d}",
        )
    sheet.total("合计", len(columns), {8: amount(whole, "元")})
    return sheet


def _model_villages() -> Sheet:
    sheet, scribe = Sheet("示范村台账"), Scribe("model villages")
    columns = ("序号", "示范村所在地", "示范村(点)名称", "打造时间", "投入金额(万元)", "备注")
    sheet.title("乡村振兴示范点台账", len(columns))
    sheet.header(columns)
    first, whole = len(sheet.rows), 0
    for serial in range(1, 13):
        village = homes.villages()[homes.COUNTIES[serial % 3]][serial * 5]
        fen = (60 + serial * 7) * 1_000_000
        whole += fen
        day = date(2021 + serial % 3, 3 + serial % 6, 1)
        sheet.add(serial, scribe.village(village), f"演示示范村第{serial}号", scribe.day(day), amount(fen), None)
    sheet.total("合计", len(columns), {4: amount(whole)}, range(first, len(sheet.rows)))
    return sheet
