"""The form of a visit as its page shows it: what can be chosen, what stands in each input and what is wrong with it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.fieldwork.tracks import suggested_visits
from jiedui.fieldwork.typed_visits import FOLLOWED, SYSTEMS, WGS
from jiedui.fieldwork.visit_lists import Choices, choices, name_below, stages_of, stands_for
from jiedui.fieldwork.visits import FLAGS, FOLLOW_UPS
from jiedui.indicators.naming import problem_words, region_name
from jiedui.kernel import clock
from jiedui.kernel.errors import Problem
from jiedui.kernel.grid import MILLIONTHS
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.access import records_by_number
from jiedui.registers.attachments import MAX_BYTES, MAX_FILES
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Choice
from jiedui.registers.ledgers.projects import OUTCOMES, OUTCOMES_BY_STAGE
from jiedui.web.showing import field_name, whole
from jiedui.web.visit_words import queue_words

INPUTS = ("visited_on", "place", "project", "enterprise", "settlement", "region", "latitude", "longitude",
          "coordinates", "with_whom", "found", "note", "outcome", "result", "reason")  # fmt: skip
LINKS = {"place": "visit_places", "project": "projects", "enterprise": "enterprises"}
KEPT_FILES = ("vendor/tabler.min.css", "vendor/htmx.min.js", "jiedui/theme.js", "jiedui/pages.css", "jiedui/pages.js",
              "jiedui/visit-queue.js", "jiedui/visit-form.js", "jiedui/icon.svg")  # fmt: skip
"""What the page of a new visit loads, so that a phone keeps it."""


def form_context(actor: Actor, texts: Mapping[str, str], problems: Iterable[Problem] = ()) -> dict[str, Any]:
    """What the page of a new visit shows. Errors: RIGHT-001."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        heading = problem.place.heading if problem.place is not None else ""
        said.setdefault(heading, []).append(problem_words(problem))
    offered = choices(actor)
    lines = {name: _line(name, texts, said) for name in INPUTS}
    rows = [_follow_up(number, texts, said, offered.offices) for number in range(FOLLOW_UPS)]
    known = {*INPUTS, *(f"follow_ups.{row['number']}.{name}" for row in rows for name in FOLLOWED)}
    return {
        "lines": lines, "own_id": texts.get("own_id") or str(uuid.uuid4()), **queue_context(actor),
        "problems": [words for heading, found in said.items() if heading not in known for words in found],
        "is_refused": bool(said), "links": list(_links(offered, texts)), "counties": _counties(offered, texts),
        "systems": [{"code": one, "is_chosen": texts.get("coordinates") == one} for one in SYSTEMS],
        "flags": [_flag(name, texts, said) for name in FLAGS], "stages": _stages(texts), "rows": rows,
        "limit_mb": MAX_BYTES >> 20, "limit_files": MAX_FILES, "limit_bytes": MAX_BYTES,
    }  # fmt: skip


def queue_context(actor: Actor) -> dict[str, Any]:
    """What the queue on a phone needs: whose page it is, what the phone keeps of it, and its words."""
    kept = [reverse("visit_new"), reverse("visit_settlements"), *map(static, KEPT_FILES)]
    return {"member": actor.id, "kept": " ".join(kept), "queue_words": queue_words()}


def prefilled(actor: Actor, asked: Mapping[str, str]) -> dict[str, str]:
    """What an address asks a new form to begin with: the records that it names, or a stay of an own track.

    Errors: those of `suggested_visits`.
    """
    texts = {"visited_on": clock.today().isoformat()}
    texts |= {link: str(number) for link in LINKS if (number := whole(asked.get(link, "")))}
    if not (number := whole(asked.get("track", ""))):
        return texts
    for one in suggested_visits(actor, number):
        if one.stay == whole(asked.get("stay", "")):
            texts |= {"visited_on": one.day.isoformat(), "coordinates": WGS, **_place_texts(actor, one.place)}
            texts |= {"latitude": f"{one.latitude / MILLIONTHS:.6f}", "longitude": f"{one.longitude / MILLIONTHS:.6f}"}
    return texts


def _place_texts(actor: Actor, place: int | None) -> dict[str, str]:
    """A listed place as the form offers it: by what it stands for, where that is a record or a region of its own."""
    found = {} if place is None else records_by_number(actor, {"visit_places": [place]})
    if place not in found:
        return {}
    (meant,) = (stands_for(found[place]) or {"place": place}).items()
    return {meant[0]: f"{name_below(meant[1])} [{meant[1]}]" if meant[0] == "settlement" else str(meant[1])}


def _line(name: str, texts: Mapping[str, str], said: Mapping[str, list[str]]) -> dict[str, Any]:
    return {"text": hide_numbers(texts.get(name, "")), "problems": said.get(name, [])}


def _links(offered: Choices, texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The lists of places, projects and enterprises."""
    kinds = register("visit_places").field("kind")
    assert isinstance(kinds, Choice)
    of_kinds = [
        {"name": kinds.cell(kind), "options": [_option(one, texts.get("place", "")) for one in found]}
        for kind, found in groupby(offered.places, key=lambda one: one["kind"])
    ]
    yield {"name": "place", "label": _("place"), "groups": of_kinds}
    for name, found in (("project", offered.projects), ("enterprise", offered.enterprises)):
        options = [_option(one, texts.get(name, "")) for one in found]
        yield {"name": name, "label": field_name(register("visits").field(name)), "groups": [{"options": options}]}


def _option(one: Record, chosen: str) -> dict[str, Any]:
    place = name_below(one["region"]) or region_name(one["region"])
    year = f"{one['year']} · " if one.register == "projects" else ""
    stages = [[day.isoformat() if day else "", stage] for day, stage in stages_of(one)] if year else []
    return {
        "number": one.id, "text": f"{hide_numbers(one['name'], may_be_code=True)} · {year}{place}",
        "is_chosen": chosen == str(one.id), "stages": json.dumps(stages) if stages else "",
    }  # fmt: skip


def _counties(offered: Choices, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    chosen = texts.get("region", "")
    return [{"code": one, "name": region_name(one), "is_chosen": chosen == one} for one in offered.counties]


def _flag(name: str, texts: Mapping[str, str], said: Mapping[str, list[str]]) -> dict[str, Any]:
    one, chosen = register("site_checks").field(name), texts.get(name, "")
    return {
        "name": name, "label": field_name(one), "is_yes": chosen == "1", "is_no": chosen == "0",
        "problems": said.get(name, []),
    }  # fmt: skip


def _stages(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The outcomes of a check under the stages that ask for them."""
    names = {"listed": _("before approval"), "under_way": _("under way"), "finished": _("finished")}
    chosen = texts.get("outcome", "")
    return [
        {"code": stage, "name": names[stage], "options": [
            {"code": one, "name": OUTCOMES[one][0], "is_chosen": chosen == one} for one in asked
        ]}
        for stage, asked in OUTCOMES_BY_STAGE.items()
    ]  # fmt: skip


def _follow_up(
    number: int, texts: Mapping[str, str], said: Mapping[str, list[str]], offices: Iterable[Record]
) -> dict[str, Any]:
    at = f"follow_ups.{number}."
    lines = {name: _line(at + name, texts, said) for name in FOLLOWED}
    chosen = texts.get(f"{at}office", "")
    listed = [{"number": one.id, "name": one["name"], "is_chosen": chosen == str(one.id)} for one in offices]
    is_used = any(line["text"] or line["problems"] for line in lines.values())
    problems = list(dict.fromkeys(words for line in lines.values() for words in line["problems"]))
    return {"number": number, "at": at, "offices": listed, "is_used": is_used, "problems": problems, **lines}
