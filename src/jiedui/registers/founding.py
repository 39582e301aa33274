"""Making a ledger: tables, keys, the batch that says whose keys they are, and the country's regions."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from jiedui.journal.actions import open_batch
from jiedui.journal.models import Batch, Head
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import refused
from jiedui.kernel.permissions import Actor
from jiedui.kernel.sealing import KeyRing
from jiedui.places.actions import SHIPPED, load_regions, shipped_regions
from jiedui.registers.keys import FOUNDED, make_ring, stored_ring


def make_ledger(actor: Actor) -> KeyRing:
    """Make the ledger that the settings name, with the keys that are there or else with new ones; returns them.

    Errors: LEDGER-002 there is one, FILE-013 no folder, LEDGER-006 the keys that are there are damaged.
    """
    actor.require("operate")
    try:
        settings.FILES.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise refused("FILE-013", folder=str(settings.DATA), detail=str(fault.strerror)) from fault
    call_command("migrate", verbosity=0, interactive=False)
    if Batch.objects.exists():
        raise refused("LEDGER-002", folder=str(settings.DATABASES["default"]["NAME"]))
    keys = stored_ring() if settings.KEYS or settings.KEY_FILE.exists() else make_ring(settings.KEY_FILE)
    with transaction.atomic():
        found_ledger(keys, actor)
    return keys


def found_ledger(keys: KeyRing, actor: Actor) -> None:
    """Lay into an empty database what every ledger begins with: whose keys are its own, then the regions."""
    actor.require("operate")
    Head.objects.get_or_create(id=1)
    with open_batch(actor, FOUNDED, Chart([])) as draft:
        draft.summary = {"keys": keys.fingerprint}
    load_regions(shipped_regions(), actor, ", ".join(SHIPPED))
