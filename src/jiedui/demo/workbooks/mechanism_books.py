"""The workbook of what keeps the programme going: how the enclave park's income is shared, what meetings decided, whom
members work with, and what they noted for those who come after them."""

from __future__ import annotations

from datetime import date
from typing import Final

from jiedui.demo.workbooks import homes, industry
from jiedui.demo.workbooks.member_books import CITY_CLERK, CITY_MANAGER, members
from jiedui.demo.workbooks.names import person_name, telephone
from jiedui.demo.workbooks.people_books import FUTIAN, office_name
from jiedui.demo.workbooks.plan_books import meeting_name
from jiedui.demo.workbooks.writing import Book, Scribe, Sheet

_COUNTY_CLERK: Final = "ms-jingban"
_COUNTY_REVIEWER: Final = "ms-shenhe"
_BASIS: Final = "福田马山共建飞地园区专项协议(演示)"
_RENEWED: Final = date(2022, 10, 1)
_SHARES: Final = (
    (FUTIAN, 40, date(2021, 8, 16), _RENEWED, _BASIS),
    ("马山县", 60, date(2021, 8, 16), _RENEWED, _BASIS),
    (FUTIAN, 30, _RENEWED, None, f"{_BASIS}补充条款"),
    ("马山县", 70, _RENEWED, None, f"{_BASIS}补充条款"),
)
_DECISIONS: Final = (
    (15, "梳理年度协作资金项目清单并报市协作办", homes.LONGAN, date(2023, 5, 31), date(2023, 5, 26), "清单已报送"),
    (15, "开展劳务协作用工需求摸底", homes.CITY, date(2023, 6, 30), date(2023, 6, 28), "已形成用工需求表"),
    (16, "组织赴深专场招商推介", homes.CITY, date(2023, 7, 31), date(2023, 7, 20), "推介会已举办"),
    (16, "协调飞地园区标准厂房用电增容", homes.MASHAN, date(2023, 8, 31), None, None),
    (17, "修订协作项目资产移交管护办法", homes.SHANGLIN, date(2023, 9, 15), None, None),
    (17, "完成上年度未验收项目清零", homes.SHANGLIN, date(2023, 10, 20), None, None),
    (18, "制定飞地园区分享比例调整方案", homes.MASHAN, date(2023, 10, 31), None, None),
    (18, "建立挂职干部人才服务台账", homes.CITY, date(2023, 12, 15), None, None),
)
"""The meeting's number, what it decided, whose office does it, by when, and when it was done with what outcome."""
_CONTACTS: Final = (
    (_COUNTY_CLERK, "马山县演示水利站", "站长", "水渠修复与管护"),
    (_COUNTY_CLERK, "演示飞地园区管理处", "招商专员", "标准厂房与入驻企业"),
    (_COUNTY_CLERK, "马山县演示供电所", "所长", "园区用电增容"),
    (_COUNTY_REVIEWER, "马山县演示财政所", "会计", "协作资金拨付凭证"),
    (CITY_CLERK, "深圳市福田区演示商会", "秘书长", "消费协作订单"),
    (CITY_CLERK, "南宁市演示劳务公司", "经理", "点对点专车"),
    (CITY_MANAGER, "演示行业协会", "会长", "招商推介活动"),
)
_NOTES: Final = (
    (_COUNTY_CLERK, date(2023, 4, 18), "飞地园区用电", "增容申请已递交供电部门,等待现场勘察;厂房二期投产前须办完。"),
    (_COUNTY_CLERK, date(2023, 7, 6), "水渠项目验收前的准备", "竣工图缺一页,已请施工方补齐;管护协议由村委会签订。"),
    (_COUNTY_REVIEWER, date(2023, 8, 22), "月报口径", "完工与验收分两列填报,不以完工日期代替验收日期。"),
    (CITY_CLERK, date(2023, 9, 12), "年度协议数据来源", "消费协作数按月取自采购台账,月底前与商会对账。"),
)


def mechanism_book() -> Book:
    return Book("25_园区分享与议定事项.xlsx", (_shares(), _decisions(), _contacts(), _notes()))


def _shares() -> Sheet:
    sheet, scribe = Sheet("园区收益分享表"), Scribe("income shares")
    columns = ("序号", "分享园区", "分享地区", "分享比例(%)", "分享起始日期", "分享截止日期", "分享依据")
    sheet.title("飞地园区收益分享表", len(columns))
    sheet.header(columns)
    for serial, (party, percent, since, until, basis) in enumerate(_SHARES, start=1):
        days = (scribe.day(since), scribe.day(until))
        sheet.add(serial, industry.ENCLAVE_PARK, party, scribe.count(percent), *days, basis)
    return sheet


def _decisions() -> Sheet:
    sheet, scribe = Sheet("议定事项清单"), Scribe("decisions")
    columns = ("序号", "来源会议", "议定事项", "责任机构", "责任人", "完成期限", "办结日期", "办理结果")
    sheet.title("协作会议议定事项清单", len(columns))
    sheet.header(columns)
    names = {one.office: one.name for one in reversed(members())}
    for serial, (meeting, content, code, due, done, outcome) in enumerate(_DECISIONS, start=1):
        office = office_name(code)
        days = (scribe.day(due), scribe.day(done))
        sheet.add(serial, meeting_name(meeting), content, office, names.get(office), *days, outcome)
    return sheet


def _contacts() -> Sheet:
    """Persons outside the offices: invented names, numbers that are nobody's."""
    sheet = Sheet("工作联系人")
    columns = ("序号", "联系成员", "联系人单位", "联系人职务", "联系人姓名", "联系人电话", "联系事项")
    sheet.title("工作联系人台账", len(columns))
    sheet.header(columns)
    for serial, (keeper, organisation, post, about) in enumerate(_CONTACTS, start=1):
        sheet.add(serial, keeper, organisation, post, person_name(90_000 + serial), telephone(7_000 + serial), about)
    return sheet


def _notes() -> Sheet:
    sheet, scribe = Sheet("工作笔记"), Scribe("notes")
    columns = ("序号", "笔记成员", "记录日期", "笔记标题", "笔记内容")
    sheet.title("成员工作笔记", len(columns))
    sheet.header(columns)
    for serial, (keeper, day, title, content) in enumerate(_NOTES, start=1):
        sheet.add(serial, keeper, scribe.day(day), title, content)
    return sheet
