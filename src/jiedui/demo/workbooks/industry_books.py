"""The workbooks of industry: parks, enterprises, money paid in, head counts, benefits, the milk chain."""

from __future__ import annotations

from datetime import date, timedelta

from jiedui.demo.workbooks import homes, industry
from jiedui.demo.workbooks.industry import Enterprise
from jiedui.demo.workbooks.projects import Project
from jiedui.demo.workbooks.writing import LEFT, UP, Book, Scribe, Sheet, amount, headings


def parks_book() -> Book:
    sheet, scribe = Sheet("园区台账"), Scribe("parks")
    columns = headings(
        "序号 园区名称 园区所在县区 园区类别 共建形式 东部共建地区 挂牌日期 主导产业 备注",
    )
    sheet.title("南宁市粤桂协作共建园区台账", len(columns))
    sheet.header(columns)
    parks = (
        (industry.FLOWER_PARK, homes.SHANGLIN, "农业产业园", "共建园区", date(2021, 11, 1), "花卉", "一县一园"),
        (industry.ENCLAVE_PARK, homes.MASHAN, "工业园区", "飞地园区", date(2021, 8, 16), "制造业", "两地共同运营"),
        (industry.MILK_PARK, homes.LONGAN, "农业园区", "共建园区", date(2022, 3, 1), "水牛奶", None),
        (industry.ZONE, homes.CITY, "合作区", "共建园区", date(2023, 6, 18), "跨境加工", "框架协议已签"),
    )
    for serial, (name, region, kind, form, founded, trade, note) in enumerate(parks, start=1):
        where = scribe.county(region)
        sheet.add(serial, name, where, kind, form, "广东省深圳市福田区", scribe.day(founded), trade, note)
    return Book("03_产业园区台账.xlsx", (sheet,))


def enterprises_book(enterprises: list[Enterprise]) -> Book:
    """Two header rows, the county merged over its enterprises, a blank row between the counties."""
    sheet, scribe = Sheet("引进企业台账"), Scribe("enterprises")
    header = (
        ("序号", "落地县区", "企业名称", "统一社会信用代码", "来源情况", LEFT, "入驻园区", "时间", LEFT, LEFT,
         "协议投资额（亿元）", "是否新增", "所属行业", "招商活动来源", "备注"),
        (UP, UP, UP, UP, "企业来源", "东部来源地", UP, "签约日期", "注册日期", "投产日期", UP, UP, UP, UP, UP),
    )  # fmt: skip
    sheet.title("南宁市粤桂协作引进企业台账", 15)
    sheet.header(*header)
    serial = 0
    for region in (*homes.COUNTIES, homes.CITY):
        group = [one for one in enterprises if one.region == region]
        first = len(sheet.rows)
        for one in group:
            serial += 1
            sheet.add(
                serial,
                scribe.county(region) if one is group[0] else None,
                one.name,
                one.credit_code,
                scribe.word(("广东", "结对省")),
                scribe.word(("深圳市福田区", "广东省深圳市", "深圳市龙华区")),
                one.park,
                scribe.day(one.signed_on),
                scribe.day(one.registered_on),
                scribe.day(one.produced_on),
                amount(one.agreed, "亿元"),
                scribe.flag(True),
                one.trade,
                None if one.produced_on else "2023年5月深圳专场推介会(演示)",
                None if one.produced_on else "尚未投产",
            )
        sheet.merge(first, 1, len(sheet.rows) - 1, 1)
        sheet.add()
    sheet.total("合计", 15, {10: amount(sum(one.agreed for one in enterprises), "亿元")})
    sheet.note("注:签约、注册、投产为三个时间,协议投资额不等于到位投资额。")
    scratch = Sheet("临时", hidden=True)
    scratch.add("演示数据,纯属虚构")
    scratch.add("待核对", None, 3.5)
    scratch.add("电话再问一次")
    return Book("04_引进企业台账.xlsx", (sheet, scratch))


def investments_book(enterprises: list[Enterprise]) -> Book:
    """A .csv as an old office program saves it."""
    sheet, scribe = Sheet("到位投资台账"), Scribe("investments", as_text=True)
    columns = ("序号", "企业名称", "到位时间", "实际到位投资额", "验资凭证")
    sheet.add("到位投资台账(演示数据,纯属虚构)")
    sheet.add(None, None, None, None, "单位:万元")
    sheet.header(columns)
    serial = whole = 0
    for one in enterprises:
        for day, fen in one.payments:
            serial, whole = serial + 1, whole + fen
            sheet.add(serial, one.name, scribe.day(day), scribe.money(fen), f"YZ{day.year}-{serial:03d}")
    sheet.total("合计", len(columns), {3: format(amount(whole), ",")})
    return Book("05_到位投资台账.csv", (sheet,), encoding="gb18030")


def jobs_book(enterprises: list[Enterprise], projects: list[Project]) -> Book:
    return Book(
        "08_用工与联农带农.xlsx",
        (_enterprise_jobs(enterprises), _park_jobs(), _benefits(enterprises, projects), _chain(enterprises)),
    )


def _enterprise_jobs(enterprises: list[Enterprise]) -> Sheet:
    """Head counts of several days under one another; no total, since they are levels."""
    sheet, scribe = Sheet("企业用工情况"), Scribe("jobs")
    header = (
        ("序号", "用工企业", "统计时间", "用工人数（人）", LEFT, LEFT),
        (UP, UP, UP, "用工总数", "其中农村", "其中脱贫"),
    )
    sheet.title("引进企业用工情况台账", 6)
    sheet.header(*header)
    serial = 0
    for one in enterprises:
        for count in one.counts:
            serial += 1
            numbers = (scribe.count(value) for value in (count.total, count.rural, count.lifted))
            sheet.add(serial, one.name, scribe.day(count.counted_on), *numbers)
    sheet.note("注:脱贫劳动力含在农村劳动力之内。")
    return sheet


def _park_jobs() -> Sheet:
    sheet, scribe = Sheet("园区用工"), Scribe("park jobs")
    columns = ("序号", "用工园区", "统计日期", "用工总数", "吸纳农村劳动力", "其中脱贫劳动力")
    sheet.title("共建园区用工统计表", len(columns))
    sheet.header(columns)
    counts = [(industry.FLOWER_PARK, *count) for count in industry.FLOWER_JOBS]
    counts += [
        (industry.ENCLAVE_PARK, date(2023, 9, 30), 640, 588, 231),
        (industry.MILK_PARK, date(2023, 9, 30), 152, 139, 61),
    ]
    for serial, (park, day, *numbers) in enumerate(counts, start=1):
        sheet.add(serial, park, scribe.day(day), *(scribe.count(number) for number in numbers))
    return sheet


def _benefits(enterprises: list[Enterprise], projects: list[Project]) -> Sheet:
    """Who pays stands in one of three columns. The flower park pays within 2023 just what it earns a year."""
    sheet, scribe = Sheet("联农带农收益"), Scribe("benefits")
    columns = headings(
        "序号 支付园区 支付企业 收益项目 发放日期 收益类别 收益金额(元) 受益村 受益户数 受益人数 支付凭证号",
    )
    sheet.title("联农带农收益台账", len(columns))
    sheet.header(columns)
    rows: list[tuple[str | None, str | None, str | None, str, date, str, int]] = []
    for kind, yuan in industry.FLOWER_INCOME:
        for part in range(3):
            share = yuan // 3 if part else yuan - yuan // 3 * 2
            rows.append((industry.FLOWER_PARK, None, None, homes.SHANGLIN, date(2023, 3 + 3 * part, 15), kind, share))
    for i in range(6):
        park, region = ((industry.ENCLAVE_PARK, homes.MASHAN), (industry.MILK_PARK, homes.LONGAN))[i % 2]
        rows.append((park, None, None, region, date(2022, 7 + i, 1), ("租金", "分红")[i // 2 % 2], 30_000 + 4_000 * i))
    for i, one in enumerate(one for one in enterprises if one.produced_on and one.region in homes.COUNTIES):
        kind = ("工资", "收购款")[i % 2]
        rows.append((None, one.name, None, one.region, date(2023, 1 + i % 9, 20), kind, 180_000 + i))
    for i, p in enumerate([p for p in projects if p.accepted_on and p.kind == "产业" and p.place][:20]):
        day = date(2023, 2 + i % 7, 10)
        rows.append((None, None, p.name, p.region, max(day, p.accepted_on or day), "股金", 24_000 + i * 50))
    whole = households = persons = 0
    for serial, (park, firm, project, region, day, kind, yuan) in enumerate(rows, start=1):
        village = scribe.village(scribe.rng.choice(homes.villages()[region]))
        many = scribe.rng.randrange(20, 90)
        whole, households, persons = whole + yuan, households + many, persons + many * 3
        tail = (scribe.money(yuan * 100, "元"), village, scribe.count(many), scribe.count(many * 3), f"LN-{serial:03d}")
        sheet.add(serial, park, firm, project, scribe.day(day), kind, *tail)
    sheet.total("合计", len(columns), {6: whole, 8: households, 9: persons})
    return sheet


def _chain(enterprises: list[Enterprise]) -> Sheet:
    """The buffalo-milk chain, around the first producer of milk."""
    sheet, scribe = Sheet("产业链台账"), Scribe("chain")
    columns = ("序号", "链主企业", "上下游环节", "配套单位", "配套单位所在地", "产品或服务", "合作日期")
    sheet.title("隆安水牛奶产业链关系台账", len(columns))
    sheet.header(columns)
    head = next(one for one in enterprises if one.trade == "水牛奶")
    links = (
        ("上游供应", "演示奶水牛养殖合作社", "隆安县", "生鲜乳"),
        ("上游", "演示牧草种植合作社", "隆安县那桐镇", "牧草"),
        ("加工", "演示乳品加工厂", "隆安县", "巴氏奶"),
        ("冷库", "演示冷库公司", "南宁市", "冷藏"),
        ("物流", "演示冷链物流公司", "南宁市", "冷链运输"),
        ("下游采购", "深圳演示商超", "深圳市福田区", "乳制品"),
    )
    for serial, (role, partner, where, product) in enumerate(links, start=1):
        day = date(2022, 5, 1) + timedelta(days=31 * serial)
        sheet.add(serial, head.name, role, partner, where, product, scribe.day(day))
    return sheet


def workshops_book() -> Book:
    """Bases, workshops and their head counts, in the format of Excel 97."""
    return Book("07_帮扶车间台账.xls", (_bases(), _workshops(), _workshop_jobs()))


def _bases() -> Sheet:
    sheet, scribe = Sheet("基地台账"), Scribe("bases")
    columns = ("序号", "基地所在县区", "基地名称", "成立日期", "主导产业")
    sheet.title("就业帮扶基地台账", len(columns))
    sheet.header(columns)
    for serial, code in enumerate(homes.COUNTIES, start=1):
        trade = ("花卉", "服饰", "水牛奶")[serial - 1]
        day = scribe.day(date(2021, 6, 1 + serial))
        sheet.add(serial, scribe.county(code), f"{homes.short(code)}演示就业帮扶基地", day, trade)
    return sheet


def _workshops() -> Sheet:
    sheet, scribe = Sheet("帮扶车间台账"), Scribe("workshops")
    columns = headings(
        "序号 车间所在县区 帮扶车间名称 车间类型 认定文号 认定日期 援建资金(万元) 运营单位 所属基地 投产日期",
        "运营状态 停产日期",
    )
    sheet.title("就业帮扶车间台账", len(columns))
    sheet.header(columns)
    whole = 0
    for serial in range(1, 25):
        code, since = homes.COUNTIES[serial % 3], date(2021, 7, 1) + timedelta(days=serial * 25)
        fund = scribe.rng.randrange(10, 60) * 500_000
        whole += fund
        stopped = date(2023, 8, 31) if serial % 10 == 0 else None
        sheet.add(
            serial,
            scribe.county(code),
            _workshop_name(serial),
            scribe.word(("厂房式", "居家式", "种养式", "厂房型")),
            f"演示认〔{since.year}〕{serial}号",
            scribe.day(since + timedelta(days=15)),
            amount(fund),
            "演示龙头企业",
            f"{homes.short(code)}演示就业帮扶基地",
            scribe.day(since),
            "停产" if stopped else scribe.word(("运营", "正常运营")),
            scribe.day(stopped),
        )
    sheet.total("合计", len(columns), {6: amount(whole)})
    return sheet


def _workshop_name(serial: int) -> str:
    return f"{homes.short(homes.COUNTIES[serial % 3])}演示帮扶车间第{serial:02d}号"


def _workshop_jobs() -> Sheet:
    sheet, scribe = Sheet("车间吸纳就业"), Scribe("workshop jobs")
    columns = ("序号", "用工车间", "截止日期", "吸纳就业人数", "农村劳动力", "其中脱贫劳动力")
    sheet.title("帮扶车间吸纳就业台账", len(columns))
    sheet.header(columns)
    whole = [0, 0, 0]
    for serial in range(1, 25):
        many = scribe.rng.randrange(12, 60)
        numbers = (many + serial % 4, many, many * 45 // 100)
        whole = [old + new for old, new in zip(whole, numbers, strict=True)]
        sheet.add(serial, _workshop_name(serial), scribe.day(date(2023, 6, 30)), *map(scribe.count, numbers))
    sheet.total("合计", len(columns), dict(enumerate(whole, start=3)))
    return sheet
