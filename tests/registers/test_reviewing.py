"""Confirming and returning: who may, at which level, with how many signatures; never what one entered oneself."""

from __future__ import annotations

from datetime import date

import pytest

from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant
from jiedui.registers.access import waiting
from jiedui.registers.actions import Change, save, undo, void
from jiedui.registers.reviewing import confirm, confirm_records, send_back, send_back_records
from jiedui.registers.settings import ReviewSettings, counting_level
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal_of
from tests.registers import cast
from tests.registers.records import change, last_batch, posted, record

pytestmark = pytest.mark.django_db

OFFICE = {"region": cast.MASHAN, "kind": "county"}


def entered(actor: Actor = cast.CLERK, /, **values: object) -> int:
    """One waiting project of 马山县; its number."""
    filled = {"name": "茶园", "region": cast.MASHAN, "approved_on": date(2022, 3, 4), "fund": 900, **values}
    save([change("projects", **filled)], actor)
    return numbers()[-1]


def numbers() -> list[int]:
    from jiedui.journal.storage import select_rows

    return [row[0] for row in select_rows("SELECT id FROM register_projects ORDER BY id")]


def edited(number: int, actor: Actor = cast.CLERK, /, **values: object) -> int | None:
    return save([Change("projects", values, number, record("projects", number).entry)], actor)


def item(number: int) -> tuple[str, int, int | None]:
    return "projects", number, record("projects", number).entry


def set_review(**values: object) -> None:
    save([change("offices", name="马山县协作办", **OFFICE)], LOCAL_OPERATOR)
    office = last_entry("offices")
    settings = {"office": office, "since": date(2022, 1, 1), "counts_from": "county", **values}
    save([change("review_settings", **settings)], LOCAL_OPERATOR)


def last_entry(code: str) -> int:
    from jiedui.journal.storage import select_rows

    return int(select_rows(f"SELECT MAX(id) FROM register_{code}")[0][0])


def test_a_county_reviewer_confirms_at_the_county_s_level_and_the_city_s_at_its_own() -> None:
    number = entered()
    assert confirm(last_batch(), cast.REVIEWER).records == 1
    assert record("projects", number).standing == 1
    assert confirm_records([item(number)], cast.CITY_REVIEWER).records == 1
    assert record("projects", number).standing == 2
    assert verify_registers() == []


def test_the_upper_office_may_confirm_what_the_county_has_not() -> None:
    number = entered()
    confirm(last_batch(), cast.CITY_REVIEWER)
    assert record("projects", number).standing == 2


def test_a_reviewer_does_not_confirm_above_the_own_office_s_level() -> None:
    entered()
    problem = refusal_of(lambda: confirm(last_batch(), cast.REVIEWER, level=2))
    assert (problem.code, problem.fields["level"], problem.fields["asked"]) == ("RIGHT-005", 1, 2)


@pytest.mark.parametrize("actor", [cast.CLERK, cast.MANAGER, cast.AUDITOR, cast.ADMINISTRATOR, cast.ANONYMOUS])
def test_only_a_reviewer_confirms(actor: Actor) -> None:
    number = entered()
    assert refusal_of(lambda: confirm(last_batch(), actor)).code == "RIGHT-001"
    assert refusal_of(lambda: confirm_records([item(number)], actor)).code == "RIGHT-001"
    assert refusal_of(lambda: send_back(last_batch(), actor, "改")).code == "RIGHT-001"


def test_a_batch_out_of_reach_looks_as_if_it_were_not_there() -> None:
    number = entered()
    outside = cast.member("reviewer-elsewhere", "reviewer", cast.SHANGLIN)
    assert refusal_of(lambda: confirm(last_batch(), outside)).code == "JOURNAL-005"
    assert refusal_of(lambda: confirm_records([item(number)], outside)).code == "JOURNAL-012"
    absent = refusal_of(lambda: confirm_records([("projects", 987654, None)], outside))
    hidden = refusal_of(lambda: confirm_records([("projects", number, None)], outside))
    assert absent.text().replace("987654", "N") == hidden.text().replace(str(number), "N")


def test_of_a_batch_over_two_counties_a_county_s_reviewer_confirms_the_own_part() -> None:
    save(
        [change("projects", name=name, region=region) for name, region in (("甲", cast.MASHAN), ("乙", cast.SHANGLIN))],
        cast.CITY_CLERK,
    )
    ours, theirs = numbers()
    assert confirm(last_batch(), cast.REVIEWER).records == 1
    assert [record("projects", n).standing for n in (ours, theirs)] == [1, 0]


def test_nobody_confirms_what_they_entered() -> None:
    number = entered(cast.BOTH)
    problem = refusal_of(lambda: confirm(last_batch(), cast.BOTH))
    assert (problem.code, problem.fields["record"]) == ("RIGHT-006", f"projects {number}")
    assert refusal_of(lambda: confirm_records([item(number)], cast.BOTH)).code == "RIGHT-006"
    assert confirm(last_batch(), cast.REVIEWER).records == 1


def test_nobody_confirms_a_record_that_they_changed_since_another_entered_it() -> None:
    number = entered(cast.CLERK)
    edited(number, cast.BOTH, fund=1000)
    edited(number, cast.CLERK, fund=1100)
    assert refusal_of(lambda: confirm_records([item(number)], cast.BOTH)).code == "RIGHT-006"
    confirm_records([item(number)], cast.REVIEWER)
    edited(number, cast.CLERK, fund=1200)
    assert confirm_records([item(number)], cast.BOTH).records == 1  # what they had entered was confirmed by another


def test_what_is_confirmed_is_not_taken_back_by_who_entered_it() -> None:
    number = entered(cast.BOTH)
    entering = last_batch()
    confirm(entering, cast.REVIEWER)
    confirmation = last_batch()
    assert refusal_of(lambda: undo(entering, cast.CLERK)).code == "RIGHT-001"
    assert refusal_of(lambda: void([item(number)], cast.CLERK, "错")).code == "RIGHT-001"
    edited(number, cast.BOTH, fund=1000)
    assert refusal_of(lambda: void([item(number)], cast.BOTH, "错")).code == "RIGHT-006"
    undo(last_batch(), cast.BOTH)  # their own change, which nobody has confirmed
    undo(confirmation, cast.OTHER_REVIEWER)
    assert record("projects", number).standing == 0
    assert verify_registers() == []


def test_who_entered_a_record_neither_confirms_it_at_a_higher_level_nor_voids_it_once_confirmed() -> None:
    upward = Actor("upward", "upward", (Grant("clerk", (cast.MASHAN,)), Grant("reviewer", (cast.NANNING,))))
    number = entered(upward)
    confirm(last_batch(), cast.REVIEWER)
    assert refusal_of(lambda: confirm_records([item(number)], upward)).code == "RIGHT-006"
    assert refusal_of(lambda: void([item(number)], upward, "错")).code == "RIGHT-006"
    assert refusal_of(lambda: undo(last_batch(), upward)).code == "RIGHT-006"
    assert confirm_records([item(number)], cast.CITY_REVIEWER).records == 1


def test_a_clerk_takes_neither_a_signature_nor_a_return_off() -> None:
    set_review(second_above=100)
    number = entered()
    confirm_records([item(number)], cast.REVIEWER)
    assert refusal_of(lambda: undo(last_batch(), cast.OTHER_CLERK)).code == "RIGHT-001"
    send_back_records([item(number)], cast.REVIEWER, "缺文号")
    assert refusal_of(lambda: undo(last_batch(), cast.OTHER_CLERK)).code == "RIGHT-001"
    undo(last_batch(), cast.OTHER_REVIEWER)
    assert record("projects", number).review == {"signed": "county-reviewer", "by": "county reviewer"}


def test_a_county_s_reviewer_does_not_take_back_what_the_city_confirmed() -> None:
    number = entered()
    confirm(last_batch(), cast.CITY_REVIEWER)
    assert refusal_of(lambda: void([item(number)], cast.REVIEWER, "错")).code == "RIGHT-005"
    void([item(number)], cast.member("second-city", "reviewer", cast.NANNING), "错")
    assert posted() == []


def test_a_clerk_voids_and_undoes_what_waits() -> None:
    number = entered()
    void([item(number)], cast.OTHER_CLERK, "重复")
    number = entered()
    undo(last_batch(), cast.CLERK)
    assert numbers() == []


def test_a_returned_record_says_why_until_it_is_mended() -> None:
    number = entered()
    assert send_back(last_batch(), cast.REVIEWER, "缺少批复文号").records == 1
    assert record("projects", number).review == {"returned": "缺少批复文号", "by": "county reviewer"}
    assert [(w.register, w.count, w.returned) for w in waiting(cast.CLERK)] == [("projects", 1, 1)]
    assert posted("projects.count") == ["projects.count.industry 450124 2022-03-04 1"]
    edited(number, approval_number="〔2022〕1号")
    assert record("projects", number).review is None
    assert confirm_records([item(number)], cast.REVIEWER).records == 1
    assert verify_registers() == []


def test_a_return_needs_a_comment() -> None:
    number = entered()
    assert refusal_of(lambda: send_back(last_batch(), cast.REVIEWER, " ")).code == "REVIEW-001"
    assert refusal_of(lambda: send_back_records([item(number)], cast.REVIEWER, "")).code == "REVIEW-001"


def test_a_reviewer_may_return_what_they_entered_but_not_what_is_confirmed() -> None:
    number = entered(cast.BOTH)
    assert send_back_records([item(number)], cast.BOTH, "自查").records == 1
    confirm_records([item(number)], cast.REVIEWER)
    assert refusal_of(lambda: send_back_records([item(number)], cast.OTHER_REVIEWER, "改")).code == "JOURNAL-009"


def test_above_the_office_s_amount_two_reviewers_sign() -> None:
    set_review(second_above=100_000_00)
    small, large = entered(name="小", fund=100_000_00), entered(name="大", fund=100_000_01)
    first = confirm_records([item(small), item(large)], cast.REVIEWER)
    assert (first.records, first.signed) == (1, 1)
    assert [record("projects", n).standing for n in (small, large)] == [1, 0]
    assert record("projects", large).review == {"signed": "county-reviewer", "by": "county reviewer"}
    problem = refusal_of(lambda: confirm_records([item(large)], cast.REVIEWER))
    assert (problem.code, str(problem.fields["limit"])) == ("RIGHT-007", "100000")
    assert confirm_records([item(large)], cast.OTHER_REVIEWER).records == 1
    assert (record("projects", large).standing, record("projects", large).review) == (1, None)
    assert verify_registers() == []


def test_a_change_after_the_first_signature_needs_both_again() -> None:
    set_review(second_above=100)
    number = entered()
    confirm_records([item(number)], cast.REVIEWER)
    edited(number, fund=2000)
    assert confirm_records([item(number)], cast.OTHER_REVIEWER).signed == 1
    assert record("projects", number).standing == 0


def test_an_office_sets_from_which_level_its_figures_count() -> None:
    assert counting_level(cast.MASHAN) == 1
    set_review(counts_from="city")
    assert counting_level(cast.MASHAN) == 2
    assert counting_level(cast.SHANGLIN) == 1
    assert ReviewSettings().of("450124001000").level == 2


def test_a_setting_counts_from_its_day_on() -> None:
    set_review(since=date(2999, 1, 1), counts_from="province")
    assert counting_level(cast.MASHAN) == 1
