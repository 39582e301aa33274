"""The limit, as a process: the workbook read by calamine, and the rows that we write put into the same tables.

`ROWS` holds, for each table, its columns and the very rows that our import added; they are loaded before the clock
starts, so nothing is timed but reading cells and inserting rows. Without `ROWS` the workbook is only read.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bench.timing import print_result, timed
from jiedui.config.database import SQLITE_FILE, SQLITE_START

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""table → its columns, its rows"""


def added_rows(before: Path, after: Path) -> Rows:
    """The rows that stand in one ledger and not yet in an earlier copy of it."""
    found: Rows = {}
    with closing(sqlite3.connect(after)) as ledger:
        ledger.execute("ATTACH ? AS old", (str(before),))
        tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        for (table,) in ledger.execute(tables).fetchall():
            cursor = ledger.execute(
                f'SELECT * FROM main."{table}" WHERE rowid > (SELECT COALESCE(MAX(rowid), 0) FROM old."{table}")'
            )
            if rows := cursor.fetchall():
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def read_workbook(path: Path) -> int:
    """Read every cell; how many rows there were."""
    book = CalamineWorkbook.from_path(path)
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def insert_all(database: Path, rows: Rows) -> int:
    """Insert all rows in one transaction; how many they were."""
    with closing(sqlite3.connect(database, isolation_level=None)) as ledger:
        ledger.executescript(SQLITE_START)
        ledger.execute("PRAGMA foreign_keys=OFF")
        ledger.execute("BEGIN IMMEDIATE")
        for table, (columns, values) in rows.items():
            names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
            ledger.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
        ledger.execute("COMMIT")
    return sum(len(values) for _, values in rows.values())


if __name__ == "__main__":
    book = Path(sys.argv[1])
    rows: Rows = pickle.loads(Path(sys.argv[2]).read_bytes()) if len(sys.argv) > 2 else {}
    database = Path(os.environ["BENCH_DATA"]) / SQLITE_FILE

    def work() -> int:
        read_workbook(book)
        return insert_all(database, rows) if rows else 0

    seconds, count = timed(work)
    print_result(seconds=seconds, written=count)
