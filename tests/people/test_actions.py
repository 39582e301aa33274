"""Keeping members, roles and passwords: what an administrator may do, and what nobody may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from jiedui.journal.models import Batch, Entry
from jiedui.kernel import clock
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.people.actions import add_member, end_member, end_role, grant_role, set_password
from jiedui.people.members import actor_of, member
from jiedui.people.models import Login
from jiedui.people.queries import members, office, sessions_of
from jiedui.people.signing import Origin, sign_in
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal
from tests.people.offices import MASHAN, NANNING, PASSWORD, SHANGLIN, SINCE, add

Offices = dict[str, int]
Cast = dict[str, Actor]
Batches = Callable[[str], list[Batch]]
DESK = Origin("192.0.2.7", "Browser 1")
FRESH = "yunwu-caihong-93"


def roles(login: str) -> list[str]:
    return sorted(grant.role for grant in actor_of(login).grants)


def test_an_administrator_adds_a_member_and_grants_a_role(offices: Offices, cast: Cast) -> None:
    actor = cast["administrator"]
    add_member(actor, "new", "演示新人", offices["马山县协作办"])
    assert actor_of("new").grants == ()
    batch = grant_role(actor, "new", "clerk")
    assert roles("new") == ["clerk"]
    assert Batch.objects.get(id=batch).actor_id == "administrator"
    assert [entry.register for entry in Entry.objects.filter(batch_id=batch)] == ["member_roles"]
    assert verify_registers() == []


@pytest.mark.parametrize("login", ["county-clerk", "county-reviewer", "city-manager", "auditor", "stranger", "donor"])
def test_whoever_is_no_administrator_keeps_no_members(offices: Offices, cast: Cast, login: str) -> None:
    actor = cast[login]
    with refusal("RIGHT-001"):
        add_member(actor, "new", "演示新人", offices["马山县协作办"])
    with refusal("RIGHT-001"):
        grant_role(actor, "stranger", "manager")
    with refusal("RIGHT-001"):
        end_role(actor, "auditor", "auditor")
    with refusal("RIGHT-001"):
        end_member(actor, "administrator")
    with refusal("RIGHT-001"):
        set_password(actor, "administrator", FRESH)
    with refusal("RIGHT-001"):
        members(actor)


def test_an_administrator_keeps_no_members_of_an_office_elsewhere(offices: Offices, cast: Cast) -> None:
    actor = cast["administrator"]
    with refusal("RIGHT-002"):
        add_member(actor, "new", "演示新人", offices["福田区工作组"])
    with refusal("RIGHT-002"):
        grant_role(actor, "donor", "clerk")
    with refusal("RIGHT-002"):
        end_member(actor, "donor")
    with refusal("RIGHT-002"):
        set_password(actor, "donor", FRESH)


def test_nobody_changes_their_own_roles(cast: Cast) -> None:
    with refusal("RIGHT-003"):
        grant_role(cast["administrator"], "administrator", "clerk")
    with refusal("RIGHT-003"):
        end_role(cast["administrator"], "administrator", "administrator")
    with refusal("RIGHT-003"):
        end_member(cast["administrator"], "administrator")


def test_an_administrator_is_given_no_other_role(cast: Cast) -> None:
    with refusal("RIGHT-004"):
        grant_role(LOCAL_OPERATOR, "administrator", "reviewer")
    with refusal("RIGHT-004"):
        grant_role(cast["administrator"], "county-clerk", "administrator")


@pytest.mark.parametrize("login", ["", " ", "a b", "a\n", "x" * 41])
def test_a_sign_in_name_that_cannot_be_typed_is_refused(offices: Offices, login: str) -> None:
    with refusal("MEMBER-005", login=login, limit=40):
        add_member(LOCAL_OPERATOR, login, "演示新人", offices["马山县协作办"])


@pytest.mark.parametrize(
    ("name", "phone", "code"), [(" ", None, "CELL-001"), ("甲" * 61, None, "CELL-016"), ("演示新人", "12", "CELL-023")]
)
def test_what_a_workbook_would_be_refused_for_is_refused_here_too(
    offices: Offices, name: str, phone: str | None, code: str
) -> None:
    with refusal(code):
        add_member(LOCAL_OPERATOR, "new", name, offices["马山县协作办"], phone=phone)


def test_a_telephone_number_is_sealed(offices: Offices) -> None:
    add_member(LOCAL_OPERATOR, "new", "演示新人", offices["马山县协作办"], phone="0771-7654321")
    assert member("new")["phone"] and "7654321" not in member("new")["phone"]
    assert not Entry.objects.filter(after__contains="7654321").exists()


def test_a_sign_in_name_is_given_once_even_after_its_member_has_left(offices: Offices, cast: Cast) -> None:
    end_member(LOCAL_OPERATOR, "county-clerk")
    with refusal("MEMBER-006", login="county-clerk"):
        add_member(LOCAL_OPERATOR, "county-clerk", "演示新人", offices["马山县协作办"])


def test_an_office_a_member_or_a_role_that_is_not_there_is_refused(offices: Offices, cast: Cast) -> None:
    with refusal("MEMBER-004"):
        add_member(LOCAL_OPERATOR, "new", "演示新人", 10**9)
    with refusal("MEMBER-004", office="无此机构"):
        office("无此机构")
    with refusal("MEMBER-001", login="nobody"):
        grant_role(LOCAL_OPERATOR, "nobody", "clerk")
    with refusal("MEMBER-007", role="king"):
        grant_role(LOCAL_OPERATOR, "county-clerk", "king")
    with refusal("MEMBER-009", role="manager"):
        end_role(LOCAL_OPERATOR, "county-clerk", "manager")
    assert office("马山县协作办") == office(str(offices["马山县协作办"])) == offices["马山县协作办"]


def test_a_role_that_is_held_is_not_granted_again(cast: Cast) -> None:
    with refusal("MEMBER-008", role="clerk"):
        grant_role(LOCAL_OPERATOR, "county-clerk", "clerk")
    grant_role(LOCAL_OPERATOR, "county-clerk", "reviewer")
    assert roles("county-clerk") == ["clerk", "reviewer"]


def test_a_role_ended_on_its_first_day_can_be_granted_again_that_day(cast: Cast) -> None:
    grant_role(LOCAL_OPERATOR, "county-clerk", "manager")
    end_role(LOCAL_OPERATOR, "county-clerk", "manager")
    assert roles("county-clerk") == ["clerk"]
    grant_role(LOCAL_OPERATOR, "county-clerk", "manager")
    assert roles("county-clerk") == ["clerk", "manager"]


def test_a_membership_that_would_end_before_it_began_is_refused(offices: Offices, cast: Cast) -> None:
    end_member(LOCAL_OPERATOR, "county-clerk", until=SINCE - timedelta(days=9))
    with refusal("MEMBER-001"):
        actor_of("county-clerk")
    (row,) = [one for one in members(LOCAL_OPERATOR) if one.login == "county-clerk"]
    assert (row.since, row.until, row.is_in_force) == (SINCE, SINCE, False)


def test_ending_a_member_ends_the_roles_and_the_sessions_in_one_go(cast: Cast, batches: Batches) -> None:
    grant_role(LOCAL_OPERATOR, "county-clerk", "auditor", since=clock.today() + timedelta(days=30))
    sign_in("county-clerk", PASSWORD, DESK)
    batch = end_member(cast["administrator"], "county-clerk", origin=DESK)
    assert Entry.objects.filter(batch_id=batch).count() == 3
    assert sessions_of(cast["county-clerk"]) == []
    (row,) = [one for one in members(cast["administrator"]) if one.login == "county-clerk"]
    assert not row.is_in_force and not any(role.is_in_force for role in row.roles)
    (ended,) = batches("end_sessions")
    assert (ended.actor_id, json.loads(ended.summary)["member"]) == ("administrator", "county-clerk")
    assert verify_registers() == []


def test_a_membership_that_ends_later_keeps_its_sessions_till_then(cast: Cast) -> None:
    sign_in("county-clerk", PASSWORD, DESK)
    end_member(cast["administrator"], "county-clerk", until=clock.today() + timedelta(days=1))
    assert actor_of("county-clerk").grants
    assert len(sessions_of(cast["county-clerk"])) == 1


def test_a_new_password_replaces_the_old_one_and_ends_the_sessions(cast: Cast, batches: Batches) -> None:
    sign_in("county-clerk", PASSWORD, DESK)
    before = len(batches("set_password"))
    set_password(cast["administrator"], "county-clerk", FRESH, origin=DESK)
    assert sessions_of(cast["county-clerk"]) == []
    with refusal("MEMBER-002"):
        sign_in("county-clerk", PASSWORD, DESK)
    sign_in("county-clerk", FRESH, DESK)
    batch = batches("set_password")[before]
    assert json.loads(batch.summary) == {"member": "county-clerk", "address": "192.0.2.7", "agent": "Browser 1"}


def test_members_change_their_own_password_with_the_old_one_and_stay_signed_in(cast: Cast) -> None:
    actor = cast["county-clerk"]
    here, elsewhere = sign_in("county-clerk", PASSWORD, DESK), sign_in("county-clerk", PASSWORD, DESK)
    assert here["number"] != elsewhere["number"]
    set_password(actor, "county-clerk", FRESH, old=PASSWORD, keep=here["number"])
    assert [session.number for session in sessions_of(actor)] == [here["number"]]


def test_without_the_old_password_nobody_changes_their_own(cast: Cast) -> None:
    for login in ("county-clerk", "administrator"):
        with refusal("MEMBER-010"):
            set_password(cast[login], login, FRESH, old="guessed-wrongly")
        with refusal("MEMBER-010"):
            set_password(cast[login], login, FRESH)


def test_old_passwords_cannot_be_guessed_either(cast: Cast) -> None:
    for _ in range(4):
        with refusal("MEMBER-010"):
            set_password(cast["county-clerk"], "county-clerk", FRESH, old="guessed-wrongly")
    for old in ("guessed-wrongly", PASSWORD):
        with refusal("MEMBER-003", minutes=15):
            set_password(cast["county-clerk"], "county-clerk", FRESH, old=old)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("k7-x!fQz9", "MEMBER-011"),
        ("qwertyuiop", "MEMBER-012"),
        ("59302846175028", "MEMBER-013"),
        ("county-clerk1", "MEMBER-014"),
        ("演示county-clerk", "MEMBER-014"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(cast: Cast, password: str, code: str) -> None:
    before = Login.objects.get(login="county-clerk").password
    with refusal(code):
        set_password(cast["administrator"], "county-clerk", password)
    assert Login.objects.get(login="county-clerk").password == before


def test_no_password_is_kept_or_journaled_in_clear(cast: Cast) -> None:
    set_password(cast["administrator"], "county-clerk", FRESH)
    stored = [one.password for one in Login.objects.all()]
    assert stored and not any(FRESH in one or PASSWORD in one for one in stored)
    told = [batch.summary + batch.reason for batch in Batch.objects.all()]
    assert not any(word in one for one in told for word in (FRESH, PASSWORD, *stored))


def test_an_administrator_lists_the_members_within_reach(offices: Offices, cast: Cast) -> None:
    add(offices, "bare", "上林县协作办")
    found = {one.login: one for one in members(cast["administrator"])}
    assert found.keys() == {*cast, "bare"} - {"donor"}
    assert [role.role for role in found["auditor"].roles] == ["auditor"]
    assert (found["auditor"].region, found["stranger"].region) == (NANNING, SHANGLIN)
    assert (found["auditor"].has_password, found["bare"].has_password) == (True, False)
    assert found["county-clerk"].office == "马山县协作办" and found["county-clerk"].region == MASHAN
