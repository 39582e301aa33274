"""Reading a text without a ledger: a small catalogue and the regions of Nanning as plain values."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jiedui.reports.prose.characters import reading_form
from jiedui.reports.prose.claims import Relation
from jiedui.reports.prose.contexts import Context, Reader
from jiedui.reports.prose.figures import find_mentions
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.places import Places, find_regions, spellings_by_start
from jiedui.reports.prose.relations import find_relations
from jiedui.reports.prose.vocabulary import Indicator, Vocabulary

CITY, SHANGLIN, MASHAN, LONGAN = "450100000000", "450125000000", "450124000000", "450123000000"
NAMES = {
    "南宁市": CITY, "南宁": CITY, "上林县": SHANGLIN, "上林": SHANGLIN, "马山县": MASHAN, "马山": MASHAN, "隆安县": LONGAN,
    "隆安": LONGAN, "深圳市": "440300000000", "深圳": "440300000000", "广东省": "440000000000", "广东": "440000000000",
    "福田区": "440304000000", "百色市": "451000000000", "百色": "451000000000", "毕节市": "520500000000",
}  # fmt: skip
PLACES = Places(NAMES, CITY, (LONGAN, MASHAN, SHANGLIN), ("440300000000", "440304000000"), spellings_by_start(NAMES))
UNTIL = date(2023, 10, 1)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    lines = (
        "funds.committed 万元 cumulative 协作资金", "funds.disbursed 万元 cumulative 拨付资金",
        "projects.count 个 cumulative 实施项目", "enterprises.in_production 家 cumulative 引进企业",
        "investment.paid_in 亿元 cumulative 到位投资", "employment.rural 人 stock 吸纳农村劳动力",
        "labour.east_ever 人 cumulative 累计赴广东就业", "training.classes 期 cumulative 举办培训班",
        "training.persons 人 cumulative 培训农村劳动力", "promotion.events 次 cumulative 招商推介活动",
        "parks.income 万元 flow 园区联农收益", "parks.jobs 人 stock 园区用工", "workshops.running 个 stock 帮扶车间",
    )  # fmt: skip
    found = [Indicator(code, (name,), unit, reading) for code, unit, reading, name in (line.split() for line in lines)]
    return Vocabulary([*found, Indicator("employment.lifted", ("其中脱贫劳动力",), "人", "stock", "employment.rural")])


def mentions(text: str) -> list[Mention]:
    plain = reading_form(text)
    named = find_regions(plain, PLACES)
    return find_mentions(plain, [(one.start, one.end) for one in named if not plain[one.start].isdigit()])


def contexts(text: str) -> list[Context]:
    plain = reading_form(text)
    named = find_regions(plain, PLACES)
    return Reader(plain, mentions(text), named, PLACES, vocabulary(), UNTIL, is_fixed=True).contexts()


def relations(text: str) -> list[Relation]:
    return find_relations(reading_form(text), contexts(text), PLACES)


def shown(text: str) -> str:
    """The figures of a text in one line: `42602 万元; ~80 万元`, the approximation before it where there is one."""
    signs = {"exact": "", "about": "~", "nearly": "<~", "over": ">", "at_least": ">=", "at_most": "<="}
    return "; ".join(
        f"{signs[one.approximation]}{format(one.value.normalize(), 'f')} {one.unit}".strip() for one in mentions(text)
    )
