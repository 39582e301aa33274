"""Figures: flows, stocks, cumulative figures and ratios out of the same postings; missing is not zero."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.indicators import figures as arithmetic
from jiedui.indicators.figures import beginning, catalogue, figures, figures_by_month, trace
from jiedui.indicators.queries import ledger_region
from jiedui.journal.models import Batch
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.reviewing import confirm
from tests.indicators.test_catalogue import GOOD
from tests.kernel.refusals import refusal
from tests.registers.records import MASHAN, NANNING, REVIEWER, SHANGLIN, edit, last_batch, new

pytestmark = pytest.mark.django_db

DONE = date(2023, 9, 30)


def confirmed(code: str, /, **values: object) -> int:
    number = new(code, **values)
    confirm(last_batch(), LOCAL_OPERATOR)
    return number


def value(code: str, region: str = NANNING, as_of: date = DONE, **rest: object) -> Decimal | None:
    return figures(lens_as_of(region, as_of, **rest), [(region, False)], [code])[0].value


def project(**values: object) -> int:
    return confirmed("projects", **{"kind": "industry", "approved_on": date(2022, 3, 4), "fund": 10**8} | values)


def test_missing_is_missing_and_a_recorded_zero_is_zero() -> None:
    assert value("promotion.invited") is None
    confirmed("events", held_on=date(2023, 5, 1), invited=0)
    assert value("promotion.invited") == 0
    assert value("promotion.invited", SHANGLIN) is None


def test_what_waits_is_shown_beside_and_not_counted() -> None:
    new("projects", kind="industry", approved_on=date(2022, 3, 4), fund=10**8)
    (found,) = figures(lens_as_of(NANNING, DONE), [(NANNING, False)], ["funds.committed"])
    assert (found.value, found.waiting_value) == (None, Decimal(100))
    assert value("funds.committed", level=0) == 100


def test_a_ratio_without_a_denominator_or_over_zero_is_missing() -> None:
    number = project(fund=0)
    assert value("funds.disbursed_rate") is None
    confirmed("disbursements", project=number, paid_on=date(2023, 1, 1), amount=50)
    assert value("funds.disbursed_rate") is None
    edit("projects", number, fund=200)
    confirm(last_batch(), REVIEWER, level=1)
    assert value("funds.disbursed_rate") == Decimal(25)


def test_a_ratio_is_rounded_half_up_to_two_places() -> None:
    number = project(fund=800)
    confirmed("disbursements", project=number, paid_on=date(2023, 1, 1), amount=1)
    assert value("funds.disbursed_rate") == Decimal("0.13")


def test_a_mean_is_in_the_unit_of_what_it_is_a_mean_of() -> None:
    for region in (MASHAN, SHANGLIN):
        confirmed("pairings", region=region, since=date(2021, 1, 1))
        project(region=region, name=region, fund=3 * 10**8)
    assert value("funds.per_county") == Decimal(300)


def test_one_account_read_as_flow_stock_and_cumulative() -> None:
    for year, month, count in ((2020, 6, 1), (2022, 6, 20), (2023, 6, 300)):
        confirmed("exchanges", visited_on=date(year, month, 1), persons=count, purpose=str(year))
    assert value("organisation.visit_persons") == 300
    assert value("organisation.visit_persons", since=date(2022, 1, 1)) == 320
    assert value("organisation.visit_persons", as_of=date(2022, 12, 31)) == 20
    cumulative, stock = (catalogue().on(code, DONE) for code in ("projects.count", "parks.count"))
    flow = catalogue().on("organisation.visit_persons", DONE)
    lens, bounded = lens_as_of(NANNING, DONE), lens_as_of(NANNING, DONE, since=date(2022, 2, 1))
    assert [beginning(one, lens) for one in (flow, cumulative, stock)] == [date(2023, 1, 1), date(2021, 1, 1), None]
    assert [beginning(one, bounded) for one in (flow, cumulative, stock)] == [date(2022, 2, 1)] * 2 + [None]


def test_a_cumulative_figure_leaves_out_what_came_before_its_base_and_a_stock_does_not() -> None:
    project(approved_on=date(2020, 5, 1))
    confirmed("parks", founded_on=date(2020, 5, 1))
    assert value("projects.count") is None
    assert value("parks.count") == 1


def test_a_figure_on_a_day_counts_that_day_and_not_the_next() -> None:
    project(approved_on=DONE)
    assert value("projects.count", as_of=DONE) == 1
    assert value("projects.count", as_of=DONE - timedelta(days=1)) is None


def test_a_figure_as_known_then_stays_as_it_was() -> None:
    number = project()
    then = Batch.objects.get(id=last_batch()).recorded_at
    edit("projects", number, fund=5 * 10**8)
    confirm(last_batch(), REVIEWER, level=1)
    assert value("funds.committed") == 500
    assert value("funds.committed", known_at=then) == 100
    assert value("funds.committed", known_at=then.replace(year=2000)) is None


def test_months_of_a_flow_add_up_and_months_of_a_stock_are_its_levels() -> None:
    for month, count in ((2, 10), (5, 7), (5, 1)):
        confirmed("exchanges", visited_on=date(2023, month, 3), persons=count, purpose=str(count))
        confirmed("parks", founded_on=date(2023, month, 3), name=f"园{count}")
    lens = lens_as_of(NANNING, DONE)
    flow = figures_by_month(lens, ["organisation.visit_persons"])
    assert [(f.month, f.value) for f in flow if f.value is not None] == [(202302, 10), (202305, 8)]
    stock = figures_by_month(lens, ["parks.count"])
    assert [f.value for f in stock] == [None, 1, 1, 1, 3, 3, 3, 3, 3]
    assert stock[-1].value == value("parks.count")
    assert sum(f.value or 0 for f in flow) == value("organisation.visit_persons")


def test_the_postings_of_a_trace_add_up_to_the_figure() -> None:
    for region, fund in ((NANNING, 300), (MASHAN, 20), (SHANGLIN, 1)):
        project(region=region, name=region, fund=fund * 10**6)
    figure, postings = trace("funds.committed", lens_as_of(NANNING, DONE))
    assert figure.value == 321
    assert sum(posting.amount for posting in postings) == 321 * 10**6
    assert {posting.register for posting in postings} == {"projects"}
    own, alone = trace("funds.committed", lens_as_of(NANNING, DONE, own=True))
    assert (own.value, len(alone)) == (300, 1)


def test_every_figure_of_thirteen_regions_takes_as_many_queries_as_one_of_one() -> None:
    def queries_for(places: list[tuple[str, bool]], codes: list[str] | None) -> int:
        lens = lens_as_of(NANNING, DONE, known_at=Batch.objects.get(id=last_batch()).recorded_at)
        figures(lens, places, codes)
        with CaptureQueriesContext(connection) as captured:
            figures(lens, places, codes)
        return len(captured)

    project()
    one = queries_for([(NANNING, False)], ["projects.count"])
    for number in range(15):
        project(region=f"4501{number + 1:02d}000000", name=f"项目{number}")
    places = [(NANNING, False), (NANNING, True), *((f"4501{n:02d}000000", False) for n in range(1, 13))]
    assert one == queries_for(places, None) == 3


def test_a_ledger_whose_offices_lie_in_two_provinces_sums_over_the_nation() -> None:
    confirmed("offices", region=NANNING, name="市办", since=date(2021, 1, 1))
    confirmed("offices", region="440300000000", name="广东省级办", kind="province", since=date(2021, 1, 1))
    region = ledger_region()
    assert value("organisation.offices", region) == 2
    assert trace("organisation.offices", lens_as_of(region, DONE))[0].value == 2


def test_a_donors_office_does_not_widen_the_ledgers_region() -> None:
    confirmed("offices", region=NANNING, name="市办", since=date(2021, 1, 1))
    confirmed("offices", region="440300000000", name="前方工作组", kind="donor", since=date(2021, 1, 1))
    assert ledger_region() == NANNING


def test_an_empty_ledger_has_no_region_of_its_own() -> None:
    with refusal("REGION-004"):
        ledger_region()


def test_an_unknown_indicator_and_an_empty_period_are_refused() -> None:
    with refusal("CATALOGUE-003", indicator="funds.nothing"):
        value("funds.nothing")
    with refusal("LEDGER-009"):
        Lens(NANNING, date(2023, 1, 1), since=date(2023, 1, 1))


def test_an_offices_own_definition_counts_from_the_day_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "catalogue.toml"
    text = GOOD.replace("funds.mine", "funds.committed").replace("version = 1", "version = 2")
    text = text.replace("valid_from = 2021-01-01", "valid_from = 2023-01-01").replace(
        '"funds.committed"\n', '"funds.spent"\n', 2
    )
    text = text.replace('code = "funds.spent"', 'code = "funds.committed"')
    own.write_text(text, "utf-8")
    number = project(fund=10**8)
    confirmed("spendings", project=number, spent_on=date(2022, 4, 1), amount=10**6)
    monkeypatch.setattr(arithmetic.settings, "CATALOGUE_OVERLAY", own)
    assert value("funds.committed", as_of=date(2022, 12, 31)) == 100
    assert value("funds.committed", as_of=DONE) == 1
    (found,) = figures(lens_as_of(NANNING, DONE), [(NANNING, False)], ["funds.committed"])
    assert found.definition.version == 2
