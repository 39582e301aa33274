"""Promotion: events, delegations on site, signings. The funnel goes on in the enterprises' register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Link, RegionField, Text, count, money

PARTIES = {"chamber": ("商协会", "商会", "协会"), "enterprise": ("企业",), "government": ("政府", "政府部门")}
AGREEMENTS = {
    "intent": ("意向", "意向协议", "意向书"),
    "framework": ("框架", "框架协议"),
    "contract": ("合同", "正式合同", "投资协议"),
}
_SIGNING = (Dimension("party", tuple(PARTIES)), Dimension("form", tuple(AGREEMENTS)))


def _event_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for r in records:
        yield Post(r.id, "promotion.events", r["region"], r["held_on"], 1, "held_on")
        for name in ("invited", "attended"):
            if r[name] is not None:
                yield Post(r.id, f"promotion.{name}", r["region"], r["held_on"], r[name], name)


EVENTS = Register(
    code="events",
    english="promotion events",
    chinese="招商推介活动",
    part="promotion",
    one_record="One promotion event: when, where, who held it, how many entrepreneurs were invited and came.",
    words=("招商推介活动台账", "招商活动台账", "推介活动台账"),
    fields=(
        RegionField(name="region", english="held for", headings=("推介地区", "组织地区", "主办地区", "地区", "县区"), required=True),
        Text(name="name", english="event", headings=("活动名称", "推介活动名称", "名称"), required=True),
        Day(name="held_on", english="held on", headings=("活动日期", "举办日期", "举办时间", "日期"), required=True),
        Text(name="place", english="place", headings=("活动地点", "举办地点", "地点")),
        Text(name="host", english="host", headings=("主办单位", "主办")),
        count("invited", "entrepreneurs invited", "邀请人数", "邀请企业家人数", "邀请企业家"),
        count("attended", "attended", "参加人数", "到会人数"),
    ),
    key=("region", "held_on", "name"),
    handles=(("name",),),
    accounts=(
        Account("promotion.events", "event", "promotion events"),
        Account("promotion.invited", "person", "entrepreneurs invited"),
        Account("promotion.attended", "person", "persons attending"),
    ),
    postings=_event_postings,
    evidence=("photo", "roster"),
)  # fmt: skip

DELEGATIONS = Register(
    code="delegations",
    english="delegations on site",
    chinese="客商实地考察",
    part="promotion",
    one_record="One delegation of entrepreneurs that came to look on the spot.",
    words=("客商考察台账", "实地考察台账", "考察台账"),
    fields=(
        RegionField(name="region", english="region visited", headings=("考察地区", "考察县区", "考察地", "地区", "县区"), required=True),
        Day(name="visited_on", english="visited on", headings=("考察日期", "考察时间", "日期"), required=True),
        Text(name="party", english="delegation", headings=("考察团", "考察单位", "客商单位"), required=True),
        count("persons", "entrepreneurs", "考察人数", "考察企业家人数", required=True),
        Link(name="event", english="from event", headings=("关联活动", "推介活动"), to="events"),
        Text(name="interest", english="interest", headings=("考察内容", "意向领域")),
    ),
    key=("region", "visited_on", "party"),
    accounts=(Account("promotion.on_site", "person", "entrepreneurs on site"),),
    postings=lambda records, group: [
        Post(r.id, "promotion.on_site", r["region"], r["visited_on"], r["persons"], "persons") for r in records
    ],
    evidence=("photo", "roster"),
)  # fmt: skip


def _signing_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for r in records:
        cell = f"{r['party_kind']}.{r['form']}"
        yield Post(r.id, f"promotion.signed.{cell}", r["region"], r["signed_on"], 1, "signed_on")
        if r["amount"] is not None:
            yield Post(r.id, f"promotion.agreed.{cell}", r["region"], r["signed_on"], r["amount"], "amount")


SIGNINGS = Register(
    code="signings",
    english="signings",
    chinese="签约情况",
    part="promotion",
    one_record="One agreement signed with a chamber or an enterprise; an intent is not a contract, nor money.",
    words=("签约台账", "签约情况台账", "签约项目台账"),
    fields=(
        RegionField(name="region", english="region", headings=("签约县区", "签约地区", "签约县", "县", "县区"), required=True),
        Day(name="signed_on", english="signed on", headings=("签约日期", "签约时间", "日期"), required=True),
        Text(name="party", english="party", headings=("签约方", "签约单位", "签约对象"), required=True),
        Choice(name="party_kind", english="kind of party", headings=("签约方类别", "签约对象类别", "类别"), options=PARTIES, required=True),
        Choice(name="form", english="form", headings=("协议形式", "签约形式", "协议性质", "意向/框架/合同"), options=AGREEMENTS, required=True),
        money("amount", "amount agreed", "签约金额", "金额", "协议金额"),
        Link(name="event", english="at event", headings=("关联活动", "签约活动"), to="events"),
    ),
    key=("region", "signed_on", "party", "form"),
    accounts=(
        Account("promotion.signed", "item", "agreements signed", _SIGNING),
        Account("promotion.agreed", "fen", "amounts agreed at signings", _SIGNING),
    ),
    postings=_signing_postings,
    evidence=("contract", "agreement", "photo"),
)  # fmt: skip

REGISTERS = (EVENTS, DELEGATIONS, SIGNINGS)
