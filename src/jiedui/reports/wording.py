"""How a report words things: numbers, days, names, and what it says of itself. Documents are Chinese."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from jiedui.indicators.catalogue import Definition
from jiedui.indicators.naming import indicator_name, lens_in_words
from jiedui.kernel.clock import BEIJING
from jiedui.reports.contents import Contents

MISSING: Final = "无记录"
"""What stands in a sentence for a figure that is missing: it is never zero."""
DASH: Final = "—"
"""The same in a table."""
MARK: Final = "※"
"""Behind a figure that was restated since the report was published."""


def number_text(value: Decimal) -> str:
    """A figure as documents print it: exact, without separators."""
    return format(value, "f")


def name_of(definition: Definition) -> str:
    return definition.zh


def day_words(day: date) -> str:
    """2023年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def period_words(contents: Contents) -> str:
    """What time a report is about: 2023年1—9月, 2023年, 2021年7月1日至2023年9月30日, 截至2023年9月30日."""
    since, last = contents.lens.since, contents.lens.as_of
    if since is None:
        return f"截至{day_words(last)}"
    ends_month = (last.month, last.day) == (12, 31) or contents.lens.until.day == 1
    if (since.month, since.day) == (1, 1) and since.year == last.year and ends_month:
        return f"{last.year}年" if last.month == 12 else f"{last.year}年1—{last.month}月"
    return f"{day_words(since)}至{day_words(last)}"


def standing_words(level: int) -> str:
    """From which confirmation on records count."""
    words = ("含待审核的全部记录", "经县级及以上审核通过的记录", "经市级及以上审核通过的记录", "经省级审核通过的记录")
    return words[level]


def moment_words(contents: Contents) -> str:
    return contents.made_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def versions_words(contents: Contents) -> str:
    """The versions of the definitions: all of one, or those that differ by name."""
    versions = {one.version for one in contents.definitions.values()}
    if len(versions) <= 1:
        return str(next(iter(versions), "—"))
    later = [f"{indicator_name(one)} {one.version}" for one in contents.definitions.values() if one.version != 1]
    return _("1, but for: {names}").format(names=", ".join(later))


def about(contents: Contents) -> list[tuple[str, str]]:
    """What a document says of itself, line by line: title, lens, definitions, who, when, which snapshot."""
    lines = [
        (_("report"), contents.title),
        (_("lens"), lens_in_words(contents.lens)),
        (_("journal up to batch"), str(contents.batch)),
        (_("definitions' versions"), versions_words(contents)),
        (_("made by"), contents.made_by),
        (_("made at"), moment_words(contents)),
    ]
    if contents.snapshot is not None:
        lines.append((_("snapshot"), f"{contents.snapshot} ({contents.digest[:16]})"))
    else:
        lines.append((_("snapshot"), _("none: read from the ledger as it stood then")))
    if contents.restated:
        words = _("{mark} {count} figures were restated since; the digits here are the published ones")
        lines.append((_("restated"), words.format(mark=MARK, count=len(contents.restated))))
    if contents.invented:
        lines.append((_("demonstration"), _("Demonstration: all records are invented.")))
    return lines
