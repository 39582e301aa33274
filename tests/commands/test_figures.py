"""`import`, `confirm`, `figures`, `trace`, `undo`, `verify` on a small ledger: what they print and what adds up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jiedui.journal.models import Batch
from tests.commands.running import Done
from tests.intake.workbooks import ROAD, TEA, id_number, projects, roster, worker

Run = Callable[..., Done]
AS_OF = ["--as-of", "2023-09-30"]
FIGURE_KEYS = {
    "indicator",
    "name",
    "region",
    "own",
    "value",
    "unit",
    "since",
    "until",
    "known_at",
    "definition_version",
}
CITY = [2023, "南宁市", "市本级", "人才", 7, "2023-05-01"]


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A workbook of three projects, imported and confirmed."""
    path = projects(tmp_path, TEA, ROAD, CITY)
    batch = imported(run, path)
    assert run("confirm", batch).code == 0
    return path


def imported(run: Run, path: Path, *options: str) -> int:
    done = run("import", path, "--json", *options)
    assert (done.code, done.err) == (0, "")
    (plan,) = done.json
    return int(plan["batch"])


def figure(run: Run, indicator: str, *options: str) -> dict[str, Any]:
    done = run("figures", *AS_OF, "--json", *options)
    assert (done.code, done.err) == (0, "")
    found: list[dict[str, Any]] = [one for one in done.json if one["indicator"] == indicator]
    return found[0]


def test_figures_have_the_fields_promised_and_missing_is_null(run: Run, book: Path) -> None:
    done = run("figures", *AS_OF, "--json")
    for one in done.json:
        assert one.keys() >= FIGURE_KEYS
        assert one["value"] is None or str(Decimal(one["value"])) == one["value"]
    funds = figure(run, "funds.committed")
    assert (funds["value"], funds["unit"], funds["region"], funds["own"]) == ("357.5", "万元", "450100000000", False)
    assert (funds["since"], funds["until"]) == ("2021-01-01", "2023-10-01")
    assert figure(run, "training.classes")["value"] is None


def test_own_level_and_county_add_up_to_the_city(run: Run, book: Path) -> None:
    assert figure(run, "projects.count")["value"] == "3"
    assert figure(run, "projects.count", "--own")["value"] == "1"
    assert figure(run, "projects.count", "--region", "450124")["value"] == "1"
    assert figure(run, "projects.count", "--region", "450123")["value"] is None


def test_by_region_lists_the_region_its_own_level_and_its_children(run: Run, book: Path) -> None:
    found = [
        one for one in run("figures", *AS_OF, "--by", "region", "--json").json if one["indicator"] == "projects.count"
    ]
    places = [(one["region"][:6], one["own"], one["value"]) for one in found]
    assert places[:2] == [("450100", False, "3"), ("450100", True, "1")]
    assert len(places) == 2 + 12
    assert ("450124", False, "1") in places and ("450125", False, "1") in places
    table = run("figures", *AS_OF, "--by", "region").out
    assert "马山县" in table and "隆安县" not in table


def test_by_month_lists_each_month_of_the_period(run: Run, book: Path) -> None:
    done = run("figures", "--as-of", "2023-06-30", "--since", "2023-04-01", "--by", "month", "--json")
    months = [(one["month"], one["value"]) for one in done.json if one["indicator"] == "projects.count"]
    assert [month for month, _ in months] == ["2023-04", "2023-05", "2023-06"]
    assert months[1][1] == "2"
    assert run("figures", "--as-of", "2023-06-30", "--since", "2023-04-01", "--by", "month").out.count("2023-05") >= 1


def test_a_figure_known_before_the_import_is_null(run: Run, book: Path) -> None:
    first = Batch.objects.exclude(file_digest="").order_by("id").first()
    assert first is not None
    before = (first.recorded_at - timedelta(seconds=1)).isoformat()
    assert figure(run, "projects.count", "--region", "450100", "--known-at", before)["value"] is None
    assert figure(run, "projects.count", "--known-at", "2199-01-01")["value"] == "3"


def test_what_is_not_confirmed_waits_beside_the_figure(run: Run, tmp_path: Path) -> None:
    batch = imported(run, projects(tmp_path, TEA))
    waiting = figure(run, "projects.count")
    assert (waiting["value"], waiting["waiting"]) == (None, "1")
    assert figure(run, "projects.count", "--level", "0")["value"] == "1"
    run("confirm", batch)
    confirmed = figure(run, "projects.count")
    assert (confirmed["value"], confirmed["waiting"]) == ("1", None)
    again = run("confirm", batch)
    assert (again.code, again.err.split()[1]) == (1, "JOURNAL-008")


def test_a_trace_adds_up_to_its_figure_and_names_cells_that_hold_it(run: Run, book: Path) -> None:
    traced = run("trace", "funds.committed", *AS_OF, "--json").json
    assert traced["value"] == "357.5"
    assert sum(posting["amount"] for posting in traced["postings"]) == Decimal(traced["value"]) * 10**6
    for posting in traced["postings"]:
        assert {"record", "entry", "batch", "source"} <= posting.keys()
        source = posting["source"]
        assert (source["file"], source["sheet"]) == (book.name, "项目台账")
        cell = load_workbook(book)[source["sheet"]][source["cell"]]
        assert cell.row == source["row"]
        assert Decimal(str(cell.value)) * 10**6 == posting["amount"]


def test_a_trace_of_a_figure_that_is_missing_has_no_postings(run: Run, book: Path) -> None:
    traced = run("trace", "training.classes", *AS_OF, "--json").json
    assert (traced["value"], traced["postings"]) == (None, [])


def test_undo_takes_the_figure_back_and_the_chain_holds(run: Run, book: Path, tmp_path: Path) -> None:
    batch = imported(run, roster(tmp_path, worker(id_number(1))))
    run("confirm", batch)
    assert figure(run, "labour.east_ever")["value"] == "1"
    done = run("undo", batch, "--reason", "重复")
    assert (done.code, done.err) == (0, "")
    assert figure(run, "labour.east_ever")["value"] is None
    assert run("undo", batch).err.split()[1] == "JOURNAL-007"
    verified = run("verify")
    assert (verified.code, verified.err) == (0, "")


def test_a_plan_as_json_says_how_the_sheet_was_read(run: Run, book: Path, tmp_path: Path) -> None:
    path = projects(tmp_path, [*TEA[:4], 90, TEA[5]], [2023, "无此县", *TEA[2:]], file="二.xlsx")
    done = run("import", path, "--dry-run", "--json")
    (plan,) = json.loads(done.out)
    (sheet,) = plan["sheets"]
    assert (sheet["register"], sheet["heading_row"]) == ("projects", 1)
    assert sheet["columns"]["fund"] == {"column": "E", "heading": "协作资金(万元)", "unit": "万元"}
    assert plan["counts"] == {"new": 0, "changed": 1, "same": 0, "refused": 1}
    assert sheet["changes"] == [
        {
            "row": 2,
            "register": "projects",
            "fields": [{"field": "协作资金", "unit": "万元", "before": "100", "after": "90"}],
        }
    ]
    (problem,) = plan["problems"]
    assert (problem["code"], problem["sheet"], problem["cell"]) == ("CELL-008", "项目台账", "B3")
    assert plan["batch"] is None


def test_good_rows_are_saved_when_asked_for_and_the_reason_is_kept(run: Run, tmp_path: Path) -> None:
    path = projects(tmp_path, TEA, [2023, "无此县", *TEA[2:]])
    done = run("import", path, "--accept-good-rows", "--reason", "先录", "--json")
    assert done.code == 0
    batch = Batch.objects.get(id=done.json[0]["batch"])
    assert (batch.verb, batch.reason, batch.file_name) == ("import", "先录", path.name)


def test_a_template_and_an_export_are_written_where_asked(run: Run, book: Path, tmp_path: Path) -> None:
    assert run("template", "projects", "-o", tmp_path / "模板.xlsx").code == 0
    done = run("export", "协作项目", "-o", tmp_path / "导出.xlsx")
    assert done.code == 0 and "3" in done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["导出.xlsx", "模板.xlsx", "项目.xlsx"]
    assert run("import", tmp_path / "导出.xlsx", "--json").json[0]["counts"]["same"] == 3


def test_a_verification_changes_nothing_unless_it_is_to_be_recorded(run: Run, book: Path) -> None:
    before = run("verify").out
    assert run("verify").out == before
    recorded = run("verify", "--record")
    assert recorded.code == 0 and recorded.out.splitlines()[0].startswith("Said in the journal by batch")
    assert run("verify").out != before
