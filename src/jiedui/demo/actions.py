"""The demonstration's records on their way in: through intake like any user's, then confirmed."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from jiedui.demo import boundaries
from jiedui.demo.workbooks import people_books
from jiedui.demo.workbooks.footprint import field_days, gpx
from jiedui.demo.workbooks.member_books import BOOK as MEMBERS_BOOK
from jiedui.demo.workbooks.member_books import CITY_CLERK, CITY_MANAGER, CITY_REVIEWER, ROLES, DemoMember, members
from jiedui.demo.workbooks.plan_books import TASKS_BOOK
from jiedui.fieldwork.boundaries import LoadedBoundaries, NewBoundaries, load_boundaries
from jiedui.fieldwork.tracks import Added, add_track
from jiedui.intake.actions import import_plan
from jiedui.intake.planning import open_file, plan_file
from jiedui.kernel.errors import Problem, Refused, refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.people.actions import set_password
from jiedui.people.members import actor_of
from jiedui.people.passwords import random_password
from jiedui.places.boundary_files import file_content
from jiedui.registers.attachments import Sent
from jiedui.registers.catalogue import registers
from jiedui.registers.reviewing import confirm
from jiedui.registers.writing import Step

AS_OF = date(2023, 9, 30)
OPENED = "investment.paid_in"
MARK = "demonstration.txt"
SIGN_IN = "sign-in.txt"
FOUNDING = (people_books.OFFICES_BOOK, MEMBERS_BOOK)
"""The workbooks that the operator brings in: before them there is no member who could."""
SENDERS = {TASKS_BOOK: CITY_MANAGER}
"""Who sends a workbook that is no clerk's."""


SINCE = date(2021, 1, 1)
"""From when on coverage counts: before the first pairing, so that every figure of the programme has a grid below it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one workbook."""

    records: int = 0
    batch: int | None = None
    confirmed: int | None = None
    sender: str = ""
    problems: Sequence[Problem] = ()


def clear_folder(folder: Path) -> None:
    """Make way for a new demonstration: an empty folder, or one that holds an earlier demonstration.

    Errors: LEDGER-012 when the folder holds anything else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not is_demonstration(folder):
            raise refused("LEDGER-012", folder=str(folder))
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("演示数据,纯属虚构。Invented records for a demonstration.\n", "utf-8")


def is_demonstration(folder: Path) -> bool:
    """Whether a data folder holds the demonstration, whose pages must say that its records are invented."""
    return (folder / MARK).exists()


def press_text() -> str:
    """A press text about the published figures, in which one figure is wrong on purpose."""
    return resources.files("jiedui.demo").joinpath("press.txt").read_text("utf-8")


def in_order(paths: Sequence[Path]) -> list[Path]:
    """The workbooks in the order in which they are sent: first those that say who the members are."""
    return sorted(paths, key=lambda path: (path.name not in FOUNDING, path.name))


def load_schematic(path: Path) -> LoadedBoundaries:
    """Load the schematic boundaries as the operator: there is no member yet who could."""
    new = NewBoundaries(
        data=file_content(path), file_name=path.name, coordinates="WGS-84", name=boundaries.NAME,
        version=boundaries.VERSION, is_schematic=True, since=SINCE,
    )  # fmt: skip
    return load_boundaries(LOCAL_OPERATOR, new)


def import_and_confirm(path: Path, step: Step) -> Loaded:
    """Import one workbook as whoever sends it and confirm its batch; the problems, where it was refused.

    The founding books are the operator's, all others a clerk's or a manager's of the city, confirmed by its reviewer.
    """
    sender = reviewer = LOCAL_OPERATOR
    if path.name not in FOUNDING:
        sender, reviewer = actor_of(SENDERS.get(path.name, CITY_CLERK)), actor_of(CITY_REVIEWER)
    try:
        plan = plan_file(open_file(path), sender, step)
        batch = import_plan(plan, sender, path, reason="演示", step=step)
        if batch is None:
            return Loaded()
        waits = any(registers()[change.register].waits for change in plan.changes())
        confirmed = confirm(batch, reviewer, reason="演示", step=step).batch if waits else None
    except Refused as refusal:
        return Loaded(problems=refusal.problems)
    counts = plan.counts
    return Loaded(counts["new"] + counts["changed"], batch, confirmed, sender.name)


def write_tracks(folder: Path) -> list[Path]:
    """Write the tracks of the field days into a folder, made where it is missing, as a telephone exports them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{one.day:%Y%m%d}.gpx" for one in field_days()]
    for path, one in zip(paths, field_days(), strict=True):
        path.write_text(gpx(one), "utf-8")
    return paths


def bring_tracks(paths: Sequence[Path]) -> list[Added]:
    """Bring the tracks as the member whose field days they are."""
    cadre = actor_of(CITY_MANAGER)
    return [
        add_track(
            cadre,
            [Sent(path.name, path.read_bytes())],
            name=f"下乡 {path.stem}(演示)",
            coordinates="WGS-84",
            reason="演示",
        )
        for path in paths
    ]


def let_members_in(file: Path) -> list[DemoMember]:
    """Give all members one password, a new one each time, and keep it in a file that only its owner may read."""
    password = random_password()
    found = members()
    for one in found:
        set_password(LOCAL_OPERATOR, one.login, password)
    lines = [f"{one.login}\t{one.name}\t{one.office}\t{ROLES[one.role]}" for one in found]
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as stream:
        stream.write("\n".join([password, *lines, ""]))
    return found


def kept_password(file: Path) -> str:
    """The password of the demonstration's members."""
    return file.read_text("utf-8").splitlines()[0]


def published_codes() -> list[str]:
    """The indicators of the published table, in its order."""
    text = (resources.files("jiedui.demo") / "published.toml").read_text("utf-8")
    return list(dict.fromkeys(figure["indicator"] for figure in tomllib.loads(text)["figure"]))
