"""The pages, served by a production server: `serve`."""

from __future__ import annotations

import argparse
from typing import Any


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser("serve", parents=[shared], help="serve the pages on this machine")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8000)
    one.add_argument("--workers", type=int, default=2)
    one.set_defaults(run=run_serve)


def run_serve(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    print(_("Open http://{host}:{port} in a browser; Ctrl+C ends it.").format(host=options.host, port=options.port), flush=True)
    serve(options.host, options.port, options.workers)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "jiedui.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        log_level=LogLevels.warning,
    ).serve()  # fmt: skip
