"""The search page: one box over everything, for each reader what lies in reach, without a number in an address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.keys import secret
from tests.people.offices import MASHAN, write
from tests.web.conftest import Browser
from tests.web.test_record_pages import READERS, project, shown

NUMBER = "11010519491231002X"


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_finds_the_record(browser: Browser, login: str) -> None:
    number = project()
    assert f'href="/registers/projects/{number}"' in shown(browser(login), "/search", q="茶园")


def test_a_stranger_finds_nothing_and_is_told_what_to_try(browser: Browser) -> None:
    project()
    page = shown(browser("stranger"), "/search", q="茶园")
    assert "演示茶园" not in page and "Nothing found." in page and "马山" not in shown(browser("stranger"), "/search")


def test_nobody_is_asked_to_sign_in_and_sees_no_box(browser: Browser) -> None:
    answer = browser("").get("/search", {"q": "茶园"})
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in")
    assert 'role="search"' not in shown(browser(""), "/sign-in")


def test_every_page_has_the_box(browser: Browser) -> None:
    client = browser("county-clerk")
    for page in ("/registers", "/registers/projects", "/journal", "/search"):
        assert 'name="q"' in shown(client, page)


def test_places_indicators_registers_and_pages_are_found(browser: Browser) -> None:
    client = browser("city-manager")
    assert f'href="/figures?region={MASHAN}"' in shown(client, "/search", q="马山")
    assert "/months" in shown(client, "/search", q="funds")
    assert 'href="/registers/projects"' in shown(client, "/search", q="协作项目")
    assert shown(client, "/search", q="journal").count('href="/journal"') == 2


def test_more_matches_lead_to_the_list_that_shows_them_all(browser: Browser) -> None:
    values = [{"year": 2023, "region": MASHAN, "name": f"第{n:02}号", "kind": "industry"} for n in range(60)]
    save([Change("projects", one) for one in values], LOCAL_OPERATOR)
    client = browser("county-clerk")
    page = shown(client, "/search", q="号")
    assert "more than 50" in page and 'href="/registers/projects?search=%E5%8F%B7"' in page and "第05号" not in page
    assert "60 records" in shown(client, "/registers/projects", search="号")


def test_htmx_receives_the_part_that_the_page_holds(browser: Browser) -> None:
    project()
    client = browser("county-clerk")
    part = client.get("/search", {"q": "茶园"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert text.startswith('<div id="found">') and text.strip() in shown(client, "/search", q="茶园")
    assert part["HX-Push-Url"] == "/search?q=%E8%8C%B6%E5%9B%AD"


@pytest.mark.parametrize("words", ["%", "<script>alert(1)</script>", "' OR 1=1 --", "\x00", "é" * 500, "{{ 1 }}"])
def test_words_are_shown_as_words(browser: Browser, words: str) -> None:
    project()
    page = shown(browser("county-clerk"), "/search", q=words)
    assert "演示茶园" not in page and "<script>alert" not in page


@pytest.mark.parametrize(("login", "finds"), [("county-clerk", True), ("donor", False), ("stranger", False),
                                              ("administrator", False)])  # fmt: skip
def test_a_person_is_found_by_the_number_and_no_address_keeps_it(browser: Browser, login: str, finds: bool) -> None:
    number = write("persons", id_number=secret(NUMBER), name=secret("甲某某"), home=MASHAN, household="other")
    answer = browser(login).get("/search", {"q": NUMBER}, follow=True)
    assert NUMBER not in answer.content.decode() and NUMBER not in answer.request["QUERY_STRING"]
    assert (answer.request["PATH_INFO"] == f"/registers/persons/{number}") is finds
    assert finds or "none was found" in answer.content.decode()


def test_the_queries_of_the_page_do_not_grow(browser: Browser) -> None:
    client = browser("county-clerk")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, "/search", q="茶园")
        return len(queries)

    project()
    asked()
    few = asked()
    for n in range(8):
        project(f"茶园{n}")
        write("enterprises", name=f"茶园{n}", region=MASHAN)
    assert asked() == few <= 10
