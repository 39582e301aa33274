"""The tour shows every page, by pictures that are there and are light enough for a reader on a slow line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.pictures import PICTURES, TOUR

from tests.pages import names_of

ROOT = Path(__file__).parents[1]
TEXTS = ("docs/tour.md", "README.md", "README.zh-CN.md")
LIMIT_BYTES = 200_000
IMAGE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def pictures_of(text: str) -> list[Path]:
    path = ROOT / text
    return [(path.parent / found).resolve() for found in IMAGE.findall(path.read_text("utf-8"))]


@pytest.mark.parametrize("text", TEXTS)
def test_every_picture_that_is_shown_is_there_and_light(text: str) -> None:
    shown = pictures_of(text)
    assert shown
    assert [path for path in shown if not path.exists()] == [], "run: make pictures"
    assert [path.name for path in shown if path.stat().st_size > LIMIT_BYTES] == []


def test_every_picture_that_is_taken_is_shown_in_the_tour_and_no_other_lies_there() -> None:
    shown = {path.name for path in pictures_of("docs/tour.md")}
    assert {f"{shot.name}.png" for shot in TOUR} == shown
    assert {path.name for path in PICTURES.glob("*")} == shown


@pytest.mark.parametrize("name", names_of("page"))
def test_every_page_is_in_the_tour(name: str) -> None:
    assert name in {shot.name for shot in TOUR}, (
        f"take a picture of {name} in tools/pictures.py, show it in docs/tour.md"
    )
