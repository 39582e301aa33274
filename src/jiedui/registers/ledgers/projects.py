"""Projects through their whole life: listed, checked, reviewed, approved, under way, accepted, assets, upkeep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from jiedui.kernel.accounts import Account, Dimension
from jiedui.kernel.units import in_unit
from jiedui.registers.declaration import Finding, Group, Post, Record, Register
from jiedui.registers.fields import Choice, Day, Flag, Link, RegionField, Text, Year, count, money, percent
from jiedui.registers.rules import add_up, in_order, needs, not_more, steps

KINDS = {
    "industry": ("产业", "产业发展", "产业类", "产业帮扶"),
    "employment": ("就业", "劳务协作", "就业类", "就业帮扶"),
    "livelihood": ("民生", "社会事业", "民生类", "公共服务"),
    "rural": ("乡村建设", "乡村振兴示范", "基础设施"),
    "talent": ("人才", "人才支援", "人才培训", "人才类"),
    "other": ("其他", "其它"),
}
NATURES = {
    "new": ("新建",),
    "extension": ("扩建", "改扩建"),
    "rebuild": ("改建",),
    "continued": ("续建",),
    "other": ("其他", "其它"),
}
RESULTS = {
    "passed": ("合格", "通过", "验收合格"),
    "mend": ("整改", "限期整改", "基本合格"),
    "failed": ("不合格", "不通过", "未通过"),
}
ASSET_CLASSES = {
    "operating": ("经营性", "经营性资产"),
    "public": ("公益性", "公益性资产"),
    "household": ("到户类", "到户类资产"),
}
OWNERS = {
    "village": ("村集体", "村级"),
    "township": ("乡镇", "乡镇级"),
    "county": ("县级", "县"),
    "household": ("农户", "到户"),
    "enterprise": ("企业",),
    "other": ("其他", "其它"),
}
LATE_ACCEPTANCE = timedelta(days=183)
_KIND = (Dimension("kind", tuple(KINDS)),)
_HOUSEHOLD = Dimension("household", ("lifted", "other"))
FUND_PARTS = (("fund_province", "province"), ("fund_city", "city"), ("fund_district", "district"))


def _project_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for record in records:
        kind, region = record["kind"], record["region"]
        for day, account in (
            ("listed_on", "projects.listed"),
            ("approved_on", "projects.count"),
            ("started_on", "projects.started"),
            ("finished_on", "projects.finished"),
            ("accepted_on", "projects.accepted"),
        ):
            if record[day] is not None:
                yield Post(record.id, f"{account}.{kind}", region, record[day], 1, day)
        if record["approved_on"] is not None:
            yield from _approved(record, 1, record["approved_on"])
            if record["cancelled_on"] is not None:
                yield Post(record.id, f"projects.count.{kind}", region, record["cancelled_on"], -1, "cancelled_on")
                yield from _approved(record, -1, record["cancelled_on"])


def _approved(record: Record, sign: int, day: date) -> Iterator[Post]:
    """What approval commits: the fund by tier, and who is to benefit; all of it comes back when it is cancelled."""
    kind, region = record["kind"], record["region"]
    parts = [(tier, name, record[name]) for name, tier in FUND_PARTS if record[name] is not None]
    stated = sum(amount for _, _, amount in parts)
    for tier, name, amount in parts:
        yield Post(record.id, f"funds.committed.{kind}.{tier}", region, day, sign * amount, name)
    if record["fund"] is not None and (record["fund"] > stated or not parts):
        rest = record["fund"] - stated
        yield Post(record.id, f"funds.committed.{kind}.unstated", region, day, sign * rest, "fund")
    if record["households"] is not None:
        yield Post(record.id, "projects.households", region, day, sign * record["households"], "households")
    if record["persons"] is not None:
        lifted = record["lifted"] or 0
        yield Post(record.id, "projects.persons.other", region, day, sign * (record["persons"] - lifted), "persons")
        if record["lifted"] is not None:
            yield Post(record.id, "projects.persons.lifted", region, day, sign * lifted, "lifted")


def _fund_known(record: Record) -> Iterator[Finding]:
    """An approved project needs its cooperation funds: in all, or by tier."""
    if record["approved_on"] is not None and all(
        record[name] is None for name in ("fund", *(n for n, _ in FUND_PARTS))
    ):
        yield Finding("ROW-013", {"stage": "批复日期", "needs": "协作资金"}, "approved_on")


def _approval_dated(record: Record) -> Iterator[Finding]:
    """An approval without its day counts nowhere."""
    if record["approval_number"] is not None and record["approved_on"] is None:
        yield Finding("ROW-013", {"stage": "批复文号", "needs": "批复日期"}, "approval_number", "warning")


def _acceptance_overdue(record: Record) -> Iterator[Finding]:
    """Finished for more than half a year and not accepted, seen from the day of the latest return."""
    finished, accepted = record["finished_on"], record["accepted_on"]
    reported = record["reported_on"]
    waits = finished is not None and accepted is None and reported is not None
    if waits and reported - finished > LATE_ACCEPTANCE:
        yield Finding("ROW-012", {"since": finished}, "accepted_on", "warning")


def _payments_in_order(group: Group) -> Iterator[Finding]:
    """Spending above what was paid out, and payments above the project's fund."""
    project = group.root
    if project is None:
        return
    paid = list(group.members.get("disbursements", ()))
    spent = list(group.members.get("spendings", ()))
    total_paid, total_spent = sum(r["amount"] or 0 for r in paid), sum(r["amount"] or 0 for r in spent)
    fund = project["fund"]
    if fund is not None and total_paid > fund:
        yield _above("累计拨付", total_paid, "协作资金", fund, paid[-1])
    if paid and total_spent > total_paid:
        yield _above("累计支出", total_spent, "累计拨付", total_paid, spent[-1])


def _above(part: str, part_fen: int, whole: str, whole_fen: int, record: Record) -> Finding:
    values = {"part": part, "whole": whole}
    values |= {"part_value": f"{in_unit(part_fen, '元')}元", "whole_value": f"{in_unit(whole_fen, '元')}元"}
    return Finding("ROW-003", values, "amount", "error", record.id)


PROJECTS = Register(
    code="projects",
    english="projects",
    chinese="协作项目",
    part="projects",
    one_record="One project of the programme in the region that carries it out, from the library to upkeep.",
    words=("协作项目台账", "项目台账", "项目库", "项目计划表", "项目明细表", "项目表"),
    fields=(
        Text(name="code", english="project number", headings=("项目编号", "项目代码", "编号"), limit=60),
        Year(name="year", english="year", headings=("年度", "项目年度", "计划年度"), required=True),
        RegionField(name="region", english="county", headings=("协作县", "县(市、区)", "县区", "项目县", "实施县区", "市县"), required=True),
        Text(name="name", english="project", headings=("项目名称", "协作项目名称"), required=True),
        Choice(name="kind", english="kind", headings=("项目类型", "项目类别"), options=KINDS, required=True),
        Choice(name="nature", english="nature", headings=("建设性质",), options=NATURES),
        RegionField(name="place", english="place", headings=("建设地点", "实施地点", "建设地点(区划)")),
        Text(name="content", english="content and scale", headings=("建设内容及规模", "建设内容", "主要建设内容"), limit=1000),
        money("total", "total investment", "总投资", "项目总投资"),
        money("fund", "cooperation funds", "协作资金", "协作资金合计", "协作资金小计", "东西部协作资金", "协作资金总额", "其中协作资金", "财政协作资金", "粤桂协作资金", "协作资金投入"),
        money("fund_province", "funds: province", "协作资金省级", "省级协作资金", "省级资金"),
        money("fund_city", "funds: city", "协作资金市级", "市级协作资金", "市级资金"),
        money("fund_district", "funds: district", "协作资金区县级", "区县级协作资金", "区县级资金", "协作资金区级"),
        money("other_fund", "other funds", "其他资金", "其它资金", "自筹资金"),
        Text(name="implementer", english="implementer", headings=("实施单位", "项目实施单位", "建设单位")),
        Text(name="in_charge", english="in charge", headings=("责任人", "项目责任人", "项目负责人"), limit=60),
        Text(name="approval_number", english="approval number", headings=("批复文号", "批准文号")),
        Day(name="listed_on", english="listed on", headings=("入库日期", "入库时间", "申报日期")),
        Day(name="publicised_on", english="publicised from", headings=("公示日期", "公示开始日期", "公示期"), may_be_period=True),
        Day(name="approved_on", english="approved on", headings=("批复日期", "批复时间", "批准日期")),
        Day(name="planned_start", english="planned start", headings=("计划开工", "计划开工日期", "计划开工时间")),
        Day(name="planned_end", english="planned end", headings=("计划完工", "计划完工日期", "计划完工时间")),
        Day(name="started_on", english="started on", headings=("实际开工", "实际开工日期", "开工日期", "开工时间")),
        Day(name="finished_on", english="finished on", headings=("实际完工", "实际完工日期", "完工日期", "完工时间", "竣工日期")),
        Text(name="targets", english="performance targets", headings=("绩效目标", "绩效目标情况"), limit=1000),
        Text(name="benefit_way", english="how households benefit", headings=("联农带农方式", "联农带农机制", "利益联结方式"), limit=400),
        count("households", "households to benefit", "受益户数", "受益农户数", unit="户", base="household"),
        count("persons", "persons to benefit", "受益人数", "受益人口"),
        count("lifted", "of them lifted", "受益脱贫人数", "其中脱贫人数", "受益人数其中脱贫", "其中脱贫"),
        Day(name="accepted_on", english="accepted on", headings=("验收日期", "验收时间")),
        Choice(name="acceptance", english="acceptance", headings=("验收结论", "验收结果"), options=RESULTS),
        Text(name="keeper", english="upkeep by", headings=("管护主体", "管护单位", "后续管护主体")),
        Day(name="cancelled_on", english="cancelled on", headings=("终止日期", "取消日期")),
        Day(name="reported_on", english="as reported on", headings=("填报日期", "统计日期")),
        Text(name="note", english="note", headings=("备注",), limit=1000),
    ),
    key=("year", "region", "name"),
    handles=(("code",), ("name",), ("region", "name")),
    unique=("code",),
    amount="fund",
    checks=(
        not_more("lifted", "persons"),
        not_more("fund", "total"),
        not_more("fund_province", "fund"),
        add_up("fund", "fund_province", "fund_city", "fund_district"),
        in_order("approved_on", "started_on"),
        in_order("started_on", "finished_on"),
        in_order("planned_start", "planned_end"),
        in_order("finished_on", "accepted_on"),
        needs("accepted_on", "finished_on"),
        needs("finished_on", "approved_on"),
        _fund_known,
        _approval_dated,
        _acceptance_overdue,
    ),
    group_checks=(_payments_in_order,),
    accounts=(
        Account("projects.listed", "item", "projects taken into the library", _KIND),
        Account("projects.count", "item", "projects approved and not cancelled", _KIND),
        Account("projects.started", "item", "projects started", _KIND),
        Account("projects.finished", "item", "projects finished", _KIND),
        Account("projects.accepted", "item", "projects accepted", _KIND),
        Account("projects.households", "household", "households that projects benefit"),
        Account("projects.persons", "person", "persons that projects benefit", (_HOUSEHOLD,)),
        Account(
            "funds.committed",
            "fen",
            "cooperation funds of approved projects",
            (*_KIND, Dimension("tier", ("province", "city", "district", "unstated"))),
        ),
    ),
    postings=_project_postings,
    evidence=("approval", "acceptance", "photo", "contract"),
)  # fmt: skip


def _physical_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    if group.root is None:
        return
    kind, region = group.root["kind"], group.root["region"]
    for number, (record, more) in enumerate(steps(records, "month", lambda r: r["physical"])):
        yield Post(record.id, f"projects.physical.{kind}", region, record["month"], more, "physical")
        if number == 0:
            yield Post(record.id, f"projects.reporting.{kind}", region, record["month"], 1, "month")


PROGRESS = Register(
    code="progress",
    english="progress returns",
    chinese="项目进度月报",
    part="projects",
    one_record="One project's monthly return: physical progress, and what was paid out and spent up to then.",
    words=("项目进度月报", "进度月报", "月调度表", "项目进度调度表"),
    fields=(
        Link(name="project", english="project", headings=("调度项目", "项目名称", "项目编号"), to="projects", required=True),
        Day(name="month", english="month", headings=("调度月份", "月份", "统计月份"), required=True),
        percent("physical", "physical progress", "形象进度", "总体形象进度", "形象进度%", required=True),
        money("paid", "paid out so far", "累计拨付", "累计拨付额", "拨付额"),
        money("spent", "spent so far", "累计支出", "累计支出额", "支出额"),
        Text(name="trouble", english="troubles", headings=("存在问题", "问题及措施"), limit=400),
    ),
    key=("project", "month"),
    subject=("project",),
    checks=(not_more("spent", "paid"),),
    accounts=(
        Account("projects.physical", "basis_point", "physical progress, summed over projects", _KIND),
        Account("projects.reporting", "item", "projects that have returned their progress, each once", _KIND),
    ),
    postings=_physical_postings,
    evidence=("photo",),
)  # fmt: skip


def _first_check(records: Sequence[Record], group: Group) -> Iterable[Post]:
    first = min(records, key=lambda r: (r["checked_on"], r.id))
    if group.root is not None:
        yield Post(first.id, "projects.checked", group.root["region"], first["checked_on"], 1, "checked_on")


OUTCOMES = {
    "admit": ("建议入库", "建议实施", "可行"),
    "improve": ("完善后再报", "需完善"),
    "reject": ("不建议实施", "不可行"),
    "on_track": ("进展正常", "正常"),
    "behind": ("进展滞后", "滞后"),
    "stopped": ("停工", "停滞"),
    "in_use": ("运行良好", "正常运行", "在用"),
    "idle": ("闲置",),
    "damaged": ("损坏", "需维修"),
}
"""What a check can come to: the first three before approval, the next three under way, the last three when finished."""
OUTCOMES_BY_STAGE = {
    "listed": ("admit", "improve", "reject"),
    "under_way": ("on_track", "behind", "stopped"),
    "finished": ("in_use", "idle", "damaged"),
}


def stage_on(project: Record, day: date) -> str:
    """Where a project stands on a day, as checks ask it: listed, under_way, finished."""
    if project["finished_on"] is not None and project["finished_on"] <= day:
        return "finished"
    return "under_way" if project["approved_on"] is not None and project["approved_on"] <= day else "listed"


def _outcome_fits_stage(group: Group) -> Iterator[Finding]:
    """A check whose outcome is not one that the project's stage on that day asks for."""
    if group.root is None:
        return
    for check in group.members.get("site_checks", ()):
        asked = OUTCOMES_BY_STAGE[stage_on(group.root, check["checked_on"])]
        if check["outcome"] is not None and check["outcome"] not in asked:
            words = {"found": OUTCOMES[check["outcome"]][0], "asked": "、".join(OUTCOMES[one][0] for one in asked)}
            yield Finding("ROW-020", words, "outcome", "error", check.id)


CHECKS = Register(
    code="site_checks",
    english="on-site checks",
    chinese="现场核查",
    part="projects",
    one_record="One check of a project on the spot: real, necessary, feasible, land.",
    words=("现场核查台账", "现场核查表", "核查台账"),
    fields=(
        Link(name="project", english="project", headings=("核查项目", "项目名称", "项目编号"), to="projects", required=True),
        Day(name="checked_on", english="checked on", headings=("核查日期", "核查时间"), required=True),
        Text(name="checker", english="checked by", headings=("核查人", "核查人员")),
        Flag(name="real", english="real", headings=("真实性", "是否真实")),
        Flag(name="necessary", english="necessary", headings=("必要性", "是否必要")),
        Flag(name="feasible", english="feasible", headings=("可行性", "是否可行")),
        Flag(name="land", english="land settled", headings=("用地落实", "用地是否落实")),
        Flag(name="key_point", english="key point", headings=("突出重点", "重点")),
        Flag(name="bright_spot", english="bright spot", headings=("突出亮点", "亮点")),
        Flag(name="own_feature", english="own feature", headings=("突出特点", "特点", "特色")),
        Choice(name="outcome", english="outcome", headings=("核查结果",), options=OUTCOMES),
        Text(name="result", english="opinion", headings=("核查结论", "核查意见"), limit=400),
    ),
    key=("project", "checked_on", "checker"),
    subject=("project",),
    group_checks=(_outcome_fits_stage,),
    right="visit",
    accounts=(Account("projects.checked", "item", "projects checked on site, each once"),),
    postings=_first_check,
    evidence=("photo",),
)  # fmt: skip

REVIEWS = Register(
    code="reviews",
    english="reviews",
    chinese="项目评审",
    part="projects",
    one_record="One review of a project by the three questions: key point, bright spot, own feature.",
    words=("项目评审台账", "评审台账", "评审表"),
    fields=(
        Link(name="project", english="project", headings=("评审项目", "项目名称", "项目编号"), to="projects", required=True),
        Day(name="reviewed_on", english="reviewed on", headings=("评审日期", "论证日期"), required=True),
        Flag(name="key_point", english="key point", headings=("突出重点", "重点")),
        Flag(name="bright_spot", english="bright spot", headings=("突出亮点", "亮点")),
        Flag(name="feature", english="own feature", headings=("突出特点", "特点")),
        Choice(name="result", english="result", headings=("评审结论", "评审结果"), options=RESULTS, required=True),
        Text(name="opinion", english="opinion", headings=("评审意见", "论证意见"), limit=1000),
    ),
    key=("project", "reviewed_on"),
    subject=("project",),
    accounts=(Account("projects.reviewed", "item", "reviews of projects", (Dimension("result", tuple(RESULTS)),)),),
    postings=lambda records, group: [
        Post(r.id, f"projects.reviewed.{r['result']}", group.root["region"], r["reviewed_on"], 1, "reviewed_on")
        for r in records
        if group.root is not None
    ],
    evidence=("minutes",),
)  # fmt: skip

_ASSET = (Dimension("class", tuple(ASSET_CLASSES)), Dimension("owner", tuple(OWNERS)))


def _asset_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    if group.root is None:
        return
    for r in records:
        cell, region = f"{r['kind']}.{r['owner']}", group.root["region"]
        field = "registered_on" if r["registered_on"] is not None else "handed_over_on"
        if r[field] is None:
            continue
        yield Post(r.id, f"assets.count.{cell}", region, r[field], 1, field)
        if r["value"] is not None:
            yield Post(r.id, f"assets.value.{cell}", region, r[field], r["value"], "value")
        if r["handed_over_on"] is not None:
            yield Post(r.id, f"assets.handed_over.{cell}", region, r["handed_over_on"], 1, "handed_over_on")


def _asset_dated(record: Record) -> Iterator[Finding]:
    """An asset counts from its registration, or from its hand-over where no registration is given; it needs one."""
    if record["registered_on"] is None and record["handed_over_on"] is None:
        yield Finding("ROW-013", {"stage": "资产名称", "needs": "确权登记日期"}, "name")


ASSETS = Register(
    code="assets",
    english="assets",
    chinese="项目资产",
    part="projects",
    one_record="One asset that a project left behind: its class, owner, value, hand-over and keeper.",
    words=("项目资产台账", "资产台账", "资产登记表"),
    fields=(
        Link(name="project", english="project", headings=("所属项目", "形成项目", "项目名称", "项目编号", "项目"), to="projects", required=True),
        Text(name="name", english="asset", headings=("资产名称", "名称",), required=True),
        Choice(name="kind", english="class", headings=("资产类别", "资产类型", "类别"), options=ASSET_CLASSES, required=True),
        Choice(name="owner", english="owner", headings=("权属", "资产权属", "产权归属"), options=OWNERS, required=True),
        money("value", "original value", "资产原值", "原值", required=True),
        Day(name="registered_on", english="registered on", headings=("确权登记日期", "登记日期", "确权日期")),
        Day(name="handed_over_on", english="handed over on", headings=("移交日期", "移交时间")),
        Text(name="keeper", english="keeper", headings=("管护人", "管护责任人", "管护主体")),
        money("income", "yearly income", "年收益", "年度收益"),
    ),
    key=("project", "name"),
    subject=("project",),
    checks=(in_order("registered_on", "handed_over_on"), _asset_dated),
    accounts=(
        Account("assets.count", "item", "assets registered", _ASSET),
        Account("assets.value", "fen", "original value of assets", _ASSET),
        Account("assets.handed_over", "item", "assets handed over", _ASSET),
    ),
    postings=_asset_postings,
    evidence=("approval", "contract"),
)  # fmt: skip

REGISTERS = (PROJECTS, PROGRESS, CHECKS, REVIEWS, ASSETS)
