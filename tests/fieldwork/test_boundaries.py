"""Loading boundaries: what it makes of the grid, of the register of grids and of cells that somebody was in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from jiedui.fieldwork import boundaries as room
from jiedui.fieldwork import grids
from jiedui.fieldwork.boundaries import LoadedBoundaries, boundaries, grid_problems, load_boundaries
from jiedui.intake.verification import verify_ledger
from jiedui.journal.models import Batch
from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import Refused
from jiedui.kernel.grid import area_m2, average_area_m2, cell_at, cells_inside, middle
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.places.boundaries import loaded_boundaries_problem, stored_cells
from jiedui.places.models import Boundary, BoundarySet, GridCell
from jiedui.places.queries import grid_resolution
from jiedui.registers import rows
from jiedui.registers.actions import undo
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from tests.fieldwork.boundary_files import boundary_file, new_boundaries, square
from tests.registers.cast import ADMINISTRATOR, ANONYMOUS, AUDITOR, CLERK, DONOR, MANAGER, REVIEWER, STRANGER, member
from tests.registers.records import MASHAN, SHANGLIN, last_batch, new, posted, record

pytestmark = pytest.mark.django_db

WEST, SOUTH = 108.2, 23.7
TWO = (square("450124", WEST, SOUTH), square("450125", WEST + 0.1, SOUTH))
MAY = date(2023, 5, 3)


def load(*features: Any, actor: Actor = LOCAL_OPERATOR, **values: Any) -> LoadedBoundaries:
    return load_boundaries(actor, new_boundaries(boundary_file(*(features or TWO)), **values))


def codes(found: LoadedBoundaries) -> list[str]:
    return [note.code for note in found.notes if note.code not in ("MAP-032", "MAP-033")]


def refusal(*features: Any, **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        load(*features, **values)
    return refused.value.problems[0].code


def grid_of(code: str) -> Record:
    return rows.by_texts(register("grids"), "region", [code])[code]


def seen(cell: str, region: str) -> int:
    """A cell that somebody was in."""
    number = new("grid_cells", cell=cell, region=region, area=area_m2(cell))
    new("cell_days", cell=number, member="nn", year=2023, first_on=MAY, last_on=MAY)
    return number


def covered() -> list[str]:
    return [line for line in posted("coverage.area") if line.startswith("coverage.area ")]


def cells_of(code: str) -> list[str]:
    return sorted(cell for cell, county in stored_cells().items() if county == code)


def test_a_county_is_measured_against_the_cells_whose_middle_lies_in_it() -> None:
    found = load()
    assert codes(found) == []
    for one, (west, code) in zip(found.counties, ((WEST, MASHAN), (WEST + 0.1, SHANGLIN)), strict=True):
        cells = cells_of(code)
        for cell in cells:
            latitude, longitude = (part / 1e6 for part in middle(cell))
            assert west <= longitude <= west + 0.1
            assert SOUTH <= latitude <= SOUTH + 0.1
        assert (one.code, one.cells, one.cell_area) == (code, len(cells), sum(map(area_m2, cells)))
        assert (grid_of(code)["cells"], grid_of(code)["area"]) == (one.cells, one.cell_area)


def test_what_is_said_of_the_set_stands_in_the_register_of_grids_with_the_settlements_of_the_county() -> None:
    load(name=" 某省标准边界 ", version="2023", approval_number="桂S(2023)01号", resolution=8)
    mine = grid_of(MASHAN)
    assert [mine[name] for name in ("boundary_set", "version", "approval_number", "resolution", "since")] == [
        "某省标准边界", "2023", "桂S(2023)01号", 8, date(2021, 1, 1),
    ]  # fmt: skip
    assert (mine["villages"], mine["townships"]) == (156, 11)
    assert mine.standing == 3
    assert [line for line in posted("coverage.grid") if "450124" in line] == [
        f"coverage.grid 450124 2021-01-01 {mine['area']} @3"
    ]


def test_a_county_whose_villages_the_table_does_not_list_has_none_rather_than_zero() -> None:
    found = load(square("440304", 114.0, 22.5))
    assert (found.counties[0].villages, found.counties[0].townships) == (None, 11)


def test_loading_is_one_batch_that_journals_the_digest_of_the_tables() -> None:
    before = Batch.objects.count()
    found = load()
    assert Batch.objects.count() == before + 1
    batch = Batch.objects.get(id=found.batch)
    said = json.loads(batch.summary)
    assert (batch.verb, batch.entries, said["counties"], said["cells"]) == (
        "load_boundaries",
        2,
        2,
        len(stored_cells()),
    )
    assert loaded_boundaries_problem() is None


def test_the_same_file_again_changes_nothing() -> None:
    load()
    before = Batch.objects.count()
    assert load().batch is None
    assert (Batch.objects.count(), BoundarySet.objects.count()) == (before, 1)
    assert loaded_boundaries_problem() is None


def test_a_finer_outline_with_the_same_cells_is_a_batch_without_records() -> None:
    load()
    found = load(square("450124", WEST, SOUTH, 0.100001), TWO[1])
    assert found.batch is not None
    assert Batch.objects.get(id=found.batch).entries == 0
    assert loaded_boundaries_problem() is None


def test_loading_again_keeps_the_day_from_which_on_coverage_counts() -> None:
    load(since=date(2021, 5, 1))
    load(since=None, version="2")
    assert (grid_of(MASHAN)["since"], grid_of(MASHAN)["version"]) == (date(2021, 5, 1), "2")
    load(since=date(2020, 1, 1))
    assert grid_of(MASHAN)["since"] == date(2020, 1, 1)


def test_coverage_counts_from_the_first_pairing_on_where_no_day_is_named() -> None:
    assert refusal(since=None) == "MAP-011"
    for donor, day in (("440303000000", date(2021, 6, 1)), ("440304000000", date(2021, 5, 1))):
        new("pairings", region=MASHAN, donor=donor, since=day, until=None)
    load(since=None)
    assert grid_of(SHANGLIN)["since"] == date(2021, 5, 1)


def test_a_county_that_the_file_does_not_hold_keeps_its_boundary() -> None:
    load(name="全市")
    cells = cells_of(SHANGLIN)
    found = load(TWO[0], name="本县", version="2")
    assert (codes(found), cells_of(SHANGLIN), grid_of(SHANGLIN)["boundary_set"]) == ([], cells, "全市")
    assert [(one.name, one.counties) for one in boundaries(LOCAL_OPERATOR)] == [
        ("本县", (MASHAN,)), ("全市", (SHANGLIN,)),
    ]  # fmt: skip


def test_a_cell_that_two_sets_claim_goes_to_the_new_one_and_the_other_county_is_measured_anew() -> None:
    load()
    had = len(cells_of(SHANGLIN))
    found = load(square("450124", WEST + 0.05, SOUTH))
    assert codes(found) == ["MAP-040"]
    (note,) = (note for note in found.notes if note.code == "MAP-040")
    assert grid_of(SHANGLIN)["cells"] == len(cells_of(SHANGLIN)) == had - int(str(note.fields["count"]))
    assert verify_ledger(LOCAL_OPERATOR).problems == []


def test_another_resolution_cuts_every_county_anew_and_coverage_begins_anew() -> None:
    load()
    number = seen(cells_of(SHANGLIN)[0], SHANGLIN)
    assert covered() == [f"coverage.area 450125 2023-05-03 {record('grid_cells', number)['area']} @3"]
    found = load(TWO[0], resolution=8)
    assert codes(found) == ["MAP-044", "MAP-041"]
    assert (grid_resolution(), {grid_of(code)["resolution"] for code in (MASHAN, SHANGLIN)}) == (8, {8})
    assert cells_of(SHANGLIN) == cells_inside(TWO[1]["geometry"], 8)
    assert (record("grid_cells", number)["region"], record("grid_cells", number)["area"]) == (SHANGLIN, None)
    assert covered() == []
    assert codes(load(resolution=7)) == ["MAP-044", "MAP-042"]
    assert len(covered()) == 1
    assert verify_ledger(LOCAL_OPERATOR).problems == []


def test_the_resolution_in_force_is_kept_where_none_is_named() -> None:
    load(resolution=8)
    assert load(version="2").resolution == 8


def test_a_visited_cell_counts_where_the_boundaries_in_force_have_it() -> None:
    load()
    inside, outside = seen(cells_of(MASHAN)[0], MASHAN), seen(cells_of(MASHAN)[-1], MASHAN)
    cell = record("grid_cells", inside)["cell"]
    latitude, longitude = (part / 1e6 for part in middle(cell))
    found = load(square("450124", WEST + 1, SOUTH), square("450125", longitude - 0.005, latitude - 0.005, 0.01))
    assert codes(found) == ["MAP-041", "MAP-043"]
    assert [record("grid_cells", number)["region"] for number in (inside, outside)] == [SHANGLIN, MASHAN]
    assert covered() == [f"coverage.area 450125 2023-05-03 {area_m2(cell)} @3"]


def test_the_boundary_of_an_abolished_county_goes_with_its_cells_when_its_successor_comes() -> None:
    load(square("450181", 109.2, 22.7))
    Boundary.objects.update(code="450127000000")
    GridCell.objects.update(code="450127000000")
    load(TWO[0])
    found = load(square("450181", 109.2, 22.7))
    assert codes(found) == ["MAP-046"]
    assert sorted(set(stored_cells().values())) == [MASHAN, "450181000000"]


def test_visits_whose_position_lies_in_no_cell_are_counted() -> None:
    new("visits", latitude=round(SOUTH * 1e6) + 50_000, longitude=round(WEST * 1e6) + 50_000)
    found = load()
    assert [note.fields for note in found.notes if note.code == "MAP-045"] == [{"count": 1}]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": ""}, "MAP-008"),
        ({"version": "  "}, "MAP-008"),
        ({"name": "界" * 81}, "MAP-008"),
        ({"approval_number": "号" * 61}, "MAP-008"),
        ({"resolution": 3}, "MAP-009"),
        ({"resolution": 11}, "MAP-009"),
        ({"coordinates": "BD-09"}, "MAP-002"),
        ({"code_field": "none"}, "MAP-004"),
    ],
)
def test_what_is_said_of_a_set_wrongly_is_refused_and_nothing_is_loaded(values: dict[str, Any], code: str) -> None:
    assert refusal(**values) == code
    assert (BoundarySet.objects.count(), Boundary.objects.count(), GridCell.objects.count()) == (0, 0, 0)


def test_a_grid_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MOST_CELLS", 40)
    assert refusal() == "MAP-010"
    assert average_area_m2(7) == pytest.approx(5_161_293, abs=1)


def test_personal_numbers_in_the_name_of_a_set_are_masked() -> None:
    load(name="边界 11010519491231002X")
    assert "19491231" not in grid_of(MASHAN)["boundary_set"]
    assert "19491231" not in str(Batch.objects.get(id=last_batch()).summary)


@pytest.mark.parametrize("actor", [CLERK, REVIEWER, MANAGER, AUDITOR, DONOR, STRANGER, ANONYMOUS])
def test_whoever_is_no_administrator_loads_no_boundaries(actor: Actor) -> None:
    assert refusal(actor=actor) == "RIGHT-001"


def test_an_administrator_loads_what_lies_in_their_own_region_alone() -> None:
    county = member("county-administrator", "administrator", MASHAN)
    assert load(actor=ADMINISTRATOR).batch is not None
    assert refusal(actor=county) == "RIGHT-002"
    assert load(TWO[0], actor=county, version="2").batch is not None
    assert refusal(TWO[0], actor=county, resolution=8) == "RIGHT-002"
    assert refusal(square("450124", WEST + 0.05, SOUTH), actor=county) == "RIGHT-002"
    assert [one.counties for one in boundaries(county)] == [(MASHAN,), ()]


def test_a_visited_cell_of_a_county_out_of_reach_is_not_taken_over() -> None:
    cell = cell_at(round((SOUTH + 0.05) * 1e6), round((WEST + 0.05) * 1e6), 7)
    seen(cell, SHANGLIN)
    county = member("county-administrator", "administrator", MASHAN)
    assert refusal(TWO[0], actor=county) == "RIGHT-002"
    assert codes(load(TWO[0], actor=ADMINISTRATOR)) == ["MAP-043"]


def test_nobody_without_a_role_sees_which_boundaries_are_in_force() -> None:
    load()
    assert [one.counties for one in boundaries(CLERK)] == [(MASHAN,)]
    with pytest.raises(Refused):
        boundaries(ANONYMOUS)


def test_loading_boundaries_is_not_undone() -> None:
    number = load().batch
    assert number is not None
    with pytest.raises(Refused) as refused:
        undo(number, LOCAL_OPERATOR)
    assert refused.value.problems[0].code == "MAP-012"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE places_boundary SET area = area + 1",
        "UPDATE places_boundary SET outline = '{}'",
        "UPDATE places_boundaryset SET approval_number = '桂S(2023)01号'",
        "DELETE FROM places_gridcell WHERE cell = (SELECT MIN(cell) FROM places_gridcell)",
        "UPDATE places_gridcell SET code = '450123000000' WHERE cell = (SELECT MIN(cell) FROM places_gridcell)",
    ],
)
def test_tables_that_were_changed_are_found(change: str) -> None:
    number = load().batch
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert loaded_boundaries_problem() == number
    assert "VERIFY-016" in {problem.code for problem in verify_ledger(LOCAL_OPERATOR).problems}


def test_a_register_of_grids_that_says_another_size_and_a_cell_in_another_region_are_found() -> None:
    load()
    new("grids", region="450123000000", boundary_set="手填", version="1", resolution=7, cells=3, since=MAY)
    seen(cells_of(MASHAN)[0], SHANGLIN)
    assert [(one.code, one.fields.get("region", one.fields.get("count"))) for one in grid_problems()] == [
        ("VERIFY-017", "450123000000"), ("VERIFY-018", 1),
    ]  # fmt: skip


def test_a_ledger_without_boundaries_verifies() -> None:
    assert (grid_problems(), loaded_boundaries_problem(), boundaries(LOCAL_OPERATOR)) == ([], None, [])


def test_loading_takes_a_bounded_number_of_queries(django_assert_max_num_queries: Any) -> None:
    load()
    seen(cells_of(MASHAN)[0], MASHAN)
    many = [square(code, WEST + 0.1 * place, SOUTH + 0.5) for place, code in enumerate(("450124", "450125", "450123"))]
    with django_assert_max_num_queries(60):
        load(*many, version="2")


def test_a_failure_half_way_leaves_the_boundaries_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    before = select_rows("SELECT * FROM places_boundary ORDER BY code"), stored_cells()

    def fails(*given: Any, **named: Any) -> None:
        raise RuntimeError("no room left")

    monkeypatch.setattr(room, "save_grid", fails)
    with pytest.raises(RuntimeError):
        load(square("450124", WEST + 1, SOUTH))
    assert (select_rows("SELECT * FROM places_boundary ORDER BY code"), stored_cells()) == before


@given(st.floats(WEST, WEST + 0.2), st.floats(SOUTH, SOUTH + 0.1))
def test_neighbours_share_their_cells_out_and_lose_none(longitude: float, latitude: float) -> None:
    """A position lies in a cell of one of two neighbours, or in one of the border of both together."""
    whole = cells_inside(square("", WEST, SOUTH, 0.2)["geometry"], 7)
    quarters = [square("", WEST + x, SOUTH + y)["geometry"] for x in (0, 0.1) for y in (0, 0.1)]
    parts = [cell for quarter in quarters for cell in cells_inside(quarter, 7)]
    assert sorted(parts) == whole
    cell = cell_at(round(latitude * 1e6), round(longitude * 1e6), 7)
    centre_latitude, centre_longitude = (part / 1e6 for part in middle(cell))
    is_inside = WEST < centre_longitude < WEST + 0.2 and SOUTH < centre_latitude < SOUTH + 0.2
    assert (cell in whole) == is_inside


def test_boundaries_without_an_approval_number_are_loaded_with_a_warning_unless_they_are_schematic() -> None:
    assert codes(load(TWO[0], approval_number="")) == ["MAP-047"]
    assert codes(load(TWO[0], approval_number="", is_schematic=True)) == []
