"""`tracks`: bring one's own tracks, list them, delete one for good; `forget` those of a member who has left."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting
from jiedui.kernel.errors import refused


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    tracks = commands.add_parser("tracks", parents=[shared], help="one's own tracks, seen by nobody else")
    actions = tracks.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", parents=[shared], help="bring a track: GPX, KML, KMZ, GeoJSON, CSV, or photos")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files of one track")
    add.add_argument(
        "--coordinates", required=True, metavar="SYSTEM", help="the system of the points: WGS-84 or GCJ-02"
    )
    add.add_argument("--day", metavar="DAY", help="the day of points that have no time")
    add.add_argument("--name", default="", help="what the track is called, for yourself")
    add.add_argument("--reason", default="", help="why, where its days lie in a closed period")
    add.set_defaults(run=run_add)
    listed = actions.add_parser("list", parents=[shared], help="the tracks that you brought")
    listed.set_defaults(run=run_list)
    delete = actions.add_parser("delete", parents=[shared], help="delete one for good, and take its days back")
    delete.add_argument("number", type=int, metavar="NUMBER")
    delete.set_defaults(run=run_delete)
    forget = actions.add_parser("forget", parents=[shared], help="destroy all tracks of a member who has left")
    forget.add_argument("login", metavar="MEMBER", help="whose, by the sign-in name")
    forget.add_argument("--reason", required=True)
    forget.set_defaults(run=run_forget)


def run_add(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.fieldwork.tracks import add_track
    from jiedui.indicators.lenses import read_day

    if options.member is None:
        raise refused("TRACK-017")
    files = [_read(path) for path in options.files]
    day = read_day(options.day) if options.day else None
    found = add_track(
        acting.actor(options), files, name=options.name, coordinates=options.coordinates, day=day, reason=options.reason
    )
    if found.again:
        print(_("Track {number} is this very track; nothing was changed.").format(number=found.number))
        return
    area = f"{found.new_area_m2 / 1e6:,.1f}"
    print(_("Track {number}: {points} points from {first} to {last}.").format(
        number=found.number, points=found.points, first=found.first_on, last=found.last_on
    ))  # fmt: skip
    print(_("It counts in {cells} cells; in {new} of them, {area} km², nobody was before.").format(
        cells=found.cells, new=found.new_cells, area=area
    ))  # fmt: skip
    for count, words in (
        (found.points_outside, _("{count} points lie outside all regions of the boundaries and do not count.")),
        (found.points_elsewhere, _("{count} points lie in regions where you do not record visits and do not count.")),
        (found.without_position, _("{count} photos do not say where they were taken.")),
    ):
        if count:
            print(words.format(count=count))
    if found.batch is not None:
        print(_("saved as batch {batch}").format(batch=found.batch))


def _read(path: Path) -> Any:
    """A file that is brought. Errors: FILE-001 where it is not there, TRACK-007 where it is too large to be read."""
    from jiedui.fieldwork.track_files import require_readable
    from jiedui.kernel.errors import Place, refused
    from jiedui.registers.attachments import Sent

    try:
        require_readable([max(1, path.stat().st_size)])
        return Sent(path.name, path.read_bytes())
    except OSError as fault:
        raise refused("FILE-001", Place(path.name)) from fault


def run_list(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.fieldwork.tracks import tracks

    found = tracks(acting.actor(options))
    if not found:
        print(_("You have brought no track. Visits count without one, too."))
        return
    grid = table(
        _("track number"), _("track"), _("first day"), _("last day"), _("track points"), _("cells"), right=(0, 4, 5)
    )
    for one in found:
        days = (one.first_on.isoformat(), one.last_on.isoformat())
        grid.add_row(str(one.number), one.name, *days, f"{one.points:,}", f"{one.cells:,}")
    console().print(grid)


def run_delete(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.fieldwork.tracks import delete_track

    done = delete_track(acting.actor(options), options.number)
    print(_("The track and its points are deleted for good."))
    if done.batch is not None:
        print(_("Batch {batch} took back the days that nothing else of yours stands for.").format(batch=done.batch))
    if done.kept_days:
        print(_("{count} first days stay, because their period is closed.").format(count=done.kept_days))


def run_forget(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.fieldwork.tracks import forget_tracks

    count = forget_tracks(acting.actor(options), options.login, options.reason)
    print(_("{count} tracks are destroyed. The days in cells stay, as the office's.").format(count=count))
