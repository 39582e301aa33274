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
    refuse_taken_port(options.host, options.port)
    print_address(options.host, options.port)
    serve(options.host, options.port, options.workers)


def print_address(host: str, port: int, query: str = "") -> None:
    """Say where the pages are."""
    from django.utils.translation import gettext as _

    print(_("Open {address} in a browser; Ctrl+C ends it.").format(address=f"http://{host}:{port}/{query}"), flush=True)


def refuse_taken_port(host: str, port: int) -> None:
    """Servers could share a port, and each would answer some of the requests. Errors: LEDGER-024."""
    import socket

    from jiedui.kernel.errors import refused

    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except (OSError, OverflowError) as fault:
        raise refused("LEDGER-024", host=host, port=port, detail=str(fault)) from fault


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "jiedui.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        log_level=LogLevels.warning, blocking_threads=4, backpressure=64,
    ).serve()  # fmt: skip
