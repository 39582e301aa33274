"""Signing in and out: one way in, one answer for everything that is wrong, and a lock against guessing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import hashers

from jiedui.config import settings as shipped
from jiedui.journal.models import Batch
from jiedui.journal.verification import verify_journal
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.people.actions import end_member, end_role, end_sessions
from jiedui.people.models import Failure, MemberSession
from jiedui.people.queries import sessions_of
from jiedui.people.sessions import SessionStore
from jiedui.people.signing import Origin, origin, resume, sign_in, sign_out
from tests.kernel.refusals import refusal
from tests.people.offices import PASSWORD, add

Cast = dict[str, Actor]
Batches = Callable[[str], list[Batch]]
Wait = Callable[[timedelta], None]
DESK, ELSEWHERE = Origin("192.0.2.7", "Browser 1"), Origin("198.51.100.9", "Browser 2")
MINUTE = timedelta(minutes=1)


def fail(login: str, where: Origin = DESK, times: int = 1) -> None:
    for _ in range(times):
        with refusal("MEMBER-002"):
            sign_in(login, "not-the-password", where)


def test_the_right_password_begins_a_session_that_knows_its_member(cast: Cast, batches: Batches) -> None:
    session = sign_in("county-clerk", PASSWORD, DESK)
    assert resume(SessionStore(session.session_key)) == cast["county-clerk"]
    (row,) = sessions_of(cast["county-clerk"])
    assert (row.address, row.agent) == ("192.0.2.7", "Browser 1")
    (batch,) = batches("sign_in")
    assert (batch.actor_id, batch.actor_name) == ("county-clerk", "演示county-clerk")
    told = {"member": "county-clerk", "session": row.number, "address": "192.0.2.7", "agent": "Browser 1"}
    assert json.loads(batch.summary) == told
    assert session.session_key not in batch.summary
    assert verify_journal() == []


def test_whatever_is_wrong_is_refused_in_the_same_words(offices: dict[str, int], cast: Cast) -> None:
    end_member(LOCAL_OPERATOR, "stranger")
    end_role(LOCAL_OPERATOR, "auditor", "auditor")
    add(offices, "no-password", "马山县协作办", "clerk")
    said = set()
    for login, password in (
        ("county-clerk", "wrong"),
        ("nobody", PASSWORD),
        ("stranger", PASSWORD),
        ("auditor", PASSWORD),
        ("no-password", ""),
        ("", ""),
        ("county-clerk\0", PASSWORD + "\0"),
    ):
        with pytest.raises(Refused) as caught:
            sign_in(login, password, DESK)
        said.add(str(caught.value))
    assert said == {"MEMBER-002 The sign-in name or the password is wrong."}
    assert MemberSession.objects.count() == 0


@pytest.mark.parametrize("login", ["county-clerk", "nobody", "stranger"])
def test_a_refusal_takes_the_work_of_one_password_whoever_it_is(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    end_member(LOCAL_OPERATOR, "stranger")
    worked = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *given: worked.append(given) or real(self, *given)
    )
    fail(login)
    assert len(worked) == 1


def test_passwords_are_hashed_with_argon2() -> None:
    assert hashers.get_hashers_by_algorithm()  # those of the tests
    hasher = hashers.import_string(shipped.PASSWORD_HASHERS[0])()
    assert hasher.encode("x" * 12, hasher.salt()).startswith("argon2$argon2id$")


@pytest.mark.parametrize("login", ["county-clerk", "nobody"])
def test_five_failures_lock_a_name_for_fifteen_minutes_from_there(cast: Cast, pass_time: Wait, login: str) -> None:
    fail(login, times=4)
    with refusal("MEMBER-003", minutes=15):
        sign_in(login, "not-the-password", DESK)
    with refusal("MEMBER-003", minutes=15):
        sign_in(login, PASSWORD, DESK)
    pass_time(14 * MINUTE)
    with refusal("MEMBER-003", minutes=1):
        sign_in(login, PASSWORD, DESK)
    pass_time(2 * MINUTE)
    fail(login)


def test_after_the_lock_the_right_password_opens_again(cast: Cast, pass_time: Wait) -> None:
    fail("county-clerk", times=4)
    with refusal("MEMBER-003"):
        sign_in("county-clerk", "not-the-password", DESK)
    pass_time(15 * MINUTE)
    sign_in("county-clerk", PASSWORD, DESK)
    assert Failure.objects.count() == 0


def test_nobody_is_locked_out_from_another_place(cast: Cast) -> None:
    fail("county-clerk", ELSEWHERE, times=4)
    with refusal("MEMBER-003"):
        sign_in("county-clerk", "not-the-password", ELSEWHERE)
    assert sign_in("county-clerk", PASSWORD, DESK)["member"] == "county-clerk"
    assert sign_in("auditor", PASSWORD, ELSEWHERE)["member"] == "auditor"


def test_a_success_forgets_the_failures_before_it(cast: Cast) -> None:
    fail("county-clerk", times=4)
    sign_in("county-clerk", PASSWORD, DESK)
    fail("county-clerk", times=4)


def test_failures_far_apart_lock_nothing(cast: Cast, pass_time: Wait) -> None:
    for _ in range(12):
        fail("county-clerk")
        pass_time(4 * MINUTE)
    assert Failure.objects.count() < 12


def test_a_lock_is_journaled_once_and_only_for_names_that_there_are(cast: Cast, batches: Batches) -> None:
    for login in ("county-clerk", "nobody"):
        fail(login, times=4)
        for _ in range(3):
            with refusal("MEMBER-003"):
                sign_in(login, "not-the-password", DESK)
    (batch,) = batches("lock_out")
    assert json.loads(batch.summary) == {"member": "county-clerk", "minutes": 15, **DESK.told}


def test_signing_out_ends_the_session_and_is_journaled(cast: Cast, batches: Batches) -> None:
    session = sign_in("county-clerk", PASSWORD, DESK)
    key, number = session.session_key, session["number"]
    sign_out(session, DESK)
    assert resume(SessionStore(key)) is None
    (batch,) = batches("sign_out")
    assert (batch.actor_id, json.loads(batch.summary)["session"]) == ("county-clerk", number)
    sign_out(SessionStore(key), DESK)
    assert len(batches("sign_out")) == 1


def test_a_session_of_whoever_has_left_or_lost_all_roles_is_ended(cast: Cast, batches: Batches) -> None:
    leaver, demoted = sign_in("stranger", PASSWORD, DESK), sign_in("auditor", PASSWORD, DESK)
    MemberSession.objects.filter(member="stranger").update(session_key="kept" + "0" * 28)
    end_member(LOCAL_OPERATOR, "stranger")
    end_role(LOCAL_OPERATOR, "auditor", "auditor")
    assert resume(SessionStore(demoted.session_key)) is None
    assert resume(SessionStore(leaver.session_key)) is None
    assert MemberSession.objects.count() == 0
    assert [json.loads(batch.summary)["member"] for batch in batches("end_sessions")] == ["stranger", "auditor"]


def test_a_role_taken_away_is_gone_at_the_next_page(cast: Cast) -> None:
    session = sign_in("county-clerk", PASSWORD, DESK)
    from jiedui.people.actions import grant_role

    grant_role(LOCAL_OPERATOR, "county-clerk", "reviewer")
    end_role(LOCAL_OPERATOR, "county-clerk", "clerk")
    actor = resume(SessionStore(session.session_key))
    assert actor is not None and [grant.role for grant in actor.grants] == ["reviewer"]


def test_a_session_ends_after_an_hour_without_a_page(cast: Cast, pass_time: Wait) -> None:
    session = sign_in("county-clerk", PASSWORD, DESK)
    for _ in range(3):
        pass_time(50 * MINUTE)
        assert resume(SessionStore(session.session_key)) is not None
    pass_time(61 * MINUTE)
    assert resume(SessionStore(session.session_key)) is None
    assert sessions_of(cast["county-clerk"]) == []


def test_when_a_session_was_last_seen_is_written_now_and_then(cast: Cast, pass_time: Wait) -> None:
    session = sign_in("county-clerk", PASSWORD, DESK)
    (begun,) = sessions_of(cast["county-clerk"])
    resume(SessionStore(session.session_key))
    assert sessions_of(cast["county-clerk"]) == [begun]
    pass_time(6 * MINUTE)
    resume(SessionStore(session.session_key))
    assert sessions_of(cast["county-clerk"])[0].seen_at > begun.seen_at


def test_members_end_one_of_their_sessions_or_all_others(cast: Cast, batches: Batches) -> None:
    actor = cast["county-clerk"]
    numbers = [sign_in("county-clerk", PASSWORD, DESK)["number"] for _ in range(4)]
    assert end_sessions(actor, "county-clerk", DESK, number=numbers[0]) == 1
    assert end_sessions(actor, "county-clerk", DESK, keep=numbers[3]) == 2
    assert [session.number for session in sessions_of(actor)] == [numbers[3]]
    assert end_sessions(actor, "county-clerk", DESK, keep=numbers[3]) == 0
    assert len(batches("end_sessions")) == 2


def test_a_session_of_somebody_else_is_not_there_to_be_ended(cast: Cast) -> None:
    number = sign_in("auditor", PASSWORD, DESK)["number"]
    with refusal("MEMBER-016"):
        end_sessions(cast["county-clerk"], "county-clerk", DESK, number=number)
    with refusal("RIGHT-001"):
        end_sessions(cast["county-clerk"], "auditor", DESK)
    with refusal("RIGHT-002"):
        end_sessions(cast["administrator"], "donor", DESK)
    assert end_sessions(cast["administrator"], "auditor", DESK) == 1


def test_what_a_browser_says_of_itself_is_cut_and_cleaned() -> None:
    found = origin("fe80::1" + "x" * 99, "Browser\r\n\0" + "y" * 999)
    assert (len(found.address), len(found.agent)) == (64, 200)
    assert found.agent.startswith("Browsery")
