"""Recording visits: one batch each, sent twice once; what a check and what must follow need; who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiedui.fieldwork.follow_ups import finish_follow_up, open_follow_ups
from jiedui.fieldwork.typed_visits import visit_of
from jiedui.fieldwork.visit_lists import choices, settlements, stages_of, visits
from jiedui.fieldwork.visits import FollowUp, NewVisit, SiteCheck, attach_photos, record_visit
from jiedui.journal.models import Batch
from jiedui.journal.storage import select_rows
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.attachments import Sent, attach, evidence_of
from jiedui.registers.catalogue import register
from jiedui.registers.ledgers.projects import OUTCOMES, OUTCOMES_BY_STAGE
from jiedui.registers.offices import close_books
from tests.pages import DOT
from tests.registers.cast import ANONYMOUS, AUDITOR, CLERK, DONOR, MANAGER, REVIEWER, STRANGER
from tests.registers.grids import OUTSIDE, POSITIONS, lay_grid
from tests.registers.records import id_number, last_batch, new, record

pytestmark = pytest.mark.django_db

MASHAN, SHANGLIN = "450124000000", "450125000000"
VILLAGE = "450124100201"
DAY = date(2023, 9, 1)
OWN = "11111111-2222-4333-8444-555555555555"


def project(region: str = MASHAN, **values: object) -> int:
    return new("projects", **{"region": region, "name": "茶园", "approved_on": date(2023, 3, 4), "fund": 900, **values})


def visit(**values: object) -> NewVisit:
    return NewVisit(**{"own_id": OWN, "visited_on": DAY, **values})  # type: ignore[arg-type]  # as the test says


def count_of(code: str) -> int:
    return int(select_rows(f'SELECT COUNT(*) FROM "register_{code}"')[0][0])


def said(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """What a refusal says, and at which inputs."""
    return [(one.code, one.place.heading if one.place else "") for one in refusal.value.problems]


def test_a_visit_with_a_check_and_what_must_follow_is_one_batch() -> None:
    number, office = project(), new("offices", region=MASHAN, name="马山县协作办", kind="county")
    before = last_batch()
    check = SiteCheck({"real": True, "land": False}, "on_track", "进度正常")
    later = [FollowUp("补齐用地手续", office, date(2023, 10, 1)), FollowUp("复查", office, date(2023, 11, 1), "演示某")]
    recorded = record_visit(MANAGER, visit(project=number, check=check, follow_ups=later, found="采收顺利"))
    assert recorded.batch == last_batch() == before + 1 and not recorded.again
    found = record("visits", recorded.number)
    assert found["region"] == MASHAN and found["recorded_by"] == MANAGER.id and found["visitor"] == MANAGER.name
    assert record("visit_places", found["point"])["project"] == number
    assert count_of("site_checks") == 1 and count_of("follow_ups") == 2
    assert [one["content"] for one in open_follow_ups(MANAGER)] == ["补齐用地手续", "复查"]


def test_a_visit_sent_twice_is_one_record() -> None:
    first = record_visit(CLERK, visit(project=project()))
    batches = Batch.objects.count()
    again = record_visit(CLERK, visit(project=1, found="另一次发送"))
    assert again.number == first.number and again.again and again.batch is None
    assert Batch.objects.count() == batches and count_of("visits") == 1


def test_two_sendings_of_one_visit_at_once_make_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiedui.fieldwork import visits as room

    number, known, looks = project(), room._known, []

    def blind_at_first(actor: object, own_id: str) -> object:
        """The first look comes before the other sending was written, the next one after it."""
        looks.append(own_id)
        if len(looks) > 1:
            return known(actor, own_id)  # type: ignore[arg-type]  # the same actor
        assert not known(actor, own_id)  # type: ignore[arg-type]  # the same actor
        monkeypatch.setattr(room, "_known", known)
        record_visit(CLERK, visit(project=number))
        monkeypatch.setattr(room, "_known", blind_at_first)
        return None

    monkeypatch.setattr(room, "_known", blind_at_first)
    recorded = record_visit(CLERK, visit(project=number, found="第二次发送"))
    assert recorded.again and count_of("visits") == 1


def test_another_members_number_is_refused() -> None:
    record_visit(CLERK, visit(project=project()))
    with pytest.raises(Refused) as refusal:
        record_visit(REVIEWER, visit(project=1))
    assert said(refusal) == [("VISIT-011", "")]
    with pytest.raises(Refused) as refusal:
        attach_photos(REVIEWER, OWN, [Sent("现场.png", DOT)])
    assert said(refusal) == [("VISIT-011", "")]


@pytest.mark.parametrize("own_id", ["", "short", "x" * 41, "有汉字的走访编号", "'; DROP TABLE visits"])
def test_a_number_that_no_page_gives_is_refused(own_id: str) -> None:
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(own_id=own_id, project=project()))
    assert said(refusal) == [("VISIT-001", "")]


def test_photos_sent_twice_are_on_the_visit_once() -> None:
    recorded = record_visit(MANAGER, visit(project=project()))
    assert attach_photos(MANAGER, OWN, [Sent("现场.png", DOT)]) is not None
    assert attach_photos(MANAGER, OWN, [Sent("又一次.png", DOT)]) is None
    assert evidence_of(MANAGER, register("visits"), recorded.number).count == 1


def test_photos_of_no_visit_and_files_that_are_none_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        attach_photos(CLERK, OWN, [Sent("现场.png", DOT)])
    assert said(refusal) == [("JOURNAL-012", "")]
    record_visit(CLERK, visit(project=project()))
    with pytest.raises(Refused) as refusal:
        attach_photos(CLERK, OWN, [Sent("现场.exe", b"MZ"), Sent("说明.pdf", b"%PDF-1.7")])
    assert said(refusal) == [("VISIT-021", ""), ("VISIT-021", "")]


def test_whoever_visits_puts_photos_on_visits_and_evidence_on_nothing_else() -> None:
    number = project()
    with pytest.raises(Refused) as refusal:
        attach(MANAGER, register("projects"), number, [Sent("现场.png", DOT)], "photo")
    assert said(refusal)[0][0] == "RIGHT-001"
    recorded = record_visit(MANAGER, visit(project=number))
    assert evidence_of(MANAGER, register("visits"), recorded.number).may_attach
    assert not evidence_of(MANAGER, register("projects"), number).may_attach


@pytest.mark.parametrize("actor", [AUDITOR, ANONYMOUS], ids=["auditor", "nobody"])
def test_who_holds_no_right_to_visit_records_none(actor: object) -> None:
    with pytest.raises(Refused) as refusal:
        record_visit(actor, visit(project=project()))  # type: ignore[arg-type]  # an actor
    assert said(refusal)[0][0] == "RIGHT-001"


@pytest.mark.parametrize("actor", [STRANGER, DONOR], ids=["stranger", "donor"])
def test_what_lies_out_of_reach_looks_absent(actor: object) -> None:
    with pytest.raises(Refused) as there:
        record_visit(actor, visit(project=project()))  # type: ignore[arg-type]  # an actor
    with pytest.raises(Refused) as absent:
        record_visit(actor, visit(project=999_999))  # type: ignore[arg-type]  # an actor
    assert there.value.problems == absent.value.problems
    assert said(there) == [("VISIT-003", "project")]


def test_a_visit_that_lies_ahead_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(project=project(), visited_on=date(9998, 1, 1)))
    assert said(refusal) == [("VISIT-002", "visited_on")]


def test_a_visit_of_nowhere_and_half_a_position_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit())
    assert said(refusal) == [("ROW-024", "place")]
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(project=project(), latitude=23_700_000))
    assert said(refusal) == [("ROW-025", "latitude")]


@pytest.mark.parametrize("stage", list(OUTCOMES_BY_STAGE))
def test_the_stage_of_a_project_says_which_outcomes_are_asked_for(stage: str) -> None:
    days = {
        "listed": {"approved_on": None, "fund": None},
        "under_way": {},
        "finished": {"finished_on": date(2023, 8, 1)},
    }
    number = project(**days[stage])
    for place, outcome in enumerate(OUTCOMES):
        one = visit(own_id=f"{OWN[:-2]}{place:02d}", project=number, visitor=f"甲{place}", check=SiteCheck({}, outcome))
        if outcome in OUTCOMES_BY_STAGE[stage]:
            record_visit(CLERK, one)
        else:
            with pytest.raises(Refused) as refusal:
                record_visit(CLERK, one)
            assert said(refusal) == [("ROW-020", "outcome")]
    assert count_of("site_checks") == 3


def test_a_check_without_outcome_or_project_and_a_second_one_of_a_day_are_refused() -> None:
    number = project()
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(project=number, check=SiteCheck({"real": True})))
    assert said(refusal) == [("VISIT-006", "outcome")]
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(settlement=VILLAGE, check=SiteCheck({}, "on_track")))
    assert said(refusal) == [("VISIT-005", "project")]
    one = visit(project=number, check=SiteCheck({}, "on_track"))
    record_visit(CLERK, one)
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, replace(one, own_id=OWN.replace("1", "9")))
    assert said(refusal) == [("VISIT-010", "project")]


def test_what_must_follow_is_refused_with_all_that_is_wrong_at_once() -> None:
    office = new("offices", region=MASHAN, name="马山县协作办", kind="county")
    later = [
        FollowUp(None, office, date(2023, 10, 1)),
        FollowUp("复查", office, date(2023, 8, 1)),
        FollowUp("复查", 999_999, date(2023, 10, 1)),
        FollowUp("补" * 401, office, date(2023, 10, 1)),
    ]
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(project=project(), follow_ups=later))
    assert sorted(said(refusal)) == [
        ("CELL-016", "follow_ups.3.content"),
        ("VISIT-003", "follow_ups.2.office"),
        ("VISIT-007", "follow_ups.0.content"),
        ("VISIT-008", "follow_ups.1.due_on"),
        ("VISIT-017", "follow_ups.2.content"),
    ]
    assert count_of("visits") == 0
    with pytest.raises(Refused) as refusal:
        many = [FollowUp(f"第{n}件", office, date(2023, 10, 1)) for n in range(11)]
        record_visit(CLERK, visit(project=project(name="果园"), follow_ups=many))
    assert said(refusal) == [("VISIT-013", "")]


def test_a_position_alone_lies_in_the_county_of_its_cell() -> None:
    lay_grid()
    latitude, longitude = POSITIONS[0]
    recorded = record_visit(CLERK, visit(latitude=latitude, longitude=longitude))
    found = record("visits", recorded.number)
    assert found["region"] == MASHAN and found["cell"] is not None and found["point"] is None


def test_a_position_where_one_records_no_visits_is_refused_and_one_of_no_county_asks_for_it() -> None:
    lay_grid()
    latitude, longitude = POSITIONS[5]
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(project=project(), latitude=latitude, longitude=longitude))
    assert said(refusal) == [("VISIT-009", "latitude")]
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(latitude=OUTSIDE[0], longitude=OUTSIDE[1]))
    assert said(refusal) == [("VISIT-004", "region")]
    recorded = record_visit(CLERK, visit(latitude=OUTSIDE[0], longitude=OUTSIDE[1], region=MASHAN))
    assert record("visits", recorded.number)["cell"] is None


def test_identity_numbers_are_kept_masked() -> None:
    number = "11010519491231002X"
    recorded = record_visit(CLERK, visit(project=project(), found=f"见到{number}", with_whom=number))
    found = record("visits", recorded.number)
    assert number not in found["found"] + found["with_whom"] and "1101" in found["found"]
    assert id_number(1) not in found["found"]


def test_a_village_names_the_county_and_one_elsewhere_is_absent() -> None:
    recorded = record_visit(CLERK, visit(settlement=VILLAGE))
    assert record("visits", recorded.number)["region"] == MASHAN
    with pytest.raises(Refused) as refusal:
        record_visit(CLERK, visit(own_id=OWN.replace("1", "9"), settlement="450125100201"))
    assert said(refusal) == [("VISIT-003", "settlement")]


def test_what_was_done_is_no_longer_open_and_is_done_once() -> None:
    office = new("offices", region=MASHAN, name="马山县协作办", kind="county")
    record_visit(CLERK, visit(project=project(), follow_ups=[FollowUp("补齐手续", office, date(2023, 10, 1))]))
    (one,) = open_follow_ups(REVIEWER)
    with pytest.raises(Refused) as refusal:
        finish_follow_up(REVIEWER, one.id, date(9998, 1, 1))
    assert said(refusal) == [("VISIT-016", "done_on")]
    with pytest.raises(Refused) as refusal:
        finish_follow_up(REVIEWER, one.id, date(2023, 9, 20), "办" * 401)
    assert said(refusal) == [("CELL-016", "")]
    finish_follow_up(REVIEWER, one.id, date(2023, 9, 20), "已办结")
    assert open_follow_ups(REVIEWER) == [] and record("follow_ups", one.id)["outcome"] == "已办结"
    with pytest.raises(Refused) as refusal:
        finish_follow_up(REVIEWER, one.id, date(2023, 9, 21))
    assert said(refusal) == [("VISIT-015", "")]
    with pytest.raises(Refused) as refusal:
        finish_follow_up(STRANGER, one.id, date(2023, 9, 21))
    assert said(refusal) == [("JOURNAL-012", "")]


def test_the_latest_visits_are_ones_own_or_all_within_reach() -> None:
    number = project()
    record_visit(CLERK, visit(project=number))
    record_visit(REVIEWER, visit(own_id=OWN.replace("1", "9"), project=number, visited_on=date(2023, 9, 2)))
    assert [one["recorded_by"] for one in visits(CLERK)] == [REVIEWER.id, CLERK.id]
    assert [one["recorded_by"] for one in visits(CLERK, own=True)] == [CLERK.id]
    assert [one["recorded_by"] for one in visits(CLERK, own=False)] == [REVIEWER.id]
    assert visits(STRANGER) == []


def test_the_choices_are_what_one_may_record() -> None:
    mine, other = project(), project(SHANGLIN, name="果园")
    project(name="撤销", cancelled_on=date(2023, 5, 1))
    office = new("offices", region=MASHAN, name="马山县协作办", kind="county")
    new("offices", region=MASHAN, name="旧办", kind="county", until=date(2023, 6, 1))
    found = choices(CLERK)
    assert [one.id for one in found.projects] == [mine] and found.counties == [MASHAN]
    assert [one.id for one in found.offices] == [office]
    assert {one.id for one in choices(MANAGER).projects} == {mine, other}
    assert all(code.startswith("450124") for code, _ in settlements(CLERK)) and settlements(CLERK)
    assert dict(settlements(CLERK))[VILLAGE].startswith("马山县")


def test_whoever_visits_a_projects_place_visits_the_project() -> None:
    number = project()
    place = new("visit_places", kind="other", region=MASHAN, name="茶园冷库", project=number)
    check = SiteCheck({}, "on_track")
    recorded = record_visit(CLERK, visit(place=place, check=check))
    found = record("visits", recorded.number)
    assert (found["project"], found["point"]) == (number, place)
    other = project(name="果园")
    recorded = record_visit(CLERK, visit(own_id=OWN.replace("1", "9"), place=place, project=other))
    assert record("visits", recorded.number)["project"] == other


def test_a_place_that_stands_for_a_project_or_a_village_is_offered_as_that() -> None:
    record_visit(CLERK, visit(project=project()))
    record_visit(CLERK, visit(own_id=OWN.replace("1", "9"), settlement=VILLAGE))
    school = new("visit_places", kind="school", region=VILLAGE, name="演示小学")
    assert count_of("visit_places") == 3
    assert [one.id for one in choices(CLERK).places] == [school]


def test_the_stages_of_a_project_follow_its_days() -> None:
    number = project(finished_on=date(2023, 8, 1))
    assert stages_of(record("projects", number)) == [
        (None, "listed"), (date(2023, 3, 4), "under_way"), (date(2023, 8, 1), "finished")
    ]  # fmt: skip


def typed(**texts: str) -> NewVisit:
    return visit_of(CLERK, {"own_id": OWN, "visited_on": "2023-09-01", **texts})


def test_typed_texts_are_read_as_the_registers_read_them() -> None:
    later = {"content": "复查", "office": "7", "due_on": "2023-10-01"}
    more = {f"follow_ups.0.{name}": text for name, text in later.items()}
    found = typed(project="42", found="  采收 ", real="1", outcome="on_track", settlement=f"立星村 [{VILLAGE}]", **more)
    assert found.project == 42 and found.found == "采收" and found.settlement == VILLAGE
    assert found.check is not None and found.check.answers["real"] is True and found.check.answers["land"] is None
    assert found.follow_ups == [FollowUp("复查", 7, date(2023, 10, 1))]
    assert typed(project="42").check is None


def test_no_typed_text_brings_a_character_that_the_ledger_cannot_hold() -> None:
    number, office = project(), new("offices", region=MASHAN, name="马山县协作办", kind="county")
    texts = {
        "own_id": f"{OWN}\0", "project": f"{number}\0", "found": "采\0收", "with_whom": "\0", "note": "ＯＫ\0",
        "real": "1", "outcome": "on_track\0", "result": "可\0行", "follow_ups.0.content": "复\0查",
        "follow_ups.0.office": str(office), "follow_ups.0.in_charge": "演\0示", "follow_ups.0.due_on": "2023-10-01\0",
    }  # fmt: skip
    recorded = record_visit(CLERK, visit_of(CLERK, {"visited_on": "2023-09-01", **texts}))
    found = record("visits", recorded.number)
    assert (found["found"], found["with_whom"], found["note"]) == ("采收", None, "OK") and found["own_id"] == OWN
    (later,) = open_follow_ups(CLERK)
    assert (later["content"], later["in_charge"]) == ("复查", "演示")


def test_a_typed_text_that_is_too_long_is_refused_at_its_input() -> None:
    long = {"note": "长" * 401, "result": "长" * 401, "real": "1", "follow_ups.2.in_charge": "长" * 61}
    with pytest.raises(Refused) as refusal:
        typed(**long)
    assert said(refusal) == [("CELL-016", one) for one in ("note", "result", "follow_ups.2.in_charge")]


def test_a_position_on_a_chinese_map_is_brought_back_and_none_is_guessed() -> None:
    at = {"latitude": "23.710000", "longitude": "108.170000"}
    assert typed(**at, coordinates="WGS-84").latitude == 23_710_000
    shifted = typed(**at, coordinates="GCJ-02")
    assert shifted.latitude is not None and shifted.longitude is not None
    assert 1_000 < abs(shifted.latitude - 23_710_000) < 10_000 and 1_000 < abs(shifted.longitude - 108_170_000) < 10_000
    with pytest.raises(Refused) as refusal:
        typed(**at)
    assert said(refusal) == [("VISIT-014", "coordinates")]


@pytest.mark.parametrize(
    ("texts", "code", "heading"),
    [
        ({"visited_on": ""}, "VISIT-018", "visited_on"),
        ({"visited_on": "昨天"}, "CELL-004", "visited_on"),
        ({"project": "茶园"}, "VISIT-019", "project"),
        ({"settlement": "没有这个村"}, "VISIT-019", "settlement"),
        ({"latitude": "north"}, "CELL-034", "latitude"),
        ({"real": "maybe"}, "CELL-019", "real"),
        ({"follow_ups.0.due_on": "soon"}, "CELL-004", "follow_ups.0.due_on"),
    ],
)
def test_a_text_that_is_not_understood_is_refused_at_its_input(texts: dict[str, str], code: str, heading: str) -> None:
    with pytest.raises(Refused) as refusal:
        typed(**texts)
    assert said(refusal) == [(code, heading)]


def test_a_visit_of_a_closed_period_takes_a_manager_and_a_reason() -> None:
    number = project()
    close_books(LOCAL_OPERATOR, MASHAN, date(2023, 9, 30))
    for actor, reason in ((CLERK, "补录"), (MANAGER, "")):
        with pytest.raises(Refused) as refusal:
            record_visit(actor, visit(project=number), reason=reason)
        assert said(refusal)[0][0].startswith("REVIEW-")
    assert record_visit(MANAGER, visit(project=number), reason="补录").batch


def test_the_operator_records_visits_anywhere() -> None:
    assert record_visit(LOCAL_OPERATOR, visit(project=project(SHANGLIN))).number
