"""`boundaries load` and `boundaries show`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.running import Done, Ledger
from tests.fieldwork.boundary_files import boundary_file, square
from tests.people.offices import open_offices

Run = Callable[..., Done]
SAID = ("--coordinates", "WGS-84", "--name", "试验边界", "--version", "2023", "--from", "2021-01-01")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "counties.geojson"
    path.write_bytes(boundary_file(square("450124", 108.2, 23.7), square("450199", 108.3, 23.7)))
    return path


def test_boundaries_are_loaded_with_a_line_for_each_county_and_each_remark(run: Run, file: Path) -> None:
    done = run("boundaries", "load", file, *SAID, "--approval", "桂S(2023)01号", "--lang", "en")
    assert done.code == 0
    assert [line.split()[1] for line in done.err.splitlines()] == ["MAP-021", "MAP-032"]
    line = next(line for line in done.out.splitlines() if line.startswith("马山县"))
    assert line.split() == ["马山县", "112.9", "2,340.8", "-95.18", "%", "22", "117.8", "156", "11"]
    assert "Counties: 1; resolution of the grid: 7" in done.out
    shown = run("boundaries", "show", "--lang", "en").out.splitlines()[-1]
    assert shown.split() == ["试验边界", "2023", "桂S(2023)01号", "7", "马山县"]
    again = run("boundaries", "load", file, *SAID, "--approval", "桂S(2023)01号", "--lang", "en")
    assert "nothing was changed" in again.out


def test_schematic_outlines_are_named_so(run: Run, file: Path) -> None:
    assert "No boundaries are loaded" in run("boundaries", "show", "--lang", "en").out
    assert run("boundaries", "load", file, *SAID, "--schematic").code == 0
    assert "schematic" in run("boundaries", "show", "--lang", "en").out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--coordinates", "BD-09"), "MAP-002"),
        (("--resolution", "12"), "MAP-009"),
        (("--from", "gestern"), "LEDGER-004"),
        (("--code-field", "none"), "MAP-004"),
    ],
)
def test_a_wrong_option_is_refused(run: Run, file: Path, options: tuple[str, ...], code: str) -> None:
    done = run("boundaries", "load", file, *SAID, *options)
    assert (done.code, code in done.err, done.out) == (1, True, "")


def test_a_missing_file_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("boundaries", "load", tmp_path / "none.geojson", *SAID)
    assert (done.code, "FILE-001" in done.err) == (1, True)


@pytest.mark.parametrize("missing", ["--coordinates", "--name", "--version"])
def test_the_coordinates_the_name_and_the_version_must_be_said(run: Run, file: Path, missing: str) -> None:
    place = SAID.index(missing)
    with pytest.raises(SystemExit) as left:
        run("boundaries", "load", file, *SAID[:place], *SAID[place + 2 :])
    assert left.value.code == 2


def test_a_member_loads_only_as_an_administrator(run: Run, file: Path) -> None:
    open_offices()
    said = ("--office", "南宁市协作办", "--generate")
    assert run("members", "add", "root", "--name", "演示管理员", "--role", "administrator", *said).code == 0
    assert run("members", "add", "zhang", "--name", "演示经办", "--role", "clerk", *said, "--as", "root").code == 0
    assert "RIGHT-001" in run("boundaries", "load", file, *SAID, "--as", "zhang").err
    assert run("boundaries", "load", file, *SAID, "--as", "root").code == 0


def test_the_demonstration_has_the_grid_of_the_whole_city(demonstration: Ledger) -> None:
    shown = demonstration.run("boundaries", "show")
    assert (shown.code, "南宁示意边界" in shown.out, "schematic" in shown.out) == (0, True, True)
    file = demonstration.folder / "boundaries.geojson"
    assert "示意图,非行政区域界线" in file.read_text("utf-8")
