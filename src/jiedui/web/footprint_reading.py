"""What a page of the footprint asks for and what it found: the lens, whose footprint, cells, figures by county."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from jiedui.fieldwork.footprint import Footprint, footprint
from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.queries import figures
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.web.lens import asked_in

MINE: Final = "mine"
RATE, YEAR_RATE, AREA = "coverage.area_rate", "coverage.area_year_rate", "coverage.area"
VILLAGES, TOWNSHIPS = "coverage.village_rate", "coverage.township_rate"
PLACES, VISITS = "coverage.places", "coverage.visits"
CODES: Final = (RATE, YEAR_RATE, AREA, VILLAGES, TOWNSHIPS, PLACES, VISITS)
"""The columns: two shares of the area, the area; two shares without a track; places and visits."""


@dataclass(frozen=True, slots=True)
class Read:
    """The lens, the footprint through it, and the figures by region and indicator."""

    asked: Asked
    is_mine: bool
    lens: Lens
    found: Footprint
    figures: dict[str, dict[str, Any]]

    @property
    def texts(self) -> dict[str, str]:
        """The page's address as texts."""
        return {**self.asked.texts, **({"whose": MINE} if self.is_mine else {})}

    def address(self, view: str, **more: str) -> str:
        texts = urlencode({name: text for name, text in {**self.texts, **more}.items() if text})
        return f"{reverse(view)}{'?' if texts else ''}{texts}"


def read_footprint(actor: Actor, request: Any) -> Read:
    """The footprint that an address asks for. Errors: as lens_asked, footprint and figures."""
    # Coverage is measured by county: a city's own level has none.
    asked = replace(asked_in(request), own=False)
    is_mine = request.GET.get("whose") == MINE
    lens = lens_asked(actor, asked)
    found = footprint(actor, lens, is_mine=is_mine)
    places = dict.fromkeys((lens.region, *(code for code, _name in found.counties)))
    by_region: dict[str, dict[str, Any]] = {code: {} for code in places}
    for figure in figures(actor, lens, [(code, False) for code in places], CODES):
        by_region[figure.lens.region][figure.definition.code] = figure
    return Read(asked, is_mine, lens, found, by_region)
