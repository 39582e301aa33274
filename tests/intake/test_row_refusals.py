"""One broken workbook for each thing that can be wrong between the cells of a record, or between records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jiedui.intake.exports import export_register
from jiedui.kernel.errors import CATALOGUE, Refused
from jiedui.kernel.grid import cell_at
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.catalogue import registers
from jiedui.registers.rows import all_of
from tests.intake.workbooks import (
    PROJECT,
    ROSTER,
    TEA,
    batches,
    counts,
    credit_code,
    found,
    id_number,
    imported,
    planned,
    projects,
    roster,
    stored,
    worker,
    write,
)
from tests.registers.records import new

WIDE = [
    *PROJECT,
    "总投资(万元)",
    "协作资金省级(万元)",
    "协作资金市级(万元)",
    "协作资金区县级(万元)",
    "开工日期",
    "完工日期",
    "验收日期",
    "受益人数",
    "其中脱贫人数",
    "填报日期",
]
GOOD = [*TEA, 120, 50, 30, 20, "2023-06-01", "2023-07-01", "2023-08-01", 10, 4, "2023-09-30"]


def refuses(path: Path, *expected: tuple[str, str]) -> None:
    before = batches()
    assert found(planned(path)) == list(expected)
    with pytest.raises(Refused):
        imported(path)
    assert batches() == before


def warns(path: Path, *expected: tuple[str, str]) -> None:
    plan = planned(path)
    assert found(plan) == []
    assert found(plan, "warning") == list(expected)
    assert imported(path) is not None


def test_the_good_row_that_the_faults_below_start_from_is_good(folder: Path) -> None:
    assert found(planned(projects(folder, GOOD, heading=WIDE)), None) == []


@pytest.mark.parametrize(
    ("heading", "value", "code", "cell"),
    [
        ("其中脱贫人数", 11, "ROW-003", "O2"),
        ("总投资(万元)", 99, "ROW-003", "E2"),
        ("开工日期", "2023-04-01", "ROW-004", "K2"),
        ("验收日期", "2023-06-30", "ROW-004", "M2"),
        ("批复日期", None, "ROW-013", "L2"),
        ("完工日期", None, "ROW-013", "M2"),
        ("协作资金市级(万元)", 31, "ROW-015", "E2"),
    ],
)
def test_a_project_whose_cells_contradict_each_other_is_refused(
    folder: Path, heading: str, value: Any, code: str, cell: str
) -> None:
    row = dict(zip(WIDE, GOOD, strict=True)) | {heading: value}
    refuses(projects(folder, list(row.values()), heading=WIDE), (code, cell))
    assert stored("projects") == []


def test_a_project_long_finished_and_not_accepted_is_a_warning(folder: Path) -> None:
    row = dict(zip(WIDE, GOOD, strict=True)) | {"验收日期": None, "填报日期": "2024-02-01"}
    warns(projects(folder, list(row.values()), heading=WIDE), ("ROW-012", "M2"))


def test_a_row_that_contradicts_another_of_the_same_key_is_refused(folder: Path) -> None:
    path = projects(folder, TEA, [*TEA[:4], 101, TEA[5]])
    plan = planned(path)
    assert [(p.code, p.place.row if p.place else 0) for p in plan.errors] == [("ROW-001", 3)]
    assert dict(plan.errors[0].fields) == {"other": 2, "fields": "协作资金"}
    with pytest.raises(Refused):
        imported(path)
    assert stored("projects") == []


def test_a_row_that_repeats_another_is_dropped_with_a_warning_where_records_are_things(folder: Path) -> None:
    path = projects(folder, TEA, TEA)
    plan = planned(path)
    assert [(p.code, p.severity, p.place.row if p.place else 0) for p in plan.problems] == [("ROW-002", "warning", 3)]
    assert plan.counts == counts(new=1)
    imported(path)
    assert len(stored("projects")) == 1


def test_a_row_that_repeats_another_is_refused_where_records_are_payments(folder: Path) -> None:
    rows = [["收款地区", "到账日期", "资金层级", "到账金额(万元)"]] + [["马山县", "2023-03-01", "省级", 5]] * 2
    path = write(folder / "到账.xlsx", ("资金到账台账", rows))
    plan = planned(path)
    assert [(p.code, p.severity, p.place.row if p.place else 0) for p in plan.problems] == [("ROW-002", "error", 3)]
    with pytest.raises(Refused):
        imported(path)
    assert stored("receipts") == []


def test_one_person_under_two_names_in_a_file_is_refused(folder: Path) -> None:
    path = roster(folder, worker(id_number(1)), worker(id_number(1), 姓名="演示乙", 务工起始="2023-05-01"))
    plan = planned(path)
    assert [(p.code, p.fields["fields"]) for p in plan.errors] == [("ROW-001", "姓名")]
    assert plan.counts == counts(new=1, refused=1)


def test_work_near_home_must_be_given_down_to_the_county(folder: Path) -> None:
    refuses(roster(folder, worker(id_number(1), 去向="省内就近", 务工地="南宁市")), ("ROW-008", "F2"))


def test_a_public_welfare_post_outside_the_home_county_is_refused(folder: Path) -> None:
    refuses(roster(folder, worker(id_number(1), 去向="公益性岗位", 务工地="上林县")), ("ROW-009", "F2"))


def test_a_travel_subsidy_for_work_in_the_home_county_is_refused(folder: Path) -> None:
    row = [*worker(id_number(1), 去向="省内就近", 务工地="马山县"), 300]
    refuses(roster(folder, row, heading=[*ROSTER, "交通补贴(元)"]), ("ROW-010", "I2"))


def test_one_person_at_two_places_at_a_time_is_a_warning(folder: Path) -> None:
    first = [*worker(id_number(1)), "2023-08-01"]
    second = [*worker(id_number(1), 务工企业="另一厂", 务工起始="2023-06-01"), None]
    warns(roster(folder, first, second, heading=[*ROSTER, "务工结束"]), ("ROW-011", "H3"))


def test_more_paid_in_than_agreed_is_a_warning(folder: Path) -> None:
    firms = [["企业名称", "落地县区", "签约日期", "协议投资额(万元)"], ["演示厂", "马山县", "2023-01-01", 10]]
    money = [["企业名称", "到位日期", "到位投资额(万元)"], ["演示厂", "2023-03-01", 11]]
    warns(write(folder / "企业.xlsx", ("企业台账", firms), ("到位投资台账", money)), ("ROW-016", "C2"))


FIRM = ["企业名称", "统一社会信用代码", "落地县区", "签约日期"]


def firms(folder: Path, *rows: list[Any]) -> Path:
    return write(folder / "企业.xlsx", ("企业台账", [FIRM, *rows]))


def test_one_credit_code_under_two_names_of_a_file_is_refused(folder: Path) -> None:
    rows = [["演示厂", credit_code(1), "马山县", "2023-01-01"], ["演示二厂", credit_code(1), "上林县", "2023-01-01"]]
    refuses(firms(folder, *rows), ("ROW-006", "B3"))


def test_one_credit_code_under_another_name_than_the_ledger_s_is_refused(folder: Path) -> None:
    imported(firms(folder, ["演示厂", credit_code(1), "马山县", "2023-01-01"]))
    refuses(firms(folder, ["演示二厂", credit_code(1), "马山县", "2023-01-01"]), ("ROW-006", "B2"))


def test_a_second_credit_code_under_one_name_is_a_warning(folder: Path) -> None:
    imported(firms(folder, ["演示厂", credit_code(1), "马山县", "2023-01-01"]))
    warns(firms(folder, ["演示厂", credit_code(2), "马山县", "2023-01-01"]), ("ROW-007", "B2"))


def test_a_recognised_workshop_with_fewer_than_five_lifted_is_a_warning(folder: Path) -> None:
    heading = ["车间所在地", "车间名称", "车间类型", "认定日期", "投产日期"]
    shops = [heading, ["马山县", "演示车间", "厂房式", "2022-06-01", "2022-05-01"]]
    heads = [["车间名称", "统计日期", "其中农村劳动力", "其中脱贫劳动力"], ["演示车间", "2023-06-30", 9, 4]]
    warns(write(folder / "车间.xlsx", ("车间台账", shops), ("用工台账", heads)), ("ROW-014", "D2"))


def test_every_code_that_intake_can_find_has_a_broken_workbook(folder: Path) -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    codes = [code for code in CATALOGUE if code.startswith(("SHEET-", "CELL-", "ROW-"))]
    assert [code for code in codes if f'"{code}"' not in tests] == []


def test_a_head_count_of_nobody_or_of_two_is_refused(folder: Path) -> None:
    imported(
        write(
            folder / "园区.xlsx",
            (
                "园区台账",
                [
                    ["园区所在地", "园区名称", "园区类别", "共建形式", "成立日期"],
                    ["马山县", "演示园", "农业", "自建园区", "2022-01-01"],
                ],
            ),
        )
    )
    rows = [
        ["企业名称", "园区名称", "统计日期", "其中农村劳动力"],
        [None, "演示园", "2023-06-30", 5],
        [None, None, "2023-06-30", 5],
    ]
    refuses(write(folder / "用工.xlsx", ("用工台账", rows)), ("ROW-018", "A3"))


def test_payments_above_the_project_s_fund_are_refused_with_stored_ones_counted(folder: Path) -> None:
    imported(projects(folder, TEA))
    heading = ["项目名称", "拨付日期", "拨付金额(万元)", "凭证号"]
    imported(write(folder / "一.xlsx", ("拨付台账", [heading, ["茶园", "2023-06-01", 60, "1"]])))
    refuses(write(folder / "二.xlsx", ("拨付台账", [heading, ["茶园", "2023-07-01", 41, "2"]])), ("ROW-003", "C2"))
    assert imported(write(folder / "三.xlsx", ("拨付台账", [heading, ["茶园", "2023-07-01", 40, "2"]]))) is not None


def test_a_fund_cut_below_what_was_paid_is_refused_at_the_project(folder: Path) -> None:
    imported(projects(folder, TEA))
    rows = [["项目名称", "拨付日期", "拨付金额(万元)"], ["茶园", "2023-06-01", 60]]
    imported(write(folder / "拨付.xlsx", ("拨付台账", rows)))
    plan = planned(projects(folder, [*TEA[:4], 59, TEA[5]]))
    assert [code for code, _ in found(plan)] == ["ROW-003"]
    assert plan.counts == counts(refused=1)


VISIT = ["走访地区", "走访日期", "走访人", "走访镇村", "WGS84纬度", "WGS84经度"]


def visits(folder: Path, *rows: list[Any]) -> Path:
    return write(folder / "走访.xlsx", ("走访台账", [VISIT, *rows]))


def test_a_visit_to_nowhere_is_refused(folder: Path) -> None:
    refuses(visits(folder, ["马山县", "2023-05-03", "演示干部", None, None, None]), ("ROW-024", "A2"))


def test_half_a_position_is_refused(folder: Path) -> None:
    refuses(visits(folder, ["马山县", "2023-05-03", "演示干部", "古零镇", 23.7, None]), ("ROW-025", "E2"))


@pytest.mark.parametrize("latitude", ["北纬二十三度", 123.7, "23°42′", "NaN", "Infinity"])
def test_a_latitude_that_is_no_number_of_degrees_is_refused(folder: Path, latitude: object) -> None:
    refuses(visits(folder, ["马山县", "2023-05-03", "演示干部", "古零镇", latitude, 108.2]), ("CELL-034", "E2"))


@pytest.mark.parametrize(("kind", "region"), [("村", "马山县"), ("村", "古零镇"), ("乡镇", "马山县立星村")])
def test_a_village_or_township_that_is_listed_under_another_region_is_refused(
    folder: Path, kind: str, region: str
) -> None:
    heading = ["走访点类型", "走访点所在地", "走访点名称"]
    refuses(write(folder / "点位.xlsx", ("走访点位表", [heading, [kind, region, "立星村"]])), ("ROW-026", "B2"))
    good = [heading, ["村", "马山县立星村", "立星村"], ["乡镇", "古零镇", "古零镇"], ["学校", "马山县", "演示小学"]]
    assert imported(write(folder / "好点位.xlsx", ("走访点位表", good))) is not None


def test_a_visit_to_a_project_or_a_village_that_stands_in_the_same_workbook_counts_there(folder: Path) -> None:
    places = [["走访点类型", "走访点所在地", "走访点名称"], ["村", "马山县立星村", "立星村"]]
    heading = ["走访地区", "走访日期", "走访人", "走访镇村", "走访项目", "走访点"]
    who = ["马山县", "2023-05-03"]
    rows = [
        heading,
        [*who, "甲", None, TEA[2], None],
        [*who, "乙", None, TEA[2], None],
        [*who, "丙", None, None, "立星村"],
        [*who, "丁", "马山县立星村", None, None],
    ]
    books = (("项目台账", [PROJECT, TEA]), ("走访点位表", places), ("走访台账", rows))
    imported(write(folder / "全.xlsx", *books))
    at = {one["visitor"]: one["point"] for one in stored("visits")}
    assert at["甲"] == at["乙"] != at["丙"] == at["丁"]
    assert [(one["kind"], one["name"]) for one in stored("visit_places")] == [
        ("village", "立星村"),
        ("project", "茶园"),
    ]


def test_a_position_under_a_heading_that_does_not_name_its_system_is_not_read(folder: Path) -> None:
    heading = [*VISIT[:4], "纬度", "经度"]
    rows = [heading, ["马山县", "2023-05-03", "演示干部", "古零镇", 23.7, 108.2]]
    imported(write(folder / "走访.xlsx", ("走访台账", rows)))
    assert stored("visits")[0]["latitude"] is None


def test_a_sheet_of_visits_imports_and_sent_again_changes_nothing(folder: Path) -> None:
    sheet = visits(
        folder,
        ["马山县", "2023-05-03", "演示干部", "古零镇", 23.7000001, 108.2],
        ["马山县", "2023-05-03", "演示干部", "白山镇", None, None],
    )
    imported(sheet)
    assert [(one["latitude"], one["longitude"]) for one in stored("visits")] == [
        (23_700_000, 108_200_000),
        (None, None),
    ]
    assert len(stored("visit_places")) == 2
    assert planned(sheet).counts == counts(same=2)


def test_two_visits_under_one_number_are_refused(folder: Path) -> None:
    heading = [*VISIT[:4], "走访编号"]
    rows = [
        [*row, "a-1"] for row in (["马山县", "2023-05-03", "甲", "古零镇"], ["马山县", "2023-05-04", "乙", "古零镇"])
    ]
    refuses(write(folder / "走访.xlsx", ("走访台账", [heading, *rows])), ("ROW-006", "E3"))


@pytest.mark.parametrize(
    ("cell", "area", "code", "place"),
    [("8741", None, "ROW-022", "A2"), (cell_at(23_700_000, 108_200_000, 7), 5, "ROW-023", "C2")],
)
def test_a_cell_that_the_grid_does_not_know_or_of_another_area_is_refused(
    folder: Path, cell: str, area: int | None, code: str, place: str
) -> None:
    rows = [["网格编号", "网格所在地区", "网格面积(平方米)"], [cell, "马山县", area]]
    refuses(write(folder / "网格.xlsx", ("到访网格表", rows)), (code, place))


CHECK = ["项目名称", "核查日期", "核查人", "核查结果"]


@pytest.mark.parametrize(
    ("project", "outcome", "is_asked"),
    [
        ([*TEA[:5], None], "建议入库", True),
        ([*TEA[:5], None], "进展滞后", False),
        (TEA, "进展滞后", True),
        (TEA, "闲置", False),
    ],
)
def test_a_check_comes_to_what_the_stage_of_its_project_asks_for(
    folder: Path, project: list[Any], outcome: str, is_asked: bool
) -> None:
    imported(projects(folder, project))
    path = write(folder / "核查.xlsx", ("现场核查台账", [CHECK, [TEA[2], "2023-09-01", "演示干部", outcome]]))
    if is_asked:
        assert imported(path) is not None
    else:
        refuses(path, ("ROW-020", "D2"))


def test_shares_of_a_park_that_are_more_than_all_of_it_are_refused(folder: Path) -> None:
    park = [
        ["园区所在地", "园区名称", "园区类别", "共建形式", "成立日期"],
        ["马山县", "演示园", "工业", "飞地", "2022-01-01"],
    ]
    heading = ["分享园区", "分享方", "分享比例", "分享起始日期"]
    shares = [heading, ["演示园", "马山县", "60%", "2022-01-01"], ["演示园", "福田区", "50%", "2022-06-01"]]
    path = write(folder / "园区.xlsx", ("园区台账", park), ("园区收益分享表", shares))
    refuses(path, ("ROW-021", "C3"))


def test_what_follows_from_a_visit_without_a_number_of_its_own_exports_and_comes_back(folder: Path) -> None:
    imported(visits(folder, ["马山县", "2023-05-03", "演示干部", "古零镇", None, None]))
    office = new("offices", region="450124000000", name="马山县协作办", kind="county")
    ((_, visit),) = all_of(registers()["visits"])
    new("follow_ups", visit=visit.id, office=office, content="核实排水")
    path = folder / "待办.xlsx"
    export_register(registers()["follow_ups"], path, LOCAL_OPERATOR)
    assert planned(path).counts == counts(same=1)
