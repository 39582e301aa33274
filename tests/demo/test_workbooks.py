"""The demonstration's workbooks: the same each time, ugly in every way, and adding up to what was published."""

from __future__ import annotations

import csv
import re
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jiedui.demo.workbooks import write_workbooks
from jiedui.demo.workbooks.homes import CITY, COUNTIES, LONGAN, MASHAN, SHANGLIN, villages
from jiedui.demo.workbooks.industry import FLOWER_INCOME, FLOWER_JOBS
from jiedui.demo.workbooks.labour_books import ROSTER
from jiedui.demo.workbooks.make import Records, make_books, make_records
from jiedui.demo.workbooks.member_books import members
from jiedui.demo.workbooks.names import NOTICE
from jiedui.demo.workbooks.promotion import DELEGATIONS, EVENTS
from jiedui.demo.workbooks.writing import Book, Formula, Sheet
from jiedui.kernel.cells import read_day
from jiedui.kernel.identity import credit_fault, id_fault

PUBLISHED = Path(__file__).parents[2] / "src/jiedui/demo/published.toml"
AS_OF = date(2023, 9, 30)
WAN = 1_000_000


@pytest.fixture(scope="module")
def records() -> Records:
    return make_records()


@pytest.fixture(scope="module")
def books(records: Records) -> list[Book]:
    return make_books(records)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbooks")
    write_workbooks(path)
    return path


def sheets(books: list[Book]) -> Iterator[Sheet]:
    return (sheet for book in books for sheet in book.sheets)


def cells(books: list[Book]) -> Iterator[object]:
    return (cell for sheet in sheets(books) for row in sheet.rows for cell in row)


def published(indicator: str, region: str = CITY, *, own: bool = False) -> dict[str, object]:
    figures = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))["figure"]
    (found,) = [f for f in figures if (f["indicator"], f["region"], f["own"]) == (indicator, region, own)]
    return found


def test_writing_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_workbooks(tmp_path / "again")
    assert [path.name for path in again] == sorted(path.name for path in folder.iterdir())
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("region", "funds", "count"), [(SHANGLIN, 13548, 37), (MASHAN, 15089, 37), (LONGAN, 13638, 25)]
)
def test_the_projects_of_a_county_add_up_to_its_published_funds(
    records: Records, region: str, funds: int, count: int
) -> None:
    group = [project for project in records.projects if project.region == region]
    assert (sum(project.fund for project in group), len(group)) == (funds * WAN, count)


def test_all_projects_and_the_citys_own_add_up_to_the_published_funds(records: Records) -> None:
    own = [project for project in records.projects if project.region == CITY]
    assert (sum(project.fund for project in own), len(own)) == (327 * WAN, 10)
    assert (sum(project.fund for project in records.projects), len(records.projects)) == (42602 * WAN, 109)


def test_more_than_half_of_the_funds_are_for_industry(records: Records) -> None:
    industry = sum(project.fund for project in records.projects if project.kind == "产业")
    assert industry * 2 > sum(project.fund for project in records.projects)


def test_the_enterprises_add_up_to_the_published_figures(records: Records) -> None:
    producing = [one for one in records.enterprises if one.produced_on]
    assert len(producing) == 23
    assert all(not one.payments and not one.counts for one in records.enterprises if not one.produced_on)
    assert sum(fen for one in producing for _, fen in one.payments) == 497_200 * WAN
    latest = [max(one.counts, key=lambda count: count.counted_on) for one in producing]
    assert (sum(count.rural for count in latest), sum(count.lifted for count in latest)) == (4577, 1925)
    assert all(count.total >= count.rural >= count.lifted for one in producing for count in one.counts)
    assert all(sum(fen for _, fen in one.payments) <= one.agreed for one in producing)


def test_promotion_and_the_flower_park_are_as_published() -> None:
    assert len(EVENTS) == 2
    assert sum(event[3] for event in EVENTS) == 84
    assert sum(delegation[2] for delegation in DELEGATIONS) == 33
    assert {delegation[0] for delegation in DELEGATIONS} == {CITY, *COUNTIES}
    assert 800_000 < sum(yuan for _, yuan in FLOWER_INCOME) < 900_000
    assert all(200 < persons < 300 for persons in FLOWER_JOBS[-1][1:3])


def test_the_signings_are_six_chambers_and_three_enterprises(books: list[Book]) -> None:
    (sheet,) = [sheet for sheet in sheets(books) if sheet.name == "签约情况台账"]
    kinds = Counter(
        "enterprise" if row[4] == "企业" else "chamber" for row in sheet.rows if row and isinstance(row[0], int)
    )
    assert kinds == {"chamber": 6, "enterprise": 3}


def test_every_worker_is_somebody_else_and_lives_in_a_county_of_the_programme(records: Records) -> None:
    everybody = records.workers
    assert len(everybody) == len({worker.id_number for worker in everybody}) == 37662
    assert len({worker.name for worker in everybody}) == 37662
    assert {worker.home.county for worker in everybody} == set(COUNTIES)
    assert all(date(2021, 2, 1) <= worker.started_on <= AS_OF for worker in everybody)


def test_the_coaches_carried_the_published_number_of_persons_each_once(records: Records) -> None:
    riders = [worker.index for trip in records.trips for worker in trip.riders]
    assert len(riders) == len(set(riders)) == 2911
    assert all(0 < len(trip.riders) <= 49 for trip in records.trips)
    assert len({trip.number for trip in records.trips}) == len(records.trips)
    aboard = {worker.index: worker.trip for worker in records.workers if worker.trip}
    assert aboard == {worker.index: trip.number for trip in records.trips for worker in trip.riders}


def test_the_classes_taught_the_published_number_of_persons_each_once(records: Records) -> None:
    taught = [worker.id_number for one in records.classes for worker in one.attendees]
    assert len(records.classes) == len({one.name for one in records.classes}) == 64
    assert len(taught) == len(set(taught)) == 2522
    assert all(worker.home.county == one.county for one in records.classes for worker in one.attendees)


def test_the_published_figures_are_those_of_the_report() -> None:
    assert published("investment.paid_in") == {
        "indicator": "investment.paid_in",
        "region": CITY,
        "own": False,
        "value": "49.72",
        "unit": "亿元",
        "relation": "equals",
    }
    assert published("parks.income", SHANGLIN)["below"] == "90"
    parts = sum(Decimal(str(published("funds.committed", code)["value"])) for code in COUNTIES)
    own = Decimal(str(published("funds.committed", own=True)["value"]))
    assert str(parts + own) == published("funds.committed")["value"]


def test_identity_numbers_and_credit_codes_are_well_formed_and_cannot_exist(records: Records) -> None:
    assert all(id_fault(worker.id_number) is None for worker in records.workers)
    assert all(worker.id_number.startswith("4599") for worker in records.workers)
    assert all(int(worker.id_number[16]) % 2 == worker.is_male for worker in records.workers)
    assert all(credit_fault(one.credit_code) is None for one in records.enterprises)
    assert all(one.credit_code[2:6] == "4599" for one in records.enterprises)


def test_no_written_number_of_a_person_is_outside_4599(books: list[Book]) -> None:
    numbers = {cell for cell in cells(books) if isinstance(cell, str) and re.fullmatch(r"[\d ]{17,20}[\dX]", cell)}
    assert len(numbers) > 37662
    assert all(number.startswith("4599") for number in numbers)


def test_the_steps_of_a_project_stand_in_order(records: Records) -> None:
    for p in records.projects:
        steps = [p.listed_on, p.approved_on, p.started_on, p.finished_on, p.accepted_on]
        done = [step for step in steps if step is not None]
        assert done == sorted(done), p.code
        assert p.accepted_on is None or p.finished_on is not None
        assert done[-1] <= AS_OF
    assert sum(p.accepted_on is not None for p in records.projects) > 70
    assert sum(p.finished_on is None for p in records.projects) > 5


def test_nothing_is_spent_above_what_was_paid_out_nor_that_above_the_fund(records: Records) -> None:
    out, used = Counter[str](), Counter[str]()
    for totals, payments in ((out, records.paid), (used, records.spent)):
        for payment in payments:
            totals[payment.project.code] += payment.fen
            assert payment.paid_on <= AS_OF
    assert all(used[p.code] <= out[p.code] <= p.fund for p in records.projects)


def test_a_member_of_the_demonstration_holds_one_role_and_has_an_invented_name() -> None:
    found = members()
    assert len({one.login for one in found}) == len({one.name for one in found}) == len(found)
    assert all(one.name.startswith("演示干部") and len(one.login) <= 40 for one in found)
    roles = Counter((one.office, one.role) for one in found)
    assert set(roles.values()) == {1}
    sides = {office for office, _ in roles}
    assert all((office, role) in roles for office in sides for role in ("clerk", "reviewer", "manager", "auditor"))
    assert len(sides) == 4


def test_every_sheet_says_that_it_is_invented(books: list[Book]) -> None:
    for sheet in sheets(books):
        assert any(isinstance(cell, str) and NOTICE in cell for cell in sheet.rows[0]), sheet.name


def test_every_total_agrees_with_the_formula_it_carries(books: list[Book]) -> None:
    formulas = 0
    for sheet in sheets(books):
        for row in sheet.rows:
            for column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    formulas += 1
                    rows = _rows_of(cell.text)
                    parts = [sheet.rows[index][column] for index in rows]
                    values = [part.value if isinstance(part, Formula) else part for part in parts]
                    assert sum(Decimal(str(v)) for v in values if v is not None) == Decimal(str(cell.value)), sheet.name
    assert formulas > 100


def _rows_of(formula: str) -> list[int]:
    if match := re.fullmatch(r"=SUM\([A-Z]+(\d+):[A-Z]+(\d+)\)", formula):
        return list(range(int(match[1]) - 1, int(match[2])))
    return [int(found) - 1 for found in re.findall(r"[A-Z]+(\d+)", formula)]


@pytest.mark.parametrize(
    ("mess", "shape"),
    [
        ("a month as text with a point", r"20\d\d\.\d{1,2}"),
        ("a month in words", r"20\d\d年\d{1,2}月"),
        ("a day in words", r"20\d\d年\d{1,2}月\d{1,2}日"),
        ("a day of eight digits", r"20\d{6}"),
        ("a day with strokes", r"20\d\d/\d{1,2}/\d{1,2}"),
        ("a day with points", r"20\d\d\.\d{1,2}\.\d{1,2}"),
        ("full-width digits", r"[０-９]+"),
        ("a number as text", r"\d+(\.\d+)?"),
        ("thousands separators", r"\d{1,3}(,\d{3})+(\.\d+)?"),
        ("blanks about a number", r" \d+(\.\d+)? "),
        ("a percentage as text", r"\d{1,3}%"),
        ("an identity number in groups", r"4599\d\d \d{8} \d{3}[\dX]"),
        ("yes", "√"),
        ("no", "×"),
        ("yes in words", "是"),
        ("no in words", "否"),
        ("a county's short name", "马山"),
        ("a county's name", "马山县"),
        ("a county's full name", "南宁市马山县"),
        ("a village without its committee", r"马山县\w+[镇乡]\w+村"),
        ("a village from its township down", r"古零镇\w+村委会"),
        ("a sub-total", "小计"),
        ("a total", "合计"),
        ("another total", "总计"),
        ("a unit above the table", "单位:万元"),
        ("a unit in a heading", r".+[（(]万元[)）]"),
        ("a unit in a heading: yuan", r".+[（(]元[)）]"),
        ("a unit in a heading: hundred millions", r".+[（(]亿元[)）]"),
        ("a note below", r"注:.+"),
        ("a serial number column", "序号"),
    ],
)
def test_each_kind_of_mess_in_text_is_present(books: list[Book], mess: str, shape: str) -> None:
    assert any(isinstance(cell, str) and re.fullmatch(shape, cell) for cell in cells(books)), mess


def test_each_kind_of_mess_in_cells_is_present(books: list[Book]) -> None:
    kinds = {type(cell) for cell in cells(books)}
    assert {str, int, float, date, Formula, type(None)} <= kinds
    serials = [cell for cell in cells(books) if isinstance(cell, int) and 44_197 <= cell <= 45_199]
    assert any(read_day(serial)[0] for serial in serials)
    assert any(not any(row) for sheet in sheets(books) for row in sheet.rows)


def test_each_kind_of_mess_in_sheets_is_present(books: list[Book]) -> None:
    assert {Path(book.name).suffix for book in books} == {".xlsx", ".xls", ".ods", ".csv"}
    assert {book.encoding for book in books if book.name.endswith(".csv")} == {"gb18030", "utf-8-sig"}
    assert any(sheet.hidden for sheet in sheets(books))
    assert any(len(book.sheets) > 2 for book in books)
    tall = [merge for sheet in sheets(books) for merge in sheet.merges if merge[2] - merge[0] >= 5]
    assert any(left == right == 1 for _, left, _, right in tall), "a county merged over its rows"
    deep = [merge for sheet in sheets(books) for merge in sheet.merges if merge[2] - merge[0] == 2]
    assert any(top == 2 for top, _, _, _ in deep), "a heading merged over three rows"


def test_the_files_are_what_their_names_say(folder: Path) -> None:
    gb, utf8 = sorted(folder.glob("*.csv"))
    with gb.open(encoding="gb18030", newline="") as stream:
        assert NOTICE in next(csv.reader(stream))[0]
    with pytest.raises(UnicodeDecodeError):
        gb.read_text(encoding="utf-8")
    assert utf8.read_bytes().startswith(b"\xef\xbb\xbf")
    (xls,) = folder.glob("*.xls")
    assert xls.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    (ods,) = folder.glob("*.ods")
    with zipfile.ZipFile(ods) as package:
        assert package.infolist()[0].filename == "mimetype"
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_a_workbook_holds_values_formulas_merges_and_a_fixed_time(folder: Path) -> None:
    path = folder / "06_东西部协作项目台账.xlsx"
    workbook = load_workbook(path, data_only=True)
    assert workbook.properties.created == datetime(2023, 10, 8, 9, 12)
    totals = [page.cell(page.max_row - 3, 14).value for page in workbook]
    assert sum(Decimal(str(total)) for total in totals) == 42602
    formulas = load_workbook(path)
    assert str(formulas.worksheets[0].cell(formulas.worksheets[0].max_row - 3, 14).value).startswith("=")
    assert len(formulas.worksheets[0].merged_cells.ranges) > 20


def test_the_roster_has_a_row_for_every_worker_on_one_sheet(folder: Path) -> None:
    workbook = load_workbook(folder / ROSTER, read_only=True)
    (page,) = workbook.worksheets
    numbers = [row[2] for row in page.iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]
    workbook.close()
    assert len(numbers) == 37662
    assert all(isinstance(number, str) for number in numbers)


def test_only_villages_that_one_name_means_are_used() -> None:
    for places in villages().values():
        names = Counter((place.township, place.name.removesuffix("村委会")) for place in places)
        assert len(places) > 90
        assert max(names.values()) == 1
