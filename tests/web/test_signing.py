"""The pages of signing in, of signing out and of one's own sessions."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.journal.models import Batch
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.people.actions import end_member
from jiedui.people.queries import sessions_of
from tests.people.offices import PASSWORD
from tests.web.conftest import Browser

Cast = dict[str, Actor]
RIGHT = {"login": "county-clerk", "password": PASSWORD}


@pytest.mark.parametrize("login", ["county-clerk", "county-reviewer", "city-manager", "auditor", "stranger"])
def test_each_of_the_cast_comes_in_with_the_right_password(browser: Browser, login: str) -> None:
    page = browser(login).get("/sessions").content.decode()
    assert f"演示{login}" in page and "this one" in page and "127.0.0.1" in page


def test_the_form_says_what_it_asks_for_and_keeps_no_password(cast: Cast) -> None:
    page = Client().get("/sign-in").content.decode()
    assert 'autocomplete="current-password"' in page and "sign-in name" in page
    answer = Client().post("/sign-in", {**RIGHT, "password": "wrong-wrong"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The sign-in name or the password is wrong." in page
    assert 'value="county-clerk"' in page and "wrong-wrong" not in page


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(cast: Cast) -> None:
    pages = [Client().post("/sign-in", {"login": name, "password": "wrong"}) for name in ("county-clerk", "nobody")]
    texts = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in pages}
    assert len(texts) == 1


def test_too_many_failures_are_answered_with_the_minutes(cast: Cast) -> None:
    client = Client()
    for _ in range(5):
        page = client.post("/sign-in", {**RIGHT, "password": "wrong"}).content.decode()
    assert "15 more minutes" in page
    assert client.post("/sign-in", RIGHT).status_code == 403
    assert client.get("/sessions").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org", "", "http:///x"]
)
def test_after_signing_in_nobody_is_sent_outside(cast: Cast, target: str) -> None:
    answer = Client().post("/sign-in", {**RIGHT, "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_after_signing_in_the_page_that_was_asked_for_is_shown(cast: Cast) -> None:
    answer = Client().post("/sign-in", {**RIGHT, "next": "/sessions"})
    assert answer["Location"] == "/sessions"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_gone_with_the_browser(cast: Cast) -> None:
    cookie = Client().post("/sign-in", RIGHT).cookies["session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == "" and cookie["expires"] == ""


def test_signing_in_gives_a_new_session_and_ends_the_one_before(cast: Cast, browser: Browser) -> None:
    client = browser("county-clerk")
    first = client.cookies["session"].value
    client.post("/sign-in", {"login": "auditor", "password": PASSWORD})
    assert client.cookies["session"].value != first
    assert sessions_of(cast["county-clerk"]) == []
    assert "演示auditor" in client.get("/sessions").content.decode()


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", RIGHT)
    assert answer.status_code == 403
    assert "did not come from a page of this ledger" in answer.content.decode()
    assert not Batch.objects.filter(verb="sign_in").exists()


def test_signing_out_ends_the_session(cast: Cast, browser: Browser) -> None:
    client = browser("county-clerk")
    key = client.cookies["session"].value
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert sessions_of(cast["county-clerk"]) == []
    again = Client()
    again.cookies["session"] = key
    assert again.get("/sessions").status_code == 302


def test_a_link_signs_nobody_out(cast: Cast, browser: Browser) -> None:
    client = browser("county-clerk")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/sessions/end").status_code == 405
    assert len(sessions_of(cast["county-clerk"])) == 1


def test_a_member_ends_one_other_session_or_all_others(cast: Cast, browser: Browser) -> None:
    clients = [browser("county-clerk") for _ in range(4)]
    page = clients[0].get("/sessions").content.decode()
    numbers = re.findall(r'name="number" value="(\w+)"', page)
    assert len(numbers) == 3 and not any(one.cookies["session"].value in page for one in clients)
    clients[0].post("/sessions/end", {"number": numbers[0]})
    assert len(sessions_of(cast["county-clerk"])) == 3
    clients[0].post("/sessions/end")
    assert len(sessions_of(cast["county-clerk"])) == 1
    assert [one.get("/sessions").status_code for one in clients] == [200, 302, 302, 302]


def test_somebody_elses_session_is_not_there(cast: Cast, browser: Browser) -> None:
    browser("auditor")
    (theirs,) = sessions_of(cast["auditor"])
    answer = browser("county-clerk").post("/sessions/end", {"number": theirs.number})
    assert answer.status_code == 404
    assert sessions_of(cast["auditor"]) == [theirs]


def test_nobody_has_no_sessions_to_look_at(cast: Cast) -> None:
    client = Client()
    assert client.get("/sessions")["Location"] == "/sign-in?next=%2Fsessions"
    assert client.post("/sessions/end").status_code == 302
    assert client.post("/sign-out").status_code == 302
    assert not Batch.objects.filter(verb="sign_out").exists()


def test_whoever_has_left_is_signed_out_at_the_next_page(cast: Cast, browser: Browser) -> None:
    client = browser("county-clerk")
    end_member(LOCAL_OPERATOR, "county-clerk")
    assert client.get("/").status_code == 302
    assert client.post("/sign-in", RIGHT).status_code == 403


def test_a_cookie_that_is_no_session_is_nobody(cast: Cast) -> None:
    client = Client()
    client.cookies["session"] = "../../etc/passwd"
    assert client.get("/sessions").status_code == 302


def test_nobody_costs_no_query_and_a_member_always_the_same(cast: Cast, browser: Browser) -> None:
    client = Client()
    with CaptureQueriesContext(connection) as none:
        client.get("/sign-in")
    assert len(none) == 0
    counts = []
    for login in ("county-clerk", "city-manager", "donor"):
        client = browser(login)
        with CaptureQueriesContext(connection) as queries:
            client.get("/sessions")
        counts.append(len(queries))
    assert counts == [7, 7, 7]  # the session, four for the actor, when it was seen, the page's own


def test_behind_our_own_server_its_word_for_the_address_counts(cast: Cast, settings: object) -> None:
    settings.BEHIND_HTTPS = True  # type: ignore[attr-defined]  # pytest-django's settings
    Client().post("/sign-in", RIGHT, headers={"X-Forwarded-For": "10.0.0.9, 203.0.113.5"})
    assert [session.address for session in sessions_of(cast["county-clerk"])] == ["203.0.113.5"]


def test_without_such_a_server_nobody_chooses_an_address(cast: Cast) -> None:
    Client().post("/sign-in", RIGHT, headers={"X-Forwarded-For": "203.0.113.5"})
    assert [session.address for session in sessions_of(cast["county-clerk"])] == ["127.0.0.1"]


FRESH = "yunwu-caihong-93"
TYPED = {"old": PASSWORD, "new": FRESH, "again": FRESH}


def test_members_give_themselves_a_new_password_and_stay_signed_in_here_alone(cast: Cast, browser: Browser) -> None:
    client, other = browser("county-clerk"), browser("county-clerk")
    assert "new password" in client.get("/password").content.decode()
    assert client.post("/password", TYPED)["Location"] == "/sessions"
    assert (client.get("/sessions").status_code, other.get("/sessions").status_code) == (200, 302)
    assert Client().post("/sign-in", RIGHT).status_code == 403
    assert Client().post("/sign-in", {**RIGHT, "password": FRESH}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"old": "not-the-old-one"}, "The old password is wrong"),
        ({"again": FRESH + "4"}, "The two passwords differ"),
        ({"new": "short", "again": "short"}, "at least 10 characters"),
    ],
)
def test_a_new_password_that_is_not_taken_says_why(
    cast: Cast, browser: Browser, typed: dict[str, str], words: str
) -> None:
    answer = browser("county-clerk").post("/password", {**TYPED, **typed})
    page = answer.content.decode()
    assert answer.status_code == 403 and words in page
    assert not any(secret in page for secret in (PASSWORD, FRESH))
    assert Client().post("/sign-in", RIGHT).status_code == 302


def test_nobody_gives_no_password(cast: Cast) -> None:
    answer = Client().post("/password", TYPED)
    assert answer["Location"] == "/sign-in?next=%2F"
    assert Client().post("/sign-in", RIGHT).status_code == 302
