"""Parks, workshops, the funnel and work as values: sums that are the figures, and what stays missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jiedui.indicators.bases import bases
from jiedui.indicators.employment import employment
from jiedui.indicators.funnel import OTHER, Span, funnel
from jiedui.indicators.parks import parks
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.kernel.units import in_unit
from jiedui.registers.chains import chain
from tests.registers.cast import CLERK, STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, edit, new

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 30)


def waiting(region: str = MASHAN, as_of: date = DAY) -> Lens:
    """A lens that counts what is not confirmed as well."""
    return lens_as_of(region, as_of, level=0)


@pytest.mark.parametrize("read", [parks, bases, funnel, employment])
def test_a_stranger_reads_nothing_of_a_county(read: object) -> None:
    with pytest.raises(Refused, match="RIGHT-002"):
        read(STRANGER, waiting())  # type: ignore[operator]  # one of the four


def test_the_lines_of_a_park_add_up_to_the_figures() -> None:
    one = new("parks", region=MASHAN, name="甲园")
    for amount, kind in ((100, "rent"), (250, "dividend"), (7, "wage")):
        new("benefits", park=one, amount=amount, kind=kind, paid_on=date(2023, 3, 1), voucher=str(amount))
    for day, rural in ((date(2023, 1, 31), 10), (date(2023, 6, 30), 14)):
        new("headcounts", enterprise=None, park=one, counted_on=day, rural=rural, total=rural + 3, lifted=4)
    found = parks(LOCAL_OPERATOR, waiting())
    figures = {figure.definition.code: figure for figure in found.figures}
    (park,) = found.parks
    income = sum(line.amount for (_, kind), lines in park.income.items() if kind in found.counted for line in lines)
    assert in_unit(income, "万元") == figures["parks.income"].value == Decimal("0.00035")
    assert sum(line.amount for line in park.jobs) == figures["parks.jobs"].value == 17
    assert found.counted == {"rent", "dividend"} and found.kinds == ["rent", "dividend", "wage"]


def test_a_corrected_payment_shows_its_last_amount_alone() -> None:
    one = new("parks")
    number = new("benefits", park=one, amount=100, kind="rent", paid_on=date(2023, 3, 1))
    edit("benefits", number, amount=300)
    (park,) = parks(LOCAL_OPERATOR, waiting()).parks
    assert [line.amount for lines in park.income.values() for line in lines] == [300]


def test_a_park_that_began_later_is_not_there_yet() -> None:
    new("parks", founded_on=date(2023, 10, 1))
    assert parks(LOCAL_OPERATOR, waiting()).parks == []


def test_a_stopped_workshop_does_not_run_and_an_uncounted_one_has_no_jobs() -> None:
    base = new("bases")
    new("workshops", name="停", base=base, stopped_on=date(2023, 5, 1), state="stopped")
    new("workshops", name="开", base=base)
    (found,) = bases(LOCAL_OPERATOR, waiting()).bases
    assert [(shop.record["name"], shop.runs, shop.jobs) for shop in found.workshops] == [
        ("停", False, None),
        ("开", True, None),
    ]


def test_the_rows_of_the_funnel_add_up_to_its_figures() -> None:
    event = new("events", name="会", invited=30)
    new("delegations", event=event, persons=8)
    new("delegations", party="散客", persons=5)
    for name, named in (("甲", "会"), ("乙", "无此会"), ("丙", None)):
        new("enterprises", name=name, event=named, signed_on=date(2023, 2, 1), agreed=1_000_000)
    found = funnel(LOCAL_OPERATOR, waiting())
    for figure in found.figures:
        code = figure.definition.code
        amounts = [row.cells[code].amount for row in found.rows if code in row.cells]
        whole = in_unit(sum(amounts), figure.definition.unit) if amounts else None
        assert whole == figure.value, code
    assert [row.event.id if row.event else row.words for row in found.rows] == [event, "无此会", OTHER]


def test_a_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    assert Span((1, 4, 9, 30), 2).median == Decimal("6.5") and Span((), 2).median is None


def test_a_chain_names_whom_else_a_partner_serves() -> None:
    first, second = (new("enterprises", name=name) for name in ("甲", "乙"))
    own = new("chain_links", enterprise=first, role="cold_store", partner="冷库")
    shared = new("chain_links", enterprise=second, role="cold_store", partner="冷库")
    reverse = new("chain_links", enterprise=second, role="supplier", partner="甲")
    new("chain_links", enterprise=second, role="buyer", partner="别家")
    found = chain(LOCAL_OPERATOR, MASHAN, DAY, first)
    assert [link.id for link in found.links] == [own, shared, reverse] and found.known["甲"].id == first


def test_a_link_that_begins_later_or_lies_out_of_reach_is_left_out() -> None:
    first, beyond = new("enterprises", name="甲"), new("enterprises", name="外", region=SHANGLIN)
    own = new("chain_links", enterprise=first, partner="冷库")
    new("chain_links", enterprise=first, partner="后来", since=date(2024, 1, 1))
    new("chain_links", enterprise=beyond, partner="冷库")
    assert [link.id for link in chain(CLERK, MASHAN, DAY, first).links] == [own]


def test_months_end_with_the_lens_and_begin_with_it() -> None:
    new("placements", started_on=date(2022, 5, 1), ended_on=date(2023, 2, 1))
    new("placements", person=new("persons", number_=2), started_on=date(2023, 8, 31))
    found = employment(LOCAL_OPERATOR, waiting(NANNING))
    (east,) = [one for one in found.destinations if one.months.ended or one.months.open]
    assert (east.months.ended, east.months.ended_months, east.months.open, east.months.open_months) == (1, 2, 1, 2)
    whole = employment(LOCAL_OPERATOR, replace(waiting(NANNING), since=date(2021, 1, 1)))
    assert next(one.months.ended_months for one in whole.destinations if one.code == east.code) == 10
