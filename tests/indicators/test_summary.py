"""The summary of a region: a year earlier, the places below, and figures that are asked for twice counted once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.indicators.summary import FUNDS_BY_KIND, FUNNEL, Summary, a_year_earlier, summary
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.kernel.regions import NATION
from jiedui.registers.reviewing import confirm
from tests.kernel.refusals import refusal
from tests.registers.cast import CLERK, DONOR, FUTIAN, MASHAN, NANNING, SHANGLIN, STRANGER
from tests.registers.records import last_batch, new

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 30)


def project(**values: object) -> None:
    new("projects", **{"kind": "industry", "approved_on": date(2023, 3, 4), "fund": 10**8, **values})
    confirm(last_batch(), LOCAL_OPERATOR)


def found(region: str = NANNING, mapped: str = "", **rest: object) -> Summary:
    return summary(LOCAL_OPERATOR, lens_as_of(region, DAY, **rest), mapped)


@pytest.mark.parametrize(
    ("day", "earlier"),
    [(DAY, date(2022, 9, 30)), (date(2024, 2, 29), date(2023, 2, 28)), (date(2025, 2, 28), date(2024, 2, 28))],
)
def test_a_year_earlier_is_the_same_day(day: date, earlier: date) -> None:
    assert a_year_earlier(lens_as_of(MASHAN, day)).as_of == earlier
    lens = a_year_earlier(lens_as_of(MASHAN, day, since=date(day.year, 1, 1)))
    assert lens.since == date(day.year - 1, 1, 1)


def test_an_indicator_that_is_headline_step_and_map_at_once_is_counted_once() -> None:
    new("enterprises", region=MASHAN, signed_on=date(2023, 1, 1), produced_on=date(2023, 5, 1))
    confirm(last_batch(), LOCAL_OPERATOR)
    one = found(mapped="enterprises.in_production")
    assert [f.value for f in one.funnel if f.definition.code == "enterprises.in_production"] == [1]
    assert one.by_place[MASHAN].value == 1
    project()
    assert found(mapped="funds.committed_industry").by_place[MASHAN].value == 100


def test_the_map_begins_with_a_headline_that_is_known_below() -> None:
    assert found().mapped.code == found().choices[0].code
    new("workshops", region=MASHAN, recognised_on=date(2023, 5, 1))
    confirm(last_batch(), LOCAL_OPERATOR)
    assert found().mapped.code == "workshops.running"


def test_the_funds_are_rows_of_every_kind_that_add_up_to_the_whole() -> None:
    for region, kind in ((MASHAN, "industry"), (SHANGLIN, "rural"), (NANNING, "talent")):
        project(region=region, kind=kind, name=kind)
    rows = found().funds
    assert [(row[0].lens.region, row[0].lens.own) for row in rows] == [
        (NANNING, True),
        (MASHAN, False),
        (SHANGLIN, False),
    ]
    assert all(len(row) == len(FUNDS_BY_KIND) for row in rows)
    assert sum(figure.value or 0 for row in rows for figure in row) == 300


def test_only_what_is_paired_or_has_figures_is_in_the_programme() -> None:
    new("pairings", region=SHANGLIN, donor=FUTIAN, since=date(2021, 1, 1))
    new("pairings", region="450126000000", donor=FUTIAN, since=date(2021, 1, 1), until=DAY)
    project(region=MASHAN)
    assert [place.code for place in found().places if place.in_programme] == [MASHAN, SHANGLIN]


def test_places_out_of_reach_are_named_and_have_no_figure() -> None:
    project(region=SHANGLIN)
    one = summary(CLERK, lens_as_of(MASHAN, DAY))
    assert all(place.may_read for place in one.places) and SHANGLIN not in one.by_place
    assert one.elsewhere == []
    new("pairings", region=MASHAN, donor=FUTIAN, since=date(2021, 1, 1))
    assert summary(LOCAL_OPERATOR, lens_as_of(MASHAN, DAY)).elsewhere == [NANNING]
    with pytest.raises(Refused):
        summary(DONOR, lens_as_of(NANNING, DAY))
    with pytest.raises(Refused):
        summary(STRANGER, lens_as_of(MASHAN, DAY))


def test_the_own_level_alone_has_nothing_below() -> None:
    project(region=NANNING)
    one = found(own=True)
    assert one.places == [] and one.by_place == {} and len(one.funds) == 1


@pytest.mark.parametrize("region", [NATION, "450000000000", "450124100000", "450124100001"])
def test_every_level_of_region_has_a_summary(region: str) -> None:
    project(region=MASHAN)
    one = found(region)
    assert len(one.funnel) == len(FUNNEL) and len(one.headlines) == 10


def test_an_unknown_indicator_is_refused() -> None:
    with refusal("CATALOGUE-003", indicator="nothing.here"):
        found(mapped="nothing.here")


def test_the_queries_do_not_grow_with_the_places() -> None:
    project(region=MASHAN)

    def asked(region: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            found(region)
        return len(queries)

    asked(NANNING)
    assert asked("450000000000") == asked(NANNING) <= 10
