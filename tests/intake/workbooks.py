"""Small workbooks made in a test: rows in, a file out; planned, imported, and what was found where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from jiedui.intake.actions import import_plan
from jiedui.intake.planning import Plan, open_file, plan_file
from jiedui.journal.models import Batch
from jiedui.kernel.identity import credit_check_character, id_check_character
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.catalogue import registers
from jiedui.registers.rows import all_of

Rows = Sequence[Sequence[Any]]

PROJECT = ["年度", "协作县", "项目名称", "项目类型", "协作资金(万元)", "批复日期"]
"""The heading of a sheet of projects."""
TEA = [2023, "马山县", "茶园", "产业", 100, "2023-05-01"]
ROAD = [2022, "上林县", "道路", "乡村建设", 250.5, "2022-06-01"]
SHED = [2021, "隆安县", "大棚", "产业", 80, "2021-07-01"]
ROSTER = ["姓名", "身份证号", "户籍地", "是否脱贫", "去向", "务工地", "务工企业", "务工起始"]
"""The heading of a labour roster."""


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the spreadsheet stored; None where it stored none."""

    text: str
    result: Any = None


def write(path: Path, *sheets: tuple[str, Rows], merged: Sequence[str] = (), hidden: Iterable[str] = ()) -> Path:
    """Write a workbook: (name, rows) for each sheet; `merged` ranges on the first, `hidden` sheets by name."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, Formula):
                    sheet.write_formula(r, c, value.text, None, "" if value.result is None else value.result)
                elif isinstance(value, date):
                    sheet.write_datetime(r, c, value, day)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value)
        if number == 0:
            for area in merged:
                first = area.split(":")[0]
                column, row = ord(first[0]) - 65, int(first[1:]) - 1
                sheet.merge_range(area, rows[row][column])
    book.close()
    return path


def projects(folder: Path, *rows: Sequence[Any], heading: Sequence[str] = PROJECT, file: str = "项目.xlsx") -> Path:
    """A workbook with one sheet of projects: the heading in row 1, the rows from row 2."""
    return write(folder / file, ("项目台账", [heading, *rows]))


def roster(folder: Path, *rows: Sequence[Any], heading: Sequence[str] = ROSTER, file: str = "花名册.xlsx") -> Path:
    """A workbook with one sheet of workers: the heading in row 1, the rows from row 2."""
    return write(folder / file, ("务工花名册", [heading, *rows]))


def worker(number: str, **changed: Any) -> list[Any]:
    """A row of a roster."""
    row = dict(
        zip(
            ROSTER,
            ["演示甲", number, "马山县古零镇", "是", "广东", "深圳市福田区", "演示厂", "2023-02-01"],
            strict=True,
        )
    )
    return list((row | changed).values())


def id_number(serial: int) -> str:
    """An identity number that cannot exist: of no division, with a right check character."""
    body = f"45990019800101{serial:03}"
    return body + id_check_character(body)


def credit_code(serial: int) -> str:
    """A credit code that cannot exist, with a right check character."""
    body = f"91459900MA{serial:07}"
    return body + credit_check_character(body)


def planned(path: Path, only: str | None = None) -> Plan:
    """The plan of a file."""
    return plan_file(open_file(path, only), LOCAL_OPERATOR)


def imported(path: Path, **options: Any) -> int | None:
    """Import a file; the batch."""
    return import_plan(planned(path), LOCAL_OPERATOR, path, **options)


def found(plan: Plan, severity: str | None = "error") -> list[tuple[str, str]]:
    """The code and the cell of every problem of a plan; with `severity` None, warnings too."""
    problems = [p for p in plan.problems if severity is None or p.severity == severity]
    return [(p.code, p.place.cell if p.place else "") for p in problems]


def stored(register: str) -> list[dict[str, Any]]:
    """The values of a register's records, in the order of their numbers."""
    return [record.values for _, record in all_of(registers()[register])]


def counts(new: int = 0, changed: int = 0, same: int = 0, refused: int = 0) -> Mapping[str, int]:
    """What a plan counts."""
    return {"new": new, "changed": changed, "same": same, "refused": refused}


def batches() -> int:
    """How many batches there are."""
    return Batch.objects.count()
