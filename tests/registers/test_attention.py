"""What needs attention: each rule at its border, counted and listed by the same condition, within reach alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import attention as rules
from jiedui.registers.actions import Change, save
from jiedui.registers.attention import RULES, attention, attention_condition, restating
from jiedui.registers.offices import close_books
from jiedui.registers.reviewing import confirm, send_back
from tests.registers.cast import ANONYMOUS, CLERK, DONOR, MANAGER, STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, edit, last_batch, new, record

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 30)
BEFORE = DAY - timedelta(days=1)
LONG_AGO = DAY - timedelta(days=184)


def project(**values: object) -> int:
    return new("projects", **{"kind": "industry", "fund": 1000, "approved_on": date(2022, 3, 4), **values})


def counts(region: str = NANNING, as_of: date = DAY, **rest: bool) -> dict[tuple[str, str], int]:
    found = attention(LOCAL_OPERATOR, region, as_of, **rest)
    return {(line.rule.code, line.register): line.count for line in found}


def found(rule: str, code: str = "projects", region: str = NANNING, as_of: date = DAY, **rest: bool) -> list[int]:
    where = attention_condition(rule, code, region, as_of, **rest)
    return [row[0] for row in select_rows(f'SELECT "id" FROM "register_{code}" WHERE {where} ORDER BY "id"')]


@pytest.mark.parametrize(
    ("rule", "is_found", "values"),
    [
        ("late", True, {"planned_end": BEFORE}),
        ("late", False, {"planned_end": DAY}),
        ("late", False, {"planned_end": BEFORE, "finished_on": DAY}),
        ("late", True, {"planned_end": BEFORE, "finished_on": DAY + timedelta(days=1)}),
        ("late", False, {"planned_end": BEFORE, "cancelled_on": DAY}),
        ("late", False, {}),
        ("unaccepted", True, {"finished_on": LONG_AGO}),
        ("unaccepted", False, {"finished_on": LONG_AGO + timedelta(days=1)}),
        ("unaccepted", False, {"finished_on": LONG_AGO, "accepted_on": DAY}),
        ("unaccepted", False, {"finished_on": LONG_AGO, "cancelled_on": DAY}),
        ("unchecked", True, {}),
        ("unchecked", False, {"approved_on": DAY + timedelta(days=1)}),
        ("unchecked", False, {"cancelled_on": DAY}),
    ],
)
def test_a_project_is_found_by_its_days(rule: str, is_found: bool, values: dict[str, date]) -> None:
    number = project(**values)
    assert found(rule) == ([number] if is_found else [])


def test_a_project_that_was_checked_by_the_day_is_not_found() -> None:
    number = project()
    new("site_checks", project=number, checked_on=DAY + timedelta(days=1))
    assert found("unchecked") == [number]
    new("site_checks", project=number, checked_on=DAY)
    assert found("unchecked") == []


def test_a_project_with_money_paid_is_found_until_somebody_was_there() -> None:
    number, later = project(), DAY + timedelta(days=1)
    assert found("unseen") == []
    new("disbursements", project=number, paid_on=later, amount=10)
    assert found("unseen") == []
    new("disbursements", project=number, paid_on=DAY, amount=10, voucher="又")
    assert found("unseen") == [number] and found("unseen", region=MASHAN) == [number]
    new("visits", place=None, project=number, visited_on=later)
    assert found("unseen") == [number]
    new("visits", place=None, project=number, visited_on=DAY)
    assert found("unseen") == []


def test_a_project_is_seen_at_any_listed_place_of_its_own() -> None:
    number = project()
    new("disbursements", project=number, paid_on=DAY, amount=10)
    place = new("visit_places", kind="workshop", name="车间", project=number)
    new("visits", place=place, visited_on=DAY)
    assert found("unseen") == []


def test_money_that_was_paid_back_is_no_money_paid() -> None:
    number = project()
    for amount, voucher in ((10, "付"), (-10, "退")):
        new("disbursements", project=number, paid_on=DAY, amount=amount, voucher=voucher)
    assert found("unseen") == []


@pytest.mark.parametrize(
    ("physical", "paid", "is_found"),
    [(8000, 600, False), (8001, 600, True), (8000, 599, True), (10000, 1000, False), (9000, None, False)],
)
def test_payment_is_behind_when_more_than_twenty_points_are_missing(
    physical: int, paid: int | None, is_found: bool
) -> None:
    number = project()
    new("progress", project=number, month=date(2023, 9, 1), physical=physical, paid=paid)
    assert found("unpaid") == ([number] if is_found else [])


def test_the_latest_return_up_to_the_day_speaks() -> None:
    number = project()
    new("progress", project=number, month=date(2023, 8, 1), physical=9000, paid=100)
    assert found("unpaid") == [number]
    new("progress", project=number, month=date(2023, 9, 1), physical=9000, paid=900)
    assert found("unpaid") == []
    assert found("unpaid", as_of=date(2023, 8, 31)) == [number]
    new("progress", project=number, month=date(2023, 10, 1), physical=9500, paid=100)
    assert found("unpaid") == []


def test_a_project_without_a_fund_says_nothing_of_payment() -> None:
    number = project(fund=0, fund_province=None)
    new("progress", project=number, month=date(2023, 9, 1), physical=9000, paid=0)
    assert found("unpaid") == []


@pytest.mark.parametrize(
    ("ended_on", "successor", "is_found"),
    [
        (DAY, None, True),
        (DAY + timedelta(days=90), None, True),
        (DAY + timedelta(days=91), None, False),
        (BEFORE, None, False),
        (DAY, "演示接续人", False),
        (None, None, False),
    ],
)
def test_a_secondment_that_ends_soon_needs_a_successor(
    ended_on: date | None, successor: str | None, is_found: bool
) -> None:
    number = new("secondments", started_on=date(2022, 1, 1), ended_on=ended_on, successor=successor)
    assert found("ending", "secondments") == ([number] if is_found else [])


@pytest.mark.parametrize(
    ("due_on", "given_on", "is_found"),
    [
        (BEFORE, None, True),
        (BEFORE, DAY + timedelta(days=1), True),
        (BEFORE, DAY, False),
        (DAY, None, False),
        (None, None, False),
    ],
)
def test_care_is_overdue_from_the_day_after_until_it_is_given(
    due_on: date | None, given_on: date | None, is_found: bool
) -> None:
    number = new("care_measures", due_on=due_on, given_on=given_on)
    assert found("care", "care_measures") == ([number] if is_found else [])


def test_a_task_is_overdue_from_the_day_after() -> None:
    document = new("documents", title="方案")
    late, done = (new("tasks", document=document, content=text, due_on=BEFORE) for text in ("甲", "乙"))
    new("tasks", document=document, content="丙", due_on=DAY)
    save([Change("tasks", {"done_on": DAY}, done, record("tasks", done).entry)], LOCAL_OPERATOR)
    assert found("overdue", "tasks") == [late]


def test_what_must_follow_is_overdue_the_day_after_its_day_where_its_source_or_its_office_lies() -> None:
    meeting = new("meetings", region=MASHAN, held_on=BEFORE)
    office = new("offices", region=SHANGLIN, name="上林办", kind="county")
    late, done, later = (
        new("follow_ups", visit=None, meeting=meeting, office=office, content=text, due_on=due, done_on=end)
        for text, due, end in (("甲", BEFORE, None), ("乙", BEFORE, DAY), ("丙", BEFORE, DAY + timedelta(days=1)))
    )
    new("follow_ups", visit=None, meeting=meeting, office=office, content="丁", due_on=DAY)
    assert done and found("follow_ups", "follow_ups") == [late, later]
    assert found("follow_ups", "follow_ups", SHANGLIN) == found("follow_ups", "follow_ups", MASHAN) == [late, later]
    assert found("follow_ups", "follow_ups", own=True) == [] and counts()["follow_ups", "follow_ups"] == 2


def test_what_waits_and_what_was_returned_is_counted_by_register() -> None:
    project()
    send_back(last_batch(), LOCAL_OPERATOR, "核对")
    project(name="别的")
    new("events", held_on=DAY)
    assert counts()["waiting", "projects"] == 2 and counts()["returned", "projects"] == 1
    assert counts()["waiting", "events"] == 1 and ("returned", "events") not in counts()
    confirm(last_batch(), LOCAL_OPERATOR)
    assert ("waiting", "events") not in counts()


def test_a_return_whose_words_speak_of_returns_is_one_and_a_signature_is_none() -> None:
    number = project()
    send_back(last_batch(), LOCAL_OPERATOR, '写"returned"的')
    assert found("returned") == [number]


def test_a_record_without_evidence_is_found_until_it_has_some() -> None:
    first, second = project(), project(name="别的")
    assert found("evidence") == [first, second]
    new("evidence", target_register="projects", target=first, kind="photo", title="照片", digest="0" * 64)
    assert found("evidence") == [second]
    assert "tasks" not in RULES["evidence"].registers


def test_a_count_stops_where_nobody_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "COUNTED", 2)
    for name in "甲乙丙丁":
        project(name=name)
    line = next(line for line in attention(LOCAL_OPERATOR, NANNING, DAY) if line.rule.code == "evidence")
    assert line.count == 3 and line.is_more


def test_a_line_counts_what_its_condition_finds_for_every_pressing_rule() -> None:
    number = project(planned_end=BEFORE, region=SHANGLIN)
    project(planned_end=BEFORE, name="别的", region=MASHAN)
    new("disbursements", project=number, paid_on=DAY, amount=10)
    for region, own in ((NANNING, False), (NANNING, True), (SHANGLIN, False), (MASHAN, False)):
        seen = counts(region, own=own)
        for rule in (one for one in RULES.values() if one.is_pressing):
            for code in rule.registers:
                assert len(found(rule.code, code, region, own=own)) == seen.get((rule.code, code), 0)


def test_what_is_asked_only_where_a_target_falls_behind_is_counted_for_nobody_else() -> None:
    project(approved_on=BEFORE)
    lines = {line.rule.code for line in attention(LOCAL_OPERATOR, NANNING, DAY)}
    assert lines and all(RULES[code].is_pressing for code in lines)
    assert len(found("part_paid")) == len(found("part_spent")) == 1


def test_records_of_another_region_are_not_found() -> None:
    number = project(region=SHANGLIN)
    new("disbursements", project=number, paid_on=DAY, amount=10)
    assert found("evidence", "disbursements", SHANGLIN) != []
    assert found("evidence", "disbursements", MASHAN) == found("evidence", "projects", MASHAN) == []
    assert found("evidence", "projects", NANNING, own=True) == []


@pytest.mark.parametrize(("rule", "code"), [("nothing", "projects"), ("late", "persons"), ("overdue", "projects")])
def test_a_rule_that_is_none_or_looks_elsewhere_finds_nothing(rule: str, code: str) -> None:
    project()
    assert attention_condition(rule, code, NANNING, DAY) == "1 = 0"


def test_a_condition_stands_beside_others_that_have_parameters() -> None:
    assert not [rule for rule in RULES.values() for code in rule.registers if "%" in rule.found(code, DAY)]


@pytest.mark.parametrize(("actor", "region"), [(STRANGER, MASHAN), (CLERK, NANNING), (DONOR, SHANGLIN)])
@pytest.mark.parametrize("asked", [lambda a, r: attention(a, r, DAY), restating])
def test_a_region_out_of_reach_is_refused(actor: object, region: str, asked: object) -> None:
    with pytest.raises(Refused):
        asked(actor, region)  # type: ignore[operator]  # one of two functions
    with pytest.raises(Refused):
        asked(ANONYMOUS, region)  # type: ignore[operator]  # the same


def test_whoever_reads_the_region_is_told() -> None:
    project(planned_end=BEFORE)
    for actor in (CLERK, DONOR):
        assert "late" in {line.rule.code for line in attention(actor, MASHAN, DAY)}


def test_a_change_after_closing_is_named_and_one_before_is_not() -> None:
    number = project(region=MASHAN)
    close_books(MANAGER, NANNING, date(2022, 12, 31))
    assert restating(LOCAL_OPERATOR, NANNING) == []
    seen = record("projects", number).entry
    save([Change("projects", {"fund": 2000}, number, seen)], LOCAL_OPERATOR, reason="审计更正")
    assert [batch.id for batch in restating(LOCAL_OPERATOR, MASHAN)] == [last_batch()]
    assert restating(LOCAL_OPERATOR, SHANGLIN) == []


def test_the_queries_do_not_grow_with_the_records() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            attention(LOCAL_OPERATOR, NANNING, DAY)
        return len(queries)

    project()
    few = asked()
    for n in range(6):
        project(name=f"项目{n}", region=SHANGLIN)
    assert asked() == few == 3
    assert asked() == 1  # the ledger as it was: its hash is read, nothing is counted again


def test_what_was_counted_is_counted_again_after_every_batch() -> None:
    number = project(planned_end=date(2023, 5, 1))
    assert [line.count for line in attention(LOCAL_OPERATOR, NANNING, DAY) if line.rule.code == "late"] == [1]
    edit("projects", number, finished_on=date(2023, 4, 1))
    assert [line.count for line in attention(LOCAL_OPERATOR, NANNING, DAY) if line.rule.code == "late"] == []
