"""Large invented ledgers, as a process: `SIZE` makes one of exactly so many postings in JIEDUI_DATA.

Some 200 batches over five years: workbooks of one part of the work each, from a few counties and a few weeks before
they are recorded; most of them confirmed later, a tenth of the facts of every third one corrected months afterwards.
Batches, postings, balances and the balances' past are as the journal itself would have written them (the balances
are written by `jiedui.journal.balances`). Left out, because no figure reads them: records, the entries behind the
postings (one entry stands for each batch) and the hashes that chain the batches.
"""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import django

from bench.timing import print_result, timed

CITY: Final = "450100000000"
FIRST_DAY: Final = date(2021, 1, 1)
BEGINNING: Final = datetime(2021, 3, 1, 1, tzinfo=UTC)
END: Final = datetime(2025, 12, 20, 1, tzinfo=UTC)
BATCHES: Final = 200
DAYS_A_BATCH: Final = 20
_PARTS: Final = (
    # weight, level of the regions (3 county, 4 township, 5 village), first segments of the accounts
    (35, 5, ("labour",)),
    (15, 5, ("training",)),
    (10, 5, ("employment", "benefits", "workshops")),
    (10, 4, ("projects", "assets")),
    (10, 3, ("funds", "revitalisation")),
    (8, 4, ("enterprises", "parks", "investment")),
    (5, 3, ("promotion", "consumption")),
    (4, 3, ("talent", "offices", "plan", "organisation")),
    (3, 5, ("pairs",)),
)
POSTING_COLUMNS: Final = "id batch_id entry_id account_id region valid_on standing amount weight subject field"

Fact = tuple[int, int, str, date, int]
"""number, account, region, day, amount"""


@dataclass(slots=True)
class _Step:
    """What one batch does: import new facts, confirm or correct those of an earlier import."""

    verb: str
    of: int


@dataclass(slots=True)
class _World:
    """Accounts by part, regions by county and level, and what each import still holds."""

    accounts: list[tuple[int, list[tuple[int, bool]]]]
    regions: dict[int, list[list[str]]]
    imports: dict[int, list[Fact]] = field(default_factory=dict)


def schedule(batches: int, rng: Random) -> list[_Step]:
    """The order of imports, confirmations some weeks later and corrections some months later; the last one imports."""
    due: dict[int, list[_Step]] = {}
    waiting: list[_Step] = []
    steps: list[_Step] = []
    imports = 0
    for number in range(batches - 1):
        waiting += due.pop(number, [])
        if waiting:
            steps.append(waiting.pop(0))
            continue
        steps.append(_Step("import", number))
        imports += 1
        confirmed = number + rng.randint(1, 8)
        due.setdefault(confirmed, []).append(_Step("confirm", number))
        if imports % 3 == 0:
            due.setdefault(confirmed + rng.randint(10, 40), []).append(_Step("correct", number))
    return [*steps, _Step("import", batches - 1)]


def facts_a_import(steps: list[_Step], size: int) -> int:
    """How many facts an import has, so that all steps but the last import come near the size."""
    imports = sum(step.verb == "import" for step in steps)
    confirms = sum(step.verb == "confirm" for step in steps)
    corrections = sum(step.verb == "correct" for step in steps)
    return int(size / (imports + 2 * confirms + 0.2 * corrections))


def build(size: int, csv_path: Path | None) -> dict[str, int]:
    """Make the ledger in the settings' data folder. Returns its counts."""
    from django.db import connection, transaction

    from jiedui.journal.models import Balance, BalancePast, Batch, Head, Posting
    from jiedui.kernel import clock
    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import make_ledger

    clock.now = lambda: BEGINNING - timedelta(days=30)  # the ledger is older than all that it records
    make_ledger(LOCAL_OPERATOR)
    rng = Random(f"ledger {size}")
    steps = schedule(BATCHES, rng)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        indexes = cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'journal_posting' AND sql <> ''"
        ).fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    world = _world()
    head = Head.objects.get(id=1)
    stream = csv_path.open("w", newline="") if csv_path else None
    facts, postings = facts_a_import(steps, size), head.posting
    numbers = itertools.count(1)
    for place, step in enumerate(steps):
        last = place == len(steps) - 1
        count = size - postings if last else facts
        rows = list(_postings(step, world, count, numbers, rng, _recorded_at(place)))
        with transaction.atomic():
            _write(
                (head.batch + 1 + place, head.entry + 1 + place, postings + 1), step, rows, _recorded_at(place), stream
            )
        postings += len(rows)
    if stream:
        stream.close()
    with connection.cursor() as cursor:
        for _, sql in indexes:
            cursor.execute(sql)
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    head.batch, head.entry, head.posting = head.batch + len(steps), head.entry + len(steps), postings
    head.recorded_at = _recorded_at(BATCHES)
    head.save()
    models = {"batches": Batch, "postings": Posting, "balances": Balance, "balances_past": BalancePast}
    return {name: model.objects.count() for name, model in models.items()}


def _recorded_at(place: int) -> datetime:
    return BEGINNING + place * (END - BEGINNING) / BATCHES


def _world() -> _World:
    """All accounts that registers declare, and Nanning's regions in force."""
    from jiedui.journal.models import Account
    from jiedui.kernel import regions
    from jiedui.places.models import Region
    from jiedui.places.queries import children
    from jiedui.registers.catalogue import chart

    declared = {
        ".".join((account.code, *segments)): account.unit
        for account in chart().declared.values()
        for segments in itertools.product(*(one.values or ("a", "b", "c") for one in account.dimensions))
    }
    Account.objects.bulk_create([Account(code=code) for code in declared], ignore_conflicts=True)
    ids = dict(Account.objects.values_list("code", "id"))
    accounts = [
        (level, [(ids[code], unit == "fen") for code, unit in declared.items() if code.split(".")[0] in parts])
        for _, level, parts in _PARTS
    ]
    low, high = regions.subtree_bounds(CITY)
    codes = list(Region.objects.filter(code__range=(low, high), successor="").values_list("code", flat=True))
    below = {
        level: [
            [code for code in codes if regions.level(code) == level and regions.is_within(code, county)]
            for county, _ in children(CITY)
        ]
        for level in (3, 4, 5)
    }
    return _World(accounts, {level: [one for one in found if one] for level, found in below.items()})


def _postings(
    step: _Step, world: _World, count: int, numbers: Iterator[int], rng: Random, recorded_at: datetime
) -> Iterator[tuple[Fact, int, int]]:
    """What a batch posts: fact, standing, weight."""
    if step.verb == "import":
        facts = world.imports[step.of] = _new_facts(world, count, numbers, rng, recorded_at.date())
        yield from ((fact, 0, 1) for fact in facts)
    elif step.verb == "confirm":
        for fact in world.imports[step.of]:
            yield fact, 0, -1
            yield fact, 1, 1
    else:
        facts = world.imports.pop(step.of)
        for fact in rng.sample(facts, len(facts) // 10):
            yield fact, 1, -1
            yield (*fact[:4], fact[4] + rng.randrange(1, 5)), 1, 1


def _new_facts(world: _World, count: int, numbers: Iterator[int], rng: Random, recorded_on: date) -> list[Fact]:
    """The facts of one workbook: one part, up to four counties (or the whole city), a few weeks' working days."""
    level, accounts = rng.choices(world.accounts, [part[0] for part in _PARTS])[0]
    counties = world.regions[level]
    places = list(itertools.chain(*rng.sample(counties, min(len(counties), rng.choice((1, 2, 4, 12))))))
    if level == 3:
        places.append(CITY)
    span = min(90, (recorded_on - FIRST_DAY).days)
    days = [recorded_on - timedelta(days=rng.randint(1, span)) for _ in range(DAYS_A_BATCH)]
    used = rng.sample(accounts, min(len(accounts), 24))
    chosen = zip(
        rng.choices(used, [1 / rank for rank in range(1, len(used) + 1)], k=count),
        rng.choices(places, k=count),
        rng.choices(days, k=count),
        strict=True,
    )
    return [
        (next(numbers), account, place, day, rng.randrange(10_000, 500_000_000) if money else rng.randrange(1, 6))
        for (account, money), place, day in chosen
    ]


def _write(
    numbers: tuple[int, int, int], step: _Step, rows: Iterable[tuple[Fact, int, int]], at: datetime, stream: Any
) -> None:
    """Store one batch with its postings, and add them to the balances. Numbers: of the batch, entry, first posting."""
    from jiedui.journal import balances
    from jiedui.journal.models import Batch, Entry, Posting
    from jiedui.journal.storage import insert_rows

    batch, entry, first = numbers
    postings = [
        (number, batch, entry, f[1], f[2], f[3].isoformat(), standing, f[4] * weight, weight, f[0], "amount")
        for number, (f, standing, weight) in enumerate(rows, first)
    ]
    Batch.objects.create(
        id=batch, recorded_at=at, actor_id="bench", actor_name="bench", verb=step.verb, first_entry=entry, entries=1,
        first_posting=first, postings=len(postings), previous_hash="", hash="",
    )  # fmt: skip
    insert_rows(
        Entry, ("id", "batch_id", "register", "record", "before", "after"), [(entry, batch, "bench", entry, "", "")]
    )
    insert_rows(
        Posting,
        POSTING_COLUMNS.split(),
        postings,
    )
    facts = ((f[2], f[1], f[3], standing, f[4] * weight, weight) for f, standing, weight in rows)
    balances.apply(batch, balances.changes(facts))
    if stream is not None:
        csv.writer(stream).writerows((p[0], p[1], *p[3:9]) for p in postings)


if __name__ == "__main__":
    django.setup()
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    seconds, counts = timed(lambda: build(int(sys.argv[1]), path))
    print_result(seconds=seconds, counts=counts)
