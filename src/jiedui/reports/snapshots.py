"""Snapshots: publish a report, find published ones, open one with the digits that it was published with.

A snapshot is a record of the register of published reports and a sealed file, kept by its digest, that holds every
figure. Publishing is one action and one batch; nothing of a snapshot is ever computed again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from jiedui.journal.models import Entry
from jiedui.kernel.errors import refused
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.registers import rows
from jiedui.registers.access import record
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.files import is_kept, keep_bytes, kept_file
from jiedui.registers.keys import ring
from jiedui.registers.ledgers.reports import KINDS, LEVELS
from jiedui.registers.published import PUBLISH, SNAPSHOTS, made_by_publishing
from jiedui.registers.reach import condition
from jiedui.reports.contents import Contents, contents
from jiedui.reports.freezing import frozen, thawed

LISTED: Final = 200
"""The newest published reports; an office publishes a few a month."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published report in a list."""

    number: int
    title: str
    kind: str
    region: str
    own: bool
    since: date | None
    as_of: date
    level: int
    batch: int
    published_by: str
    published_at: datetime
    published_in: int
    """The batch that published it."""


def publish(actor: Actor, lens: Lens, title: str, kind: str = "special", *, invented: bool = False) -> int:
    """Freeze a report and say so in the journal. Returns its number.

    Errors: RIGHT-001, RIGHT-002 without the right to manage the region; REPORT-001 a title too long, REPORT-002 no
    title, REPORT-003 no such kind; FILE-013 where the figures cannot be kept.
    """
    actor.require_in("manage", [lens.region])
    if not title.strip():
        raise refused("REPORT-002")
    if kind not in KINDS:
        raise refused("REPORT-003", found=kind, known=", ".join(KINDS))
    found = contents(actor, lens, title=title, kind=kind, invented=invented)
    content = frozen(found)
    digest = hashlib.sha256(content).hexdigest()
    values = {
        "region": lens.region, "title": found.title, "kind": kind, "own": lens.own, "since": lens.since,
        "as_of": lens.as_of, "level": tuple(LEVELS)[lens.level], "batch": found.batch, "digest": digest,
    }  # fmt: skip

    def keep(step: str) -> None:
        """The figures are kept before the batch is written: what is journaled is there."""
        if step == "write":
            keep_bytes(content, digest)

    batch = save([Change(SNAPSHOTS, values)], actor, verb=PUBLISH, step=keep, summary={"figures": len(found.figures)})
    return int(Entry.objects.filter(batch_id=batch).values_list("record", flat=True)[0])


def snapshots(actor: Actor, region: str = "") -> list[Published]:
    """The published reports within reach, the newest first; of one region where it is named. Two queries.

    Errors: RIGHT-001.
    """
    register = registers()[SNAPSHOTS]
    wanted, parameters = condition(register, actor.require("read")), ()
    if region:
        wanted, parameters = f'"region" = %s AND {wanted}', (region,)  # type: ignore[assignment]  # one more
    found = rows.in_order(register, wanted, parameters, '"id" DESC', LISTED)
    made = made_by_publishing(found)
    return [_published(one, made[one.id]) for one in found if one.id in made]


def _published(one: Record, entry: Entry) -> Published:
    batch = entry.batch
    return Published(
        one.id, one["title"], one["kind"], one["region"], bool(one["own"]), one["since"], one["as_of"],
        tuple(LEVELS).index(one["level"]), one["batch"] or 0, batch.actor_name, batch.recorded_at, batch.id,
    )  # fmt: skip


def snapshot(actor: Actor, number: int) -> Contents:
    """A published report as it was published. Errors: JOURNAL-012 not there, out of reach or not made by publishing;
    REPORT-004 where the kept figures are missing or damaged; LEDGER-006 with the wrong keys."""
    one = record(actor, registers()[SNAPSHOTS], number)
    if number not in made_by_publishing([one]):
        raise refused("JOURNAL-012", record=f"{SNAPSHOTS} {number}")
    ring()  # without the keys it is they that are missing, not the file
    if not is_kept(one["digest"]):
        raise refused("REPORT-004", number=number, digest=one["digest"])
    return replace(thawed(kept_file(one["digest"])), snapshot=number, digest=one["digest"])
