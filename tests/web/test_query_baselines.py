"""How many queries each page asks: no more than is stored, and no more when the ledger holds far more of everything.

A page that asks more, or is new, fails and says how to renew the stored numbers:

    JIEDUI_RENEW_BASELINES=1 python -m pytest tests/web/test_query_baselines.py
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiedui.web.urls import urlpatterns
from tests.pages import RECIPES, World, fill_world, lay_world, names_of, recipe, registers_of
from tests.people.offices import PASSWORD

STORED = Path(__file__).with_name("query_baselines.toml")
RENEW = "JIEDUI_RENEW_BASELINES"
HEAD = """\
# Queries of each page, counted in the small ledger of tests/pages.py, the same on SQLite and PostgreSQL.
# Renewed by: JIEDUI_RENEW_BASELINES=1 python -m pytest tests/web/test_query_baselines.py
# A number that rose needs a reason in its commit.

"""


def baselines() -> dict[str, int]:
    return tomllib.loads(STORED.read_text("utf-8")) if STORED.exists() else {}


def signed_in(login: str) -> Client:
    client = Client()
    if login:
        assert client.post("/sign-in", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def asked(client: Client, name: str, world: World) -> tuple[int, list[str]]:
    """How many queries the page's second asking takes: the first one fills what is kept in the process."""
    page = recipe(name)
    if page.sends:
        with world.workbook.open("rb") as file:
            assert client.post("/import", {"workbook": file}).status_code in (200, 302)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(page.address(world))
            assert answer.status_code in (200, 302), f"{name}: {answer.status_code} at {page.address(world)}"
            if answer.streaming:
                b"".join(answer)
    return len(queries), [query["sql"] for query in queries]


@pytest.mark.parametrize("name", names_of("page", "file"))
def test_a_page_asks_no_more_than_is_stored_and_no_more_of_a_full_ledger(name: str, db: None, tmp_path: Path) -> None:
    world = lay_world(tmp_path)
    client = signed_in(recipe(name).login)
    few, _ = asked(client, name, world)
    fill_world()
    many, queries = asked(client, name, world)
    assert many <= few, f"{name} asks {few} queries of a small ledger, of a full one {many}:\n{listed(queries)}"
    if os.environ.get(RENEW):
        keep(name, few)
    stored = baselines().get(name)
    assert stored is not None, f"{name} asks {few} queries, and no number is stored: {RENEW}=1 stores it"
    assert few <= stored, (
        f"{listed(queries)}\n{name} asks {few} queries, {stored} are stored; mend the page, or store anew by {RENEW}=1"
    )
    assert few == stored, f"{name} asks only {few} queries, {stored} are stored; store it anew by {RENEW}=1"


@pytest.mark.parametrize("name", names_of("post"))
def test_an_address_that_takes_forms_only_answers_no_get(name: str, db: None, tmp_path: Path) -> None:
    assert name in RECIPES, f"the page {name} has no recipe: write one into tests/pages.py"
    pattern = next(one for one in urlpatterns if one.name == name)
    values = {"code": "projects", "number": 1, "digest": "0" * 64, "batch": 1, "ticket": "0", "document": "brief"}
    values["login"] = "county-clerk"
    wanted = {key: value for key, value in values.items() if key in pattern.pattern.converters}
    answer = signed_in("").get(reverse(name, kwargs=wanted))
    assert answer.status_code == 405 or (name, answer.headers["Location"]) == ("language", "/")  # Django's own view


def test_only_pages_that_are_there_have_a_stored_number() -> None:
    assert set(baselines()) <= set(names_of("page", "file"))


def test_the_full_ledger_is_far_fuller(db: None, tmp_path: Path) -> None:
    lay_world(tmp_path)
    before = len(registers_of("projects"))
    fill_world()
    assert before == 2 and len(registers_of("projects")) > 200


def listed(queries: list[str]) -> str:
    """The queries' beginnings, one a line."""
    return "\n".join(query[:160] for query in queries)


def keep(name: str, count: int) -> None:
    """Store one page's number, the pages in the order of their addresses."""
    found = {**baselines(), name: count}
    lines = [f"{one} = {found[one]}\n" for one in names_of("page", "file") if one in found]
    STORED.write_text(HEAD + "".join(lines), "utf-8")
