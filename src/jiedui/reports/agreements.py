"""The year's agreement in a document: how many of its promises stand how, and each with target and result."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from jiedui.indicators.pace import STATES
from jiedui.reports.contents import Agreed, Contents, Said
from jiedui.reports.word_xml import Column
from jiedui.reports.wording import DASH, number_text

STATE_WORDS: Final = {"late": "已逾期", "at_risk": "有风险", "on_track": "正常推进", "done": "已完成"}
"""The states of a promise in the words of a paper."""
COLUMNS: Final = (
    Column("地区", 7), Column("任务", 12), Column("目标", 10), Column("完成", 7, is_number=True), Column("单位", 5),
    Column("完成率%", 6, is_number=True), Column("时间进度%", 7, is_number=True), Column("现状", 8),
)  # fmt: skip


def agreement_sentence(contents: Contents) -> str:
    """How many promises there are and how they stand; empty where there is no agreement."""
    if not contents.agreed:
        return ""
    titles = list(dict.fromkeys(one.document for one in contents.agreed if one.document))
    named = "、".join(f"《{title}》" for title in titles) or "年度协议"
    counts = [(state, sum(one.state == state for one in contents.agreed)) for state in reversed(STATES)]
    parts = "，".join(f"{STATE_WORDS[state]}{number}项" for state, number in counts if number)
    return f"{named}明确目标任务{len(contents.agreed)}项，其中{parts}。"


def agreement_rows(contents: Contents) -> list[list[str | Said]]:
    """A row a promise, in the order of the report."""
    return [
        [
            contents.names.get(one.region, one.region), one.content, one.target or DASH, _result(contents, one),
            _unit(contents, one), _percent(one.share), _percent(one.pace), STATE_WORDS[one.state],
        ]
        for one in contents.agreed
    ]  # fmt: skip


def _result(contents: Contents, one: Agreed) -> str | Said:
    """The result: the report's own figure, so that it leads to its trace, where the report says the same number."""
    said = contents.of(one.code, one.region) if one.code else None
    if said is not None and said.value is not None and said.value == one.value:
        return said
    return number_text(one.value) if one.value is not None else DASH


def _unit(contents: Contents, one: Agreed) -> str:
    definition = contents.definitions.get(one.code)
    return definition.unit if definition is not None and one.value is not None else ""


def _percent(value: Decimal | None) -> str:
    return DASH if value is None else number_text(value)
