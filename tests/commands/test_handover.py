"""`handover`: the list, the document, the hand-over, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from jiedui.journal.models import Batch
from jiedui.kernel.permissions import Actor
from tests.commands.running import Done
from tests.people.offices import MASHAN, SINCE, add_cast, open_offices, write
from tests.registers.records import last_batch, record

Run = Callable[..., Done]
GIVER, TAKER = "county-clerk", "county-reviewer"
CALL = ("handover", GIVER, "--to", TAKER)


@pytest.fixture
def project(db: None) -> int:
    cast: dict[str, Actor] = add_cast(open_offices())
    assert GIVER in cast
    values = {"year": 2023, "region": MASHAN, "name": "茶园", "kind": "industry", "fund": 900, "approved_on": SINCE}
    return write("projects", **values, in_charge=f"演示{GIVER}")


def test_without_apply_it_lists_and_changes_nothing(run: Run, project: int) -> None:
    before = last_batch()
    done = run(*CALL, "--as", "county-clerk")
    assert (done.code, done.err, last_batch()) == (0, "", before)
    assert "茶园" in done.out and "--apply" in done.out


def test_the_document_is_written_whole(run: Run, project: int, tmp_path: Path) -> None:
    path = tmp_path / "交接.docx"
    done = run(*CALL, "--witness", "city-manager", "-o", path)
    assert (done.code, done.err) == (0, "") and str(path) in done.out
    lines = [one.text for one in Document(str(path)).paragraphs]
    assert [one[:3] for one in lines if one[:3] in ("移交人", "接收人", "监交人")] == ["移交人", "接收人", "监交人"]
    assert [one.name for one in tmp_path.iterdir()] == ["交接.docx"]


def test_apply_hands_over_in_one_batch_and_once(run: Run, project: int) -> None:
    before = last_batch()
    done = run(*CALL, "--apply", "--as", "administrator")
    assert (done.code, done.err, last_batch()) == (0, "", before + 1)
    assert str(before + 1) in done.out and record("projects", project)["in_charge"] == f"演示{TAKER}"
    assert Batch.objects.get(id=before + 1).actor_id == "administrator"
    again = run(*CALL, "--apply", "--as", "administrator")
    assert (again.code, again.err.split()[1], last_batch()) == (1, "MEMBER-021", before + 1)


def test_a_thing_goes_to_whom_it_is_said_to(run: Run, project: int) -> None:
    item = ("--item", f"projects-{project}=auditor")
    listed = run(*CALL, *item)
    assert (listed.code, listed.err) == (0, "") and f"projects-{project}" in listed.out
    done = run(*CALL, *item, "--apply")
    assert (done.code, done.err) == (0, "") and record("projects", project)["in_charge"] == "演示auditor"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("handover", "nobody", "--to", TAKER), "MEMBER-001"),
        (("handover", GIVER, "--to", "nobody"), "MEMBER-001"),
        (("handover", GIVER, "--to", GIVER), "MEMBER-018"),
        (("handover", GIVER, "--to", "stranger"), "MEMBER-020"),
        ((*CALL, "--witness", TAKER), "MEMBER-023"),
        ((*CALL, "--item", "projects"), "MEMBER-024"),
        ((*CALL, "--item", "projects-1=auditor"), "MEMBER-025"),
        ((*CALL, "--apply", "--item", "projects-1=stranger"), "MEMBER-020"),
        ((*CALL, "--as", "stranger"), "MEMBER-001"),
        ((*CALL, "--apply", "--as", "city-manager"), "RIGHT-001"),
        ((*CALL, "--apply", "-o", "/no/such/folder/x.docx"), "LEDGER-008"),
    ],
)
def test_a_bad_call_is_refused_with_its_code_and_changes_nothing(
    run: Run, project: int, call: tuple[str, ...], code: str
) -> None:
    before = last_batch()
    done = run(*call)
    assert done.code == 1 and done.err.split()[1] == code and "Traceback" not in done.err
    assert last_batch() == before and record("projects", project)["in_charge"] == f"演示{GIVER}"
