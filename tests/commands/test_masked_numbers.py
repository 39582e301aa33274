"""The walk: senders' workbooks go through every command, and no full number or worker's name comes out anywhere else.

Whatever was printed, exported, annotated, stored in a table or left in a file of the data folder is searched for every
number and every worker's name of the workbooks. A name may stand only where somebody who may see names asked.
"""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from jiedui.kernel.identity import id_fault
from tests.commands.conftest import new_database
from tests.commands.running import Done, Ledger
from tests.intake.workbooks import PROJECT, ROSTER, TEA, id_number, worker, write

ROWS = 60
"""Rows of the demonstration's roster that are taken along."""
AS_OF = "2023-09-30"
PAIRED_CLERK = "sz-jingban"
"""May take out what lies on the other side, without the names."""
CARD = "62170000{:011d}"


@dataclass
class Walk:
    """The ledger that was walked through, what it must not show, and all that it showed, by where."""

    ledger: Ledger
    numbers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    shown: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: object, may_name: bool = False) -> Done:
        done = self.ledger.run(*arguments)
        into = self.named if may_name else self.shown
        into[" ".join(map(str, arguments))] = done.out + done.err
        assert "Traceback" not in done.err
        return done

    def export(self, register: str, *options: str, may_name: bool = False) -> None:
        path = self.ledger.folder.parent / f"{register}{len(self.shown)}{len(self.named)}.xlsx"
        done = self.run("export", register, "-o", path, *options, may_name=may_name)
        assert done.code == 0, done.err
        with zipfile.ZipFile(path) as package:
            text = "".join(package.read(name).decode("utf-8") for name in package.namelist())
        (self.named if may_name else self.shown)[path.name] = text


@pytest.fixture(scope="module")
def walk(demonstration: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """A ledger of the demonstration's workbooks, its roster cut short, walked through command by command."""
    folder = tmp_path_factory.mktemp("walk")
    walk = Walk(Ledger(folder / "ledger", new_database()))
    books = sorted((demonstration.folder / "workbooks").iterdir())
    roster = _short_roster(walk, next(path for path in books if path.name.startswith("14_")), folder / "花名册.xlsx")
    others = [path for path in books if path.name[:2] in ("01", "16", "18", "21", "22")]
    for path in others:
        _collect(walk, path)
    assert walk.run("init").code == 0
    done = walk.run("import", *others, roster, "--reason", f"on behalf of {id_number(99)}")
    assert done.code == 0, done.err
    for batch in re.findall(r"saved as batch (\d+)", done.out):
        walk.run("confirm", batch)
    _refusals(walk, folder)
    _looks(walk, roster)
    return walk


def _short_roster(walk: Walk, source: Path, path: Path) -> Path:
    """The roster's first rows as they stand, with a card each."""
    rows = CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).to_python()
    start = next(number for number, row in enumerate(rows) if "姓名" in row)
    body = [[*row, CARD.format(n)] for n, row in enumerate(rows[start + 1 : start + ROWS])]
    write(path, ("转移就业花名册", [[*rows[start], "银行卡号"], *body]))
    _collect(walk, path)
    return path


def _collect(walk: Walk, path: Path) -> None:
    """Every number of a workbook, and every name that stands beside an identity number."""
    book = CalamineWorkbook.from_path(str(path))
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python()
        heading: list[str] = []
        for row in rows:
            texts = [str(cell).strip() for cell in row]
            if not heading and any("姓名" in text or "电话" in text for text in texts):
                heading = texts
                continue
            cells = dict(zip(heading, texts, strict=False))
            own = {
                text.replace(" ", "").upper() for name, text in cells.items() if re.search("证|公民|电话|卡号", name)
            }
            walk.numbers |= {text for text in own if re.fullmatch(r"[\d-]{7,}X?", text)}
            if any(id_fault(text) is None for text in own):
                walk.names |= {text for name, text in cells.items() if "姓名" in name}


def _refusals(walk: Walk, folder: Path) -> None:
    """Workbooks with numbers that are wrong, or where none belongs: problems in words, as JSON, in a marked copy."""
    wrong = id_number(7)[:17] + ("0" if id_number(7)[17] != "0" else "1")
    bad = [
        worker(wrong, 姓名="演示错号"),
        worker(id_number(8), 姓名="演示地错", 户籍地=id_number(9)),
        worker(id_number(10), 姓名="演示选错", 去向=id_number(10)),
    ]
    walk.numbers |= {wrong, *(id_number(serial) for serial in (8, 9, 10, 11, 99)), "6217000099990000"}
    walk.names |= {"演示错号", "演示地错", "演示选错"}
    people = write(
        folder / "错.xlsx", ("务工花名册", [[*ROSTER, "银行卡号"], *([*row, "6217000099990000x"] for row in bad)])
    )
    note = [*TEA, f"联系人身份证{id_number(11)}"]
    texts = write(folder / "备注.xlsx", ("项目台账", [[*PROJECT, "备注"], note, [*note[:4], id_number(11), *note[5:]]]))
    for path in (people, texts):
        assert walk.run("import", path).code == 1
        assert walk.run("import", path, "--dry-run", "--json").code == 1
        walk.run("import", path, "--dry-run", "--annotate", folder / f"标注{path.name}")
        comments = [
            c.comment.text for row in load_workbook(folder / f"标注{path.name}").worksheets[0] for c in row if c.comment
        ]
        assert comments
        walk.shown[f"comments of {path.name}"] = "\n".join(comments)
    assert walk.run("import", texts, "--accept-good-rows").code == 0


def _looks(walk: Walk, roster: Path) -> None:
    """Every way of looking at what was imported."""
    assert walk.run("import", roster, "--register", "placements", "--dry-run", "--json").code == 0
    walk.run("figures", "--as-of", AS_OF)
    assert walk.run("figures", "--as-of", AS_OF, "--by", "region", "--json").code == 0
    for indicator in ("labour.east_ever", "talent.posted"):
        walk.run("trace", indicator, "--as-of", AS_OF)
        walk.run("trace", indicator, "--as-of", AS_OF, "--json")
    for register in ("persons", "placements", "students", "duties", "projects"):
        walk.export(register, "--public")
        walk.export(register, "--as", PAIRED_CLERK)
        walk.export(register, may_name=True)
    number = min(row[0] for row in _rows(walk.ledger, "register_persons"))
    assert walk.run("person", "show", number, "--reason", "asked for", "--json", may_name=True).code == 0
    walk.run("person", "show", number, "--reason", "asked for", may_name=True)
    walk.run("person", "show", id_number(98), "--reason", "asked for")
    assert walk.run("person", "erase", number, "--reason", "asked for").code == 0
    walk.run("person", "show", number, "--reason", "asked for")
    walk.run("numbers", "open", "persons", number, "id_number", "--reason", "asked for")
    walk.run("numbers", "open", "persons", number, "id_number")
    walk.numbers.add(id_number(98))
    assert walk.run("keys", "rotate").code == 0
    done = walk.run("verify")
    assert (done.code, done.err) == (0, "")


def _rows(ledger: Ledger, table: str) -> list[Any]:
    with _connected(ledger) as connection:
        return list(connection.execute(f'SELECT * FROM "{table}"').fetchall())


def _tables(ledger: Ledger) -> list[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if ledger.database:
        asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    with _connected(ledger) as connection:
        return [row[0] for row in connection.execute(asked).fetchall()]


class _connected:
    """A connection to a ledger's database, closed at the end."""

    def __init__(self, ledger: Ledger) -> None:
        self.connection: Any = (
            psycopg.connect(ledger.database) if ledger.database else sqlite3.connect(ledger.folder / "ledger.sqlite3")
        )

    def __enter__(self) -> Any:
        return self.connection

    def __exit__(self, *raised: object) -> None:
        self.connection.close()


def _found(secrets: set[str], places: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    pattern = re.compile("|".join(map(re.escape, sorted(secrets, key=len, reverse=True))), re.IGNORECASE)
    return [(where, match[0]) for where, text in places if (match := pattern.search(text))]


def test_the_walk_carries_numbers_and_names_of_every_kind(walk: Walk) -> None:
    assert sum(id_fault(number) is None for number in walk.numbers) > ROWS
    assert {number[:4] for number in walk.numbers} >= {"0771", "6217", "4599"}
    assert len(walk.names) > ROWS
    assert not any("干部" in name for name in walk.names)


def test_no_output_shows_a_number_in_full(walk: Walk) -> None:
    assert _found(walk.numbers, iter([*walk.shown.items(), *walk.named.items()])) == []
    assert any("***" in text for text in walk.shown.values())


def test_no_output_shows_a_worker_s_name_to_those_who_may_not_see_names(walk: Walk) -> None:
    assert _found(walk.names, iter(walk.shown.items())) == []
    assert _found(walk.names, iter(walk.named.items()))


def test_no_table_holds_a_number_or_a_worker_s_name_in_clear(walk: Walk) -> None:
    tables = _tables(walk.ledger)
    assert {"journal_batch", "journal_entry", "register_persons", "registers_recordkey"} <= set(tables)
    for table in tables:
        texts = ((table, "\n".join(map(str, row))) for row in _rows(walk.ledger, table))
        assert _found(walk.numbers | walk.names, texts) == []


def test_no_file_of_the_data_folder_holds_one(walk: Walk) -> None:
    files = [path for path in walk.ledger.folder.rglob("*") if path.is_file()]
    assert any(path.parent.parent.name == "files" for path in files)
    texts = ((str(path), path.read_bytes().decode("utf-8", "replace")) for path in files)
    assert _found(walk.numbers | walk.names, texts) == []
