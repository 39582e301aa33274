"""The row of a workbook that an entry was read from, as it stood there, for whoever may see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from jiedui.intake.actions import import_plan
from jiedui.intake.corrections import Corrections, Mend
from jiedui.intake.planning import open_file, plan_file
from jiedui.intake.sources import SourceRow, source_row
from jiedui.journal.models import Entry
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from tests.intake.workbooks import PROJECT, TEA, id_number, imported, projects, roster, worker, write
from tests.people.offices import add_cast, open_offices
from tests.registers.records import last_batch, new

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> dict[str, Actor]:
    return add_cast(open_offices())


def entry_of(register: str) -> int:
    return Entry.objects.filter(register=register, batch=last_batch()).order_by("id").values_list("id", flat=True)[0]


def texts(found: SourceRow) -> list[str]:
    return [cell.text for cell in found.cells]


def test_the_row_stands_as_it_stood_with_the_heading_above_it(tmp_path: Path) -> None:
    rows = [["马山县项目台账"], PROJECT, TEA]
    imported(write(tmp_path / "台账.xlsx", ("项目台账", rows)))
    found = source_row(LOCAL_OPERATOR, entry_of("projects"))
    assert (found.file, found.sheet, found.row) == ("台账.xlsx", "项目台账", 3)
    assert found.headings == [(2, PROJECT)]
    assert texts(found) == ["2023", "马山县", "茶园", "产业", "100", "2023-05-01"]
    assert found.cells[4].fields == ("fund",) and found.cells[4].letters == "E"


def test_a_mended_cell_shows_what_stood_there_and_what_it_was_mended_to(tmp_path: Path) -> None:
    path = projects(tmp_path, [2023, "马山县", "茶园", "产业", "约一百", "2023-05-01"])
    plan = plan_file(open_file(path, corrections=Corrections(mends=(Mend(1, 2, 5, "100"),))), LOCAL_OPERATOR)
    import_plan(plan, LOCAL_OPERATOR, path)
    found = source_row(LOCAL_OPERATOR, entry_of("projects"))
    assert [(cell.text, cell.mended) for cell in found.cells[3:]] == [
        ("产业", None), ("约一百", "100"), ("2023-05-01", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("login", "name"), [("county-clerk", "演示甲"), ("administrator", "演**"), ("donor", "演**")])
def test_numbers_are_masked_for_all_and_names_for_those_who_may_not_see_them(
    tmp_path: Path, cast: dict[str, Actor], login: str, name: str
) -> None:
    imported(roster(tmp_path, worker(id_number(7))))
    found = texts(source_row(cast[login], entry_of("placements")))
    assert found[0] == name
    assert id_number(7) not in found[1] and "*" in found[1]


def test_a_column_that_was_not_read_stays_hidden_from_those_who_see_no_names(
    tmp_path: Path, cast: dict[str, Actor]
) -> None:
    from tests.intake.workbooks import ROSTER

    row = [*worker(id_number(7)), "演示甲之子"]
    imported(roster(tmp_path, row, heading=[*ROSTER, "家属"]))
    assert texts(source_row(cast["county-clerk"], entry_of("placements")))[-1] == "演示甲之子"
    assert texts(source_row(cast["donor"], entry_of("placements")))[-1] == "…"


@pytest.mark.parametrize("login", ["stranger"])
def test_a_row_out_of_reach_is_not_there(tmp_path: Path, cast: dict[str, Actor], login: str) -> None:
    imported(projects(tmp_path, TEA))
    with pytest.raises(Refused) as refusal:
        source_row(cast[login], entry_of("projects"))
    assert refusal.value.problems[0].code == "JOURNAL-012"


def test_what_was_entered_by_hand_has_no_row() -> None:
    new("projects", region="450124000000", name="茶园")
    with pytest.raises(Refused) as refusal:
        source_row(LOCAL_OPERATOR, entry_of("projects"))
    assert refusal.value.problems[0].code == "JOURNAL-012"


def test_an_entry_that_never_was_has_no_row() -> None:
    with pytest.raises(Refused):
        source_row(LOCAL_OPERATOR, 10**9)


def test_a_file_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    imported(projects(tmp_path, TEA))
    entry = Entry.objects.select_related("batch").get(id=entry_of("projects"))
    digest = entry.batch.file_digest
    (settings.FILES / digest[:2] / digest).unlink()
    with pytest.raises(Refused) as refusal:
        source_row(LOCAL_OPERATOR, entry.id)
    assert refusal.value.problems[0].code == "FILE-001"
