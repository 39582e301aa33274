"""`tracks`: bringing, listing and deleting on the command line, as the member that is named, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jiedui.kernel.grid import MILLIONTHS
from tests.commands.running import Done
from tests.fieldwork.track_samples import gpx, table
from tests.people.offices import add_cast, open_offices
from tests.registers.grids import POSITIONS, lay_grid
from tests.registers.records import last_batch

Run = Callable[..., Done]
CLERK = ("--as", "county-clerk")
NORTH, EAST = (axis / MILLIONTHS for axis in POSITIONS[0])


@pytest.fixture
def file(db: None, tmp_path: Path) -> Path:
    add_cast(open_offices())
    lay_grid()
    path = tmp_path / "走访.gpx"
    path.write_bytes(gpx([(NORTH, EAST, "2023-03-04T01:00:00Z"), (30.0, 120.0, "2023-03-04T02:00:00Z")]))
    return path


def test_a_track_is_brought_listed_and_deleted(run: Run, file: Path) -> None:
    before = last_batch()
    done = run("tracks", "add", file, "--coordinates", "WGS-84", *CLERK)
    assert (done.code, done.err, last_batch()) == (0, "", before + 1)
    assert "1 cells" in done.out and "1 points lie outside" in done.out and str(before + 1) in done.out
    number = done.out.split()[1].rstrip(":")
    again = run("tracks", "add", file, "--coordinates", "WGS-84", *CLERK)
    assert (again.code, last_batch()) == (0, before + 1) and "nothing was changed" in again.out
    assert "走访" in run("tracks", "list", *CLERK).out
    for other in ((), ("--as", "city-manager"), ("--as", "administrator")):
        assert "走访" not in run("tracks", "list", *other).out
        refused = run("tracks", "delete", number, *other)
        assert (refused.code, refused.err.split()[1]) == (1, "TRACK-014")
    assert run("tracks", "forget", "county-clerk", "--reason", "x", *CLERK).err.split()[1] == "RIGHT-001"
    assert run("tracks", "forget", "city-manager", "--reason", "x").err.split()[1] == "TRACK-016"
    gone = run("tracks", "delete", number, *CLERK)
    assert (gone.code, gone.err, last_batch()) == (0, "", before + 2)
    assert "走访" not in run("tracks", "list", *CLERK).out


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("走访.gpx", ("--coordinates", "BD-09"), "TRACK-011"),
        ("走访.gpx", ("--coordinates", "WGS-84", "--as", "stranger"), "RIGHT-002"),
        ("走访.gpx", ("--coordinates", "WGS-84", "--as", "auditor"), "RIGHT-001"),
        ("走访.gpx", ("--coordinates", "WGS-84", "--day", "gestern"), "LEDGER-004"),
        ("空.gpx", ("--coordinates", "WGS-84"), "TRACK-001"),
        ("无.gpx", ("--coordinates", "WGS-84"), "FILE-001"),
        ("表.csv", ("--coordinates", "WGS-84"), "TRACK-009"),
    ],
)
def test_a_bad_call_is_refused_with_its_code_and_changes_nothing(
    run: Run, file: Path, name: str, more: tuple[str, ...], code: str
) -> None:
    file.with_name("空.gpx").write_bytes(b"")
    file.with_name("表.csv").write_bytes(table([(NORTH, EAST, "")]))
    before = last_batch()
    done = run("tracks", "add", file.with_name(name), *(more if "--as" in more else (*more, *CLERK)))
    assert (done.code, done.err.split()[1], last_batch()) == (1, code, before) and "Traceback" not in done.err


def test_the_coordinate_system_has_to_be_named(run: Run, file: Path) -> None:
    with pytest.raises(SystemExit) as call:
        run("tracks", "add", file, *CLERK)
    assert call.value.code == 2


def test_a_track_without_an_owner_is_refused(run: Run, file: Path) -> None:
    before = last_batch()
    done = run("tracks", "add", file, "--coordinates", "WGS-84")
    assert (done.code, done.err.split()[1], last_batch()) == (1, "TRACK-017", before)
