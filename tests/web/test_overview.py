"""The overview: what each of the cast sees of which region, how a year ago and a target stand beside a figure, where
the lines lead, and what an empty ledger says."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.offices import close_books
from jiedui.registers.reviewing import confirm
from tests.people.offices import MASHAN, NANNING, SHANGLIN, write
from tests.registers.records import last_batch, new, record
from tests.web.conftest import Browser

AS_OF = "2023-09-30"
READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]


def confirmed(code: str, /, **values: object) -> int:
    number = write(code, **values)
    confirm(last_batch(), LOCAL_OPERATOR)
    return number


def project(name: str = "演示项目", **values: object) -> int:
    given = {"year": 2023, "region": MASHAN, "name": name, "kind": "industry", "fund": 327_000_000}
    return confirmed("projects", **{**given, "approved_on": date(2023, 3, 4), **values})


def task(region: str, indicator: str, target: str, due_on: date = date(2023, 12, 31)) -> int:
    document = new("documents", title=f"方案{target}", region=region)
    values = {"document": document, "region": region, "content": "任务", "indicator": indicator, "target": target}
    return confirmed("tasks", **values, due_on=due_on)


def shown(client: Client, **asked: str) -> str:
    answer = client.get("/", {"as-of": AS_OF, **asked})
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def option(page: str, name: str) -> dict:
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page, re.S)
    assert found, page
    return json.loads(found[1])


def card(page: str, name: str) -> str:
    """The text of the card of one headline."""
    return next(part for part in page.split('<div class="col">') if f">{name}</h2>" in part)


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_its_headlines(browser: Browser, login: str) -> None:
    project()
    page = shown(browser(login), region=MASHAN)
    assert "马山县" in page and ">327</a>" in page and "needs attention" in page
    assert f'href="/figures/funds.committed/trace?region={MASHAN}&as-of={AS_OF}"' in page


def test_without_a_region_it_is_the_readers_own(browser: Browser) -> None:
    project()
    assert '<h1 class="page-title">马山县' in shown(browser("county-clerk"))
    assert '<h1 class="page-title">南宁市' in shown(browser("city-manager"))
    page = shown(browser("stranger"))
    assert '<h1 class="page-title">上林县' in page and ">327</a>" not in page


@pytest.mark.parametrize(
    ("login", "region"), [("county-clerk", SHANGLIN), ("county-reviewer", NANNING), ("stranger", MASHAN)]
)
def test_a_region_out_of_reach_is_as_if_it_were_not_there(browser: Browser, login: str, region: str) -> None:
    project()
    answer = browser(login).get("/", {"region": region, "as-of": AS_OF})
    assert answer.status_code == 404 and "327" not in answer.content.decode()


def test_nobody_is_asked_to_sign_in(browser: Browser) -> None:
    answer = browser("").get("/", {"as-of": AS_OF})
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("asked", [{"as-of": "yesterday"}, {"level": "9"}, {"since": "2024-01-01"}])
def test_a_lens_that_is_none_is_refused(browser: Browser, asked: dict[str, str]) -> None:
    project()
    assert browser("auditor").get("/", {"as-of": AS_OF, **asked}).status_code == 400


def test_an_indicator_that_is_none_has_no_map(browser: Browser) -> None:
    project()
    assert browser("auditor").get("/", {"as-of": AS_OF, "map": "nothing.here"}).status_code == 404


def test_a_figure_stands_beside_the_same_day_a_year_earlier(browser: Browser) -> None:
    project()
    project("旧的", fund=100_000_000, approved_on=date(2022, 9, 30))
    project("更旧的", fund=50_000_000, approved_on=date(2022, 10, 1))
    text = card(shown(browser("county-clerk")), "cooperation funds of approved projects")
    assert ">477</a>" in text and ">100</a>" in text and "as-of=2022-09-30" in text
    text = card(shown(browser("county-clerk"), since="2023-01-01"), "cooperation funds of approved projects")
    assert ">327</a>" in text and "since=2022-01-01" in text and ">100</a>" in text


def test_a_leap_day_has_its_day_before_a_year_earlier(browser: Browser) -> None:
    project(approved_on=date(2022, 3, 4))
    assert "as-of=2023-02-28" in shown(browser("county-clerk"), **{"as-of": "2024-02-29"})


def test_a_target_shows_its_share_and_leads_to_its_task(browser: Browser) -> None:
    project()
    number = task(MASHAN, "协作资金", "不少于500万元")
    text = card(shown(browser("county-clerk")), "cooperation funds of approved projects")
    assert ">500</a>" in text and "65.4%" in text and f'href="/registers/tasks/{number}"' in text
    assert "target" not in card(shown(browser("county-clerk")), "projects")


def test_a_task_without_a_number_is_no_target(browser: Browser) -> None:
    project()
    task(MASHAN, "协作资金", "稳中有增")
    assert "65" not in card(shown(browser("county-clerk")), "cooperation funds of approved projects")


def test_missing_is_a_dash_and_not_zero(browser: Browser) -> None:
    project()
    text = card(shown(browser("county-clerk")), "workshops running")
    assert "—" in text and ">0<" not in text


def test_what_waits_is_shown_beside_and_not_counted(browser: Browser) -> None:
    write("projects", year=2023, region=MASHAN, name="未审", kind="industry", fund=10**8, approved_on=date(2023, 3, 4))
    text = card(shown(browser("county-clerk")), "cooperation funds of approved projects")
    assert "waiting 100" in text and ">100</a>" not in text


def test_the_map_shades_what_is_known_and_marks_what_is_outside_or_missing(browser: Browser) -> None:
    project()
    page = shown(browser("city-manager"), map="funds.committed")
    tiles = {one["name"].split("\n")[0]: one for one in option(page, "map-chart")["series"][0]["data"]}
    assert tiles["马山县"]["name"] == "马山县\n327" and tiles["马山县"]["value"][2] == 0
    assert tiles["上林县"]["name"] == "上林县\n—" and tiles["上林县"]["value"][2] == -1
    assert tiles["武鸣区"]["name"] == "武鸣区" and tiles["武鸣区"]["value"][2] == -2
    assert tiles["马山县"]["link"] == f"/?region={MASHAN}&as-of={AS_OF}&map=funds.committed"
    assert "schematic, not the boundaries of regions" in page and "not in the programme" in page


def test_a_recorded_zero_is_shaded_and_missing_is_not(browser: Browser) -> None:
    project(fund=0)
    tiles = option(shown(browser("city-manager"), map="funds.committed"), "map-chart")["series"][0]["data"]
    assert next(one for one in tiles if one["name"].startswith("马山县"))["name"] == "马山县\n0"


def test_a_donor_sees_no_figure_of_a_county_that_is_not_theirs(browser: Browser) -> None:
    project("别人的", region="450123000000", fund=999_000_000)
    project()
    page = shown(browser("donor"))
    assert "999" not in page and browser("donor").get("/", {"region": "450123000000"}).status_code == 404


def test_the_funds_are_stacked_by_kind_and_a_kind_without_a_record_is_left_out(browser: Browser) -> None:
    project()
    project("人才", kind="talent", fund=12_340_000, region=SHANGLIN)
    project("本级", kind="talent", fund=1_000_000, region=NANNING)
    chart = option(shown(browser("city-manager")), "funds-chart")
    assert chart["yAxis"]["data"] == ["南宁市 (own level)", "马山县", "上林县"]
    assert [(one["name"], one["data"]) for one in chart["series"]] == [
        ("cooperation funds for industry", [None, 327.0, None]),
        ("cooperation funds: talent", [1.0, None, 12.34]),
    ]


def test_the_funnel_says_each_step_in_its_own_unit(browser: Browser) -> None:
    confirmed("events", region=MASHAN, name="推介会", held_on=date(2023, 5, 1), invited=84)
    page = shown(browser("county-clerk"))
    funnel = page[page.index('<ol class="funnel">') :]
    assert funnel.count("<li>") == 7 and ">84</a>" in funnel and "/figures/promotion.invited/trace?" in funnel


def test_a_line_leads_to_its_records_through_the_lens(browser: Browser) -> None:
    project(planned_end=date(2023, 9, 29))
    page = shown(browser("city-manager"), region=MASHAN)
    assert f'href="/registers/projects?attention=late&region={MASHAN}&as-of={AS_OF}"' in page
    assert "projects past their planned finish" in page


def test_what_was_changed_after_closing_leads_to_its_batch(browser: Browser) -> None:
    number = project()
    close_books(LOCAL_OPERATOR, MASHAN, date(2023, 6, 30))
    seen = record("projects", number).entry
    batch = save([Change("projects", {"fund": 100}, number, seen)], LOCAL_OPERATOR, reason="审计更正")
    page = shown(browser("county-clerk"))
    assert "changed after the period was closed" in page and f'href="/journal/{batch}"' in page


def test_what_needs_attention_elsewhere_is_not_told(browser: Browser) -> None:
    project(planned_end=date(2023, 9, 29))
    page = shown(browser("stranger"))
    assert "projects past their planned finish" not in page


def test_an_empty_ledger_leads_whoever_may_write_to_the_first_import(db: None, rf: object) -> None:
    pages = {role: _first_page(rf, role) for role in ("clerk", "auditor")}
    for page in pages.values():
        assert "jiedui demo" in page and "This ledger is empty" in page
    assert 'href="/import"' in pages["clerk"].split("<main")[1] and "/templates/projects" in pages["clerk"]
    assert 'href="/import"' not in pages["auditor"].split("<main")[1] and "ask a clerk" in pages["auditor"]


def test_a_region_without_a_record_leads_to_the_first_import(browser: Browser) -> None:
    page = shown(browser("county-clerk"))
    assert "Nothing is recorded here up to this day" in page and "/templates/projects" in page
    assert "Clerks import workbooks" in shown(browser("auditor"))
    write("projects", year=2023, region=MASHAN, name="未批", kind="industry")
    assert "Nothing is recorded here up to this day" not in shown(browser("county-clerk"))


def _first_page(rf: object, role: str) -> str:
    from jiedui.kernel.permissions import Actor, Grant
    from jiedui.web.overview import overview

    request = rf.get("/")  # type: ignore[attr-defined]  # pytest-django's factory of requests
    request.actor = Actor("first", "演示人", (Grant(role, (NANNING,)),))
    return unescape(overview(request).content.decode())


def test_the_queries_are_few_and_grow_with_nothing(browser: Browser) -> None:
    client = browser("city-manager")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        return len(queries)

    project()
    close_books(LOCAL_OPERATOR, NANNING, date(2020, 12, 31))
    asked()
    again = asked()
    project("另一项目")
    few = asked()
    assert again < few  # what needs attention is counted once for each state of the ledger
    for n in range(5):
        number = project(f"项目{n}", region=SHANGLIN, kind="rural", planned_end=date(2023, 5, 1))
        confirmed("disbursements", project=number, paid_on=date(2023, 4, 1), amount=100, payee="公司")
        task(SHANGLIN, "协作资金", f"{n + 1}亿元")
    confirmed("events", region=MASHAN, name="推介会", held_on=date(2023, 5, 1), invited=84)
    assert asked() == few <= 26, few
