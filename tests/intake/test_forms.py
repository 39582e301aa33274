"""Forms read as rows of a workbook are: every register can be entered, and what a form may not do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiedui.intake.exports import export_register
from jiedui.intake.forms import WHOLE, FormPlan, Typed, inputs, plan_form, save_form
from jiedui.intake.planning import open_file, plan_file
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers.catalogue import registers
from jiedui.registers.fields import Choice, Degrees, Link, Quantity, Secret
from jiedui.registers.keys import secret
from tests.registers.cast import CITY_CLERK, CLERK, DONOR, MANAGER, STRANGER
from tests.registers.records import MASHAN, change, id_number, new, posted, record

pytestmark = pytest.mark.django_db

PROJECT = {"year": "2023", "region": "马山县", "name": "演示茶园", "kind": "产业", "fund": "327"}
ROW = {"id_number": id_number(7), "name": "甲某某", "home": "马山县", "household": "脱贫户"}
PLACEMENT = {"person." + name: text for name, text in ROW.items()} | {"started_on": "2023-05-01", "destination": "东部"}


def typed(texts: dict[str, str], **units: str) -> Typed:
    return Typed(texts, units or {"fund": "万元"})


def codes(plan: FormPlan) -> list[tuple[str, str]]:
    return sorted((name, problem.code) for name, problem in plan.problems)


def saved(texts: dict[str, str], code: str = "projects", actor: Actor = CLERK, **units: str) -> int:
    plan = plan_form(actor, registers()[code], typed(texts, **units))
    assert codes(plan) == []
    return save_form(actor, plan)[1]


def edited(number: int, texts: dict[str, str], code: str = "projects", actor: Actor = CLERK, **units: str) -> FormPlan:
    seen = record(code, number).entry
    return plan_form(actor, registers()[code], typed(texts, **units), number, seen)


def text_of(field: Any, value: Any) -> str:
    """A value as a clerk would type it."""
    if isinstance(value, Secret):
        return value.text
    if isinstance(field, Choice):
        return str(field.options[value][0])
    if isinstance(field, (Quantity, Degrees)):
        return str(field.cell(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


@pytest.mark.parametrize("code", registers())
def test_a_record_of_every_register_can_be_typed(code: str) -> None:
    one = registers()[code]
    wanted = change(code).values
    if code == "evidence":
        wanted |= {"target_register": "parks", "target": new("parks", name="产业园"), "size": 1}
    if code == "visit_places":  # the first kind is a village
        wanted |= {"region": "450124100201"}
    if code == "assets":
        wanted |= {"registered_on": date(2023, 3, 4)}
    texts = {name: text_of(one.field(name), value) for name, value in wanted.items()}
    units = {f.name: f.export_unit for f in one.fields if isinstance(f, Quantity)}
    plan = plan_form(LOCAL_OPERATOR, one, Typed(texts, units))
    assert [problem.text() for problem in plan.errors] == []
    batch, number = save_form(LOCAL_OPERATOR, plan)
    stored = record(code, number).values
    assert batch and {name for name, value in stored.items() if value is not None} >= wanted.keys()
    again = plan_form(LOCAL_OPERATOR, one, Typed(texts, units))
    assert (WHOLE, "FORM-001") in codes(again) and again.existing == number


def test_what_is_typed_posts_as_a_workbook_does() -> None:
    number = saved(PROJECT | {"approved_on": "2023-03-04"})
    assert record("projects", number)["fund"] == 327_000_000
    assert "funds.committed.industry.unstated 450124 2023-03-04 327000000" in posted("funds.committed")


def test_money_without_a_unit_is_refused_and_one_in_the_text_wins() -> None:
    plan = plan_form(CLERK, registers()["projects"], Typed(PROJECT))
    assert codes(plan) == [("fund", "FORM-003")] and not plan.changes
    number = saved(PROJECT | {"fund": "0.327亿元"}, fund="万元")
    assert record("projects", number)["fund"] == 3_270_000_000


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"year": ""}, [("year", "CELL-001")]),
        ({"year": "1812"}, [("year", "CELL-020")]),
        ({"region": "无此县"}, [("region", "CELL-008")]),
        ({"fund": "约300"}, [("fund", "CELL-005")]),
        ({"fund": "3.1415926"}, [("fund", "CELL-003")]),
        ({"kind": "别的什么"}, [("kind", "CELL-007")]),
        ({"approved_on": "不知道"}, [("approved_on", "CELL-004")]),
        ({"started_on": "2023-05-01", "finished_on": "2023-01-01", "approved_on": "2023-01-01"}, [("finished_on", "ROW-004")]),
        ({"persons": "3", "lifted": "4"}, [("lifted", "ROW-003")]),
        ({"name": "字" * 300}, [("name", "CELL-016")]),
        ({"accepted_on": "2023-01-01"}, [("accepted_on", "ROW-013")]),
    ],
)  # fmt: skip
def test_every_problem_stands_at_its_input(texts: dict[str, str], expected: list[tuple[str, str]]) -> None:
    plan = plan_form(CLERK, registers()["projects"], typed(PROJECT | texts))
    assert codes(plan) == expected
    with pytest.raises(Refused):
        save_form(CLERK, plan)


@pytest.mark.parametrize("actor", [STRANGER, DONOR, MANAGER])
def test_who_may_not_enter_there_is_refused(actor: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        plan = plan_form(actor, registers()["projects"], typed(PROJECT))
        save_form(actor, plan)
    assert {problem.code for problem in refusal.value.problems} <= {"RIGHT-001", "RIGHT-002"}


def test_a_record_out_of_reach_is_not_there() -> None:
    number = new("projects", region=MASHAN)
    with pytest.raises(Refused) as refusal:
        edited(number, PROJECT, actor=STRANGER)
    assert refusal.value.problems[0].code == "JOURNAL-012"


def test_a_known_record_out_of_reach_is_refused_in_the_words_of_an_unknown_one() -> None:
    first = plan_form(STRANGER, registers()["projects"], typed(PROJECT))
    saved(PROJECT)
    second = plan_form(STRANGER, registers()["projects"], typed(PROJECT))
    assert codes(first) == codes(second) == [("region", "RIGHT-002")] and not second.existing


def test_a_stale_version_is_refused_naming_both() -> None:
    number = saved(PROJECT)
    seen = record("projects", number).entry
    save_form(CLERK, edited(number, PROJECT | {"fund": "400"}))
    plan = plan_form(CLERK, registers()["projects"], typed(PROJECT), number, seen)
    assert codes(plan) == [(WHOLE, "JOURNAL-004")]
    assert plan.errors[0].fields["seen"] == seen and plan.errors[0].fields["present"] != seen


def test_an_edit_changes_what_differs_and_a_blank_empties() -> None:
    number = saved(PROJECT | {"implementer": "某局"})
    plan = edited(number, PROJECT | {"implementer": "", "fund": "400"})
    save_form(CLERK, plan)
    stored = record("projects", number)
    assert stored["implementer"] is None and stored["fund"] == 400_000_000
    assert save_form(CLERK, edited(number, PROJECT | {"fund": "400"})) == (None, number)


def test_the_key_of_another_record_is_not_taken() -> None:
    first, second = saved(PROJECT), saved(PROJECT | {"name": "别的"})
    plan = edited(second, PROJECT)
    assert (WHOLE, "FORM-001") in codes(plan) and plan.existing == first


def test_a_number_that_is_unique_is_refused_beside_its_input() -> None:
    first = saved(PROJECT | {"code": "MS-1"})
    plan = plan_form(CLERK, registers()["projects"], typed(PROJECT | {"name": "别的", "code": "MS-1"}))
    assert codes(plan) == [("code", "FORM-002")] and plan.existing == first


def test_a_link_is_typed_by_name_by_number_or_chosen() -> None:
    number = saved(PROJECT)
    for text in ("演示茶园", "马山县演示茶园", "马山演示茶园", str(number), f"随便 [{number}]"):
        paid = {"project": text, "paid_on": "2023-06-01", "amount": "1", "payee": text}
        assert record("disbursements", saved(paid, "disbursements", amount="万元"))["project"] == number


@pytest.mark.parametrize("text", ["没有这个项目", "999999999", "随便 [999999999]", "演示%", "[", "%"])
def test_a_link_to_nothing_is_refused(text: str) -> None:
    saved(PROJECT)
    paid = {"project": text, "paid_on": "2023-06-01", "amount": "1", "payee": "公司"}
    assert codes(plan_form(CLERK, registers()["disbursements"], typed(paid, amount="万元"))) == [
        ("project", "CELL-017")
    ]


def test_a_number_out_of_reach_names_nothing() -> None:
    number = new("projects", region="450123000000")
    paid = {"project": f"[{number}]", "paid_on": "2023-06-01", "amount": "1", "payee": "公司"}
    assert codes(plan_form(CLERK, registers()["disbursements"], typed(paid, amount="万元"))) == [
        ("project", "CELL-017")
    ]


def test_a_name_of_several_records_is_refused() -> None:
    saved(PROJECT), saved(PROJECT | {"year": "2022"})
    paid = {"project": "演示茶园", "paid_on": "2023-06-01", "amount": "1", "payee": "公司"}
    assert codes(plan_form(CLERK, registers()["disbursements"], typed(paid, amount="万元"))) == [
        ("project", "CELL-018")
    ]


def test_payments_above_the_fund_are_refused_at_the_amount() -> None:
    number = saved(PROJECT)
    paid = {"project": str(number), "paid_on": "2023-06-01", "amount": "400", "payee": "公司"}
    assert codes(plan_form(CLERK, registers()["disbursements"], typed(paid, amount="万元"))) == [("amount", "ROW-003")]


def test_a_person_comes_with_the_row_or_is_chosen() -> None:
    first = saved(PLACEMENT, "placements")
    person = record("placements", first)["person"]
    chosen = {"person": str(person), "started_on": "2024-05-01", "destination": "东部"}
    assert record("placements", saved(chosen, "placements"))["person"] == person
    again = PLACEMENT | {"started_on": "2025-05-01", "person.name": "", "person.home": "", "person.household": ""}
    assert record("placements", saved(again, "placements"))["person"] == person
    plan = edited(first, {"started_on": "2023-05-02", "destination": "东部"}, "placements")
    assert save_form(CLERK, plan)[0] and record("placements", first)["person"] == person


def test_a_new_person_needs_number_and_name() -> None:
    plan = plan_form(CLERK, registers()["placements"], Typed(PLACEMENT | {"person.name": ""}))
    assert codes(plan) == [("", "CELL-001")]
    plan = plan_form(CLERK, registers()["placements"], Typed(PLACEMENT | {"person.id_number": ""}))
    assert codes(plan) == [("person.id_number", "CELL-001")]
    none = {name: text for name, text in PLACEMENT.items() if not name.startswith("person.")}
    assert codes(plan_form(CLERK, registers()["placements"], Typed(none))) == [("person", "CELL-001")]


def test_a_sealed_input_left_blank_stays_and_is_emptied_by_a_word_of_its_own() -> None:
    number = new(
        "persons", id_number=secret(id_number(7)), name=secret("甲某某"), phone=secret("0771-1234567"), home=MASHAN
    )
    before = record("persons", number).values
    texts = {"home": "马山县", "household": "脱贫户", "phone": "", "id_number": "", "name": ""}
    save_form(CLERK, edited(number, texts, "persons"))
    after = record("persons", number).values
    assert after["phone"] == before["phone"] and after["id_number"] == before["id_number"]
    seen = record("persons", number).entry
    plan = plan_form(CLERK, registers()["persons"], Typed(texts, emptied=frozenset({"phone"})), number, seen)
    save_form(CLERK, plan)
    assert record("persons", number)["phone"] is None
    plan = plan_form(CLERK, registers()["persons"], Typed(texts, emptied=frozenset({"id_number"})), number)
    assert codes(plan) == [("id_number", "CELL-001")]


@pytest.mark.parametrize("text", ["0000****12", "11010519491231002", "110105194912310021"])
def test_a_number_that_is_none_is_refused_without_repeating_it(text: str) -> None:
    plan = plan_form(CLERK, registers()["placements"], Typed(PLACEMENT | {"person.id_number": text}))
    assert {name for name, _ in codes(plan)} == {"person.id_number"}
    assert all(len(text) < 17 or text not in problem.text() for _, problem in plan.problems)


def test_a_number_in_a_text_is_masked_with_a_warning() -> None:
    real = "11010519491231002X"
    plan = plan_form(CLERK, registers()["projects"], typed(PROJECT | {"note": f"负责人{real}"}))
    assert codes(plan) == [("note", "CELL-031")] and not plan.errors
    assert real not in record("projects", save_form(CLERK, plan)[1])["note"]


def test_a_form_that_is_not_sent_yet_asks_for_nothing_that_is_still_blank() -> None:
    texts = {"persons": "3", "lifted": "4", "name": ""}
    plan = plan_form(CLERK, registers()["projects"], Typed(texts), touched={"persons", "lifted"})
    assert codes(plan) == [("lifted", "ROW-003")]
    plan = plan_form(CLERK, registers()["projects"], Typed(texts), touched={"name"})
    assert codes(plan) == [("name", "CELL-001")]


@pytest.mark.parametrize("code", registers())
def test_a_form_with_nothing_in_it_asks_for_what_is_required(code: str) -> None:
    one = registers()[code]
    plan = plan_form(LOCAL_OPERATOR, one, Typed({}))
    wanted = {f.name for f in one.fields if f.required and any(t.name == f.name for t in inputs(one))}
    assert {name for name, problem in plan.problems if problem.code == "CELL-001"} == wanted
    assert plan_form(LOCAL_OPERATOR, one, Typed({}), touched=set()).problems == []


def test_what_was_typed_goes_out_and_comes_back_unchanged(tmp_path: Path) -> None:
    project = saved(PROJECT | {"approved_on": "2023-03-04", "note": "备注"})
    saved(PLACEMENT, "placements")
    saved(
        {"project": str(project), "paid_on": "2023-06-01", "amount": "1", "payee": "公司"},
        "disbursements",
        amount="万元",
    )
    for code in ("projects", "placements", "disbursements"):
        path = tmp_path / f"{code}.xlsx"
        assert export_register(registers()[code], path, CLERK) == 1
        plan = plan_file(open_file(path), CLERK)
        assert plan.counts == {"new": 0, "changed": 0, "same": 1, "refused": 0}


def test_a_member_of_the_city_enters_for_the_county() -> None:
    number = saved(PROJECT, actor=CITY_CLERK)
    assert record("projects", number)["region"] == MASHAN


def test_a_link_has_one_input_and_a_made_one_none() -> None:
    names = [target.name for target in inputs(registers()["pairs"])]
    assert "ours" not in names and "our_name" in names
    assert isinstance(inputs(registers()["placements"])[0].field, Link)


def test_a_day_dated_in_a_closed_period_needs_a_manager() -> None:
    new("closings", region=MASHAN, closed_until=date(2023, 12, 31))
    plan = plan_form(CLERK, registers()["projects"], typed(PROJECT | {"approved_on": "2023-03-04"}))
    with pytest.raises(Refused) as refusal:
        save_form(CLERK, plan, "补录")
    assert refusal.value.problems[0].code == "REVIEW-003"
