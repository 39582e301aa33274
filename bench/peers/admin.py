"""Django's admin, as a process: `prepare` makes its own database and a user, `serve WORKERS PORT` serves it."""

from __future__ import annotations

import sys
from typing import Any

import django

from bench.timing import print_result

USER, PASSWORD = "bench", "bench-page-users-07"


class Router:
    """The registers lie in the ledger, what the admin itself needs beside it."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "ledger" if model.__module__.startswith("jiedui.") else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default" and app_label in ("admin", "auth", "contenttypes", "sessions")


def prepare() -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    get_user_model().objects.create_superuser(USER, password=PASSWORD)


def serve(workers: int, port: int) -> None:
    """As `jiedui serve` does."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "bench.peers.admin_wsgi:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI,
        workers=workers, log_level=LogLevels.warning, blocking_threads=4, backpressure=64,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        django.setup()
        prepare()
        print_result()
    else:
        serve(int(sys.argv[2]), int(sys.argv[3]))
