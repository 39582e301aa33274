"""Django's settings, all of them decided by the environment.

JIEDUI_DATA          folder of the embedded database, keys and kept files (default: ./jiedui-data)
JIEDUI_DATABASE_URL  postgresql://… to use a server instead of the embedded database
JIEDUI_KEYS          the ledger's keys themselves, the text of a key file; then no key file is read or written
JIEDUI_CIPHER        aes (default, AES-256-GCM) or sm4 (SM4-GCM): what new keys are for; old ones go on opening
JIEDUI_LANG          zh (default) or en
JIEDUI_ADDRESS       where the pages are, e.g. https://ledger.example: begins the links in documents (default: none)
JIEDUI_HOSTS         names under which the pages are asked for (default: this machine's own)
JIEDUI_HTTPS         1 where a server of ours before the pages speaks HTTPS and says so in X-Forwarded-Proto and -For
JIEDUI_TILES         map tiles below the footprint, https://host/{z}/{x}/{y}.png (default: none; docs/footprint.md)
JIEDUI_TILES_COORDINATES, _APPROVAL, _CREDIT  what they are drawn in (WGS-84 or GCJ-02), their 审图号, whose they are
JIEDUI_SECRET_KEY    signs sessions; several machines with one ledger need the same (default: kept in the data folder)
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.functional import SimpleLazyObject

from jiedui.config.ciphers import cipher_setting
from jiedui.config.database import database_settings
from jiedui.config.secret_key import secret_key
from jiedui.kernel.tiles import tiles_asked

DATA = Path(os.environ.get("JIEDUI_DATA", "jiedui-data")).absolute()
KEY_FILE = DATA / "keys.json"
KEYS = os.environ.get("JIEDUI_KEYS", "")
CIPHER = cipher_setting(os.environ.get("JIEDUI_CIPHER"))
FILES = DATA / "files"
TRACKS = DATA / "tracks"
CATALOGUE_OVERLAY = DATA / "catalogue.toml"
DOCUMENT_TEMPLATES = DATA / "templates"
ADDRESS = os.environ.get("JIEDUI_ADDRESS", "").rstrip("/")

_TILES = ("JIEDUI_TILES", "JIEDUI_TILES_COORDINATES", "JIEDUI_TILES_APPROVAL", "JIEDUI_TILES_CREDIT")
TILES = tiles_asked(*(os.environ.get(name, "") for name in _TILES))

DATABASES = {"default": database_settings(os.environ.get("JIEDUI_DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "jiedui.journal",
    "jiedui.places",
    "jiedui.registers",
    "jiedui.people",
    "jiedui.fieldwork",
    "jiedui.indicators",
    "jiedui.intake",
    "jiedui.reports",
    "jiedui.web",
]

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_CODE = {"zh": "zh-hans", "en": "en"}.get(os.environ.get("JIEDUI_LANG", "zh"), "zh-hans")
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]

# Read when a session is first signed, so that commands which sign nothing leave no file.
SECRET_KEY = os.environ.get("JIEDUI_SECRET_KEY") or SimpleLazyObject(lambda: secret_key(DATA / "secret-key.txt"))
BEHIND_HTTPS = os.environ.get("JIEDUI_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("JIEDUI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "jiedui.web.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jiedui.web.middleware.Headers",
    "jiedui.web.middleware.SignedIn",
    "jiedui.web.middleware.Language",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "jiedui.web.context.every_page",
            ]
        },
    }
]
# The files of the pages, with their digests in their names and compressed beside them: browsers keep them for good.
STATIC_URL = "static/"
STATIC_ROOT = Path(__file__).resolve().parent.parent / "web" / "collected"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

CSRF_FAILURE_VIEW = "jiedui.web.refusing.form_refused"

# Who signs in is a member; Django's own users, groups and permissions are not installed.
AUTH_USER_MODEL = "people.Login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",  # costs memory too, which guessing hardware has little of
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("login", "name")}},
]
SIGN_IN_FAILURES = 5  # a typing error or two, an old password, the keyboard in the other language: nobody needs six
SIGN_IN_PAUSE_MINUTES = 15  # twenty guesses an hour find no password that the validators let pass

SESSION_ENGINE = "jiedui.people.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 60 * 60  # one working day, and no machine of the office stays signed in overnight
SESSION_IDLE_MINUTES = 60  # a meeting is shorter, a night is not
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would ask whoever follows a link from a message to sign in again
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_HTTPONLY = True
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
