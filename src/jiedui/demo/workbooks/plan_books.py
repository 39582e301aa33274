"""The workbooks of plan and mechanism: documents, meetings and mutual visits; the tasks in the documents, which a
manager sets, in a book of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.people_books import office_name
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet, headings

TASKS_BOOK: Final = "23_任务清单.xlsx"
_SCHEME: Final = "南宁市“十四五”东西部协作实施方案(2021—2025年)(演示)"
_AGREEMENT: Final = "2023年度协作协议(演示)"
_ZONE: Final = "共建东盟合作区框架协议(演示)"
_HERE: Final = "南宁市演示部门"
_BOTH: Final = "两地协作机构(演示)"
_END: Final = date(2025, 12, 31)
_DOCUMENTS: Final = (
    (_SCHEME, "发〔2021〕3号", "实施方案", _HERE, date(2021, 8, 20), _END),
    ("关心关爱挂职干部和专业技术人才若干措施(演示)", "发〔2021〕9号", "关心关爱措施", _HERE, date(2021, 11, 1), None),
    ("支持东部企业落户优惠政策(演示)", "发〔2022〕2号", "优惠政策", _HERE, date(2022, 3, 15), _END),
    ("2021年度协作协议(演示)", "协〔2021〕1号", "年度协议", _BOTH, date(2021, 6, 30), date(2021, 12, 31)),
    ("2022年度协作协议(演示)", "协〔2022〕1号", "年度协议", _BOTH, date(2022, 4, 1), date(2022, 12, 31)),
    (_AGREEMENT, "协〔2023〕1号", "年度协议", _BOTH, date(2023, 4, 11), date(2023, 12, 31)),
    (_ZONE, "协〔2023〕6号", "框架协议", _BOTH, date(2023, 6, 18), None),
    ("福田马山共建飞地园区专项协议(演示)", "协〔2021〕8号", "专项协议", _BOTH, date(2021, 8, 1), None),
)
_TASKS: Final = (
    ("共建产业园区", "parks.count", "每县不少于1个", date(2022, 12, 31), date(2022, 11, 20)),
    ("引进东部企业投产", "enterprises.new_in_production", "年度不少于5家", date(2023, 9, 1), date(2023, 8, 25)),
    ("帮助农村劳动力赴广东就业", "labour.east_ever", "稳中有增", date(2023, 12, 31), None),
    ("举办劳务培训班", "training.classes", "年度不少于15期", date(2023, 8, 31), None),
)
_YEAR_END: Final = date(2023, 12, 31)
_GOALS: Final = {
    homes.CITY: (
        ("落实协作资金", "协作资金", "4.5亿元"),
        ("加快资金拨付", "拨付率", "不低于95%"),
        ("实施协作项目", "projects.count", "不少于 110 个"),
        ("推动项目完工", "完工率", "不低于95%"),
        ("新增企业投产", "enterprises.new_in_production", "全年不少于6家"),
        ("选派和接收挂职人员", "年内挂职交流人数", "全年不少于40人"),
        ("引导企业投产", "引导落地投产企业", "≥25家"),
        ("到位投资", "实际到位投资额", "累计50亿元以上"),
        ("援建帮扶车间", "workshops.running", "不少于24个"),
        ("赴广东务工", "赴东部结对省就业(当年)", "全年不少于16,000人"),
        ("消费协作", "消费协作金额", "年度500万元"),
    ),
    homes.MASHAN: (("落实协作资金", "协作资金", "1.6亿元"), ("赴广东务工", "赴东部结对省就业(当年)", "全年5500人")),
    homes.SHANGLIN: (("落实协作资金", "协作资金", "14000万元"), ("赴广东务工", "赴东部结对省就业(当年)", "≥5500人")),
    homes.LONGAN: (("落实协作资金", "协作资金", "1.45亿元"), ("赴广东务工", "赴东部结对省就业(当年)", "稳中有增")),
}
"""What each region promised of which indicator by the end of the year, in the words of its office."""


_MEETINGS: Final = ("联席会议", "领导小组会议", "专题研究")


def meeting_name(serial: int) -> str:
    """What other sheets call the meeting of that number: who called it, its day and its title."""
    return f"{homes.NAMES[_caller(serial)]} {_held_on(serial)} {_title(serial)}"


def _caller(serial: int) -> str:
    return (homes.CITY, *homes.COUNTIES)[serial % 4]


def _held_on(serial: int) -> date:
    return date(2021, 5, 20) + timedelta(days=serial * 45)


def _title(serial: int) -> str:
    return f"第{serial}次{_MEETINGS[serial % 3]}(演示)"


def plan_book() -> Book:
    return Book("02_政策文件与会议.xlsx", (_documents(), _meetings(), _exchanges()))


def tasks_book() -> Book:
    return Book(TASKS_BOOK, (_tasks(),))


def _documents() -> Sheet:
    sheet, scribe = Sheet("政策文件台账"), Scribe("documents")
    columns = ("序号", "适用地区", "文件(协议)名称", "文号", "文件类别", "发文(签署)单位", "印发(签署)日期", "有效期至")
    sheet.title("粤桂协作文件协议台账", len(columns))
    sheet.header(columns)
    for serial, (title, number, kind, issuer, day, end) in enumerate(_DOCUMENTS, start=1):
        where = scribe.county(homes.MASHAN if "马山" in title else homes.CITY)
        sheet.add(serial, where, title, f"演示协作{number}", kind, issuer, scribe.day(day), scribe.day(end))
    return sheet


def _tasks() -> Sheet:
    sheet, scribe = Sheet("任务清单"), Scribe("tasks")
    columns = ("序号", "任务来源", "承担地区", "任务事项", "对应指标", "任务目标", "完成时限", "牵头单位", "办结日期")
    sheet.title("东西部协作任务清单", len(columns))
    sheet.header(columns)
    serial = 0
    for content, indicator, goal, due, done in _TASKS:
        for code in homes.COUNTIES:
            serial += 1
            finished = scribe.day(done) if code != homes.LONGAN else None
            cells = (content, indicator, goal, scribe.day(due), office_name(code), finished)
            sheet.add(serial, _SCHEME, scribe.county(code), *cells)
    for code, goals in _GOALS.items():
        for content, indicator, goal in goals:
            serial += 1
            cells = (content, indicator, goal, scribe.day(_YEAR_END), office_name(code), None)
            sheet.add(serial, _AGREEMENT, scribe.county(code), *cells)
    due = scribe.day(date(2023, 12, 1))
    sheet.add(serial + 1, _ZONE, "南宁市", "编制合作区方案", None, "形成方案", due, office_name(homes.CITY))
    return sheet


def _meetings() -> Sheet:
    sheet, scribe = Sheet("会议台账"), Scribe("meetings")
    columns = ("序号", "召集地区", "会议名称", "会议类型", "召开时间", "召开地点", "议定事项")
    sheet.title("东西部协作会议台账", len(columns))
    sheet.header(columns)
    for serial in range(1, 19):
        kind, code = _MEETINGS[serial % 3], _caller(serial)
        place = "福田区" if serial % 3 == 0 else homes.NAMES[code]
        where, day = scribe.county(code), scribe.day(_held_on(serial))
        sheet.add(serial, where, _title(serial), kind, day, place, "演示议定事项")
    return sheet


def _exchanges() -> Sheet:
    sheet, scribe = Sheet("互访台账"), Scribe("exchanges")
    columns = headings(
        "序号 西部市县 互访时间 互访方向 带队层级 带队领导职务 互访批次 互访人次 互访事由",
    )
    sheet.title("粤桂协作互访交流台账", len(columns))
    sheet.header(columns)
    groups = persons = 0
    for serial in range(1, 37):
        day = date(2021, 5, 15) + timedelta(days=serial * 23)
        many = scribe.rng.randrange(4, 25)
        groups, persons = groups + 1, persons + many
        rank = "党政主要领导" if serial % 4 == 0 else "其他人员"
        code = (homes.CITY, *homes.COUNTIES)[serial % 4]
        way = "赴东部" if serial % 2 else "赴西部"
        cells = (scribe.day(day), way, rank, "演示职务", 1, scribe.count(many), f"第{serial}次对接(演示)")
        sheet.add(serial, scribe.county(code), *cells)
    sheet.total("合计", len(columns), {6: groups, 7: persons})
    return sheet
