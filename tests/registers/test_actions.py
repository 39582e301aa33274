"""Saving, confirming, voiding, undoing: what each refuses, and what stays as it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from jiedui.journal.models import Batch, Entry
from jiedui.journal.verification import verify_journal
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.kernel.sealing import open_seal
from jiedui.registers import rows
from jiedui.registers.actions import Change, save, undo, void
from jiedui.registers.catalogue import registers
from jiedui.registers.fields import Ref
from jiedui.registers.keys import Sealer, secret
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal
from tests.registers.records import (
    CLERK,
    MANAGER,
    MASHAN,
    REVIEWER,
    SHANGLIN,
    change,
    edit,
    id_number,
    last_batch,
    new,
    posted,
    record,
    table,
)

pytestmark = pytest.mark.django_db

NO_RECORD = 10**12


@pytest.fixture(autouse=True)
def all_is_well_afterwards() -> object:
    yield
    connection.check_constraints()
    assert verify_journal() == []
    assert verify_registers() == []


def park(**values: object) -> int:
    return new(
        "parks", **{"name": "产业园", "kind": "industry", "form": "own", "founded_on": date(2022, 1, 1)} | values
    )


def opened(code: str, number: int, name: str) -> str:
    """A sealed number in clear."""
    return open_seal(Sealer().key(number), rows.by_ids(registers()[code], [number])[number][name])


def test_saving_what_is_there_already_writes_no_batch() -> None:
    number, before = park(), last_batch()
    assert edit("parks", number, name="产业园") is None
    assert last_batch() == before


def test_an_edit_keeps_what_it_does_not_name_and_journals_just_what_changed() -> None:
    number = park(trade="茶")
    edit("parks", number, trade="桑蚕")
    entry = Entry.objects.latest("id")
    assert (entry.before, entry.after) == ('{"trade":"茶"}', '{"trade":"桑蚕"}')
    assert record("parks", number)["name"] == "产业园"


def test_a_stale_edit_is_refused_with_both_versions_named() -> None:
    number = park()
    seen = record("parks", number).entry
    edit("parks", number, trade="茶")
    present = record("parks", number).entry
    with refusal("JOURNAL-004", record=f"parks {number}", seen=seen, present=present):
        save([Change("parks", {"trade": "桑蚕"}, number, seen)], MANAGER)
    with refusal("JOURNAL-004", seen=seen, present=present):
        void([("parks", number, seen)], MANAGER, "double")
    assert record("parks", number)["trade"] == "茶"


def test_a_confirmation_makes_what_was_seen_stale_too() -> None:
    number = park()
    seen = record("parks", number).entry
    confirm(last_batch(), REVIEWER, level=1)
    with refusal("JOURNAL-004", seen=seen):
        save([Change("parks", {"trade": "桑蚕"}, number, seen)], CLERK)


def test_a_new_record_with_a_taken_key_is_refused() -> None:
    number = park()
    with refusal("JOURNAL-004", record=f"parks {number}", seen="-"):
        park(kind="agriculture")


def test_two_new_records_with_one_key_in_one_batch_are_refused() -> None:
    one = change("parks", name="产业园")
    with refusal("ROW-006"):
        save([one, change("parks", name="产业园", trade="茶")], CLERK)


def test_two_records_renamed_to_one_key_are_refused() -> None:
    first, second = park(), park(name="另一个")
    changes = [Change("parks", {"name": "同名"}, number) for number in (first, second)]
    with refusal("ROW-006", first=first, second=second):
        save(changes, CLERK)


def test_a_record_renamed_to_anothers_key_is_refused() -> None:
    first, second = park(), park(name="另一个")
    with refusal("ROW-006", first=first, second=second):
        edit("parks", second, name="产业园")


def test_two_changes_of_one_record_in_one_batch_are_refused() -> None:
    number = park()
    with refusal("ROW-006", first=number, second=number):
        save([Change("parks", {"trade": "茶"}, number), Change("parks", {"note": "注"}, number)], CLERK)


def test_an_edit_or_a_void_of_what_is_not_there_is_refused() -> None:
    with refusal("JOURNAL-012", record=f"parks {NO_RECORD}"):
        save([Change("parks", {"trade": "茶"}, NO_RECORD)], CLERK)
    with refusal("JOURNAL-012"):
        void([("parks", NO_RECORD, None)], CLERK, "double")
    with refusal("JOURNAL-009"):
        void([], CLERK, "nothing")


def test_a_link_to_what_is_not_there_is_refused() -> None:
    with refusal("JOURNAL-012", record=f"projects {NO_RECORD}"):
        new("disbursements", project=NO_RECORD)
    payment = new("disbursements", project=new("projects"))
    with refusal("JOURNAL-012", record=f"projects {NO_RECORD}"):
        edit("disbursements", payment, project=NO_RECORD)


def test_a_record_and_one_that_links_to_it_are_made_in_one_batch() -> None:
    ref = Ref("projects", "k")
    project = change("projects")
    project.ref = ref
    save([Change("disbursements", {"project": ref, "paid_on": date(2023, 1, 1), "amount": 5}), project], CLERK)
    assert posted() == table("funds.disbursed.industry 450124 2023-01-01 5")


def test_a_used_record_cannot_be_voided_but_together_with_its_user_it_can() -> None:
    project = new("projects")
    payment = new("disbursements", project=project)
    with refusal("JOURNAL-013", user=f"disbursements {payment}"):
        void([("projects", project, None)], CLERK, "double")
    void([("projects", project, None), ("disbursements", payment, None)], CLERK, "double")
    assert posted() == []


def test_an_undone_void_restores_the_record_its_postings_and_its_standing() -> None:
    number = park()
    confirm(last_batch(), REVIEWER, level=1)
    before, lines = record("parks", number), posted()
    void([("parks", number, None)], LOCAL_OPERATOR, "double")
    assert posted() == []
    undo(last_batch(), LOCAL_OPERATOR)
    after = record("parks", number)
    assert (after.values, after.standing, posted()) == (before.values, 1, lines)


def test_an_undone_void_of_a_person_opens_its_number_again() -> None:
    number = new("persons", id_number=secret(id_number(7)))
    void([("persons", number, None)], CLERK, "double")
    undo(last_batch(), LOCAL_OPERATOR)
    assert opened("persons", number, "id_number") == id_number(7)


def test_a_void_cannot_be_undone_when_the_key_was_taken_since() -> None:
    number = park()
    void([("parks", number, None)], LOCAL_OPERATOR, "double")
    voided = last_batch()
    second = park()
    with refusal("ROW-006", first=second, second=number):
        undo(voided, CLERK)


def test_a_void_cannot_be_undone_when_what_it_linked_to_is_gone() -> None:
    project = new("projects")
    payment = new("disbursements", project=project)
    void([("disbursements", payment, None)], CLERK, "double")
    voided = last_batch()
    void([("projects", project, None)], CLERK, "double")
    with refusal("JOURNAL-012", record=f"projects {project}"):
        undo(voided, CLERK)


def test_an_undo_after_a_confirmation_restores_the_figures_exactly() -> None:
    number = park()
    confirm(last_batch(), REVIEWER, level=1)
    before, values = posted(), record("parks", number).values
    edit("parks", number, founded_on=date(2023, 5, 5), region=SHANGLIN)
    edited = last_batch()
    confirm(edited, REVIEWER, level=1)
    assert posted() == table("parks.count.industry.own 450125 2023-05-05 1 @1")
    undo(edited, LOCAL_OPERATOR)
    assert (posted(), record("parks", number).values, record("parks", number).standing) == (before, values, 1)
    assert Batch.objects.get(id=last_batch()).reverses == edited


def test_a_batch_whose_record_was_changed_since_cannot_be_undone() -> None:
    number = park()
    made = last_batch()
    edit("parks", number, trade="茶")
    with refusal("JOURNAL-006", batch=made, record=number, later=last_batch()):
        undo(made, CLERK)


def test_a_batch_cannot_be_undone_twice() -> None:
    park()
    made = last_batch()
    undo(made, CLERK)
    with refusal("JOURNAL-007", batch=made, by=last_batch()):
        undo(made, CLERK)


def test_an_undone_undo_brings_the_records_back() -> None:
    number, made = park(), last_batch()
    lines = posted()
    undo(made, CLERK)
    assert posted() == []
    undo(last_batch(), LOCAL_OPERATOR)
    assert (posted(), record("parks", number)["name"]) == (lines, "产业园")


def test_a_batch_whose_record_is_used_since_cannot_be_undone() -> None:
    project = new("projects")
    made = record("projects", project).entry
    batch = Entry.objects.get(id=made).batch_id
    payment = new("disbursements", project=project)
    with refusal("JOURNAL-011", batch=batch, user=f"disbursements {payment}"):
        undo(batch, LOCAL_OPERATOR)


@pytest.mark.parametrize("act", [undo, confirm])
def test_a_batch_that_is_not_there_is_refused(act) -> None:  # type: ignore[no-untyped-def]  # either action
    with refusal("JOURNAL-005", batch=NO_RECORD):
        act(NO_RECORD, REVIEWER)


def test_a_batch_without_records_cannot_be_undone() -> None:
    loaded = Batch.objects.get(verb="load_regions").id
    with refusal("JOURNAL-009"):
        undo(loaded, LOCAL_OPERATOR)


def test_what_is_confirmed_cannot_be_confirmed_again() -> None:
    park()
    made = last_batch()
    assert confirm(made, REVIEWER, level=1)[1] == 1
    with refusal("JOURNAL-008", batch=made):
        confirm(made, REVIEWER, level=1)


def test_what_was_changed_since_does_not_wait_in_its_first_batch() -> None:
    number = park()
    made = last_batch()
    edit("parks", number, trade="茶")
    with refusal("JOURNAL-008", batch=made):
        confirm(made, REVIEWER, level=1)


def test_a_sealed_number_is_changed_found_and_opened() -> None:
    person = new("persons", id_number=secret(id_number(7)), phone=secret("13800138000"))
    edit("persons", person, phone=secret("13900139000"))
    assert edit("persons", person, phone=secret("13900139000")) is None
    assert opened("persons", person, "phone") == "13900139000"
    assert next(iter(rows.by_keys(registers()["persons"], [secret(id_number(7)).digest]).values())).id == person


def test_a_person_is_found_again_by_the_number_and_never_made_twice() -> None:
    person = new("persons", id_number=secret(id_number(7)))
    with refusal("JOURNAL-004", record=f"persons {person}"):
        new("persons", id_number=secret(id_number(7)), name="另一人")


def test_the_journal_never_holds_a_number_in_clear() -> None:
    new("persons", id_number=secret(id_number(7)), home=MASHAN)
    entry = Entry.objects.latest("id")
    assert id_number(7) not in entry.after
    assert secret(id_number(7)).digest in entry.after
