"""Offices: who is paired with whom, which offices stand, who is in charge of what since when."""

from __future__ import annotations

from jiedui.kernel.accounts import Account, Dimension
from jiedui.kernel.regions import level
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Choice, Day, Link, PhoneNumber, RegionField, Text
from jiedui.registers.rules import count_on, in_order

OFFICE_KINDS = {
    "city": ("市协作办", "市级协作办", "市办"),
    "county": ("县协作办", "县级协作办", "县区协作办", "县办"),
    "centre": ("协作事务中心", "事务中心"),
    "province": ("省级协作办", "自治区协作办"),
    "donor": ("东部协作办", "前方工作组", "工作组"),
}

LEVELS = {1: "province", 2: "prefecture", 3: "county", 4: "township", 5: "village"}

PAIRINGS = Register(
    code="pairings",
    english="pairings",
    chinese="结对关系",
    part="offices",
    one_record="One region paired with one donor region from a day on.",
    words=("结对关系台账", "结对关系表", "协作结对关系"),
    fields=(
        RegionField(name="region", english="recipient region", headings=("西部地区", "受援地", "受帮扶地区", "西部县市"), required=True),
        RegionField(name="donor", english="donor region", headings=("东部地区", "支援地", "帮扶地区", "东部县市"), required=True),
        Day(name="since", english="paired since", headings=("结对起始日期", "结对日期", "结对时间", "起始日期"), required=True),
        Day(name="until", english="paired until", headings=("结对终止日期", "终止日期")),
        Text(name="basis", english="basis", headings=("结对依据", "依据文件")),
    ),
    key=("region", "donor", "since"),
    right="administer",
    checks=(in_order("since", "until"),),
    accounts=(Account("offices.pairings", "item", "pairings in force", (Dimension("level", tuple(LEVELS.values())),)),),
    postings=count_on(lambda record: f"offices.pairings.{LEVELS[level(record['region'])]}", "since", "until"),
    evidence=("agreement",),
)  # fmt: skip

OFFICES = Register(
    code="offices",
    english="offices",
    chinese="协作机构",
    part="offices",
    one_record="One office or affairs centre that does the work of the programme in a region.",
    words=("协作机构台账", "机构台账", "协作办台账", "机构名册"),
    fields=(
        RegionField(name="region", english="region", headings=("所在地区", "所属区划", "所在市县"), required=True),
        Text(name="name", english="office", headings=("机构名称", "协作机构名称", "单位全称"), required=True),
        Choice(name="kind", english="kind", headings=("机构类型", "机构类别"), options=OFFICE_KINDS, required=True),
        Day(name="since", english="stands since", headings=("成立日期", "设立日期", "成立时间"), required=True),
        Day(name="until", english="stood until", headings=("撤销日期",)),
        Text(name="staff", english="staffing", headings=("编制情况", "人员编制")),
        Text(name="note", english="note", headings=("备注",)),
    ),
    key=("region", "name"),
    handles=(("name",),),
    right="administer",
    checks=(in_order("since", "until"),),
    accounts=(Account("offices.standing", "item", "offices that stand", (Dimension("kind", tuple(OFFICE_KINDS)),)),),
    postings=count_on(lambda record: f"offices.standing.{record['kind']}", "since", "until"),
    evidence=("approval",),
)  # fmt: skip

DUTIES = Register(
    code="duties",
    english="duties",
    chinese="职责分工",
    part="offices",
    one_record="One duty of one person in an office, from a day on.",
    words=("职责分工台账", "职责分工表", "分工表"),
    fields=(
        Link(name="office", english="office", headings=("所在机构", "协作机构", "机构"), to="offices", required=True),
        Text(name="holder", english="holder", headings=("责任人姓名", "承担人", "分工责任人"), required=True, limit=60),
        Text(name="duty", english="duty", headings=("职责", "分工职责", "负责事项"), required=True),
        Day(name="since", english="since", headings=("任职日期", "起任日期", "任职起"), required=True),
        Day(name="until", english="until", headings=("离任日期", "卸任日期", "任职止")),
        PhoneNumber(name="phone", english="telephone", headings=("办公电话", "联系电话")),
    ),
    key=("office", "holder", "duty", "since"),
    homes=("office",),
    checks=(in_order("since", "until"),),
)  # fmt: skip

REGISTERS = (PAIRINGS, OFFICES, DUTIES)
