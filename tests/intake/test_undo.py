"""One import is one batch, and undoing it leaves figures and registers as they were before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiedui.indicators.figures import figures
from jiedui.intake.actions import missing_files
from jiedui.journal.verification import verify_journal
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import undo
from jiedui.registers.catalogue import registers
from jiedui.registers.reviewing import confirm
from jiedui.registers.rows import all_of
from jiedui.registers.verification import verify_registers
from tests.intake.workbooks import (
    ROAD,
    TEA,
    counts,
    id_number,
    imported,
    planned,
    projects,
    roster,
    stored,
    worker,
    write,
)

NANNING = "450100000000"


def state() -> tuple[dict[str, Any], dict[str, Any]]:
    """All records, and all figures of the city, confirmed and waiting."""
    records = {code: [(r.id, r.values, r.standing) for _, r in all_of(one)] for code, one in registers().items()}
    lens = lens_as_of(NANNING, date(2023, 12, 31))
    found = {f.definition.code: (f.value, f.waiting_value) for f in figures(lens, [(NANNING, False)])}
    return records, found


def assert_sound() -> None:
    assert verify_journal() == []
    assert list(verify_registers()) == []
    assert missing_files() == []


def test_undoing_an_import_leaves_everything_as_before_it(folder: Path) -> None:
    first = imported(projects(folder, TEA))
    assert first is not None
    confirm(first, LOCAL_OPERATOR)
    before = state()
    second = imported(projects(folder, [*TEA[:4], 90, TEA[5]], ROAD, file="二.xlsx"))
    assert second is not None
    assert state() != before
    undo(second, LOCAL_OPERATOR)
    assert state() == before
    assert_sound()


def test_undoing_a_confirmed_import_takes_its_confirmation_with_it(folder: Path) -> None:
    before = state()
    batch = imported(roster(folder, worker(id_number(1)), worker(id_number(2), 姓名="演示乙")))
    assert batch is not None
    confirm(batch, LOCAL_OPERATOR)
    assert state()[1]["labour.east_ever"][0] == 2
    undo(batch, LOCAL_OPERATOR)
    assert state() == before
    assert_sound()


def test_an_import_undone_can_be_imported_again(folder: Path) -> None:
    path = roster(folder, worker(id_number(1)))
    batch = imported(path)
    assert batch is not None
    records = [one["started_on"] for one in stored("placements")]
    undo(batch, LOCAL_OPERATOR)
    assert stored("persons") == stored("placements") == []
    assert planned(path).counts == counts(new=1)
    assert imported(path) is not None
    assert [one["started_on"] for one in stored("placements")] == records
    assert_sound()


def test_an_import_whose_records_changed_since_is_not_undone(folder: Path) -> None:
    first = imported(projects(folder, TEA, ROAD))
    assert first is not None
    imported(projects(folder, [*TEA[:4], 90, TEA[5]], file="二.xlsx"))
    before = state()
    with pytest.raises(Refused) as refusal:
        undo(first, LOCAL_OPERATOR)
    assert [p.code for p in refusal.value.problems] == ["JOURNAL-006"]
    assert state() == before


def test_an_import_whose_records_are_used_since_is_not_undone(folder: Path) -> None:
    first = imported(projects(folder, TEA))
    assert first is not None
    rows = [["项目名称", "拨付日期", "拨付金额(元)"], ["茶园", "2023-06-01", 5]]
    imported(write(folder / "拨付.xlsx", ("拨付台账", rows)))
    with pytest.raises(Refused) as refusal:
        undo(first, LOCAL_OPERATOR)
    assert [p.code for p in refusal.value.problems] == ["JOURNAL-011"]
    assert len(stored("disbursements")) == 1


def test_an_import_is_undone_once(folder: Path) -> None:
    batch = imported(projects(folder, TEA))
    assert batch is not None
    undo(batch, LOCAL_OPERATOR)
    with pytest.raises(Refused) as refusal:
        undo(batch, LOCAL_OPERATOR)
    assert [p.code for p in refusal.value.problems] == ["JOURNAL-007"]
