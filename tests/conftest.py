"""The ledger under test: an empty one with the shipped regions and keys of its own, made once a session and worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Lay the regions and the keys that every ledger has."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker
        lay_ledger()
    yield


def lay_ledger() -> None:
    """What `jiedui init` lays into an empty database."""
    from django.conf import settings

    from jiedui.journal.models import Batch
    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import found_ledger
    from jiedui.registers.keys import make_ring, stored_ring

    settings.FILES.mkdir(parents=True, exist_ok=True)
    keys = stored_ring() if settings.KEY_FILE.exists() else make_ring(settings.KEY_FILE)
    if not Batch.objects.exists():
        found_ledger(keys, LOCAL_OPERATOR)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A folder for a ledger of its own, used by commands in processes of their own."""
    return tmp_path / "ledger"
