"""The lens in a page's address: read from it, carried into links, shown in the bar above every figure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.indicators.lenses import LEVELS, Asked
from jiedui.indicators.naming import lens_in_words, region_name
from jiedui.indicators.queries import readable_regions
from jiedui.kernel.permissions import Actor


def asked_in(request: Any) -> Asked:
    """The lens that a page's address asks for."""
    given = request.GET
    texts = (given.get(name, "") for name in ("region", "as-of", "since", "known-at", "level"))
    return Asked(*texts, own=given.get("own") == "1")


def figure_address(view: str, figure: Any, asked: Asked) -> str:
    """The address of a page about a figure, at the figure's own place."""
    place = {"region": figure.lens.region, "own": "1" if figure.lens.own else ""}
    texts = {name: text for name, text in {**asked.texts, **place}.items() if text}
    return f"{reverse(view, args=[figure.definition.code])}?{urlencode(texts)}"


def lens_bar(actor: Actor, lens: Any, asked: Asked) -> dict[str, Any]:
    """The lens bar: what it shows, what can be chosen, and the lens in words. The region that the reader looks at
    first is chosen by asking for none."""
    home, *others = readable_regions(actor, "" if asked.region else lens.region)
    codes = [home, *others, *((lens.region,) if lens.region not in (home, *others) else ())]
    regions = [
        {"code": "" if code == home else code, "name": region_name(code), "is_chosen": code == lens.region}
        for code in codes
    ]
    since = asked.since or (lens.since.isoformat() if lens.since else "")
    levels = dict(zip(LEVELS, (_("all"), _("county"), _("city"), _("province")), strict=True))
    return {
        "lens": lens_in_words(lens), "asked": asked, "as_of": lens.as_of.isoformat(), "since": since,
        "region": lens.region, "region_name": region_name(lens.region), "level": str(lens.level), "levels": levels,
        "regions": regions,
    }  # fmt: skip


def printed(value: Any) -> str:
    """A figure as it is printed; empty where it is missing."""
    return "" if value is None else f"{value:,f}"
