"""How an office reviews: from which confirmation on its figures count, and above which amount two reviewers sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiedui.journal.storage import select_rows
from jiedui.kernel import clock
from jiedui.kernel.regions import is_within, level

LEVELS: Final = {"county": 1, "city": 2, "province": 3}


@dataclass(frozen=True, slots=True)
class Setting:
    """What an office has set. `second_above` in fen; None: one reviewer is enough for any amount."""

    level: int = 1
    second_above: int | None = None


class ReviewSettings:
    """The settings in force today, by the region of the office that set them."""

    def __init__(self) -> None:
        self.by_region: dict[str, Setting] = {}
        rows = select_rows(
            'SELECT o."region", s."counts_from", s."second_above" FROM "register_review_settings" s '
            'JOIN "register_offices" o ON o."id" = s."office" WHERE s."since" <= %s AND o."kind" <> \'donor\' '
            'ORDER BY s."since", s."id"',
            [clock.today()],
        )
        for region, counts_from, second_above in rows:
            self.by_region[region] = Setting(LEVELS[counts_from], second_above)

    def of(self, region: str) -> Setting:
        """The setting of the nearest office at or above a region; where none is set, one confirmation counts."""
        above = [code for code in self.by_region if is_within(region, code)]
        return self.by_region[max(above, key=level)] if above else Setting()


def counting_level(region: str) -> int:
    """The level from which on a figure of a region counts a record, as its office has set it."""
    return ReviewSettings().of(region).level
