"""Consumption and revitalisation: purchases and assisted sales, and villages made examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, RegionField, Text, money
from jiedui.registers.rules import count_on

KINDS = {"purchase": ("采购", "直接采购"), "assisted": ("帮助销售", "帮销")}

PURCHASES = Register(
    code="purchases",
    english="purchases and assisted sales",
    chinese="消费协作",
    part="consumption",
    one_record="One purchase, or sale assisted, of the region's products.",
    words=("消费协作台账", "消费帮扶台账", "采购台账"),
    fields=(
        RegionField(name="region", english="products from", headings=("产品来源地", "供货县区", "产地县区", "县区", "县"), required=True),
        Day(name="bought_on", english="bought on", headings=("采购日期", "成交日期", "销售日期", "日期"), required=True),
        Text(name="buyer", english="buyer", headings=("采购方", "采购单位"), required=True),
        Text(name="supplier", english="supplier", headings=("供方", "供货单位", "供应商")),
        Text(name="product", english="product", headings=("产品", "产品名称", "商品名称")),
        Text(name="channel", english="channel", headings=("渠道", "销售渠道")),
        Choice(name="kind", english="kind", headings=("采购/帮助销售", "消费类别", "方式"), options=KINDS, required=True),
        money("amount", "amount", "采购金额", "销售金额", "成交金额", "金额", required=True),
        Text(name="voucher", english="voucher", headings=("凭证号", "发票号")),
    ),
    key=("region", "bought_on", "buyer", "supplier", "product", "voucher"),
    repeats="refuse",
    accounts=(Account("consumption.amount", "fen", "purchases and assisted sales", (Dimension("kind", tuple(KINDS)),)),),
    postings=count_on(lambda record: f"consumption.amount.{record['kind']}", "bought_on", amount="amount"),
    evidence=("voucher",),
)  # fmt: skip


def _village_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for r in records:
        yield Post(r.id, "revitalisation.villages", r["region"], r["started_on"], 1, "started_on")
        if r["amount"] is not None:
            yield Post(r.id, "revitalisation.funds", r["region"], r["started_on"], r["amount"], "amount")


MODEL_VILLAGES = Register(
    code="model_villages",
    english="model villages",
    chinese="示范村",
    part="revitalisation",
    one_record="One village or spot made an example of revitalisation, and the money put into it.",
    words=("示范村台账", "乡村振兴示范点台账", "示范点台账"),
    fields=(
        RegionField(name="region", english="village or county", headings=("示范村所在地", "示范点所在地", "示范村区划"), required=True),
        Text(name="name", english="model village", headings=("示范村名称", "示范点名称", "示范村(点)名称"), required=True),
        Day(name="started_on", english="since", headings=("打造日期", "创建日期", "打造时间"), required=True),
        money("amount", "money put in", "投入资金", "投入金额"),
        Text(name="note", english="note", headings=("备注",)),
    ),
    key=("region", "name"),
    accounts=(
        Account("revitalisation.villages", "item", "model villages"),
        Account("revitalisation.funds", "fen", "money put into model villages"),
    ),
    postings=_village_postings,
    evidence=("photo",),
)  # fmt: skip

REGISTERS = (PURCHASES, MODEL_VILLAGES)
