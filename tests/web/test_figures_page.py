"""The page of figures."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.reviewing import confirm

pytestmark = pytest.mark.django_db


def _project() -> None:
    values = {
        "year": 2023,
        "region": "450124000000",
        "name": "演示项目",
        "kind": "industry",
        "fund": 327_000_000,
        "approved_on": date(2023, 3, 4),
    }
    batch = save([Change("projects", values)], LOCAL_OPERATOR)
    assert batch is not None
    confirm(batch, LOCAL_OPERATOR)


def test_the_page_shows_the_figures_of_the_ledgers_own_region(client: Client) -> None:
    _project()
    page = client.get("/", {"as-of": "2023-09-30"}).content.decode()
    assert "327" in page
    assert "cooperation funds of approved projects" in page
    assert "2023-09-30" in page


def test_a_day_before_the_record_shows_no_figure(client: Client) -> None:
    _project()
    page = client.get("/", {"as-of": "2023-03-03"}).content.decode()
    assert "327" not in page


def test_an_empty_ledger_says_what_to_do(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "jiedui import" in page


def test_a_day_that_is_none_is_refused(client: Client) -> None:
    answer = client.get("/", {"as-of": "yesterday"})
    assert answer.status_code == 400
    assert "yesterday" in answer.content.decode()


def test_an_unknown_region_is_refused_in_words(client: Client) -> None:
    _project()
    page = client.get("/", {"region": "999999"}).content.decode()
    assert "999999" in page


def test_a_page_sends_no_request_to_the_outside(client: Client) -> None:
    _project()
    page = client.get("/", {"as-of": "2023-09-30"}).content.decode()
    assert "http://" not in page
    assert "https://" not in page
