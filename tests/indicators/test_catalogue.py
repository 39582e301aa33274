"""The catalogue: what is refused, with line and reason; versions and an office's own file; the shipped definitions."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from jiedui.indicators.catalogue import Catalogue, Definition, load, parse
from jiedui.kernel.accounts import selects
from jiedui.registers.catalogue import chart
from tests.kernel.refusals import refusal

GOOD = """
[[indicator]]
code = "funds.mine"
version = 1
valid_from = 2021-01-01
zh = "我的资金"
en = "my funds"
unit = "万元"
kind = "cumulative"
base = 2021-01-01
area = "funds"
rule = "协作资金"
formula = "funds.committed"
"""
RATIO = (
    GOOD.replace('"cumulative"', '"ratio"').replace("formula", "numerator").replace("万元", "%") + 'reading = "stock"\n'
)
SOME_SLUGS = ("commission", "rent", "dividend", "else")
FIXED = [
    "funds.committed",
    "projects.count",
    "parks.income",
    "parks.jobs",
    "promotion.events",
    "promotion.invited",
    "promotion.on_site",
    "promotion.chambers_signed",
    "promotion.enterprises_signed",
    "enterprises.in_production",
    "investment.paid_in",
    "employment.rural",
    "employment.lifted",
    "labour.east_ever",
    "labour.trip_persons",
    "training.classes",
    "training.persons",
]


def shipped() -> Catalogue:
    return load(chart())


def all_definitions() -> list[Definition]:
    return [one for versions in shipped().versions.values() for one in versions]


def test_a_good_definition_is_read_whole() -> None:
    (one,) = parse(GOOD, chart(), "own.toml")
    assert (one.code, one.version, one.unit, one.reading, one.patterns) == (
        "funds.mine",
        1,
        "万元",
        "cumulative",
        ("funds.committed",),
    )
    assert one.where == "own.toml:2"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[indicator]\n", "line 1"),
        ("[[indicator]]\ncode = \n", "line 2"),
        ("[indicator]\ncode = 'a'\n", "expected [[indicator]] tables"),
        ("[[indicators]]\ncode = 'a'\n", "found indicators"),
        ("indicator = [{code = 'a'}]\n", "expected [[indicator]] tables"),
        ("indicator = 5\n", "expected [[indicator]] tables"),
        (GOOD + "[other]\nx = 1\n", "found other"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(text: str, reason: str) -> None:
    with refusal("CATALOGUE-001") as problems:
        parse(text, chart(), "own.toml")
    assert "own.toml" in str(problems[0].fields["detail"])
    assert reason in str(problems[0].fields["detail"])


@pytest.mark.parametrize(
    "name", ["version", "valid_from", "zh", "en", "unit", "kind", "area", "rule", "formula", "base"]
)
def test_a_definition_without_a_key_that_it_needs_is_refused(name: str) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{name} ="))
    _is_refused(text, "base date" if name == "base" else f"{name} is missing")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('rule = "', 'ruled = "x"\nrule = "', "ruled is not a known key"),
        ('"cumulative"', '"cumulativ"', "kind cumulativ is not"),
        ('"万元"', '"斤"', "unit 斤 is not known"),
        ('"万元"', '"人"', "unit 人 cannot print fen"),
        ('"funds.committed"', '"funds.commited"', "names funds.commited, which no declared account answers to"),
        ('"funds.committed"', '"fund"', "names fund, which"),
        ('"funds.committed"', '"funds.committed funds.spent"', "cannot be read"),
        ('"funds.committed"', '"funds.committed * 2"', "cannot be read"),
        ('"funds.committed"', '"funds.committed +"', "cannot be read"),
        ('"funds.committed"', '""', "formula is missing"),
        ('"funds.committed"', '"funds.committed + projects.count"', "adds up different units (fen, item)"),
        ('"funds.committed"', '"projects"', "adds up different units"),
        ("version = 1", 'version = "1"', "version = '1' has the wrong type"),
        ("version = 1", "version = true", "wrong type"),
        ("valid_from = 2021-01-01", 'valid_from = "2021"', "wrong type"),
        ("valid_from = 2021-01-01", "valid_from = 2021-01-01T00:00:00", "wrong type"),
        ('rule = "', 'aliases = "x"\nrule = "', "wrong type"),
        ('rule = "', 'aliases = [5]\nrule = "', "wrong type"),
        ('zh = "我的资金"', "zh = 5", "wrong type"),
        ('rule = "', 'headline = 1\nrule = "', "wrong type"),
        ('rule = "', 'headline = "yes"\nrule = "', "wrong type"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_line_and_the_reason(old: str, new: str, reason: str) -> None:
    assert GOOD.count(old) == 1
    _is_refused(GOOD.replace(old, new), reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (RATIO, "denominator is missing"),
        (RATIO + 'denominator = "nowhere"\n', "denominator names nowhere"),
        (RATIO.replace('reading = "stock"', "") + 'denominator = "funds.spent"\n', "reading (none) is not"),
        (RATIO + 'denominator = "funds.spent + projects.count"\n', "the denominator adds up different units"),
        (RATIO.replace('"%"', '"人"') + 'denominator = "funds.spent"\n', "unit 人 cannot print fen"),
    ],
)
def test_a_wrong_ratio_is_refused(text: str, reason: str) -> None:
    _is_refused(text, reason)


def _is_refused(text: str, reason: str) -> None:
    with refusal("CATALOGUE-002", indicator="funds.mine") as problems:
        parse(text, chart(), "own.toml")
    detail = str(problems[0].fields["detail"])
    assert detail.startswith("own.toml:2: ")
    assert reason in detail


def test_a_version_defined_twice_is_refused_at_the_second() -> None:
    with refusal("CATALOGUE-002", indicator="funds.mine") as problems:
        parse(GOOD + GOOD, chart(), "own.toml")
    assert "own.toml:15: version 1 is defined twice" in str(problems[0].fields["detail"])


def test_a_heading_with_blanks_and_a_remark_is_a_heading() -> None:
    text = GOOD.replace("[[indicator]]", "  [[ indicator ]]  # mine")
    assert [one.code for one in parse(text, chart(), "own.toml")] == ["funds.mine"]


def test_a_part_of_what_is_no_indicator_is_refused_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(GOOD + 'part_of = "funds.nothing"\n', "utf-8")
    with refusal("CATALOGUE-002", indicator="funds.mine") as problems:
        load(chart(), own)
    assert "own.toml:2: part_of names funds.nothing" in str(problems[0].fields["detail"])


def test_an_overlay_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes("zh = '资金'".encode("gb18030"))
    with refusal("FILE-009"):
        load(chart(), own)


def test_an_overlay_replaces_a_version_adds_a_dated_one_and_old_days_keep_the_old(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    later = GOOD.replace("funds.mine", "projects.count").replace("version = 1", "version = 2")
    later = later.replace("valid_from = 2021-01-01", "valid_from = 2024-01-01")
    replaced = GOOD.replace("funds.mine", "funds.committed").replace("我的资金", "改名的资金")
    own.write_text(later + replaced + GOOD, "utf-8")
    known = load(chart(), own)
    assert known.on("projects.count", date(2023, 12, 31)) == shipped().on("projects.count", date(2023, 12, 31))
    assert known.on("projects.count", date(2024, 1, 1)).version == 2
    assert known.on("projects.count", date(2000, 1, 1)).version == 1
    assert known.on("funds.committed", date(2023, 1, 1)).zh == "改名的资金"
    assert known.on("funds.mine", date(2023, 1, 1)).zh == "我的资金"
    assert len(known.all_on(date(2023, 1, 1))) == len(shipped().versions) + 1


def test_without_an_overlay_the_shipped_catalogue_holds(tmp_path: Path) -> None:
    assert load(chart(), tmp_path / "none.toml").versions == shipped().versions


def test_an_unknown_indicator_is_refused() -> None:
    with refusal("CATALOGUE-003", indicator="funds.mine"):
        shipped().on("funds.mine", date(2023, 1, 1))


@pytest.mark.parametrize("code", FIXED)
def test_the_shipped_catalogue_has_every_fixed_code(code: str) -> None:
    one = shipped().on(code, date(2023, 9, 30))
    assert one.zh
    assert one.en
    assert one.rule


@pytest.mark.parametrize("one", all_definitions(), ids=lambda one: f"{one.code}-{one.version}")
def test_a_shipped_definition_counts_accounts_that_exist_and_parts_are_subsets(one: Definition) -> None:
    codes = [
        ".".join((*segments, *cell))
        for segments, account in chart().declared.items()
        for cell in product(*(dimension.values or SOME_SLUGS for dimension in account.dimensions))
    ]
    for pattern in one.patterns:
        assert chart().answering(pattern), pattern
    if one.part_of:
        whole = shipped().versions[one.part_of][-1]
        mine = {code for code in codes if any(selects(term.pattern, code) for term in one.formula)}
        its = {code for code in codes if any(selects(term.pattern, code) for term in whole.formula)}
        is_of_another_kind = (one.code, one.part_of) == ("parks.investment", "investment.paid_in")
        assert mine
        assert mine <= its or is_of_another_kind
        assert one.unit == whole.unit
        assert (one.reading, one.base) == (whole.reading, whole.base)


def test_the_overview_has_ten_headlines_and_an_office_may_choose_its_own(tmp_path: Path) -> None:
    shipped_ones = shipped().headlines(date(2023, 9, 30))
    assert len(shipped_ones) == 10 and "funds.committed" in shipped_ones
    overlay = tmp_path / "catalogue.toml"
    overlay.write_text(GOOD + "headline = true\n", "utf-8")
    assert load(chart(), overlay).headlines(date(2023, 9, 30)) == [*shipped_ones, "funds.mine"]


def test_the_funds_by_kind_of_project_are_the_whole() -> None:
    whole = set(_cells("funds.committed"))
    parts = [one for one in all_definitions() if one.part_of == "funds.committed" and one.patterns[0].count(".") == 2]
    kinds = [one for one in parts if "*" not in one.patterns[0]]
    found = [code for one in kinds for code in whole if selects(one.patterns[0], code)]
    assert len(kinds) == 6 and sorted(found) == sorted(whole)


def _cells(account: str) -> list[str]:
    one = chart().declared[tuple(account.split("."))]
    return [".".join((account, *cell)) for cell in product(*(dimension.values for dimension in one.dimensions))]
