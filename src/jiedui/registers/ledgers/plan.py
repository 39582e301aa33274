"""Plan and mechanism: documents and agreements, their tasks, meetings, mutual visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Link, RegionField, Text, count
from jiedui.registers.rules import count_on, in_order

DOCUMENT_KINDS = {
    "scheme": ("实施方案", "规划", "工作方案"),
    "measures": ("措施", "办法", "关心关爱措施"),
    "preference": ("优惠政策", "扶持政策"),
    "yearly_agreement": ("年度协议", "年度协作协议"),
    "framework_agreement": ("框架协议", "战略合作框架协议"),
    "special_agreement": ("专项协议", "专项合作协议"),
    "other": ("其他", "其它"),
}
MEETING_KINDS = {
    "joint": ("联席会议", "高层联席会议"),
    "leading_group": ("领导小组会", "领导小组会议"),
    "study": ("专题研究", "专题会议", "专题研究会"),
}
DIRECTIONS = {"to_east": ("西部赴东部", "赴东部", "西→东"), "to_west": ("东部赴西部", "赴西部", "东→西")}
RANKS = {"leader": ("党政主要领导", "主要领导"), "other": ("其他人员", "其他", "其它")}

DOCUMENTS = Register(
    code="documents",
    english="documents and agreements",
    chinese="政策文件与协议",
    part="plan",
    one_record="One policy document or agreement between the two sides.",
    words=("政策文件台账", "文件协议台账", "政策文件", "协议台账"),
    fields=(
        RegionField(name="region", english="region", headings=("发文地区", "适用地区", "文件地区"), required=True),
        Text(name="title", english="title", headings=("文件名称", "协议名称", "文件(协议)名称", "政策名称"), required=True),
        Text(name="number", english="document number", headings=("文号", "发文字号")),
        Choice(name="kind", english="kind", headings=("文件类别", "文件类型", "协议类别"), options=DOCUMENT_KINDS, required=True),
        Text(name="issuer", english="issued or signed by", headings=("发文单位", "签署单位", "发文(签署)单位", "制定单位")),
        Day(name="issued_on", english="issued on", headings=("印发日期", "签署日期", "印发(签署)日期", "发文日期"), required=True),
        Day(name="ends_on", english="in force until", headings=("有效期至", "失效日期")),
    ),
    key=("region", "title"),
    handles=(("title",), ("number",)),
    checks=(in_order("issued_on", "ends_on"),),
    accounts=(Account("plan.documents", "item", "documents issued", (Dimension("kind", tuple(DOCUMENT_KINDS)),)),),
    postings=count_on(lambda record: f"plan.documents.{record['kind']}", "issued_on"),
    evidence=("document",),
)  # fmt: skip

TASKS = Register(
    code="tasks",
    english="tasks",
    chinese="任务清单",
    part="plan",
    one_record="One promise of a document: what is to be reached, how much, by when, by which office.",
    words=("任务清单", "任务台账", "任务分解表"),
    fields=(
        Link(name="document", english="document", headings=("来源文件", "来源文件(协议)", "任务来源"), to="documents", required=True),
        RegionField(name="region", english="region", headings=("任务地区", "承担地区"), required=True),
        Text(name="content", english="task", headings=("任务内容", "任务事项"), required=True, limit=400),
        Text(name="indicator", english="indicator", headings=("对应指标", "指标代码")),
        Text(name="target", english="target", headings=("目标值", "任务目标")),
        Day(name="due_on", english="due", headings=("完成期限", "完成时限", "截止日期")),
        Link(name="office", english="office in charge", headings=("责任机构", "牵头单位"), to="offices"),
        Day(name="done_on", english="done on", headings=("办结日期", "完成日期")),
    ),
    key=("document", "region", "content"),
    right="manage",
    accounts=(
        Account("plan.tasks_set", "item", "tasks set, by the day they are due"),
        Account("plan.tasks_done", "item", "tasks done"),
    ),
    postings=lambda records, group: [
        Post(record.id, account, record["region"], record[day], 1, day)
        for record in records
        for account, day in (("plan.tasks_set", "due_on"), ("plan.tasks_done", "done_on"))
        if record[day] is not None
    ],
)  # fmt: skip

MEETINGS = Register(
    code="meetings",
    english="meetings",
    chinese="会议",
    part="plan",
    one_record="One joint meeting, leading-group meeting or study on the programme.",
    words=("会议台账", "联席会议台账", "会议记录"),
    fields=(
        RegionField(name="region", english="region", headings=("会议所属地区", "召集地区", "主办地区"), required=True),
        Text(name="title", english="meeting", headings=("会议名称", "会议主题"), required=True),
        Choice(name="kind", english="kind", headings=("会议类别", "会议类型"), options=MEETING_KINDS, required=True),
        Day(name="held_on", english="held on", headings=("召开日期", "会议日期", "召开时间"), required=True),
        Text(name="place", english="place", headings=("会议地点", "召开地点")),
        Text(name="decisions", english="decisions", headings=("议定事项", "会议成果"), limit=1000),
    ),
    key=("region", "held_on", "title"),
    handles=(("title",),),
    accounts=(Account("organisation.meetings", "event", "meetings", (Dimension("kind", tuple(MEETING_KINDS)),)),),
    postings=count_on(lambda record: f"organisation.meetings.{record['kind']}", "held_on"),
    evidence=("minutes", "photo"),
)  # fmt: skip

_VISIT = (Dimension("direction", tuple(DIRECTIONS)), Dimension("rank", tuple(RANKS)))


def _exchange_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for record in records:
        cell = f"{record['direction']}.{record['rank']}"
        day, region = record["visited_on"], record["region"]
        yield Post(record.id, f"organisation.visits.{cell}", region, day, 1, "visited_on")
        for name, account in (("groups", "organisation.visit_groups"), ("persons", "organisation.visit_persons")):
            if record[name] is not None:
                yield Post(record.id, f"{account}.{cell}", region, day, record[name], name)


EXCHANGES = Register(
    code="exchanges",
    english="mutual visits",
    chinese="互访交流",
    part="plan",
    one_record="One visit of one side to the other: groups and persons.",
    words=("互访台账", "互访交流台账", "互访情况"),
    fields=(
        RegionField(name="region", english="region", headings=("西部市县", "互访地区", "统计地区"), required=True),
        Day(name="visited_on", english="visited on", headings=("互访日期", "到访日期", "互访时间"), required=True),
        Choice(name="direction", english="direction", headings=("互访方向", "方向"), options=DIRECTIONS, required=True),
        Choice(name="rank", english="rank", headings=("带队层级", "层级"), options=RANKS, required=True),
        Text(name="leader_post", english="led by (post)", headings=("带队职务", "带队领导职务")),
        count("groups", "groups", "批次", "互访批次", unit="批", base="group"),
        count("persons", "person-times", "互访人次", "人次", unit="人次", base="person_time"),
        Text(name="purpose", english="purpose", headings=("交流内容", "互访事由")),
    ),
    key=("region", "visited_on", "direction", "rank", "purpose"),
    repeats="refuse",
    accounts=(
        Account("organisation.visits", "event", "visits", _VISIT),
        Account("organisation.visit_groups", "group", "groups visiting", _VISIT),
        Account("organisation.visit_persons", "person_time", "person-times visiting", _VISIT),
    ),
    postings=_exchange_postings,
    evidence=("photo", "minutes"),
)  # fmt: skip

REGISTERS = (DOCUMENTS, TASKS, MEETINGS, EXCHANGES)
