"""Pairs: links between a county, township, village, school, hospital here and one over there.

Both sides' counts derive from the links: a school with two partners is one school.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Link, RegionField, Text
from jiedui.registers.rules import in_order

KINDS = {
    "county": ("县县", "县县结对", "区县"),
    "township": ("镇镇", "乡镇", "镇街", "镇镇结对"),
    "village": ("村村", "村居", "村村结对"),
    "enterprise_village": ("企村", "村企", "企村结对"),
    "organisation_village": ("社会组织–村", "社会组织-村", "社村", "社会组织结对"),
    "school": ("学校", "学校结对", "教育"),
    "hospital": ("医院", "医院结对", "医疗"),
}
SIDES = {"ours": ("西部",), "theirs": ("东部",)}
_KIND = (Dimension("kind", tuple(KINDS)),)

PARTIES = Register(
    code="pair_parties",
    english="parties to pairs",
    chinese="结对主体",
    part="pairs",
    one_record="One school, hospital, village, … that is a party to at least one pair.",
    words=("结对主体名册", "结对主体台账"),
    fields=(
        Text(name="name", english="party", headings=("主体名称", "结对主体"), required=True),
        Choice(name="kind", english="kind of pair", headings=("结对类别",), options=KINDS, required=True),
        Choice(name="side", english="side", headings=("所属方", "东西部"), options=SIDES, required=True),
        RegionField(name="region", english="counted at", headings=("统计地区",), required=True),
    ),
    key=("kind", "side", "region", "name"),
    handles=(("name",),),
)  # fmt: skip


def _pair_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """A party counts from its first pair; the pair itself is posted once, with its western party."""
    party = group.root
    if party is None:
        return
    first = min(records, key=lambda r: (r["agreed_on"], r.id))
    account = "pairs.here" if party["side"] == "ours" else "pairs.there"
    yield Post(first.id, f"{account}.{first['kind']}", party["region"], first["agreed_on"], 1, "agreed_on")
    if party["side"] != "ours":
        return
    for r in records:
        yield Post(r.id, f"pairs.links.{r['kind']}", r["region"], r["agreed_on"], 1, "agreed_on")
        if r["ended_on"] is not None:
            yield Post(r.id, f"pairs.links.{r['kind']}", r["region"], r["ended_on"], -1, "ended_on")


PAIRS = Register(
    code="pairs",
    english="pairs",
    chinese="结对",
    part="pairs",
    one_record="One link between a party here and a party there.",
    words=("结对台账", "结对帮扶台账", "结对情况台账"),
    fields=(
        RegionField(name="region", english="region", headings=("结对县区", "西部县区", "统计县区", "县区", "县"), required=True),
        Choice(name="kind", english="kind", headings=("类别", "结对类别", "结对类型"), options=KINDS, required=True),
        Text(name="our_name", english="western party's name", headings=("甲方", "西部结对方", "西部单位"), required=True),
        Text(name="their_name", english="eastern party's name", headings=("乙方", "东部结对方", "东部单位"), required=True),
        Link(name="ours", english="western party", headings=("西部结对主体",), to="pair_parties", embeds={"name": "our_name", "kind": "kind", "region": "region", "side": "=ours"}),
        Link(name="theirs", english="eastern party", headings=("东部结对主体",), to="pair_parties", embeds={"name": "their_name", "kind": "kind", "region": "region", "side": "=theirs"}),
        Day(name="agreed_on", english="agreed on", headings=("协议日期", "结对日期", "结对时间"), required=True),
        Day(name="ended_on", english="ended on", headings=("终止日期", "解除日期")),
    ),
    key=("region", "kind", "our_name", "their_name"),
    subject=("ours", "theirs"),
    checks=(in_order("agreed_on", "ended_on"),),
    accounts=(
        Account("pairs.links", "item", "pairs in force", _KIND),
        Account("pairs.here", "item", "parties on the western side, each once", _KIND),
        Account("pairs.there", "item", "parties on the eastern side, each once for a region", _KIND),
    ),
    postings=_pair_postings,
    evidence=("agreement",),
)  # fmt: skip

REGISTERS = (PARTIES, PAIRS)
