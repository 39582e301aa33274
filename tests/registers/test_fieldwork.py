"""Visits, places and cells: each place and each cell counts once, on its first day; what a visit brings along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from jiedui.journal.verification import verify_journal
from jiedui.kernel.errors import Refused
from jiedui.kernel.grid import area_m2, cell_at
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import access
from jiedui.registers.actions import Change, save, undo, void
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from jiedui.registers.visiting import bring_along
from tests.registers.grids import CELLS, OUTSIDE, POSITIONS, lay_grid
from tests.registers.records import CLERK, MASHAN, REVIEWER, SHANGLIN, edit, last_batch, new, posted, record, table

pytestmark = pytest.mark.django_db
VILLAGE, TOWNSHIP = "450124100201", "450124100000"
MAY, JUNE = date(2023, 5, 3), date(2023, 6, 7)


@pytest.fixture(autouse=True)
def all_is_well_afterwards() -> Iterator[None]:
    lay_grid()
    yield
    assert verify_journal() == []
    assert verify_registers() == []


def visit(**values: Any) -> int:
    """A visit of Mashan by a clerk; a village's, where nothing else is said."""
    where = {} if values.keys() & {"place", "project", "enterprise", "latitude"} else {"settlement": VILLAGE}
    save([Change("visits", {"region": MASHAN, "visited_on": MAY, "visitor": "演示干部", **where, **values})], CLERK)
    return last_of("visits")


def last_of(code: str) -> int:
    from jiedui.journal.storage import select_rows

    return int(select_rows(f'SELECT MAX("id") FROM "register_{code}"')[0][0])


def confirmed(**values: Any) -> int:
    number = visit(**values)
    confirm(last_batch(), REVIEWER, level=1)
    return number


def at(place: int) -> dict[str, int]:
    latitude, longitude = POSITIONS[place]
    return {"latitude": latitude, "longitude": longitude}


def test_a_place_counts_once_on_the_day_of_its_first_visit() -> None:
    confirmed(visited_on=JUNE)
    confirmed(visited_on=MAY)
    confirmed(visited_on=date(2022, 3, 1), settlement=TOWNSHIP)
    assert posted("coverage.places") == table(
        """
        coverage.places.township 450124 2022-03-01 1 @1
        coverage.places.village 450124 2023-05-03 1 @1
        coverage.places_year.township 450124 2022-03-01 1 @1
        coverage.places_year.village 450124 2023-05-03 1 @1
        """
    )
    assert posted("coverage.visits") == table(
        """
        coverage.visits 450124 2022-03-01 1 @1
        coverage.visits 450124 2023-05-03 1 @1
        coverage.visits 450124 2023-06-07 1 @1
        """
    )


def test_a_visit_waits_for_its_confirmation_and_its_place_does_not() -> None:
    number = visit()
    assert (record("visits", number).standing, record("visit_places", record("visits", number)["point"]).standing) == (
        0,
        3,
    )
    assert posted("coverage.places.") == ["coverage.places.village 450124 2023-05-03 1"]


@pytest.mark.parametrize("code", ["projects", "enterprises"])
def test_a_project_and_an_enterprise_are_places_by_themselves(code: str) -> None:
    link = code.removesuffix("s")
    number = new(code, name="示范园", **({"region": SHANGLIN}))
    first, second = confirmed(**{link: number}), confirmed(**{link: number}, visited_on=JUNE)
    place = record("visit_places", record("visits", first)["point"])
    assert (place["kind"], place["region"], place["name"], place[link]) == (link, SHANGLIN, "示范园", number)
    assert record("visits", second)["point"] == place.id
    assert posted("coverage.places.") == [f"coverage.places.{link} 450125 2023-05-03 1 @1"]


def test_a_visit_that_names_another_place_counts_there() -> None:
    number = confirmed()
    edit("visits", number, settlement=TOWNSHIP)
    confirm(last_batch(), REVIEWER, level=1)
    assert posted("coverage.places.") == ["coverage.places.township 450124 2023-05-03 1 @1"]


def test_two_visits_of_one_batch_to_a_new_place_bring_it_along_once() -> None:
    values = {"region": MASHAN, "visited_on": MAY, "settlement": VILLAGE}
    save([Change("visits", {**values, "visitor": who}) for who in ("甲", "乙")], CLERK)
    assert len({record("visits", number)["point"] for number in (last_of("visits"), last_of("visits") - 1)}) == 1


def place_of(number: int) -> Record:
    return record("visit_places", record("visits", number)["point"])


def test_projects_of_one_name_are_a_place_each() -> None:
    older, newer, third = (new("projects", region=MASHAN, name="产业路硬化", year=year) for year in (2022, 2023, 2024))
    places = [place_of(confirmed(project=older))]
    values = {"region": MASHAN, "visited_on": MAY, "visitor": "乙"}
    save([Change("visits", {**values, "project": number}) for number in (older, newer, third)], CLERK)
    confirm(last_batch(), REVIEWER, level=1)
    places += [place_of(last_of("visits") - back) for back in (1, 0)]
    assert [(one["project"], one["name"]) for one in places] == [
        (older, "产业路硬化"), (newer, "产业路硬化(2023)"), (third, "产业路硬化(2024)"),
    ]  # fmt: skip
    assert posted("coverage.places.") == ["coverage.places.project 450124 2023-05-03 3 @1"]
    assert place_of(confirmed(project=newer, visited_on=JUNE)).id == places[1].id


@pytest.mark.parametrize(("code", "second"), [("projects", "茶园(2023)"), ("enterprises", "茶园({number})")])
def test_what_is_renamed_stays_one_place_and_what_takes_its_name_is_another(code: str, second: str) -> None:
    link = code.removesuffix("s")
    number = new(code, name="茶园", region=MASHAN)
    first = place_of(confirmed(**{link: number}))
    edit(code, number, name="茶叶园")
    assert place_of(confirmed(**{link: number}, visited_on=JUNE)).id == first.id
    other = new(code, name="茶园", region=MASHAN)
    taken = place_of(confirmed(**{link: other}))
    assert (taken[link], taken["name"]) == (other, second.format(number=other))
    assert posted("coverage.places.") == [f"coverage.places.{link} 450124 2023-05-03 2 @1"]


def test_a_project_that_a_list_calls_by_another_name_counts_at_its_place() -> None:
    number = new("projects", region=MASHAN, name="茶园")
    new("visit_places", kind="workshop", region=MASHAN, name="冷库", project=number)
    place = new("visit_places", kind="project", region=SHANGLIN, name="古零茶叶基地", project=number)
    again = new("visit_places", kind="project", region=MASHAN, name="茶叶基地二", project=number)
    assert place_of(visit(project=number)).id == place
    assert place_of(visit(place=again)).id == place


def test_a_listed_place_that_says_nothing_of_its_project_is_taken_for_it_by_its_name() -> None:
    place = new("visit_places", kind="project", region=MASHAN, name="茶园")
    assert place_of(visit(project=new("projects", region=MASHAN, name="茶园"))).id == place


@pytest.mark.parametrize(("kind", "code"), [("village", VILLAGE), ("township", TOWNSHIP)])
@pytest.mark.parametrize("is_listed_first", [True, False])
def test_a_village_counts_once_whatever_a_list_calls_it(kind: str, code: str, is_listed_first: bool) -> None:
    def listed() -> int:
        return new("visit_places", kind=kind, region=code, name="立星")

    if is_listed_first:
        place = listed()
        assert place_of(confirmed(settlement=code)).id == place
    else:
        first = place_of(confirmed(settlement=code))
        place = listed()
        assert first.id < place and place_of(confirmed(place=place, visited_on=JUNE)).id == first.id
    confirmed(place=place, visited_on=date(2023, 8, 1))
    assert posted("coverage.places.") == [f"coverage.places.{kind} 450124 2023-05-03 1 @1"]


def test_a_school_in_a_village_is_a_place_beside_it() -> None:
    school = new("visit_places", kind="school", region=VILLAGE, name="演示小学")
    assert place_of(visit(place=school)).id == school != place_of(visit(settlement=VILLAGE)).id


def test_places_are_found_in_as_many_queries_for_many_visits_as_for_few(
    django_assert_max_num_queries: Any,
) -> None:
    numbers = [new("projects", region=MASHAN, name="路", year=2020 + at) for at in range(4)]
    firms = [new("enterprises", region=MASHAN, name=f"企业{at}") for at in range(4)]
    listed = [new("visit_places", kind="school", region=MASHAN, name=f"学校{at}") for at in range(4)]
    asked: list[tuple[dict[str, Any], Any]] = [
        ({link: number, **at(place)}, None)
        for link, several in (("project", numbers), ("enterprise", firms), ("place", listed))
        for place, number in enumerate(several)
    ]
    asked += [({"settlement": code}, None) for code in (VILLAGE, TOWNSHIP)]
    with django_assert_max_num_queries(8):
        assert len({one.ref for one in bring_along(asked)}) == 4 + 4 + 2 + 4


def test_the_cell_of_a_position_is_covered_with_its_own_area_in_its_own_region() -> None:
    confirmed(**at(0), region=SHANGLIN)
    confirmed(**at(4))
    confirmed(**at(0), visited_on=date(2024, 1, 2))
    assert posted("coverage.area") == table(
        f"""
        coverage.area 450124 2023-05-03 {area_m2(CELLS[0])} @1
        coverage.area 450125 2023-05-03 {area_m2(CELLS[4])} @1
        coverage.area_year 450124 2023-05-03 {area_m2(CELLS[0])} @1
        coverage.area_year 450124 2024-01-02 {area_m2(CELLS[0])} @1
        coverage.area_year 450125 2023-05-03 {area_m2(CELLS[4])} @1
        """
    )


def test_days_in_a_cell_count_as_they_are_entered_and_an_earlier_visit_moves_the_first_day() -> None:
    cell = new("grid_cells", cell=CELLS[1], region=MASHAN, area=area_m2(CELLS[1]))
    new("cell_days", cell=cell, member="nn", year=2023, first_on=JUNE, last_on=JUNE)
    assert posted("coverage.area_year") == [f"coverage.area_year 450124 2023-06-07 {area_m2(CELLS[1])} @3"]
    confirmed(**at(1))
    assert posted("coverage.area_year") == table(
        f"""
        coverage.area_year 450124 2023-05-03 {area_m2(CELLS[1])} @1
        coverage.area_year 450124 2023-06-07 -{area_m2(CELLS[1])} @1
        coverage.area_year 450124 2023-06-07 {area_m2(CELLS[1])} @3
        """
    )


def test_a_position_outside_all_regions_covers_nothing_and_the_visit_is_kept() -> None:
    number = confirmed(latitude=OUTSIDE[0], longitude=OUTSIDE[1])
    assert record("visits", number)["cell"] is None
    assert posted("coverage.area") == []


def test_a_position_that_is_taken_back_uncovers_its_cell() -> None:
    number = confirmed(**at(2))
    edit("visits", number, latitude=None, longitude=None, settlement=VILLAGE)
    confirm(last_batch(), REVIEWER, level=1)
    assert posted("coverage.area") == []


def test_a_cell_outside_of_new_boundaries_counts_no_more() -> None:
    cell = new("grid_cells", cell=CELLS[1], region=MASHAN, area=area_m2(CELLS[1]))
    new("cell_days", cell=cell, member="nn", year=2023, first_on=JUNE, last_on=JUNE)
    save([Change("grid_cells", {"area": None}, cell, record("grid_cells", cell).entry)], LOCAL_OPERATOR)
    assert posted("coverage.area") == []


def test_undoing_a_visit_takes_back_its_place_and_its_cell_s_day() -> None:
    visit(**at(3))
    undo(last_batch(), CLERK)
    assert posted("coverage.area") == posted("coverage.visits") == []


def test_a_place_that_was_visited_cannot_be_voided() -> None:
    number = visit()
    place = record("visit_places", record("visits", number)["point"])
    with pytest.raises(Refused) as refusal:
        void([("visit_places", place.id, place.entry)], LOCAL_OPERATOR, "重复")
    assert refusal.value.problems[0].code == "JOURNAL-013"


def test_the_position_of_a_visit_lies_in_the_cell_that_the_grid_names() -> None:
    number = visit(**at(5))
    assert record("grid_cells", record("visits", number)["cell"])["cell"] == cell_at(*POSITIONS[5], 7) == CELLS[5]


def test_a_visited_cell_is_brought_along_and_changed_by_nobody() -> None:
    number = record("visits", visit(**at(0)))["cell"]
    for values in ({"area": None}, {"region": SHANGLIN}):
        with pytest.raises(Refused) as refusal:
            edit("grid_cells", number, **values)
        assert refusal.value.problems[0].code == "RIGHT-001"


def test_days_in_cells_are_shown_to_nobody_but_the_operator() -> None:
    cell = new("grid_cells", cell=CELLS[1], region=MASHAN, area=area_m2(CELLS[1]))
    day = new("cell_days", cell=cell, member="nn", year=2023, first_on=JUNE, last_on=JUNE)
    with pytest.raises(Refused) as refusal:
        access.record(REVIEWER, register("cell_days"), day)
    assert refusal.value.problems[0].code == "JOURNAL-012"
    assert access.records(REVIEWER, register("cell_days")) == []
    assert access.record(LOCAL_OPERATOR, register("cell_days"), day)["member"] == "nn"
