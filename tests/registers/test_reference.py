"""The reference pages on disk are those of the declarations, and a page says what its register declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.register_pages import TARGET, write

from jiedui.kernel.accounts import Account, Dimension
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Finding, Record, Register
from jiedui.registers.fields import Choice, Day, Field, RegionField, Text, count, money
from jiedui.registers.reference import PARTS, index, objection, page, pages
from jiedui.registers.rules import add_up, count_on, exactly_one, in_order, needs, not_more

CURRENT = "run: make docs"


def _guessed_twice(record: Record) -> Iterator[Finding]:
    """A number that was guessed.

    More about it.
    """
    yield from ()


def _without_words(record: Record) -> Iterator[Finding]:
    yield from ()


KINDS = {"old": ("老旧", "旧"), "new": ("新建",)}
BRIDGES = Register(
    code="bridges",
    english="bridges",
    chinese="桥梁",
    part="crossings",
    one_record="One bridge.",
    words=("桥梁台账",),
    fields=(
        RegionField(name="region", english="region", headings=("所在地",), required=True, highest=3),
        Text(name="name", english="bridge", headings=("桥名", "桥梁名称"), required=True, limit=30),
        Choice(name="kind", english="kind", headings=("桥型",), options=KINDS),
        Day(name="begun_on", english="begun on", headings=("开工",)),
        Day(name="opened_on", english="opened on", headings=("通车",)),
        count("lanes", "lanes", "车道", unit="个", base="item"),
        money("cost", "cost", "造价"),
        money("toll", "toll", "通行费", unit="元"),
    ),
    key=("region", "name"),
    repeats="refuse",
    checks=(not_more("toll", "cost"), in_order("begun_on", "opened_on", severity="warning"), _guessed_twice),
    accounts=(Account("bridges.count", "item", "bridges open", (Dimension("kind", tuple(KINDS)),)),),
    postings=count_on(lambda record: f"bridges.count.{record['kind']}", "opened_on"),
    evidence=("photo",),
)


def test_the_pages_on_disk_are_current() -> None:
    stale = [name for name, text in pages().items() if (TARGET / name).read_text(encoding="utf-8") != text]
    assert stale == [], CURRENT


def test_every_declared_register_has_a_page_and_no_page_is_without_one() -> None:
    assert {path.stem for path in TARGET.glob("*.md")} - {"README"} == set(registers()), CURRENT


def test_every_link_of_a_page_leads_to_a_page() -> None:
    targets = {link.split(")")[0] for text in pages().values() for link in text.split("](")[1:]}
    assert targets <= set(pages())


def test_every_part_of_the_programme_has_a_title_in_the_index() -> None:
    assert {one.part for one in registers().values()} == set(PARTS)


def test_writing_removes_the_page_of_a_register_that_went(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("once", encoding="utf-8")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(pages())


def test_a_part_without_a_title_stands_last_under_its_code() -> None:
    assert index([BRIDGES, registers()["parks"]]).rstrip().splitlines()[-5:] == [
        "## crossings",
        "",
        "| Register | 台账 | One record |",
        "| --- | --- | --- |",
        "| [bridges](bridges.md) | 桥梁 | One bridge. |",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "# Bridges 桥梁",
        "- **Key**: 所在地 (region) + 桥名 (bridge); rows that agree in it are one record",
        "- **Named in other sheets**: by no other register",
        "- **Evidence**: 照片 (`photo`)",
        "| 所在地 | `region` | region | yes | region, by name or code, from county to village | |",
        "| 桥名 | `name` | bridge | yes | text, up to 30 characters | 桥梁名称 |",
        "| 造价 | `cost` | cost | | money in 元 / 千元 / 万元 / 亿元; the sheet must state the unit | |",
        "| 通行费 | `toll` | toll | | money in 元 / 千元 / 万元 / 亿元; 元 where none is stated | |",
        "- **桥型** is one of `old` 老旧 / 旧; `new` 新建.",
        "| `bridges.count.<kind>` | item | bridges open |",
        "- `<kind>` is `old` or `new`.",
        "What a record posts depends on itself alone.",
        "- 通行费 (toll) is more than 造价 (cost).",
        "- 通车 (opened on) is before 开工 (begun on) (warning).",
        "- A number that was guessed.",
    ],
)
def test_a_page_says_what_is_declared(line: str) -> None:
    assert line in page(BRIDGES).splitlines()


def test_a_refused_repetition_is_told_from_one_that_is_left_out() -> None:
    assert "one that repeats an earlier row is refused (ROW-002)" in page(BRIDGES)
    assert "one that repeats an earlier row is left out with a warning (ROW-002)" in page(registers()["parks"])


def test_the_columns_of_a_linked_record_stand_in_place_of_the_link() -> None:
    text = page(registers()["placements"])
    assert "| `person.id_number` | identity number | yes |" in text
    assert "| `person` |" not in text


def test_a_page_says_on_whose_records_the_postings_depend() -> None:
    text = " ".join(page(registers()["headcounts"]).split())
    assert "depends on the record of [enterprises](enterprises.md), [parks](parks.md) or [workshops]" in text
    assert "Its records post nothing themselves." in page(registers()["duties"])


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        (
            needs("opened_on", "begun_on", "cost"),
            "通车 (opened on) is filled in without 开工 (begun on) and 造价 (cost).",
        ),
        (exactly_one("cost", "toll"), "Not just one of 造价 (cost) and 通行费 (toll) is filled in."),
        (add_up("cost", "toll"), "通行费 (toll) do not add up to 造价 (cost)."),
        (_without_words, "Without words."),
    ],
)
def test_every_check_says_what_it_objects_to(check, sentence: str) -> None:
    assert objection(BRIDGES, check) == sentence


def test_a_kind_of_field_that_the_reference_does_not_know_is_a_bug() -> None:
    strange = (Field(name="x", english="x", headings=("甲",)),)
    odd = Register(
        code="odd", english="odd", chinese="怪", part="x", one_record="One.", fields=strange, key=("x",), homes=("x",)
    )
    with pytest.raises(NotImplementedError, match="Field"):
        page(odd)
