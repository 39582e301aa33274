"""Region codes: lineage by segments, subtrees, and codes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.kernel import regions
from tests.kernel.refusals import refusal

NANNING, MASHAN = "450100000000", "450124000000"
DONGGUAN, DONGCHENG = "441900000000", "441900003000"

segment = st.sampled_from(["000", "001", "101", "999"])
codes = st.builds(
    lambda province, city, county, town, village: province + city + county + town + village,
    st.sampled_from(["11", "44", "45"]),
    st.sampled_from(["00", "01", "19", "90"]),
    st.sampled_from(["00", "01", "24"]),
    segment,
    segment,
)


@pytest.mark.parametrize(
    ("given_code", "normal"),
    [
        ("45", "450000000000"),
        ("4501", NANNING),
        ("450124", MASHAN),
        ("450124101", "450124101000"),
        (" 450124101203 ", "450124101203"),
    ],
)
def test_a_code_is_filled_up_to_twelve_digits(given_code: str, normal: str) -> None:
    assert regions.normal_code(given_code) == normal


@pytest.mark.parametrize(
    "text", ["", "4", "45012", "4501241012035", "马山县", "45O124", "４５０１２４", "-50124", "450.24"]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with refusal("REGION-001", found=text):
        regions.normal_code(text)


def test_a_village_lies_in_its_township_county_city_and_province() -> None:
    assert regions.lineage("450124101203") == (
        "450124101203",
        "450124101000",
        MASHAN,
        NANNING,
        "450000000000",
    )


def test_a_city_without_counties_passes_straight_from_township_to_city() -> None:
    assert regions.level(DONGCHENG) == regions.TOWNSHIP
    assert regions.lineage(DONGCHENG) == (DONGCHENG, DONGGUAN, "440000000000")
    assert regions.parent(DONGCHENG) == DONGGUAN


def test_above_a_province_is_the_nation_and_nothing_above_that() -> None:
    assert regions.parent("450000000000") == regions.NATION
    assert regions.lineage(regions.NATION) == ()
    assert regions.level(regions.NATION) == 0


def test_a_subtree_ends_where_the_next_code_begins() -> None:
    assert regions.subtree_bounds(MASHAN) == (MASHAN, "450124999999")
    assert regions.subtree_bounds(DONGGUAN) == (DONGGUAN, "441999999999")
    assert not regions.is_within("450125000000", MASHAN)
    assert not regions.is_within(NANNING, MASHAN)


@given(codes, codes)
def test_a_code_is_within_another_exactly_when_that_is_in_its_lineage(code: str, region: str) -> None:
    assert regions.is_within(code, region) == (region in regions.lineage(code))


@given(codes)
def test_a_lineage_climbs_level_by_level_and_names_nobody_twice(code: str) -> None:
    line = regions.lineage(code)
    levels = [regions.level(one) for one in line]
    assert line[0] == code
    assert levels == sorted(set(levels), reverse=True)
    assert all(len(one) == 12 for one in line)


@given(st.lists(codes, min_size=1, max_size=6))
def test_the_smallest_common_region_holds_all_and_no_child_of_it_does(found: list[str]) -> None:
    common = regions.smallest_common(found)
    assert common is not None
    assert all(regions.is_within(code, common) for code in found)
    shared = set(regions.lineage(found[0])).intersection(*(regions.lineage(code) for code in found))
    assert all(regions.level(one) <= regions.level(common) for one in shared)


def test_no_codes_have_no_common_region() -> None:
    assert regions.smallest_common([]) is None
