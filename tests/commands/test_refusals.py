"""What commands refuse: an exit code that is not 0, one or two lines on stderr with the code, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.running import Done, Ledger
from tests.intake.workbooks import TEA, projects

Run = Callable[..., Done]


def refuses(done: Done, code: str) -> None:
    assert done.code == 1
    assert code in done.err
    assert "Traceback" not in done.err
    assert 1 <= len(done.err.splitlines()) <= 2
    assert done.out == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", "无此文件.xlsx"], "FILE-001"),
        (["import", "/"], "FILE-001"),
        (["import", "a.xlsx", "--register", "无此台账"], "LEDGER-003"),
        (["import", "a.xlsx", "b.xlsx", "--annotate", "c.xlsx"], "LEDGER-013"),
        (["confirm", "999"], "JOURNAL-005"),
        (["undo", "999"], "JOURNAL-005"),
        (["undo", "-1"], "JOURNAL-005"),
        (["template", "无此台账", "-o", "x.xlsx"], "LEDGER-003"),
        (["template", "projects", "-o", "/无此夹/x.xlsx"], "LEDGER-008"),
        (["export", "无此台账", "-o", "x.xlsx"], "LEDGER-003"),
        (["export", "projects", "-o", "/无此夹/x.xlsx"], "LEDGER-008"),
        (["export", "projects", "-o", "/"], "FILE-013"),
        (["template", "projects", "-o", "/"], "FILE-013"),
        (["figures"], "REGION-004"),
        (["figures", "--region", "马山县"], "REGION-001"),
        (["figures", "--region", "45012"], "REGION-001"),
        (["figures", "--region", "459999"], "REGION-002"),
        (["figures", "--region", "450100", "--as-of", "2023-02-30"], "LEDGER-004"),
        (["figures", "--region", "450100", "--since", "昨天"], "LEDGER-004"),
        (["figures", "--region", "450100", "--known-at", "早上"], "LEDGER-005"),
        (["figures", "--region", "450100", "--known-at", "0001-01-01"], "LEDGER-005"),
        (["figures", "--region", "450100", "--since", "2023-10-01", "--as-of", "2023-09-30"], "LEDGER-009"),
        (
            ["figures", "--region", "450100", "--since", "2023-10-01", "--as-of", "2023-09-30", "--by", "month"],
            "LEDGER-009",
        ),
        (["figures", "--region", "450100", "--as-of", "9999-12-31"], "LEDGER-004"),
        (["trace", "no.such", "--region", "450100"], "CATALOGUE-003"),
        (["regions", "load", "无此文件.csv"], "FILE-001"),
    ],
)
def test_a_bad_call_is_refused_with_its_code(run: Run, arguments: list[str], code: str) -> None:
    refuses(run(*arguments), code)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["import"],
        ["confirm", "x"],
        ["export", "projects"],
        ["figures", "--by", "day"],
        ["figures", "--level", "4"],
    ],
)
def test_a_call_that_cannot_be_parsed_ends_with_2(run: Run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2


def test_a_file_with_problems_says_each_of_them_and_saves_nothing(run: Run, tmp_path: Path) -> None:
    path = projects(tmp_path, TEA, [2023, "无此县", "乙", "旅游业", "约3", "昨天"])
    done = run("import", path)
    assert done.code == 1
    assert [line.split()[1] for line in done.err.splitlines()] == [
        "CELL-008",
        "CELL-007",
        "CELL-005",
        "CELL-004",
        "LEDGER-011",
    ]
    assert "项目.xlsx 项目台账 B3 「协作县」" in done.err
    assert "saved as batch" not in done.out
    refuses(run("figures"), "REGION-004")


def test_of_several_files_the_good_ones_are_saved_and_the_exit_code_says_that_one_was_not(
    run: Run, tmp_path: Path
) -> None:
    done = run("import", projects(tmp_path, TEA), tmp_path / "无此文件.xlsx")
    assert done.code == 1
    assert "FILE-001" in done.err
    assert "saved as batch" in done.out


def test_a_dry_run_of_a_file_with_problems_shows_them(run: Run, tmp_path: Path) -> None:
    done = run("import", projects(tmp_path, [2023, "无此县", *TEA[2:]]), "--dry-run")
    assert "CELL-008" in done.err
    assert "nothing was saved" in done.out


def test_an_annotated_copy_into_a_folder_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("import", projects(tmp_path, TEA), "--annotate", tmp_path / "无此夹" / "x.xlsx")
    refuses(done, "LEDGER-008")
    refuses(run("figures"), "REGION-004")


def test_an_annotated_copy_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "夹").mkdir()
    refuses(run("import", projects(tmp_path, TEA), "--annotate", tmp_path / "夹"), "FILE-013")


@pytest.mark.parametrize(
    "command", [["verify"], ["figures"], ["import", "x.xlsx"], ["export", "projects", "-o", "x.xlsx"], ["undo", "1"]]
)
def test_without_a_ledger_every_command_says_how_to_make_one(tmp_path: Path, command: list[str]) -> None:
    ledger = Ledger(tmp_path / "none")
    done = ledger.run(*command)
    refuses(done, "LEDGER-001")
    assert "jiedui init" in done.err
    assert not ledger.folder.exists()


def test_a_ledger_is_made_once(empty_ledger: Ledger) -> None:
    refuses(empty_ledger.run("init"), "LEDGER-002")
    assert empty_ledger.run("verify").code == 0


def test_a_ledger_in_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    refuses(Ledger(tmp_path / "file").run("init"), "FILE-013")


def test_a_folder_that_holds_something_else_is_not_cleared_for_the_demonstration(tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_text("x", "utf-8")
    refuses(Ledger(tmp_path).run("demo", "--no-serve"), "LEDGER-012")
    assert (tmp_path / "brief.docx").exists()


def test_a_ledger_with_damaged_keys_is_refused(empty_ledger: Ledger) -> None:
    (empty_ledger.folder / "keys.json").write_text("{}", "utf-8")
    path = projects(empty_ledger.folder, TEA)
    done = empty_ledger.run("import", path)
    assert (done.code, done.err.split()[1]) == (1, "LEDGER-006")
    assert "Traceback" not in done.err
    assert "already" not in done.out


def test_a_database_address_that_is_none_is_refused(tmp_path: Path) -> None:
    refuses(Ledger(tmp_path, "mysql://x/y").run("verify"), "LEDGER-010")


def test_a_server_that_does_not_answer_is_refused(tmp_path: Path, empty_ledger: Ledger) -> None:
    address = f"postgresql:///ledger?host={tmp_path}&user=nobody"
    refuses(Ledger(empty_ledger.folder, address).run("verify"), "LEDGER-007")
