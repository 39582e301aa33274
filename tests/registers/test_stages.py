"""Stages found out of posting rules: the day that makes a record count, those that end it, those before."""

from __future__ import annotations

from jiedui.registers.catalogue import registers
from jiedui.registers.stages import stages


def test_a_project_counts_in_each_account_by_its_own_day() -> None:
    reached = {account: stage.reached for account, stage in stages().items() if stage.register == "projects"}
    assert reached["projects.listed"] == "listed_on" and reached["projects.finished"] == "finished_on"
    assert reached["funds.committed"] == reached["projects.count"] == "approved_on"


def test_what_is_taken_back_ends_a_stage_and_earlier_stages_come_before() -> None:
    found = stages()["projects.accepted"]
    assert found.ended == ("cancelled_on",)
    assert found.before == ("listed_on", "approved_on", "started_on", "finished_on")
    assert stages()["enterprises.in_production"].before == ("signed_on", "registered_on")


def test_records_that_hang_on_others_have_no_stages() -> None:
    assert not {"funds.disbursed", "investment.paid_in", "projects.checked"} & stages().keys()


def test_every_stage_names_fields_that_are_there() -> None:
    for stage in stages().values():
        assert all(registers()[stage.register].has(day) for day in (stage.reached, *stage.ended, *stage.before))
        assert stage.reached not in (*stage.ended, *stage.before)
