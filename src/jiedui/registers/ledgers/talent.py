"""Talent: secondments of officials and specialists in both directions, and the care owed to and given them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Link, RegionField, Text
from jiedui.registers.rules import following_day, in_order

DIRECTIONS = {
    "to_west": ("东→西", "东部到西部", "东派西", "东到西"),
    "to_east": ("西→东", "西部到东部", "西派东", "西到东"),
}
KINDS = {
    "official": ("党政", "党政干部", "党政挂职"),
    "education": ("教育", "教师"),
    "health": ("医疗", "卫生", "医生"),
    "agriculture": ("农技", "农业技术", "科技"),
    "other": ("其他", "其它"),
}
_POSTED = (Dimension("direction", tuple(DIRECTIONS)), Dimension("kind", tuple(KINDS)))


def _secondment_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """Posted now (a stock), posted in each calendar year that the term touches, and postings counted one by one."""
    for r in records:
        cell, start, end = f"{r['direction']}.{r['kind']}", r["started_on"], r["ended_on"]
        yield Post(r.id, f"talent.posted.{cell}", r["region"], start, 1, "started_on")
        if end is not None:
            yield Post(r.id, f"talent.posted.{cell}", r["region"], following_day(end), -1, "ended_on")
        yield Post(r.id, f"talent.times.{cell}", r["region"], start, 1, "started_on")
        for year in range(start.year, (end or start).year + 1):
            yield Post(r.id, f"talent.year.{cell}", r["region"], max(start, date(year, 1, 1)), 1, "started_on")


SECONDMENTS = Register(
    code="secondments",
    english="secondments",
    chinese="挂职交流",
    part="talent",
    one_record="One person's posting from one side to the other: term, office, duties, successor.",
    words=("挂职台账", "挂职交流台账", "人才交流台账", "挂职干部台账", "选派台账"),
    fields=(
        RegionField(name="region", english="region on the western side", headings=("挂职地区", "接收(派出)县区", "服务县区", "县区", "县"), required=True),
        Text(name="name", english="name", headings=("姓名", "挂职人员"), required=True, limit=60),
        Text(name="sent_by", english="sent by", headings=("派出单位", "选派单位")),
        Text(name="received_by", english="received by", headings=("接收单位", "挂职单位")),
        Choice(name="direction", english="direction", headings=("方向", "交流方向", "选派方向"), options=DIRECTIONS, required=True),
        Choice(name="kind", english="kind", headings=("类别", "人员类别", "人才类别"), options=KINDS, required=True),
        Text(name="post", english="post", headings=("职务", "挂职职务", "任职职务")),
        Day(name="started_on", english="from", headings=("挂职起始", "挂职起始日期", "起始日期", "挂职起始时间", "起始时间", "开始日期"), required=True),
        Day(name="ended_on", english="to", headings=("挂职结束", "挂职结束日期", "结束日期", "挂职终止时间", "挂职期满", "结束时间", "截止日期")),
        Text(name="state", english="state", headings=("在岗状态", "是否在岗"), limit=40),
        Text(name="successor", english="successor", headings=("接续人", "接任人"), limit=60),
    ),
    key=("region", "name", "started_on", "direction"),
    handles=(("name",), ("region", "name")),
    checks=(in_order("started_on", "ended_on"),),
    accounts=(
        Account("talent.posted", "person", "persons posted, as a stock", _POSTED),
        Account("talent.year", "person", "persons posted in a calendar year", _POSTED),
        Account("talent.times", "person_time", "postings", _POSTED),
    ),
    postings=_secondment_postings,
    evidence=("approval",),
)  # fmt: skip

CARE = Register(
    code="care_measures",
    english="care measures",
    chinese="关心关爱",
    part="talent",
    one_record="One measure of care owed to a seconded person, and when it was given.",
    words=("关心关爱台账", "关爱措施台账"),
    fields=(
        Link(name="secondment", english="seconded person", headings=("关爱对象", "挂职人员", "姓名"), to="secondments", required=True),
        Text(name="measure", english="measure", headings=("关爱措施", "措施内容"), required=True),
        Day(name="due_on", english="owed by", headings=("应落实日期", "落实时限")),
        Day(name="given_on", english="given on", headings=("落实日期", "落实时间")),
    ),
    key=("secondment", "measure", "due_on"),
    subject=("secondment",),
    accounts=(Account("talent.care_given", "item", "care measures given"),),
    postings=lambda records, group: [
        Post(r.id, "talent.care_given", group.root["region"], r["given_on"], 1, "given_on")
        for r in records
        if group.root is not None and r["given_on"] is not None
    ],
)  # fmt: skip

REGISTERS = (SECONDMENTS, CARE)
