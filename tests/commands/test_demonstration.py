"""The main job: the demonstration's figures are the published ones, its chain holds, its numbers stay sealed."""

from __future__ import annotations

import csv
import json
import re
import stat
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import Ledger

PUBLISHED = tomllib.loads((Path(__file__).parents[2] / "src/jiedui/demo/published.toml").read_text("utf-8"))
FULL_NUMBER = re.compile(r"4599\d\d(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[\dX]")
"""An identity number with its day of birth: eighteen digits alone stand in a digest now and then."""
AS_OF = "2023-09-30"


@pytest.fixture(scope="module")
def figures(demonstration: Ledger) -> dict[tuple[str, str, bool], dict[str, Any]]:
    """All figures of the city, its own level and its counties, by indicator, six-digit region and own."""
    done = demonstration.run("figures", "--as-of", AS_OF, "--by", "region", "--json")
    assert (done.code, done.err) == (0, "")
    return {(f["indicator"], f["region"][:6], f["own"]): f for f in done.json}


def test_every_published_figure_comes_out_of_the_ledger(figures: dict[tuple[str, str, bool], dict[str, Any]]) -> None:
    assert str(PUBLISHED["as_of"]) == AS_OF
    for published in PUBLISHED["figure"]:
        figure = figures[published["indicator"], published["region"], published["own"]]
        value, bound = Decimal(figure["value"]), Decimal(published["value"])
        assert figure["unit"] == published["unit"], published
        if published["relation"] == "above":
            assert value > bound, published
        else:
            assert value == bound, published


def test_without_a_region_the_city_is_meant(demonstration: Ledger, figures: dict[tuple[str, str, bool], Any]) -> None:
    found = demonstration.run("figures", "--as-of", AS_OF, "--json").json
    assert {f["region"] for f in found} == {"450100000000"}
    for figure in found:
        assert figure["value"] == figures[figure["indicator"], "450100", False]["value"]


def test_each_flow_of_the_city_is_its_own_level_and_its_counties(
    figures: dict[tuple[str, str, bool], dict[str, Any]],
) -> None:
    for (indicator, region, own), figure in figures.items():
        if indicator == "coverage.area":
            continue  # cells lie in all counties of the city, not only in those of the programme
        if region == "450100" and not own and figure["kind"] in ("flow", "stock", "cumulative"):
            parts = [f["value"] for (i, r, o), f in figures.items() if i == indicator and (r != "450100" or o)]
            known = [Decimal(part) for part in parts if part is not None]
            assert (sum(known) if known else None) == (Decimal(figure["value"]) if figure["value"] else None), indicator


def test_the_area_covered_adds_up_over_all_counties_of_the_grid(
    demonstration: Ledger, figures: dict[tuple[str, str, bool], dict[str, Any]]
) -> None:
    drawn = json.loads((demonstration.folder / "boundaries.geojson").read_text("utf-8"))["features"]
    assert len(drawn) == 12
    areas = []
    for county in drawn:
        code = county["properties"]["code"]
        found = demonstration.run("figures", "--as-of", AS_OF, "--region", code, "--json").json
        areas.append(next(Decimal(one["value"]) for one in found if one["indicator"] == "coverage.area"))
    assert sum(areas) == Decimal(figures["coverage.area", "450100", False]["value"])


def test_bringing_the_tracks_again_changes_nothing(demonstration: Ledger) -> None:
    tracks = sorted((demonstration.folder / "track-files").iterdir())
    assert len(tracks) > 50
    done = demonstration.run("tracks", "add", tracks[0], "--coordinates", "WGS-84", "--as", "nn-guanli")
    assert done.code == 0 and "nothing was changed" in done.out


def test_the_demonstration_says_that_its_records_are_invented(demonstration_output: str) -> None:
    assert "invented" in demonstration_output.splitlines()[0]
    assert "49.72" in demonstration_output


def test_the_members_of_both_sides_are_listed_with_a_password_that_lets_them_in(
    demonstration: Ledger, demonstration_output: str
) -> None:
    kept = demonstration.folder / "sign-in.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    password, *lines = kept.read_text("utf-8").splitlines()
    assert demonstration_output.count(password) == 1
    logins = [line.split("\t")[0] for line in lines]
    assert len(logins) == 17 and all(login in demonstration_output for login in logins)
    listed = demonstration.run("members", "list").out
    assert listed.count("yes") == len(logins)
    for line in lines:
        _, name, office, _ = line.split("\t")
        assert name in listed and office in listed


def test_the_citys_clerk_and_reviewer_wrote_what_the_operator_did_not(demonstration_output: str) -> None:
    lines = [line for line in demonstration_output.splitlines() if " records, batch " in line]
    assert [line.split(":")[0].strip()[:2] for line in lines if "local operator" in line] == ["01", "22"]
    assert sum("演示干部八〇一" in line for line in lines) == 24
    assert sum("演示干部八〇三" in line for line in lines) == 1


def test_each_member_sees_what_the_office_sees(demonstration: Ledger) -> None:
    def seen(login: str, region: str) -> tuple[int, str]:
        done = demonstration.run("figures", "--as-of", AS_OF, "--region", region, "--json", "--as", login)
        return done.code, done.err.split()[1] if done.err else ""

    for login in ("nn-guanli", "ms-jingban", "ft-guanli", "sz-shenji"):
        assert seen(login, "450124") == (0, "")
    for login in ("ms-jingban", "ft-guanli"):
        assert seen(login, "450100") == (1, "RIGHT-002")
    assert seen("sz-shenji", "450100") == (0, "")
    assert seen("nn-guanli", "440304") == (1, "RIGHT-002")


def test_the_chain_the_balances_and_the_registers_hold(demonstration: Ledger) -> None:
    done = demonstration.run("verify")
    assert (done.code, done.err) == (0, "")


def test_importing_each_workbook_again_changes_nothing(demonstration: Ledger) -> None:
    workbooks = sorted((demonstration.folder / "workbooks").iterdir())
    assert len(workbooks) == 27
    done = demonstration.run("import", *workbooks, "--json")
    assert done.code == 0
    for plan in done.json:
        counts = plan["counts"]
        assert (counts["new"], counts["changed"], counts["refused"], plan["batch"]) == (0, 0, 0, None), plan["file"]
        assert counts["same"] > 0


def test_a_figure_opens_down_to_cells_that_hold_its_amounts(demonstration: Ledger) -> None:
    traced = demonstration.run("trace", "investment.paid_in", "--as-of", AS_OF, "--json").json
    assert sum(p["amount"] for p in traced["postings"]) == Decimal(traced["value"]) * 100 * 10**8
    for posting in traced["postings"]:
        source = posting["source"]
        text = (demonstration.folder / "workbooks" / source["file"]).read_text("gb18030")
        cell = list(csv.reader(text.splitlines()))[source["row"] - 1][ord(source["cell"][0]) - 65]
        number = re.sub(r"[^\d.]", "", cell.translate({ord("０") + n: str(n) for n in range(10)}))
        factors = (Decimal(posting["amount"]) / Decimal(number)) if number else None
        assert factors in (100, 10**6, 10**10), (cell, posting["amount"])


def test_no_identity_number_is_shown_exported_or_stored_in_clear(
    demonstration: Ledger, demonstration_output: str, tmp_path: Path
) -> None:
    outputs = [demonstration_output]
    roster = next((demonstration.folder / "workbooks").glob("14_*"))
    for command in (
        ["trace", "labour.east_ever", "--as-of", AS_OF, "--json"],
        ["trace", "labour.east_ever", "--as-of", AS_OF],
        ["import", next((demonstration.folder / "workbooks").glob("17_*")), "--dry-run", "--json"],
        ["import", roster, "--dry-run", "--register", "students"],
    ):
        done = demonstration.run(*command)
        outputs += [done.out, done.err]
    for register in ("persons", "attendances", "students", "duties"):
        path = tmp_path / f"{register}.xlsx"
        assert demonstration.run("export", register, "-o", path).code == 0
        import zipfile

        with zipfile.ZipFile(path) as package:
            texts = [package.read(name).decode("utf-8") for name in package.namelist()]
        assert any("***" in text for text in texts)
        outputs += texts
    for text in outputs:
        assert not FULL_NUMBER.search(text)


def test_no_identity_number_lies_in_the_database_file_or_the_kept_files(demonstration: Ledger) -> None:
    if demonstration.database:
        pytest.skip("the server keeps its own files; what lies in the embedded database's file is tested on SQLite")
    pattern = re.compile(FULL_NUMBER.pattern.encode())
    files = [path for path in demonstration.folder.rglob("*") if path.is_file() and path.parent.name != "workbooks"]
    assert any(path.name == "ledger.sqlite3" for path in files)
    for path in files:
        assert not pattern.search(path.read_bytes()), path


def test_the_exported_roster_imports_back_unchanged(demonstration: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "placements.xlsx"
    assert demonstration.run("export", "placements", "-o", path).code == 0
    (plan,) = demonstration.run("import", path, "--json").json
    assert plan["problems"] == []
    assert json.dumps(plan["counts"]) == json.dumps({"new": 0, "changed": 0, "same": 37662, "refused": 0})
    assert plan["batch"] is None


def test_the_one_wrong_figure_of_the_press_text_is_found_and_no_other(demonstration: Ledger) -> None:
    done = demonstration.run("check", demonstration.folder / "press.txt", "--as-of", AS_OF, "--json")
    found = json.loads(done.out)["mentions"]
    wrong = [(one["text"], one["status"], one["ledger_value"]) for one in found if one["status"] != "agrees"]
    assert (done.code, wrong) == (1, [("52.72亿元", "differs", "49.72")])
    assert len(found) == 23


def test_the_demonstration_leaves_a_brief(demonstration: Ledger) -> None:
    from jiedui.reports.reading import figures_in

    assert len(figures_in((demonstration.folder / "brief.docx").read_bytes())) > 100
