"""What a Word document says of itself where a program looks for it: title, maker, lens, snapshot."""

from __future__ import annotations

from typing import Any, Final

from jiedui.indicators.naming import lens_in_words
from jiedui.reports.contents import Contents

LONGEST: Final = 255
"""Word keeps no longer property."""


def set_properties(document: Any, contents: Contents) -> None:
    properties = document.core_properties
    properties.title = contents.title
    properties.author = properties.last_modified_by = contents.made_by[:LONGEST]
    properties.created = properties.modified = contents.made_at.replace(tzinfo=None)
    properties.comments = lens_in_words(contents.lens)[:LONGEST]
    properties.identifier = f"jiedui:snapshot:{contents.snapshot}" if contents.snapshot else "jiedui:live"
    properties.revision = 1
