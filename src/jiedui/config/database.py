"""Which database: one SQLite file by default, PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jiedui.kernel.errors import refused

SQLITE_FILE = "ledger.sqlite3"
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;"
)
KEPT_SECONDS = 600
"""How long a connection to a server is kept: the pages of one visit share it, an idle night does not hold it."""


def database_settings(url: str | None, data: Path) -> dict[str, Any]:
    """Django's description of the database.

    Errors: LEDGER-010 when the address is not a PostgreSQL one.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / SQLITE_FILE,
            # Writers take the lock when they begin, so that no two of them read the same head of the chain.
            "CONN_MAX_AGE": None,  # a connection keeps its pages and its statements; a new one for each page does not
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": SQLITE_START},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise refused("LEDGER-010", detail="expected postgresql://user:password@host:port/name")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,  # a server that was started anew is asked again, not answered with a fault
        "OPTIONS": options,
    }
