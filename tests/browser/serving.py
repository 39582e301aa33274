"""The ledger that the browser walks, made in a process of its own: Django's rooms stay out of the browser's thread."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.commands.running import Ledger

ROOT = Path(__file__).resolve().parents[2]


def make_ledger(folder: Path) -> str:
    """Make the world of the pages in a folder. Returns it as JSON. Errors: RuntimeError with what was said."""
    environment = {**Ledger(folder).environment, "JIEDUI_DATA": str(folder)}
    environment["DJANGO_SETTINGS_MODULE"] = "jiedui.config.settings"
    command = [sys.executable, "-m", "tests.browser.make_ledger"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
