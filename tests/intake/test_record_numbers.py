"""Exports with masked numbers find their way back by 记录号; a mask that means nothing is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jiedui.intake.exports import export_register
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.catalogue import registers
from jiedui.registers.rows import all_of
from tests.intake.workbooks import ROSTER, counts, found, id_number, imported, planned, roster, stored, worker

HEADING = [*ROSTER, "联系电话"]


@pytest.fixture
def exported(folder: Path) -> Path:
    """An export of two placements, of persons whose masks differ."""
    rows = [[*worker(id_number(1)), "0771-0000111"], [*worker(id_number(2), 姓名="演示乙"), "0771-0000222"]]
    imported(roster(folder, *rows, heading=HEADING))
    return export(folder, "placements")


def export(folder: Path, register: str) -> Path:
    path = folder / f"{register}.xlsx"
    export_register(registers()[register], path, LOCAL_OPERATOR)
    return path


def changed(path: Path, cells: dict[str, Any]) -> Path:
    """The workbook with some cells typed over."""
    book = load_workbook(path)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    book.save(path)
    return path


def column(path: Path, heading: str) -> str:
    """The letter of a column."""
    return str(next(cell.column_letter for cell in load_workbook(path).worksheets[0][1] if cell.value == heading))


def test_an_export_shows_masks_and_never_a_number(exported: Path) -> None:
    sheet = load_workbook(exported).worksheets[0]
    texts = [str(value) for row in sheet.values for value in row]
    assert "4599************14" in texts
    assert "0771******11" in texts
    assert not any(id_number(serial) in text or "0000111" in text for serial in (1, 2) for text in texts)
    assert [cell.value for cell in sheet["A"]] == ["记录号", *[r.id for _, r in all_of(registers()["placements"])]]


@pytest.mark.parametrize("register", ["placements", "persons"])
def test_an_export_with_masks_imports_back_unchanged(exported: Path, register: str) -> None:
    path = export(exported.parent, register)
    assert found(planned(path), None) == []
    assert planned(path).counts == counts(same=2)
    assert imported(path) is None


def test_rows_of_an_export_may_be_sorted_and_left_out(exported: Path) -> None:
    book = load_workbook(exported)
    book.worksheets[0].delete_rows(2)
    book.save(exported)
    assert planned(exported).counts == counts(same=1)


def test_a_cell_corrected_in_an_export_changes_its_record(exported: Path) -> None:
    path = changed(exported, {f"{column(exported, '务工企业')}3": "另一厂"})
    assert planned(path).counts == counts(changed=1, same=1)
    imported(path)
    assert [one["employer"] for one in stored("placements")] == ["演示厂", "另一厂"]


def test_a_key_corrected_in_an_export_changes_its_record_and_makes_no_other(exported: Path) -> None:
    path = changed(exported, {f"{column(exported, '务工起始')}2": "2023-03-15"})
    assert planned(path).counts == counts(changed=1, same=1)
    imported(path)
    assert [str(one["started_on"]) for one in stored("placements")] == ["2023-03-15", "2023-02-01"]


def test_a_telephone_number_typed_over_its_mask_is_sealed(exported: Path) -> None:
    path = changed(exported, {f"{column(exported, '联系电话')}2": "0771-0000333"})
    assert planned(path).counts == counts(changed=1, same=1)
    imported(path)
    assert [one["phone"].split("#")[0] for one in stored("persons")] == ["0771******33", "0771******22"]


def test_a_record_number_that_is_none_is_refused(exported: Path) -> None:
    assert found(planned(changed(exported, {"A2": 999999}))) == [("CELL-028", "A2")]
    assert found(planned(changed(exported, {"A2": "甲"})))[0] == ("CELL-002", "A2")


def test_a_number_of_a_record_of_another_register_is_refused(exported: Path) -> None:
    person = next(all_of(registers()["persons"]))[1].id
    assert found(planned(changed(exported, {"A2": person}))) == [("CELL-028", "A2")]


def test_a_mask_that_is_not_the_record_s_own_is_refused(exported: Path) -> None:
    letter = column(exported, "身份证号")
    plan = planned(changed(exported, {f"{letter}2": "4599************99"}))
    assert found(plan) == [("CELL-030", f"{letter}2")]
    assert plan.counts == counts(same=1, refused=1)


def test_masks_that_changed_places_are_refused(exported: Path) -> None:
    letter = column(exported, "身份证号")
    sheet = load_workbook(exported).worksheets[0]
    first, second = sheet[f"{letter}2"].value, sheet[f"{letter}3"].value
    plan = planned(changed(exported, {f"{letter}2": second, f"{letter}3": first}))
    assert found(plan) == [("CELL-030", f"{letter}2"), ("CELL-030", f"{letter}3")]


def test_a_mask_without_a_record_number_is_refused(exported: Path) -> None:
    letter = column(exported, "身份证号")
    plan = planned(changed(exported, {"A2": None, f"{column(exported, '联系电话')}2": None}))
    assert found(plan) == [("CELL-029", f"{letter}2")]


def test_one_record_number_on_two_rows_is_refused_at_the_second(exported: Path) -> None:
    number = load_workbook(exported).worksheets[0]["A2"].value
    assert found(planned(changed(exported, {"A3": number}))) == [("ROW-006", "A3")]


def test_a_key_that_another_record_holds_is_refused(exported: Path) -> None:
    heading = [*ROSTER, "务工结束"]
    second = [*worker(id_number(1), 务工起始="2023-06-01"), None]
    imported(roster(exported.parent, [*worker(id_number(1)), "2023-05-01"], second, heading=heading))
    path = export(exported.parent, "placements")
    letter = column(path, "务工起始")
    plan = planned(changed(path, {f"{letter}2": "2023-06-01", "A4": None, f"{letter}4": None}))
    assert ("ROW-006", "A2") in found(plan)
    assert len(stored("placements")) == 3


def test_a_duty_s_telephone_comes_back_by_its_record_number(folder: Path) -> None:
    from tests.intake.workbooks import write

    offices = [["所在地区", "机构名称", "机构类型", "成立日期"], ["马山县", "演示办", "县办", "2021-01-01"]]
    duties = [
        ["所在机构", "承担人", "职责", "任职日期", "办公电话"],
        ["演示办", "演示甲", "统筹", "2021-02-01", "0771-0000444"],
    ]
    imported(write(folder / "机构.xlsx", ("机构台账", offices), ("分工表", duties)))
    path = export(folder, "duties")
    assert planned(path).counts == counts(same=1)
    assert found(planned(changed(path, {"A2": None}))) == [("CELL-029", f"{column(path, '办公电话')}2")]
