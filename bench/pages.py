"""Benchmark (c): the pages, served by the product's own server with two workers, asked by ten users at once.

Ten members of the demonstration's offices walk the pages of a ledger of a million postings, each within its own reach.
Once without a pause, ten requests always under way; once with a second's look at each page, as people do. Django's
admin, its changelist over the same table of the same file, served by the same server in the same way, is the peer of
the list.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench.page_users import Times, User, first_link, walk
from bench.timing import ROOT, run_worker

USERS: Final = 10
WORKERS: Final = 2
AS_OF: Final = "as-of=2023-09-30"
GOALS_MS: Final = {"overview": 200}
LIST_GOAL_MS: Final = 300
THINK_SECONDS: Final = 1.0
LIST: Final = "list: placements"
NEWEST: Final = "list: placements, newest first"
LIST_ROWS: Final = 50
LIST_COLUMNS: Final = (
    "person", "destination", "work_region", "employer", "started_on", "ended_on", "income", "channel",
)  # fmt: skip
_PRODUCT: Final = "jiedui.config.settings"


@dataclass(slots=True)
class PagesResult:
    """What was measured: the ledger's counts, page → seconds without a pause and with one, and both sides' lists."""

    counts: dict[str, int]
    at_once: Times = field(default_factory=dict)
    with_looks: Times = field(default_factory=dict)
    ours: list[Times] = field(default_factory=list)
    admin: list[Times] = field(default_factory=list)


def goal_ms(page: str) -> int:
    """What is asked of a page's 95th percentile; every page but the overview is held to a list's."""
    return GOALS_MS.get(page, LIST_GOAL_MS)


def measure_pages(work: Path, size: int, rounds: int, say: Any) -> PagesResult:
    """Make the ledger where it is not kept, serve it, and let the users walk."""
    folder = work / f"pages-{size}"
    result = PagesResult(_ledger(folder, size, say))
    with _served(_own_server(folder), folder) as port, _admin(folder) as admin_port:
        users = [User(port) for _ in range(USERS)]
        walks = [_signed_in(user, login, folder) for user, login in zip(users, _logins(folder), strict=True)]
        walk(users, walks, 1, 0)  # what each worker keeps in memory is there before the clock runs
        for number in range(rounds):
            say(f"pages: round {number + 1}, ten at once")
            _add(result.at_once, walk(users, walks, 3, 0))
        say(f"pages: ten users who look at each page for {THINK_SECONDS:g} s")
        result.with_looks = walk(users, walks, 2, THINK_SECONDS)
        peers = [_admin_user(admin_port) for _ in range(USERS)]
        theirs = _admin_lists()
        walk(peers, [theirs] * USERS, 1, 0)
        ours = [{name: one[name] for name in theirs} for one in walks]
        for number in range(rounds):
            sides = [(users, ours, result.ours), (peers, [theirs] * USERS, result.admin)]
            for somebody, lists, kept in sides if number % 2 else reversed(sides):
                kept.append(walk(somebody, lists, 4, 0))
            say(f"pages: round {number + 1}, lists beside Django's admin")
    return result


def _add(sums: Times, found: Times) -> None:
    for name, seconds in found.items():
        sums.setdefault(name, []).extend(seconds)


def _ledger(folder: Path, size: int, say: Any) -> dict[str, int]:
    done = folder / "counts.json"
    if not done.exists():
        say(f"pages: making a ledger of {size:,} postings by importing workbooks")
        built = run_worker("page_ledger", str(size), data=folder, settings=_PRODUCT)
        say(f"pages: made in {built['seconds']:.0f} s: {built['counts']}")
        done.write_text(json.dumps(built["counts"]), "utf-8")
    found: dict[str, int] = json.loads(done.read_text("utf-8"))
    return found


def _logins(folder: Path) -> list[str]:
    """Ten members: those of the city and of the county, and two of the donor's side."""
    lines = (folder / "sign-in.txt").read_text("utf-8").splitlines()[1:]
    logins = [line.split("\t")[0] for line in lines]
    return [one for one in logins if one[:2] in ("nn", "ms")][:8] + [one for one in logins if one[:2] == "ft"][:2]


def _signed_in(user: User, login: str, folder: Path) -> dict[str, str]:
    """Sign in; the pages that this member walks: page → address."""
    password = (folder / "sign-in.txt").read_text("utf-8").splitlines()[0]
    user.sign_in("/sign-in", {"login": login, "password": password, "next": "/registers"})
    placements = user.get("/registers/placements")
    return {
        "overview": f"/?{AS_OF}",
        "figures": f"/figures?{AS_OF}",
        "figure by month": f"/figures/labour.east_ever/months?{AS_OF}",
        "trace": f"/figures/projects.count/trace?{AS_OF}",
        "registers": "/registers",
        LIST: "/registers/placements",
        NEWEST: "/registers/placements?down=1",
        "list: persons": "/registers/persons",
        "list: projects": "/registers/projects",
        "list: what waits": "/registers/placements?only=waiting",
        "list: searched": f"/registers/projects?search={quote('演示')}",
        "record": first_link(placements, r"/registers/placements/\d+"),
        "journal": "/journal",
        "batch": first_link(user.get("/journal"), r"/journal/\d+"),
        **_search(user),
    }


def _search(user: User) -> dict[str, str]:
    """The one box over everything, where there is one."""
    address = f"/search?q={quote('演示茶园')}"
    return {"search": address} if user.ask("GET", address)[0] == 200 else {}


def _admin_lists() -> dict[str, str]:
    changelist = "/admin/registers/placements/"
    return {LIST: changelist, NEWEST: f"{changelist}?o=-1"}


def _admin_user(port: int) -> User:
    from bench.peers.admin import PASSWORD, USER

    user = User(port)
    user.sign_in("/admin/login/", {"username": USER, "password": PASSWORD, "next": "/admin/"})
    return user


def _own_server(folder: Path) -> list[str]:
    serve = ["-m", "jiedui.commands.main", "serve", "--data", str(folder), "--workers", str(WORKERS), "--port"]
    return [sys.executable, *serve]


@contextmanager
def _admin(folder: Path) -> Iterator[int]:
    """Django's admin over the ledger's own file, its users in a database beside it."""
    beside = folder / "admin"
    beside.mkdir(exist_ok=True)
    (beside / "peers.sqlite3").unlink(missing_ok=True)
    run_worker("peers.admin", "prepare", data=beside, settings="bench.peers.admin_settings")
    command = [sys.executable, "-m", "bench.peers.admin", "serve", str(WORKERS)]
    with _served(command, beside, "bench.peers.admin_settings") as port:
        yield port


@contextmanager
def _served(command: Sequence[str], data: Path, settings: str = _PRODUCT) -> Iterator[int]:
    """A server on a free port, ended with the block. Errors: RuntimeError, it takes no connection."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIEDUI_", "DJANGO_"))}
    environment |= {"BENCH_DATA": str(data), "DJANGO_SETTINGS_MODULE": settings}
    with subprocess.Popen([*command, str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError("the server took no connection")
