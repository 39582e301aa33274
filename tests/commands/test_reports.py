"""`report …`: documents as files, publishing, the list, what was restated, the template; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from jiedui.reports.reading import figures_in
from tests.commands.running import Done
from tests.commands.test_figures import imported
from tests.intake.workbooks import ROAD, TEA, projects

Run = Callable[..., Done]
LENS = ["--region", "450124", "--as-of", "2023-09-30"]


@pytest.fixture
def ledger(run: Run, tmp_path: Path) -> Path:
    """A ledger of two confirmed projects, one of them of 马山县."""
    assert run("confirm", imported(run, projects(tmp_path, TEA, ROAD))).code == 0
    return tmp_path


def test_a_report_is_published_listed_printed_and_told_of_when_it_is_restated(run: Run, ledger: Path) -> None:
    done = run("report", "publish", *LENS, "--title", "三季度报告", "--kind", "quarterly")
    assert done.code == 0, done.err
    number = done.out.split()[-1]
    assert "三季度报告" in run("report", "list").out
    assert "Nothing was restated" in run("report", "restated", number).out
    brief = ledger / "brief.docx"
    assert run("report", "brief", "--snapshot", number, "-o", brief).code == 0
    before = figures_in(brief.read_bytes())
    assert ("funds.committed|450124|20210101|20230930|1", "100") in before
    batch = imported(run, projects(ledger, [2023, "马山县", "果园", "产业", 30, "2023-05-01"]))
    assert run("report", "restated", number, "--json").json["figures"] == [], "what waits restates nothing"
    assert run("confirm", batch).code == 0
    (funds,) = [
        one for one in run("report", "restated", number, "--json").json["figures"]
        if (one["indicator"], one["own"], one["month"]) == ("funds.committed", False, None)
    ]  # fmt: skip
    assert (funds["published"], funds["now"], funds["difference"]) == ("100", "130", "30")
    (cause,) = funds["records"]
    assert (cause["before"], cause["after"], cause["unit"]) == (None, "300000", "元")
    assert "projects" in run("report", "restated", number).out
    assert run("report", "brief", "--snapshot", number, "-o", brief).code == 0
    assert figures_in(brief.read_bytes()) == before


@pytest.mark.parametrize(
    ("document", "ending"), [("brief", "docx"), ("tables", "xlsx"), ("evidence", "zip"), ("self-evaluation", "docx")]
)
def test_each_document_is_made_from_a_lens(document: str, ending: str, run: Run, ledger: Path) -> None:
    path = ledger / f"out.{ending}"
    done = run("report", document, *LENS, "--since", "2023-01-01", "--level", "0", "-o", path)
    assert done.code == 0, done.err
    assert path.stat().st_size > 1000 and str(path) in done.out


def test_the_template_comes_out_and_an_own_one_with_unknown_names_is_refused(
    run: Run, ledger: Path, settings: Any
) -> None:
    shipped = ledger / "mine.docx"
    assert run("report", "template", "brief", "-o", shipped).code == 0
    own = Document(str(shipped))
    own.add_paragraph("{{ budget }}")
    settings.DOCUMENT_TEMPLATES = ledger
    own.save(str(ledger / "brief.docx"))
    done = run("report", "brief", *LENS, "-o", ledger / "out.docx")
    assert done.code == 1 and "REPORT-006" in done.err and "budget" in done.err
    assert not (ledger / "out.docx").exists()


def test_a_snapshot_and_a_lens_at_once_are_refused(run: Run, ledger: Path) -> None:
    done = run("report", "tables", *LENS, "--snapshot", "1", "-o", ledger / "x.xlsx")
    assert done.code == 1 and "REPORT-008" in done.err and "--region, --as-of" in done.err


def test_a_report_that_is_not_there_and_a_folder_that_is_not_there_are_refused(run: Run, ledger: Path) -> None:
    for command in (("restated", "77"), ("brief", "--snapshot", "77", "-o", ledger / "x.docx")):
        done = run("report", *command)
        assert done.code == 1 and "JOURNAL-012" in done.err
    done = run("report", "brief", *LENS, "-o", ledger / "none" / "x.docx")
    assert done.code == 1 and "LEDGER-008" in done.err
    done = run("report", "publish", *LENS, "--title", "x", "--kind", "weekly")
    assert done.code == 1 and "REPORT-003" in done.err
