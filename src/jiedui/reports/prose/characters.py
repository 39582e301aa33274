"""Characters of one meaning read as one: traditional as simplified, full-width as half-width, one for one.

The reading form has the length of the text, so a place in it is the same place in the text. Comma and colon keep
their full-width forms, which tell a sentence from a number (，) or a time (：).
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：？！"}
_BLANKS: Final = dict.fromkeys((0x09, 0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, 0x205F), 0x20)
_SIGNS: Final = str.maketrans(
    "﹪﹐﹕﹔﹣−–―─〜∼•‧∙∶○◯「」『』﹝﹞［］【】\u2011\u2010",
    "%，：;--———~~···：〇〇“”“”〔〕[][]--",
)


@lru_cache(maxsize=1)
def _table() -> dict[int, int]:
    lines = (resources.files("jiedui.reports.prose") / "characters.txt").read_text("utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {**_WIDE, **_BLANKS, **_SIGNS, 0x09: 0x09, **{ord(old): ord(new) for old, new in pairs}}


def reading_form(text: str) -> str:
    """The text in simplified, half-width characters; of the same length."""
    return text.translate(_table())
