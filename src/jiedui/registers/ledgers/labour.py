"""Labour: persons, their placements, trips to work, training classes and who attended, vocational students.

Persons are counted once: placements and attendances post through their person. Persons in a year, persons ever
and person-times are three accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.declaration import Finding, Group, Post, Record, Register
from jiedui.registers.fields import (
    BankNumber,
    Choice,
    Day,
    IdentityNumber,
    Link,
    PersonName,
    PhoneNumber,
    RegionField,
    Text,
    count,
    money,
)
from jiedui.registers.rules import in_order, not_more

HOUSEHOLDS = {
    "lifted": ("脱贫户", "脱贫", "脱贫人口", "脱贫劳动力", "已脱贫", "脱贫享受政策户", "是", "√", "✓", "✔"),
    "monitored": ("监测对象", "监测户", "防返贫监测对象", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "三类人员"),
    "other": ("一般农户", "一般户", "普通农户", "非脱贫户", "非脱贫", "其他", "其它", "否", "×"),
}
SEXES = {"male": ("男",), "female": ("女",)}
DESTINATIONS = {
    "east": ("东部结对省", "广东", "广东省", "东部", "结对省"),
    "home": ("省内就近", "区内", "省内", "市内", "县内", "就近就业", "区内就近"),
    "elsewhere": ("其他地区", "其他省份", "其它地区", "外省"),
    "welfare": ("公益性岗位", "公益岗位"),
}
CHANNELS = {
    "organised": ("政府组织", "组织输出", "劳务协作"),
    "agency": ("中介机构", "人力资源公司", "劳务公司"),
    "relatives": ("亲友介绍",),
    "self": ("自主就业", "自行外出", "自谋"),
}
MODES = {
    "coach": ("专车", "大巴", "点对点专车", "包车", "汽车"),
    "train": ("专列", "高铁", "动车", "火车"),
    "flight": ("包机",),
    "self": ("自行", "自驾"),
}
CLASS_KINDS = {
    "labour": ("劳务", "劳务培训", "技能培训", "农村劳动力"),
    "cadre": ("党政干部", "干部"),
    "specialist": ("专业技术人才", "专技", "专技人才"),
    "leader": ("致富带头人", "带头人", "乡村振兴带头人"),
}
_HOUSEHOLD = Dimension("household", tuple(HOUSEHOLDS))
_DESTINATION = Dimension("destination", tuple(DESTINATIONS))
_CLASS = (Dimension("kind", tuple(CLASS_KINDS)), _HOUSEHOLD)
PERSON_COLUMNS = dict.fromkeys(("id_number", "name", "sex", "home", "household", "phone", "bank_number"), "")

PERSONS = Register(
    code="persons",
    english="persons",
    chinese="人员",
    part="labour",
    one_record="One person, found by the keyed digest of the identity number; the numbers and the name are sealed.",
    words=("人员信息表", "人员台账", "人员名册", "劳动力信息表"),
    fields=(
        IdentityNumber(name="id_number", english="identity number", headings=("身份证号", "身份证号码", "公民身份号码", "证件号码"), required=True),
        PersonName(name="name", english="name", headings=("姓名", "学员姓名"), required=True),
        Choice(name="sex", english="sex", headings=("性别",), options=SEXES),
        RegionField(name="home", english="home", headings=("户籍地", "户籍地(村)", "户籍所在地", "户籍村", "家庭住址"), required=True),
        Choice(name="household", english="household", headings=("是否脱贫", "是否脱贫户", "户类型", "是否脱贫/监测对象", "人员类别"), options=HOUSEHOLDS, required=True),
        PhoneNumber(name="phone", english="telephone", headings=("联系电话", "手机号码", "电话", "手机号")),
        BankNumber(name="bank_number", english="bank number", headings=("银行卡号", "一卡通账号", "一卡通卡号", "银行账号", "社保卡银行账号")),
    ),
    key=("id_number",),
    handles=(("id_number",),),
    homes=("home",),
)  # fmt: skip


def _years(record: Record) -> range:
    """The calendar years in which a placement counts: all it touches; one without an end, the year it began."""
    last = record["ended_on"] or record["started_on"]
    return range(record["started_on"].year, last.year + 1)


def _placement_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """Once a person, year and destination; once a person and destination ever; once a placement."""
    person = group.root
    if person is None:
        return
    home, household = person["home"], person["household"]
    in_year: set[tuple[str, int]] = set()
    ever: set[str] = set()
    for record in sorted(records, key=lambda r: (r["started_on"], r.id)):
        destination, start = record["destination"], record["started_on"]
        cell = f"{destination}.{household}"
        yield Post(record.id, f"labour.placements.{cell}", home, start, 1, "started_on")
        if destination not in ever:
            ever.add(destination)
            yield Post(record.id, f"labour.ever.{cell}", home, start, 1, "started_on")
        for year in _years(record):
            if (destination, year) not in in_year:
                in_year.add((destination, year))
                yield Post(record.id, f"labour.year.{cell}", home, max(start, date(year, 1, 1)), 1, "started_on")


def _overlaps(group: Group) -> Iterator[Finding]:
    """One person at two places in overlapping months."""
    records = sorted(group.members.get("placements", ()), key=lambda r: (r["started_on"], r.id))
    for first, second in pairwise(records):
        end = first["ended_on"]
        if end is not None and second["started_on"] < end and first["employer"] != second["employer"]:
            yield Finding("ROW-011", {"start": second["started_on"], "end": end}, "started_on", "warning", second.id)


def _place_of_work(record: Record) -> Iterator[Finding]:
    """Work near home whose place is not given down to the county."""
    work = record["work_region"]
    if work is not None and work[4:6] == "00" and record["destination"] in ("home", "welfare"):
        yield Finding("ROW-008", {}, "work_region")


def _subsidy_needs_distance(group: Group) -> Iterator[Finding]:
    """A travel subsidy for work inside the home county, or a public-welfare post outside it."""
    if group.root is None:
        return
    home = group.root["home"]
    for record in group.members.get("placements", ()):
        work = record["work_region"]
        if work is None or home is None:
            continue
        same_county = work[:6] == home[:6]
        if record["subsidy"] and same_county:
            yield Finding("ROW-010", {}, "subsidy", "error", record.id)
        if record["destination"] == "welfare" and not same_county:
            yield Finding("ROW-009", {"found": "公益性岗位"}, "work_region", "error", record.id)


PLACEMENTS = Register(
    code="placements",
    english="placements",
    chinese="转移就业",
    part="labour",
    one_record="One person's work at one place from a day on: where, with whom, how it came about.",
    words=("转移就业台账", "劳动力转移就业花名册", "务工花名册", "务工人员花名册", "劳务输出台账", "就业花名册"),
    fields=(
        Link(name="person", english="person", headings=("务工人员", "身份证号"), to="persons", required=True, embeds=PERSON_COLUMNS),
        Choice(name="destination", english="destination", headings=("去向", "就业去向", "务工去向"), options=DESTINATIONS, required=True, by_region={"donor": "east", "home": "home", "other": "elsewhere"}),
        RegionField(name="work_region", english="place of work", headings=("务工地", "务工省市县", "务工地区", "就业地", "务工地点")),
        Text(name="employer", english="employer", headings=("务工企业", "企业", "就业单位", "用工单位", "务工单位")),
        Day(name="started_on", english="from", headings=("务工起始", "务工起始时间", "起始时间", "外出时间", "务工开始时间", "就业时间", "务工开始日期"), required=True),
        Day(name="ended_on", english="to", headings=("务工结束", "务工结束时间", "截止时间", "返乡时间", "务工截止时间")),
        money("income", "monthly income", "月收入", "月工资", "月均收入", unit="元"),
        Choice(name="channel", english="channel", headings=("就业渠道", "输出方式"), options=CHANNELS),
        Choice(name="mode", english="travelled by", headings=("输送方式", "出行方式"), options=MODES),
        Text(name="trip_number", english="trip", headings=("班次", "车次"), limit=40),
        money("subsidy", "travel subsidy", "补助", "交通补助", "交通补贴", "补贴金额", unit="元"),
    ),
    key=("person", "started_on"),
    subject=("person",),
    checks=(in_order("started_on", "ended_on"), _place_of_work),
    group_checks=(_overlaps, _subsidy_needs_distance),
    accounts=(
        Account("labour.placements", "person_time", "placements", (_DESTINATION, _HOUSEHOLD)),
        Account("labour.year", "person", "persons working, each once a calendar year", (_DESTINATION, _HOUSEHOLD)),
        Account("labour.ever", "person", "persons working, each once", (_DESTINATION, _HOUSEHOLD)),
    ),
    postings=_placement_postings,
    evidence=("roster", "contract"),
)  # fmt: skip


def _trip_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    for r in records:
        lifted = r["lifted"] or 0
        yield Post(r.id, f"labour.trips.{r['mode']}", r["region"], r["departed_on"], 1, "departed_on")
        yield Post(
            r.id,
            f"labour.trip_persons.{r['mode']}.other",
            r["region"],
            r["departed_on"],
            r["persons"] - lifted,
            "persons",
        )
        if r["lifted"] is not None:
            yield Post(r.id, f"labour.trip_persons.{r['mode']}.lifted", r["region"], r["departed_on"], lifted, "lifted")


TRIPS = Register(
    code="trips",
    english="chartered trips",
    chinese="点对点输送",
    part="labour",
    one_record="One chartered trip that carried workers from home to work.",
    words=("点对点输送台账", "专车专列台账", "点对点台账", "输送台账"),
    fields=(
        RegionField(name="region", english="from region", headings=("出发县区", "输出地", "组织地区", "县区", "县"), required=True),
        Day(name="departed_on", english="departed on", headings=("发车日期", "日期", "出发日期"), required=True),
        Text(name="start", english="from", headings=("出发地", "始发地")),
        Text(name="destination", english="to", headings=("目的地", "到达地")),
        Choice(name="mode", english="by", headings=("方式", "交通方式", "输送方式"), options={k: v for k, v in MODES.items() if k != "self"}, required=True),
        Text(name="number", english="trip number", headings=("车次/班次", "班次", "车次", "车牌号"), required=True, limit=40),
        count("persons", "persons carried", "人数", "输送人数", "乘车人数", required=True),
        count("lifted", "of them lifted", "其中脱贫", "其中脱贫人数", "其中脱贫劳动力"),
        Text(name="organiser", english="organised by", headings=("组织单位", "承办单位")),
    ),
    key=("region", "departed_on", "mode", "number"),
    repeats="refuse",
    checks=(not_more("lifted", "persons"),),
    accounts=(
        Account("labour.trips", "trip", "chartered trips", (Dimension("mode", tuple(MODES)),)),
        Account("labour.trip_persons", "person", "persons carried by chartered trips", (Dimension("mode", tuple(MODES)), Dimension("household", ("lifted", "other")))),
    ),
    postings=_trip_postings,
    evidence=("roster", "photo", "contract"),
)  # fmt: skip


def _class_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """A class whose kind is not stated is one for workers, as nearly all are."""
    for r in records:
        kind, region, day = r["kind"] or "labour", r["region"], r["started_on"]
        yield Post(r.id, f"training.classes.{kind}", region, day, 1, "started_on")
        if r["persons"] is not None:
            yield Post(r.id, f"training.reported.{kind}", region, day, r["persons"], "persons")
        if r["cost"] is not None:
            yield Post(r.id, f"training.cost.{kind}", region, day, r["cost"], "cost")


CLASSES = Register(
    code="classes",
    english="training classes",
    chinese="培训班",
    part="labour",
    one_record="One training class (one 期).",
    words=("培训班台账", "培训台账", "培训班次台账"),
    fields=(
        RegionField(name="region", english="region", headings=("举办县区", "培训县区", "举办地区", "县区", "县"), required=True),
        Text(name="name", english="class", headings=("培训班名称", "班名", "班级名称"), required=True),
        Text(name="number", english="number", headings=("期次", "期数", "培训期次"), required=True, limit=40),
        Choice(name="kind", english="kind", headings=("培训类别", "培训对象", "培训类型", "类别"), options=CLASS_KINDS),
        Text(name="trade", english="trade", headings=("工种", "培训工种")),
        Day(name="started_on", english="from", headings=("开班日期", "开班时间"), required=True),
        Day(name="ended_on", english="to", headings=("结业日期", "结业时间")),
        Text(name="place", english="place", headings=("培训地点", "地点",)),
        Text(name="provider", english="provider", headings=("培训机构", "承训机构", "机构")),
        count("persons", "persons by the class's own return", "培训人数", "参训人数", "人数"),
        count("certified", "certified", "取证人数", "合格证人数", "合格证"),
        money("cost", "cost", "培训资金", "培训经费", "资金"),
    ),
    key=("region", "name", "number"),
    handles=(("region", "name", "number"), ("name", "number"), ("name",)),
    checks=(in_order("started_on", "ended_on"), not_more("certified", "persons")),
    accounts=(
        Account("training.classes", "class", "training classes", _CLASS[:1]),
        Account("training.reported", "person_time", "person-times by the classes' own returns", _CLASS[:1]),
        Account("training.cost", "fen", "cost of training classes", _CLASS[:1]),
    ),
    postings=_class_postings,
    evidence=("roster", "photo", "certificate"),
)  # fmt: skip


def _attendance_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    """Once a person, year and kind of class; once a person and kind ever; once an attendance."""
    person = group.root
    if person is None:
        return
    in_year: set[tuple[str, int]] = set()
    ever: set[str] = set()
    attended = [(group.linked(record, "training_class"), record) for record in records]
    seen = [
        (course["started_on"], record.id, course["kind"] or "labour", record) for course, record in attended if course
    ]
    for day, _, kind, record in sorted(seen, key=lambda item: item[:2]):
        cell = f"{kind}.{person['household']}"
        yield Post(record.id, f"training.times.{cell}", person["home"], day, 1, "training_class")
        if (kind, day.year) not in in_year:
            in_year.add((kind, day.year))
            yield Post(record.id, f"training.year.{cell}", person["home"], day, 1, "training_class")
        if kind not in ever:
            ever.add(kind)
            yield Post(record.id, f"training.ever.{cell}", person["home"], day, 1, "training_class")


ATTENDANCES = Register(
    code="attendances",
    english="training attendances",
    chinese="培训学员",
    part="labour",
    one_record="One person's attendance of one training class.",
    words=("培训学员花名册", "学员花名册", "培训花名册"),
    fields=(
        Link(name="person", english="person", headings=("学员", "身份证号"), to="persons", required=True, embeds=PERSON_COLUMNS),
        Link(name="training_class", english="class", headings=("所在班级", "参训班级", "培训班名称", "班名"), to="classes", required=True, follow=True),
        Text(name="certificate", english="certificate", headings=("合格证号", "证书编号"), limit=60),
        Text(name="job", english="work afterwards", headings=("就业跟踪", "就业去向")),
    ),
    key=("person", "training_class"),
    subject=("person",),
    accounts=(
        Account("training.times", "person_time", "attendances", _CLASS),
        Account("training.year", "person", "persons trained, each once a year and kind", _CLASS),
        Account("training.ever", "person", "persons trained, each once a kind", _CLASS),
    ),
    postings=_attendance_postings,
    evidence=("certificate",),
)  # fmt: skip


def _student_postings(records: Sequence[Record], group: Group) -> Iterable[Post]:
    person = group.root
    if person is not None:
        first = min(records, key=lambda r: (r["enrolled_on"], r.id))
        cell = person["household"]
        yield Post(first.id, f"labour.students.{cell}", person["home"], first["enrolled_on"], 1, "enrolled_on")


STUDENTS = Register(
    code="students",
    english="vocational students",
    chinese="东部就读学生",
    part="labour",
    one_record="One student who attends a vocational school in the donor region.",
    words=("东部就读学生花名册", "职校学生花名册", "学生花名册"),
    fields=(
        Link(name="person", english="student", headings=("学生", "身份证号"), to="persons", required=True, embeds=PERSON_COLUMNS),
        Text(name="school", english="school", headings=("就读学校", "学校名称"), required=True),
        Day(name="enrolled_on", english="enrolled on", headings=("入学日期", "入学时间"), required=True),
        Text(name="subject", english="subject", headings=("专业", "就读专业")),
    ),
    key=("person", "school"),
    subject=("person",),
    accounts=(Account("labour.students", "person", "students at schools in the donor region", (_HOUSEHOLD,)),),
    postings=_student_postings,
    evidence=("roster",),
)  # fmt: skip

REGISTERS = (PERSONS, PLACEMENTS, TRIPS, CLASSES, ATTENDANCES, STUDENTS)
