"""The page of a record: its fields and history for whoever reaches it, absent for everybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.reviewing import confirm, send_back
from tests.intake.workbooks import TEA, id_number, imported, projects, roster, worker
from tests.web.conftest import Browser


@pytest.fixture
def project(browser: Browser, tmp_path: Path) -> int:
    """A waiting project of 马山县, out of a workbook."""
    imported(projects(tmp_path, TEA))
    return int(select_rows("SELECT id FROM register_projects")[0][0])


def page(browser: Browser, login: str, address: str) -> str:
    answer = browser(login).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_record_shows_its_fields_its_standing_and_where_it_came_from(browser: Browser, project: int) -> None:
    shown = page(browser, "county-clerk", f"/registers/projects/{project}")
    assert "茶园" in shown and "1,000,000 元" in shown and "马山县" in shown
    assert "waits for a confirmation" in shown
    assert "项目.xlsx › 项目台账 › 2" in shown


def test_a_change_is_shown_before_and_after_with_who_and_why(browser: Browser, project: int) -> None:
    save([Change("projects", {"fund": 1}, project)], LOCAL_OPERATOR, reason="更正金额")
    shown = page(browser, "county-clerk", f"/registers/projects/{project}")
    assert "local operator" in shown and "更正金额" in shown and "1000000 → 0.01" in shown.replace(",", "")


def test_a_return_and_a_confirmation_are_told(browser: Browser, project: int) -> None:
    batch = int(select_rows("SELECT id FROM journal_batch WHERE verb = 'import'")[0][0])
    send_back(batch, LOCAL_OPERATOR, "缺少文号")
    assert "缺少文号" in page(browser, "county-clerk", f"/registers/projects/{project}")
    confirm(batch, LOCAL_OPERATOR, level=2)
    assert "confirmed by the city" in page(browser, "county-clerk", f"/registers/projects/{project}")


def test_a_persons_name_is_whole_for_the_county_and_a_mask_for_the_donor(browser: Browser, tmp_path: Path) -> None:
    imported(roster(tmp_path, worker(id_number(1), 姓名="演示丙")))
    number = select_rows("SELECT id FROM register_persons")[0][0]
    ours = page(browser, "county-clerk", f"/registers/persons/{number}")
    theirs = page(browser, "donor", f"/registers/persons/{number}")
    assert "演示丙" in ours and "演示丙" not in theirs and "演**" in theirs
    assert id_number(1) not in ours + theirs


@pytest.mark.parametrize("address", ["projects/{}", "projects/987654", "nothing/1", "parks/{}"])
def test_what_is_out_of_reach_or_not_there_is_absent_in_the_same_words(
    browser: Browser, project: int, address: str
) -> None:
    answer = browser("stranger").get(f"/registers/{address.format(project)}")
    assert answer.status_code == 404
    assert "outside what you may see" in answer.content.decode()


def test_nobody_sees_a_record_without_signing_in(browser: Browser, project: int) -> None:
    assert browser().get(f"/registers/projects/{project}").status_code == 302


def test_a_long_history_asks_as_many_queries_as_a_short_one(browser: Browser, project: int) -> None:
    client = browser("county-clerk")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/registers/projects/{project}").status_code == 200
        return len(seen)

    queries()
    few = queries()
    for fund in range(1, 12):
        save([Change("projects", {"fund": fund}, project)], LOCAL_OPERATOR)
    assert queries() == few
