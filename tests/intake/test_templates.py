"""Templates: for every register a workbook that intake understands, with nothing in it that could be imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from jiedui.intake.exports import SheetColumn, sheet_columns
from jiedui.intake.files import read_file
from jiedui.intake.headings import known_headings
from jiedui.intake.recognition import recognise
from jiedui.intake.templates import write_template
from jiedui.kernel.errors import Refused
from jiedui.registers.catalogue import registers
from jiedui.registers.fields import Choice, Quantity
from tests.intake.workbooks import counts, found, imported, planned

CODES = sorted(registers())


def field_name(column: SheetColumn) -> str:
    return f"{column.link.name}.{column.field.name}" if column.link else column.field.name


@pytest.mark.parametrize("code", CODES)
def test_a_template_is_recognised_with_each_column_as_its_own_field(tmp_path: Path, code: str) -> None:
    register = registers()[code]
    path = tmp_path / "模板.xlsx"
    write_template(register, path)
    source = read_file(path)
    reading = recognise(source.grids[0], 1, source.name)
    assert reading.register is register
    assert reading.problems == []
    assert [column.target.name for column in reading.columns] == [field_name(c) for c in sheet_columns(register)]
    for column in reading.columns:
        if isinstance(column.target.field, Quantity):
            assert column.unit == column.target.field.export_unit


@pytest.mark.parametrize("code", CODES)
def test_an_empty_template_imports_as_no_data(folder: Path, code: str) -> None:
    path = folder / "模板.xlsx"
    write_template(registers()[code], path)
    plan = planned(path)
    assert sorted(found(plan, None)) == [("SHEET-007", ""), ("SHEET-010", "")]
    assert plan.counts == counts()
    assert imported(path) is None


@pytest.mark.parametrize("code", CODES)
def test_a_template_s_notes_give_each_column_an_example_that_its_field_reads(tmp_path: Path, code: str) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(registers()[code], path)
    notes = load_workbook(path)["填写说明"]
    rows = list(notes.iter_rows(min_row=2, values_only=True))
    columns = sheet_columns(registers()[code])
    assert [row[0] for row in rows] == [column.heading for column in columns]
    for column, row in zip(columns, rows, strict=True):
        assert row[1].startswith("必填" if column.field.required else "选填")
        _, fault = column.field.read(row[2])
        assert fault is None, (column.heading, row[2], fault)


def test_a_template_offers_the_words_of_a_choice(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(registers()["projects"], path)
    sheet = load_workbook(path).worksheets[0]
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    kind = registers()["projects"].field("kind")
    assert isinstance(kind, Choice)
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "项目类型")
    assert lists[f"{column}2"] == '"' + ",".join(words[0] for words in kind.options.values()) + '"'


def test_no_heading_means_two_fields_of_one_register() -> None:
    for code, register in registers().items():
        spelled = [heading for field in register.fields for heading in field.headings]
        assert len(known_headings()[code]) >= 1
        assert len(spelled) == len(set(spelled)), code


def test_a_template_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        write_template(registers()["projects"], tmp_path / "无此夹" / "模板.xlsx")
    assert [p.code for p in refusal.value.problems] == ["LEDGER-008"]
