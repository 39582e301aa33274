"""Standing: figures count what was confirmed, until what came after is confirmed too, at every level."""

from __future__ import annotations

from datetime import date

import pytest

from jiedui.journal.models import Batch
from jiedui.journal.queries import Ask, View, batch_known_at, sums
from jiedui.journal.verification import verify_journal
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import undo
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.registers.records import (
    MASHAN,
    REVIEWER,
    SHANGLIN,
    edit,
    last_batch,
    new,
    posted,
    record,
    table,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_is_well_afterwards() -> object:
    yield
    assert verify_journal() == []
    assert verify_registers() == []


def figure(account: str, *, level: int = 1, known: int | None = None, region: str = MASHAN) -> tuple[int, int]:
    """What is counted and what waits, up to the end of 2023."""
    ask = Ask("one", (account,), None, date(2024, 1, 1))
    found = sums([ask], View({region: (region,)}, known_batch=known, level=level)).get(("one", region))
    return (found.total, found.waiting) if found else (0, 0)


def confirmed(code: str, *, level: int = 1, **values: object) -> int:
    number = new(code, **values)
    confirm(last_batch(), REVIEWER, level=level)
    return number


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_record_counts_up_to_the_level_at_which_it_is_confirmed(level: int) -> None:
    confirmed("donations", kind="money", amount=70, level=level)
    for asked in range(4):
        assert figure("funds.donated", level=asked) == ((70, 0) if asked <= level else (0, 70))


def test_confirming_moves_the_postings_in_a_batch_of_its_own() -> None:
    new("donations", kind="money", amount=70)
    made = last_batch()
    assert figure("funds.donated") == (0, 70)
    batch, count, _ = confirm(made, REVIEWER, level=1)
    assert (batch, count) == (made + 1, 1)
    assert figure("funds.donated") == (70, 0)
    assert figure("funds.donated", known=made) == (0, 70)
    assert figure("funds.donated", known=made - 1) == (0, 0)
    at = Batch.objects.get(id=made).recorded_at
    assert figure("funds.donated", known=batch_known_at(at)) == (0, 70)


def test_the_city_confirms_what_the_county_confirmed() -> None:
    new("donations", kind="money", amount=70)
    county = confirm(last_batch(), REVIEWER, level=1).batch
    city = confirm(county, REVIEWER, level=2).batch
    assert posted() == table("funds.donated.money 450124 2023-03-04 70 @2")
    assert figure("funds.donated", level=2, known=county) == (0, 70)
    assert figure("funds.donated", level=2, known=city) == (70, 0)


def test_an_edit_of_a_confirmed_record_waits_beside_the_confirmed_figure() -> None:
    number = confirmed("donations", kind="money", amount=70)
    edit("donations", number, amount=100)
    assert figure("funds.donated") == (70, 30)
    assert figure("funds.donated", level=0) == (100, 0)
    confirm(last_batch(), REVIEWER, level=1)
    assert figure("funds.donated") == (100, 0)


def test_each_level_keeps_its_own_version_until_it_confirms_again() -> None:
    number = confirmed("donations", kind="money", amount=70, level=2)
    edit("donations", number, amount=100)
    confirm(last_batch(), REVIEWER, level=1)
    edit("donations", number, amount=500)
    assert [figure("funds.donated", level=level)[0] for level in range(4)] == [500, 100, 70, 0]
    assert [pair[0] for pair in sorted(record("donations", number).settled)] == [1, 2]
    confirm(last_batch(), REVIEWER, level=2)
    assert [figure("funds.donated", level=level)[0] for level in range(4)] == [500, 500, 500, 0]
    assert record("donations", number).settled == []


def test_an_undone_edit_gives_the_confirmed_version_its_standing_back() -> None:
    number = confirmed("donations", kind="money", amount=70, level=2)
    before = posted()
    edit("donations", number, amount=100)
    undo(last_batch(), LOCAL_OPERATOR)
    assert posted() == before == table("funds.donated.money 450124 2023-03-04 70 @2")


def test_an_undone_confirmation_waits_again() -> None:
    confirmed("donations", kind="money", amount=70)
    undo(last_batch(), REVIEWER)
    assert figure("funds.donated") == (0, 70)


def test_a_confirmed_payment_of_a_project_that_waits_does_not_count() -> None:
    project = new("projects", kind="industry")
    confirmed("disbursements", project=project, amount=600)
    assert figure("funds.disbursed") == (0, 600)


def test_a_confirmed_payment_stays_where_its_confirmed_project_was() -> None:
    project = confirmed("projects", kind="industry")
    confirmed("disbursements", project=project, amount=600)
    edit("projects", project, region=SHANGLIN)
    assert figure("funds.disbursed") == (600, -600)
    assert figure("funds.disbursed", region=SHANGLIN) == (0, 600)


def test_a_confirmed_attendance_stays_on_the_confirmed_day_of_its_class() -> None:
    course = confirmed("classes", started_on=date(2023, 4, 1), kind="labour")
    person = confirmed("persons", household="other")
    confirmed("attendances", training_class=course, person=person)
    edit("classes", course, started_on=date(2023, 9, 1))
    assert posted("training.times") == table(
        """
        training.times.labour.other 450124 2023-04-01  1 @1
        training.times.labour.other 450124 2023-04-01 -1
        training.times.labour.other 450124 2023-09-01  1
        """
    )
    confirm(last_batch(), REVIEWER, level=1)
    assert posted("training.times") == table("training.times.labour.other 450124 2023-09-01 1 @1")


def test_a_confirmed_attendance_of_a_class_that_waits_does_not_count() -> None:
    course = new("classes", started_on=date(2023, 4, 1), kind="labour")
    person = confirmed("persons", household="other")
    confirmed("attendances", training_class=course, person=person)
    assert figure("training.ever") == (0, 1)


def test_a_confirmed_payment_counts_for_its_confirmed_project_until_its_move_is_confirmed() -> None:
    first, second = confirmed("projects", kind="industry"), confirmed("projects", kind="rural", name="另一个")
    payment = confirmed("disbursements", project=first, amount=600)
    edit("disbursements", payment, project=second)
    assert figure("funds.disbursed.industry")[0] == 600
    assert figure("funds.disbursed.rural") == (0, 600)
