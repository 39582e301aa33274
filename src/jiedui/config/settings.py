"""Django's settings, all of them decided by the environment.

JIEDUI_DATA          folder of the embedded database, keys and kept files (default: ./jiedui-data)
JIEDUI_DATABASE_URL  postgresql://… to use a server instead of the embedded database
JIEDUI_LANG          zh (default) or en
"""

from __future__ import annotations

import os
from pathlib import Path

from jiedui.config.database import database_settings

DATA = Path(os.environ.get("JIEDUI_DATA", "jiedui-data")).absolute()
KEY_FILE = DATA / "keys.json"
FILES = DATA / "files"
CATALOGUE_OVERLAY = DATA / "catalogue.toml"

DATABASES = {"default": database_settings(os.environ.get("JIEDUI_DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "jiedui.journal",
    "jiedui.places",
    "jiedui.registers",
    "jiedui.indicators",
    "jiedui.intake",
    "jiedui.web",
]

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_CODE = {"zh": "zh-hans", "en": "en"}.get(os.environ.get("JIEDUI_LANG", "zh"), "zh-hans")
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]

SECRET_KEY = os.environ.get("JIEDUI_SECRET_KEY") or os.urandom(32).hex()
ALLOWED_HOSTS = os.environ.get("JIEDUI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "jiedui.web.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
