"""Workshops and bases: one leading enterprise, many workshops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Finding, Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Link, RegionField, Text, money
from jiedui.registers.rules import count_on, in_order

KINDS = {
    "factory": ("厂房式", "厂房型"),
    "home": ("居家式", "居家型"),
    "farming": ("种养式", "种养型"),
    "trade": ("贸易流通式", "贸易流通型"),
    "culture": ("文化旅游式", "文化旅游型", "文旅式"),
}
STATES = {"running": ("运营", "运营中", "正常运营", "正常"), "stopped": ("停产", "停工", "停业")}

BASES = Register(
    code="bases",
    english="bases",
    chinese="就业帮扶基地",
    part="workshops",
    one_record="One base of a leading enterprise to which workshops belong.",
    words=("基地台账", "就业帮扶基地台账"),
    fields=(
        RegionField(name="region", english="region", headings=("基地所在地", "基地所在县区"), required=True),
        Text(name="name", english="base", headings=("基地名称",), required=True),
        Link(name="leader", english="leading enterprise", headings=("龙头企业", "链主企业"), to="enterprises"),
        Day(name="founded_on", english="founded on", headings=("建立日期", "成立日期"), required=True),
        Text(name="trade", english="trade", headings=("主导产业",)),
    ),
    key=("region", "name"),
    handles=(("name",),),
    accounts=(Account("workshops.bases", "item", "bases"),),
    postings=count_on(lambda record: "workshops.bases", "founded_on"),
    evidence=("photo",),
)  # fmt: skip


def _workshop_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for r in records:
        account = f"workshops.running.{r['kind']}"
        yield Post(r.id, account, r["region"], r["started_on"], 1, "started_on")
        if r["stopped_on"] is not None:
            yield Post(r.id, account, r["region"], r["stopped_on"], -1, "stopped_on")
        if r["recognised_on"] is not None:
            yield Post(r.id, f"workshops.recognised.{r['kind']}", r["region"], r["recognised_on"], 1, "recognised_on")
        if r["fund"] is not None:
            yield Post(r.id, "workshops.funds", r["region"], r["started_on"], r["fund"], "fund")


def _state_and_day(record: Record) -> Iterator[Finding]:
    """A workshop that stopped needs the day on which it did; one that runs has none."""
    if record["state"] == "stopped" and record["stopped_on"] is None:
        yield Finding("ROW-013", {"stage": "停产", "needs": "停产日期"}, "state")
    if record["state"] == "running" and record["stopped_on"] is not None:
        yield Finding("ROW-019", {"state": "运营", "field": "停产日期", "found": record["stopped_on"]}, "state")


WORKSHOPS = Register(
    code="workshops",
    english="workshops",
    chinese="帮扶车间",
    part="workshops",
    one_record="One workshop that gives work near home: kind, recognition, who runs it, whether it runs.",
    words=("帮扶车间台账", "车间台账", "就业帮扶车间台账"),
    fields=(
        RegionField(name="region", english="region", headings=("车间所在地", "车间所在县区", "车间所在乡镇", "县区", "所在县区", "县"), required=True),
        Text(name="name", english="workshop", headings=("车间名称", "帮扶车间名称", "名称"), required=True),
        Choice(name="kind", english="kind", headings=("车间类型", "车间类别", "类型"), options=KINDS, required=True),
        Text(name="recognition", english="recognition number", headings=("认定文号",)),
        Day(name="recognised_on", english="recognised on", headings=("认定日期", "认定时间")),
        money("fund", "funds", "援建资金", "援建资金额"),
        Text(name="operator", english="run by", headings=("运营主体", "运营主体(龙头企业)", "运营单位")),
        Link(name="base", english="base", headings=("所属基地", "依托基地"), to="bases"),
        Day(name="started_on", english="running since", headings=("投产日期", "运营日期", "开始运营日期", "建成日期"), required=True),
        Choice(name="state", english="state", headings=("运营状态", "状态"), options=STATES),
        Day(name="stopped_on", english="stopped on", headings=("停产日期", "停工日期")),
    ),
    key=("region", "name"),
    handles=(("name",), ("recognition",)),
    checks=(in_order("started_on", "stopped_on"), _state_and_day),
    accounts=(
        Account("workshops.running", "item", "workshops running", (Dimension("kind", tuple(KINDS)),)),
        Account("workshops.recognised", "item", "workshops recognised", (Dimension("kind", tuple(KINDS)),)),
        Account("workshops.funds", "fen", "funds put into workshops"),
    ),
    postings=_workshop_postings,
    evidence=("approval", "photo", "roster"),
)  # fmt: skip

REGISTERS = (BASES, WORKSHOPS)
