"""Users of the pages: each keeps one connection and its cookies, signs in as a browser does, and times what it asks."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable, Sequence
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlencode

_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
Times = dict[str, list[float]]
"""page → seconds of each asking"""


class AskedInVain(RuntimeError):
    """A page did not answer as it should; the message says which and how."""


class User:
    """One user's browser, as far as asking goes."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text; cookies are kept as a browser keeps them."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self.connection.request(method, address, urlencode(form) if form else None, headers | (_FORM if form else {}))
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer.status, text

    def get(self, address: str) -> str:
        """The page at an address. Errors: AskedInVain, another answer than a page."""
        status, text = self.ask("GET", address)
        if status != 200:
            raise AskedInVain(f"{address}: {status}")
        return text

    def sign_in(self, address: str, fields: dict[str, str]) -> None:
        """Fill in the form at an address. Errors: AskedInVain, not let in."""
        token = _TOKEN.search(self.get(address))
        status, _ = self.ask("POST", address, {**fields, "csrfmiddlewaretoken": token[1] if token else ""})
        if status != 302:
            raise AskedInVain(f"{address}: not let in ({status})")


def first_link(page: str, pattern: str) -> str:
    """The first link of a page that fits. Errors: AskedInVain, there is none."""
    found = re.search(f'href="({pattern})"', page)
    if not found:
        raise AskedInVain(f"no link {pattern}")
    return found[1]


def walk(users: Sequence[User], walks: Sequence[dict[str, str]], rounds: int, think: float) -> Times:
    """All users at once, each through its own pages round by round, begun at another one; what each asking took.

    `walks`: each user's page → address. `think`: seconds that a user looks at a page before asking for the next.
    Errors: what the first user met that did not get on.
    """
    found: Times = {}
    faults: list[BaseException] = []
    lock, start = threading.Lock(), threading.Barrier(len(users))

    def go(number: int) -> None:
        pages = list(walks[number].items())
        pages = pages[number % len(pages) :] + pages[: number % len(pages)]
        start.wait()
        try:
            for name, address in pages * rounds:
                began = time.perf_counter()
                users[number].get(address)
                seconds = time.perf_counter() - began
                with lock:
                    found.setdefault(name, []).append(seconds)
                if think:
                    time.sleep(think)
        except Exception as fault:
            faults.append(fault)

    _all_at_once(go, len(users))
    if faults:
        raise faults[0]
    return found


def _all_at_once(go: Callable[[int], None], count: int) -> None:
    threads = [threading.Thread(target=go, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
