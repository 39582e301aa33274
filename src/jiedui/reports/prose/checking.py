"""Checking a text against the ledger: the one door, which asks every figure through the actor's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.kernel.errors import refused
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.reports.prose import ledger
from jiedui.reports.prose.characters import reading_form
from jiedui.reports.prose.claims import Relation
from jiedui.reports.prose.comparison import Verdict, compare
from jiedui.reports.prose.contexts import Context, Reader
from jiedui.reports.prose.figures import find_mentions
from jiedui.reports.prose.places import find_regions
from jiedui.reports.prose.relations import find_relations
from jiedui.reports.prose.tables import in_tables

MAX_CHARACTERS = 500_000
"""Some eight hundred pages; a longer text is not one report."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was checked: its lens, each figure's context and verdict, and the relations between figures."""

    text: str
    lens: Lens
    contexts: Sequence[Context]
    verdicts: Sequence[Verdict]
    relations: Sequence[Relation]

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs and every relation holds."""
        return all(one.status != "differs" for one in self.verdicts) and all(one.holds for one in self.relations)


def check_text(actor: Actor, text: str, asked: Asked, *, is_torn: bool = False) -> Checked:
    """Find every figure of a text, compare each with the ledger, and the text with itself. Writes nothing. `is_torn`: the
    text comes from a page whose tables fell apart into lines, so that a bare number goes on with nothing.

    Errors: those of `lens_asked`; PROSE-004 where the text is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise refused("PROSE-004", limit=MAX_CHARACTERS)
    lens = replace(lens_asked(actor, asked), own=False)
    plain = reading_form(text)
    places = ledger.places(lens.region)
    named = find_regions(plain, places)
    quiet = [(one.start, one.end) for one in named if not any(sign.isdigit() for sign in plain[one.start : one.end])]
    mentions, cells = in_tables(plain, find_mentions(plain, quiet))
    words = ledger.vocabulary(lens.as_of)
    reader = Reader(
        plain, mentions, named, places, words, lens.until,
        is_fixed=bool(asked.as_of), cells=cells, is_torn=is_torn,
    )  # fmt: skip
    contexts = reader.contexts()
    verdicts = compare(actor, lens, contexts, ledger.extent(lens.as_of if asked.as_of else None))
    relations = find_relations(plain, contexts, places, words.parts)
    if is_torn:
        relations = [
            one for one in relations if one.holds or all(_in_sentence(plain, *part) for part in (one.whole, *one.parts))
        ]
    return Checked(text, lens, contexts, verdicts, relations)


def _in_sentence(plain: str, start: int, end: int) -> bool:
    """Whether a figure stands in a line with a sentence's marks, and not in what is left of a table or chart."""
    stop = plain.find("\n", end)
    line = plain[plain.rfind("\n", 0, start) + 1 : stop if stop >= 0 else len(plain)]
    return any(mark in line for mark in "，。；") and "\t" not in line
