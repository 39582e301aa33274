"""The product's own server on a free port, and a real Chromium: what the pictures and the tests of the browser need."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
ATTEMPTS = 200
WAIT_SECONDS = 0.1


def chromium_path(own: str) -> str:
    """The browser's program: JIEDUI_CHROMIUM, one on PATH, else Playwright's `own` where it is; empty without one."""
    named = os.environ.get("JIEDUI_CHROMIUM", "")
    found = [named, *(shutil.which(name) or "" for name in PROGRAMS), own]
    return next((path for path in found if path and Path(path).exists()), "")


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(folder: Path, language: str = "zh") -> Iterator[str]:
    """The address of `jiedui serve` over a data folder, ending with the block. Errors: RuntimeError, no connection."""
    port = free_port()
    serve = ["-m", "jiedui.commands.main", "serve", "--data", str(folder), "--port", str(port), "--workers", "1"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIEDUI_", "DJANGO_"))}
    environment["JIEDUI_LANG"] = language
    with subprocess.Popen(
        [sys.executable, *serve], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections. Errors: RuntimeError where it ends before, or never does."""
    for _ in range(ATTEMPTS):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(WAIT_SECONDS)
            break
    said = server.stderr.read() if server.stderr and server.poll() is not None else b""
    raise RuntimeError(f"jiedui serve took no connection: {said.decode(errors='replace')}")
