"""Printing: problems in words, tables whose columns fit Chinese, progress of what takes long."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from jiedui.indicators.naming import problem_words, step_words
from jiedui.kernel.errors import Problem

SHOWN = 200
"""Problems printed in full; the rest are counted."""


def console() -> Console:
    """Where results go. Not on a terminal, lines are as long as they are."""
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=not sys.stdout.isatty())


def problem_text(problem: Problem) -> str:
    """One problem in one line: code, place, what was found and is expected."""
    words = problem_words(problem)
    place = problem.place
    if place is None:
        return f"{problem.code}  {words}"
    where = " ".join(
        part
        for part in (
            place.file,
            place.sheet,
            place.cell or (f"#{place.row}" if place.row else ""),
            f"「{place.heading}」" if place.heading else "",
        )
        if part
    )
    return f"{problem.code}  {where}: {words}"


def print_problems(problems: Iterable[Problem]) -> None:
    """Problems to standard error, errors and warnings told apart."""
    found = list(problems)
    for problem in found[:SHOWN]:
        mark = "!" if problem.severity == "warning" else "✗"
        print(f"{mark} {problem_text(problem)}", file=sys.stderr)
    if len(found) > SHOWN:
        print(_("… and {count} more").format(count=len(found) - SHOWN), file=sys.stderr)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def table(*columns: str, title: str | None = None, right: Iterable[int] = ()) -> Table:
    """An empty table; the columns numbered in `right` hold numbers."""
    found = Table(
        title=title, title_justify="left", header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    numbers = set(right)
    for number, name in enumerate(columns):
        found.add_column(name, justify="right" if number in numbers else "left", overflow="fold")
    return found


@contextmanager
def steps(title: str) -> Iterator[Callable[[str], None]]:
    """A progress line on standard error that says what is being done now; silent where it is no terminal."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(title)
        yield lambda name: bar.update(task, description=f"{title}: {step_words(name)}")


@contextmanager
def counting(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error for what can be counted; silent where it is no terminal."""
    bar = Progress(
        TextColumn(title),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
