"""Evidence in the browser: files put on a record, shown as what they are, and never run."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiedui.journal.storage import select_rows
from jiedui.registers import attachments
from tests.people.offices import MASHAN, write
from tests.registers.records import last_batch, record
from tests.registers.test_attachments import PDF, PNG
from tests.web.conftest import Browser

CLERK = "county-clerk"


def project() -> int:
    return write("projects", year=2023, region=MASHAN, name="演示茶园", kind="industry")


def put(
    client: Client, number: int, *files: tuple[str, bytes], kind: str = "photo", code: str = "projects"
) -> tuple[int, str, str]:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post(f"/registers/{code}/{number}/evidence", {"kind": kind, "files": sent})
    return answer.status_code, unescape(answer.content.decode()), answer.get("Location", "")


def piece() -> int:
    return int(select_rows('SELECT MAX("id") FROM "register_evidence"')[0][0])


def test_a_clerk_attaches_files_and_sees_them(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    page = client.get(f"/registers/projects/{number}").content.decode()
    assert "still missing" in page and "批复、验收材料、照片、合同" in page
    status, _, location = put(client, number, ("现场.png", PNG), ("批复.pdf", PDF))
    assert status == 302 and location == f"/registers/projects/{number}?saved={last_batch()}#evidence"
    page = client.get(location).content.decode()
    assert "现场" in page and "批复、验收材料、合同" in page and f'href="/evidence/{piece()}"' in page
    assert "attached evidence" in client.get(f"/journal/{last_batch()}").content.decode()


def test_a_photo_of_the_camera_is_taken_too(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    given = {"kind": "photo", "photo": SimpleUploadedFile("image.jpg", b"\xff\xd8\xff\xe0photo")}
    assert client.post(f"/registers/projects/{number}/evidence", given).status_code == 302
    assert client.get(f"/evidence/{piece()}")["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content", "media", "disposition", "policy"),
    [
        ("现场.png", PNG, "image/png", "inline", "sandbox"),
        ("批复.pdf", PDF, "application/pdf", "inline", "frame-ancestors 'self'"),
        ("清单.csv", "甲,1\n".encode(), "text/plain; charset=utf-8", "attachment", "sandbox"),
    ],
)  # fmt: skip
def test_a_file_is_handed_out_as_what_it_is_and_may_load_nothing(
    browser: Browser, name: str, content: bytes, media: str, disposition: str, policy: str
) -> None:
    number, client = project(), browser(CLERK)
    put(client, number, (name, content))
    answer = client.get(f"/evidence/{piece()}")
    assert answer.content == content and answer["Content-Type"] == media
    assert answer["Content-Disposition"].startswith(disposition) and answer["X-Content-Type-Options"] == "nosniff"
    assert (
        answer["Content-Security-Policy"].startswith("default-src 'none'")
        and policy in answer["Content-Security-Policy"]
    )
    assert "script-src" not in answer["Content-Security-Policy"] and answer["Cache-Control"] == "no-store"
    assert client.get(f"/evidence/{piece()}?download=1")["Content-Disposition"].startswith("attachment")


def test_the_record_of_a_piece_shows_its_picture_or_document(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    put(client, number, ("现场.png", PNG))
    assert (
        f'<img class="img-fluid rounded" src="/evidence/{piece()}"'
        in client.get(f"/registers/evidence/{piece()}").content.decode()
    )
    put(client, number, ("批复.pdf", PDF))
    answer = client.get(f"/registers/evidence/{piece()}")
    assert f'<iframe class="document" src="/evidence/{piece()}"' in answer.content.decode()
    assert (
        "frame-src 'self'" in answer["Content-Security-Policy"]
        and "script-src 'self'" in answer["Content-Security-Policy"]
    )
    assert client.get(f"/evidence/{piece()}")["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("login", ["county-reviewer", "city-manager", "auditor", "administrator", "donor"])
def test_who_may_only_read_opens_and_is_offered_no_form(browser: Browser, login: str) -> None:
    number = project()
    put(browser(CLERK), number, ("现场.png", PNG))
    client, found = browser(login), piece()
    before = last_batch()
    page = client.get(f"/registers/projects/{number}").content.decode()
    assert "现场" in page and '/evidence"' not in page and f"/evidence/{found}/remove" not in page
    assert client.get(f"/evidence/{found}").content == PNG
    assert put(client, number, ("批复.pdf", PDF))[0] == 409
    answer = client.post(f"/evidence/{found}/remove", {"text": "错件", "seen": record("evidence", found).entry})
    assert answer.status_code == 409 and last_batch() == before


def test_a_stranger_finds_no_file(browser: Browser) -> None:
    number = project()
    put(browser(CLERK), number, ("现场.png", PNG))
    client, found = browser("stranger"), piece()
    before = last_batch()
    assert client.get(f"/evidence/{found}").status_code == 404 == client.get("/evidence/999999999").status_code
    assert client.post(f"/evidence/{found}/remove", {"text": "错件"}).status_code == 404
    assert put(client, number, ("批复.pdf", PDF))[0] == 404
    assert last_batch() == before and record("evidence", found)["title"] == "现场"


def test_nobody_is_asked_to_sign_in(browser: Browser) -> None:
    number = project()
    put(browser(CLERK), number, ("现场.png", PNG))
    client = browser("")
    assert client.get(f"/evidence/{piece()}")["Location"].startswith("/sign-in")
    assert put(client, number, ("批复.pdf", PDF))[2].startswith("/sign-in")


def test_what_is_wrong_with_files_is_said_beside_the_form(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 200)
    number, client = project(), browser(CLERK)
    before = last_batch()
    files = (("程序.jpg", b"MZ\x00\x01"), ("空.png", b""), ("大.png", PNG * 20), ("好.png", PNG))
    status, page, _ = put(client, number, *files, kind="photo")
    assert status == 409 and "Nothing was attached" in page and last_batch() == before
    assert "程序.jpg is none of the kinds" in page and "空.png is empty" in page and "大.png is larger than" in page
    assert '<option value="photo" selected>' in page
    assert put(client, number)[0] == 409 and put(client, number, ("好.png", PNG), kind="")[0] == 409


def test_the_same_file_again_writes_nothing(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    put(client, number, ("现场.png", PNG))
    before = last_batch()
    status, _, location = put(client, number, ("又一次.png", PNG))
    assert status == 302 and "saved=0" in location and last_batch() == before
    assert "nothing was written" in client.get(location).content.decode()


def test_removing_needs_a_reason_and_goes_back_to_the_record(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    put(client, number, ("现场.png", PNG))
    found, seen = piece(), record("evidence", piece()).entry
    answer = client.post(f"/evidence/{found}/remove", {"text": " ", "seen": seen})
    assert answer.status_code == 409 and "Give a reason" in answer.content.decode()
    answer = client.post(f"/evidence/{found}/remove", {"text": "错件", "seen": seen})
    assert answer.status_code == 302 and answer["Location"].startswith(f"/registers/projects/{number}?saved=")
    assert client.get(f"/evidence/{found}").status_code == 404
    assert f"Saved as batch {last_batch()}" in client.get(answer["Location"]).content.decode()


def test_a_file_name_is_words_and_nothing_else(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    put(client, number, ('<b>x"\r\nSet-Cookie: a=b.png', PNG))
    answer = client.get(f"/evidence/{piece()}")
    assert (
        "Set-Cookie" not in answer.headers
        and "<b>x" not in client.get(f"/registers/projects/{number}").content.decode()
    )
