"""Legal steps: from each confirmed stage to each stage, by the tables; what nobody has confirmed is mended freely."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.flows import FLOWS, illegal_step
from jiedui.registers.reviewing import confirm_records
from tests.kernel.refusals import refusal_of
from tests.registers import cast
from tests.registers.records import record
from tests.registers.test_reviewing import edited, entered, item

STEPS = [(code, old, new) for code, flow in FLOWS.items() for old, new in product(["", *flow.reached], repeat=2)]


def at(code: str, stage: str) -> Record:
    """A record that has just reached a stage, all stages before it passed."""
    flow = FLOWS[code]
    values: dict[str, object] = {}
    for number, (name, field) in enumerate(flow.reached.items()):
        if stage == "" or (name == "cancelled" and stage != name):
            break
        values[field] = date(2022, 1, 1) + timedelta(days=number)
        if name == stage:
            break
    return Record(code, 1, {name: values.get(name) for name in registers()[code].names}, standing=1)


@pytest.mark.parametrize(("code", "old", "new"), STEPS)
def test_a_step_is_legal_as_its_table_says(code: str, old: str, new: str) -> None:
    finding = illegal_step(at(code, old), at(code, new))
    assert (finding is None) == (old == new or new in FLOWS[code].steps[old])
    if finding is not None:
        assert finding.code == "REVIEW-004"
        assert str(FLOWS[code].words[old]) == str(finding.fields["old"])


@pytest.mark.parametrize("code", FLOWS)
def test_every_stage_has_a_field_a_row_of_steps_and_words(code: str) -> None:
    flow = FLOWS[code]
    stages = {"", *flow.reached}
    assert flow.steps.keys() == stages == flow.words.keys()
    assert all(set(following) <= stages for following in flow.steps.values())
    assert all(registers()[code].has(field) for field in flow.reached.values())


@pytest.mark.django_db
def test_a_confirmed_project_does_not_go_back_and_what_waits_does() -> None:
    days = {"approved_on": date(2022, 1, 1), "started_on": date(2022, 2, 1), "finished_on": date(2022, 3, 1)}
    number = entered(**days)
    edited(number, finished_on=None)  # a typing error, mended before anybody confirmed it
    edited(number, finished_on=date(2022, 3, 2))
    confirm_records([item(number)], cast.REVIEWER)
    problem = refusal_of(lambda: edited(number, finished_on=None))
    assert problem.code == "REVIEW-004"
    assert (str(problem.fields["old"]), str(problem.fields["new"])) == ("finished", "started")
    assert "accepted" in problem.text()
    assert refusal_of(lambda: edited(number, cancelled_on=date(2022, 4, 1))).code == "REVIEW-004"
    edited(number, accepted_on=date(2022, 5, 1), acceptance="passed")
    assert record("projects", number)["accepted_on"] == date(2022, 5, 1)


@pytest.mark.django_db
def test_the_operator_too_takes_legal_steps_only() -> None:
    number = entered(cancelled_on=date(2022, 6, 1))
    confirm_records([item(number)], cast.REVIEWER)
    with pytest.raises(Refused):
        save([Change("projects", {"cancelled_on": None}, number)], LOCAL_OPERATOR)
