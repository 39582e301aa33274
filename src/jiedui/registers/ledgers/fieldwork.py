"""Fieldwork: places to visit, visits, what must follow, the grid of coverage and the cells that somebody was in.

A place counts as visited on the day of its first visit, a cell as covered on the first day on which a visit or a track
fell into it; so visits and days in cells post through their place and their cell. Cells and their days are made by
`fieldwork`, from tracks that their owners alone see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from jiedui.kernel.accounts import Account, Dimension
from jiedui.kernel.grid import area_m2, is_cell
from jiedui.registers.declaration import Finding, Group, Post, Record, Register
from jiedui.registers.fields import (
    Choice,
    Day,
    Degrees,
    Link,
    PersonName,
    PhoneNumber,
    Quantity,
    RegionField,
    Text,
    Year,
    count,
)
from jiedui.registers.rules import exactly_one, in_order, shown
from jiedui.registers.visiting import SETTLEMENTS, bring_along, is_settlement

PLACE_KINDS = {
    "village": ("村", "行政村", "村(社区)", "社区"),
    "township": ("乡镇", "镇", "乡", "街道"),
    "project": ("项目", "项目点"),
    "enterprise": ("企业",),
    "park": ("园区", "产业园"),
    "workshop": ("车间", "帮扶车间", "基地"),
    "school": ("学校",),
    "hospital": ("医院", "卫生院"),
    "household": ("农户", "脱贫户"),
    "office": ("单位", "部门", "机关"),
    "other": ("其他", "其它"),
}
_KIND = (Dimension("kind", tuple(PLACE_KINDS)),)


def _area(name: str, english: str, *headings: str) -> Quantity:
    return Quantity(name=name, english=english, headings=headings, required=False, base="m2", unit="平方公里")


GRIDS = Register(
    code="grids",
    english="grids of coverage",
    chinese="网格底数",
    part="fieldwork",
    one_record="What a region's coverage is measured against: the cells of a boundary set whose middle lies in it, its villages and townships.",
    words=("网格底数表",),
    fields=(
        RegionField(name="region", english="region", headings=("网格地区",), required=True),
        Text(name="boundary_set", english="boundary set", headings=("边界集",), required=True, limit=80),
        Text(name="version", english="version", headings=("边界集版本",), required=True, limit=40),
        Text(name="approval_number", english="map approval number", headings=("审图号",), limit=60),
        count("resolution", "cell resolution", "网格级别", unit="个", base="item", required=True),
        count("cells", "cells", "网格数", unit="个", base="item", required=True),
        _area("area", "area of the cells", "网格面积"),
        count("villages", "villages", "村(社区)数", unit="个", base="item"),
        count("townships", "townships", "乡镇(街道)数", unit="个", base="item"),
        Day(name="since", english="since", headings=("底数起始日期",), required=True),
    ),
    key=("region",),
    accounts=(
        Account("coverage.grid", "m2", "area of the cells whose middle lies in a region"),
        Account("coverage.villages", "item", "villages of a region"),
        Account("coverage.townships", "item", "townships of a region"),
    ),
    postings=lambda records, group: [
        Post(record.id, account, record["region"], record["since"], record[field], field)
        for record in records
        for account, field in (
            ("coverage.grid", "area"), ("coverage.villages", "villages"), ("coverage.townships", "townships")
        )
        if record[field] is not None
    ],
    right="administer",
    waits=False,
)  # fmt: skip


def _first_day_in_cell(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """The area of the cell, once on its first day ever and once on its first day in each calendar year."""
    cell = group.root
    if cell is None or cell["area"] is None:
        return
    days = [(r["first_on"], r.id, "first_on") for r in group.members.get("cell_days", ())]
    days += [(r["visited_on"], r.id, "visited_on") for r in group.members.get("visits", ())]
    yield from _firsts(days, "coverage.area", "coverage.area_year", cell["region"], cell["area"])


def _firsts(days: Iterable[tuple[date, int, str]], ever: str, in_year: str, region: str, amount: int) -> Iterator[Post]:
    """An amount once on the first of all days and once on the first of each calendar year."""
    years: set[int] = set()
    for day, record, field in sorted(days):
        if not years:
            yield Post(record, ever, region, day, amount, field)
        if day.year not in years:
            years.add(day.year)
            yield Post(record, in_year, region, day, amount, field)


def _cell_is_true(record: Record) -> Iterator[Finding]:
    """A cell that the grid does not know, or an area that is not the cell's own."""
    if not is_cell(record["cell"] or ""):
        yield Finding("ROW-022", {"found": record["cell"]}, "cell")
    elif record["area"] is not None and record["area"] != area_m2(record["cell"]):
        yield Finding("ROW-023", {"found": record["area"], "expected": area_m2(record["cell"])}, "area")


GRID_CELLS = Register(
    code="grid_cells",
    english="visited cells",
    chinese="到访网格",
    part="fieldwork",
    one_record="One cell of the grid that somebody was in: its region and its area; without an area it lies in no region of the boundaries in force.",
    words=("到访网格表",),
    fields=(
        Text(name="cell", english="cell", headings=("网格编号",), required=True, limit=15),
        RegionField(name="region", english="region", headings=("网格所在地区",), required=True),
        Quantity(name="area", english="area", headings=("网格面积",), base="m2", unit="平方米"),
    ),
    key=("cell",),
    handles=(("cell",),),
    checks=(_cell_is_true,),
    accounts=(
        Account("coverage.area", "m2", "area of cells, on their first day"),
        Account("coverage.area_year", "m2", "area of cells, on their first day in a calendar year"),
    ),
    postings=_first_day_in_cell,
    right="visit",
    change_right="operate",
    waits=False,
)  # fmt: skip

CELL_DAYS = Register(
    code="cell_days",
    english="days in cells",
    chinese="网格到访日",
    part="fieldwork",
    one_record="The first and the last day of a calendar year on which a member's tracks fell into a cell.",
    words=("网格到访日表",),
    fields=(
        Link(name="cell", english="cell", headings=("所到网格",), to="grid_cells", required=True),
        Text(name="member", english="member", headings=("到访成员",), required=True, limit=40),
        Year(name="year", english="year", headings=("到访年度",), required=True),
        Day(name="first_on", english="first day", headings=("首次到访日期",), required=True),
        Day(name="last_on", english="last day", headings=("最近到访日期",), required=True),
    ),
    key=("cell", "member", "year"),
    subject=("cell",),
    checks=(in_order("first_on", "last_on"),),
    is_private=True,
    right="operate",
    waits=False,
)  # fmt: skip


def _first_visit_of_place(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """A place once on the day of its first visit ever and once on that of its first in each calendar year."""
    place = group.root
    if place is None:
        return
    days = [(r["visited_on"], r.id, "visited_on") for r in group.members.get("visits", ())]
    kind = place["kind"]
    yield from _firsts(days, f"coverage.places.{kind}", f"coverage.places_year.{kind}", place["region"], 1)


def _settlement_by_its_code(record: Record) -> Iterator[Finding]:
    """A village or township whose region is not that village or township itself."""
    if record["kind"] in SETTLEMENTS and not is_settlement(record["kind"], record["region"] or ""):
        yield Finding("ROW-026", {"kind": shown(record, "kind"), "found": record["region"]}, "region")


VISIT_PLACES = Register(
    code="visit_places",
    english="places to visit",
    chinese="走访点",
    part="fieldwork",
    one_record="One place that is visited: a village, a township, a project, an enterprise, a school; with its position where it is known.",
    words=("走访点位表", "走访点台账", "点位台账"),
    fields=(
        Choice(name="kind", english="kind of place", headings=("走访点类型", "点位类型"), options=PLACE_KINDS, required=True),
        RegionField(name="region", english="region", headings=("走访点所在地", "点位所在地"), required=True),
        Text(name="name", english="place", headings=("走访点名称", "点位名称"), required=True, limit=120),
        Link(name="project", english="project", headings=("点位项目",), to="projects"),
        Link(name="enterprise", english="enterprise", headings=("点位企业",), to="enterprises"),
        Degrees(name="latitude", english="latitude (WGS-84)", headings=("点位WGS84纬度",), bound=90),
        Degrees(name="longitude", english="longitude (WGS-84)", headings=("点位WGS84经度",), bound=180),
        Text(name="note", english="note", headings=("备注",), limit=400),
    ),
    key=("kind", "region", "name"),
    handles=(("name",), ("region", "name")),
    checks=(_settlement_by_its_code,),
    accounts=(
        Account("coverage.places", "item", "places, on their first visit", _KIND),
        Account("coverage.places_year", "item", "places, on their first visit in a calendar year", _KIND),
    ),
    postings=_first_visit_of_place,
    right="visit",
    waits=False,
)  # fmt: skip


def _somewhere(record: Record) -> Iterator[Finding]:
    """A visit that names neither a place, a project, an enterprise, a village or township, nor a position."""
    if all(record[name] is None for name in ("place", "project", "enterprise", "settlement", "latitude")):
        yield Finding("ROW-024", {}, "region")


def _position_whole(record: Record) -> Iterator[Finding]:
    """A latitude without a longitude, or the other way round."""
    if (record["latitude"] is None) != (record["longitude"] is None):
        yield Finding("ROW-025", {}, "latitude")


VISITS = Register(
    code="visits",
    english="visits",
    chinese="走访",
    part="fieldwork",
    one_record="One visit: where, when, by whom, with whom, what was found.",
    words=("走访台账", "走访记录", "走访调研台账", "下乡记录"),
    fields=(
        RegionField(name="region", english="region", headings=("走访地区", "走访县区"), required=True),
        Day(name="visited_on", english="visited on", headings=("走访日期", "走访时间"), required=True),
        Text(name="visitor", english="visited by", headings=("走访人", "走访人员"), required=True, limit=120),
        Link(name="place", english="place", headings=("走访点", "走访点名称"), to="visit_places"),
        Link(name="project", english="project", headings=("走访项目", "项目名称"), to="projects"),
        Link(name="enterprise", english="enterprise", headings=("走访企业", "企业名称"), to="enterprises"),
        RegionField(name="settlement", english="village or township", headings=("走访镇村", "走访村", "走访乡镇", "走访地点"), highest=4),
        Degrees(name="latitude", english="latitude (WGS-84)", headings=("WGS84纬度",), bound=90),
        Degrees(name="longitude", english="longitude (WGS-84)", headings=("WGS84经度",), bound=180),
        Text(name="with_whom", english="with whom", headings=("陪同人员", "同行人员", "会见人员")),
        Text(name="found", english="found", headings=("走访情况", "发现问题", "走访发现"), limit=2000),
        Text(name="note", english="note", headings=("备注",), limit=400),
        Link(name="point", english="counted at", headings=("计入走访点",), to="visit_places", derived=True),
        Link(name="cell", english="cell", headings=("所在网格",), to="grid_cells", derived=True),
        Text(name="recorded_by", english="recorded by", headings=("填报账号",), limit=40, derived=True),
        Text(name="own_id", english="own number", headings=("走访编号",), limit=40),
    ),
    key=("visited_on", "region", "visitor", "place", "project", "enterprise", "settlement", "own_id"),
    handles=(("own_id",),),
    subject=("point", "cell"),
    unique=("own_id",),
    checks=(_somewhere, _position_whole),
    accounts=(Account("coverage.visits", "event", "visits"),),
    postings=lambda records, group: [
        Post(r.id, "coverage.visits", r["region"], r["visited_on"], 1, "visited_on")
        for r in records
        if group.subject == (r["point"] or r["cell"] or r.id)
    ],
    right="visit",
    brings=bring_along,
)  # fmt: skip

FOLLOW_UPS = Register(
    code="follow_ups",
    english="follow-ups",
    chinese="待办事项",
    part="fieldwork",
    one_record="What must follow from a visit or was decided by a meeting: which office does it, by when, and when it was done.",
    words=("待办事项台账", "督办事项台账", "议定事项清单"),
    fields=(
        Link(name="visit", english="visit", headings=("来源走访",), to="visits"),
        Link(name="meeting", english="meeting", headings=("来源会议", "会议名称"), to="meetings"),
        Text(name="content", english="what must follow", headings=("待办内容", "议定事项", "待办事项"), required=True, limit=400),
        Link(name="office", english="office in charge", headings=("责任机构", "责任单位"), to="offices", required=True),
        Text(name="in_charge", english="in charge", headings=("责任人",), limit=60),
        Day(name="due_on", english="due", headings=("完成期限", "完成时限"), required=True),
        Day(name="done_on", english="done on", headings=("办结日期", "完成日期")),
        Text(name="outcome", english="outcome", headings=("办理结果", "办理情况"), limit=400),
    ),
    key=("visit", "meeting", "content"),
    homes=("visit", "meeting", "office"),
    checks=(exactly_one("visit", "meeting"),),
    right="visit",
    waits=False,
)  # fmt: skip

CONTACTS = Register(
    code="contacts",
    english="contacts",
    chinese="工作联系人",
    part="fieldwork",
    one_record="One person outside the offices whom a member works with; the name and the telephone number are sealed.",
    words=("工作联系人", "联系人台账", "通讯录"),
    fields=(
        Link(name="keeper", english="kept by", headings=("联系成员",), to="members", required=True),
        Text(name="organisation", english="organisation", headings=("联系人单位",), required=True, limit=120),
        Text(name="post", english="post", headings=("联系人职务",), limit=60),
        PersonName(name="name", english="name", headings=("联系人姓名",), required=True),
        PhoneNumber(name="phone", english="telephone", headings=("联系人电话",)),
        Text(name="about", english="about what", headings=("联系事项",), limit=400),
    ),
    key=("keeper", "organisation", "name"),
    homes=("keeper",),
    right="visit",
    waits=False,
)  # fmt: skip

NOTES = Register(
    code="notes",
    english="working notes",
    chinese="工作笔记",
    part="fieldwork",
    one_record="One working note of a member that the office is to keep.",
    words=("工作笔记",),
    fields=(
        Link(name="keeper", english="kept by", headings=("笔记成员",), to="members", required=True),
        Day(name="written_on", english="written on", headings=("记录日期",), required=True),
        Text(name="title", english="title", headings=("笔记标题",), required=True, limit=120),
        Text(name="content", english="note", headings=("笔记内容",), limit=4000),
    ),
    key=("keeper", "written_on", "title"),
    homes=("keeper",),
    right="visit",
    waits=False,
)  # fmt: skip

REGISTERS = (GRIDS, GRID_CELLS, CELL_DAYS, VISIT_PLACES, VISITS, FOLLOW_UPS, CONTACTS, NOTES)
