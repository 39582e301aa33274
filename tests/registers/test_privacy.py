"""Names for those who may see them, numbers one at a time for a reason, a person's data, erasing: and who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jiedui.journal.models import Batch, Entry
from jiedui.journal.verification import verify_journal
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant
from jiedui.registers.actions import void
from jiedui.registers.catalogue import registers
from jiedui.registers.erasing import erasures
from jiedui.registers.keys import secret
from jiedui.registers.models import RecordKey
from jiedui.registers.privacy import erase_person, masked_names, names, open_number, person_data
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal
from tests.registers.records import MASHAN, NANNING, SHANGLIN, edit, id_number, last_batch, new, posted, record

pytestmark = pytest.mark.django_db

PERSONS = registers()["persons"]
REASON = "the person asked"


def actor(role: str, *own: str, paired: tuple[str, ...] = ()) -> Actor:
    return Actor(f"{role}-1", role, (Grant(role, own, paired),))


CLERK, MANAGER, AUDITOR = actor("clerk", MASHAN), actor("manager", NANNING), actor("auditor", NANNING)
ADMINISTRATOR, STRANGER = actor("administrator", NANNING), Actor("stranger", "stranger")


def person(serial: int = 7, name: str = "王小明", **values: Any) -> int:
    return new("persons", id_number=secret(id_number(serial)), name=named(name), home=MASHAN, **values)


def named(name: str) -> Any:
    return secret(name, registers()["persons"].field("name").mask(name))  # type: ignore[attr-defined]  # a sealed field


def seen(actor: Actor, number: int) -> str:
    return names(actor, PERSONS, [record("persons", number)])[number]["name"]


@pytest.mark.parametrize("who", [CLERK, MANAGER, AUDITOR, LOCAL_OPERATOR])
def test_a_name_is_whole_for_those_who_may_see_names_where_it_lies(who: Actor) -> None:
    assert seen(who, person()) == "王小明"


@pytest.mark.parametrize(
    "who", [ADMINISTRATOR, STRANGER, actor("clerk", SHANGLIN), actor("manager", SHANGLIN, paired=(MASHAN,))]
)
def test_a_name_is_a_mask_for_everybody_else(who: Actor) -> None:
    assert seen(who, person()) == "王**"


def test_names_are_opened_in_as_many_queries_for_many_as_for_one(django_assert_num_queries: Callable[..., Any]) -> None:
    records = [record("persons", person(serial, f"王小{serial}")) for serial in range(1, 6)]
    with django_assert_num_queries(1):
        assert len(names(MANAGER, PERSONS, records)) == 5


def test_masks_of_names_need_no_keys(settings: Any, tmp_path: Any) -> None:
    number = person()
    settings.KEY_FILE = tmp_path / "none.json"
    assert masked_names(PERSONS, [record("persons", number)]) == {number: {"name": "王**"}}
    assert seen(STRANGER, number) == "王**"
    with refusal("LEDGER-006"):
        seen(MANAGER, number)


def test_a_name_lies_in_the_ledger_as_a_token_alone() -> None:
    number = person()
    entry = Entry.objects.get(record=number)
    assert "王小明" not in entry.after
    assert "王小明" not in str(record("persons", number).values)


def test_an_opened_number_is_journaled_without_the_number() -> None:
    number = person()
    assert open_number(AUDITOR, PERSONS, number, "id_number", REASON) == id_number(7)
    batch = Batch.objects.get(id=last_batch())
    assert (batch.verb, batch.actor_id, batch.reason) == ("open_number", "auditor-1", REASON)
    assert json.loads(batch.summary) == {"register": "persons", "record": number, "field": "id_number"}
    assert verify_journal() == []


def test_a_field_answers_to_its_heading_too() -> None:
    assert open_number(AUDITOR, PERSONS, person(), "姓名", REASON) == "王小明"


def test_nothing_is_handed_out_when_the_journal_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError

    number = person()
    monkeypatch.setattr("jiedui.journal.actions._append", broken)
    with pytest.raises(RuntimeError):
        open_number(AUDITOR, PERSONS, number, "id_number", REASON)


@pytest.mark.parametrize("who", [CLERK, MANAGER, ADMINISTRATOR, STRANGER])
def test_who_has_not_the_right_opens_no_number(who: Actor) -> None:
    number = person()
    before = last_batch()
    with refusal("RIGHT-001"):
        open_number(who, PERSONS, number, "id_number", REASON)
    assert last_batch() == before


@pytest.mark.parametrize("number", [0, 999999])
def test_a_record_that_is_not_there_opens_nothing(number: int) -> None:
    with refusal("JOURNAL-012"):
        open_number(AUDITOR, PERSONS, number, "id_number", REASON)


def test_a_record_out_of_reach_is_as_if_it_were_not_there() -> None:
    number = person()
    with refusal("JOURNAL-012", record=f"persons {number}"):
        open_number(actor("auditor", SHANGLIN), PERSONS, number, "id_number", REASON)


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_opened_shown_or_erased_without_a_reason(reason: str) -> None:
    number = person()
    for act in (
        lambda: open_number(LOCAL_OPERATOR, PERSONS, number, "id_number", reason),
        lambda: person_data(LOCAL_OPERATOR, number, reason),
        lambda: erase_person(LOCAL_OPERATOR, number, reason),
    ):
        with refusal("PRIVACY-001"):
            act()


def test_a_field_that_is_not_sealed_or_holds_nothing_is_refused() -> None:
    number = person()
    with refusal("PRIVACY-002", field="home"):
        open_number(AUDITOR, PERSONS, number, "home", REASON)
    with refusal("PRIVACY-004", field="bank_number"):
        open_number(AUDITOR, PERSONS, number, "bank_number", REASON)


def test_an_identity_number_typed_into_a_reason_is_kept_masked() -> None:
    person_data(MANAGER, person(), f"asked for by {id_number(7)}")
    assert id_number(7) not in Batch.objects.get(id=last_batch()).reason


def test_a_persons_data_is_all_that_hangs_on_the_person_with_its_history() -> None:
    number = person()
    work = new("placements", person=number, started_on=date(2023, 2, 1))
    edit("placements", work, employer="演示厂")
    proof = new("evidence", target_register="placements", target=work)
    new("evidence", target_register="classes", target=work)
    found = person_data(MANAGER, number, REASON)
    hanging = {(held.register, held.record) for held in found.records}
    assert hanging == {("evidence", proof), ("persons", number), ("placements", work)}
    held = {one.register: one for one in found.records}
    assert held["persons"].values["name"] == "王小明"
    assert held["persons"].values["id_number"] == secret(id_number(7)).mask
    assert [step.after.get("employer") for step in held["placements"].history] == [None, "演示厂"]
    assert Batch.objects.get(id=last_batch()).verb == "person_data"


def test_a_persons_data_holds_records_that_were_voided() -> None:
    number = person()
    work = new("placements", person=number)
    void([("placements", work, None)], LOCAL_OPERATOR, "entered twice")
    found = person_data(MANAGER, number, REASON)
    (voided,) = [one for one in found.records if one.register == "placements"]
    assert (voided.record, voided.values, [step.verb for step in voided.history]) == (work, {}, ["save", "void"])


def test_a_persons_data_says_who_looked_before() -> None:
    number = person()
    open_number(AUDITOR, PERSONS, number, "id_number", "audit")
    open_number(AUDITOR, PERSONS, person(8), "id_number", "audit")
    (looked,) = person_data(MANAGER, number, REASON).looked
    assert (looked.actor, looked.verb, looked.after) == ("auditor", "open_number", {"field": "id_number"})


def test_a_person_is_found_by_identity_number_and_the_number_shown_nowhere() -> None:
    number = person()
    found = person_data(MANAGER, id_number(7), REASON)
    assert found.person == number
    assert id_number(7) not in repr(found)
    with refusal("JOURNAL-012"):
        person_data(MANAGER, id_number(9), REASON)
    with refusal("CELL-012"):
        person_data(MANAGER, id_number(7)[:17] + "0", REASON)


@pytest.mark.parametrize("who", [CLERK, AUDITOR, ADMINISTRATOR, STRANGER])
def test_who_has_not_the_right_neither_lists_nor_erases(who: Actor) -> None:
    number = person()
    for act in (person_data, erase_person):
        with refusal("RIGHT-001"):
            act(who, number, REASON)
    assert RecordKey.objects.filter(id=number).exists()


def test_a_person_out_of_reach_is_neither_listed_nor_erased() -> None:
    number = person()
    for act in (person_data, erase_person):
        with refusal("JOURNAL-012"):
            act(actor("manager", SHANGLIN), number, REASON)
    assert RecordKey.objects.filter(id=number).exists()


def test_after_erasing_nobody_opens_anything_and_sums_and_chain_stay_whole() -> None:
    number = person()
    new("placements", person=number)
    before = posted()
    batch = erase_person(MANAGER, number, REASON)
    assert erasures() == {number: batch}
    for who, field in ((AUDITOR, "id_number"), (LOCAL_OPERATOR, "name")):
        with refusal("PRIVACY-003", record=number, batch=batch):
            open_number(who, PERSONS, number, field, REASON)
    assert seen(LOCAL_OPERATOR, number) == "王**"
    assert posted() == before
    assert verify_journal() == []
    assert verify_registers() == []
    data = person_data(MANAGER, number, REASON)
    assert data.erased_by == batch
    assert next(one for one in data.records if one.register == "persons").values["name"] == "王**"


def test_what_was_erased_is_not_erased_again() -> None:
    number = person()
    batch = erase_person(MANAGER, number, REASON)
    with refusal("PRIVACY-003", batch=batch):
        erase_person(MANAGER, number, REASON)


def test_the_same_numbers_again_leave_the_person_erased() -> None:
    number = person()
    erase_person(MANAGER, number, REASON)
    assert edit("persons", number, id_number=secret(id_number(7)), name=named("王小明")) is None
    assert not RecordKey.objects.filter(id=number).exists()


def test_a_number_collected_anew_opens_and_can_be_erased_again() -> None:
    number = person()
    first = erase_person(MANAGER, number, REASON)
    edit("persons", number, phone=secret("0771-0000123"))
    assert open_number(AUDITOR, PERSONS, number, "phone", REASON) == "0771-0000123"
    with refusal("PRIVACY-003", batch=first):
        open_number(AUDITOR, PERSONS, number, "id_number", REASON)
    assert seen(MANAGER, number) == "王**"
    assert verify_registers() == []
    erase_person(MANAGER, number, REASON)
    assert verify_registers() == []


def test_a_key_that_went_without_an_order_is_still_found_and_named() -> None:
    erased, lost = person(7), person(8, "李四")
    erase_person(MANAGER, erased, REASON)
    edit("persons", erased, phone=secret("0771-0000123"))
    RecordKey.objects.filter(id=lost).delete()
    assert [(p.code, p.fields["record"]) for p in verify_registers()] == [("VERIFY-014", lost)]
    RecordKey.objects.filter(id=erased).delete()
    assert [(p.code, p.fields["record"]) for p in verify_registers()] == [("VERIFY-014", erased)]
