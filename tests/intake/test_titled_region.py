"""A county's own sheet has no column for the county: the title says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiedui.intake.planning import open_file
from tests.intake.workbooks import counts, found, imported, planned, stored, write

HEADING = ["年度", "项目名称", "项目类型", "协作资金(万元)", "批复日期"]
ROW = [2023, "茶园", "产业", 100, "2023-05-01"]


@pytest.mark.parametrize(
    "title",
    ["马山县协作项目台账", "南宁市马山县2023年协作项目台账", "广西壮族自治区南宁市马山县协作项目台账"],
)
def test_the_region_of_the_title_is_every_rows_region(folder: Path, title: str) -> None:
    path = write(folder / "a.xlsx", ("Sheet1", [[title], HEADING, ROW, [2022, "道路", *ROW[2:]]]))
    assert planned(path).counts == counts(new=2)
    imported(path)
    assert [record["region"] for record in stored("projects")] == ["450124000000", "450124000000"]


def test_the_sheets_name_or_the_line_of_the_sender_may_say_it(folder: Path) -> None:
    by_name = write(folder / "a.xlsx", ("隆安县项目台账", [HEADING, ROW]))
    assert open_file(by_name).readings[0].region == "450123000000"
    by_line = write(folder / "b.xlsx", ("项目台账", [["填报单位:上林县协作办"], HEADING, ROW]))
    assert open_file(by_line).readings[0].region == "450125000000"


def test_a_column_of_regions_wins_over_the_title(folder: Path) -> None:
    rows = [["马山县协作项目台账"], ["协作县", *HEADING], ["隆安县", *ROW]]
    imported(write(folder / "a.xlsx", ("Sheet1", rows)))
    assert [record["region"] for record in stored("projects")] == ["450123000000"]


@pytest.mark.parametrize("title", ["协作项目台账", "马山县、隆安县协作项目台账", "某某县协作项目台账"])
def test_a_title_with_no_region_or_with_two_leaves_the_column_missing(folder: Path, title: str) -> None:
    path = write(folder / "a.xlsx", ("Sheet1", [[title], HEADING, ROW]))
    assert [code for code, _ in found(planned(path))] == ["SHEET-001"]
    assert stored("projects") == []
