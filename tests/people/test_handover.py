"""Hand-over: what a member is in charge of, who may take it, and that nothing open points at whoever has left."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.journal.models import Batch
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.people.actions import add_member, end_member
from jiedui.people.handover import Handover, handover
from jiedui.people.handover_takers import TAKERS, read_takers, read_things, taker_texts
from jiedui.people.members import actor_of, is_in_force, member
from jiedui.people.queries import HANDED_LATELY, handed_to, successors, taken_over_by
from jiedui.people.succession import hand_over
from jiedui.registers import rows
from jiedui.registers.actions import Change, save, save_hand_over, undo
from jiedui.registers.catalogue import register
from jiedui.registers.keys import secret
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.people.offices import LONGAN, MASHAN, SHANGLIN, SINCE, write
from tests.registers.records import last_batch, record

GIVER, TAKER = "county-clerk", "county-reviewer"
GIVES, TAKES = f"演示{GIVER}", f"演示{TAKER}"
KEPT = {"contact": "contacts", "note": "notes", "their_note": "notes"}
PROJECT = {"year": 2023, "region": MASHAN, "kind": "industry", "fund": 900, "approved_on": SINCE}


@pytest.fixture
def work(cast: dict[str, Actor], offices: dict[str, int]) -> dict[str, int]:
    """What the giver is in charge of, and beside each thing one of somebody else."""
    office = offices["马山县协作办"]
    document = write("documents", region=MASHAN, title="方案", kind="scheme", issued_on=SINCE)
    own = write(
        "secondments", region=MASHAN, name=GIVES, direction="to_west", kind="official", post="副主任", started_on=SINCE
    )
    return {
        "duty": write("duties", office=office, holder=GIVES, duty="资金与项目", since=SINCE),
        "other_duty": write("duties", office=office, holder="演示他人", duty="劳务", since=SINCE),
        "past_duty": write("duties", office=office, holder=GIVES, duty="档案", since=SINCE, until=SINCE),
        "project": write("projects", name="茶园", in_charge=GIVES, **PROJECT),
        "shared": write("projects", name="道路", in_charge=f"演示他人、{GIVES}", **PROJECT),
        "namesake": write("projects", name="水渠", in_charge=f"{GIVES}二", **PROJECT),
        "done": write("projects", name="学校", in_charge=GIVES, **PROJECT, finished_on=SINCE, accepted_on=SINCE),
        "elsewhere": write("projects", name="桥", in_charge=GIVES, **{**PROJECT, "region": SHANGLIN}),
        "task": write("tasks", document=document, region=MASHAN, content="培训", office=office, due_on=SINCE),
        "promise": write("tasks", document=document, region=MASHAN, content="建车间"),
        "enterprise": write("enterprises", name="甲企业", region=MASHAN, origin="paired", signed_on=SINCE),
        "working": write(
            "enterprises", name="乙企业", region=MASHAN, origin="paired", signed_on=SINCE, produced_on=SINCE
        ),
        "secondment": own,
        "care": write("care_measures", secondment=own, measure="体检", due_on=SINCE),
        "succeeds": write(
            "secondments", region=MASHAN, name="演示前任", direction="to_west", kind="official", started_on=SINCE,
            successor=GIVES,
        ),
    }  # fmt: skip


def numbers(found: Handover, kind: str) -> list[int | None]:
    return [one.record for one in found.items[kind]]


def refuses(code: str, call: Callable[[], object]) -> None:
    before = last_batch()
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.problems[0].code == code
    assert last_batch() == before


def test_all_that_a_member_is_in_charge_of_is_listed_and_nothing_else(work: dict[str, int]) -> None:
    found = handover(actor_of("auditor"), GIVER, TAKER, "city-manager")
    assert (found.giver.name, found.taker and found.taker.name) == (GIVES, TAKES)
    assert found.witness is not None and found.day == clock.today()
    expected = {
        "duties": ["duty"], "projects": ["project", "shared"], "waiting": [], "tasks": ["task"],
        "promises": ["promise"], "enterprises": ["enterprise"], "secondments": ["secondment", "care", "succeeds"],
    }  # fmt: skip
    assert {kind: numbers(found, kind) for kind in expected} == {
        kind: [work[name] for name in names] for kind, names in expected.items()
    }
    assert [one.title for one in found.items["roles"]] and not found.is_over
    assert found.items["tasks"][0].is_late and found.items["secondments"][1].is_late
    assert found.items["enterprises"][0].next_step


def test_a_project_says_how_far_its_works_are(work: dict[str, int]) -> None:
    for month, physical in ((SINCE, 1000), (SINCE.replace(month=3), 6500)):
        write("progress", project=work["project"], month=month, physical=physical)
    (first, _second) = handover(actor_of(GIVER), GIVER).items["projects"]
    assert "65 %" in first.state and "2023-03" in first.state


def test_what_waits_for_a_reviewer_is_counted_by_register(work: dict[str, int]) -> None:
    waiting = {one.register: one for one in handover(actor_of("city-manager"), TAKER).items["waiting"]}
    assert waiting["enterprises"].state.startswith("2") and waiting["enterprises"].record is None
    assert "members" not in waiting


def test_after_a_hand_over_nothing_open_points_at_whoever_left(
    work: dict[str, int], pass_time: Callable[[timedelta], None]
) -> None:
    confirm(Batch.objects.get(first_entry=record("projects", work["project"]).entry).id, LOCAL_OPERATOR)
    before, tomorrow = last_batch(), clock.today() + timedelta(days=1)
    batch = hand_over(actor_of("administrator"), GIVER, TAKER, "city-manager")
    assert last_batch() == batch == before + 1  # one batch and no other
    written = Batch.objects.get(id=batch)
    assert (written.verb, written.actor_id, written.postings) == ("hand_over", "administrator", 0)
    assert all(name in written.reason for name in (GIVES, TAKES, "演示city-manager"))
    assert json.loads(written.summary) == {"member": GIVER, "taker": TAKER, "witness": "city-manager"}

    duties = [one for _, one in rows.all_of(register("duties"))]
    assert {one["holder"] for one in duties if is_in_force(one, tomorrow)} == {"演示他人", TAKES}
    (taken,) = [one for one in duties if one["holder"] == TAKES]
    assert (taken["duty"], taken["since"], taken["until"]) == ("资金与项目", tomorrow, None)
    assert record("duties", work["duty"])["until"] == tomorrow
    assert record("duties", work["past_duty"])["until"] == SINCE
    in_charge = {name: record("projects", work[name])["in_charge"] for name in ("project", "shared", "namesake")}
    assert in_charge == {"project": TAKES, "shared": f"演示他人、{TAKES}", "namesake": f"{GIVES}二"}
    assert record("projects", work["done"])["in_charge"] == GIVES  # that is history
    assert [record("secondments", work[name])["successor"] for name in ("secondment", "succeeds")] == [TAKES, TAKES]
    found = handover(actor_of("administrator"), GIVER)
    assert found.is_over and not any(found.items[kind] for kind in ("duties", "projects", "secondments", "roles"))

    assert actor_of(GIVER).grants  # the day of the hand-over is the last one
    pass_time(timedelta(days=1))
    with pytest.raises(Refused, match="MEMBER-001"):
        actor_of(GIVER)
    assert [one.duty for one in handed_to(actor_of(TAKER))] == ["资金与项目"]
    assert not verify_registers()


def test_a_confirmed_project_keeps_its_confirmed_version_until_it_is_confirmed_again(work: dict[str, int]) -> None:
    confirm(Batch.objects.get(first_entry=record("projects", work["project"]).entry).id, LOCAL_OPERATOR)
    hand_over(LOCAL_OPERATOR, GIVER, TAKER)
    after = record("projects", work["project"])
    assert after.standing == 0 and after.settled[0][1]["in_charge"] == GIVES


def test_a_duty_that_the_taker_holds_already_goes_on_and_is_not_doubled(
    work: dict[str, int], offices: dict[str, int]
) -> None:
    held = write("duties", office=offices["马山县协作办"], holder=TAKES, duty="资金与项目", since=SINCE)
    hand_over(LOCAL_OPERATOR, GIVER, TAKER)
    assert [one.id for _, one in rows.all_of(register("duties")) if one["holder"] == TAKES] == [held]


def test_where_both_are_responsible_the_taker_stands_once(work: dict[str, int]) -> None:
    both = write("projects", name="水厂", in_charge=f"{GIVES},{TAKES}", **PROJECT)
    hand_over(LOCAL_OPERATOR, GIVER, TAKER)
    assert record("projects", both)["in_charge"] == TAKES


def test_whoever_left_without_handing_over_is_handed_over_later(work: dict[str, int]) -> None:
    end_member(LOCAL_OPERATOR, GIVER)
    found = handover(LOCAL_OPERATOR, GIVER, TAKER)
    assert numbers(found, "duties") == [work["duty"]] and not found.items["roles"]
    ended = record("members", found.records.member.id)["until"]
    hand_over(LOCAL_OPERATOR, GIVER, TAKER)
    assert record("members", found.records.member.id)["until"] == ended
    assert handover(LOCAL_OPERATOR, GIVER).is_over


@pytest.fixture
def kept(work: dict[str, int], offices: dict[str, int]) -> dict[str, int]:
    """What the giver has seen, knows and wrote down, and beside it what is somebody else's."""
    office, giver = offices["马山县协作办"], member(GIVER).id
    seen = {"region": MASHAN, "visited_on": SINCE, "settlement": f"{MASHAN[:6]}100000"}
    own = write("visits", **seen, visitor=GIVES, recorded_by=GIVER)
    other = write("visits", **seen, visitor="演示他人", recorded_by=TAKER)
    meeting = write("meetings", region=MASHAN, title="联席会议", kind="joint", held_on=SINCE)
    due = {"office": office, "due_on": SINCE}
    return {
        "open": write("follow_ups", visit=own, content="补种", **due),
        "with_others": write("follow_ups", visit=own, content="修渠", in_charge="演示他人", **due),
        "in_charge": write("follow_ups", visit=other, content="通水", in_charge=f"演示他人、{GIVES}", **due),
        "decided": write("follow_ups", meeting=meeting, content="报方案", in_charge=GIVES, **due),
        "done": write("follow_ups", visit=own, content="验收", done_on=SINCE, **due),
        "office": write("follow_ups", meeting=meeting, content="开会", **due),
        "namesake": write("follow_ups", visit=other, content="除草", in_charge=f"{GIVES}二", **due),
        "contact": write("contacts", keeper=giver, organisation="县水利局", name=secret("演示联系", "演*")),
        "note": write("notes", keeper=giver, written_on=SINCE, title="茶园的路"),
        "their_note": write("notes", keeper=member(TAKER).id, written_on=SINCE, title="水渠"),
    }  # fmt: skip


def test_what_was_seen_and_is_known_is_listed(kept: dict[str, int]) -> None:
    found = handover(actor_of("auditor"), GIVER, TAKER)
    expected = {
        "findings": ["open", "with_others", "in_charge", "decided"], "follow_ups": ["office", "namesake"],
        "contacts": ["contact"], "notes": ["note"],
    }  # fmt: skip
    assert {kind: numbers(found, kind) for kind in expected} == {
        kind: [kept[name] for name in names] for kind, names in expected.items()
    }
    first, second, _third, decided = found.items["findings"]
    assert first.is_late and "2023-01-01" in first.state and "演示他人" in second.state
    assert "联席会议" in decided.state and decided.region == MASHAN
    (contact,) = found.items["contacts"]
    assert "县水利局" in contact.title and "演示联系" not in contact.title  # the name of a person stays masked


def test_what_was_seen_and_is_known_passes_to_the_taker(kept: dict[str, int]) -> None:
    hand_over(actor_of("administrator"), GIVER, TAKER)
    in_charge = {name: record("follow_ups", kept[name])["in_charge"] for name in kept if name not in KEPT}
    assert in_charge == {
        "open": TAKES, "with_others": "演示他人", "in_charge": f"演示他人、{TAKES}", "decided": TAKES, "done": None,
        "office": None, "namesake": f"{GIVES}二",
    }  # fmt: skip
    keepers = {record(code, kept[name])["keeper"] for name, code in KEPT.items()}
    assert keepers == {member(TAKER).id}
    found = handover(actor_of("administrator"), GIVER)
    assert found.is_over and not found.items["contacts"] and not found.items["notes"]
    assert not verify_registers()


def test_a_thing_may_have_a_taker_of_its_own(kept: dict[str, int], work: dict[str, int]) -> None:
    takers = {
        ("projects", work["shared"]): "city-manager", ("duties", work["duty"]): "auditor",
        ("contacts", kept["contact"]): "auditor", ("follow_ups", kept["open"]): "auditor",
        ("tasks", work["task"]): "auditor",
    }  # fmt: skip
    before = last_batch()
    batch = hand_over(LOCAL_OPERATOR, GIVER, TAKER, takers=takers)
    assert last_batch() == batch == before + 1
    summary = json.loads(Batch.objects.get(id=batch).summary)
    assert set(summary["takers"]) == {f"{code}-{number}={login}" for (code, number), login in takers.items()}
    assert record("projects", work["shared"])["in_charge"] == "演示他人、演示city-manager"
    assert record("projects", work["project"])["in_charge"] == TAKES
    assert record("contacts", kept["contact"])["keeper"] == member("auditor").id
    assert record("notes", kept["note"])["keeper"] == member(TAKER).id
    assert record("follow_ups", kept["open"])["in_charge"] == "演示auditor"
    assert {one["holder"] for _, one in rows.all_of(register("duties")) if one["duty"] == "资金与项目"} == {
        GIVES, "演示auditor",
    }  # fmt: skip
    assert handover(LOCAL_OPERATOR, GIVER).is_over


@pytest.mark.parametrize(
    ("thing", "login", "code"),
    [
        ("project", "nobody", "MEMBER-001"),
        ("project", "stranger", "MEMBER-020"),
        ("project", GIVER, "MEMBER-018"),
        ("project", "city-manager", "MEMBER-023"),
        ("done", "auditor", "MEMBER-025"),
        ("elsewhere", "auditor", "MEMBER-025"),
    ],
)
def test_an_unfit_taker_of_one_thing_is_refused(work: dict[str, int], thing: str, login: str, code: str) -> None:
    takers = {("projects", work[thing]): login}
    refuses(code, lambda: hand_over(LOCAL_OPERATOR, GIVER, TAKER, "city-manager", takers))


def test_a_role_is_taken_by_nobody(work: dict[str, int]) -> None:
    (role,) = handover(LOCAL_OPERATOR, GIVER).items["roles"]
    takers = {("member_roles", role.record or 0): "auditor"}
    refuses("MEMBER-025", lambda: hand_over(LOCAL_OPERATOR, GIVER, TAKER, takers=takers))


@pytest.mark.parametrize(("code", "name"), [("contacts", "contact"), ("notes", "note")])
def test_what_the_taker_keeps_already_goes_to_somebody_else_or_not_at_all(
    kept: dict[str, int], code: str, name: str
) -> None:
    own = {**record(code, kept[name]).values, "keeper": member(TAKER).id}
    if code == "contacts":
        own |= {"name": secret("演示联系", "演*")}
    write(code, **own)
    refuses("MEMBER-026", lambda: hand_over(LOCAL_OPERATOR, GIVER, TAKER))
    hand_over(LOCAL_OPERATOR, GIVER, TAKER, takers={(code, kept[name]): "auditor"})
    assert record(code, kept[name])["keeper"] == member("auditor").id


@pytest.mark.parametrize(
    "text", ["", "projects", "projects-1", "projects-1=", "=li", "projects=li", "Projects-1=li", "projects-x=li"]
)
def test_what_does_not_say_who_takes_what_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="MEMBER-024"):
        read_takers([text])


def test_takers_are_read_and_written_alike_and_not_without_limit() -> None:
    texts = ["projects-12=li-si", "follow_ups-3=a=b"]
    assert taker_texts(read_takers([*texts, "projects-12=li-si"])) == texts
    assert read_takers(["projects-1=a", "projects-1=b"]) == {("projects", 1): "b"}
    assert read_things(["notes-1", "notes-1"]) == [("notes", 1)]
    assert len(read_takers(f"notes-{n}=a" for n in range(TAKERS))) == TAKERS
    with pytest.raises(Refused, match="MEMBER-024"):
        read_takers(f"notes-{n}=a" for n in range(TAKERS + 1))


@pytest.mark.parametrize(
    ("login", "to", "witness", "code"),
    [
        ("nobody", TAKER, "", "MEMBER-001"),
        (GIVER, "nobody", "", "MEMBER-001"),
        (GIVER, TAKER, "nobody", "MEMBER-001"),
        (GIVER, "", "", "MEMBER-001"),
        (GIVER, GIVER, "", "MEMBER-018"),
        (GIVER, "stranger", "", "MEMBER-020"),
        (GIVER, "donor", "", "MEMBER-001"),
        ("city-manager", TAKER, "", "MEMBER-020"),
        (GIVER, TAKER, TAKER, "MEMBER-023"),
        (GIVER, TAKER, GIVER, "MEMBER-023"),
        ("administrator", "city-manager", "", "RIGHT-003"),
    ],
)
def test_a_hand_over_is_refused(work: dict[str, int], login: str, to: str, witness: str, code: str) -> None:
    refuses(code, lambda: hand_over(actor_of("administrator"), login, to, witness))


def test_a_taker_who_has_left_takes_nothing(work: dict[str, int]) -> None:
    end_member(LOCAL_OPERATOR, TAKER)
    refuses("MEMBER-019", lambda: hand_over(LOCAL_OPERATOR, GIVER, TAKER))
    refuses("MEMBER-023", lambda: hand_over(LOCAL_OPERATOR, GIVER, "city-manager", TAKER))


def test_a_taker_who_begins_on_the_next_day_takes_it(work: dict[str, int], offices: dict[str, int]) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    add_member(LOCAL_OPERATOR, "newcomer", "演示新人", offices["马山县协作办"], since=tomorrow)
    add_member(LOCAL_OPERATOR, "later", "演示后来", offices["马山县协作办"], since=tomorrow + timedelta(days=1))
    refuses("MEMBER-019", lambda: hand_over(LOCAL_OPERATOR, GIVER, "later"))
    hand_over(LOCAL_OPERATOR, GIVER, "newcomer")
    assert record("projects", work["project"])["in_charge"] == "演示新人"


def test_applying_twice_is_refused(work: dict[str, int]) -> None:
    hand_over(LOCAL_OPERATOR, GIVER, TAKER)
    refuses("MEMBER-021", lambda: hand_over(LOCAL_OPERATOR, GIVER, TAKER))


def test_two_of_one_name_have_to_be_told_apart_first(work: dict[str, int], offices: dict[str, int]) -> None:
    add_member(LOCAL_OPERATOR, "second", GIVES, offices["马山县协作办"], since=SINCE)
    refuses("MEMBER-022", lambda: hand_over(LOCAL_OPERATOR, GIVER, TAKER))
    refuses("MEMBER-022", lambda: hand_over(LOCAL_OPERATOR, GIVER, "second"))


@pytest.mark.parametrize("login", [GIVER, TAKER, "city-manager", "auditor", "donor", "stranger"])
def test_only_whoever_keeps_members_there_hands_over(work: dict[str, int], login: str) -> None:
    refuses("RIGHT-001", lambda: hand_over(actor_of(login), GIVER, TAKER))


@pytest.mark.parametrize("login", [GIVER, TAKER, "city-manager", "auditor", "donor", "administrator"])
def test_whoever_reads_the_county_reads_the_hand_over(work: dict[str, int], login: str) -> None:
    assert numbers(handover(actor_of(login), GIVER), "duties") == [work["duty"]]


def test_a_stranger_finds_no_such_member_and_nobody_finds_anything(work: dict[str, int]) -> None:
    refuses("MEMBER-001", lambda: handover(actor_of("stranger"), GIVER))
    refuses("RIGHT-001", lambda: handover(Actor("nobody", "nobody"), GIVER))


@pytest.mark.parametrize(
    ("code", "values", "number"),
    [
        ("projects", {"fund": 1}, "project"),
        ("projects", {"in_charge": "甲", "fund": 1}, "project"),
        ("members", {"office": 1}, "duty"),
        ("enterprises", {"name": "丙"}, "enterprise"),
        ("follow_ups", {"done_on": SINCE}, "task"),
        ("contacts", {"keeper": 1}, None),
        ("notes", {"title": "丁"}, "task"),
        ("projects", {"in_charge": "甲"}, None),
    ],
)
def test_the_way_of_a_hand_over_writes_nothing_else(
    work: dict[str, int], code: str, values: dict[str, object], number: str | None
) -> None:
    change = Change(code, values, work[number] if number else None)
    with pytest.raises(ValueError, match="a hand-over does not write"):
        save_hand_over([change], LOCAL_OPERATOR, reason="交接")


def test_the_number_of_queries_does_not_grow_with_the_work(work: dict[str, int], offices: dict[str, int]) -> None:
    actor = actor_of("administrator")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            handover(actor, GIVER, TAKER, "city-manager")
        return len(captured)

    few = queries()
    more = [Change("projects", {**PROJECT, "name": f"项目{n}", "in_charge": GIVES}) for n in range(30)]
    office = offices["马山县协作办"]
    more += [
        Change("duties", {"office": office, "holder": GIVES, "duty": f"职责{n}", "since": SINCE}) for n in range(30)
    ]
    save(more, LOCAL_OPERATOR)
    assert queries() == few <= 20


def test_what_was_handed_lately_is_shown_with_who_gave_it(work: dict[str, int], offices: dict[str, int]) -> None:
    office, today = offices["马山县协作办"], clock.today()
    hand_over(LOCAL_OPERATOR, GIVER, TAKER)
    for days in (HANDED_LATELY.days, HANDED_LATELY.days + 1):
        write("duties", office=office, holder=TAKES, duty=f"第{days}天", since=today - timedelta(days=days))
    found = handed_to(actor_of(TAKER))
    assert [(one.duty, one.giver) for one in found] == [("资金与项目", GIVES), ("第90天", "")]
    assert not handed_to(actor_of("city-manager")) and not handed_to(LOCAL_OPERATOR)


def test_whoever_takes_a_single_thing_is_told_of_it_too(
    work: dict[str, int], pass_time: Callable[[timedelta], None]
) -> None:
    batch = hand_over(LOCAL_OPERATOR, GIVER, TAKER, "city-manager", {("projects", work["project"]): "auditor"})
    for login in (TAKER, "auditor"):
        (found,) = taken_over_by(actor_of(login))
        assert (
            (found.batch, found.day) == (batch, clock.today()) and GIVES in found.words and "演示auditor" in found.words
        )
    for login in ("city-manager", "administrator"):  # a witness takes nothing
        assert not taken_over_by(actor_of(login))
    assert not taken_over_by(LOCAL_OPERATOR)
    pass_time(HANDED_LATELY + timedelta(days=1))
    assert not taken_over_by(actor_of("auditor"))


def test_an_undone_hand_over_is_told_to_nobody(work: dict[str, int]) -> None:
    undo(hand_over(LOCAL_OPERATOR, GIVER, TAKER), LOCAL_OPERATOR)
    assert not taken_over_by(actor_of(TAKER)) and record("projects", work["project"])["in_charge"] == GIVES


def test_what_is_the_givers_own_is_never_left_out_for_what_the_office_has_to_do(
    work: dict[str, int], offices: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = offices["马山县协作办"]
    meeting = write("meetings", region=MASHAN, title="会", kind="joint", held_on=SINCE)
    visited = write(
        "visits", region=MASHAN, visited_on=SINCE, visitor=GIVES, settlement="450124100201", recorded_by=GIVER
    )
    for number in range(3):
        write("follow_ups", meeting=meeting, content=f"先{number}", office=office, due_on=SINCE)
    late = SINCE + timedelta(days=300)
    own = [
        write("follow_ups", meeting=meeting, content="后", office=office, due_on=late, in_charge=GIVES),
        write("follow_ups", visit=visited, content="又", office=office, due_on=late),
    ]
    monkeypatch.setattr("jiedui.people.handover_records.LISTED", 2)
    found = handover(actor_of("auditor"), GIVER)
    assert numbers(found, "findings") == own and len(numbers(found, "follow_ups")) == 2
    hand_over(actor_of("administrator"), GIVER, TAKER)
    assert record("follow_ups", own[0])["in_charge"] == TAKES


def test_those_whose_office_lies_over_a_region_may_take_it_over(cast: dict[str, Actor]) -> None:
    found = {login for login, _, _ in successors(actor_of("city-manager"), MASHAN)}
    assert found == {"county-clerk", "county-reviewer", "city-manager", "auditor", "administrator"}
    assert {login for login, _, _ in successors(actor_of("stranger"), SHANGLIN)} == {"stranger"}
    assert successors(actor_of("stranger"), LONGAN) == []
