"""The footprint: cells by their last day through the lens, the office's and one's own; what nobody has seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiedui.fieldwork.boundaries import load_boundaries
from jiedui.fieldwork.footprint import counties_of, footprint
from jiedui.fieldwork.unseen import unseen
from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import Refused
from jiedui.kernel.grid import area_m2
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.reviewing import confirm
from tests.fieldwork.boundary_files import boundary_file, new_boundaries, square
from tests.fieldwork.footprints import DAY, day_in, paid_project
from tests.registers.cast import CLERK, DONOR, MANAGER, STRANGER
from tests.registers.grids import CELLS, POSITIONS, lay_grid
from tests.registers.records import MASHAN, NANNING, SHANGLIN, edit, last_batch, new, record

pytestmark = pytest.mark.django_db

VILLAGE, TOWNSHIP = "450124100201", "450124100000"


def lens(region: str = NANNING, as_of: date = DAY, **rest: object) -> Lens:
    return lens_as_of(region, as_of, **rest)


def seen(one: Lens, **rest: bool) -> dict[str, date]:
    return {cell.cell: cell.last_on for cell in footprint(MANAGER, one, **rest).cells}


def visit(**values: object) -> int:
    return new("visits", **{"region": MASHAN, "visited_on": DAY, "visitor": "演示", "place": None, **values})


def visited_at(place: int, **values: object) -> int:
    latitude, longitude = POSITIONS[place]
    return visit(**{"latitude": latitude, "longitude": longitude, **values})


def test_a_cell_has_the_last_day_on_which_anybody_was_in_it() -> None:
    lay_grid()
    day_in(0, "one", date(2023, 3, 1), date(2023, 8, 2))
    day_in(0, "another", date(2023, 8, 9))
    day_in(5, "one", date(2022, 5, 5))
    found = footprint(MANAGER, lens())
    assert [(one.cell, one.region, one.last_on) for one in found.cells] == [
        (CELLS[0], MASHAN, date(2023, 8, 9)), (CELLS[5], SHANGLIN, date(2022, 5, 5)),
    ]  # fmt: skip
    assert [one.area for one in found.cells] == [area_m2(CELLS[0]), area_m2(CELLS[5])]
    assert found.grids.keys() == {MASHAN, SHANGLIN} and found.mine == {}


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (date(2023, 2, 28), None),
        (date(2023, 3, 1), date(2023, 3, 1)),
        (date(2023, 8, 1), date(2023, 3, 1)),
        (date(2023, 8, 2), date(2023, 8, 2)),
    ],
)
def test_a_year_that_goes_on_behind_the_day_counts_by_its_first(as_of: date, last: date | None) -> None:
    lay_grid()
    day_in(0, "one", date(2023, 3, 1), date(2023, 8, 2))
    assert seen(lens(as_of=as_of)) == ({CELLS[0]: last} if last else {})


def test_what_was_seen_before_the_beginning_is_left_out() -> None:
    lay_grid()
    day_in(0, "one", date(2022, 3, 1), date(2022, 8, 2))
    assert seen(lens(since=date(2022, 8, 2))) == {CELLS[0]: date(2022, 8, 2)}
    assert seen(lens(since=date(2022, 8, 3))) == {}


def test_a_visit_counts_for_the_office_as_far_as_it_is_confirmed() -> None:
    lay_grid()
    visited_at(0)
    assert seen(lens()) == {} and seen(lens(level=0)) == {CELLS[0]: DAY}
    confirm(last_batch(), LOCAL_OPERATOR)
    assert seen(lens()) == {CELLS[0]: DAY} and seen(lens(level=2)).keys() <= {CELLS[0]}


def test_a_confirmed_visit_that_is_corrected_counts_as_it_was_confirmed_until_it_is_again() -> None:
    lay_grid()
    number = visited_at(0, visited_on=DAY - timedelta(days=2))
    confirm(last_batch(), LOCAL_OPERATOR)
    for values in ({"found": "改正"}, dict(zip(("latitude", "longitude"), POSITIONS[5], strict=True))):
        edit("visits", number, **values)
        assert record("visits", number).standing == 0
        assert seen(lens()) == {CELLS[0]: DAY - timedelta(days=2)}
        assert seen(lens(as_of=DAY - timedelta(days=3))) == seen(lens(since=DAY)) == {}
    assert seen(lens(level=0)) == {CELLS[5]: DAY - timedelta(days=2)}
    day_in(0, "another", DAY)
    assert seen(lens()) == {CELLS[0]: DAY}
    confirm(last_of_visits(number), LOCAL_OPERATOR)
    assert seen(lens()) == {CELLS[5]: DAY - timedelta(days=2), CELLS[0]: DAY}


def last_of_visits(number: int) -> int:
    """The batch that wrote a visit last."""
    entry = record("visits", number).entry
    return int(select_rows(f"SELECT MAX(id) FROM journal_batch WHERE first_entry <= {entry}")[0][0])


def test_a_cell_outside_all_regions_is_not_shown() -> None:
    lay_grid()
    cell = new("grid_cells", cell=CELLS[0], region=MASHAN, area=None)
    new("cell_days", cell=cell, member="one", year=2023, first_on=DAY, last_on=DAY)
    assert seen(lens()) == {}


def test_ones_own_footprint_is_of_ones_own_days_and_visits_alone() -> None:
    lay_grid()
    day_in(0, MANAGER.id, DAY)
    day_in(1, "another", DAY)
    visited_at(2, recorded_by=MANAGER.id, own_id="1")
    visited_at(3, recorded_by="another", own_id="2")
    found = footprint(MANAGER, lens(), is_mine=True)
    assert {one.cell for one in found.cells} == {CELLS[0], CELLS[2]}
    mine = found.mine[MASHAN]
    assert mine.area == area_m2(CELLS[0]) + area_m2(CELLS[2]) and mine.visits == 1
    assert found.mine[NANNING] == mine and found.mine[SHANGLIN].area == 0


def test_ones_own_places_are_counted_once_by_kind() -> None:
    lay_grid()
    for number in range(3):
        visit(settlement=VILLAGE, recorded_by=MANAGER.id, own_id=str(number), visited_on=DAY - timedelta(days=number))
    visit(settlement=TOWNSHIP, recorded_by=MANAGER.id, own_id="9")
    visit(settlement=TOWNSHIP, recorded_by="another", own_id="10")
    mine = footprint(MANAGER, lens(), is_mine=True).mine
    assert mine[MASHAN].places == {"village": 1, "township": 1} and mine[MASHAN].visits == 4
    assert footprint(MANAGER, lens(since=DAY + timedelta(days=0)), is_mine=True).mine[MASHAN].visits == 2


def test_nobody_sees_the_footprint_of_another_member_alone() -> None:
    lay_grid()
    day_in(0, "another", DAY)
    assert footprint(MANAGER, lens(), is_mine=True).cells == []


@pytest.mark.parametrize("read", [footprint, unseen])
def test_another_region_is_refused(read: object) -> None:
    for actor, region in ((STRANGER, MASHAN), (CLERK, NANNING), (DONOR, SHANGLIN)):
        with pytest.raises(Refused) as refusal:
            read(actor, lens(region))  # type: ignore[operator]  # both are called alike
        assert refusal.value.problems[0].code == "RIGHT-002"


def test_the_paired_side_reads_its_county() -> None:
    lay_grid()
    day_in(0, "one", DAY)
    assert len(footprint(DONOR, lens(MASHAN)).cells) == 1


def test_below_a_county_there_is_no_grid() -> None:
    assert counties_of(TOWNSHIP) == [] and footprint(MANAGER, lens(TOWNSHIP)).counties == []
    assert counties_of(MASHAN) == [(MASHAN, "马山县")] and len(counties_of(NANNING)) == 12


def test_without_boundaries_there_are_none_to_draw() -> None:
    assert footprint(MANAGER, lens()).boundaries is None


def test_around_a_county_the_others_of_its_city_are_drawn() -> None:
    data = boundary_file(square(MASHAN, 108.0, 23.5), square(SHANGLIN, 108.1, 23.5))
    load_boundaries(LOCAL_OPERATOR, new_boundaries(data))
    found = footprint(CLERK, lens(MASHAN)).boundaries
    assert found is not None and list(found.outlines) == [MASHAN, SHANGLIN]
    assert [(one.name, one.version) for one in found.sets] == [("试验边界", "1")]


def test_the_reads_are_as_many_for_a_hundred_projects_as_for_one(django_assert_max_num_queries: object) -> None:
    lay_grid()
    for number in range(6):
        day_in(number, "one", DAY)
        paid_project(f"项目{number}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # a fixture
        footprint(MANAGER, lens(), is_mine=True)
    with django_assert_max_num_queries(5):  # type: ignore[operator]  # a fixture
        unseen(MANAGER, lens())


def test_paid_projects_that_nobody_saw_come_with_their_money_the_most_first() -> None:
    small, large = paid_project("小", 100_00), paid_project("大", 900_00, SHANGLIN)
    new("disbursements", project=small, amount=50_00, paid_on=DAY, voucher="又")
    new("disbursements", project=small, amount=7, paid_on=DAY + timedelta(days=1), voucher="后")
    found = unseen(MANAGER, lens())
    assert [(one.project.id, one.paid_fen) for one in found.projects] == [(large, 900_00), (small, 150_00)]
    assert (found.count, found.paid_fen) == (2, 1050_00) and found.by_county == {MASHAN: 1, SHANGLIN: 1}
    assert [one.project.id for one in unseen(CLERK, lens(MASHAN)).projects] == [small]


def test_a_project_without_money_is_not_asked_after() -> None:
    new("projects", region=MASHAN, name="未付")
    number = paid_project("退回", 100_00)
    new("disbursements", project=number, amount=-100_00, paid_on=DAY, voucher="退")
    later = new("projects", region=MASHAN, name="以后")
    new("disbursements", project=later, amount=1, paid_on=DAY + timedelta(days=1))
    assert unseen(MANAGER, lens()).projects == []


@pytest.mark.parametrize("how", ["visit", "place", "check"])
def test_a_project_is_seen_by_a_visit_a_visit_to_its_place_or_a_check(how: str) -> None:
    number = paid_project()
    place = new("visit_places", kind="workshop", region=MASHAN, name="车间", project=number)
    later = DAY + timedelta(days=1)
    for day, is_seen in ((later, False), (DAY, True)):
        if how == "visit":
            visit(project=number, visited_on=day)
        elif how == "place":
            visit(place=place, visited_on=day)
        else:
            new("site_checks", project=number, checked_on=day)
        assert (unseen(MANAGER, lens()).count == 0) is is_seen


def test_villages_without_a_visit_stand_in_their_township() -> None:
    before = unseen(MANAGER, lens(MASHAN))
    (township,) = [one for one in before.townships if one.code == TOWNSHIP]
    assert len(township.unseen) == township.villages == before.townships[0].villages
    visit(settlement=VILLAGE)
    assert unseen(MANAGER, lens(MASHAN)).townships == before.townships  # it waits for a confirmation
    found = unseen(MANAGER, lens(MASHAN, level=0))
    (after,) = [one for one in found.townships if one.code == TOWNSHIP]
    assert len(after.unseen) == township.villages - 1
    assert found.unseen_by_county[MASHAN] == before.unseen_by_county[MASHAN] - 1


def test_a_village_stays_seen_while_a_correction_of_its_visit_waits() -> None:
    number = visit(settlement=VILLAGE)
    confirm(last_batch(), LOCAL_OPERATOR)
    before = unseen(MANAGER, lens(MASHAN)).townships
    edit("visits", number, settlement=TOWNSHIP)
    assert unseen(MANAGER, lens(MASHAN)).townships == before != unseen(MANAGER, lens(MASHAN, level=0)).townships
    assert unseen(MANAGER, lens(MASHAN, DAY - timedelta(days=1))).townships != before
    confirm(last_of_visits(number), LOCAL_OPERATOR)
    assert unseen(MANAGER, lens(MASHAN)).townships != before
