"""A figure opened in the browser: its rule, its postings with record and cell, month by month, as a download."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.reviewing import confirm
from tests.intake.workbooks import ROAD, TEA, imported, projects
from tests.people.offices import MASHAN, SHANGLIN
from tests.web.conftest import Browser

AS_OF = {"as-of": "2023-09-30"}


@pytest.fixture(autouse=True)
def project(browser: Browser, tmp_path: Path) -> None:
    """A confirmed project of 100 万元 in 马山县 and one of 250.5 万元 in 上林县, out of one workbook."""
    batch = imported(projects(tmp_path, TEA, ROAD))
    assert batch is not None
    confirm(batch, LOCAL_OPERATOR)


@pytest.fixture
def code() -> str:
    """The indicator of cooperation funds, as the catalogue names it."""
    from jiedui.indicators.figures import catalogue
    from jiedui.kernel import clock

    return next(d.code for d in catalogue().all_on(clock.today()) if d.zh == "协作资金")


def page(browser: Browser, login: str, address: str, **asked: str) -> str:
    answer = browser(login).get(address, {**AS_OF, **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_number_of_the_table_leads_to_its_trace_at_its_own_place(browser: Browser, code: str) -> None:
    table = page(browser, "city-manager", "/figures")
    assert f"/figures/{code}/trace?region={MASHAN}&amp;as-of=2023-09-30" in table or (
        f"/figures/{code}/trace?" in table and f"region={MASHAN}" in table
    )


def test_a_trace_names_the_record_the_workbook_and_the_cell(browser: Browser, code: str) -> None:
    opened = page(browser, "county-clerk", f"/figures/{code}/trace")
    assert "100" in opened and "项目.xlsx" in opened and "项目台账" in opened
    assert "<strong>E2</strong>" in opened
    assert "上林县" not in opened


def test_a_download_holds_all_postings_and_no_formula(browser: Browser, code: str) -> None:
    answer = browser("city-manager").get(f"/figures/{code}/trace.csv", AS_OF)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # a stream
    assert answer["Content-Type"].startswith("text/csv")
    assert [line.split(",")[3] for line in lines[2:]] == ["250500000", "100000000"]
    assert not [cell for line in lines for cell in line.split(",") if cell[:1] in ("=", "+", "@")]


def test_an_indicator_month_by_month_has_a_chart_and_the_table_beside_it(browser: Browser, code: str) -> None:
    shown = page(browser, "county-clerk", f"/figures/{code}/months", since="2023-04-01")
    assert 'data-chart="months-chart"' in shown and '"type": "category"' in shown
    assert '<th scope="row">2023-04</th>' in shown and '<th scope="row">2023-05</th>' in shown


def test_what_is_known_later_is_not_in_an_earlier_lens(browser: Browser, code: str) -> None:
    opened = page(browser, "county-clerk", f"/figures/{code}/trace", **{"known-at": "2000-01-01"})
    assert "missing, not zero" in opened


@pytest.mark.parametrize("view", ["trace", "months", "trace.csv"])
def test_another_countys_figure_and_an_unknown_indicator_are_not_there(browser: Browser, code: str, view: str) -> None:
    client = browser("county-clerk")
    assert client.get(f"/figures/{code}/{view}", {**AS_OF, "region": SHANGLIN}).status_code == 404
    assert client.get(f"/figures/funds.nothing/{view}", AS_OF).status_code == 404


@pytest.mark.parametrize(
    ("asked", "word"),
    [({"as-of": "yesterday"}, "yesterday"), ({"level": "9"}, "9"), ({"known-at": "soon"}, "soon"),
     ({"since": "2024-01-01"}, "2024-01-01"), ({"region": "45012x"}, "45012x")],
)  # fmt: skip
def test_a_lens_that_makes_no_sense_is_refused_in_words(
    browser: Browser, code: str, asked: dict[str, str], word: str
) -> None:
    answer = browser("county-clerk").get(f"/figures/{code}/trace", {**AS_OF, **asked})
    assert answer.status_code == 400
    assert word in answer.content.decode()


@pytest.mark.parametrize("view", ["/figures", "trace", "months", "trace.csv"])
def test_nobody_sees_a_figure_without_signing_in(browser: Browser, code: str, view: str) -> None:
    answer = browser().get(view if view == "/figures" else f"/figures/{code}/{view}", AS_OF)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


def test_a_trace_asks_as_many_queries_for_many_postings_as_for_few(browser: Browser, code: str, tmp_path: Path) -> None:
    client = browser("city-manager")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(f"/figures/{code}/trace", AS_OF).status_code == 200
        return len(seen)

    client.get(f"/figures/{code}/trace", AS_OF)
    few = queries()
    many = projects(tmp_path, *([*TEA[:2], f"茶园{n}", *TEA[3:]] for n in range(60)), file="多.xlsx")
    confirm(imported(many), LOCAL_OPERATOR)  # type: ignore[arg-type]  # a batch
    assert queries() == few


def row_link(browser: Browser, login: str, code: str) -> str:
    found = re.search(r'href="(/sources/\d+\?cell=E2)"', page(browser, login, f"/figures/{code}/trace"))
    assert found is not None
    return found[1]


def test_the_cell_leads_to_the_row_as_it_stood_in_the_sheet(browser: Browser, code: str) -> None:
    client = browser("county-clerk")
    address = row_link(browser, "county-clerk", code)
    shown = client.get(address).content.decode()
    assert '<td class="cell-marked">100</td>' in shown and "批复日期" in shown and "<html" in shown
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert '<td class="cell-marked">100</td>' in part and "<html" not in part


def test_another_countys_row_is_not_there(browser: Browser, code: str) -> None:
    address = row_link(browser, "county-clerk", code)
    assert browser("stranger").get(address).status_code == 404
    assert browser().get(address)["Location"].startswith("/sign-in")


def test_records_behind_a_figure_follow_page_by_page(browser: Browser, code: str, tmp_path: Path) -> None:
    many = projects(tmp_path, *([*TEA[:2], f"茶园{n}", *TEA[3:]] for n in range(60)), file="多.xlsx")
    confirm(imported(many), LOCAL_OPERATOR)  # type: ignore[arg-type]  # a batch
    first = page(browser, "city-manager", f"/figures/{code}/trace")
    assert "62 records, 62 postings" in first and "from=50" in first
    second = page(browser, "city-manager", f"/figures/{code}/trace", **{"from": "50"})
    assert second.count('<article class="card-body') == 12 and 'rel="next"' not in second


def test_evidence_of_the_records_behind_a_figure_is_counted(browser: Browser, code: str) -> None:
    from jiedui.registers.attachments import Sent, attach
    from jiedui.registers.catalogue import registers
    from jiedui.registers.rows import all_of

    (number,) = [record.id for _, record in all_of(registers()["projects"]) if record["name"] == TEA[2]]
    attach(LOCAL_OPERATOR, registers()["projects"], number, [Sent("批复.pdf", b"%PDF-1.7 x")], "approval")
    assert "1 pieces of evidence" in page(browser, "county-clerk", f"/figures/{code}/trace")


def test_a_share_shows_what_stands_above_and_below_the_line(browser: Browser) -> None:
    shown = page(browser, "city-manager", "/figures/funds.industry_share/trace")
    assert "÷" in shown
