"""Whatever is changed in a register's table behind the journal's back is found and named; so are keys and regions."""

from __future__ import annotations

from datetime import date

import pytest

from jiedui.places.models import Region
from jiedui.places.queries import loaded_table_problem
from jiedui.registers.catalogue import registers
from jiedui.registers.keys import secret
from jiedui.registers.models import TABLES, RecordKey, columns
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.registers.records import REVIEWER, edit, id_number, last_batch, new
from tests.tampering import change, delete, execute, swap, tampering

pytestmark = pytest.mark.django_db

PROJECT_COLUMNS = [name for name in columns(registers()["projects"]) if name != "id"]


def project(name: str) -> int:
    return new("projects", name=name, code=f"号{name}", approved_on=date(2022, 3, 4), fund=900, persons=5)


@pytest.mark.parametrize("column", PROJECT_COLUMNS)
def test_a_changed_column_of_a_record_is_found_and_named(column: str) -> None:
    project("甲")
    number = project("乙")
    assert verify_registers() == []
    with tampering():
        change(TABLES["projects"], column, number)
        problem = verify_registers()[0]
        assert (problem.code, problem.fields["record"], problem.fields["register"]) == (
            "VERIFY-005",
            number,
            "projects",
        )
        assert problem.fields["field"] == {"entry": "#entry"}.get(column, column)
        assert problem.text()


def test_damaged_settled_versions_are_found_and_not_stumbled_over() -> None:
    number = project("甲")
    confirm(last_batch(), REVIEWER, level=1)
    edit("projects", number, fund=1000)
    assert verify_registers() == []
    with tampering():
        execute(f"UPDATE register_projects SET settled = 'x{{' WHERE id = {number}")
        problem = verify_registers()[0]
        assert (problem.code, problem.fields["record"]) == ("VERIFY-005", number)


def test_a_record_under_another_number_is_in_the_table_but_not_in_the_journal() -> None:
    number = project("甲")
    with tampering():
        change(TABLES["projects"], "id", number)
        problem = verify_registers()[0]
        assert problem.code in ("VERIFY-006", "VERIFY-007")
        assert problem.fields["record"] in (number, number + 10000)


@pytest.mark.parametrize("code", sorted(registers()))
def test_a_deleted_record_is_found_in_every_register(code: str) -> None:
    number = new(code)
    with tampering():
        delete(TABLES[code], number)
        problem = verify_registers()[0]
        assert problem.code == "VERIFY-007"
        assert problem.fields == {"record": number, "register": code}


def test_a_record_put_in_behind_the_journals_back_is_found() -> None:
    number = project("甲")
    with tampering():
        execute(
            "INSERT INTO register_parks (id, key, entry, standing, settled, review, name) "
            f"VALUES ({number + 7}, 'k', {number}, 0, '', '', '假园')"
        )
        problem = verify_registers()[0]
        assert (problem.code, problem.fields["record"]) == ("VERIFY-006", number + 7)


@pytest.mark.parametrize("column", ["id", "name", "fund"])
def test_two_swapped_records_are_found_at_the_first(column: str) -> None:
    first, second = project("甲"), project("乙")
    edit("projects", second, fund=1000)
    with tampering():
        swap(TABLES["projects"], column, first, second)
        problem = verify_registers()[0]
        assert (problem.code, problem.fields["record"]) == ("VERIFY-005", first)


@pytest.mark.parametrize(
    "damage", ["SUBSTR(wrapped, 1, 20)", "'k1:!'", "''", "wrapped || 'x'", "'k9' || SUBSTR(wrapped, 3)"]
)
def test_a_damaged_key_of_a_person_is_found(damage: str) -> None:
    person = new("persons", id_number=secret(id_number(7)))
    assert verify_registers() == []
    with tampering():
        execute(f"UPDATE registers_recordkey SET wrapped = {damage} WHERE id = {person}")
        assert [problem.code for problem in verify_registers()] == ["VERIFY-014"]


@pytest.mark.parametrize("act", ["delete", "renumber", "swap"])
def test_a_lost_or_swapped_key_of_a_person_is_found(act: str) -> None:
    first, second = (new("persons", id_number=secret(id_number(n))) for n in (7, 8))
    with tampering():
        if act == "delete":
            delete(RecordKey, first)
        elif act == "renumber":
            change(RecordKey, "id", first)
        else:
            swap(RecordKey, "id", first, second)
        problem = verify_registers()[0]
        assert (problem.code, problem.fields["record"]) == ("VERIFY-014", first)


@pytest.mark.parametrize("column", [field.column for field in Region._meta.concrete_fields if field.column != "code"])
def test_a_changed_region_is_found(column: str) -> None:
    assert loaded_table_problem() is None
    with tampering():
        change(Region, column, "450124000000")
        assert loaded_table_problem() is not None


def test_a_deleted_added_renumbered_or_swapped_region_is_found() -> None:
    with tampering():
        delete(Region, "450124000000")
        assert loaded_table_problem() is not None
    with tampering():
        execute("UPDATE places_region SET code = '459999000000' WHERE code = '450124000000'")
        assert loaded_table_problem() is not None
    with tampering():
        swap(Region, "name", "450124000000", "450125000000")
        assert loaded_table_problem() is not None
    with tampering():
        execute("INSERT INTO places_region (code, name, level, successor) VALUES ('459999000000', '假县', 3, '')")
        assert loaded_table_problem() is not None
