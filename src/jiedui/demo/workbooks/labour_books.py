"""The workbooks of labour: the roster of all workers, the coaches, the classes and who attended, the students."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jiedui.demo.workbooks import homes
from jiedui.demo.workbooks.labour import TrainingClass, Trip, Worker
from jiedui.demo.workbooks.names import person_name, student_number, telephone
from jiedui.demo.workbooks.writing import Book, Cell, Scribe, Sheet, amount, headings

ROSTER: Final = "14_劳动力转移就业花名册.xlsx"
_COLUMNS: Final = headings(
    "序号 姓名 身份证号码 性别 户籍地（村） 是否脱贫/监测对象 去向 务工省市县 务工企业 务工起始时间 返乡时间",
    "月收入(元) 就业渠道 输送方式 班次 交通补助(元) 联系电话",
)
_ROSTER_WORDS: Final = {"lifted": ("是", "是", "√"), "monitored": ("监测对象",), "other": ("否", "否", "×")}
_CLASS_WORDS: Final = {"lifted": ("脱贫户", "是"), "monitored": ("监测对象", "监测户"), "other": ("一般户", "否")}
_FIRST_STUDENT: Final = 90_000


def roster_book(workers: list[Worker]) -> Book:
    """Every worker a row, on one sheet."""
    sheet, scribe = Sheet("转移就业花名册"), Scribe("roster")
    sheet.add("南宁市农村劳动力赴广东转移就业花名册(演示数据,纯属虚构)")
    sheet.add("填报单位:南宁市协作办(演示)")
    sheet.header(_COLUMNS)
    for worker in workers:
        sheet.rows.append(_roster_cells(scribe, worker))
    sheet.note("注:身份证号码为演示号码,4599开头,不对应任何人。")
    return Book(ROSTER, (sheet,), streamed=True)


def _roster_cells(scribe: Scribe, worker: Worker) -> list[Cell]:
    rng, index = scribe.rng, worker.index
    ended = worker.started_on + timedelta(days=330) if index % 13 == 0 and worker.started_on.year < 2022 else None
    income = 3_000 + rng.randrange(0, 60) * 50
    rode = worker.trip is not None
    number = worker.id_number
    if index % 40 == 0:
        number = f"{number[:6]} {number[6:14]} {number[14:]}"
    return [
        index + 1,
        worker.name if index % 50 else f" {worker.name} ",
        number,
        "男" if worker.is_male else "女",
        scribe.village(worker.home),
        rng.choice(_ROSTER_WORDS[worker.household]),
        "广东省",
        worker.workplace,
        f"演示用工企业第{worker.employer}号",
        scribe.day(worker.started_on),
        scribe.day(ended),
        income if index % 9 else scribe.count(income),
        "政府组织" if rode else rng.choice(("亲友介绍", "自主就业", "人力资源公司", "劳务协作")),
        "专车" if rode else rng.choice(("自行", "自行", "高铁")),
        worker.trip,
        None if index % 3 else 300,
        telephone(index) if index % 4 == 0 else None,
    ]


def trips_book(trips: list[Trip]) -> Book:
    """A .csv with the byte-order mark of Excel's UTF-8; a sub-total for each year."""
    sheet, scribe = Sheet("点对点输送台账"), Scribe("trips", as_text=True)
    columns = headings(
        "序号 出发县区 发车日期 出发地 目的地 交通方式 班次 输送人数(人) 其中脱贫人数(人) 组织单位",
    )
    sheet.add("点对点输送台账(演示数据,纯属虚构)")
    sheet.header(columns)
    serial = 0
    for year in (2021, 2022, 2023):
        group = [trip for trip in trips if trip.departed_on.year == year]
        for trip in group:
            serial += 1
            sheet.add(
                serial,
                scribe.county(trip.county),
                scribe.day(trip.departed_on),
                f"{homes.NAMES[trip.county]}演示客运站",
                trip.destination,
                scribe.word(("大巴", "专车")),
                trip.number,
                scribe.count(len(trip.riders)),
                scribe.count(_lifted(trip)),
                "县人社局(演示)",
            )
        sheet.total("小计", len(columns), _trip_sums(group), at=1)
        sheet.add()
    sheet.total("合计", len(columns), _trip_sums(trips))
    return Book("15_点对点输送台账.csv", (sheet,))


def _lifted(trip: Trip) -> int:
    return sum(worker.is_lifted for worker in trip.riders)


def _trip_sums(trips: list[Trip]) -> dict[int, int | float]:
    return {7: sum(len(trip.riders) for trip in trips), 8: sum(_lifted(trip) for trip in trips)}


def classes_book(classes: list[TrainingClass]) -> Book:
    sheet, scribe = Sheet("培训班台账"), Scribe("classes")
    columns = headings(
        "序号 举办县区 培训班名称 期次 培训类型 培训工种 开班时间 结业日期 培训地点 承训机构 参训人数（人）",
        "取证人数（人） 培训经费(万元)",
    )
    sheet.title("粤桂协作劳务培训班次台账", len(columns))
    sheet.header(columns)
    first, serial, subtotals = len(sheet.rows), 0, []
    for code in homes.COUNTIES:
        group = [one for one in classes if one.county == code]
        first = len(sheet.rows)
        for one in group:
            serial += 1
            sheet.add(
                serial,
                scribe.county(code) if one is group[0] else None,
                one.name,
                one.number,
                scribe.word(("劳务培训", "技能培训", "劳务")),
                one.trade,
                scribe.day(one.started_on),
                scribe.day(one.started_on + timedelta(days=2)),
                f"{homes.NAMES[code]}演示职校",
                "演示培训机构",
                len(one.attendees),
                one.certified,
                amount(_cost(one)),
            )
        sheet.merge(first, 1, len(sheet.rows) - 1, 1)
        subtotals.append(sheet.total("小计", len(columns), _class_sums(group), range(first, len(sheet.rows)), at=2))
    sheet.total("合计", len(columns), _class_sums(classes), subtotals)
    return Book("16_培训班台账.xlsx", (sheet,))


def _cost(one: TrainingClass) -> int:
    """600 yuan a person."""
    return len(one.attendees) * 60_000


def _class_sums(classes: list[TrainingClass]) -> dict[int, int | float]:
    return {
        10: sum(len(one.attendees) for one in classes),
        11: sum(one.certified for one in classes),
        12: amount(sum(_cost(one) for one in classes)),
    }


def attendances_book(classes: list[TrainingClass]) -> Book:
    """A sheet for each county."""
    sheets = []
    columns = headings(
        "序号 学员姓名 公民身份号码 性别 户籍所在地 是否脱贫户 参训班级 证书编号 就业去向",
    )
    for code in homes.COUNTIES:
        sheet, scribe = Sheet(f"{homes.short(code)}学员花名册"), Scribe(f"attendances {code}")
        sheet.title(f"{homes.NAMES[code]}培训学员花名册", len(columns))
        sheet.header(columns)
        serial = 0
        for one in (one for one in classes if one.county == code):
            for place, worker in enumerate(one.attendees):
                serial += 1
                sheet.add(
                    serial,
                    worker.name,
                    worker.id_number,
                    "男" if worker.is_male else "女",
                    scribe.village(worker.home),
                    scribe.word(_CLASS_WORDS[worker.household]),
                    one.name,
                    f"YS{code[-2:]}{serial:05d}" if place < one.certified else None,
                    "赴广东务工",
                )
        sheets.append(sheet)
    return Book("17_培训学员花名册.xlsx", tuple(sheets))


def students_book() -> Book:
    sheet, scribe = Sheet("学生花名册"), Scribe("students")
    columns = ("序号", "姓名", "身份证号", "性别", "家庭住址", "户类型", "就读学校", "入学时间", "就读专业")
    sheet.title("东部就读学生花名册", len(columns))
    sheet.header(columns)
    for serial in range(1, 61):
        home = scribe.rng.choice(homes.villages()[homes.COUNTIES[serial % 3]])
        sheet.add(
            serial,
            person_name(_FIRST_STUDENT + serial),
            student_number(serial, male=bool(serial % 2)),
            "男" if serial % 2 else "女",
            scribe.village(home),
            scribe.word(("脱贫户", "一般农户", "监测户")),
            f"深圳市演示职业学校第{serial % 4 + 1}校",
            scribe.day(date(2021 + serial % 3, 9, 1)),
            scribe.word(("数控", "护理", "物流", "电子商务")),
        )
    return Book("21_东部就读学生花名册.xlsx", (sheet,))
