"""Templates: a workbook to fill in, with headings, drop-downs, unit notes and an example row that is not read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from jiedui.intake.exports import SheetColumn, new_workbook, sheet_columns
from jiedui.registers.declaration import Register
from jiedui.registers.fields import (
    AnyRecord,
    BankNumber,
    Choice,
    CreditCode,
    Day,
    Degrees,
    Flag,
    IdentityNumber,
    Link,
    Percent,
    PhoneNumber,
    Quantity,
    RegionField,
    Year,
)

ROWS = 2000
"""Rows that carry drop-downs."""


def write_template(register: Register, path: Path) -> None:
    """Write a register's template. Its example stands on the second sheet, so that it can never be imported by
    oversight. Errors: LEDGER-008, FILE-013."""
    with new_workbook(path) as workbook:
        _fill_template(workbook, register)


def _fill_template(workbook: Workbook, register: Register) -> None:
    head = workbook.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#EAEFF5", "border": 1, "valign": "vcenter"}
    )
    must = workbook.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#FCE9D9", "border": 1, "valign": "vcenter"}
    )
    text = workbook.add_format({"num_format": "@"})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet(register.words[0][:31])
    notes = workbook.add_worksheet("填写说明")
    columns = sheet_columns(register)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        as_text = isinstance(column.field, (IdentityNumber, PhoneNumber, BankNumber, CreditCode))
        sheet.set_column(number, number, max(14, 2 * len(column.heading)), text if as_text else None)
        sheet.write_string(0, number, column.heading, must if column.field.required else head)
        sheet.write_comment(0, number, note_of(column))
        words = _drop_down(column)
        if words and sum(map(len, words)) + len(words) < 250:
            sheet.data_validation(
                1, number, ROWS, number, {"validate": "list", "source": words, "error_type": "warning"}
            )
    notes.set_column(0, 2, 28, wrap)
    notes.set_column(1, 1, 70, wrap)
    for number, title in enumerate(("列名", "说明", "示例")):
        notes.write_string(0, number, title, head)
    for number, column in enumerate(columns, start=1):
        notes.write_string(number, 0, column.heading)
        notes.write_string(number, 1, note_of(column))
        notes.write_string(number, 2, example_of(column))


def _drop_down(column: SheetColumn) -> list[str]:
    if isinstance(column.field, Choice):
        return [spellings[0] for spellings in column.field.options.values()]
    return ["是", "否"] if isinstance(column.field, Flag) else []


def note_of(column: SheetColumn) -> str:
    """What to write into a column, in Chinese: the templates are for offices that print Chinese workbooks."""
    field = column.field
    parts = ["必填" if field.required else "选填"]
    if isinstance(field, Quantity):
        parts.append(f"单位写在列名括号内,可用:{'、'.join(field.units)}")
    elif isinstance(field, Choice):
        parts.append("可填:" + "、".join(spellings[0] for spellings in field.options.values()))
    elif isinstance(field, Day):
        parts.append("日期,如 2023-09-30;只写年月时按当月第一天计")
    elif isinstance(field, RegionField):
        parts.append("行政区划名称或代码")
    elif isinstance(field, Link):
        parts.append("已登记的名称或编号")
    elif isinstance(field, Flag):
        parts.append("是/否、√/×")
    elif isinstance(field, Degrees):
        parts.append("十进制度数,WGS-84 坐标系;高德、腾讯等地图上取的点是 GCJ-02,须先转换")
    elif isinstance(field, IdentityNumber):
        parts.append("18 位,单元格设为文本")
    elif isinstance(field, BankNumber):
        parts.append("12 至 19 位数字,单元格设为文本")
    others = list(field.headings[1:])
    if others:
        parts.append("也可写作:" + "、".join(others))
    return ";".join(parts)


EXAMPLES: dict[type, str] = {
    Day: "2023-09-30",
    Degrees: "22.816730",
    Year: "2023",
    Flag: "是",
    RegionField: "马山县",
    Percent: "85",
    Quantity: "120",
    AnyRecord: "120",
    IdentityNumber: "459900198001010014",
    PhoneNumber: "0771-0000123",
    BankNumber: "6217000000000000000",
    CreditCode: "91459900MA00000017",
}


def example_of(column: SheetColumn) -> str:
    """An example cell."""
    field: Any = column.field
    if isinstance(field, Choice):
        return next(iter(field.options.values()))[0]
    return next((text for kind, text in EXAMPLES.items() if type(field) is kind), f"演示{field.chinese}")
