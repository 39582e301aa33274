"""The page of figures: whose figures each of the cast sees, and what nobody is told."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.reviewing import confirm
from tests.people.offices import MASHAN, NANNING, SHANGLIN
from tests.registers.records import last_batch
from tests.web.conftest import Browser

AS_OF = {"as-of": "2023-09-30"}


@pytest.fixture(autouse=True)
def project(browser: Browser) -> None:
    """One confirmed project of 327 万元 in 马山县."""
    values = {
        "year": 2023,
        "region": MASHAN,
        "name": "演示项目",
        "kind": "industry",
        "fund": 327_000_000,
        "approved_on": date(2023, 3, 4),
    }
    batch = save([Change("projects", values)], LOCAL_OPERATOR)
    assert batch is not None
    confirm(batch, LOCAL_OPERATOR)


def shown(client: Client, **asked: str) -> str:
    answer = client.get("/figures", {**AS_OF, **asked})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "login", ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]
)
def test_whoever_reads_the_county_sees_its_figure(browser: Browser, login: str) -> None:
    client = browser(login)
    page = shown(client, region=MASHAN)
    assert "327" in page and "cooperation funds of approved projects" in page and "2023-09-30" in page
    assert f"演示{login}" in page


def test_the_first_page_is_the_readers_own_region(browser: Browser) -> None:
    page = shown(browser("city-manager"))
    assert "南宁市" in page and "马山县" in page and "上林县" in page and "327" in page
    page = shown(browser("county-clerk"))
    assert "马山县" in page and "327" in page and "上林县" not in page
    page = shown(browser("stranger"))
    assert "上林县" in page and "327" not in page


@pytest.mark.parametrize(
    ("login", "region"),
    [("county-clerk", SHANGLIN), ("county-reviewer", NANNING), ("stranger", MASHAN), ("donor", NANNING)],
)
def test_a_region_outside_the_readers_scope_is_as_if_it_were_not_there(
    browser: Browser, login: str, region: str
) -> None:
    answer = browser(login).get("/figures", {**AS_OF, "region": region})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "outside what you may see" in page
    assert "327" not in page


def test_nobody_is_asked_to_sign_in_and_brought_back(browser: Browser) -> None:
    answer = browser("").get("/figures", AS_OF)
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in?next=%2Ffigures%3Fas-of%3D2023-09-30"


def test_a_day_before_the_record_shows_no_figure(browser: Browser) -> None:
    assert "327" not in shown(browser("county-clerk"), **{"as-of": "2023-03-03"})


def test_a_day_that_is_none_is_refused(browser: Browser) -> None:
    answer = browser("auditor").get("/figures", {"as-of": "yesterday"})
    assert answer.status_code == 400
    assert "yesterday" in answer.content.decode()


def test_an_unknown_region_is_refused_in_words(browser: Browser) -> None:
    page = browser("auditor").get("/figures", {"region": "999999"}).content.decode()
    assert "999999" in page


def test_a_page_sends_no_request_to_the_outside_and_is_not_kept(browser: Browser) -> None:
    answer = browser("auditor").get("/figures", AS_OF)
    page = answer.content.decode()
    assert "http://" not in page and "https://" not in page
    assert all(address.startswith('"/static/') for address in re.findall(r'(?:src|href)=("[^"]*\.(?:js|css)")', page))
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Cache-Control"] == "no-store"
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


def task(region: str = MASHAN, target: str = "400万元") -> int:
    from tests.people.offices import write

    document = write("documents", region=region, title="演示方案", kind="scheme", issued_on=date(2023, 1, 4))
    due = date(2023, 12, 31)
    number = write(
        "tasks", document=document, region=region, content="安排资金", indicator="协作资金", target=target, due_on=due
    )
    confirm(last_batch(), LOCAL_OPERATOR)
    return number


def test_a_target_stands_beside_its_figure_with_what_is_reached(browser: Browser) -> None:
    number = task()
    page = shown(browser("county-clerk"))
    assert f'<a href="/registers/tasks/{number}">400</a>' in page and "81.8 %" in page


def test_a_target_that_is_no_number_stands_nowhere(browser: Browser) -> None:
    task(target="稳中有增")
    assert '<th scope="col" class="number">target</th>' not in shown(browser("county-clerk"))


def test_every_indicator_stands_month_by_month_and_each_month_opens(browser: Browser) -> None:
    client = browser("county-clerk")
    page = client.get("/figures/months", AS_OF).content.decode()
    assert '<th scope="col" class="number">2023-03</th>' in page and "2023-10" not in page
    addresses = re.findall(r'href="(/figures/funds.committed/trace[^"]*as-of=2023-03-31[^"]*)"', page)
    assert len(addresses) == 1
    assert "327" in client.get(addresses[0].replace("&amp;", "&")).content.decode()


def test_a_months_flow_opens_to_that_month_alone(browser: Browser) -> None:
    from tests.people.offices import write

    for day in (date(2023, 4, 3), date(2023, 5, 4)):
        write("meetings", region=MASHAN, title=f"会{day}", kind="joint", held_on=day)
        confirm(last_batch(), LOCAL_OPERATOR)
    client = browser("county-clerk")
    page = client.get("/figures/months", AS_OF).content.decode()
    (address,) = re.findall(r'href="(/figures/organisation.joint_meetings/trace[^"]*as-of=2023-05-31[^"]*)"', page)
    assert "since=2023-05-01" in address
    opened = client.get(address.replace("&amp;", "&")).content.decode()
    assert "会2023-05-04" in opened and "会2023-04-03" not in opened


def test_another_countys_months_are_not_there(browser: Browser) -> None:
    assert browser("stranger").get("/figures/months", {**AS_OF, "region": MASHAN}).status_code == 404
    assert browser().get("/figures/months", AS_OF).status_code == 302


def test_the_own_level_alone_has_one_column(browser: Browser) -> None:
    page = shown(browser("city-manager"), own="1")
    assert page.count('<th scope="col" class="number">') <= 3 and "327" not in page


def test_a_chart_draws_the_target_where_it_is_reached_over_the_years(browser: Browser) -> None:
    task()
    page = browser("county-clerk").get("/figures/funds.committed/months", AS_OF).content.decode()
    assert '"markLine"' in page and "by 2023-12-31" in page
