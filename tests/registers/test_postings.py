"""What records post, told as text tables: the counting rules of the programme, one scenario each."""

from __future__ import annotations

from datetime import date

import pytest

from jiedui.journal.verification import verify_journal
from jiedui.registers.actions import void
from jiedui.registers.verification import verify_registers
from tests.registers.records import CLERK, MASHAN, NANNING, SHANGLIN, edit, new, posted, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_is_well_afterwards() -> object:
    yield
    assert verify_journal() == []
    assert verify_registers() == []


def project(**values: object) -> int:
    filled = {"kind": "industry", "name": "育苗大棚", "approved_on": date(2022, 3, 4), "fund": 100_000_00}
    return new("projects", **filled | values)


def test_a_project_commits_its_fund_by_tier_on_the_day_of_approval() -> None:
    project(fund=900, fund_province=500, fund_district=300, started_on=date(2022, 5, 1), persons=40, lifted=15)
    assert posted() == table(
        """
        projects.count.industry             450124 2022-03-04 1
        projects.started.industry           450124 2022-05-01 1
        funds.committed.industry.province   450124 2022-03-04 500
        funds.committed.industry.district   450124 2022-03-04 300
        funds.committed.industry.unstated   450124 2022-03-04 100
        projects.persons.lifted             450124 2022-03-04 15
        projects.persons.other              450124 2022-03-04 25
        """
    )


def test_a_project_that_is_only_in_the_library_commits_nothing() -> None:
    project(approved_on=None, listed_on=date(2022, 1, 5))
    assert posted() == table("projects.listed.industry 450124 2022-01-05 1")


def test_a_cancelled_project_takes_back_its_count_its_fund_and_its_persons_on_that_day() -> None:
    project(fund=900, households=12, cancelled_on=date(2023, 6, 30))
    assert posted() == table(
        """
        projects.count.industry            450124 2022-03-04  1
        projects.count.industry            450124 2023-06-30 -1
        funds.committed.industry.unstated  450124 2022-03-04  900
        funds.committed.industry.unstated  450124 2023-06-30 -900
        projects.households                450124 2022-03-04  12
        projects.households                450124 2023-06-30 -12
        """
    )


def test_payments_follow_their_projects_county_and_kind() -> None:
    number = project(fund=900)
    new("disbursements", project=number, paid_on=date(2022, 6, 1), amount=600)
    new("spendings", project=number, spent_on=date(2022, 7, 1), amount=200)
    edit("projects", number, region=SHANGLIN, kind="rural")
    assert posted() == table(
        """
        projects.count.rural            450125 2022-03-04 1
        funds.committed.rural.unstated  450125 2022-03-04 900
        funds.disbursed.rural           450125 2022-06-01 600
        funds.spent.rural               450125 2022-07-01 200
        """
    )


def test_a_payment_that_moves_to_another_project_moves_its_money() -> None:
    first, second = project(), project(name="另一个", region=SHANGLIN, kind="rural")
    payment = new("disbursements", project=first, paid_on=date(2022, 6, 1), amount=600)
    edit("disbursements", payment, project=second)
    assert posted("funds.disbursed") == table("funds.disbursed.rural 450125 2022-06-01 600")


def test_physical_progress_is_a_level_and_a_project_reports_once() -> None:
    number = project()
    for month, share in ((3, 4000), (1, 1000), (6, 3500)):
        new("progress", project=number, month=date(2023, month, 1), physical=share)
    assert posted("projects.physical") + posted("projects.reporting") == table(
        """
        projects.physical.industry  450124 2023-01-01  1000
        projects.physical.industry  450124 2023-03-01  3000
        projects.physical.industry  450124 2023-06-01  -500
        projects.reporting.industry 450124 2023-01-01  1
        """
    )


def test_a_project_checked_twice_is_checked_once_from_the_first_day() -> None:
    number = project()
    new("site_checks", project=number, checked_on=date(2023, 5, 2))
    earlier = new("site_checks", project=number, checked_on=date(2023, 4, 2))
    assert posted("projects.checked") == table("projects.checked 450124 2023-04-02 1")
    void([("site_checks", earlier, None)], CLERK, "wrong project")
    assert posted("projects.checked") == table("projects.checked 450124 2023-05-02 1")


def test_a_person_is_counted_once_a_year_and_once_ever_however_many_placements() -> None:
    person = new("persons", household="lifted")
    for start, end, where in (
        (date(2021, 3, 1), date(2022, 2, 1), "east"),
        (date(2022, 5, 1), None, "east"),
        (date(2022, 9, 1), None, "home"),
    ):
        new("placements", person=person, started_on=start, ended_on=end, destination=where)
    assert posted() == table(
        """
        labour.placements.east.lifted 450124 2021-03-01 1
        labour.placements.east.lifted 450124 2022-05-01 1
        labour.placements.home.lifted 450124 2022-09-01 1
        labour.year.east.lifted       450124 2021-03-01 1
        labour.year.east.lifted       450124 2022-01-01 1
        labour.year.home.lifted       450124 2022-09-01 1
        labour.ever.east.lifted       450124 2021-03-01 1
        labour.ever.home.lifted       450124 2022-09-01 1
        """
    )


def test_a_person_who_turns_out_not_to_be_lifted_moves_with_all_placements() -> None:
    person = new("persons", household="lifted")
    new("placements", person=person, started_on=date(2023, 2, 1), destination="east")
    edit("persons", person, household="other", home=SHANGLIN)
    assert posted() == table(
        """
        labour.placements.east.other 450125 2023-02-01 1
        labour.year.east.other       450125 2023-02-01 1
        labour.ever.east.other       450125 2023-02-01 1
        """
    )


def test_an_attendance_follows_its_classs_date() -> None:
    course = new("classes", started_on=date(2023, 4, 1), kind="labour")
    new("attendances", training_class=course, person=new("persons", household="other"))
    edit("classes", course, started_on=date(2024, 1, 15))
    assert posted() == table(
        """
        training.classes.labour      450124 2024-01-15 1
        training.times.labour.other  450124 2024-01-15 1
        training.year.labour.other   450124 2024-01-15 1
        training.ever.labour.other   450124 2024-01-15 1
        """
    )


def test_a_head_count_is_a_level_of_which_the_difference_is_posted() -> None:
    firm = new("enterprises", name="甲厂")
    for month, total, rural, lifted in ((6, 30, 20, 8), (3, 10, 10, 5)):
        new("headcounts", enterprise=firm, counted_on=date(2023, month, 1), total=total, rural=rural, lifted=lifted)
    assert posted() == table(
        """
        employment.enterprise.rural.lifted 450124 2023-03-01 5
        employment.enterprise.rural.lifted 450124 2023-06-01 3
        employment.enterprise.rural.other  450124 2023-03-01 5
        employment.enterprise.rural.other  450124 2023-06-01 7
        employment.enterprise.urban.other  450124 2023-03-01 0
        employment.enterprise.urban.other  450124 2023-06-01 10
        """
    )


@pytest.mark.parametrize(("rural", "lifted", "other"), [(12, 0, 2), (2, -2, -6)])
def test_a_head_count_that_does_not_say_how_many_are_lifted_still_adds_up_to_the_rural(
    rural: int, lifted: int, other: int
) -> None:
    firm = new("enterprises", name="甲厂")
    new("headcounts", enterprise=firm, counted_on=date(2023, 3, 1), rural=10, lifted=4)
    new("headcounts", enterprise=firm, counted_on=date(2023, 6, 1), rural=rural)
    assert [line for line in posted() if "2023-06-01" in line] == table(
        f"""
        employment.enterprise.rural.lifted 450124 2023-06-01 {lifted}
        employment.enterprise.rural.other  450124 2023-06-01 {other}
        """
    )


def test_a_school_with_two_partners_is_one_school_here_and_two_there() -> None:
    ours = new("pair_parties", name="马山中学", kind="school", side="ours")
    for number, day in ((1, date(2022, 9, 1)), (2, date(2021, 9, 1))):
        theirs = new("pair_parties", name=f"福田{number}中", kind="school", side="theirs")
        new("pairs", kind="school", ours=ours, theirs=theirs, their_name=f"福田{number}中", agreed_on=day)
    assert posted() == table(
        """
        pairs.here.school  450124 2021-09-01 1
        pairs.links.school 450124 2021-09-01 1
        pairs.links.school 450124 2022-09-01 1
        pairs.there.school 450124 2021-09-01 1
        pairs.there.school 450124 2022-09-01 1
        """
    )


def test_signed_registered_and_in_production_are_three_facts_and_agreed_is_not_paid_in() -> None:
    firm = new(
        "enterprises", origin="paired", signed_on=date(2022, 1, 1), produced_on=date(2023, 1, 1), agreed=5000, park=None
    )
    new("investments", enterprise=firm, paid_on=date(2022, 8, 1), amount=1200)
    assert posted() == table(
        """
        enterprises.signed.paired.unstated        450124 2022-01-01 1
        enterprises.in_production.paired.unstated 450124 2023-01-01 1
        investment.agreed.paired         450124 2022-01-01 5000
        investment.paid_in               450124 2022-08-01 1200
        """
    )


def test_a_secondment_is_a_stock_that_ends_the_day_after_its_last() -> None:
    new("secondments", started_on=date(2021, 10, 8), ended_on=date(2023, 10, 7), region=NANNING)
    assert posted("talent.posted") + posted("talent.year") == table(
        """
        talent.posted.to_west.official 450100 2021-10-08 1
        talent.posted.to_west.official 450100 2023-10-08 -1
        talent.year.to_west.official   450100 2021-10-08 1
        talent.year.to_west.official   450100 2022-01-01 1
        talent.year.to_west.official   450100 2023-01-01 1
        """
    )


def test_goods_and_money_given_are_two_accounts() -> None:
    new("donations", kind="money", amount=100, donated_on=date(2023, 1, 1))
    new("donations", kind="goods", amount=70, donated_on=date(2023, 1, 1))
    assert posted() == table(
        """
        funds.donated.money 450124 2023-01-01 100
        funds.donated.goods 450124 2023-01-01 70
        """
    )


def test_a_parks_income_is_told_apart_by_kind() -> None:
    park = new("parks", region=MASHAN)
    for kind, amount in (("rent", 30), ("dividend", 50), ("wage", 900)):
        new("benefits", park=park, kind=kind, amount=amount, paid_on=date(2023, 7, 1))
    assert posted("benefits") == table(
        """
        benefits.paid.park.rent     450124 2023-07-01 30
        benefits.paid.park.dividend 450124 2023-07-01 50
        benefits.paid.park.wage     450124 2023-07-01 900
        """
    )


def test_a_trips_persons_are_its_lifted_and_the_others() -> None:
    new("trips", mode="coach", persons=42, lifted=13, departed_on=date(2023, 2, 6))
    assert posted() == table(
        """
        labour.trips.coach               450124 2023-02-06 1
        labour.trip_persons.coach.lifted 450124 2023-02-06 13
        labour.trip_persons.coach.other  450124 2023-02-06 29
        """
    )
