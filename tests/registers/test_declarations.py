"""Every declared register: its declaration is whole, and it takes a minimal record and gives it back."""

from __future__ import annotations

import pytest

from jiedui.journal.verification import verify_journal
from jiedui.kernel.accounts import Account, Chart
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import rows
from jiedui.registers.actions import undo, void
from jiedui.registers.catalogue import chart, depth, members_of, register, registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import Quantity, Text
from jiedui.registers.models import TABLES, WrittenAroundTheJournal
from jiedui.registers.verification import verify_registers
from tests.kernel.refusals import refusal
from tests.registers.records import MASHAN, last_batch, new, posted, record

CODES = sorted(registers())
COUNTING = [code for code in CODES if registers()[code].accounts]


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_a_minimal_record_is_kept_verified_and_undone(code: str) -> None:
    before = posted()
    number = new(code)
    batch, kept = last_batch(), record(code, number)
    one = registers()[code]
    assert kept.entry == number
    assert all(kept[field.name] is not None for field in one.fields if field.required)
    assert one.key_of(kept.values) in rows.by_keys(one, [one.key_of(kept.values)])
    assert verify_journal() == []
    assert verify_registers() == []
    undo(batch, LOCAL_OPERATOR)
    assert number not in rows.by_ids(one, [number])
    assert set(before) <= set(posted())
    assert verify_journal() == []
    assert verify_registers() == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_a_voided_record_has_posted_nothing(code: str) -> None:
    number = new(code)
    with_it = posted()
    void([(code, number, None)], LOCAL_OPERATOR, "double")
    assert len(posted()) <= len(with_it)
    assert number not in rows.by_ids(registers()[code], [number])
    assert verify_registers() == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_a_record_cannot_be_written_around_the_journal(code: str) -> None:
    table = TABLES[code]
    for write in (
        table(id=1, key="k", entry=1, standing=0).save,
        table(id=1, key="k", entry=1, standing=0).delete,
        lambda: table.objects.create(id=1),
        lambda: table.objects.all().update(standing=3),
        lambda: table.objects.filter(id=1).delete(),
        lambda: table.objects.bulk_create([]),
    ):
        with pytest.raises(WrittenAroundTheJournal):
            write()


@pytest.mark.parametrize("code", CODES)
def test_a_declaration_names_only_fields_registers_and_units_that_exist(code: str) -> None:
    one = registers()[code]
    assert len(set(one.names)) == len(one.names)
    assert one.key
    assert all(link.to in registers() for link in one.links)
    assert all(name in {link.name for link in one.links} for name in one.subject)
    assert all(quantity.units for quantity in one.fields if isinstance(quantity, Quantity))
    assert all(field.headings for field in one.fields)
    assert depth(code) >= len({link.to for link in one.links} - {code} and {1})


def test_registers_come_after_those_that_they_link_to() -> None:
    order = list(registers())
    assert all(order.index(link.to) <= order.index(code) for code, one in registers().items() for link in one.links)


def test_every_register_is_named_once() -> None:
    assert len({one.chinese for one in registers().values()}) == len(registers())
    assert len({one.english for one in registers().values()}) == len(registers())


def test_the_chart_has_every_declared_account_and_no_collision() -> None:
    declared = {account.code: account for one in registers().values() for account in one.accounts}
    assert {account.code for account in chart().declared.values()} == set(declared)
    assert len(Chart(declared.values()).declared) == len(declared)


@pytest.mark.parametrize("code", COUNTING)
def test_a_register_with_accounts_says_what_it_posts(code: str) -> None:
    assert registers()[code].postings is not None


def test_the_members_of_a_subject_are_the_registers_that_hang_on_it() -> None:
    assert {one.code for one, _ in members_of("persons")} == {"placements", "attendances", "students"}


def test_a_register_is_found_by_its_chinese_name_and_another_is_refused() -> None:
    assert register("协作项目") is registers()["projects"]
    with refusal("LEDGER-003", register="projekts") as problems:
        register("projekts")
    assert "projects" in problems[0].text()


def test_a_declaration_with_an_unknown_key_field_is_refused() -> None:
    with pytest.raises(ValueError, match="no field nome"):
        Register(
            code="x",
            english="x",
            chinese="某",
            part="x",
            one_record="x",
            fields=(Text(name="name", english="name", headings=("名称",)),),
            key=("nome",),
        )


def test_one_account_in_two_units_collides() -> None:
    with pytest.raises(ValueError, match="collides"):
        Chart([Account("a.b", "fen", "x"), Account("a.b", "person", "x")])


@pytest.mark.django_db
def test_a_key_keeps_its_parts_apart() -> None:
    first = new("parks", region=MASHAN, name="甲|乙")
    second = new("parks", region=MASHAN, name="甲¦丙")
    assert record("parks", first)["name"] == "甲|乙"
    assert first != second
