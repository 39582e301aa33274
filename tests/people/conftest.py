"""Offices, the cast, and a clock that a test can set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from jiedui.journal.models import Batch
from jiedui.kernel import clock
from jiedui.kernel.permissions import Actor
from tests.people.offices import add_cast, open_offices


@pytest.fixture
def offices(db: None) -> dict[str, int]:
    return open_offices()


@pytest.fixture
def cast(offices: dict[str, int]) -> dict[str, Actor]:
    return add_cast(offices)


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass, at once."""
    passed = [timedelta(0)]
    real = clock.now

    def moved() -> datetime:
        return real() + passed[0]

    def wait(length: timedelta) -> None:
        passed[0] += length

    monkeypatch.setattr(clock, "now", moved)
    return wait


@pytest.fixture
def batches(db: None) -> Callable[[str], list[Batch]]:
    """The batches with a verb, oldest first."""
    return lambda verb: list(Batch.objects.filter(verb=verb).order_by("id"))
