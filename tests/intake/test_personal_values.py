"""Bank numbers, names and numbers in texts on their way in and out: sealed, masked, told apart, and never lost silently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jiedui.intake.exports import export_register
from jiedui.journal.models import Batch, Entry
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant
from jiedui.registers.catalogue import registers
from jiedui.registers.privacy import erase_person
from tests.intake.workbooks import (
    PROJECT,
    ROSTER,
    TEA,
    batches,
    counts,
    found,
    id_number,
    imported,
    planned,
    projects,
    roster,
    stored,
    worker,
)

CARD = "6217000010001234567"
HEADING = [*ROSTER, "银行卡号"]
NANNING, MASHAN, SHANGLIN = "450100000000", "450124000000", "450125000000"


def actor(role: str, *own: str, paired: tuple[str, ...] = ()) -> Actor:
    return Actor(f"{role}-1", role, (Grant(role, own, paired),))


@pytest.fixture
def two(folder: Path) -> Path:
    """Two workers of two counties, with cards."""
    imported(
        roster(
            folder,
            [*worker(id_number(1), 姓名="王小明"), CARD],
            [*worker(id_number(2), 姓名="欧阳娜娜", 户籍地="上林县大丰镇"), "6217 0000 1000 7654 321"],
            heading=HEADING,
        )
    )
    return folder


def export(folder: Path, register: str, who: Actor = LOCAL_OPERATOR, *, public: bool = False) -> Path:
    path = folder / f"{register}.xlsx"
    export_register(registers()[register], path, who, public=public)
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    first, *rest = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rest]


def test_a_bank_number_is_sealed_and_shown_masked(two: Path) -> None:
    assert [one["bank_number"].split("#")[0] for one in stored("persons")] == [
        "6217*************67",
        "6217*************21",
    ]
    assert CARD not in "".join(Entry.objects.values_list("after", flat=True))


@pytest.mark.parametrize("heading", ["银行卡号", "一卡通账号", "银行账号"])
def test_a_bank_number_is_found_under_each_of_its_headings(folder: Path, heading: str) -> None:
    imported(roster(folder, [*worker(id_number(1)), CARD], heading=[*ROSTER, heading]))
    assert stored("persons")[0]["bank_number"]


def test_a_card_without_a_right_check_digit_is_taken(folder: Path) -> None:
    assert found(planned(roster(folder, [*worker(id_number(1)), "6217000010001234568"], heading=HEADING)), None) == []


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("62170000100", "CELL-033"),
        ("62170000100012345678", "CELL-033"),
        ("6217A00010001234567", "CELL-033"),
        (6.21700001000123e18, "CELL-032"),
        ("6.217E+18", "CELL-032"),
    ],
)
def test_what_is_no_bank_number_is_refused_and_not_repeated(folder: Path, card: Any, code: str) -> None:
    plan = planned(roster(folder, [*worker(id_number(1)), card], heading=HEADING))
    assert found(plan) == [(code, "I2")]
    assert "6217000010" not in plan.problems[0].text()


def test_a_name_is_whole_in_the_export_of_those_who_may_see_names_and_masked_for_the_rest(two: Path) -> None:
    assert [row["姓名"] for row in rows_of(export(two, "placements", actor("clerk", NANNING)))] == [
        "王小明",
        "欧阳娜娜",
    ]
    paired = actor("clerk", "440100000000", paired=(NANNING,))
    assert [row["姓名"] for row in rows_of(export(two, "placements", paired))] == ["王**", "欧***"]
    mixed = actor("clerk", MASHAN, paired=(NANNING,))
    assert [row["姓名"] for row in rows_of(export(two, "persons", mixed))] == ["王小明", "欧***"]


@pytest.mark.parametrize("register", ["placements", "persons"])
def test_an_export_with_masked_names_imports_back_unchanged(two: Path, register: str) -> None:
    path = export(two, register, actor("clerk", MASHAN, paired=(NANNING,)))
    assert found(planned(path), None) == []
    assert planned(path).counts == counts(same=2)


def test_a_masked_name_alone_or_of_another_is_refused(two: Path) -> None:
    assert found(planned(roster(two, worker(id_number(3), 姓名="王**")))) == [("CELL-029", "A2")]
    path = export(two, "persons")
    book = load_workbook(path)
    book.worksheets[0]["C2"] = "李**"
    book.save(path)
    assert found(planned(path)) == [("CELL-030", "C2")]


def test_a_corrected_name_is_a_change_shown_masked(two: Path) -> None:
    plan = planned(roster(two, worker(id_number(1), 姓名="王小鸣")))
    (item,) = [one for one in plan.sheets[0].matched.items if one.status == "changed"]  # type: ignore[union-attr]  # it was read
    (difference,) = plan.sheets[0].matched.differences(item)  # type: ignore[union-attr]  # the same
    assert (difference.before, difference.after) == ("王**", "王**")


def test_a_name_that_is_too_long_is_refused_and_not_repeated(folder: Path) -> None:
    plan = planned(roster(folder, worker(id_number(1), 姓名="王" + "小明" * 40)))
    assert found(plan) == [("CELL-016", "A2")]
    assert "小明" not in plan.problems[0].text()


def test_an_export_holds_only_records_within_reach(two: Path) -> None:
    assert [row["户籍地"][:6] for row in rows_of(export(two, "placements", actor("auditor", SHANGLIN)))] == ["450125"]
    assert rows_of(export(two, "placements", actor("auditor", "450200000000"))) == []


@pytest.mark.parametrize("who", [Actor("stranger", "stranger"), actor("administrator", NANNING)])
def test_who_may_not_export_takes_nothing_out(two: Path, who: Actor) -> None:
    before = batches()
    with pytest.raises(Refused) as refusal:
        export(two, "placements", who)
    assert [problem.code for problem in refusal.value.problems] == ["RIGHT-001"]
    assert not (two / "placements.xlsx").exists()
    assert batches() == before


@pytest.mark.parametrize("code", sorted(registers()))
def test_every_register_is_exported_within_a_scope(two: Path, code: str) -> None:
    assert load_workbook(export(two, code, actor("manager", MASHAN))).worksheets[0].max_row >= 1


def test_the_journal_says_who_took_what_out(two: Path) -> None:
    export(two, "placements", actor("auditor", SHANGLIN), public=True)
    batch = Batch.objects.order_by("-id")[0]
    assert (batch.verb, batch.actor_id) == ("export", "auditor-1")
    assert json.loads(batch.summary) == {"register": "placements", "records": 1, "public": True}


def test_nothing_is_taken_out_when_the_journal_cannot_be_written(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("jiedui.journal.actions._append", broken)
    with pytest.raises(RuntimeError):
        export(two, "placements")
    assert [path.name for path in two.iterdir()] == ["花名册.xlsx"]


def test_a_public_export_masks_every_name_and_leaves_the_numbers_out(two: Path) -> None:
    rows = rows_of(export(two, "placements", public=True))
    assert [row["姓名"] for row in rows] == ["王**", "欧***"]
    assert not {"身份证号", "联系电话", "银行卡号", "记录号"} & rows[0].keys()
    assert {"务工企业", "户籍地"} <= rows[0].keys()


def test_an_erased_persons_name_is_exported_masked_and_comes_back_unchanged(two: Path) -> None:
    from jiedui.registers.rows import all_of

    first = next(all_of(registers()["persons"]))[1].id
    erase_person(LOCAL_OPERATOR, first, "asked for")
    path = export(two, "placements")
    assert [row["姓名"] for row in rows_of(path)] == ["王**", "欧阳娜娜"]
    assert planned(path).counts == counts(same=2)


def test_a_roster_with_an_erased_person_finds_the_person_and_leaves_it_erased(two: Path) -> None:
    from jiedui.registers.models import RecordKey
    from jiedui.registers.rows import all_of

    first = next(all_of(registers()["persons"]))[1].id
    erase_person(LOCAL_OPERATOR, first, "asked for")
    again = roster(two, [*worker(id_number(1), 姓名="王小明", 务工企业="另一厂"), CARD], heading=HEADING)
    assert planned(again).counts == counts(changed=1)
    imported(again)
    assert len(stored("persons")) == 2
    assert not RecordKey.objects.filter(id=first).exists()


def test_an_identity_number_in_a_text_is_masked_with_a_warning_at_its_cell(folder: Path) -> None:
    path = projects(
        folder, [*TEA, f"联系人{id_number(5)}"], [*TEA[:2], "路", *TEA[3:], "无"], heading=[*PROJECT, "备注"]
    )
    plan = planned(path)
    assert found(plan, None) == [("CELL-031", "G2")]
    assert id_number(5) not in plan.problems[0].text()
    imported(path)
    assert stored("projects")[0]["note"] == "联系人4599************" + id_number(5)[-2:]
    assert imported(path) is None
    assert planned(export(folder, "projects")).counts == counts(same=2)


@pytest.mark.parametrize("heading", ["项目类型", "协作县", "批复日期", "协作资金(万元)", "项目名称"])
def test_an_identity_number_in_a_wrong_column_is_never_repeated(folder: Path, heading: str) -> None:
    row = dict(zip(PROJECT, TEA, strict=True)) | {heading: id_number(5)}
    plan = planned(projects(folder, list(row.values())))
    assert plan.problems
    assert id_number(5) not in "".join(problem.text() for problem in plan.problems)
