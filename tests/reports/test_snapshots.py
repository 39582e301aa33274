"""Snapshots: the same digits for ever; what changed since is said record by record, with who and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.indicators.figures import figures
from jiedui.intake.verification import verify_ledger
from jiedui.journal.models import Batch
from jiedui.kernel.errors import CATALOGUE
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save, undo, void
from jiedui.registers.published import missing_published
from jiedui.registers.reviewing import confirm
from jiedui.reports.contents import contents
from jiedui.reports.freezing import frozen, thawed
from jiedui.reports.restatements import restatements, touched_since_published, with_marks
from jiedui.reports.snapshots import publish, snapshot, snapshots
from tests.kernel.refusals import refusal
from tests.registers.cast import CLERK, DONOR, MANAGER, REVIEWER, STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, edit, last_batch, new, record
from tests.reports.ledgers import DONE, WAN, confirmed, lay, lens, project

pytestmark = pytest.mark.django_db


def digits(number: int) -> dict[object, object]:
    return {said.key: said.value for said in snapshot(LOCAL_OPERATOR, number).figures}


def published(region: str = NANNING, **rest: object) -> int:
    return publish(LOCAL_OPERATOR, lens(region, **rest), "三季度报告", "quarterly")


def restate(code: str, number: int, reason: str = "审计调整", /, **values: object) -> int:
    """Change a confirmed record and confirm the change. Returns the batch that confirmed it."""
    save([Change(code, values, number, record(code, number).entry)], LOCAL_OPERATOR, reason=reason)
    confirm(last_batch(), LOCAL_OPERATOR)
    return last_batch()


def test_what_is_published_is_what_the_ledger_said() -> None:
    lay()
    found = snapshot(LOCAL_OPERATOR, published())
    now = figures(lens(), found.places)
    assert [said.value for said in found.figures] == [figure.value for figure in now]
    assert found.of("funds.committed").value == 25
    assert found.of("funds.committed", MASHAN).value == 15
    assert found.of("funds.committed", NANNING, own=True).value == 3
    assert found.of("promotion.events").value == 1
    assert found.of("promotion.invited").value is None, "missing stays missing"


def test_publishing_is_one_action_and_one_batch() -> None:
    lay()
    before = last_batch()
    number = published()
    assert last_batch() == before + 1
    batch = Batch.objects.get(id=before + 1)
    assert (batch.verb, batch.entries, batch.postings) == ("publish", 1, 0)
    one = snapshots(LOCAL_OPERATOR)[0]
    assert (one.number, one.batch, one.published_in) == (number, before, before + 1)


def test_the_digits_stay_when_records_change_are_confirmed_undone_and_voided() -> None:
    made = lay()
    waiting = new("projects", region=MASHAN, name="果园", kind="industry", approved_on=date(2022, 5, 1), fund=9 * WAN)
    entered = last_batch()
    number = published()
    kept = digits(number)
    confirm(entered, LOCAL_OPERATOR)
    restate("projects", made["tea"], fund=11 * WAN)
    undo(last_batch(), LOCAL_OPERATOR, reason="误审")
    void([("projects", made["mushroom"], None)], LOCAL_OPERATOR, "重复")
    assert waiting and digits(number) == kept
    assert kept[("funds.committed", NANNING, False, None)] == 25
    assert {one.said.key for one in restatements(LOCAL_OPERATOR, number).figures} >= {
        ("funds.committed", NANNING, False, None)
    }


def test_what_is_frozen_comes_back_to_the_letter() -> None:
    lay()
    found = contents(LOCAL_OPERATOR, lens(since=date(2023, 1, 1)), title="甲", invented=True)
    assert frozen(thawed(frozen(found))) == frozen(found)


def test_nothing_is_restated_where_nothing_changed() -> None:
    lay()
    number = published()
    project(MASHAN, "明年的", 5, approved_on=date(2023, 10, 1))  # after the report's last day
    found = restatements(LOCAL_OPERATOR, number)
    assert (list(found.figures), list(found.definitions)) == ([], [])
    assert with_marks(LOCAL_OPERATOR, number).restated == frozenset()


def test_a_restatement_names_exactly_the_records_that_changed_and_their_batches() -> None:
    made = lay()
    number = published()
    fresh = project(SHANGLIN, "迟报", 4, kind="industry")
    first, second = last_batch() - 1, last_batch()
    third = restate("projects", made["tea"], "审计调整", fund=12 * WAN)
    found = restatements(LOCAL_OPERATOR, number)
    by_key = {one.said.key: one for one in found.figures}
    whole = by_key["funds.committed", NANNING, False, None]
    assert (whole.said.value, whole.now, whole.difference) == (25, 31, 6)
    assert {(one.register, one.record, one.before, one.after, one.unit) for one in whole.causes} == {
        ("projects", fresh, None, Decimal(40000), "元"),
        ("projects", made["tea"], Decimal(100000), Decimal(120000), "元"),
    }
    batches = {one.record: one.batches for one in whole.causes}
    assert batches == {fresh: (first, second), made["tea"]: (third - 1, third)}, "edits and their confirmations"
    assert found.batches[third - 1].reason == "审计调整"
    assert found.batches[third].actor == LOCAL_OPERATOR.name
    mashan = by_key["funds.committed", MASHAN, False, None]
    assert [one.record for one in mashan.causes] == [made["tea"]], "a county's figure has its own records alone"
    assert ("funds.committed", NANNING, True, None) not in by_key, "the city's own level did not change"
    assert ("projects.count", MASHAN, False, None) not in by_key


def test_the_reason_of_the_change_stands_beside_it() -> None:
    made = lay()
    number = published()
    save([Change("events", {"invited": 84}, made["event"], record("events", made["event"]).entry)], LOCAL_OPERATOR)
    confirm(last_batch(), LOCAL_OPERATOR, reason="补录邀请人数")
    found = restatements(LOCAL_OPERATOR, number)
    (one,) = [one for one in found.figures if one.said.key == ("promotion.invited", NANNING, False, None)]
    assert (one.said.value, one.now, one.difference) == (None, 84, None), (
        "missing is not zero, so nothing is subtracted"
    )
    assert found.batches[one.causes[0].batches[-1]].reason == "补录邀请人数"


def test_a_shift_between_months_restates_the_months_and_not_the_whole() -> None:
    made = lay()
    number = published(since=date(2023, 1, 1))
    restate("events", made["event"], held_on=date(2023, 6, 20))
    keys = {one.said.key for one in restatements(LOCAL_OPERATOR, number).figures if one.said.code == "promotion.events"}
    assert keys == {("promotion.events", NANNING, False, 202305)}


def test_a_new_definition_is_named_as_such_and_apart_from_records(settings: object, tmp_path: Path) -> None:
    lay()
    number = published()
    kept = digits(number)
    settings.CATALOGUE_OVERLAY = tmp_path / "catalogue.toml"  # type: ignore[attr-defined]  # pytest-django's settings
    settings.CATALOGUE_OVERLAY.write_text(  # type: ignore[attr-defined]  # the same
        '[[indicator]]\ncode = "funds.committed"\nversion = 2\nvalid_from = 2023-01-01\nzh = "协作资金"\n'
        'en = "industry funds alone"\narea = "funds"\nunit = "万元"\nkind = "cumulative"\nbase = 2021-01-01\n'
        'formula = "funds.committed.industry"\nrule = "只计产业"\n',
        "utf-8",
    )
    assert digits(number) == kept
    found = restatements(LOCAL_OPERATOR, number)
    (redefined,) = found.definitions
    assert (redefined.before.version, redefined.after and redefined.after.version) == (1, 2)
    assert {"version", "formula", "rule"} <= set(redefined.parts)
    (whole,) = [one for one in found.figures if one.said.key == ("funds.committed", NANNING, False, None)]
    assert (whole.said.value, whole.redefined, whole.now) == (25, 17, 17)
    assert whole.by_definition and not whole.by_records and whole.causes == ()


def test_known_time_is_frozen_even_where_it_lay_in_the_past() -> None:
    lay()
    moment = Batch.objects.get(id=last_batch()).recorded_at
    project(MASHAN, "后录", 100)
    number = published(known_at=moment)
    assert snapshot(LOCAL_OPERATOR, number).of("funds.committed").value == 25
    assert {one.now for one in restatements(LOCAL_OPERATOR, number).figures if one.said.code == "funds.committed"} >= {
        125
    }


def test_a_known_time_before_everything_publishes_what_is_missing() -> None:
    lay()
    found = snapshot(LOCAL_OPERATOR, published(known_at=datetime.fromisoformat("2000-01-01T00:00:00+08:00")))
    assert all(said.value is None for said in found.figures)


@pytest.mark.parametrize("actor", [CLERK, REVIEWER, STRANGER, DONOR])
def test_who_does_not_manage_the_region_publishes_nothing(actor: object) -> None:
    lay()
    before = last_batch()
    with refusal("RIGHT-001"):
        publish(actor, lens(MASHAN), "报告")  # type: ignore[arg-type]  # of the cast
    assert last_batch() == before


def test_a_report_without_a_title_of_an_unknown_kind_or_with_a_novel_for_a_title_is_refused() -> None:
    lay()
    before = last_batch()
    with refusal("REPORT-002"):
        publish(MANAGER, lens(), "  ")
    with refusal("REPORT-003", found="weekly"):
        publish(MANAGER, lens(), "报告", "weekly")
    with refusal("REPORT-001", limit=120):
        publish(MANAGER, lens(), "长" * 121)
    assert last_batch() == before


def test_what_is_published_of_the_city_is_not_there_for_a_county_and_the_countys_not_for_another() -> None:
    lay()
    city, county = published(), published(MASHAN)
    assert [one.number for one in snapshots(CLERK)] == [county]
    assert [one.number for one in snapshots(DONOR)] == [county], "the paired side reads what its county published"
    assert snapshots(STRANGER) == []
    for actor, number in ((CLERK, city), (STRANGER, city), (STRANGER, county)):
        with refusal("JOURNAL-012"):
            snapshot(actor, number)
        with refusal("JOURNAL-012"):
            restatements(actor, number)


def test_a_record_that_was_not_made_by_publishing_opens_nothing() -> None:
    lay()
    number = published()
    forged = new(
        "snapshots", region=NANNING, title="冒名", kind="yearly", as_of=DONE, level="city",
        digest=record("snapshots", number)["digest"][::-1],
    )  # fmt: skip
    assert forged not in [one.number for one in snapshots(LOCAL_OPERATOR)]
    with refusal("JOURNAL-012"):
        snapshot(LOCAL_OPERATOR, forged)
    edit("snapshots", number, digest="0" * 64)
    with refusal("JOURNAL-012"):
        snapshot(LOCAL_OPERATOR, number)


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_kept_figures_that_are_gone_or_changed_are_refused_and_named_by_the_verification(damage: str) -> None:
    lay()
    number = published()
    digest = record("snapshots", number)["digest"]
    path = Path(settings.FILES) / digest[:2] / digest
    kept = path.read_bytes()
    assert missing_published() == []
    try:
        path.unlink() if damage == "gone" else path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        with refusal("REPORT-004", number=number):
            snapshot(LOCAL_OPERATOR, number)
        assert missing_published() == [digest]
        found = [problem for problem in verify_ledger(LOCAL_OPERATOR).problems if problem.code == "VERIFY-013"]
        assert [problem.fields["digest"] for problem in found] == [digest]
    finally:
        path.write_bytes(kept)


def test_a_voided_report_is_no_longer_listed_and_stays_in_the_journal() -> None:
    lay()
    number = published()
    void([("snapshots", number, None)], LOCAL_OPERATOR, "发布有误")
    assert snapshots(LOCAL_OPERATOR) == []
    with refusal("JOURNAL-012"):
        snapshot(LOCAL_OPERATOR, number)


def test_reports_whose_records_moved_since_are_found_without_computing_a_figure() -> None:
    made = lay()
    number = published()
    assert touched_since_published(LOCAL_OPERATOR, NANNING) == []
    project(MASHAN, "明年的", 5, approved_on=date(2024, 1, 1))
    assert touched_since_published(LOCAL_OPERATOR, NANNING) == []
    restate("projects", made["tea"], fund=12 * WAN)
    with CaptureQueriesContext(connection) as queries:
        found = touched_since_published(LOCAL_OPERATOR, NANNING)
    assert [one.number for one in found] == [number] and len(queries) <= 4


def test_the_number_of_queries_does_not_grow_with_what_changed() -> None:
    lay()
    number = published()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            restatements(LOCAL_OPERATOR, number)
        return len(queries)

    confirmed("events", region=MASHAN, held_on=date(2023, 4, 1), name="甲", invited=3)
    few = asked()
    for place in range(12):
        project((MASHAN, SHANGLIN)[place % 2], f"项目{place}", place + 1)
    assert asked() <= few <= 20


def test_every_refusal_of_reports_says_what_is_wrong() -> None:
    assert {code for code in CATALOGUE if code.startswith("REPORT-")} >= {
        f"REPORT-00{number}" for number in range(1, 10)
    }
