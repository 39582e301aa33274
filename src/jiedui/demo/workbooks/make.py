"""Putting it all in a folder: the invented records made once, the workbooks in the order in which they import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiedui.demo.workbooks import (
    funds_books,
    industry_books,
    labour_books,
    library_books,
    mechanism_books,
    member_books,
    people_books,
    plan_books,
    project_books,
    visit_books,
)
from jiedui.demo.workbooks.formats import write_book
from jiedui.demo.workbooks.industry import Enterprise, enterprises
from jiedui.demo.workbooks.labour import TrainingClass, Trip, Worker, classes, trips, workers
from jiedui.demo.workbooks.projects import Payment, Project, payments, projects
from jiedui.demo.workbooks.promotion import promotion_book
from jiedui.demo.workbooks.writing import Book


@dataclass(frozen=True, slots=True)
class Records:
    """The invented records that published figures count."""

    projects: list[Project]
    paid: list[Payment]
    spent: list[Payment]
    enterprises: list[Enterprise]
    workers: list[Worker]
    trips: list[Trip]
    classes: list[TrainingClass]


def make_records() -> Records:
    """The same records each time."""
    made = projects()
    paid, spent = payments(made)
    everybody = workers()
    carried = trips(everybody)
    return Records(made, paid, spent, enterprises(), everybody, carried, classes(everybody))


def make_books(records: Records) -> list[Book]:
    """The books in the order of their numbers: what others link to comes before what links to it."""
    made, firms = records.projects, records.enterprises
    books = [
        people_books.offices_book(),
        plan_books.plan_book(),
        industry_books.parks_book(),
        industry_books.enterprises_book(firms),
        industry_books.investments_book(firms),
        project_books.project_book(made),
        industry_books.jobs_book(firms, made),
        industry_books.workshops_book(),
        promotion_book(),
        funds_books.receipts_book(made, records.paid),
        funds_books.payments_book(records.paid, records.spent),
        project_books.progress_book(made, records.paid, records.spent),
        project_books.fieldwork_book(made),
        labour_books.roster_book(records.workers),
        labour_books.trips_book(records.trips),
        labour_books.classes_book(records.classes),
        labour_books.attendances_book(records.classes),
        people_books.secondments_book(),
        people_books.pairs_book(),
        people_books.consumption_book(),
        labour_books.students_book(),
        member_books.members_book(),
        plan_books.tasks_book(),
        library_books.library_book(),
        mechanism_books.mechanism_book(),
        *visit_books.visit_books(made, firms),
    ]
    return sorted(books, key=lambda book: book.name)


def write_workbooks(folder: Path) -> list[Path]:
    """Write all workbooks into a folder, made where it is missing; their paths in the order in which they import.

    The same bytes each time: nothing in them depends on the day or the machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [write_book(book, folder) for book in make_books(make_records())]
