"""Browsers of the fixed cast: each signed in as one of them, and one that is nobody's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jiedui.kernel.permissions import Actor
from tests.people.offices import PASSWORD, add_cast, open_offices

Browser = Callable[[str], Client]


@pytest.fixture
def cast(db: None) -> dict[str, Actor]:
    return add_cast(open_offices())


@pytest.fixture
def browser(cast: dict[str, Actor]) -> Browser:
    """A browser in which a member of the cast has signed in; without a name, nobody has."""

    def signed_in(login: str = "") -> Client:
        client = Client()
        if login:
            answer = client.post("/sign-in", {"login": login, "password": PASSWORD})
            assert answer.status_code == 302
        return client

    return signed_in
