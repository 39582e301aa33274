"""Who somebody is today: the actor that office, roles and pairings make."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel import clock
from jiedui.kernel.permissions import LOCAL_OPERATOR, Grant
from jiedui.people.actions import end_member, end_role, grant_role
from jiedui.people.members import actor_of
from jiedui.places.queries import index
from tests.kernel.refusals import refusal
from tests.people.offices import (
    FUTIAN,
    LONGAN,
    LONGHUA,
    MASHAN,
    NANNING,
    SHANGLIN,
    SHENZHEN,
    SINCE,
    add,
    open_office,
    pair,
    write,
)

Offices = dict[str, int]


def test_a_role_counts_in_the_region_of_the_office(offices: Offices) -> None:
    actor = add(offices, "county-clerk", "马山县协作办", "clerk")
    assert (actor.id, actor.name, actor.is_operator) == ("county-clerk", "演示county-clerk", False)
    assert actor.grants == (Grant("clerk", index().heads(MASHAN)),)
    assert actor.may("enter", "450124100000") and not actor.may("enter", SHANGLIN)


def test_a_role_that_is_limited_counts_in_its_region_alone(offices: Offices) -> None:
    add(offices, "city-clerk", "南宁市协作办")
    grant_role(LOCAL_OPERATOR, "city-clerk", "clerk", region=MASHAN)
    actor = actor_of("city-clerk")
    assert actor.may("enter", MASHAN)
    assert not actor.may("enter", NANNING) and not actor.may("enter", SHANGLIN)


def test_a_limit_outside_the_offices_region_gives_nothing(offices: Offices) -> None:
    add(offices, "city-clerk", "南宁市协作办", "clerk")
    from jiedui.registers import rows
    from jiedui.registers.catalogue import register

    role = next(iter(rows.all_of(register("member_roles"))))[1]
    with refusal("RIGHT-008", region=SHENZHEN):
        grant_role(LOCAL_OPERATOR, "city-clerk", "reviewer", region=SHENZHEN)
    # Past every door, as a ledger might have it in which an office has moved since.
    with connection.cursor() as cursor:
        cursor.execute('UPDATE "register_member_roles" SET "region" = %s WHERE "id" = %s', [SHENZHEN, role.id])
    assert actor_of("city-clerk").grants == ()


def test_a_district_sees_the_counties_that_are_paired_with_it(offices: Offices) -> None:
    actor = add(offices, "donor", "福田区工作组", "auditor")
    assert actor.reach("read") == (FUTIAN, MASHAN, SHANGLIN)
    assert not actor.may("read", NANNING) and not actor.may("read", LONGAN)
    assert not actor.may("open_number", MASHAN)


def test_a_donor_city_sees_what_is_paired_with_it_or_with_its_districts(offices: Offices) -> None:
    actor = add(offices, "donor-city", "深圳市协作办", "manager")
    assert set(actor.reach("read")) == {SHENZHEN, NANNING, MASHAN, SHANGLIN, LONGAN}
    assert not actor.may("manage", NANNING)


def test_a_donor_role_limited_to_a_district_sees_that_districts_pairs(offices: Offices) -> None:
    add(offices, "donor-city", "深圳市协作办")
    grant_role(LOCAL_OPERATOR, "donor-city", "manager", region=LONGHUA)
    assert actor_of("donor-city").reach("read") == (LONGHUA, LONGAN)


def test_a_pairing_that_is_over_or_has_not_begun_opens_nothing(offices: Offices) -> None:
    office = open_office("440305000000", "南山区工作组", "donor")
    today = clock.today()
    pair(MASHAN, "440305000000", until=today)
    pair(SHANGLIN, "440305000000", since=today + timedelta(days=1))
    actor = add({"南山区工作组": office}, "donor", "南山区工作组", "manager")
    assert actor.reach("read") == ("440305000000",)


def test_whoever_is_paired_with_does_not_see_the_donors_region(offices: Offices) -> None:
    actor = add(offices, "county-clerk", "马山县协作办", "clerk")
    assert not actor.may("read", FUTIAN)


def test_a_role_ends_with_its_day_and_one_to_come_gives_nothing_yet(offices: Offices) -> None:
    add(offices, "county-clerk", "马山县协作办", "clerk")
    end_role(LOCAL_OPERATOR, "county-clerk", "clerk")
    assert actor_of("county-clerk").grants == ()
    grant_role(LOCAL_OPERATOR, "county-clerk", "reviewer", since=clock.today() + timedelta(days=1))
    assert actor_of("county-clerk").grants == ()


def test_an_office_that_no_longer_stands_gives_no_rights(offices: Offices) -> None:
    office = open_office(LONGAN, "隆安县协作办", "county", until=clock.today())
    assert add({"隆安县协作办": office}, "late", "隆安县协作办", "clerk").grants == ()


def test_a_name_that_nobody_has_is_refused(offices: Offices) -> None:
    with refusal("MEMBER-001", login="nobody"):
        actor_of("nobody")


def test_a_member_who_has_left_or_not_come_yet_is_refused_in_the_same_words(offices: Offices) -> None:
    add(offices, "county-clerk", "马山县协作办", "clerk")
    end_member(LOCAL_OPERATOR, "county-clerk")
    with refusal("MEMBER-001", login="county-clerk"):
        actor_of("county-clerk")
    start = clock.today() + timedelta(days=1)
    write("members", login="new", name="演示新人", office=offices["马山县协作办"], since=start)
    with refusal("MEMBER-001", login="new"):
        actor_of("new")


def test_the_number_of_queries_does_not_depend_on_roles_and_pairings(offices: Offices) -> None:
    add(offices, "donor", "福田区工作组", "manager")
    index()
    with CaptureQueriesContext(connection) as few:
        actor_of("donor")
    for number in range(6):
        pair(f"45010{number + 2}000000", FUTIAN, since=date(2023, 2, 1))
    for role in ("clerk", "reviewer", "auditor"):
        grant_role(LOCAL_OPERATOR, "donor", role, since=SINCE)
    with CaptureQueriesContext(connection) as many:
        assert len(actor_of("donor").grants) == 4
    assert len(few) == len(many) == 4
