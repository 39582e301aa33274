"""Published reports: each a snapshot whose figures are kept, word for word, in a sealed file by digest.

The record says what was published and through which lens; the figures are read from the kept file alone. A record
that was not made by publishing (typed, imported) opens nothing.
"""

from __future__ import annotations

from jiedui.registers.declaration import Register
from jiedui.registers.fields import Choice, Day, Flag, RegionField, Text, count
from jiedui.registers.rules import in_order

KINDS = {
    "yearly": ("年度报告",),
    "half_yearly": ("半年报告",),
    "quarterly": ("季度报告",),
    "monthly": ("月度报告",),
    "self_evaluation": ("自评报告",),
    "special": ("专题报告",),
}
LEVELS = {"all": ("含待审核",), "county": ("县级审核",), "city": ("市级审核",), "province": ("省级审核",)}

SNAPSHOTS = Register(
    code="snapshots",
    english="published reports",
    chinese="已发布报告",
    part="reports",
    one_record="One published report: its lens, and the digest of the file that keeps every figure it shows.",
    words=("已发布报告台账", "报告快照台账"),
    fields=(
        RegionField(name="region", english="region", headings=("报告地区",), required=True),
        Text(name="title", english="title", headings=("报告标题",), required=True),
        Choice(name="kind", english="kind of report", headings=("报告类别",), options=KINDS, required=True),
        Flag(name="own", english="own level only", headings=("仅本级",)),
        Day(name="since", english="since", headings=("报告起始日期",)),
        Day(name="as_of", english="as of", headings=("报告截止日期",), required=True),
        Choice(name="level", english="confirmed from", headings=("报告审核层级",), options=LEVELS, required=True),
        count("batch", "up to batch", "报告截至批次", unit="个", base="item"),
        Text(name="digest", english="digest of the figures", headings=("报告摘要",), required=True, limit=64),
    ),
    key=("digest",),
    checks=(in_order("since", "as_of"),),
    right="manage",
    waits=False,
)  # fmt: skip

REGISTERS = (SNAPSHOTS,)
