"""The list of a register: what it finds and refuses, its address, and what needs no second page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jiedui.intake.planning import open_file, plan_file
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import lists
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from tests.people.offices import MASHAN, SHANGLIN, write
from tests.registers.records import id_number, last_batch
from tests.web.conftest import Browser
from tests.web.test_record_pages import PLACEMENT, act, person, project, shown

LIST = "/registers/projects"


def test_a_search_finds_by_name_number_and_linked_name(browser: Browser) -> None:
    number, client = project(), browser("county-clerk")
    project("别的项目")
    write("disbursements", project=number, paid_on=date(2023, 4, 1), amount=100, payee="公司")
    assert "别的项目" not in shown(client, "/registers/projects", search="茶园")
    assert "别的项目" not in shown(client, "/registers/projects", search=str(number))
    assert f'href="/registers/projects/{number}">演示茶园</a>' in shown(
        client, "/registers/disbursements", search="茶园"
    )
    assert "No record here" in shown(client, "/registers/disbursements", search="别的")


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "!", '"', "\x00%s", "茶园%'"])
def test_a_search_is_never_read_as_anything_but_words(browser: Browser, words: str) -> None:
    project()
    assert "演示茶园" not in shown(browser("county-clerk"), "/registers/projects", search=words)


def test_a_link_that_is_none_finds_nothing(browser: Browser) -> None:
    project()
    page = shown(browser("county-clerk"), "/registers/projects", link="fund", to=327_000_000)
    assert "演示茶园" not in page
    assert "演示茶园" not in shown(browser("county-clerk"), "/registers/projects", link='id" OR 1=1 --', to=1)


def test_pages_follow_each_other_by_number_both_ways(browser: Browser) -> None:
    client = browser("county-clerk")
    changes = [{"year": 2023, "region": MASHAN, "name": f"第{n:02}号", "kind": "industry"} for n in range(60)]
    save([Change("projects", values) for values in changes], LOCAL_OPERATOR)
    first = client.get("/registers/projects")
    page = first.content.decode()
    assert "第00号" in page and "第49号" in page and "第50号" not in page
    page = shown(client, f"/registers/projects{first.context['later']}")
    assert "第49号" not in page and "第50号" in page and "第59号" in page and 'rel="next"' not in page
    page = shown(client, "/registers/projects", order="newest")
    assert "第59号" in page and "第09号" not in page


def test_only_what_waits_or_was_returned_is_shown(browser: Browser) -> None:
    number, reviewer = project(), browser("county-reviewer")
    other = project("别的项目")
    assert act(reviewer, number, "confirm")[0] == 302
    assert act(reviewer, other, "return", "补批复")[0] == 302
    page = shown(reviewer, "/registers/projects", only="returned")
    assert "演示茶园" not in page and "别的项目" in page and "补批复" in page
    assert "演示茶园" not in shown(reviewer, "/registers/projects", only="waiting")
    assert "confirmed by the county" in shown(reviewer, "/registers/projects")
    assert "1 returned" in shown(reviewer, "/registers")


def test_a_number_that_is_searched_for_is_not_repeated(browser: Browser) -> None:
    person()
    real = "11010519491231002X"
    answer = browser("county-clerk").get("/registers/persons", {"search": real}, follow=True)
    assert real not in answer.content.decode() and real not in answer.request["QUERY_STRING"]


@pytest.mark.parametrize("code", ["disbursements", "persons", "placements"])
def test_the_queries_of_a_page_do_not_grow_with_its_rows(browser: Browser, code: str) -> None:
    client = browser("county-clerk")

    def one(n: int) -> None:
        if code == "persons":
            person(n)
        elif code == "placements":
            write("placements", person=person(n), **PLACEMENT)
        else:
            write(code, project=project(f"项目{n}"), paid_on=date(2023, 4, 1), amount=100, payee="公司")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, f"/registers/{code}")
        return len(queries)

    one(1)
    asked()
    few = asked()
    for n in range(2, 8):
        one(n)
    assert asked() == few <= 12


def test_every_register_has_a_page(browser: Browser) -> None:
    client = browser("city-manager")
    for code in registers():
        assert '<div id="list"' in shown(client, f"/registers/{code}")


@pytest.mark.parametrize("login", ["stranger", "administrator"])
def test_an_empty_list_leads_to_the_first_record_or_back_to_all(browser: Browser, login: str) -> None:
    client = browser(login)
    page = shown(client, LIST)
    assert "No record here yet" in page and "/templates/projects" in page
    page = shown(client, LIST, search="茶园")
    assert "clear all filters" in page and "No record here yet" not in page


def test_a_filter_narrows_says_so_and_can_be_taken_off(browser: Browser) -> None:
    project(fund=100_000_00)
    project("别的项目", fund=900_000_00)
    client = browser("county-clerk")
    page = client.get(LIST, {"fund.from": "500000", "kind.is": ["industry", "employment"], "sort": "name"})
    text = page.content.decode()
    assert "别的项目" in text and "演示茶园" not in text
    assert "cooperation funds: from 500000 元" in text and "kind: 产业, 就业" in text
    chip = next(one for one in page.context["chips"] if "funds" in one["words"])
    text = shown(client, f"{LIST}{chip['without']}")
    assert "演示茶园" in text and "kind: 产业, 就业" in text and 'aria-sort="ascending"' in text
    assert "kind: 产业" not in shown(client, f"{LIST}{page.context['cleared']}")


def test_a_filter_that_cannot_be_read_is_named(browser: Browser) -> None:
    project()
    page = shown(browser("county-clerk"), LIST, **{"fund.from": "很多", "region.below": "<b>乌有</b>"})
    assert "演示茶园" in page and "This filter was not applied" in page and "this filter was not applied" in page
    assert "<b>乌有" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "name' --", "down": "x"}, {"sort": "key"}, {"after": "1;DROP"}, {"after": "9" * 40}, {"before": "-1"},
        {"after": "1", "before": "1"}, {"c": "nothing"}, {"only": "everything"}, {"nothing.is": "1"}, {"sort": "\x00"},
        {"link": "project", "to": "9" * 30}, {"attention": "nothing"}, {"approved_on.from": "\x00"},
    ],
)  # fmt: skip
def test_an_address_that_no_page_writes_shows_the_list(browser: Browser, asked: dict[str, str]) -> None:
    project()
    assert browser("county-clerk").get(LIST, asked).status_code == 200


@pytest.mark.parametrize("asked", [{"region": "乌有"}, {"region": "999999999999"}, {"as-of": "never"}])
def test_attention_at_no_place_or_day_is_refused(browser: Browser, asked: dict[str, str]) -> None:
    answer = browser("county-clerk").get(LIST, {"attention": "unchecked", **asked})
    assert answer.status_code in (400, 404)


def test_what_needs_attention_is_listed_in_words_and_can_be_taken_off(browser: Browser) -> None:
    project()
    project("核查过的", approved_on=None)
    client, asked = browser("county-clerk"), {"attention": "unchecked", "region": MASHAN, "as-of": "2024-01-01"}
    answer = client.get(LIST, asked)
    page = answer.content.decode()
    assert "演示茶园" in page and "核查过的" not in page
    assert "Only: projects never checked on site (马山县, as of 2024-01-01)" in page
    assert "核查过的" in shown(client, f"{LIST}{answer.context['chips'][0]['without']}")
    assert "演示茶园" not in shown(browser("stranger"), LIST, **asked)


def test_the_reader_chooses_the_columns_and_the_order_and_the_address_keeps_them(browser: Browser) -> None:
    project()
    project("别的项目")
    client = browser("county-clerk")
    answer = client.get(LIST, {"c": ["name", "fund"], "sort": "name", "down": "1"})
    page = answer.content.decode()
    assert [one["name"] for one in answer.context["headings"]] == ["project", "cooperation funds"]
    assert page.index("演示茶园") < page.index("别的项目") and 'aria-sort="descending"' in page
    assert "c=name&amp;c=fund" in page
    assert "sort=fund" in answer.context["headings"][1]["address"]


def test_a_sealed_column_can_be_shown_but_neither_ordered_nor_filtered(browser: Browser) -> None:
    person()
    answer = browser("county-clerk").get("/registers/persons", {"sort": "name", "name.holds": "甲", "c": "name"})
    assert "甲某某" in answer.content.decode() and "address" not in answer.context["headings"][0]
    assert answer.context["chips"] == [] and answer.context["sort"] == ""


def test_htmx_receives_the_part_that_the_page_holds(browser: Browser) -> None:
    project()
    client = browser("county-clerk")
    part = client.get(LIST, {"search": "茶园", "kind.is": "", "after": ""}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert text.startswith('<div id="list"') and "<html" not in text and "演示茶园" in text
    assert part["HX-Push-Url"] == f"{LIST}?search=%E8%8C%B6%E5%9B%AD"
    assert text.strip() in shown(client, LIST, search="茶园")
    restored = client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_a_filter_with_a_personal_number_is_not_kept_in_an_address(browser: Browser) -> None:
    real = "11010519491231002X"
    answer = browser("county-clerk").get(LIST, {"name.holds": real, "sort": "name"}, follow=True)
    assert real not in answer.content.decode() and real not in answer.request["QUERY_STRING"]
    assert "sort=name" in answer.request["QUERY_STRING"]


def test_the_count_is_of_what_lies_in_reach(browser: Browser) -> None:
    project()
    project("上林茶园", region=SHANGLIN)
    assert "1 record<" in shown(browser("county-clerk"), LIST)
    assert "2 records<" in shown(browser("city-manager"), LIST)
    assert "1 record<" in shown(browser("stranger"), LIST)


def test_a_long_register_says_how_it_was_searched_and_where_looking_stopped(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("LONG", 3), ("NEAR", 1), ("COUNTED_AMONG", 2)):
        monkeypatch.setattr(lists, name, number)
    for n in range(5):
        project(f"第{n}号")
    client = browser("county-clerk")
    assert "found by how they begin" in shown(client, LIST, search="第")
    page = client.get(LIST, {"name.holds": "4号"})
    assert "3 records were looked through" in page.content.decode()
    assert "第4号" in shown(client, f"{LIST}{page.context['go_on']}")
    assert "cannot be put in this order" in shown(client, LIST, sort="fund")


def taken(client: Client, address: str, what: str) -> tuple[int, bytes]:
    answer = client.post(address, {"as": what})
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_what_is_shown_is_taken_out_as_it_is_shown(browser: Browser) -> None:
    project(fund=500_000_00)
    project("别的项目", fund=900_000_00, implementer="=1+1")
    project("上林茶园", region=SHANGLIN, fund=900_000_00)
    client, before = browser("county-clerk"), last_batch()
    asked = f"{LIST}/export?fund.from=800000&c=name&c=fund&c=implementer&sort=name"
    status, content = taken(client, asked, "shown.xlsx")
    rows = [list(row) for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    assert status == 200 and "from 800000 元" in rows[1][0]
    assert rows[2] == ["记录号", "项目名称", "协作资金(元)", "实施单位"]
    assert [row[1:] for row in rows[3:]] == [["别的项目", 900_000, "=1+1"]]
    status, content = taken(client, asked, "shown.csv")
    text = content.decode("utf-8-sig")
    assert text.count("别的项目") == 1 and "'=1+1" in text and "上林茶园" not in text
    assert last_batch() == before + 2
    assert "exported" in shown(client, f"/journal/{before + 2}")


def test_all_columns_that_are_taken_out_are_read_back_unchanged(browser: Browser, tmp_path: Path) -> None:
    project()
    project("别的项目")
    status, content = taken(browser("county-clerk"), f"{LIST}/export?name.holds=茶园&c=name", "all.xlsx")
    path = tmp_path / "项目.xlsx"
    path.write_bytes(content)
    plan = plan_file(open_file(path), LOCAL_OPERATOR)
    assert status == 200 and not plan.errors and plan.counts["same"] == 1


@pytest.mark.parametrize(("login", "status"), [("administrator", 404), ("stranger", 200), ("donor", 200), ("", 302)])
def test_who_takes_out_what(browser: Browser, login: str, status: int) -> None:
    project()
    found, content = taken(browser(login), f"{LIST}/export", "shown.csv")
    assert found == status and ("演示茶园" in content.decode()) is (login == "donor")


@pytest.mark.parametrize("what", ["", "shown", "shown.exe", "../x.csv", "all."])
def test_a_file_of_another_kind_is_refused(browser: Browser, what: str) -> None:
    assert taken(browser("county-clerk"), f"{LIST}/export", what)[0] == 400


def test_taking_out_is_no_link(browser: Browser) -> None:
    assert browser("county-clerk").get(f"{LIST}/export").status_code in (404, 405)


@pytest.mark.parametrize("login", ["county-clerk", "donor"])
def test_numbers_of_persons_are_taken_out_as_masks_and_names_by_right(browser: Browser, login: str) -> None:
    write("placements", person=person(), **PLACEMENT)
    for what in ("shown.csv", "all.csv"):
        text = taken(browser(login), "/registers/placements/export?c=person", what)[1].decode()
        assert id_number(7) not in text and ("甲某某" in text) is (login == "county-clerk")
