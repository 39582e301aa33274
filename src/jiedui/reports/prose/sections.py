"""The headings of a text and what they say for all that stands below them: a region, a time, whether it is planned.

A heading is a short line of its own without a figure; those before the first figure are the title, which speaks for the
whole text. A heading in the same line as its paragraph (三、消费协作。) gives its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiedui.reports.prose.mention import Mention

LONGEST: Final = 44
_END: Final = re.compile(r"[。！？；，,;!?]$|[：:]$")
_PLANNED: Final = re.compile("打算|计划|下一步|下步|下月|明年|来年|展望|思路|怎么干|目标|年初定|安排")
_MARKED: Final = re.compile(
    r"[\[【]|[^\w\s(（《“\"'#*<>-]|[一二三四五六七八九十]+、|[(（]?[一二三四五六七八九十\d]+[)）.、]|第[一二三四五六七八九十]+[章节部]"
)
_DONE: Final = re.compile("执行|完成|情况|落实|进展|对照|小结|总结|收支|汇总|干到")
_RUN_IN: Final = 16
_SUB_ITEM: Final = re.compile(
    r"[ \t]+(?![(（一二三四五六七八九十\d]+[、.)）])[^\s|]|[ \t]*[-—·•][^-\s—]|其中[^，,]*[：:]"
)
_ITEM: Final = re.compile(r"[\s\d(（【①-⑳•·◆●■*-]|[一二三四五六七八九十]+[、是]")


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading governs: from `start` up to the next section's; `heading` is the span of its words."""

    start: int
    heading: tuple[int, int]
    is_title: bool
    is_planned: bool


def sections(plain: str, mentions: Sequence[Mention]) -> list[Section]:
    """The sections of a text in order; the first is the title's, and empty where the text has none."""
    starts = [one.start for one in mentions]
    lines = list(_lines(plain))
    found = [Section(0, (0, 0), is_title=True, is_planned=False)]
    has_body = False
    for number, (start, end) in enumerate(lines):
        text = plain[start:end].strip()
        holds_figure = any(start <= place < end for place in starts)
        is_heading = (
            not holds_figure and 0 < len(text) <= LONGEST and not _END.search(text) and number + 1 < len(lines)
            and "\t" not in text and "|" not in text and re.search("[一-鿿]", text) is not None
        )  # fmt: skip
        if is_heading and not has_body and not _MARKED.match(text):
            found[0] = Section(0, (found[0].heading[0] if found[0].heading[1] else start, end), True, False)
        elif is_heading:
            is_planned = bool(_PLANNED.search(text)) and not _DONE.search(text)
            found.append(Section(start, (start, end), False, is_planned))
        elif text:
            has_body = has_body or holds_figure or bool(_END.search(text))
    return found


def _lines(plain: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n]+", plain)]


def run_in(plain: str, start: int, end: int) -> str:
    """The words of a heading in the same line as its paragraph, where a sentence is one."""
    text = plain[start:end].strip()
    return text if len(text) <= _RUN_IN and not re.search("[，,]", text) else ""


def is_item(plain: str, start: int) -> bool:
    """Whether a line is one of a list, which goes on with what the line before the list said."""
    return _ITEM.match(plain, start) is not None


def is_sub_item(plain: str, start: int) -> bool:
    """Whether a line stands below the one before it: indented, or after a dash."""
    end = plain.find("\n", start)
    line = plain[start : end if end >= 0 else len(plain)]
    return _SUB_ITEM.match(line) is not None and "\t" not in line and "|" not in line


def is_lead_in(plain: str, end: int) -> bool:
    """Whether a paragraph that ends here leads into a list."""
    return plain[:end].rstrip()[-1:] in ("：", ":")
