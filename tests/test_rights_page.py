"""The page of rights says what the matrix and the flows say."""

from __future__ import annotations

from django.utils import translation
from tools.rights_page import TARGET, page

from jiedui.kernel.permissions import matrix


def test_the_page_on_disk_is_current() -> None:
    with translation.override("en"):
        assert TARGET.read_text("utf-8") == page(), "run: make docs"


def test_every_right_stands_on_the_page() -> None:
    with translation.override("en"):
        text = page()
    assert all(right.words in text for right in matrix().rights.values())
