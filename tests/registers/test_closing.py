"""Closed periods: what is dated in one changes through a manager with a reason, and then the figure is restated."""

from __future__ import annotations

from datetime import date

import pytest

from jiedui.indicators.figures import figures
from jiedui.journal.models import Batch
from jiedui.kernel import clock
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers.actions import Change, save, undo, void
from jiedui.registers.reviewing import confirm, confirm_records
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal_of
from tests.registers import cast
from tests.registers.records import change, last_batch, new, record
from tests.registers.test_reviewing import entered, item, last_entry

pytestmark = pytest.mark.django_db

INSIDE, LAST, AFTER = date(2022, 3, 4), date(2022, 12, 31), date(2023, 1, 1)


def close(region: str = cast.MASHAN, until: date = LAST, actor: Actor = cast.MANAGER) -> int:
    save([change("closings", region=region, closed_until=until)], actor)
    return last_entry("closings")


def edit(number: int, actor: Actor, reason: str = "", /, **values: object) -> int | None:
    return save([Change("projects", values, number, record("projects", number).entry)], actor, reason=reason)


def fund(known_at: object = None) -> int | None:
    lens = lens_as_of(cast.MASHAN, date(2022, 12, 31), known_at=known_at)  # type: ignore[arg-type]  # a moment or None
    value = figures(lens, [(cast.MASHAN, False)], ["projects.count"])[0].value
    return None if value is None else int(value)


@pytest.mark.parametrize("day", [INSIDE, LAST])
def test_a_clerk_enters_nothing_into_a_closed_period(day: date) -> None:
    close()
    problem = refusal_of(lambda: entered(approved_on=day))
    assert problem.code == "REVIEW-003"
    assert (problem.fields["region"], problem.fields["until"], problem.fields["day"]) == (cast.MASHAN, LAST, day)
    assert refusal_of(lambda: entered(approved_on=AFTER, listed_on=day)).code == "REVIEW-003"


def test_what_is_dated_after_the_closed_day_or_elsewhere_is_entered_as_ever() -> None:
    close()
    assert entered(approved_on=AFTER)
    assert entered(cast.STRANGER, region=cast.SHANGLIN)


def test_the_city_s_closing_closes_its_counties() -> None:
    close(cast.NANNING)
    assert refusal_of(entered).code == "REVIEW-003"


def test_a_manager_needs_a_reason() -> None:
    number = entered()
    close()
    assert refusal_of(lambda: edit(number, cast.MANAGER, fund=1000)).code == "REVIEW-002"
    assert refusal_of(lambda: edit(number, cast.MANAGER, "  ", fund=1000)).code == "REVIEW-002"
    assert refusal_of(lambda: edit(number, LOCAL_OPERATOR, fund=1000)).code == "REVIEW-002"
    assert edit(number, cast.MANAGER, "审计发现漏记", fund=1000)


def test_a_manager_enters_nothing_outside_closed_periods() -> None:
    number = entered(approved_on=AFTER)
    close()
    assert refusal_of(lambda: edit(number, cast.MANAGER, "因故", fund=1000)).code == "RIGHT-001"


@pytest.mark.parametrize("actor", [cast.CLERK, cast.REVIEWER, cast.AUDITOR, cast.ADMINISTRATOR])
def test_only_a_manager_closes_and_reopens(actor: Actor) -> None:
    number = close()
    assert refusal_of(lambda: close(until=AFTER, actor=actor)).code == "RIGHT-001"
    seen = record("closings", number).entry
    assert refusal_of(lambda: void([("closings", number, seen)], actor, "重开")).code == "RIGHT-001"
    void([("closings", number, seen)], cast.MANAGER, "重开")
    assert entered()


def test_undoing_and_voiding_are_changes_like_any_other() -> None:
    number = entered()
    batch = last_batch()
    close()
    assert refusal_of(lambda: undo(batch, cast.CLERK)).code == "REVIEW-003"
    assert refusal_of(lambda: void([item(number)], cast.CLERK, "重复")).code == "REVIEW-003"
    void([item(number)], cast.MANAGER, "重复登记")


def test_what_waited_when_the_period_was_closed_is_not_confirmed_without_a_manager() -> None:
    number = entered()
    close()
    assert refusal_of(lambda: confirm_records([item(number)], cast.REVIEWER, reason="补审")).code == "REVIEW-003"


def test_a_published_figure_is_restated_by_manager_and_reviewer_and_its_past_stays() -> None:
    number = entered()
    confirm(last_batch(), cast.REVIEWER)
    close()
    published = clock.now()
    assert fund(published) == 1
    edit(number, cast.MANAGER, "项目撤销,审计要求", cancelled_on=date(2022, 6, 1))
    restating = Batch.objects.get(id=last_batch())
    assert '"restates":' in restating.summary
    assert (restating.actor_id, restating.reason) == ("city-manager", "项目撤销,审计要求")
    assert fund() == 1  # it waits
    assert refusal_of(lambda: confirm_records([item(number)], cast.REVIEWER)).code == "REVIEW-002"
    confirm_records([item(number)], cast.REVIEWER, reason="同意调整")
    assert (fund(), fund(published)) == (0, 1)
    assert verify_registers() == []


def test_what_is_restated_takes_nothing_else_along() -> None:
    number = entered()
    open_ = entered(name="未关账项目", approved_on=AFTER)
    close()
    member = new("members", office=new("offices", region=cast.MASHAN), login="lisi")
    role = Change("member_roles", {"member": member, "role": "reviewer", "since": AFTER})
    restated = Change("projects", {"approved_on": LAST}, number, record("projects", number).entry)
    other = Change("projects", {"note": "顺手改"}, open_, record("projects", open_).entry)
    before = last_batch()
    for along in (role, other):
        problem = refusal_of(lambda along=along: save([restated, along], cast.MANAGER, reason="审计"))
        assert problem.code in ("RIGHT-001", "RIGHT-002")
    assert last_batch() == before
    assert save([restated], cast.MANAGER, reason="审计")
