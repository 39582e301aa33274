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
from tempfile import TemporaryFile
from typing import IO

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
ATTEMPTS = 200
WAIT_SECONDS = 0.1
ENDING_SECONDS = 10


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
    # What it says goes into a file: a pipe that nobody reads fills up, and then the server waits for ever.
    with TemporaryFile() as said:
        server = subprocess.Popen(
            [sys.executable, *serve], env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            _wait_for(port, server, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes], output: IO[bytes]) -> None:
    """Until the server takes connections. Errors: RuntimeError where it ends before, or never does."""
    for _ in range(ATTEMPTS):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(WAIT_SECONDS)
            break
    output.seek(0)
    raise RuntimeError(f"jiedui serve took no connection: {output.read().decode(errors='replace')}")
