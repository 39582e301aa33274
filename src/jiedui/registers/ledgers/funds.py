"""Cooperation funds on their way: received, allocated, paid out, spent, carried over; donations apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Group, Post, Postings, Record, Register
from jiedui.registers.fields import Choice, Day, Link, RegionField, Text, Year, money
from jiedui.registers.ledgers.projects import KINDS
from jiedui.registers.rules import count_on

TIERS = {"province": ("省级", "自治区级"), "city": ("市级", "地市级"), "district": ("区县级", "县区级", "区级", "县级")}
_TIER = (Dimension("tier", tuple(TIERS)),)
_KIND = (Dimension("kind", tuple(KINDS)),)

RECEIPTS = Register(
    code="receipts",
    english="funds received",
    chinese="资金到账",
    part="funds",
    one_record="One receipt of cooperation funds from one tier of the donor side.",
    words=("资金到账台账", "到账台账", "协作资金到账"),
    fields=(
        RegionField(name="region", english="region", headings=("收款地区", "到账地区", "县区", "县"), required=True),
        Text(name="number", english="document number", headings=("到账文号", "资金文号", "文号")),
        Day(name="received_on", english="received on", headings=("到账日期", "到账时间", "日期"), required=True),
        Choice(name="tier", english="giver's tier", headings=("资金层级", "资金级次", "层级"), options=TIERS, required=True),
        money("amount", "amount", "到账金额", "金额", "到账资金", required=True),
        Text(name="giver", english="giver", headings=("拨出单位", "资金来源单位")),
        Text(name="note", english="note", headings=("备注",)),
    ),
    key=("region", "received_on", "tier", "number", "giver"),
    repeats="refuse",
    accounts=(Account("funds.received", "fen", "cooperation funds received", _TIER),),
    postings=count_on(lambda record: f"funds.received.{record['tier']}", "received_on", amount="amount"),
    evidence=("approval", "voucher"),
)  # fmt: skip

ALLOCATIONS = Register(
    code="allocations",
    english="funds allocated",
    chinese="资金下达",
    part="funds",
    one_record="One allocation of cooperation funds to a region, by document.",
    words=("资金下达台账", "下达台账", "资金分配表"),
    fields=(
        RegionField(name="region", english="region", headings=("下达地区", "分配地区"), required=True),
        Text(name="number", english="document number", headings=("下达文号", "资金下达文号"), required=True),
        Day(name="allocated_on", english="allocated on", headings=("下达日期", "下达时间"), required=True),
        Choice(name="tier", english="giver's tier", headings=("资金层级", "资金级次"), options=TIERS, required=True),
        money("amount", "amount", "下达金额", "下达资金", required=True),
        Text(name="purpose", english="purpose", headings=("资金用途", "用途")),
    ),
    key=("region", "number", "allocated_on", "tier", "purpose"),
    repeats="refuse",
    accounts=(Account("funds.allocated", "fen", "cooperation funds allocated", _TIER),),
    postings=count_on(lambda record: f"funds.allocated.{record['tier']}", "allocated_on", amount="amount"),
    evidence=("approval",),
)  # fmt: skip


def _of_project(account: str, day: str) -> Postings:
    def postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
        project = group.root
        if project is None:
            return
        for record in records:
            yield Post(
                record.id, f"{account}.{project['kind']}", project["region"], record[day], record["amount"], "amount"
            )

    return postings


DISBURSEMENTS = Register(
    code="disbursements",
    english="disbursements",
    chinese="资金拨付",
    part="funds",
    one_record="One payment of cooperation funds out of the treasury to a project's payee.",
    words=("资金拨付台账", "拨付台账", "拨付明细"),
    fields=(
        Link(name="project", english="project", headings=("拨付项目", "项目名称", "项目编号"), to="projects", required=True),
        Day(name="paid_on", english="paid on", headings=("拨付日期", "拨付时间"), required=True),
        Text(name="payee", english="payee", headings=("收款单位",)),
        Text(name="voucher", english="voucher", headings=("拨付凭证号", "凭证号")),
        money("amount", "amount", "拨付金额", "拨付资金", required=True),
    ),
    key=("project", "paid_on", "voucher", "payee"),
    subject=("project",),
    repeats="refuse",
    accounts=(Account("funds.disbursed", "fen", "cooperation funds paid out", _KIND),),
    postings=_of_project("funds.disbursed", "paid_on"),
    evidence=("voucher",),
)  # fmt: skip

SPENDINGS = Register(
    code="spendings",
    english="spending",
    chinese="资金支出",
    part="funds",
    one_record="One spending of cooperation funds by the project's implementer.",
    words=("资金支出台账", "支出台账", "支出明细"),
    fields=(
        Link(name="project", english="project", headings=("支出项目", "项目名称", "项目编号"), to="projects", required=True),
        Day(name="spent_on", english="spent on", headings=("支出日期", "支出时间"), required=True),
        Text(name="purpose", english="purpose", headings=("支出内容", "支出用途")),
        Text(name="voucher", english="voucher", headings=("支出凭证号", "凭证号")),
        money("amount", "amount", "支出金额", required=True),
    ),
    key=("project", "spent_on", "voucher", "purpose"),
    subject=("project",),
    repeats="refuse",
    accounts=(Account("funds.spent", "fen", "cooperation funds spent", _KIND),),
    postings=_of_project("funds.spent", "spent_on"),
    evidence=("voucher",),
)  # fmt: skip

CARRYOVERS = Register(
    code="carryovers",
    english="funds carried over",
    chinese="结余结转",
    part="funds",
    one_record="What of a year's cooperation funds a region carries over into the next.",
    words=("结余结转台账", "结转台账"),
    fields=(
        RegionField(name="region", english="region", headings=("结转地区",), required=True),
        Year(name="year", english="year", headings=("资金年度", "结转年度"), required=True),
        Day(name="carried_on", english="carried over on", headings=("结转日期",), required=True),
        money("amount", "amount", "结转金额", "结余结转金额", required=True),
    ),
    key=("region", "year"),
    accounts=(Account("funds.carried_over", "fen", "cooperation funds carried over"),),
    postings=count_on(lambda record: "funds.carried_over", "carried_on", amount="amount"),
)  # fmt: skip

DONATION_KINDS = {"money": ("资金", "捐款", "捐赠资金"), "goods": ("物资", "物资折价", "捐物")}

DONATIONS = Register(
    code="donations",
    english="donations",
    chinese="社会捐赠",
    part="funds",
    one_record="One social donation: money, or goods at their value; the two are never one sum by accident.",
    words=("社会捐赠台账", "捐赠台账"),
    fields=(
        RegionField(name="region", english="region", headings=("受赠地区", "受捐地区"), required=True),
        Text(name="donor", english="donor", headings=("捐赠方", "捐赠单位"), required=True),
        Day(name="donated_on", english="donated on", headings=("捐赠日期", "捐赠时间"), required=True),
        Choice(name="kind", english="kind", headings=("捐赠类别", "捐赠类型"), options=DONATION_KINDS, required=True),
        money("amount", "amount or value", "捐赠金额", "捐赠金额(折价)", "捐赠价值", required=True),
        Text(name="purpose", english="purpose", headings=("捐赠用途", "捐赠内容")),
    ),
    key=("region", "donor", "donated_on", "kind", "purpose"),
    repeats="refuse",
    accounts=(Account("funds.donated", "fen", "social donations", (Dimension("kind", tuple(DONATION_KINDS)),)),),
    postings=count_on(lambda record: f"funds.donated.{record['kind']}", "donated_on", amount="amount"),
    evidence=("voucher", "agreement"),
)  # fmt: skip

REGISTERS = (RECEIPTS, ALLOCATIONS, DISBURSEMENTS, SPENDINGS, CARRYOVERS, DONATIONS)
