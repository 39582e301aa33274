"""The same file sent twice is recognised without being read, but only while nothing of its registers was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiedui.intake.planning import open_file, plan_file
from jiedui.intake.repetition import repetition
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save, undo
from jiedui.registers.catalogue import registers
from jiedui.registers.reviewing import confirm
from jiedui.registers.rows import all_of
from tests.intake.workbooks import ROAD, SHED, TEA, id_number, imported, projects, roster, worker


def test_a_file_is_recognised_with_its_rows_and_so_would_its_plan_be(folder: Path) -> None:
    path = projects(folder, TEA, ROAD)
    batch = imported(path)
    again = repetition(path, LOCAL_OPERATOR)
    assert again is not None
    assert (again.batch, again.same) == (batch, 2)
    assert plan_file(open_file(path), LOCAL_OPERATOR).counts == {"new": 0, "changed": 0, "same": 2, "refused": 0}


def test_confirming_it_changes_nothing(folder: Path) -> None:
    path = projects(folder, TEA)
    batch = imported(path)
    assert batch is not None
    confirm(batch, LOCAL_OPERATOR)
    assert repetition(path, LOCAL_OPERATOR) is not None


def test_a_file_never_sent_or_sent_with_other_cells_is_not_recognised(folder: Path) -> None:
    assert repetition(projects(folder, TEA, file="a.xlsx"), LOCAL_OPERATOR) is None
    imported(projects(folder, TEA, file="a.xlsx"))
    assert repetition(projects(folder, TEA, ROAD, file="b.xlsx"), LOCAL_OPERATOR) is None
    assert repetition(folder / "none.xlsx", LOCAL_OPERATOR) is None


def test_a_record_changed_since_has_the_file_read_again(folder: Path) -> None:
    path = projects(folder, TEA, ROAD)
    imported(path)
    record = next(record for _, record in all_of(registers()["projects"]))
    save([Change("projects", {"note": "改"}, record.id, record.entry)], LOCAL_OPERATOR)
    assert repetition(path, LOCAL_OPERATOR) is None


def test_another_file_of_its_register_since_has_the_file_read_again(folder: Path) -> None:
    path = projects(folder, TEA, file="a.xlsx")
    imported(path)
    imported(projects(folder, SHED, file="b.xlsx"))
    assert repetition(path, LOCAL_OPERATOR) is None


def test_a_roster_is_read_again_when_one_of_its_persons_was_changed(folder: Path) -> None:
    path = roster(folder, worker(id_number(1)))
    imported(path)
    assert repetition(path, LOCAL_OPERATOR) is not None
    person = next(record for _, record in all_of(registers()["persons"]))
    save([Change("persons", {"household": "other"}, person.id, person.entry)], LOCAL_OPERATOR)
    assert repetition(path, LOCAL_OPERATOR) is None


def test_an_undone_import_is_no_import(folder: Path) -> None:
    path = projects(folder, TEA)
    batch = imported(path)
    assert batch is not None
    undo(batch, LOCAL_OPERATOR)
    assert repetition(path, LOCAL_OPERATOR) is None


def test_an_import_with_refused_rows_is_read_again(folder: Path) -> None:
    path = projects(folder, TEA, [2023, "马山县", "坏行", "旅游业", 5, "2023-05-01"])
    assert imported(path, accept_good_rows=True) is not None
    assert repetition(path, LOCAL_OPERATOR) is None


def test_another_version_of_the_reader_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = projects(folder, TEA)
    imported(path)
    monkeypatch.setattr("jiedui.intake.repetition.__version__", "0")
    assert repetition(path, LOCAL_OPERATOR) is None
