"""Whether a figure is a result, a plan or a change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from jiedui.reports.prose.mention import Mention

Kind = Literal["result", "plan", "change"]
_PLAN: Final = re.compile(
    r"力争|计划(?:：|数|为|是|不少于|不低于|达到|超过|$|到|在|于|投入|实施|安排|新增|新建|引进|建设|完成|用|再|总投资|举办|开展|培训|输送|选派|年内|今年|明年|全年|办|开|建|投|引|培|输|派|送|招|修|铺)|拟|预计|预备|准备再|打算|盘算|奔着|冲到|冲刺|(?:目标|任务)(?:值|数)?(?:是|为|任务|：|$)|(?:全年|年度|年初)(?:目标|任务)(?!数?值?的)|务必|月底前|再(?:验收|完工|办|加办|引进|培训|新建|安排|投入|招)|下一步|下步|明年|来年|年底前(?!已|全部|均|都|悉数)|想再|还想|将(?:再|在|组织|开|办|投入|实施|新|建|引|完成|达|继续|安排|举办|"
    r"带动|吸纳|培训|开展|争取|努力|全面|进一步|选派|输送|力争)|确保|有望|规划(?:建设|投资|到|总|引进|用地)|预期|争取(?:到20|在20|年内|实现|新|引|再|全年)|要(?:实现|完成|达到|新增|确保)"
)
_DONE: Final = re.compile(
    r"(?:完工|验收|投产|办|建成|引进|培训|拨付)了|实(?=[办开到有完际投支])|已(?:经|投|完|办|实|支|拨|引|建|培|输|验|开|到)|实现了|完成[^，。;]{0,8}(?:计划|目标|任务)|(?:计划|目标|任务)(?:数)?的$|超额完成|超过(?:年度)?(?:计划|目标)"
)
_CHANGE: Final = re.compile(
    r"(?:增长|增加|提高|上升|下降|减少|降低|提升|增幅|增速|涨幅|同比|环比|净增|[数量额][少多]|多出(?:来的)?|高出|升幅|降幅|减幅|高了|低了|多了|少了|涨了|跌了|降了|升了|减了|增了|提高了|缩短|还多|又多|[比较][^，。;]{2,16}(?:多|少|增|减|高|低)|翻)(?:了|约|近|超过|超|达到?(?!\d{3})|为|：|超|逾|幅度|幅|率|分别|各)*$"
)
_AFTER: Final = re.compile("的?(?:增长|增幅|增速|涨幅)")
_WANTED: Final = re.compile("以?上?的?[一-鿿]{0,2}(?:要求|目标|任务|指标值|任务数)")
_ADDED: Final = re.compile("新增加?$")


def is_wanted(after: str) -> bool:
    """Whether what follows a figure says that it is asked for: 95%的要求."""
    return _WANTED.match(after) is not None


def is_plan(text: str) -> bool:
    """Whether what stands before a figure in its sentence, or its part of it, says that it is still to come."""
    said = text[max(text.rfind("。"), text.rfind(";")) + 1 :]
    planned = max((match.end() for match in _PLAN.finditer(said)), default=-1)
    done = max((match.end() for match in _DONE.finditer(said)), default=-1)
    return planned > done


def is_change(plain: str, start: int, mentions: Sequence[Mention], place: int, chain: Sequence[int]) -> bool:
    """Whether a figure says by how much something changed; `start` is where its sentence begins, `chain` the figures
    that it is joined with (比去年同期分别增加27.08%、63.43%)."""
    mention = mentions[place]
    first = mentions[chain[0]] if chain else mention
    before = plain[max(start, first.start - 24) : first.start]
    is_said = bool(_CHANGE.search(before)) and not _ADDED.search(before)
    return (
        mention.measure in ("倍", "番", "百分点")
        or (is_said and mention.measure == first.measure)
        or _AFTER.match(plain, mention.end) is not None
    )
