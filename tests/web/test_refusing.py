"""Pages that say no: each in our own words, with a way on, in the reader's language, and without telling too much."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import Resolver404

from jiedui.kernel.errors import refused
from jiedui.web import refusing
from tests.web.conftest import Browser


def test_an_address_that_is_none_has_a_page_of_ours(browser: Browser) -> None:
    answer = browser("auditor").get("/nowhere")
    page = answer.content.decode()
    assert answer.status_code == 404 and "There is no such page" in page and 'href="/"' in page
    assert "Traceback" not in page


def test_nobody_gets_the_same_page(client: Client, db: None) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404 and "There is no such page" in answer.content.decode()


def test_it_speaks_chinese_to_whoever_chose_it(browser: Browser) -> None:
    reader = browser("auditor")
    reader.post("/language", {"language": "zh-hans", "next": "/"})
    page = reader.get("/nowhere").content.decode()
    assert '<html lang="zh-hans">' in page and "There is no such page" not in page


def test_a_fault_of_ours_says_that_nothing_was_saved(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("secret of the machine")

    monkeypatch.setattr("jiedui.web.journal.access.batches", broken)
    reader = browser("auditor")
    reader.raise_request_exception = False
    answer = reader.get("/journal")
    page = answer.content.decode()
    assert answer.status_code == 500 and "was not saved" in page and "secret" not in page
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_form_from_elsewhere_is_refused_in_words(browser: Browser) -> None:
    reader = Client(enforce_csrf_checks=True)
    answer = reader.post("/sign-in", {"login": "auditor", "password": "x"})
    assert answer.status_code == 403 and "did not come from a page of this ledger" in answer.content.decode()


def test_a_damaged_request_is_refused_in_words(rf: RequestFactory, db: None) -> None:
    request = rf.get("/")
    request.actor = None  # type: ignore[attr-defined]  # as the middleware sets it
    answer = refusing.asked_wrongly(request, Resolver404())
    assert answer.status_code == 400 and "damaged" in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "fields", "status"),
    [("RIGHT-001", {"member": "甲", "right": "read"}, 404), ("JOURNAL-012", {"record": "projects 1"}, 404),
     ("RIGHT-003", {"member": "甲"}, 403), ("LEDGER-004", {"found": "x"}, 400)],
)  # fmt: skip
def test_a_refusal_has_the_status_that_it_means(
    rf: RequestFactory, db: None, code: str, fields: dict[str, str], status: int
) -> None:
    request = rf.get("/")
    request.actor = None  # type: ignore[attr-defined]  # as the middleware sets it
    assert refusing.refused_page(request, refused(code, **fields)).status_code == status


def test_an_empty_ledger_leads_to_its_beginning(browser: Browser, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.actor = None  # type: ignore[attr-defined]  # as the middleware sets it
    page = refusing.refused_page(request, refused("REGION-004")).content.decode()
    assert "jiedui demo" in page
