"""The hand-over as a Word document: what is handed over, kind by kind, and three lines to sign.

It is a paper of the office and Chinese throughout, whatever the language of the reader.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from jiedui.indicators.naming import region_name
from jiedui.kernel import clock
from jiedui.kernel.permissions import Actor
from jiedui.people.handover import KINDS, UNTAKEN, Handover, Person, handover
from jiedui.people.handover_items import Item
from jiedui.people.handover_takers import Thing
from jiedui.registers.catalogue import register
from jiedui.reports.documents import write_whole
from jiedui.reports.layout import official_document
from jiedui.reports.self_evaluation import NUMERALS
from jiedui.reports.word_xml import Column, parsed, table_xml
from jiedui.reports.wording import DASH, day_words

BLANK: Final = "＿＿＿＿＿＿＿＿"
"""A line for a name that is not known yet."""
SIGNED: Final = "＿＿＿＿＿"
"""A line to sign on."""
HEADINGS: Final = {
    "duties": "职责分工",
    "projects": "负责的项目",
    "findings": "走访会议未办结事项",
    "contacts": "工作联系人",
    "notes": "工作笔记",
    "waiting": "待审核的记录",
    "tasks": "本机构未办结任务",
    "follow_ups": "本机构其他待办事项",
    "promises": "未落实事项（未明确责任机构）",
    "enterprises": "在谈企业",
    "secondments": "挂职与关心关爱",
    "roles": "系统角色",
}
"""The kinds in the words of the paper."""
assert HEADINGS.keys() == KINDS.keys()


def write_handover(
    actor: Actor, login: str, path: Path, *, to: str = "", witness: str = "",
    takers: Mapping[Thing, str] | None = None, invented: bool = False,
) -> Handover:  # fmt: skip
    """Write a hand-over to a file. Returns what stands in it. Errors: those of `handover`, LEDGER-008, FILE-013."""
    with override("zh-hans"):
        found = handover(actor, login, to, witness, takers)
        write_whole(path, handover_bytes(found, invented=invented))
    return found


def handover_bytes(found: Handover, *, invented: bool = False) -> bytes:
    """The document of a hand-over that was read in Chinese."""
    document = official_document()

    def add(text: str, style: str = "ReportBody") -> None:
        document.add_paragraph(text, style=style)

    add("工作交接清单", "ReportTitle")
    add(f"（{day_words(found.day)}）", "ReportSubtitle")
    if invented:
        add("演示文稿：其中记录均为虚构。", "ReportNote")
    giver = found.giver
    taking = "、".join(one.name for one in found.all_takers) or BLANK
    witnessed = f"由{found.witness.name}监交，" if found.witness else ""
    add(
        f"{giver.office}{giver.name}（{region_name(giver.region)}）将下列工作移交{taking}，"
        f"共{found.count}项，{witnessed}取自{day_words(clock.today())}的协作台账。移交人履职至{day_words(found.day)}，"
        "接收人自次日起负责；系统角色不随交接转移，由管理员另行授予。"
    )
    place = 0
    for kind, items in found.items.items():
        if items:
            add(f"{NUMERALS[place]}、{HEADINGS[kind]}（{len(items)}项）", "ReportHeading1")
            _insert(document, _table(kind, items, found))
            place += 1
    if not place:
        add("台账中没有需要移交的事项。")
    _signatures(document, add, found)
    properties = document.core_properties
    properties.title = f"{giver.name}工作交接清单"
    properties.author = properties.last_modified_by = giver.office
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _table(kind: str, items: list[Item], found: Handover) -> str:
    columns = [Column("序号", 3), Column("事项", 9), Column("地区", 4), Column("现状", 7), Column("下一步", 8)]
    takes = kind not in UNTAKEN
    columns += [Column("接收人", 5)] if takes else []
    rows = [
        [str(number), title_of(one), region_name(one.region) if one.region else DASH, one.state, one.next_step]
        + ([_taker_name(one, found)] if takes else [])
        for number, one in enumerate(items, 1)
    ]
    return table_xml(columns, rows)


def _taker_name(one: Item, found: Handover) -> str:
    taker = found.taker_of(one.register, one.record)
    return taker.name if taker else ""


def title_of(one: Item) -> str:
    """What a line is called; one that stands for many records, by its register."""
    return one.title or register(one.register).chinese


def _insert(document: Any, xml: str) -> None:
    """A table at the end of the text, before what says how the pages are."""
    document.element.body.insert(len(document.element.body) - 1, parsed(xml))


def _signatures(document: Any, add: Callable[..., None], found: Handover) -> None:
    """Three lines: gives, takes, witnesses; one for each of several takers. They stay on one page."""
    add("")
    takers: list[Person | None] = [*found.all_takers] or [None]
    lines = [("移交人", found.giver), *(("接收人", one) for one in takers), ("监交人", found.witness)]
    for place, (label, person) in enumerate(lines, 1):
        name = f"（{person.name}）" if person else ""
        add(f"{label}{name}：{SIGNED}　年　月　日", "ReportSlot")
        document.paragraphs[-1].paragraph_format.keep_with_next = place < len(lines)
