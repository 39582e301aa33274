"""What a person says of a file: sheets read otherwise, headings taught, cells mended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from jiedui.intake.actions import import_plan, missing_files
from jiedui.intake.corrections import ColumnChoice, Corrections, Mend, SheetChoice, corrections_from
from jiedui.intake.mends import earlier_mends
from jiedui.intake.planning import Plan, open_file, plan_file
from jiedui.intake.repetition import repetition
from jiedui.intake.spellings import office_spellings, teach_headings
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers.actions import undo
from jiedui.registers.files import kept_file
from tests.intake.workbooks import PROJECT, TEA, found, projects, stored, write
from tests.people.offices import add_cast, open_offices

pytestmark = pytest.mark.django_db
ODD = ["年度", "协作县", "项目名称", "项目类型", "帮扶钱数", "批复日期"]
"""A heading of projects in which one column is called as nobody else calls it."""
MONEY = SheetChoice("projects", 1, 1, {5: ColumnChoice("fund", "万元")})


@pytest.fixture
def cast() -> dict[str, Actor]:
    return add_cast(open_offices())


def read(path: Path, *mends: Mend, sheet: SheetChoice | None = None, actor: Actor = LOCAL_OPERATOR) -> Plan:
    said = Corrections({1: sheet} if sheet else {}, mends)
    opened = open_file(path, spellings=office_spellings(actor), corrections=said, may_be_unknown=True)
    return plan_file(opened, actor)


def test_what_is_said_survives_being_written_down() -> None:
    said = Corrections({1: MONEY, 3: SheetChoice("-")}, (Mend(1, 2, 5, "甲"),))
    assert corrections_from(said.to_json()) == said


def test_a_column_that_the_reader_left_out_is_read_as_said_in_the_unit_said(tmp_path: Path) -> None:
    path = projects(tmp_path, TEA, heading=ODD)
    assert ("SHEET-009", "E1") in found(read(path), None)
    plan = read(path, sheet=MONEY)
    assert found(plan) == []
    import_plan(plan, LOCAL_OPERATOR, path)
    assert stored("projects")[0]["fund"] == 100 * 10**6


def test_a_column_that_the_reader_took_is_left_out_as_said(tmp_path: Path) -> None:
    path = projects(tmp_path, TEA)
    plan = read(path, sheet=SheetChoice("projects", 1, 1, {6: ColumnChoice("-")}))
    (change,) = plan.changes()
    assert "approved_on" not in change.values and change.values["fund"] == 100 * 10**6


def test_a_unit_that_does_not_fit_the_field_is_refused_at_its_heading(tmp_path: Path) -> None:
    plan = read(projects(tmp_path, TEA), sheet=SheetChoice("projects", 1, 1, {5: ColumnChoice("fund", "平方米")}))
    assert ("SHEET-005", "E1") in found(plan)
    assert plan.changes() == []


def test_two_columns_said_to_be_one_field_are_refused(tmp_path: Path) -> None:
    said = SheetChoice("projects", 1, 1, {4: ColumnChoice("name")})
    assert ("SHEET-002", "D1") in found(read(projects(tmp_path, TEA), sheet=said))


def test_a_sheet_is_left_out_as_said(tmp_path: Path) -> None:
    plan = read(projects(tmp_path, TEA), sheet=SheetChoice("-"))
    assert (plan.changes(), plan.problems) == ([], [])


def test_a_sheet_that_nobody_knows_is_read_once_its_register_and_heading_are_said(tmp_path: Path) -> None:
    path = write(
        tmp_path / "表.xlsx",
        ("甲", [["一览", None, 7], ["县", "叫什么", "哪年", "哪类"], ["马山县", "茶园", 2023, "产业"]]),
    )
    columns = {2: ColumnChoice("name"), 3: ColumnChoice("year"), 4: ColumnChoice("kind")}
    plan = read(path, sheet=SheetChoice("projects", 2, 1, columns))
    assert found(plan) == []
    assert [change.values["name"] for change in plan.changes()] == ["茶园"]


@pytest.mark.parametrize("choice", [SheetChoice("projects", 99, 1), SheetChoice("projects", 2, 3)])
def test_a_heading_that_is_none_takes_nothing_in(tmp_path: Path, choice: SheetChoice) -> None:
    assert read(projects(tmp_path, TEA), sheet=choice).changes() == []


def test_a_mended_cell_is_read_and_the_file_stays_as_it_was_sent(tmp_path: Path) -> None:
    path = projects(tmp_path, [2023, "马山县", "茶园", "产业", "约一百", "2023-05-01"])
    sent = path.read_bytes()
    assert found(read(path)) == [("CELL-003", "E2")] or found(read(path))[0][1] == "E2"
    plan = read(path, Mend(1, 2, 5, "100.5"))
    batch = import_plan(plan, LOCAL_OPERATOR, path)
    assert stored("projects")[0]["fund"] == int(Decimal("100.5") * 10**6)
    assert path.read_bytes() == sent == kept_file(plan.source.digest)
    assert earlier_mends(LOCAL_OPERATOR, plan.source.digest) == (Mend(1, 2, 5, "100.5"),)
    assert batch is not None and missing_files() == []


def test_the_file_sent_again_is_known_with_its_mends(tmp_path: Path) -> None:
    path = projects(tmp_path, [2023, "马山县", "茶园", "产业", "约一百", "2023-05-01"])
    plan = read(path, Mend(1, 2, 5, "100"))
    batch = import_plan(plan, LOCAL_OPERATOR, path)
    again = repetition(path, LOCAL_OPERATOR)
    assert again is not None and (again.batch, again.same) == (batch, 1)
    assert read(path, *earlier_mends(LOCAL_OPERATOR, plan.source.digest)).changes() == []


def test_mends_of_an_import_out_of_reach_are_nobody_elses(tmp_path: Path, cast: dict[str, Actor]) -> None:
    path = projects(tmp_path, [2023, "马山县", "茶园", "产业", "约一百", "2023-05-01"])
    plan = read(path, Mend(1, 2, 5, "100"))
    import_plan(plan, LOCAL_OPERATOR, path)
    assert earlier_mends(cast["stranger"], plan.source.digest) == ()
    assert earlier_mends(cast["county-clerk"], plan.source.digest) == (Mend(1, 2, 5, "100"),)


def test_a_mended_personal_number_stands_in_no_batch(tmp_path: Path) -> None:
    from jiedui.journal.models import Batch
    from tests.intake.workbooks import id_number, roster, worker

    path = roster(tmp_path, worker("4.50124E+17"))
    number = id_number(7)
    batch = import_plan(read(path, Mend(1, 2, 2, number)), LOCAL_OPERATOR, path)
    said = Batch.objects.get(id=batch).summary
    assert number not in said and "B2" in said


@pytest.mark.parametrize("mend", [Mend(2, 2, 1, "甲"), Mend(1, 99, 1, "甲"), Mend(1, 2, 99, "甲"), Mend(1, 0, 0, "甲")])
def test_a_cell_that_is_none_is_not_mended(tmp_path: Path, mend: Mend) -> None:
    with pytest.raises(Refused) as refusal:
        read(projects(tmp_path, TEA), mend)
    assert refusal.value.problems[0].code == "MEND-001"


def test_a_text_without_end_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(projects(tmp_path, TEA), Mend(1, 2, 3, "茶" * 2001))
    assert refusal.value.problems[0].code == "MEND-002"


def test_a_mend_that_empties_a_required_cell_is_refused_like_any_empty_cell(tmp_path: Path) -> None:
    assert found(read(projects(tmp_path, TEA), Mend(1, 2, 3, "  "))) == [("CELL-001", "C2")]


def test_a_merged_cell_is_mended_as_a_whole(tmp_path: Path) -> None:
    rows = [PROJECT, TEA, [2023, None, "果园", "产业", 50, "2023-06-01"]]
    path = write(tmp_path / "项目.xlsx", ("项目台账", rows), merged=["B2:B3"])
    plan = read(path, Mend(1, 3, 2, "隆安县"))
    assert [change.values["region"] for change in plan.changes()] == ["450123000000"] * 2


def test_an_office_teaches_a_heading_once_and_reads_it_ever_after(tmp_path: Path, cast: dict[str, Actor]) -> None:
    clerk = cast["county-clerk"]
    path = projects(tmp_path, TEA, heading=ODD)
    opened = open_file(path, corrections=Corrections({1: MONEY}))
    sheet = (opened.source.grids[0], opened.readings[0], MONEY)
    assert teach_headings(clerk, [sheet], path.name) is not None
    assert teach_headings(clerk, [sheet], path.name) is None
    plan = read(path, actor=clerk)
    assert found(plan, None) == [] and plan.changes()[0].values["fund"] == 100 * 10**6
    assert office_spellings(cast["stranger"]) == {}


def test_what_an_office_taught_is_taken_back_with_its_batch(tmp_path: Path, cast: dict[str, Actor]) -> None:
    clerk = cast["county-clerk"]
    opened = open_file(projects(tmp_path, TEA, heading=ODD), corrections=Corrections({1: MONEY}))
    batch = teach_headings(clerk, [(opened.source.grids[0], opened.readings[0], MONEY)], "项目.xlsx")
    assert batch is not None
    undo(batch, clerk)
    assert office_spellings(clerk) == {}


def test_nothing_is_taught_where_the_reader_takes_it_so_anyway(tmp_path: Path, cast: dict[str, Actor]) -> None:
    said = SheetChoice("projects", 1, 1, {5: ColumnChoice("fund", "万元")})
    opened = open_file(projects(tmp_path, TEA), corrections=Corrections({1: said}))
    assert teach_headings(cast["county-clerk"], [(opened.source.grids[0], opened.readings[0], said)], "x") is None


@pytest.mark.parametrize("login", ["auditor", "county-reviewer", "donor"])
def test_who_enters_nothing_teaches_nothing(tmp_path: Path, cast: dict[str, Actor], login: str) -> None:
    opened = open_file(projects(tmp_path, TEA, heading=ODD), corrections=Corrections({1: MONEY}))
    with pytest.raises(Refused) as refusal:
        teach_headings(cast[login], [(opened.source.grids[0], opened.readings[0], MONEY)], "x")
    assert refusal.value.problems[0].code.startswith("RIGHT")


def test_days_in_cells_stand_as_they_are_typed() -> None:
    from datetime import datetime

    from jiedui.intake.tables import cell_text

    assert [cell_text(v) for v in (None, datetime(2023, 5, 1), date(2023, 5, 1), 3.0, 2.5, True, " 甲 ")] == [
        "", "2023-05-01", "2023-05-01", "3", "2.5", "是", "甲",
    ]  # fmt: skip
