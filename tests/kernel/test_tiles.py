"""A layer of tiles: whole and approved, or none."""

from __future__ import annotations

import pytest

from jiedui.kernel.errors import Refused
from jiedui.kernel.tiles import tiles_asked

PATTERN = "https://tiles.example:8443/map/{z}/{x}/{y}.png?key=a1"


def test_without_an_address_there_are_no_tiles() -> None:
    assert tiles_asked("", "", "", "") is None


def test_a_tile_is_asked_for_by_its_place() -> None:
    found = tiles_asked(PATTERN, "GCJ-02", " GS(2024)0001号 ", "演示图商")
    assert found is not None and found.approval_number == "GS(2024)0001号"
    assert found.address(9, 410, 221) == "https://tiles.example:8443/map/9/410/221.png?key=a1"
    assert found.origin == "https://tiles.example:8443"


@pytest.mark.parametrize(
    "pattern",
    [
        "tiles.example/{z}/{x}/{y}.png",
        "ftp://tiles.example/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/{z}/{x}/{y}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://tiles.example; script-src */{z}/{x}/{y}",
        "https://somebody@tiles.example/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        'https://tiles.example/{z}/{x}/{y}"',
    ],
)
def test_what_is_no_address_of_tiles_is_refused(pattern: str) -> None:
    with pytest.raises(Refused) as refusal:
        tiles_asked(pattern, "WGS-84", "GS(2024)0001号", "")
    assert refusal.value.problems[0].code == "FOOT-001"


@pytest.mark.parametrize("number", ["", "  "])
def test_tiles_without_an_approval_number_are_refused(number: str) -> None:
    with pytest.raises(Refused) as refusal:
        tiles_asked(PATTERN, "WGS-84", number, "演示图商")
    assert refusal.value.problems[0].code == "FOOT-002"


@pytest.mark.parametrize("coordinates", ["", "BD-09", "wgs84"])
def test_coordinates_are_stated_and_never_guessed(coordinates: str) -> None:
    with pytest.raises(Refused) as refusal:
        tiles_asked(PATTERN, coordinates, "GS(2024)0001号", "")
    assert refusal.value.problems[0].code == "FOOT-003"
