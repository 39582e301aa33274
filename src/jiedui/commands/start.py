"""Starting: Django's set-up, and whether there is a ledger to work on."""

from __future__ import annotations

from pathlib import Path

from jiedui.kernel.errors import refused


def start(*, needs_ledger: bool) -> None:
    """Set Django up. Errors: LEDGER-001 no ledger, LEDGER-007 no database, LEDGER-010 a wrong database address."""
    import django
    from django.conf import settings

    django.setup()
    if not needs_ledger:
        return
    from django.db import OperationalError, ProgrammingError, connection

    from jiedui.journal.models import Head

    in_a_file = connection.vendor == "sqlite" and not connection.is_in_memory_db()
    if in_a_file and not Path(connection.settings_dict["NAME"]).exists():
        raise refused("LEDGER-001", folder=str(settings.DATA))  # opening it would make an empty file
    try:
        found = Head.objects.filter(id=1).exists()
    except ProgrammingError:
        found = False
    except OperationalError as fault:
        if connection.vendor == "sqlite":
            raise refused("LEDGER-001", folder=str(settings.DATA)) from fault
        raise refused("LEDGER-007", detail=str(fault).strip().splitlines()[0]) from fault
    if not found:
        raise refused("LEDGER-001", folder=str(settings.DATA))
