"""Region files: the tree, an office's own list, successions; a fault names its line."""

from __future__ import annotations

import pytest

from jiedui.kernel.errors import Refused
from jiedui.places.reading import read_list, read_successions, read_tree


def test_a_tree_gives_each_line_the_segments_of_the_lines_above_it() -> None:
    rows = list(read_tree("# head\n45 广西壮族自治区\n 01 南宁市\n  24 马山县\n   100 白山镇\n    200 造华村委会\n"))
    assert [(row.code, row.level) for row in rows] == [
        ("450000000000", 1),
        ("450100000000", 2),
        ("450124000000", 3),
        ("450124100000", 4),
        ("450124100200", 5),
    ]


def test_a_county_line_that_repeats_its_prefecture_is_no_region_of_its_own() -> None:
    rows = list(read_tree("44 广东省\n 19 东莞市\n  00 东莞市\n   003 东城街道\n"))
    assert [row.code for row in rows] == ["440000000000", "441900000000", "441900003000"]


@pytest.mark.parametrize("line", ["4 广西", "45", "ab 广西", "      01 村"])
def test_a_line_that_is_no_region_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(Refused) as refusal:
        list(read_tree(f"45 广西壮族自治区\n{line}\n"))
    assert refusal.value.problems[0].code == "REGION-003"
    assert refusal.value.problems[0].fields["line"] == 2


def test_a_list_may_have_a_heading_and_any_separator() -> None:
    for mark in (",", "\t", ";"):
        rows = list(read_list(f"code{mark}name\n450124100300{mark}上龙村委会\n"))
        assert [(row.code, row.name, row.level) for row in rows] == [("450124100300", "上龙村委会", 5)]


def test_a_list_row_without_a_name_or_with_no_code_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        list(read_list("450124100300,\n"))
    assert refusal.value.problems[0].code == "REGION-003"
    with pytest.raises(Refused) as refusal:
        list(read_list("450124,马山县\n45012,某地\n"))
    assert refusal.value.problems[0].code == "REGION-001"


def test_a_succession_keeps_the_last_year_of_the_old_code() -> None:
    [row] = read_successions("450127\t横县\t2021\t450181\n")
    assert (row.code, row.until, row.successor) == ("450127000000", 2020, "450181000000")


def test_a_succession_without_a_year_is_refused() -> None:
    with pytest.raises(Refused):
        list(read_successions("450127\t横县\t\t450181\n"))
