"""The self-evaluation: targets against results, share and pace, with slots for the words that only an office can find.

A target is behind where its share is less than the part of its time that has gone by: days from the beginning of the
count (the calendar year for a flow and a stock, the base day for a cumulative figure) to the report's last day, of
those to the day it is due. That is a question to the office, no verdict, and the document says so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import override

from jiedui.indicators.targets import SHARE_STEP, Target, share_of_target
from jiedui.reports.contents import Contents, Goal, Said, Task, trace_path
from jiedui.reports.layout import official_document
from jiedui.reports.properties import set_properties
from jiedui.reports.word_xml import Column, Links, Origins, parsed, table_xml
from jiedui.reports.wording import DASH, MISSING, about, day_words, name_of, number_text, standing_words

SLOT: Final = "（请填写）"
SECTIONS: Final = (
    ("organisation", "组织领导"),
    ("funds", "协作资金"),
    ("projects", "协作项目"),
    ("industry", "产业协作"),
    ("labour", "劳务协作"),
    ("talent", "人才交流"),
    ("consumption", "消费协作"),
    ("pairs", "结对帮扶"),
    ("revitalisation", "乡村振兴"),
    ("fieldwork", "走访调研"),
)
NUMERALS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")


@dataclass(frozen=True, slots=True)
class Progress:
    """A target with its result. `share` in % of the target; `pace` in % of its time; None where it cannot be said."""

    goal: Goal
    said: Said | None
    share: Decimal | None
    pace: Decimal

    @property
    def is_behind(self) -> bool | None:
        """Whether less is reached than time has gone by; None where the result is missing."""
        return None if self.share is None else self.share < self.pace


def progress(contents: Contents) -> list[Progress]:
    """The targets of the report's own region, in the order of the catalogue."""
    region, as_of = contents.lens.region, contents.lens.as_of
    order = {code: place for place, code in enumerate(contents.definitions)}
    found = []
    for goal in sorted((one for one in contents.goals if one.region == region), key=lambda one: order[one.code]):
        said = contents.of(goal.code)
        value = said.value if said is not None else None
        share = share_of_target(value, Target(goal.value, goal.due_on, goal.task))
        found.append(Progress(goal, said, share, _pace(contents, goal, as_of)))
    return found


def _pace(contents: Contents, goal: Goal, as_of: date) -> Decimal:
    """How much of a target's time has gone by, in %."""
    definition = contents.definitions[goal.code]
    start = date(goal.due_on.year, 1, 1)
    if definition.reading == "cumulative" and definition.base is not None:
        start = min(definition.base, start)
    whole, gone = (goal.due_on - start).days + 1, (min(as_of, goal.due_on) - start).days + 1
    return (Decimal(max(0, gone)) * 100 / whole).quantize(SHARE_STEP, ROUND_HALF_UP)


def self_evaluation(contents: Contents, *, address: str = "") -> bytes:
    """The skeleton as a Word document. `address` begins the links to the trace pages."""
    with override("zh-hans"):
        document = official_document()
        origins, links = Origins(contents, trace_path), Links(document.part, address)
        _opening(document, contents)
        found = progress(contents)
        _overview(document, found, contents, origins, links)
        place = 1
        for area, name in SECTIONS:
            codes = [one.code for one in contents.definitions.values() if one.area == area]
            if any(map(contents.is_known, codes)) or any(one.goal.code in codes for one in found):
                _add(document, f"{NUMERALS[place]}、{name}", "ReportHeading1")
                _section(document, codes, [one for one in found if one.goal.code in codes], contents, origins, links)
                place += 1
        _tasks(document, f"{NUMERALS[place]}、任务办理", contents)
        _add(document, "附：口径与出处", "ReportHeading1")
        for label, text in about(contents):
            _add(document, f"{label}：{text}", "ReportNote")
        set_properties(document, contents)
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def _add(document: Any, text: str, style: str) -> None:
    document.add_paragraph(text, style=style)


def _insert(document: Any, xml: str) -> None:
    """A table at the end of the text, before what says how the pages are."""
    document.element.body.insert(len(document.element.body) - 1, parsed(xml))


def _opening(document: Any, contents: Contents) -> None:
    lens = contents.lens
    region = contents.names.get(lens.region, lens.region)
    _add(document, f"{region}东西部协作自评报告", "ReportTitle")
    _add(document, f"（统计日{day_words(lens.as_of)}）", "ReportSubtitle")
    if contents.invented:
        _add(document, "演示文稿：其中记录均为虚构。", "ReportNote")
    _add(document, f"本报告数值取自协作台账，统计口径为{standing_words(lens.level)}。"
         "表中“时序”为起算日至统计日天数占起算日至完成期限天数的比例，完成率低于时序的列为“待赶”，"
         "供自查参考，不作评价结论;“—”为台账无记录，不是零。", "ReportBody")  # fmt: skip


def _overview(document: Any, found: list[Progress], contents: Contents, origins: Origins, links: Links) -> None:
    _add(document, "一、目标完成情况", "ReportHeading1")
    if not found:
        _add(document, f"台账中没有以数量表示的目标（{MISSING}）。", "ReportBody")
        return
    behind = [name_of(contents.definitions[one.goal.code]) for one in found if one.is_behind]
    unknown = [name_of(contents.definitions[one.goal.code]) for one in found if one.is_behind is None]
    words = f"列入台账的数量目标共{len(found)}项，"
    words += f"其中完成率低于时序的{len(behind)}项：{'、'.join(behind)}。" if behind else "完成率均不低于时序。"
    words += f"无结果记录的{len(unknown)}项：{'、'.join(unknown)}。" if unknown else ""
    _add(document, words, "ReportBody")
    _add(document, "表1 目标与完成情况", "ReportCaption")
    _insert(document, _goals_table(found, contents, origins, links))
    _slot(document, "总体评价")


def _goals_table(found: list[Progress], contents: Contents, origins: Origins, links: Links) -> str:
    columns = [
        Column("指标", 7), Column("单位", 3), Column("目标", 5, True), Column("完成", 6, True),
        Column("完成率%", 4, True),
        Column("时序%", 4, True), Column("状态", 4), Column("期限", 7), Column("任务", 5),
    ]  # fmt: skip
    rows = []
    for one in found:
        definition = contents.definitions[one.goal.code]
        rows.append([
            name_of(definition), definition.unit, number_text(one.goal.value), one.said or DASH,
            DASH if one.share is None else number_text(one.share), number_text(one.pace), _state(one),
            one.goal.due_on.isoformat(), f"{one.goal.task}",
        ])  # fmt: skip
    return table_xml(columns, rows, origins, links)


def _state(one: Progress) -> str:
    if one.is_behind is None:
        return MISSING
    if one.share is not None and one.share >= 100:
        return "已完成"
    return "待赶" if one.is_behind else "正常"


def _section(
    document: Any, codes: list[str], found: list[Progress], contents: Contents, origins: Origins, links: Links
) -> None:
    """One area: its figures as they stand, its targets again, and slots for what was done, why, and what is next."""
    columns = [Column("指标", 14), Column("单位", 3), Column("结果", 7, True)]
    rows = [
        [name_of(contents.definitions[code]), contents.definitions[code].unit, contents.of(code) or DASH]
        for code in codes
        if contents.is_known(code)
    ]
    if rows:
        _insert(document, table_xml(columns, rows, origins, links))
    missing = [name_of(contents.definitions[code]) for code in codes if not contents.is_known(code)]
    if missing:
        _add(document, f"{MISSING}的指标：{'、'.join(missing)}。", "ReportNote")
    for one in found:
        if one.is_behind:
            name = name_of(contents.definitions[one.goal.code])
            _slot(document, f"“{name}”完成率{number_text(one.share or Decimal())}%，低于时序"
                  f"{number_text(one.pace)}%的原因和赶上的办法（任务{one.goal.task}）")  # fmt: skip
    _slot(document, "主要做法和成效")
    _slot(document, "存在问题和下一步打算")


def _slot(document: Any, what: str) -> None:
    _add(document, f"{what}：{SLOT}", "ReportSlot")


def _tasks(document: Any, heading: str, contents: Contents) -> None:
    _add(document, heading, "ReportHeading1")
    if not contents.tasks:
        _add(document, f"台账中没有本级任务（{MISSING}）。", "ReportBody")
        return
    columns = [Column("任务号", 4), Column("任务内容", 12), Column("目标", 7), Column("期限", 6), Column("办理", 6)]
    rows = [
        [str(task.number), task.content, task.target or DASH, task.due_on.isoformat() if task.due_on else DASH,
         _done(task, contents.lens.as_of)] for task in contents.tasks
    ]  # fmt: skip
    # No figure stands in this table, so it links to nothing.
    _insert(document, table_xml(columns, rows, Origins(contents, trace_path), Links(document.part, "")))


def _done(task: Task, as_of: date) -> str:
    if task.done_on is not None and task.done_on <= as_of:
        return f"{task.done_on.isoformat()}办结"
    return "逾期" if task.due_on is not None and task.due_on < as_of else "办理中"
