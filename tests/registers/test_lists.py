"""Lists of records: every order walked both ways, what is out of reach, and registers too long to be read whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers import lists, rows
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.fields import Sealed
from jiedui.registers.filters import read_filters
from jiedui.registers.keys import secret
from jiedui.registers.lists import Asked, page_of_records
from tests.registers.cast import ANONYMOUS, CLERK, DONOR, MASHAN, SHANGLIN, STRANGER
from tests.registers.records import id_number, record

pytestmark = pytest.mark.django_db

PROJECTS = registers()["projects"]
NAMES = ("茶园", "水利", "学校", "Ab", "aB", "道路")


@pytest.fixture
def projects() -> list[Record]:
    """Thirteen projects of Mashan with gaps and repetitions in their values, among ten of Shanglin."""
    changes = []
    for n in range(23):
        values: dict[str, Any] = {"year": 2021 + n % 3, "name": f"{NAMES[n % 6]}{n:02}", "kind": "industry"}
        values |= {"region": SHANGLIN if n % 7 in (1, 3, 5) else MASHAN, "fund": None if n % 4 == 0 else n % 5 * 100}
        values |= {"approved_on": date(2022, 1 + n % 5, 1) if n % 4 else None, "code": f"P{n:02}" if n % 3 else None}
        changes.append(Change("projects", values))
    save(changes, LOCAL_OPERATOR)
    everything = rows.page_of(PROJECTS, "1 = 1", 0, 100)
    return [one for one in everything if one["region"] == MASHAN]


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every register with more than six records is long."""
    for name, number in (("LONG", 6), ("NEAR", 2), ("COUNTED_AMONG", 4)):
        monkeypatch.setattr(lists, name, number)


def walked(actor: Actor, asked: Asked, limit: int) -> Iterator[list[int]]:
    """The numbers on each page, from the first to the last."""
    page = page_of_records(actor, PROJECTS, asked, limit=limit)
    assert not page.has_earlier
    while True:
        yield [one.id for one in page.records]
        if not (page.has_later or page.go_on):
            return
        behind = page.records[-1].id if page.has_later else page.go_on
        page = page_of_records(actor, PROJECTS, asked, after=behind, limit=limit)


def expected(records: list[Record], name: str, *, down: bool) -> list[int]:
    def key(one: Record) -> Any:
        value = one[name]
        return (value.encode() if isinstance(value, str) else value, one.id)

    valued = sorted((one for one in records if one[name] is not None), key=key, reverse=down)
    empty = sorted((one.id for one in records if one[name] is None), reverse=down)
    return [*(one.id for one in valued), *empty]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("name", ["name", "code", "year", "fund", "approved_on", "region", "kind"])
@pytest.mark.parametrize("limit", [1, 4, 50])
def test_any_order_is_walked_whole_forward_and_back(projects: list[Record], name: str, down: bool, limit: int) -> None:
    asked = Asked(order=name, downward=down)
    pages = list(walked(CLERK, asked, limit))
    numbers = [number for page in pages for number in page]
    assert numbers == expected(projects, name, down=down)
    last = page_of_records(CLERK, PROJECTS, asked, before=numbers[-1], limit=50)
    assert [one.id for one in last.records] == numbers[:-1] and last.has_later
    assert last.has_earlier is (len(numbers) - 1 > 50)


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("name", ["", "name", "year", "region"])
def test_a_long_register_in_an_indexed_order_is_walked_whole(projects: list[Record], name: str, down: bool) -> None:
    numbers = [number for page in walked(CLERK, Asked(order=name, downward=down), 3) for number in page]
    everything = [one.id for one in projects] if not name else expected(projects, name, down=down)
    assert numbers == (everything[::-1] if down and not name else everything)


@pytest.mark.usefixtures("long", "projects")
def test_a_long_register_is_put_in_no_other_order() -> None:
    page = page_of_records(CLERK, PROJECTS, Asked(order="fund"))
    assert page.is_long and page.order == "" and "fund" not in page.orders and "name" in page.orders


@pytest.mark.usefixtures("long", "projects")
def test_looking_stops_and_says_so_and_goes_on_behind() -> None:
    filters, _ = read_filters(PROJECTS, {"name.holds": ["21"]})
    asked = Asked(filters=tuple(filters))
    page = page_of_records(CLERK, PROJECTS, asked)
    assert page.records == [] and page.looked_at == 6 and page.go_on and page.counted == "looked"
    found = [number for numbers in walked(CLERK, asked, 50) for number in numbers]
    assert [record("projects", number)["name"] for number in found] == ["Ab21"]


@pytest.mark.usefixtures("projects")
def test_who_reaches_few_records_of_a_long_register_gets_a_list_as_of_a_short_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "LONG", 20)
    page = page_of_records(CLERK, PROJECTS, Asked(order="fund"))
    assert not page.is_long and page.order == "fund" and (page.count, page.counted) == (len(page.records), "exact")
    assert {one["region"] for one in page.records} == {MASHAN}
    monkeypatch.setattr(lists, "NEAR", 5)
    assert page_of_records(CLERK, PROJECTS, Asked(order="fund")).is_long


@pytest.mark.usefixtures("long")
def test_in_a_long_register_names_are_found_by_how_they_begin(projects: list[Record]) -> None:
    found = page_of_records(CLERK, PROJECTS, Asked(search="茶园"))
    assert [one.id for one in found.records] == [one.id for one in projects if one["name"].startswith("茶园")]
    assert page_of_records(CLERK, PROJECTS, Asked(search="园")).records == []
    assert len(page_of_records(CLERK, PROJECTS, Asked(search=str(projects[3].id))).records) == 1
    assert page_of_records(CLERK, PROJECTS, Asked(search="茶%")).records == []


@pytest.mark.usefixtures("long")
def test_what_is_linked_is_found_by_the_name_of_what_it_links_to(projects: list[Record]) -> None:
    payment = {"paid_on": date(2023, 1, 1), "amount": 100}
    save([Change("disbursements", {**payment, "project": one.id}) for one in projects], LOCAL_OPERATOR)
    found = page_of_records(CLERK, registers()["disbursements"], Asked(search=projects[0]["name"]))
    assert [one["project"] for one in found.records] == [projects[0].id]


@pytest.mark.parametrize("is_long", [False, True])
def test_what_is_out_of_reach_is_neither_shown_nor_counted(
    projects: list[Record], is_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_long:
        monkeypatch.setattr(lists, "LONG", 6)
    page = page_of_records(CLERK, PROJECTS)
    assert page.count == len(page.records) == len(projects) == 13
    assert page_of_records(STRANGER, PROJECTS).count == 10
    assert page_of_records(DONOR, PROJECTS).count == 13
    with pytest.raises(Refused):
        page_of_records(ANONYMOUS, PROJECTS)


def test_a_place_in_an_order_tells_nothing_of_a_record_out_of_reach(projects: list[Record]) -> None:
    theirs = next(
        one for one in page_of_records(STRANGER, PROJECTS).records if one["name"] > projects[0]["name"]
    )  # fmt: skip
    page = page_of_records(CLERK, PROJECTS, Asked(order="name"), after=theirs.id)
    assert not page.has_earlier and [one.id for one in page.records] == expected(projects, "name", down=False)


@pytest.mark.parametrize("number", [-1, 10**18 - 1, 1])
@pytest.mark.parametrize("order", ["", "name", "fund"])
def test_a_place_that_is_none_is_no_fault(projects: list[Record], number: int, order: str) -> None:
    page_of_records(CLERK, PROJECTS, Asked(order=order), after=number)
    page_of_records(CLERK, PROJECTS, Asked(order=order, downward=True), before=number)


@pytest.mark.parametrize("order", ["nothing", "id", 'name" DESC --', "key", "standing"])
def test_an_order_that_is_none_is_that_of_the_numbers(projects: list[Record], order: str) -> None:
    page = page_of_records(CLERK, PROJECTS, Asked(order=order))
    assert page.order == "" and [one.id for one in page.records] == [one.id for one in projects]


def test_a_sealed_field_orders_and_filters_nothing() -> None:
    persons = registers()["persons"]
    for n in (3, 1, 2):
        values = {"id_number": secret(id_number(n)), "name": secret(f"演示{n}"), "home": MASHAN, "household": "other"}
        save([Change("persons", values)], LOCAL_OPERATOR)
    for field in persons.sealed:
        page = page_of_records(CLERK, persons, Asked(order=field.name))
        assert page.order == "" and field.name not in page.orders
        given = {f"{field.name}.{part}": ["1"] for part in ("is", "holds", "from", "to", "below", "filled")}
        assert read_filters(persons, given) == ([], [])
    assert not any(isinstance(persons.field(name), Sealed) for name in lists.orders_of(persons, is_long=False))


FILTERED = [
    ({"year.from": ["2023"]}, lambda r: r["year"] >= 2023),
    ({"year.from": ["2022"], "year.to": ["2022年"]}, lambda r: r["year"] == 2022),
    ({"fund.to": ["2"]}, lambda r: r["fund"] is not None and r["fund"] <= 200),
    ({"fund.filled": ["no"]}, lambda r: r["fund"] is None),
    ({"approved_on.filled": ["yes"]}, lambda r: r["approved_on"] is not None),
    ({"approved_on.from": ["2022-03-01"]}, lambda r: r["approved_on"] and r["approved_on"] >= date(2022, 3, 1)),
    ({"approved_on.to": ["2022-03-01"]}, lambda r: r["approved_on"] and r["approved_on"] <= date(2022, 3, 1)),
    ({"name.holds": ["园0"]}, lambda r: "园0" in r["name"]),
    ({"name.holds": ["AB"]}, lambda r: "ab" in r["name"].lower()),
    ({"kind.is": ["industry", "employment"]}, lambda r: True),
    ({"kind.is": ["employment"]}, lambda r: r["kind"] == "employment"),
    ({"region.below": ["南宁"]}, lambda r: True),
    ({"region.below": [MASHAN]}, lambda r: True),
    ({"region.below": [SHANGLIN]}, lambda r: False),
    ({"name.holds": ["%"]}, lambda r: False),
    ({"name.holds": ["' OR 1=1 --"]}, lambda r: False),
]


@pytest.mark.parametrize("given", range(len(FILTERED)))
def test_a_filter_lets_through_what_it_says(projects: list[Record], given: int) -> None:
    texts, holds = FILTERED[given]
    filters, unread = read_filters(PROJECTS, texts)
    assert not unread
    page = page_of_records(CLERK, PROJECTS, Asked(filters=tuple(filters)))
    wanted = [one.id for one in projects if holds(one)]
    assert [one.id for one in page.records] == wanted and page.count == len(wanted)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("year.from", "来年"), ("fund.from", "很多"), ("approved_on.to", "2023-13-01"), ("region.below", "乌有县"),
        ("kind.is", "magic"), ("fund.filled", "maybe"), ("fund.from", "9" * 40), ("year.to", "' OR 1=1"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_named_and_not_applied(projects: list[Record], name: str, text: str) -> None:
    filters, unread = read_filters(PROJECTS, {name: [text]})
    assert filters == [] and [one.text for one in unread] == [text]


def test_a_name_that_is_no_filter_is_left_out() -> None:
    given = {"nothing.is": ["1"], "name.is": ["1"], "id.from": ["1"], 'name" --.holds': ["1"], "fund.holds": ["1"]}
    assert read_filters(PROJECTS, given) == ([], [])


def test_what_needs_attention_is_listed_by_the_rule_that_counts_it(projects: list[Record]) -> None:
    page = page_of_records(CLERK, PROJECTS, Asked(attention=("unchecked", MASHAN, date(2023, 1, 1), False)))
    assert [one.id for one in page.records] == [one.id for one in projects if one["approved_on"]]
    page = page_of_records(STRANGER, PROJECTS, Asked(attention=("unchecked", MASHAN, date(2023, 1, 1), False)))
    assert page.records == [] and page.count == 0
    page = page_of_records(CLERK, PROJECTS, Asked(attention=("nothing", MASHAN, date(2023, 1, 1), False)))
    assert page.records == []


def test_a_page_asks_no_more_of_more_records(projects: list[Record]) -> None:
    def asked(order: str, limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of_records(CLERK, PROJECTS, Asked(order=order), limit=limit)
        return len(queries)

    assert asked("", 1) == asked("", 13) <= 4
    assert max(asked("name", 1), asked("name", 60)) <= 5
