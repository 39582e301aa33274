"""A layer of map tiles is stated whole, or the program does not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import new_database
from tests.commands.test_keys import Keyed

WHOLE = {
    "JIEDUI_TILES": "https://tiles.example/{z}/{x}/{y}.png",
    "JIEDUI_TILES_COORDINATES": "GCJ-02",
    "JIEDUI_TILES_APPROVAL": "GS(2024)0001号",
}


def keys_made(folder: Path, **settings: str) -> str:
    """What making a key file says, a command that needs no ledger."""
    ledger = Keyed(folder / "ledger", new_database()).set(**settings)
    done = ledger.run("keys", "new", "-o", folder / "keys.json")
    return done.out + done.err


def test_with_a_whole_layer_the_program_starts(tmp_path: Path) -> None:
    assert "FOOT-" not in keys_made(tmp_path, **WHOLE)
    assert (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    ("left_out", "code"), [("JIEDUI_TILES_APPROVAL", "FOOT-002"), ("JIEDUI_TILES_COORDINATES", "FOOT-003")]
)
def test_without_an_approval_number_or_coordinates_it_does_not_start(tmp_path: Path, left_out: str, code: str) -> None:
    assert code in keys_made(tmp_path, **WHOLE | {left_out: ""})
    assert not (tmp_path / "keys.json").exists()


def test_an_address_that_is_none_of_tiles_is_refused(tmp_path: Path) -> None:
    assert "FOOT-001" in keys_made(tmp_path, **WHOLE | {"JIEDUI_TILES": "https://tiles.example/map.png"})
