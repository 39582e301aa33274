"""The pages of reports, met by the whole cast: published by who manages, read by who reads, absent for others."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.journal.models import Batch
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.reviewing import confirm
from jiedui.reports.reading import figures_in
from jiedui.reports.snapshots import publish, snapshots
from tests.registers.records import MASHAN, NANNING, last_batch, record
from tests.reports.ledgers import WAN, project
from tests.web.conftest import Browser

AS_OF = "as-of=2023-09-30"
EVERYBODY = ("county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor", "stranger")


@pytest.fixture
def report(browser: Browser) -> int:
    """A report of the city over two projects of 马山县."""
    project(MASHAN, "茶园", 10)
    project(MASHAN, "道路", 5, kind="rural")
    return published()


def published(region: str = NANNING) -> int:
    return publish(LOCAL_OPERATOR, lens_as_of(region, date(2023, 9, 30)), "三季度报告")


def restate(name: str, wan: int) -> None:
    from jiedui.journal.storage import select_rows

    number = int(select_rows("SELECT id FROM register_projects WHERE name = %s", [name])[0][0])
    seen = record("projects", number).entry
    save([Change("projects", {"fund": wan * WAN}, number, seen)], LOCAL_OPERATOR, reason="审计")
    confirm(last_batch(), LOCAL_OPERATOR, reason="复核属实")


def status_of(answer: Any) -> int:
    """An answer's status; a file that is handed out is read to its end."""
    if answer.streaming:
        b"".join(answer)
    return int(answer.status_code)


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]  # an answer


@pytest.mark.parametrize(
    ("login", "status"), [("city-manager", 200), ("auditor", 200), ("administrator", 200), ("county-clerk", 404),
                          ("county-reviewer", 404), ("stranger", 404), ("donor", 404), ("", 302)]
)  # fmt: skip
def test_the_citys_report_is_there_for_the_city_and_absent_for_everybody_else(
    login: str, status: int, browser: Browser, report: int
) -> None:
    assert browser(login).get(f"/reports/{report}").status_code == status
    assert status_of(browser(login).post(f"/reports/{report}/brief")) == status


def test_the_list_shows_what_lies_in_reach_and_the_button_to_who_may_publish(browser: Browser, report: int) -> None:
    county = published(MASHAN)
    for login in EVERYBODY:
        page = browser(login).get("/reports").content.decode()
        assert (f'href="/reports/{report}"' in page) == (login in ("city-manager", "auditor", "administrator")), login
        assert (f'href="/reports/{county}"' in page) == (login != "stranger"), login
        assert ("publish a report" in page) == (login in ("city-manager", "donor")), login
    assert browser("").get("/reports").status_code == 302


def test_a_manager_publishes_without_script_and_sees_the_frozen_figures(browser: Browser, report: int) -> None:
    client = browser("city-manager")
    form = client.get(f"/reports/new?{AS_OF}")
    assert form.status_code == 200 and "publish these figures" in text(form)
    before = last_batch()
    answer = client.post(f"/reports/new?{AS_OF}", {"title": "自评", "kind": "self_evaluation"})
    made = snapshots(LOCAL_OPERATOR)[0]
    assert answer.status_code == 302 and answer.headers["Location"] == f"/reports/{made.number}"
    assert (made.title, made.kind, last_batch()) == ("自评", "self_evaluation", before + 1)
    assert "Nothing was restated" in text(client.get(f"/reports/{made.number}"))


@pytest.mark.parametrize(
    ("login", "status"), [("county-clerk", 403), ("county-reviewer", 403), ("auditor", 403), ("administrator", 403),
                          ("stranger", 404), ("donor", 404), ("", 302)]
)  # fmt: skip
def test_who_does_not_manage_publishes_nothing(login: str, status: int, browser: Browser, report: int) -> None:
    before = len(snapshots(LOCAL_OPERATOR))
    answer = browser(login).post(f"/reports/new?region={MASHAN}&{AS_OF}", {"title": "冒名", "kind": "yearly"})
    assert answer.status_code in (status, 404) and len(snapshots(LOCAL_OPERATOR)) == before


def test_a_title_or_kind_that_is_refused_is_said_on_the_form(browser: Browser, report: int) -> None:
    client, before = browser("city-manager"), last_batch()
    for values, words in (({"title": " ", "kind": "yearly"}, "needs a title"),
                          ({"title": "甲", "kind": "weekly"}, "weekly is not a kind"),
                          ({"title": "长" * 121, "kind": "yearly"}, "longer than 120")):  # fmt: skip
        answer = client.post(f"/reports/new?{AS_OF}", values)
        assert answer.status_code == 400 and words in text(answer)
    assert last_batch() == before


def test_what_was_restated_stands_on_the_page_with_record_batch_and_reason(browser: Browser, report: int) -> None:
    client = browser("city-manager")
    assert "※" not in client.get(f"/reports/{report}").content.decode().split('id="restated"')[1]
    restate("茶园", 12)
    page = client.get(f"/reports/{report}").content.decode()
    told = text(client.get(f"/reports/{report}"))
    assert "茶园" in told and "100,000 → 120,000 元" in told and "复核属实" in told
    assert f'href="/journal/{last_batch()}"' in page
    anchor = re.search(r'href="(#restated-funds-committed-\d+)"[^>]*>※', page)
    assert anchor and f'id="{anchor[1][1:]}"' in page
    assert re.search(r">15</a>", page), "the published digits stay"
    assert "records changed" in text(client.get("/reports"))


@pytest.mark.parametrize("document", ["brief", "tables", "evidence", "self-evaluation"])
def test_each_document_is_handed_out_with_the_published_digits(document: str, browser: Browser, report: int) -> None:
    client = browser("city-manager")
    restate("茶园", 12)
    answer = client.post(f"/reports/{report}/{document}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    content = b"".join(answer)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    if document == "brief":
        assert ("funds.committed|450100|20210101|20230930|1", "15") in figures_in(content)
        assert b"http://testserver/figures/funds.committed/trace" in zipfile.ZipFile(io.BytesIO(content)).read(
            "word/_rels/document.xml.rels"
        )
    assert (Batch.objects.get(id=last_batch()).verb == "take_evidence") == (document == "evidence")


@pytest.mark.parametrize("document", ["brief", "tables", "evidence", "self-evaluation"])
def test_a_document_out_of_the_ledger_as_it_stands_needs_no_publishing(
    document: str, browser: Browser, report: int
) -> None:
    for login, status in (("county-clerk", 200), ("donor", 200), ("stranger", 404), ("", 302)):
        answer = browser(login).post(f"/reports/new/{document}?region={MASHAN}&{AS_OF}")
        assert status_of(answer) == status, login
    administrator = browser("administrator").post(f"/reports/new/{document}?region={MASHAN}&{AS_OF}")
    assert status_of(administrator) == (404 if document == "evidence" else 200)


def test_a_document_that_there_is_not_and_an_address_that_is_none_are_refused(browser: Browser, report: int) -> None:
    client = browser("city-manager")
    assert client.post(f"/reports/{report}/novel").status_code == 400
    assert client.post("/reports/77/brief").status_code == 404
    assert client.get("/reports/77").status_code == 404
    assert client.get(f"/reports/{report}/brief").status_code == 405
    assert client.get("/reports/new?as-of=never").status_code == 400
    assert Client(enforce_csrf_checks=True).post(f"/reports/{report}/brief").status_code == 403


def test_a_page_asks_no_more_when_far_more_was_restated(browser: Browser, report: int) -> None:
    client = browser("city-manager")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/reports/{report}").status_code == 200
        return len(queries)

    restate("茶园", 12)
    asked()
    few = asked()
    for number in range(15):
        project(MASHAN, f"补录{number}", number + 1)
    assert asked() <= few <= 30


def test_the_overview_names_reports_below_which_records_changed(browser: Browser, report: int) -> None:
    client = browser("city-manager")
    words = "published reports with records changed since"
    assert words not in text(client.get(f"/?{AS_OF}"))
    restate("茶园", 12)
    page = client.get(f"/?{AS_OF}")
    assert words in text(page) and f'href="/reports/{report}#restated"' in page.content.decode()
    assert words not in text(browser("county-clerk").get(f"/?{AS_OF}"))


def test_a_report_is_published_and_not_typed(browser: Browser, report: int) -> None:
    page = browser("city-manager").get("/registers/snapshots").content.decode()
    assert "三季度报告" in page and "/registers/snapshots/new" not in page
