"""Benchmark (a): a roster imported first, again unchanged, saved anew, and with a hundred rows corrected.

The demonstration's roster as an office sends it is ours to read; the peers get the same rows laid out for them: the
headings in the first row under the model's own names, numbers as numbers, days as ISO text (from a true date
django-import-export makes a moment, and then finds every row changed), no title and no notes. Each contender of a round
starts on a fresh copy of its own empty database. Saved anew has the same cells in other bytes; the peers, which
know no file again, are not asked for it and keep their time of the unchanged one.
"""

from __future__ import annotations

import pickle
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.timing import run_worker

STEPS: Final = ("first", "unchanged", "saved anew", "corrected")
CORRECTED: Final = 100
OURS, DEFAULT, SKIP, BLIND, LIMIT = "jiedui", "default", "skip", "blind", "limit"
_HEAD: Final = 3
"""Title rows and the header above the first worker."""
_HOUSEHOLD, _STARTED, _ENDED, _INCOME, _SUBSIDY = 5, 9, 10, 11, 15


@dataclass(slots=True)
class RosterResult:
    """What was measured: contender → step → seconds by round; digits checked; rows written; largest memory."""

    rows: int
    seconds: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    digits: dict[str, dict[str, int]] = field(default_factory=dict)
    written: int = 0
    memory_mb: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Books:
    """The workbooks as sent and as laid out for the peers: before and after the correction."""

    sent: dict[str, Path]
    plain: dict[str, Path]
    rows: int


def measure_roster(work: Path, rounds: int, rows: int | None, say: Any) -> RosterResult:
    """Run all contenders in turn, round by round. Errors: ValueError where the digits differ."""
    say("roster: writing workbooks and empty databases")
    books = _write_books(work / "books", rows)
    result = RosterResult(books.rows)
    run_worker("ours", "init", data=work / "empty" / OURS, settings="jiedui.config.settings")
    (work / "empty" / "peers").mkdir(parents=True)
    run_worker("peers.roster", "prepare", data=work / "empty" / "peers")
    for number in range(rounds):
        order = (OURS, LIMIT, SKIP, BLIND, DEFAULT)
        if number:
            order = (*order[number % len(order) :], *order[: number % len(order)])
        for contender in order:
            shutil.copytree(work / "empty" / (OURS if contender in (OURS, LIMIT) else "peers"), work / contender)
        for step in STEPS:
            for contender in order:
                if step == "saved anew" and contender not in (OURS, LIMIT):
                    result.seconds[contender].setdefault(step, []).append(result.seconds[contender]["unchanged"][-1])
                    continue
                found = _run(work, contender, step, books)
                say(f"roster: round {number + 1}, {step}, {contender}: {found['seconds']:.2f} s")
                _keep(result, contender, step, found)
                if contender == OURS and step == "first" and number == 0:
                    result.written = _keep_rows(work)
        for contender in order:
            shutil.rmtree(work / contender)
    return result


def _run(work: Path, contender: str, step: str, books: _Books) -> dict[str, Any]:
    data = work / contender
    version = "first" if step == "unchanged" else step
    if contender == OURS:
        return run_worker("ours", "import", str(books.sent[version]), data=data, settings="jiedui.config.settings")
    if contender == LIMIT:
        rows = [str(work / "rows.pickle")] if step == "first" else []
        return run_worker("peers.limit", str(books.sent[version]), *rows, data=data)
    return run_worker("peers.roster", contender, str(books.plain[version]), data=data)


def _keep(result: RosterResult, contender: str, step: str, found: dict[str, Any]) -> None:
    """Note a measurement, after its digits have been compared with those of the contenders before it."""
    if contender != LIMIT:
        known = result.digits.setdefault(step, found["digits"])
        if found["digits"] != known:
            raise ValueError(f"{contender}, {step}: {found['digits']}, others have {known}")
    result.seconds.setdefault(contender, {}).setdefault(step, []).append(found["seconds"])
    result.memory_mb[contender] = max(result.memory_mb.get(contender, 0), found["memory_mb"])


def _keep_rows(work: Path) -> int:
    """Keep the rows that our first import wrote, for the limit to write as many."""
    from bench.peers.limit import added_rows
    from jiedui.config.database import SQLITE_FILE

    rows = added_rows(work / "empty" / OURS / SQLITE_FILE, work / OURS / SQLITE_FILE)
    (work / "rows.pickle").write_bytes(pickle.dumps(rows))
    return sum(len(values) for _, values in rows.values())


def _write_books(folder: Path, limit: int | None) -> _Books:
    from jiedui.demo.workbooks.formats import write_book
    from jiedui.demo.workbooks.labour import workers
    from jiedui.demo.workbooks.labour_books import roster_book

    sent, plain = {}, {}
    everybody = workers()[:limit]
    for version in ("first", "corrected"):
        book = roster_book(everybody)
        rows = book.sheets[0].rows[_HEAD : _HEAD + len(everybody)]
        if version == "corrected":
            _correct(rows)
        (folder / version).mkdir(parents=True)
        sent[version] = write_book(book, folder / version)
        plain[version] = _write_plain(rows, folder / version / "plain.xlsx")
    (folder / "anew").mkdir()
    sent["saved anew"] = Path(shutil.copy(sent["first"], folder / "anew"))
    with zipfile.ZipFile(sent["saved anew"], "a") as package:
        package.comment = b"saved anew"
    return _Books(sent, plain, len(everybody))


def _correct(rows: Sequence[list[Any]]) -> None:
    """Change a hundred rows: of every other the household, which moves its postings, of the rest the income."""
    for number in range(CORRECTED):
        row = rows[number * (len(rows) // CORRECTED)]
        if number % 2:
            row[_HOUSEHOLD] = "否" if row[_HOUSEHOLD] in ("是", "√") else "是"
        else:
            row[_INCOME] = 7_777


def _write_plain(rows: Iterable[list[Any]], path: Path) -> Path:
    """The rows for the peers: the model's names above, plain numbers and days, texts without blanks around them."""
    import xlsxwriter

    from jiedui.kernel.cells import read_day, read_number

    names = "serial name id_number sex home household destination work_region employer started_on ended_on income "
    names += "channel mode trip_number subsidy phone"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        page = workbook.add_worksheet("roster")
        page.write_row(0, 0, names.split())
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if column in (_STARTED, _ENDED):
                    page.write_string(number, column, str(read_day(cell)[0]))
                elif column in (0, _INCOME, _SUBSIDY):
                    page.write_number(number, column, int(read_number(cell)[0] or 0))
                else:
                    page.write_string(number, column, cell.replace(" ", "") if column == 2 else cell.strip())
    return path
