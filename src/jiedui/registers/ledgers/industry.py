"""Industry: parks, enterprises, money paid in, head counts, what households get out of it, the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.kernel.units import in_unit
from jiedui.registers.declaration import Finding, Group, Post, Record, Register
from jiedui.registers.fields import Choice, CreditCode, Day, Flag, Link, RegionField, Text, count, money, percent
from jiedui.registers.rules import exactly_one, in_order, not_more, steps

PARK_KINDS = {
    "agriculture": ("农业", "农业产业园", "农业园区"),
    "industry": ("工业", "工业园区", "制造业"),
    "comprehensive": ("综合", "综合园区", "产业园"),
    "cooperation_zone": ("合作区", "经济合作区", "开放合作区"),
}
FORMS = {"own": ("自建园区", "共建园区", "本地园区"), "enclave": ("飞地园区", "飞地", "飞地经济园区")}
ORIGINS = {"paired": ("结对省", "东部结对省", "广东"), "other": ("其他", "其它", "其他地区", "东部其他")}
BENEFIT_KINDS = {
    "commission": ("佣金",),
    "rent": ("租金",),
    "dividend": ("股金", "分红"),
    "wage": ("薪金", "工资"),
    "purchase": ("收购款", "订单收购"),
    "other": ("其他", "其它"),
}
WHOLE = 10_000
"""All of it, in hundredths of a percent."""
PAYERS = ("park", "enterprise", "project", "workshop")
ROLES = {
    "supplier": ("上游供应", "供应商", "上游"),
    "buyer": ("下游采购", "采购商", "下游"),
    "processing": ("加工",),
    "logistics": ("物流",),
    "cold_store": ("冷库", "冷链"),
    "other": ("其他", "其它"),
}
JOBS = (Dimension("origin", ("rural", "urban")), Dimension("household", ("lifted", "other")))

PARKS = Register(
    code="parks",
    english="parks",
    chinese="产业园区",
    part="industry",
    one_record="One park built together; an enclave park is run by two regions.",
    words=("产业园区台账", "园区台账", "共建园区台账"),
    fields=(
        RegionField(name="region", english="region", headings=("园区所在地", "园区所在县区", "所在县区"), required=True),
        Text(name="name", english="park", headings=("园区名称", "产业园名称", "名称"), required=True),
        Choice(name="kind", english="kind", headings=("园区类别", "园区类型"), options=PARK_KINDS, required=True),
        Choice(name="form", english="form", headings=("共建形式", "园区形式"), options=FORMS, required=True),
        RegionField(name="partner", english="partner region", headings=("共建方", "合作地区", "东部共建地区")),
        Day(name="founded_on", english="founded on", headings=("成立日期", "挂牌日期", "共建日期"), required=True),
        Day(name="closed_on", english="closed on", headings=("撤销日期",)),
        Text(name="trade", english="leading trade", headings=("主导产业",)),
        Text(name="note", english="note", headings=("备注",)),
    ),
    key=("region", "name"),
    handles=(("name",),),
    checks=(in_order("founded_on", "closed_on"),),
    accounts=(Account("parks.count", "item", "parks built together", (Dimension("kind", tuple(PARK_KINDS)), Dimension("form", tuple(FORMS)))),),
    postings=lambda records, group: [
        post
        for r in records
        for post in (
            Post(r.id, f"parks.count.{r['kind']}.{r['form']}", r["region"], r["founded_on"], 1, "founded_on"),
            *([Post(r.id, f"parks.count.{r['kind']}.{r['form']}", r["region"], r["closed_on"], -1, "closed_on")] if r["closed_on"] else []),
        )
    ],
    evidence=("agreement", "approval", "photo"),
)  # fmt: skip


NEWNESS = {True: "new", False: "earlier", None: "unstated"}
_BROUGHT_IN = (Dimension("origin", tuple(ORIGINS)), Dimension("newness", tuple(NEWNESS.values())))


def _enterprise_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for r in records:
        origin = r["origin"] or "other"
        cell = f"{origin}.{NEWNESS[r['is_new']]}"
        for day, account in (
            ("signed_on", "enterprises.signed"),
            ("registered_on", "enterprises.registered"),
            ("produced_on", "enterprises.in_production"),
        ):
            if r[day] is not None:
                yield Post(r.id, f"{account}.{cell}", r["region"], r[day], 1, day)
                if day == "produced_on" and r["closed_on"] is not None:
                    yield Post(r.id, f"enterprises.closed.{cell}", r["region"], r["closed_on"], 1, "closed_on")
        if r["agreed"] is not None and r["signed_on"] is not None:
            yield Post(r.id, f"investment.agreed.{origin}", r["region"], r["signed_on"], r["agreed"], "agreed")
        entered = r["registered_on"] or r["produced_on"]
        if r["park"] is not None and entered is not None:
            field = "registered_on" if r["registered_on"] else "produced_on"
            yield Post(r.id, "parks.enterprises", r["region"], entered, 1, field)


def _paid_in_below_agreed(group: Group) -> Iterator[Finding]:
    """More paid in than agreed: it happens, and is worth a second look."""
    if group.root is None or group.root["agreed"] is None:
        return
    payments = group.members.get("investments", [])
    total = sum(r["amount"] or 0 for r in payments)
    if total > group.root["agreed"]:
        agreed = group.root["agreed"]
        values = {"part_value": f"{in_unit(total, '万元')}万元", "whole_value": f"{in_unit(agreed, '万元')}万元"}
        yield Finding("ROW-016", values, "amount", "warning", payments[-1].id)


ENTERPRISES = Register(
    code="enterprises",
    english="enterprises",
    chinese="引进企业",
    part="industry",
    one_record="One enterprise brought in: signed, registered and in production are three dates of it.",
    words=("引进企业台账", "企业台账", "落地投产企业台账", "招商引资企业台账"),
    fields=(
        Text(name="name", english="enterprise", headings=("企业名称", "落地企业名称"), required=True),
        CreditCode(name="credit_code", english="credit code", headings=("统一社会信用代码", "信用代码")),
        RegionField(name="region", english="region", headings=("落地县区", "落户地", "落地地区", "企业所在县区", "县区", "县", "所在县区"), required=True),
        Choice(name="origin", english="origin", headings=("东部来源", "来源类别", "企业来源"), options=ORIGINS, by_region={"donor": "paired", "other": "other", "home": "other"}),
        RegionField(name="origin_region", english="origin region", headings=("东部来源地", "来源地")),
        Link(name="park", english="park", headings=("所在园区", "入驻园区"), to="parks"),
        Day(name="signed_on", english="signed on", headings=("签约日期", "签约时间")),
        Day(name="registered_on", english="registered on", headings=("注册日期", "注册时间")),
        Day(name="produced_on", english="in production since", headings=("投产日期", "投产时间")),
        Day(name="closed_on", english="closed on", headings=("停产日期", "退出日期")),
        money("agreed", "agreed investment", "协议投资额", "签约投资额", "协议投资"),
        Flag(name="is_new", english="newly brought in", headings=("是否新增", "是否新增引导")),
        Text(name="trade", english="trade", headings=("所属行业", "行业")),
        Text(name="event", english="from event", headings=("招商活动来源", "招商活动")),
        Text(name="note", english="note", headings=("备注",)),
    ),
    key=("region", "name"),
    handles=(("credit_code",), ("name",)),
    unique=("credit_code",),
    amount="agreed",
    checks=(in_order("signed_on", "produced_on"), in_order("registered_on", "produced_on", severity="warning"), in_order("produced_on", "closed_on")),
    group_checks=(_paid_in_below_agreed,),
    accounts=(
        *(
            Account(f"enterprises.{step}", "enterprise", f"enterprises {words}", _BROUGHT_IN)
            for step, words in (("signed", "signed"), ("registered", "registered"), ("in_production", "in production"), ("closed", "closed again"))
        ),
        Account("investment.agreed", "fen", "investment agreed at signing", (Dimension("origin", tuple(ORIGINS)),)),
        Account("parks.enterprises", "enterprise", "enterprises that moved into a park"),
    ),
    postings=_enterprise_postings,
    evidence=("contract", "photo"),
)  # fmt: skip


def _investment_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    if group.root is None:
        return
    region = group.root["region"]
    for r in records:
        yield Post(r.id, "investment.paid_in", region, r["paid_on"], r["amount"], "amount")
        if group.root["park"] is not None:
            yield Post(r.id, "parks.investment", region, r["paid_on"], r["amount"], "amount")


INVESTMENTS = Register(
    code="investments",
    english="investment paid in",
    chinese="到位投资",
    part="industry",
    one_record="One payment of an enterprise's investment, by voucher; agreed money is not paid-in money.",
    words=("到位投资台账", "投资到位台账", "到位资金台账"),
    fields=(
        Link(name="enterprise", english="enterprise", headings=("投资企业", "企业名称"), to="enterprises", required=True),
        Day(name="paid_on", english="paid in on", headings=("到位日期", "到位时间"), required=True),
        money("amount", "amount paid in", "到位投资额", "到位金额", "实际到位投资额", "到位投资额当年", required=True),
        Text(name="voucher", english="voucher", headings=("验资凭证", "凭证号", "到位凭证")),
    ),
    key=("enterprise", "paid_on", "voucher"),
    subject=("enterprise",),
    repeats="refuse",
    accounts=(
        Account("investment.paid_in", "fen", "investment paid in"),
        Account("parks.investment", "fen", "investment paid in by enterprises in parks"),
    ),
    postings=_investment_postings,
    evidence=("voucher",),
)  # fmt: skip

EMPLOYERS = {"enterprises": "enterprise", "parks": "park", "workshops": "workshop"}


def _headcount_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """A head count is a level on a day: what is posted is the difference to the employer's count before.

    A count that does not say how many are lifted leaves those known before, as far as its rural workers go.
    """
    if group.root is None:
        return
    account = f"employment.{EMPLOYERS[group.root.register]}"
    region = group.root["region"]
    lifted: dict[int, int | None] = {}
    known: int | None = None
    for r in sorted(records, key=lambda r: (r["counted_on"], r.id)):
        said = r["lifted"]
        if said is None and known is not None and known > r["rural"]:
            said = r["rural"]
        known = lifted[r.id] = known if said is None else said
    parts = (
        ("rural.lifted", "lifted", lambda r: lifted[r.id]),
        ("rural.other", "rural", lambda r: r["rural"] - (lifted[r.id] or 0)),
        ("urban.other", "total", lambda r: None if r["total"] is None else r["total"] - (r["rural"] or 0)),
    )
    for cell, field, amount in parts:
        for record, more in steps(records, "counted_on", amount):
            yield Post(record.id, f"{account}.{cell}", region, record["counted_on"], more, field)


FEWEST_LIFTED = 5
"""What recognition of a workshop usually asks for."""


def _lifted_at_workshop(group: Group) -> Iterator[Finding]:
    """A recognised workshop that employs fewer lifted persons than recognition asks for."""
    counts = group.members.get("headcounts", ())
    if group.root is None or group.root.register != "workshops" or group.root["recognised_on"] is None or not counts:
        return
    latest = max(counts, key=lambda r: (r["counted_on"], r.id))
    if latest["lifted"] is not None and latest["lifted"] < FEWEST_LIFTED:
        fields = {"expected": FEWEST_LIFTED, "found": latest["lifted"]}
        yield Finding("ROW-014", fields, "lifted", "warning", latest.id)


HEADCOUNTS = Register(
    code="headcounts",
    english="head counts",
    chinese="用工情况",
    part="industry",
    one_record="How many an enterprise, park or workshop employs on a day: all, rural, of them lifted.",
    words=("用工台账", "用工情况台账", "用工统计表", "吸纳就业台账"),
    fields=(
        Link(name="enterprise", english="enterprise", headings=("用工企业", "企业名称"), to="enterprises"),
        Link(name="park", english="park", headings=("用工园区", "园区名称"), to="parks"),
        Link(name="workshop", english="workshop", headings=("用工车间", "车间名称"), to="workshops"),
        Day(name="counted_on", english="counted on", headings=("统计日期", "统计时间", "截止日期"), required=True),
        count("total", "all employed", "用工总数", "用工人数", "吸纳就业人数"),
        count("rural", "of them rural", "其中农村劳动力", "其中农村", "农村劳动力", "吸纳农村劳动力", "用工人数其中农村", required=True),
        count("lifted", "of them lifted", "其中脱贫劳动力", "脱贫劳动力", "其中脱贫", "用工人数其中脱贫"),
    ),
    key=("enterprise", "park", "workshop", "counted_on"),
    subject=("enterprise", "park", "workshop"),
    checks=(exactly_one("enterprise", "park", "workshop"), not_more("rural", "total"), not_more("lifted", "rural")),
    group_checks=(_lifted_at_workshop,),
    accounts=tuple(
        Account(f"employment.{employer}", "person", f"persons employed at {register}", JOBS)
        for register, employer in EMPLOYERS.items()
    ),
    postings=_headcount_postings,
    evidence=("roster",),
)  # fmt: skip

_PAYER_OF = {"parks": "park", "enterprises": "enterprise", "projects": "project", "workshops": "workshop"}


def _benefit_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    if group.root is None:
        return
    payer, region = _PAYER_OF[group.root.register], group.root["region"]
    for r in records:
        yield Post(r.id, f"benefits.paid.{payer}.{r['kind']}", region, r["paid_on"], r["amount"], "amount")
        if r["households"] is not None:
            yield Post(
                r.id, f"benefits.households.{payer}.{r['kind']}", region, r["paid_on"], r["households"], "households"
            )
        if r["persons"] is not None:
            yield Post(r.id, f"benefits.persons.{payer}.{r['kind']}", region, r["paid_on"], r["persons"], "persons")


_BENEFIT = (Dimension("payer", PAYERS), Dimension("kind"))

BENEFITS = Register(
    code="benefits",
    english="benefit payments",
    chinese="联农带农收益",
    part="industry",
    one_record="One payment to villages or households by a park, enterprise, project or workshop, of one kind.",
    words=("联农带农台账", "收益台账", "联农带农收益台账", "利益联结台账"),
    fields=(
        Link(name="park", english="park", headings=("支付园区", "园区名称"), to="parks"),
        Link(name="enterprise", english="enterprise", headings=("支付企业", "企业名称"), to="enterprises"),
        Link(name="project", english="project", headings=("支付项目", "收益项目"), to="projects"),
        Link(name="workshop", english="workshop", headings=("支付车间",), to="workshops"),
        Day(name="paid_on", english="paid on", headings=("支付日期", "发放日期", "兑现日期"), required=True),
        Choice(name="kind", english="kind", headings=("收益类别", "收益类型", "联结方式"), options=BENEFIT_KINDS, required=True),
        money("amount", "amount", "收益金额", "支付金额", "发放金额", required=True),
        RegionField(name="village", english="to village", headings=("受益村", "收益村")),
        count("households", "households", "受益户数", unit="户", base="household"),
        count("persons", "persons", "受益人数"),
        Text(name="voucher", english="voucher", headings=("支付凭证号", "凭证号")),
    ),
    key=("park", "enterprise", "project", "workshop", "paid_on", "kind", "village", "voucher"),
    subject=("park", "enterprise", "project", "workshop"),
    repeats="refuse",
    checks=(exactly_one("park", "enterprise", "project", "workshop"),),
    accounts=(
        Account("benefits.paid", "fen", "paid to villages and households", _BENEFIT),
        Account("benefits.households", "household", "households paid", _BENEFIT),
        Account("benefits.persons", "person", "persons paid", _BENEFIT),
    ),
    postings=_benefit_postings,
    evidence=("voucher", "roster"),
)  # fmt: skip

CHAIN = Register(
    code="chain_links",
    english="supply chain links",
    chinese="产业链关系",
    part="industry",
    one_record="One partner of an enterprise in its chain: supplier, buyer, logistics, cold store.",
    words=("产业链台账", "产业链关系台账", "上下游台账"),
    fields=(
        Link(name="enterprise", english="enterprise", headings=("链主企业", "企业名称"), to="enterprises", required=True),
        Choice(name="role", english="partner's role", headings=("环节", "上下游环节"), options=ROLES, required=True),
        Text(name="partner", english="partner", headings=("上下游单位", "配套单位", "合作单位"), required=True),
        RegionField(name="partner_region", english="partner's region", headings=("配套单位所在地", "合作单位所在地")),
        Text(name="product", english="product", headings=("产品或服务", "产品")),
        Day(name="since", english="since", headings=("合作起始", "合作日期")),
    ),
    key=("enterprise", "role", "partner"),
    homes=("enterprise",),
)  # fmt: skip


def _shares_within_whole(group: Group) -> Iterator[Finding]:
    """Shares of a park's income that together are more than the whole of it on a day on which one begins."""
    records = group.members.get("income_shares", ())
    for one in records:
        day = one["since"]
        held = [r for r in records if r["since"] <= day and (r["until"] is None or day < r["until"])]
        together = sum(r["share"] for r in held if r["share"] is not None)
        if together > WHOLE:
            yield Finding("ROW-021", {"day": day, "found": f"{in_unit(together, '%')}%"}, "share", "error", one.id)


INCOME_SHARES = Register(
    code="income_shares",
    english="shares of a park's income",
    chinese="园区收益分享",
    part="industry",
    one_record="One region's share of the income of a park that is run together, from a day on.",
    words=("园区收益分享表", "园区利益分享台账", "飞地园区分成表"),
    fields=(
        Link(name="park", english="park", headings=("分享园区", "园区名称"), to="parks", required=True),
        RegionField(name="party", english="region that shares", headings=("分享方", "分享地区"), required=True),
        percent("share", "share", "分享比例", "分成比例", required=True),
        Day(name="since", english="since", headings=("分享起始日期", "分享开始日期"), required=True),
        Day(name="until", english="until", headings=("分享截止日期",)),
        Text(name="basis", english="laid down in", headings=("分享依据", "分成依据")),
    ),
    key=("park", "party", "since"),
    subject=("park",),
    checks=(in_order("since", "until"),),
    group_checks=(_shares_within_whole,),
    evidence=("agreement",),
)  # fmt: skip

REGISTERS = (PARKS, ENTERPRISES, INVESTMENTS, HEADCOUNTS, BENEFITS, CHAIN, INCOME_SHARES)
