"""Members and how an office works: who belongs to it, in which roles, how it reviews, which periods are closed, what
it calls the columns of its workbooks.

These records take effect as they are entered and wait for no confirmation; every change of them stands in the
journal like any other. What a role may do is said in `jiedui.kernel.permissions`.
"""

from __future__ import annotations

from jiedui.registers.declaration import Register
from jiedui.registers.fields import Choice, Day, Link, PhoneNumber, RegionField, Text, money
from jiedui.registers.rules import in_order

ROLES = {
    "clerk": ("经办", "经办人", "录入员"),
    "reviewer": ("审核", "审核人", "审核员"),
    "manager": ("管理", "负责人", "管理者"),
    "auditor": ("审计", "审计人", "审计员"),
    "administrator": ("管理员", "系统管理员"),
}
LEVELS = {"county": ("县级审核",), "city": ("市级审核",), "province": ("省级审核",)}
"""From which confirmation on an office counts a record."""

MEMBERS = Register(
    code="members",
    english="members",
    chinese="成员",
    part="offices",
    one_record="One member of an office: the name to sign in with, from when to when.",
    words=("成员名册", "成员台账"),
    fields=(
        Text(name="login", english="sign-in name", headings=("登录名", "账号名"), required=True, limit=40),
        Text(name="name", english="name", headings=("成员姓名",), required=True, limit=60),
        Link(name="office", english="office", headings=("所属机构", "成员单位"), to="offices", required=True),
        PhoneNumber(name="phone", english="telephone", headings=("成员电话", "联系电话")),
        Day(name="since", english="since", headings=("加入日期",), required=True),
        Day(name="until", english="until", headings=("离开日期",)),
    ),
    key=("login",),
    handles=(("login",),),
    checks=(in_order("since", "until"),),
    homes=("office",),
    right="administer",
    waits=False,
)  # fmt: skip

MEMBER_ROLES = Register(
    code="member_roles",
    english="roles of members",
    chinese="成员角色",
    part="offices",
    one_record="One role of one member from a day on, over the office's region or a part of it.",
    words=("成员角色表", "角色分配表"),
    fields=(
        Link(name="member", english="member", headings=("成员登录名",), to="members", required=True),
        Choice(name="role", english="role", headings=("角色",), options=ROLES, required=True),
        RegionField(name="region", english="only in", headings=("限定地区",)),
        Day(name="since", english="since", headings=("授权日期",), required=True),
        Day(name="until", english="until", headings=("授权截止日期",)),
    ),
    key=("member", "role", "since"),
    checks=(in_order("since", "until"),),
    homes=("member",),
    right="administer",
    waits=False,
)  # fmt: skip

REVIEW_SETTINGS = Register(
    code="review_settings",
    english="settings of review",
    chinese="审核设置",
    part="offices",
    one_record="How an office reviews from a day on: which confirmation counts, above which amount two reviewers sign.",
    words=("审核设置表",),
    fields=(
        Link(name="office", english="office", headings=("设置机构",), to="offices", required=True),
        Day(name="since", english="since", headings=("设置生效日期",), required=True),
        Choice(name="counts_from", english="counts from", headings=("计入数值的审核层级",), options=LEVELS, required=True),
        money("second_above", "two reviewers above", "双人审核限额"),
    ),
    key=("office", "since"),
    homes=("office",),
    right="manage",
    waits=False,
)  # fmt: skip

CLOSINGS = Register(
    code="closings",
    english="closed periods",
    chinese="关账",
    part="offices",
    one_record="One region's books closed up to and including a day.",
    words=("关账记录", "关账台账"),
    fields=(
        RegionField(name="region", english="region", headings=("关账地区",), required=True),
        Day(name="closed_until", english="closed until", headings=("关账截止日期",), required=True),
        Text(name="note", english="note", headings=("关账说明",)),
    ),
    key=("region", "closed_until"),
    right="manage",
    waits=False,
)  # fmt: skip

COLUMN_HEADINGS = Register(
    code="column_headings",
    english="headings of an office",
    chinese="列名对照",
    part="offices",
    one_record="One heading of an office's own workbooks: the register, the field it means there, its unit.",
    words=("列名对照表",),
    fields=(
        Link(name="office", english="office", headings=("使用机构",), to="offices", required=True),
        Text(name="register", english="register", headings=("对照台账",), required=True, limit=40),
        Text(name="heading", english="heading", headings=("自用列名",), required=True, limit=120),
        Text(name="target", english="field", headings=("对应字段",), required=True, limit=80),
        Text(name="unit", english="unit", headings=("列单位",), limit=20),
    ),
    key=("office", "register", "heading"),
    homes=("office",),
    waits=False,
)  # fmt: skip

REGISTERS = (MEMBERS, MEMBER_ROLES, REVIEW_SETTINGS, CLOSINGS, COLUMN_HEADINGS)
