"""The page that checks a text, with the fixed cast."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.reports.prose.test_text import word
from tests.web.conftest import Browser

READERS = ("county-clerk", "county-reviewer", "city-manager", "auditor", "donor")
TEXT = "截至2023年9月底，实施项目12345个。"


@pytest.mark.parametrize("login", READERS)
def test_a_reader_sees_the_form_and_the_marked_text(browser: Browser, login: str) -> None:
    client = browser(login)
    assert client.get("/check").status_code == 200
    answer = client.post("/check", {"text": TEXT, "as-of": "2023-09-30"})
    assert answer.status_code == 200
    assert "12345个" in answer.content.decode()
    assert 'href="#row-1"' in answer.content.decode()


def test_nobody_is_led_to_the_sign_in(browser: Browser) -> None:
    assert browser().post("/check", {"text": TEXT}).status_code == 302


def test_the_result_can_be_taken_as_data(browser: Browser) -> None:
    answer = browser("county-clerk").post("/check", {"text": TEXT, "want": "json"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert [one["text"] for one in json.loads(answer.content)["mentions"]] == ["12345个"]


def test_a_word_document_comes_back_with_comments(browser: Browser) -> None:
    file = SimpleUploadedFile("稿.docx", word(TEXT))
    answer = browser("county-clerk").post("/check", {"file": file, "want": "copy"})
    assert answer.content.startswith(b"PK")
    assert b"comments.xml" in answer.content


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"text": "  "}, "PROSE-006"), ({"text": TEXT, "as-of": "soon"}, ""), ({"text": TEXT, "region": "99"}, "")],
)
def test_what_cannot_be_checked_is_refused_in_words(browser: Browser, sent: dict[str, str], words: str) -> None:
    assert browser("county-clerk").post("/check", sent).status_code in (400, 404)


def test_a_file_that_is_no_text_is_refused_and_the_form_stays(browser: Browser) -> None:
    file = SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    answer = browser("county-clerk").post("/check", {"file": file})
    assert answer.status_code == 400
    assert "data-check" in answer.content.decode()


def test_what_a_text_holds_of_markup_is_shown_as_text(browser: Browser) -> None:
    answer = browser("county-clerk").post("/check", {"text": "<b>实施项目3个</b>"}).content.decode()
    assert "<b>实施" not in answer
