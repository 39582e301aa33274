"""A sender's scope at import: rows that lie outside it are refused at their cell, and nothing stored is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiedui.intake.actions import import_plan
from jiedui.intake.planning import Plan, open_file, plan_file
from jiedui.intake.repetition import repetition
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers.offices import close_books
from jiedui.registers.reviewing import confirm
from tests.intake.workbooks import PROJECT, ROAD, ROSTER, TEA, id_number, imported, projects, roster, stored, worker
from tests.kernel.refusals import refusal_of
from tests.registers import cast

pytestmark = pytest.mark.django_db


def seen(path: Path, actor: Actor = cast.CLERK) -> Plan:
    return plan_file(open_file(path), actor)


def found(plan: Plan) -> list[tuple[str, str]]:
    """The problems that block: code and cell."""
    return [(problem.code, problem.place.cell if problem.place else "") for problem in plan.errors]


def test_rows_of_the_sender_s_county_are_good_and_another_county_s_are_refused_at_the_cell(folder: Path) -> None:
    path = projects(folder, TEA, ROAD)
    plan = seen(path)
    assert found(plan) == [("RIGHT-002", "B3")]
    assert plan.counts == {"new": 1, "changed": 0, "same": 0, "refused": 1}
    assert import_plan(plan, cast.CLERK, path, accept_good_rows=True)
    assert [project["name"] for project in stored("projects")] == ["茶园"]


def test_a_refusal_is_the_same_whether_the_other_county_has_that_record_or_not(folder: Path) -> None:
    before = [(p.text(), p.place) for p in seen(projects(folder, ROAD)).problems]
    imported(projects(folder, ROAD))
    changed = projects(folder, [*ROAD[:4], 1, ROAD[5]])
    plan = seen(changed)
    assert [(p.text(), p.place) for p in plan.problems] == before
    assert plan.counts == {"new": 0, "changed": 0, "same": 0, "refused": 1}
    assert plan.changes() == []


def test_the_city_s_clerk_sends_both_counties_and_a_donor_s_clerk_none(folder: Path) -> None:
    path = projects(folder, TEA, ROAD)
    assert found(seen(path, cast.CITY_CLERK)) == []
    assert found(seen(path, cast.DONOR)) == [("RIGHT-002", "B2"), ("RIGHT-002", "B3")]


@pytest.mark.parametrize("actor", [cast.REVIEWER, cast.AUDITOR, cast.ANONYMOUS])
def test_who_may_write_nothing_gets_no_plan(folder: Path, actor: Actor) -> None:
    assert refusal_of(lambda: seen(projects(folder, TEA), actor)).code == "RIGHT-001"


def test_an_administrator_sends_members_and_no_projects(folder: Path) -> None:
    assert found(seen(projects(folder, TEA), cast.ADMINISTRATOR)) == [("RIGHT-001", "B2")]


def test_persons_of_another_county_in_a_roster_are_refused_with_their_rows(folder: Path) -> None:
    ours = worker(id_number(1))
    theirs = worker(id_number(2), 户籍地="上林县大丰镇")
    plan = seen(roster(folder, ours, theirs))
    assert [code for code, _ in found(plan)] == ["RIGHT-002"]
    assert plan.errors[0].place is not None
    assert plan.errors[0].place.row == 3
    assert plan.counts["new"] == 1


def test_a_person_kept_by_another_county_is_not_moved_by_a_roster(folder: Path) -> None:
    imported(roster(folder, worker(id_number(1), 户籍地="上林县大丰镇")))
    plan = seen(roster(folder, worker(id_number(1))))
    assert [code for code, _ in found(plan)] == ["RIGHT-002"]
    assert "上林" not in str([problem.text() for problem in plan.problems])
    assert ROSTER


def test_the_plan_made_by_another_is_checked_again_when_it_is_saved(folder: Path) -> None:
    path = projects(folder, ROAD)
    plan = seen(path, LOCAL_OPERATOR)
    problem = refusal_of(lambda: import_plan(plan, cast.CLERK, path))
    assert problem.code == "RIGHT-002"
    assert stored("projects") == []


def test_a_manager_sends_what_is_dated_in_a_closed_period_and_needs_a_reason(folder: Path) -> None:
    path = projects(folder, TEA)
    assert found(seen(path, cast.MANAGER)) == [("RIGHT-001", "B2")]
    close_books(cast.MANAGER, cast.MASHAN, date(2023, 6, 30))
    plan = seen(path, cast.MANAGER)
    assert found(plan) == []
    assert refusal_of(lambda: import_plan(plan, cast.MANAGER, path)).code == "REVIEW-002"
    assert import_plan(plan, cast.MANAGER, path, reason="补录")
    with pytest.raises(Refused):
        import_plan(seen(projects(folder, [*TEA[:4], 7, TEA[5]])), cast.CLERK, path)


def test_an_illegal_step_of_a_confirmed_project_is_refused_at_its_stage(folder: Path) -> None:
    heading = [*PROJECT, "实际开工", "实际完工"]

    def sheet(*days: Any) -> Path:
        return projects(folder, [*TEA, *days], heading=heading)

    batch = imported(sheet("2023-06-01", "2023-08-01"))
    assert batch is not None
    assert found(seen(sheet("2023-06-01", None))) == []
    confirm(batch, cast.REVIEWER)
    assert found(seen(sheet("2023-06-01", None))) == [("REVIEW-004", "H2")]


def test_a_file_that_another_office_sent_is_not_known_to_who_may_not_see_it(folder: Path) -> None:
    path = projects(folder, ROAD)
    imported(path)
    assert repetition(path, cast.CLERK) is None
    assert repetition(path, cast.CITY_CLERK) is not None
