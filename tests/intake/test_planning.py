"""Plans: what is new, changed, the same, refused; what is saved of them; sending again; stale plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiedui.intake.actions import import_plan
from jiedui.journal.models import Entry, Posting
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from tests.intake.workbooks import (
    PROJECT,
    ROAD,
    ROSTER,
    SHED,
    TEA,
    batches,
    counts,
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

BAD = [2023, "马山县", "坏行", "旅游业", 5, "2023-05-01"]


def test_a_plan_writes_nothing(folder: Path) -> None:
    before = batches()
    assert planned(projects(folder, TEA)).counts == counts(new=1)
    assert batches() == before
    assert stored("projects") == []


def test_a_file_sent_twice_is_imported_once(folder: Path) -> None:
    path = projects(folder, TEA, ROAD)
    assert imported(path) is not None
    before = batches(), Entry.objects.count(), Posting.objects.count()
    assert planned(path).counts == counts(same=2)
    assert imported(path) is None
    assert (batches(), Entry.objects.count(), Posting.objects.count()) == before


def test_a_corrected_file_changes_just_the_corrected_record_field_by_field(folder: Path) -> None:
    imported(projects(folder, TEA, ROAD))
    path = projects(folder, [*TEA[:4], 90, TEA[5]], ROAD, SHED)
    plan = planned(path)
    assert plan.counts == counts(new=1, changed=1, same=1)
    matched = plan.sheets[0].matched
    assert matched is not None
    (item,) = [one for one in matched.items if one.status == "changed"]
    assert [(d.field, d.before, d.after) for d in matched.differences(item)] == [("协作资金", 100, 90)]
    entries = Entry.objects.count()
    imported(path)
    assert Entry.objects.count() == entries + 2
    assert [one["fund"] for one in stored("projects")] == [90_000_000, 250_500_000, 80_000_000]


def test_a_blank_cell_of_a_column_erases_and_a_missing_column_leaves_alone(folder: Path) -> None:
    heading = [*PROJECT, "责任人", "备注"]
    imported(projects(folder, [*TEA, "演示甲", "旧"], heading=heading))
    path = projects(folder, [*TEA, None], heading=[*PROJECT, "备注"])
    assert planned(path).counts == counts(changed=1)
    imported(path)
    (project,) = stored("projects")
    assert project["note"] is None
    assert project["in_charge"] == "演示甲"


def test_a_blank_cell_never_erases_what_is_known_of_a_person(folder: Path) -> None:
    imported(roster(folder, [*worker(id_number(1)), "0771-0000123"], heading=[*ROSTER, "联系电话"]))
    again = roster(folder, [*worker(id_number(1)), None], heading=[*ROSTER, "联系电话"])
    assert planned(again).counts == counts(same=1)
    assert imported(again) is None
    assert stored("persons")[0]["phone"].startswith("0771")


def test_a_person_s_changed_particulars_come_with_the_roster_row(folder: Path) -> None:
    imported(roster(folder, worker(id_number(1))))
    plan = planned(roster(folder, worker(id_number(1), 是否脱贫="监测对象")))
    assert plan.counts == counts(changed=1)
    imported(roster(folder, worker(id_number(1), 是否脱贫="监测对象")))
    assert [one["household"] for one in stored("persons")] == ["monitored"]
    assert len(stored("placements")) == 1


def test_nothing_is_saved_while_a_row_is_refused_unless_the_good_rows_are_asked_for(folder: Path) -> None:
    path = projects(folder, TEA, BAD)
    assert planned(path).counts == counts(new=1, refused=1)
    with pytest.raises(Refused):
        imported(path)
    assert stored("projects") == []
    assert imported(path, accept_good_rows=True) is not None
    assert [one["name"] for one in stored("projects")] == ["茶园"]


def test_a_row_that_hangs_on_a_refused_one_is_refused_too(folder: Path) -> None:
    payments = [["项目名称", "拨付日期", "拨付金额(万元)"], ["坏行", "2023-06-01", 1], ["茶园", "2023-06-01", 2]]
    path = write(folder / "项目.xlsx", ("拨付台账", payments), ("项目台账", [PROJECT, TEA, BAD]))
    plan = planned(path)
    assert found(plan) == [("CELL-017", "A2"), ("CELL-007", "D3")]
    assert plan.counts == counts(new=2, refused=2)
    imported(path, accept_good_rows=True)
    assert [one["amount"] for one in stored("disbursements")] == [2_000_000]


def test_a_row_that_hangs_on_one_refused_by_a_check_is_refused_too(folder: Path) -> None:
    heading = [*PROJECT, "总投资(万元)"]
    payments = [["项目名称", "拨付日期", "拨付金额(万元)"], ["茶园", "2023-06-01", 2]]
    path = write(folder / "项目.xlsx", ("项目台账", [heading, [*TEA, 1]]), ("拨付台账", payments))
    plan = planned(path)
    assert plan.counts == counts(refused=2)
    assert found(plan)[0] == ("ROW-003", "E2")
    assert found(plan)[1:] == [("CELL-017", "A2")]
    assert imported(path, accept_good_rows=True) is None


def test_a_refused_row_s_person_is_not_saved_unless_a_good_row_holds_him_too(folder: Path) -> None:
    alone = roster(folder, worker(id_number(1), 去向="公益性岗位", 务工地="上林县"))
    assert imported(alone, accept_good_rows=True) is None
    assert stored("persons") == []
    rows = worker(id_number(1), 去向="公益性岗位", 务工地="上林县"), worker(id_number(1), 务工起始="2023-07-01")
    assert imported(roster(folder, *rows), accept_good_rows=True) is not None
    assert len(stored("persons")) == len(stored("placements")) == 1


def test_sheets_of_one_file_link_to_each_other_in_any_order(folder: Path) -> None:
    money = [["企业名称", "到位日期", "到位投资额(万元)"], ["演示厂", "2023-03-01", 1.5]]
    firms = [["企业名称", "落地县区", "签约日期", "所在园区"], ["演示厂", "马山县", "2023-01-01", "演示园"]]
    parks = [
        ["园区所在地", "园区名称", "园区类别", "共建形式", "成立日期"],
        ["马山县", "演示园", "农业", "自建园区", "2022-01-01"],
    ]
    path = write(folder / "产业.xlsx", ("到位投资台账", money), ("企业台账", firms), ("园区台账", parks))
    assert planned(path).counts == counts(new=3)
    imported(path)
    assert stored("investments")[0]["amount"] == 1_500_000
    assert stored("enterprises")[0]["park"] is not None


def test_a_name_that_two_records_bear_is_settled_by_the_row_s_region(folder: Path) -> None:
    bases = [
        ["基地所在地", "基地名称", "建立日期"],
        ["马山县", "演示基地", "2022-01-01"],
        ["上林县", "演示基地", "2022-01-01"],
    ]
    imported(write(folder / "基地.xlsx", ("基地台账", bases)))
    shops = [
        ["车间所在地", "车间名称", "车间类型", "投产日期", "所属基地"],
        ["上林县", "演示车间", "厂房式", "2022-05-01", "演示基地"],
    ]
    imported(write(folder / "车间.xlsx", ("车间台账", shops)))
    assert [one["region"][:6] for one in stored("bases")] == ["450124", "450125"]
    from jiedui.registers.catalogue import registers
    from jiedui.registers.rows import all_of

    second = [record.id for _, record in all_of(registers()["bases"])][1]
    assert stored("workshops")[0]["base"] == second


def test_a_name_that_two_records_bear_is_settled_by_naming_the_county_before_it(folder: Path) -> None:
    imported(projects(folder, TEA, [2023, "上林县", *TEA[2:]]))
    heading = ["项目名称", "拨付日期", "拨付金额(万元)"]
    rows = [["上林县茶园", "2023-06-01", 1], ["马山茶园", "2023-06-01", 2]]
    assert planned(write(folder / "拨付.xlsx", ("拨付台账", [heading, *rows]))).counts == counts(new=2)


def test_a_plan_made_before_the_ledger_changed_is_refused(folder: Path) -> None:
    imported(projects(folder, TEA))
    path = projects(folder, [*TEA[:4], 90, TEA[5]], file="二.xlsx")
    stale = planned(path)
    imported(projects(folder, [*TEA[:4], 80, TEA[5]]))
    with pytest.raises(Refused) as refusal:
        import_plan(stale, LOCAL_OPERATOR, path)
    assert [p.code for p in refusal.value.problems] == ["JOURNAL-004"]
    assert [one["fund"] for one in stored("projects")] == [80_000_000]


def test_a_plan_for_a_new_record_that_another_file_made_meanwhile_is_refused(folder: Path) -> None:
    path = projects(folder, TEA)
    stale = planned(path)
    imported(path)
    with pytest.raises(Refused) as refusal:
        import_plan(stale, LOCAL_OPERATOR, path)
    assert [p.code for p in refusal.value.problems] == ["JOURNAL-004"]
    assert len(stored("projects")) == 1
