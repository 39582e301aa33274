"""Django's settings for the peers: one SQLite file in BENCH_DATA, opened exactly as the product opens its own."""

from __future__ import annotations

import os
from pathlib import Path

from jiedui.config.database import SQLITE_START

DATA = Path(os.environ["BENCH_DATA"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "peers.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": SQLITE_START},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "simple_history",
    "import_export",
    "bench.peers",
]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
SECRET_KEY = "for a benchmark, which serves nobody"
