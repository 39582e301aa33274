"""Names and lenses in words, in the language of the output."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiedui.kernel.errors import CATALOGUE, Problem
from jiedui.kernel.regions import NATION
from jiedui.places.queries import index


def is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def indicator_name(definition: Any) -> str:
    found: str = definition.zh if is_chinese() else definition.en
    return found


def region_name(code: str) -> str:
    return _("the whole country") if code == NATION else index().names.get(code, code)


def problem_words(problem: Problem) -> str:
    """What a problem says, in the language of the output; rights in words, regions by their names."""
    fields = dict(problem.fields)
    if isinstance(right := fields.get("right"), str):
        fields["right"] = _(right)
    if isinstance(region := fields.get("region"), str):
        fields["region"] = region_name(region)
    return replace(problem, fields=fields).text(_(CATALOGUE[problem.code]))


def step_words(name: str) -> str:
    """What is being done, for whoever waits for it."""
    names = {
        "open": _("opening"), "rows": _("reading rows"), "compare": _("comparing"), "cross-check": _("cross-checking"),
        "check": _("checking"), "read": _("reading"), "write": _("writing"), "post": _("posting"),
        "verify": _("verifying batches"),
    }  # fmt: skip
    return names.get(name, name)


def lens_in_words(lens: Any) -> str:
    """The lens as one line above every table."""
    own = _(", own level only") if lens.own else ""
    since = lens.since.isoformat() if lens.since else _("each indicator's beginning")
    known = lens.known_at.isoformat(timespec="minutes") if lens.known_at else _("now")
    standing = _("confirmed and waiting") if lens.level == 0 else _("confirmed")
    words = _("{region}{own}: from {since} to {as_of}, as known {known}, {standing}")
    return words.format(
        region=region_name(lens.region), own=own, since=since, as_of=lens.as_of, known=known, standing=standing
    )
