"""Tracks: brought by members of their own will, seen by their owners alone, deleted for good.

Of a track the ledger keeps which cells it fell into and the first and the last day of each year, as records; the points
are kept sealed for the owner, and nobody else's request finds them, whatever the role. Adding costs the track's own
cells, deleting the cells and the owner's other tracks through them; no other track is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Final

from django.db import transaction
from django.db.models import Count, Max, Min

from jiedui.fieldwork.counted import Counted, counted, resolution_in_force
from jiedui.fieldwork.days import Days, day_changes, days_left, known_cells
from jiedui.fieldwork.keeping import keep_points, kept_points, sweep, throw_away
from jiedui.fieldwork.models import Track, TrackCell
from jiedui.fieldwork.points import Packing, Points, unpacked
from jiedui.fieldwork.suggestions import SuggestedVisit, suggestions
from jiedui.fieldwork.track_files import TrackFiles, require_readable
from jiedui.journal.actions import open_batch
from jiedui.journal.models import Head
from jiedui.journal.storage import chunks, insert_rows
from jiedui.kernel import clock
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import refused
from jiedui.kernel.gcj02 import SYSTEMS
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.permissions import Actor
from jiedui.registers.actions import save_days
from jiedui.registers.attachments import Sent
from jiedui.registers.own_days import take_back_days
from jiedui.registers.privacy import require_reason

FORGET: Final = "forget_tracks"
"""The verb of a batch that destroys a former member's tracks."""
NAME_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Added:
    """What a track came to. `points_outside` lie in no region of the boundaries, `points_elsewhere` in regions where
    the owner does not record visits: neither counts. `cells` are those that count, `new_cells` those of them in which
    nobody was before; `without_position` counts photos. `again`: it was there already, and nothing changed."""

    number: int
    points: int
    first_on: date
    last_on: date
    cells: int = 0
    new_cells: int = 0
    new_area_m2: int = 0
    points_outside: int = 0
    points_elsewhere: int = 0
    without_position: int = 0
    batch: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class OwnTrack:
    """A track as its owner sees it."""

    number: int
    name: str
    coordinates: str
    points: int
    first_on: date
    last_on: date
    cells: int
    resolution: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """What deleting a track came to: the batch that took its days back, and how many of them stay because their period
    is closed."""

    name: str
    batch: int | None
    kept_days: int


def add_track(
    actor: Actor,
    files: Sequence[Sent],
    *,
    name: str = "",
    coordinates: str,
    day: date | None = None,
    reason: str = "",
) -> Added:
    """Bring a track: its cells and days become records in one batch, its points are kept sealed for its owner.

    `coordinates` is WGS-84 or GCJ-02, `day` that of points without a time. The same files again change nothing.
    Errors: the TRACK codes; RIGHT-001; RIGHT-002 where all of it lies elsewhere; REVIEW-002, -003 in a closed period.
    """
    actor.require("visit")
    if coordinates not in SYSTEMS:
        raise refused("TRACK-011", found=coordinates or "—", known="、".join(SYSTEMS))
    require_readable([len(one.content) for one in files])
    digest = _digest(one.content for one in files)
    if again := _known(actor, digest):
        return again
    resolution = resolution_in_force()
    read, packing = TrackFiles([one.content for one in files]), Packing(day)
    points = (_timed(one, day).in_wgs84(coordinates) for one in read.points())
    found = counted(actor, packing.passing(points), resolution, day)
    track = Track(
        owner=actor.id, name=_name(name, files), coordinates=coordinates, points=found.points,
        first_on=found.first_on, last_on=found.last_on, resolution=resolution, digest=digest, brought_at=clock.now(),
    )  # fmt: skip
    sweep(set(Track.objects.values_list("file", flat=True)))
    track.file = keep_points(packing.packed())
    try:
        with transaction.atomic():
            Head.objects.select_for_update().get(id=1)  # what is stored of the cells stays as it is read
            again = _known(actor, digest)
            added = again or _write(actor, track, found, reason)
    except BaseException:
        throw_away(track.file)
        raise
    if again is not None:
        throw_away(track.file)
    return replace(added, without_position=read.without_position)


def recount_track(actor: Actor, number: int, *, reason: str = "") -> Added:
    """Count an own track in the grid that is in force now, from the points that are kept; where it was counted before
    stays. Errors: TRACK-014, FILE-001 where the points are not kept here; those of add_track for what counts.
    """
    kept = unpacked(kept_points(_own(actor, number).file))
    resolution = resolution_in_force()
    found = counted(actor, [kept.points], resolution, kept.day)
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        track = _own(actor, number)
        track.resolution = resolution
        return _write(actor, track, found, reason)


def _known(actor: Actor, digest: str) -> Added | None:
    """What the actor's very same files came to that are there already."""
    there = Track.objects.filter(owner=actor.id, digest=digest).first()
    return there and Added(there.pk, there.points, there.first_on, there.last_on, again=True)


def _write(actor: Actor, track: Track, found: Counted, reason: str) -> Added:
    """Write a track and its days, in the caller's transaction, under the lock of all writers."""
    changes, new_area = day_changes(actor.id, found.days, found.regions, known_cells(found.regions))
    batch = save_days(changes, actor, reason=reason) if changes else None
    track.save()
    there = {(cell, year) for cell, year, *_ in _cells_of(track)}
    rows = [
        (track.pk, one.cell, one.year, one.first_on, one.last_on)
        for one in found.days
        if (one.cell, one.year) not in there
    ]
    insert_rows(TrackCell, ("track_id", "cell", "year", "first_on", "last_on"), rows)
    return Added(
        track.pk, found.points, found.first_on, found.last_on, len(found.regions), len(new_area), sum(new_area),
        found.outside, found.elsewhere, batch=batch,
    )  # fmt: skip


def tracks(actor: Actor) -> list[OwnTrack]:
    """The actor's own tracks, the newest days first. Two queries."""
    own = list(Track.objects.filter(owner=actor.id).order_by("-last_on", "-id"))
    counts = dict(
        TrackCell.objects.filter(track__in=own).values_list("track_id").annotate(Count("cell", distinct=True))
    )
    return [_shown(one, counts.get(one.pk, 0)) for one in own]


def track(actor: Actor, number: int) -> OwnTrack:
    """One of the actor's own tracks. Errors: TRACK-014 where there is none, or it is another member's."""
    found = _own(actor, number)
    return _shown(found, TrackCell.objects.filter(track=found).values("cell").distinct().count())


def suggested_visits(actor: Actor, number: int) -> list[SuggestedVisit]:
    """Where an own track stood still long enough for a visit, in the order of time. Four queries.

    Errors: TRACK-014; FILE-001 where the points are not kept here, LEDGER-006 with the wrong keys.
    """
    return suggestions(actor, unpacked(kept_points(_own(actor, number).file)).points)


def delete_track(actor: Actor, number: int) -> Deleted:
    """Delete an own track for good: its points, its cells, and in one batch the days that nothing else of the owner's
    stands for. Days that were the first ones in a closed period stay, as what was published from them does.

    Errors: TRACK-014.
    """
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        found = _own(actor, number)
        own = [Days(*row) for row in _cells_of(found)]
        others: dict[tuple[str, int], tuple[date, date]] = {}
        for chunk in chunks({one.cell for one in own}):
            through = TrackCell.objects.filter(track__owner=actor.id, cell__in=chunk).exclude(track=found)
            rows = through.values_list("cell", "year").annotate(Min("first_on"), Max("last_on"))
            others.update({(cell, year): (first, last) for cell, year, first, last in rows})
        left, kept = days_left(actor.id, own, others)
        batch = take_back_days(actor, left)
        file = found.file
        found.delete()
        transaction.on_commit(lambda: throw_away(file))
    return Deleted(found.name, batch, kept)


def forget_tracks(actor: Actor, login: str, reason: str) -> int:
    """Destroy all tracks of a member who has left and cannot sign in to do it; nothing of them is shown. The days in
    cells stay, as the office's. One batch. Returns how many there were. Errors: RIGHT-001, PRIVACY-001, TRACK-016.
    """
    actor.require("operate")
    require_reason(reason)
    with open_batch(actor, FORGET, Chart([]), reason=reason) as draft:
        found = Track.objects.filter(owner=login)
        files = list(found.values_list("file", flat=True))
        if not files:
            raise refused("TRACK-016", member=login)
        found.delete()
        draft.summary = {"member": login, "tracks": len(files)}
        transaction.on_commit(lambda: [throw_away(file) for file in files])
    return len(files)


def _cells_of(found: Track) -> Iterable[tuple[str, int, date, date]]:
    return TrackCell.objects.filter(track=found).values_list("cell", "year", "first_on", "last_on")


def _own(actor: Actor, number: int) -> Track:
    found = Track.objects.filter(owner=actor.id, pk=number).first()
    if found is None:
        raise refused("TRACK-014", track=number)
    return found


def _shown(found: Track, cells: int) -> OwnTrack:
    return OwnTrack(
        found.pk, found.name, found.coordinates, found.points, found.first_on, found.last_on, cells, found.resolution
    )  # fmt: skip


def _digest(contents: Iterable[bytes]) -> str:
    """What the files of a track are known by, in whatever order they come: one by its own digest."""
    digests = sorted({hashlib.sha256(content).hexdigest() for content in contents})
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _name(name: str, files: Sequence[Sent]) -> str:
    """What a track is called: as asked, else like its first file."""
    stem = PurePath(files[0].name.replace("\\", "/")).stem
    return hide_numbers(" ".join((name or stem).split()))[:NAME_LENGTH] or "—"


def _timed(points: Points, day: date | None) -> Points:
    if day is None and points.has_untimed:
        raise refused("TRACK-009")
    return points
