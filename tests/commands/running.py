"""Commands run as their users run them: in a process of their own, on a ledger in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PYTHON = [sys.executable, "-m", "jiedui.commands.main"]


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Ledger:
    """A ledger that commands run on: its folder, and the server's database where it is not the embedded one."""

    folder: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIEDUI_", "DJANGO_"))}
        server = {"JIEDUI_DATABASE_URL": self.database} if self.database else {}
        return {**kept, **server, "JIEDUI_LANG": "en", "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"}

    def command(self, *arguments: object) -> list[str]:
        return [*PYTHON, *map(str, arguments), "--data", str(self.folder)]

    def run(self, *arguments: object) -> Done:
        """Run a command to its end."""
        done = subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, encoding="utf-8", check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start a command and leave it running."""
        silent = subprocess.DEVNULL
        return subprocess.Popen(self.command(*arguments), env=self.environment, stdout=silent, stderr=silent)
