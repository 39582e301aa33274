"""Scans of the postings, as a process: `sql FILE QUESTION` in SQLite, `duckdb FILE QUESTION` in columns.

Both answer in one pass over the postings: account, county and span grouped, the confirmed alone. `fill CSV FILE` lays
postings out in columns first.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.question import Answer, Question, assemble
from bench.timing import print_result, timed_repeatedly
from jiedui.config.database import SQLITE_START


def _condition(question: Question) -> str:
    known = "" if question.known_batch is None else f" AND batch_id <= {question.known_batch}"
    return f"standing >= 1 AND valid_on < '{question.until_text}'{known}"


def by_sql(database: Path, question: Question) -> tuple[float, float, Answer]:
    """Sum the journal's own table in SQLite."""
    sql = (
        f"SELECT account_id, SUBSTR(region, 1, 6), {question.span_sql('valid_on')}, SUM(amount), SUM(weight) "
        f"FROM journal_posting WHERE {_condition(question)} GROUP BY 1, 2, 3"
    )
    with closing(sqlite3.connect(database, isolation_level=None)) as ledger:
        ledger.executescript(SQLITE_START)
        return _timed(question, lambda: ledger.execute(sql).fetchall())


def by_duckdb(database: Path, question: Question) -> tuple[float, float, Answer]:
    """Sum the same postings in a DuckDB file; sums of whole numbers are as wide as ours."""
    import duckdb

    span = question.span_sql("valid_on")
    sql = (
        f"SELECT account_id, region[1:6], {span}, SUM(amount)::BIGINT, SUM(weight)::BIGINT "
        f"FROM posting WHERE {_condition(question)} GROUP BY 1, 2, 3"
    )
    with duckdb.connect(str(database), read_only=True) as ledger:
        return _timed(question, lambda: ledger.execute(sql).fetchall())


def _timed(question: Question, scan: Callable[[], list[Any]]) -> tuple[float, float, Answer]:
    return timed_repeatedly(lambda: assemble(question, scan()))


def fill_duckdb(postings: Path, database: Path) -> None:
    """Lay the postings out in columns, from a .csv of them."""
    import duckdb

    with duckdb.connect(str(database)) as ledger:
        ledger.execute(
            "CREATE TABLE posting (id BIGINT, batch_id BIGINT, account_id INTEGER, region VARCHAR, valid_on DATE, "
            "standing TINYINT, amount BIGINT, weight TINYINT)"
        )
        ledger.execute(f"COPY posting FROM '{postings}' (HEADER false)")


if __name__ == "__main__":
    verb, path, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if verb == "fill":
        fill_duckdb(path, other)
        print_result()
    else:
        first, seconds, answer = (by_duckdb if verb == "duckdb" else by_sql)(path, Question.read(other))
        print_result(first=first, seconds=seconds, answer=answer)
