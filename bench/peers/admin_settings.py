"""Django's settings for its admin over the ledger's own file, opened as the product opens it; its users lie beside."""

from __future__ import annotations

import os
from pathlib import Path

from jiedui.config.database import SQLITE_FILE, SQLITE_START

DATA = Path(os.environ["BENCH_DATA"])
_OPENED = {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": SQLITE_START}
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "peers.sqlite3", "OPTIONS": _OPENED},
    "ledger": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA.parent / SQLITE_FILE, "OPTIONS": _OPENED},
}
DATABASE_ROUTERS = ["bench.peers.admin.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "jiedui.journal",
    "jiedui.places",
    "jiedui.registers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "bench.peers.admin_pages"
ALLOWED_HOSTS = ["127.0.0.1"]
STATIC_URL = "static/"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
SECRET_KEY = "for a benchmark, which serves nobody"
CIPHER = "aes"
FILES = DATA / "files"
KEYS = ""
KEY_FILE = DATA.parent / "keys.json"
