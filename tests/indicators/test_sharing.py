"""How the income of a park is shared: by the shares of the day, in whole fen that add up."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jiedui.indicators.behind import Line
from jiedui.indicators.sharing import sharing
from jiedui.registers.declaration import Record
from tests.people.offices import FUTIAN, MASHAN

BEGINS, TURNS = date(2022, 1, 1), date(2023, 7, 1)


def share(number: int, party: str, percent: int, since: date = BEGINS, until: date | None = None) -> Record:
    values = {"party": party, "share": percent, "since": since, "until": until}
    return Record("income_shares", number, values, number)


def line(amount: int, day: date, record: int = 1) -> Line:
    return Line("benefits", record, day, amount)


def test_a_cent_is_neither_lost_nor_made() -> None:
    found = sharing([line(114_001, TURNS)], [share(1, MASHAN, 3333), share(2, FUTIAN, 6667)])
    (stretch,) = found.years[2023]
    assert [(part.party, part.amount) for part in stretch.parts] == [(FUTIAN, 76_004), (MASHAN, 37_997)]
    assert (stretch.left_share, stretch.left) == (0, 0)


def test_each_payment_is_shared_as_on_its_day() -> None:
    shares = [share(1, MASHAN, 7000, until=TURNS), share(2, FUTIAN, 3000), share(3, MASHAN, 6000, since=TURNS)]
    days = (date(2021, 12, 31), date(2023, 6, 30), TURNS)
    found = sharing([line(10_000, day, number) for number, day in enumerate(days)], shares)
    assert list(found.years) == [2021, 2023]
    (before,) = found.years[2021]
    assert not before.parts and (before.left_share, before.left) == (10_000, 10_000)
    first, second = found.years[2023]
    assert [part.amount for part in first.parts] == [7_000, 3_000] and first.left_share == 0
    assert [part.amount for part in second.parts] == [6_000, 3_000]
    assert (second.left_share, second.left) == (1_000, 1_000)  # a tenth of which nobody said whose it is


def test_without_shares_everything_is_left_and_without_income_nothing_is_shared() -> None:
    found = sharing([line(10_000, TURNS)], [], waiting=2)
    assert not found.is_recorded and found.waiting == 2 and found.years[2023][0].left == 10_000
    assert sharing([], [share(1, MASHAN, 7000)]).is_recorded


@given(
    st.lists(st.tuples(st.integers(-(10**12), 10**12), st.dates(BEGINS, date(2024, 12, 31))), max_size=20),
    st.lists(st.integers(0, 10_000), max_size=6),
)
def test_parts_and_what_is_left_are_the_income(payments: list[tuple[int, date]], percents: list[int]) -> None:
    shares, room = [], 10_000
    for number, percent in enumerate(percents):
        shares.append(share(number + 1, f"{450_100 + number}000000", min(percent, room)))
        room -= min(percent, room)
    found = sharing([line(amount, day, number) for number, (amount, day) in enumerate(payments)], shares)
    stretches = [one for several in found.years.values() for one in several]
    assert sum(one.income for one in stretches) == sum(amount for amount, _ in payments)
    for one in stretches:
        assert sum(part.amount for part in one.parts) + one.left == one.income
        assert one.left_share > 0 or one.left == 0
