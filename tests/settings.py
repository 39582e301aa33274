"""The settings under test: a data folder of their own, English. Laid before anything reads the environment."""

import os
import tempfile

os.environ["JIEDUI_DATA"] = tempfile.mkdtemp(prefix="jiedui-test-")
os.environ["JIEDUI_LANG"] = "en"

from jiedui.config.settings import *  # noqa: F403 - after the environment, and all of them

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real ones take their time on purpose
