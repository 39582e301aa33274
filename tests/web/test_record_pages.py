"""The pages of registers and records: who sees which, what is masked, and what a refusal says."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.keys import secret
from tests.people.offices import MASHAN, write
from tests.registers.records import id_number, last_batch, record
from tests.web.conftest import Browser

PLACEMENT = {"started_on": date(2023, 5, 1), "destination": "east"}
READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]


def project(name: str = "演示茶园", **values: object) -> int:
    day = date(2023, 3, 4)
    given = {"year": 2023, "region": MASHAN, "name": name, "kind": "industry", "fund": 327_000_000, "approved_on": day}
    return write("projects", **{**given, **values})


def shown(client: Client, page: str, **asked: object) -> str:
    answer = client.get(page, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, number: int, name: str, text: str = "", *, code: str = "projects", seen: int = 0) -> tuple:
    seen = seen or record(code, number).entry
    answer = client.post(f"/registers/{code}/{number}/act", {"act": name, "text": text, "seen": seen})
    return answer.status_code, answer.content.decode(), answer.get("Location", "")


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_the_register_and_the_record(browser: Browser, login: str) -> None:
    number, client = project(), browser(login)
    assert "1 waiting" in shown(client, "/registers")
    page = shown(client, "/registers/projects")
    assert "演示茶园" in page and "马山县" in page and "waits for a confirmation" in page
    page = shown(client, f"/registers/projects/{number}")
    assert "3,270,000" in page and "马山县" in page and "history" in page


def test_a_stranger_finds_nothing_and_is_told_nothing(browser: Browser) -> None:
    number, client = project(), browser("stranger")
    assert "演示茶园" not in shown(client, "/registers/projects")
    assert "演示茶园" not in shown(client, "/registers/projects", search="茶园")
    for page in (f"/registers/projects/{number}", "/registers/projects/999999999", "/registers/nothing"):
        answer = client.get(page)
        assert answer.status_code == 404 and "演示" not in answer.content.decode().replace("演示stranger", "")
    for name in ("confirm", "return", "void"):
        status, page, _ = act(client, number, name, "看看")
        assert status == 404 and "演示茶园" not in page
    assert record("projects", number).standing == 0


@pytest.mark.parametrize("page", ["/registers", "/registers/projects", "/registers/projects/1"])
def test_nobody_is_asked_to_sign_in(browser: Browser, page: str) -> None:
    answer = browser("").get(page)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in")


def test_nobody_confirms_without_having_signed_in(browser: Browser) -> None:
    number = project()
    status, _, location = act(browser(""), number, "confirm")
    assert status == 302 and location.startswith("/sign-in") and record("projects", number).standing == 0


def person(n: int = 7) -> int:
    return write("persons", id_number=secret(id_number(n)), name=secret("甲某某"), home=MASHAN, household="other")


@pytest.mark.parametrize(("login", "sees"), [("county-clerk", True), ("donor", False), ("administrator", False)])
def test_numbers_are_masks_and_names_are_for_those_who_may_see_them(browser: Browser, login: str, sees: bool) -> None:
    number, client = person(), browser(login)
    trip = write("placements", person=number, **PLACEMENT)
    for page in ("/registers/persons", f"/registers/persons/{number}", f"/registers/placements/{trip}"):
        text = shown(client, page)
        assert id_number(7) not in text and ("甲某某" in text) is sees
        assert record("persons", number)["id_number"] not in text


def test_a_reviewer_confirms_and_the_history_says_so(browser: Browser) -> None:
    number, client = project(), browser("county-reviewer")
    assert act(client, number, "confirm")[::2] == (302, f"/registers/projects/{number}")
    page = shown(client, f"/registers/projects/{number}")
    assert "confirmed by the county" in page and "演示county-reviewer" in page and "confirmed by review" in page


def test_a_return_needs_a_comment(browser: Browser) -> None:
    number, client = project(), browser("county-reviewer")
    status, page, _ = act(client, number, "return", "  ")
    assert status == 409 and "A return needs a comment" in page
    assert record("projects", number).review is None


def test_a_stale_version_is_refused_and_the_words_are_kept(browser: Browser) -> None:
    number, client = project(), browser("county-reviewer")
    seen = record("projects", number).entry
    save([Change("projects", {"fund": 1000}, number, seen)], LOCAL_OPERATOR)
    status, page, _ = act(client, number, "return", "金额请核对", seen=seen)
    assert status == 409 and "changed meanwhile" in page and "金额请核对" in page


@pytest.mark.parametrize("name", ["confirm", "return", "void"])
@pytest.mark.parametrize("login", ["auditor", "administrator", "donor", "city-manager"])
def test_who_may_only_read_is_offered_no_form_and_refused(browser: Browser, login: str, name: str) -> None:
    number, client = project(), browser(login)
    assert f"/registers/projects/{number}/act" not in shown(client, f"/registers/projects/{number}")
    status, _, _ = act(client, number, name, "原因")
    assert status in (404, 409) and record("projects", number).review is None
    assert record("projects", number).standing == 0


def test_a_clerk_voids_with_a_reason_and_never_without(browser: Browser) -> None:
    number, client = project(), browser("county-clerk")
    status, page, _ = act(client, number, "void", " ")
    assert status == 409 and "Give a reason" in page
    status, _, location = act(client, number, "void", "重复登记")
    assert (status, location) == (302, f"/journal/{last_batch()}")
    assert client.get(f"/registers/projects/{number}").status_code == 404
    page = shown(client, location)
    assert "重复登记" in page and "taken out" in page


def test_a_record_in_use_is_not_voided(browser: Browser) -> None:
    number, client = project(), browser("county-clerk")
    write("disbursements", project=number, paid_on=date(2023, 4, 1), amount=100, payee="公司")
    status, page, _ = act(client, number, "void", "重复登记")
    assert status == 409 and "cannot be voided" in page and "重复登记" in page


def test_a_clerk_is_not_offered_to_confirm(browser: Browser) -> None:
    number, client = project(), browser("county-clerk")
    assert 'value="confirm"' not in shown(client, f"/registers/projects/{number}")
    assert act(client, number, "confirm")[0] in (404, 409)
    assert record("projects", number).standing == 0


def test_what_links_to_a_record_is_counted_and_listed(browser: Browser) -> None:
    number, client = project(), browser("county-clerk")
    write("disbursements", project=number, paid_on=date(2023, 4, 1), amount=100, payee="公司甲")
    write("disbursements", project=project("别的项目"), paid_on=date(2023, 4, 1), amount=100, payee="公司乙")
    page = shown(client, f"/registers/projects/{number}")
    assert f"/registers/disbursements?link=project&amp;to={number}" in page
    page = shown(client, "/registers/disbursements", link="project", to=number)
    assert "公司甲" in page and "公司乙" not in page
