"""Recording visits: one batch holds the visit, the on-site check that it was, and what must follow from it.

A visit bears a number of its own that the recording phone gave it, so that sending it twice makes one record. What is
wrong with it is collected; each problem says in `place.heading` at which input it stands. Nothing is saved then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from jiedui.fieldwork.visit_targets import Targets, read_targets
from jiedui.kernel import clock
from jiedui.kernel.errors import Place, Problem, Refused, refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.actions import Change, save
from jiedui.registers.attachments import Sent, attach
from jiedui.registers.catalogue import register
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Ref, Text
from jiedui.registers.filetypes import file_type
from jiedui.registers.ledgers.projects import OUTCOMES, OUTCOMES_BY_STAGE, stage_on

RECORD: Final = "record_visit"
"""The verb of a batch that records a visit."""
FOLLOW_UPS: Final = 10
"""What may follow from one visit: more is a plan of its own."""
FLAGS: Final = ("real", "necessary", "feasible", "land", "key_point", "bright_spot", "own_feature")
"""What an on-site check answers with yes or no."""
_OWN_ID = re.compile(r"[0-9a-z][0-9a-z-]{7,39}")


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What an on-site check of a project found: the answers (None: not looked at), the outcome, the opinion."""

    answers: dict[str, bool | None]
    outcome: str | None = None
    opinion: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What must follow from a visit: which office does it, by when."""

    content: str | None
    office: int | None
    due_on: date | None
    in_charge: str | None = None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit to be recorded. *Units*: latitude and longitude in millionths of a degree, WGS-84.

    `region`: the county, asked for only where nothing else says it. `visitor`: whoever records it, without one.
    """

    own_id: str
    visited_on: date
    place: int | None = None
    project: int | None = None
    enterprise: int | None = None
    settlement: str | None = None
    region: str | None = None
    latitude: int | None = None
    longitude: int | None = None
    visitor: str | None = None
    with_whom: str | None = None
    found: str | None = None
    note: str | None = None
    check: SiteCheck | None = None
    follow_ups: Sequence[FollowUp] = field(default=())


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record of a visit; `again`: it was recorded before, and nothing was written. `batch` is None then."""

    number: int
    batch: int | None
    again: bool = False


class _SentTwiceError(Exception):
    """The same visit was recorded between the first look and the lock of the writers."""


def record_visit(actor: Actor, visit: NewVisit, *, reason: str = "") -> Recorded:
    """Record a visit as one batch. Sent again, it is known by its own number and nothing is written.

    `reason`: asked for where the period is closed. Errors, all that are wrong at once: VISIT-001 to -011, -013, -017,
    ROW-020, ROW-024, ROW-025, CELL-016; RIGHT-001; those of a closed period.
    """
    actor.require("visit")
    if not _OWN_ID.fullmatch(visit.own_id):
        raise refused("VISIT-001", found=hide_numbers(visit.own_id)[:40])
    if (known := _known(actor, visit.own_id)) is not None:
        return Recorded(known.id, None, again=True)
    targets = read_targets(actor, visit)
    visit = replace(visit, **targets.beside)
    if problems := [*targets.problems, *_problems(visit, targets)]:
        raise Refused(problems)
    changes = list(_changes(actor, visit, targets))
    if problems := list(_known_check(changes)):
        raise Refused(problems)

    def once(step: str) -> None:
        """Look again under the lock: two sendings of one visit may have come at once."""
        if step == "check" and _known(actor, visit.own_id) is not None:
            raise _SentTwiceError

    try:
        batch = save(changes, actor, verb=RECORD, reason=reason, step=once)
    except _SentTwiceError:
        batch = None
    found = _known(actor, visit.own_id)
    assert found is not None  # it was written now, or by the other sending
    return Recorded(found.id, batch, again=batch is None)


def attach_photos(actor: Actor, own_id: str, photos: Sequence[Sent]) -> int | None:
    """Put photos on a visit that the actor recorded. Returns the batch; None when all are on it already.

    Errors: JOURNAL-012 no such visit, VISIT-011 another member's, VISIT-021 what is no photo; those of `attach`.
    """
    actor.require("visit")
    found = _known(actor, own_id) if _OWN_ID.fullmatch(own_id) else None
    if found is None:
        raise refused("JOURNAL-012", record="visits —")
    if problems := [Problem("VISIT-021", {"file": hide_numbers(one.name)}) for one in photos if not _is_photo(one)]:
        raise Refused(problems)
    return attach(actor, register("visits"), found.id, photos, "photo")


def _is_photo(sent: Sent) -> bool:
    """Whether a file is a picture by its content."""
    kind = file_type(sent.content)
    return kind is not None and kind.shown_as == "picture"


def _known(actor: Actor, own_id: str) -> Record | None:
    """The visit that bears a number already. Errors: VISIT-011 when another member recorded it."""
    found = rows.by_texts(register("visits"), "own_id", [own_id]).get(own_id)
    if found is not None and found["recorded_by"] != actor.id:
        raise refused("VISIT-011")
    return found


def _at(heading: str, code: str, **fields: object) -> Problem:
    return Problem(code, fields, Place("", heading=heading))


def _problems(visit: NewVisit, targets: Targets) -> Iterator[Problem]:
    if visit.visited_on > clock.today():
        yield _at("visited_on", "VISIT-002", found=visit.visited_on)
    if visit.check is not None:
        yield from _problems_of_check(visit, visit.check, targets)
    yield from _problems_of_follow_ups(visit)
    for code, values, heading in _texts(visit):
        for name, text in values.items():
            one = register(code).field(name)
            assert isinstance(one, Text)
            if text is not None and len(text) > one.limit:
                yield _at(heading + name, "CELL-016", found=hide_numbers(text)[:20] + "…", limit=one.limit)


def _problems_of_check(visit: NewVisit, check: SiteCheck, targets: Targets) -> Iterator[Problem]:
    """A check needs its project, and an outcome that the project's stage on that day asks for."""
    if visit.project is None:
        yield _at("project", "VISIT-005")
    elif targets.project is not None:
        asked = OUTCOMES_BY_STAGE[stage_on(targets.project, visit.visited_on)]
        words = "、".join(OUTCOMES[one][0] for one in asked)
        if check.outcome is None:
            yield _at("outcome", "VISIT-006", asked=words)
        elif check.outcome not in asked:
            yield _at("outcome", "ROW-020", found=OUTCOMES.get(check.outcome, (check.outcome,))[0], asked=words)


def _problems_of_follow_ups(visit: NewVisit) -> Iterator[Problem]:
    if len(visit.follow_ups) > FOLLOW_UPS:
        yield Problem("VISIT-013", {"limit": FOLLOW_UPS})
    contents: set[str] = set()
    for place, one in enumerate(visit.follow_ups):
        at = f"follow_ups.{place}."
        for name in ("content", "office", "due_on"):
            if getattr(one, name) is None:
                yield _at(at + name, "VISIT-007")
        if one.due_on is not None and one.due_on < visit.visited_on:
            yield _at(at + "due_on", "VISIT-008", due=one.due_on)
        if one.content is not None and one.content in contents:
            yield _at(at + "content", "VISIT-017", content=hide_numbers(one.content)[:40])
        contents.add(one.content or "")


def _texts(visit: NewVisit) -> Iterator[tuple[str, dict[str, str | None], str]]:
    """The texts of a visit: register, texts by field, and what stands before the fields' names at the inputs."""
    own = {"visitor": visit.visitor, "with_whom": visit.with_whom, "found": visit.found, "note": visit.note}
    yield "visits", own, ""
    if visit.check is not None:
        yield "site_checks", {"result": visit.check.opinion}, ""
    for place, one in enumerate(visit.follow_ups):
        yield "follow_ups", {"content": one.content, "in_charge": one.in_charge}, f"follow_ups.{place}."


def _changes(actor: Actor, visit: NewVisit, targets: Targets) -> Iterator[Change]:
    visitor = _kept(visit.visitor) or actor.name
    values = {
        "region": targets.region, "visited_on": visit.visited_on, "visitor": visitor, "place": visit.place,
        "project": visit.project, "enterprise": visit.enterprise, "settlement": visit.settlement,
        "latitude": visit.latitude, "longitude": visit.longitude, "with_whom": _kept(visit.with_whom),
        "found": _kept(visit.found), "note": _kept(visit.note), "recorded_by": actor.id, "own_id": visit.own_id,
    }  # fmt: skip
    ref = Ref("visits", register("visits").key_of(values))
    yield Change("visits", values, ref=ref)
    if visit.check is not None:
        found = {"project": visit.project, "checked_on": visit.visited_on, "checker": visitor}
        found |= {name: visit.check.answers.get(name) for name in FLAGS}
        yield Change("site_checks", found | {"outcome": visit.check.outcome, "result": _kept(visit.check.opinion)})
    for one in visit.follow_ups:
        content, in_charge = _kept(one.content), _kept(one.in_charge)
        later: dict[str, Any] = {"visit": ref, "content": content, "office": one.office, "in_charge": in_charge}
        yield Change("follow_ups", later | {"due_on": one.due_on})


def _known_check(changes: Sequence[Change]) -> Iterator[Problem]:
    """One check of a project by one person on one day: a second one changes the first, on its own page."""
    checks = register("site_checks")
    for change in changes:
        if change.register == checks.code:
            key, day = checks.key_of(change.values), change.values["checked_on"]
            for record in rows.by_keys(checks, [key]).values():
                yield _at("project", "VISIT-010", day=day, record=record.id)


def _kept(text: str | None) -> str | None:
    """A text as it is kept: no identity number stands in it."""
    return None if text is None else hide_numbers(text)
