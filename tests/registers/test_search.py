"""The search over all registers: what is found, in which order, within reach only, in as many queries as ever."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers import search
from jiedui.registers.actions import Change, save
from jiedui.registers.keys import secret
from jiedui.registers.search import found_records, found_regions, person_by_number
from tests.registers.cast import ADMINISTRATOR, ANONYMOUS, CLERK, DONOR, MANAGER, MASHAN, NANNING, SHANGLIN, STRANGER
from tests.registers.records import id_number, new

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


def project(name: str, region: str = MASHAN, **values: object) -> int:
    return new("projects", name=name, region=region, **values)


def names(actor: Actor, words: str) -> list[str]:
    return [hit.name for hits in found_records(actor, words) for hit in hits.hits]


def test_the_whole_name_comes_first_then_what_begins_so_then_what_holds_it() -> None:
    for name in ("白山茶园", "茶园二期", "茶园"):
        project(name)
    assert names(CLERK, "茶园") == ["茶园", "茶园二期", "白山茶园"]


def test_records_of_all_registers_are_found_and_the_best_register_comes_first() -> None:
    project("马山茶园一期")
    new("enterprises", name="茶园", region=MASHAN)
    new("documents", title="茶园实施方案", region=MASHAN)
    found = found_records(CLERK, "茶园")
    assert [hits.register for hits in found] == ["enterprises", "documents", "projects"]
    assert found[1].hits[0].name == "茶园实施方案" and found[1].hits[0].region == MASHAN


def test_a_code_and_a_records_number_are_found() -> None:
    number = project("茶园", code="MS-2023-07")
    assert names(CLERK, "ms-2023") == ["茶园"]
    assert names(CLERK, str(number)) == ["茶园"] and names(STRANGER, str(number)) == []


def test_a_record_without_a_name_is_called_by_what_holds_the_words() -> None:
    new("disbursements", project=project("道路"), paid_on=date(2023, 1, 1), amount=1, payee="演示建设公司")
    assert names(CLERK, "建设公司") == ["演示建设公司"]


def test_nothing_out_of_reach_is_found_or_counted() -> None:
    project("茶园")
    project("茶园", SHANGLIN)
    assert [len(found_records(one, "茶园")[0].hits) for one in (CLERK, STRANGER, DONOR, MANAGER)] == [1, 1, 1, 2]
    with pytest.raises(Refused):
        found_records(ANONYMOUS, "茶园")


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "!", '"', "\x00", " ", "茶园%", "{}", "%s", "9" * 30])
@pytest.mark.parametrize("whole", [0, 5000])
def test_words_are_never_read_as_anything_else(monkeypatch: pytest.MonkeyPatch, words: str, whole: int) -> None:
    monkeypatch.setattr(search, "SEARCHED_WHOLE", whole)
    project("茶园")
    project("水利")
    assert found_records(CLERK, words) == []


def test_in_a_large_register_names_are_found_by_how_they_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("茶园一", "茶园二", "白山茶园", "茶园三"):
        project(name)
    monkeypatch.setattr(search, "SEARCHED_WHOLE", 3)
    assert names(CLERK, "茶园") == ["茶园一", "茶园二", "茶园三"]
    assert found_records(CLERK, "茶园")[0].by_beginning


def test_more_than_are_taken_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "TAKEN", 2)
    for n in range(3):
        project(f"茶园{n}")
    found = found_records(CLERK, "茶园")[0]
    assert len(found.hits) == 2 and found.is_more


def test_names_and_numbers_of_persons_are_no_words_to_search_for() -> None:
    new("persons", id_number=secret(NUMBER), name=secret("甲某某"), home=MASHAN)
    assert found_records(LOCAL_OPERATOR, "甲某某") == [] and found_records(LOCAL_OPERATOR, NUMBER) == []


def test_a_person_is_found_by_the_whole_number_by_who_may_see_names() -> None:
    number = new("persons", id_number=secret(NUMBER), name=secret("甲某某"), home=MASHAN)
    assert person_by_number(CLERK, NUMBER.lower()) == person_by_number(MANAGER, f" {NUMBER} ") == number
    assert person_by_number(STRANGER, NUMBER) == person_by_number(DONOR, NUMBER) == 0
    assert person_by_number(CLERK, NUMBER[:-1]) == person_by_number(CLERK, id_number(7)) == 0
    for one in (ADMINISTRATOR, ANONYMOUS):
        with pytest.raises(Refused):
            person_by_number(one, NUMBER)


def test_places_are_found_by_name_and_code_within_reach() -> None:
    assert found_regions(CLERK, "马山")[0] == found_regions(CLERK, "450124")[0] == MASHAN
    assert found_regions(MANAGER, "南宁")[0] == NANNING
    assert found_regions(CLERK, "上林") == found_regions(CLERK, "450125") == []
    assert found_regions(CLERK, "") == found_regions(CLERK, "乌有") == found_regions(CLERK, "%") == []
    assert len(found_regions(MANAGER, "村")) == 10


def test_a_search_asks_no_more_of_more_records() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found_records(CLERK, "茶园")
        return len(queries)

    project("茶园")
    few = asked()
    changes = [{"year": 2023, "region": MASHAN, "name": f"茶园{n:02}", "kind": "industry"} for n in range(60)]
    save([Change("projects", values) for values in changes], LOCAL_OPERATOR)
    new("enterprises", name="茶园公司", region=MASHAN)
    assert asked() == few == 2
