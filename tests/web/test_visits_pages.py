"""The pages of visits: who sees and records what, forms without a script, and what a phone's queue is answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from jiedui.fieldwork.follow_ups import open_follow_ups
from jiedui.fieldwork.tracks import add_track
from jiedui.fieldwork.visit_lists import visits
from jiedui.fieldwork.visits import FollowUp, NewVisit, record_visit
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers.attachments import Sent, evidence_of
from jiedui.registers.catalogue import register
from tests.pages import DOT
from tests.people.offices import MASHAN, SHANGLIN, write
from tests.registers.grids import lay_grid
from tests.registers.records import new
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

OWN = "11111111-2222-4333-8444-555555555555"
DAY = "2023-09-02"


@pytest.fixture
def project() -> int:
    return new("projects", region=MASHAN, name="演示茶园", approved_on=date(2023, 3, 4), fund=900)


def body(**more: str) -> dict[str, str]:
    return {"own_id": OWN, "member": "county-clerk", "visited_on": DAY, **more}


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def said(answer: HttpResponse) -> list[str]:
    """At which inputs an answer in JSON finds something wrong."""
    return [one["input"] for one in json.loads(answer.content)["problems"]]


@pytest.mark.parametrize(
    ("login", "listed", "form"),
    [
        ("county-clerk", 200, 200), ("county-reviewer", 200, 200), ("city-manager", 200, 200), ("auditor", 200, 404),
        ("donor", 200, 200), ("stranger", 200, 200), ("", 302, 302),
    ],
)  # fmt: skip
def test_who_sees_the_pages(login: str, listed: int, form: int, browser: Browser) -> None:
    client = browser(login)
    assert client.get("/visits").status_code == listed
    assert client.get("/visits/new").status_code == form


def test_an_auditor_reads_and_is_offered_nothing_to_record(
    browser: Browser, cast: dict[str, Actor], project: int
) -> None:
    record_visit(cast["county-clerk"], NewVisit(OWN, date(2023, 9, 2), project=project, found="采收顺利"))
    page = text(browser("auditor").get("/visits"))
    assert "演示茶园" in page and "采收顺利" in page
    assert "/visits/new" not in page and "data-queue" not in page


def test_visits_out_of_reach_are_not_listed(browser: Browser, cast: dict[str, Actor], project: int) -> None:
    record_visit(cast["county-clerk"], NewVisit(OWN, date(2023, 9, 2), project=project, found="采收顺利"))
    assert "采收顺利" not in text(browser("stranger").get("/visits"))
    assert "演示茶园" not in text(browser("stranger").get("/visits/new"))


def test_a_form_without_a_script_records_a_visit_once(browser: Browser, project: int) -> None:
    client = browser("county-clerk")
    photo = SimpleUploadedFile("现场.png", DOT, "image/png")
    answer = client.post("/visits/new", {**body(project=str(project), found="采收顺利"), "photos": photo})
    number = visits(LOCAL_OPERATOR)[0].id
    assert answer.status_code == 302 and answer["Location"] == f"/visits?saved={number}"
    assert client.post("/visits/new", body(project=str(project))).status_code == 302
    assert len(visits(LOCAL_OPERATOR)) == 1
    assert evidence_of(LOCAL_OPERATOR, register("visits"), number).count == 1
    assert f"/registers/visits/{number}" in text(client.get(answer["Location"]))


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why_beside_it(browser: Browser, project: int) -> None:
    answer = browser("county-clerk").post(
        "/visits/new", body(visited_on="9998-01-01", found="已写的话", project=str(project))
    )
    page = text(answer)
    assert answer.status_code == 409 and "已写的话" in page and OWN in page and "9998-01-01" in page
    assert f'<option value="{project}"' in page and visits(LOCAL_OPERATOR) == []


def test_a_photo_that_is_none_leaves_the_visit_saved_and_says_so(browser: Browser, project: int) -> None:
    photo = SimpleUploadedFile("说明.png", b"MZ", "image/png")
    answer = browser("county-clerk").post("/visits/new", {**body(project=str(project)), "photos": photo})
    assert answer.status_code == 409 and "说明.png" in text(answer) and len(visits(LOCAL_OPERATOR)) == 1


def test_what_lies_out_of_reach_cannot_be_visited(browser: Browser) -> None:
    other = new("projects", region=SHANGLIN, name="果园", approved_on=date(2023, 3, 4), fund=900)
    answer = browser("county-clerk").post("/visits/send", body(project=str(other)))
    assert answer.status_code == 409 and said(answer) == ["project"] and "果园" not in text(answer)


def test_a_queue_is_answered_in_json(browser: Browser, project: int) -> None:
    client = browser("county-clerk")
    assert json.loads(client.get("/visits/session").content)["member"] == "county-clerk"
    first = json.loads(client.post("/visits/send", body(project=str(project))).content)
    again = json.loads(client.post("/visits/send", body(project=str(project))).content)
    assert not first["again"] and again == {**first, "again": True}
    photo = SimpleUploadedFile("现场.png", DOT, "image/png")
    sent = {"own_id": OWN, "member": "county-clerk", "photos": photo}
    assert json.loads(client.post("/visits/photos", sent).content)["batch"]
    photo.seek(0)
    assert json.loads(client.post("/visits/photos", sent).content)["batch"] is None


@pytest.mark.parametrize("address", ["/visits/session", "/visits/settlements", "/visits/send", "/visits/photos"])
def test_a_queue_is_told_that_nobody_is_signed_in(address: str, browser: Browser) -> None:
    client = browser("")
    answer = (
        client.get(address) if address in ("/visits/session", "/visits/settlements") else client.post(address, body())
    )
    assert answer.status_code == 401 and json.loads(answer.content) == {"member": ""}


def test_a_queue_is_not_taken_under_another_members_name(browser: Browser, project: int) -> None:
    answer = browser("county-reviewer").post("/visits/send", body(project=str(project)))
    assert answer.status_code == 409 and "county-clerk" in text(answer) and visits(LOCAL_OPERATOR) == []
    answer = browser("county-reviewer").post("/visits/photos", {"own_id": OWN, "member": "county-clerk"})
    assert answer.status_code == 409


def test_who_may_record_nothing_is_refused_by_the_queue_too(browser: Browser, project: int) -> None:
    answer = browser("auditor").post("/visits/send", {**body(project=str(project)), "member": "auditor"})
    assert answer.status_code == 409 and visits(LOCAL_OPERATOR) == []
    assert browser("auditor").get("/visits/settlements").status_code == 409


def test_a_form_of_another_page_is_not_taken(cast: dict[str, Actor], project: int) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/visits/send", body(project=str(project))).status_code == 403


def test_the_villages_are_those_of_ones_own_county(browser: Browser) -> None:
    found: list[Any] = json.loads(browser("county-clerk").get("/visits/settlements").content)["settlements"]
    assert found and all(code.startswith("450124") and name.startswith("马山县") for code, name in found)


def test_what_must_follow_is_finished_on_the_page(browser: Browser, cast: dict[str, Actor], project: int) -> None:
    office = write("offices", region=MASHAN, name="马山县农业农村局", kind="county")
    later = [FollowUp("补齐手续", office, date(2023, 10, 1))]
    record_visit(cast["county-clerk"], NewVisit(OWN, date(2023, 9, 2), project=project, follow_ups=later))
    (one,) = open_follow_ups(LOCAL_OPERATOR)
    client = browser("county-reviewer")
    assert "补齐手续" in text(client.get("/visits"))
    address = f"/visits/follow-ups/{one.id}/done"
    assert client.post(address, {"done_on": "9998-01-01"}).status_code == 409
    assert client.post(address, {"done_on": "someday"}).status_code == 409
    assert browser("stranger").post(address, {"done_on": DAY}).status_code == 404
    assert browser("auditor").post(address, {"done_on": DAY}).status_code == 404
    assert client.post(address, {"done_on": DAY, "outcome": "已办结"}).status_code == 302
    assert "补齐手续" not in text(client.get("/visits"))


def a_walk() -> Sent:
    """Half an hour at one spot, as a receiver writes it."""
    points = "".join(
        f'<trkpt lat="23.700000" lon="108.200000"><time>2023-09-02T02:{minute:02d}:00Z</time></trkpt>'
        for minute in range(0, 31, 2)
    )
    head = '<gpx version="1.1" creator="demo" xmlns="http://www.topografix.com/GPX/1/1">'
    return Sent("走访.gpx", f"<?xml version='1.0'?>{head}<trk><trkseg>{points}</trkseg></trk></gpx>".encode())


def test_a_stay_of_ones_own_track_fills_in_the_form(browser: Browser, cast: dict[str, Actor]) -> None:
    lay_grid()
    track = add_track(cast["county-clerk"], [a_walk()], coordinates="WGS-84")
    page = text(browser("county-clerk").get(f"/visits/new?track={track.number}&stay=1"))
    assert 'value="2023-09-02"' in page and 'value="23.700000"' in page and 'value="108.200000"' in page
    assert '<option value="WGS-84" selected>' in page
    assert browser("county-reviewer").get(f"/visits/new?track={track.number}&stay=1").status_code == 404


def test_a_stay_of_another_members_track_fills_in_nothing(browser: Browser) -> None:
    assert browser("county-clerk").get("/visits/new?track=1&stay=1").status_code == 404


def test_the_page_of_a_project_leads_to_a_visit_of_it(browser: Browser, project: int) -> None:
    assert f'"/visits/new?project={project}"' in text(browser("county-clerk").get(f"/registers/projects/{project}"))
    assert "/visits/new" not in text(browser("auditor").get(f"/registers/projects/{project}"))


def test_what_an_address_names_is_chosen(browser: Browser, project: int) -> None:
    page = text(browser("county-clerk").get(f"/visits/new?project={project}"))
    assert f'<option value="{project}" data-stages=' in page and " selected>演示茶园" in page.replace("&quot;", '"')


def test_the_service_worker_stands_at_the_root_and_names_nothing_of_the_ledger(browser: Browser, project: int) -> None:
    worker, manifest = browser("").get("/service-worker.js"), browser("").get("/manifest.webmanifest")
    assert worker.status_code == manifest.status_code == 200
    assert worker["Content-Type"].startswith("text/javascript") and "演示茶园" not in text(worker)
    assert json.loads(manifest.content)["start_url"] == "/visits/new"
    assert "worker-src 'self'" in worker["Content-Security-Policy"]
