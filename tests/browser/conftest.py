"""A real browser before the product's own server, on a ledger of each test process's own.

The ledger is made once for all test processes and copied; each process serves its copy. Chromium is JIEDUI_CHROMIUM,
one on PATH, or Playwright's own; without one these tests are skipped, and fail where CI=true. They run on the embedded
database only: a page asks the same of both, which tests/web sees to, and the browser sees no difference.

Playwright keeps an event loop running in the thread, in which Django refuses its database; so it is started and ended
with each module, and no test here asks for the database.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tools.serving import OPTIONS, chromium_path, served

from tests.browser.serving import make_ledger
from tests.pages import World
from tests.people.offices import PASSWORD

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def program() -> str:
    """Chromium's program; without one, or on the server's database, there is nothing to be walked."""
    if os.environ.get("JIEDUI_DATABASE_URL"):
        pytest.skip("the browser walks the embedded database's pages")
    found = chromium_path("")
    if not found:
        with sync_playwright() as playwright:
            found = chromium_path(playwright.chromium.executable_path)
    if not found:
        words = "no Chromium: install one, or name it in JIEDUI_CHROMIUM"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(words)
    return found


@pytest.fixture(scope="session")
def world_folder(program: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """This process's copy of the ledger; what it holds stands in world.json."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with (shared / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made, mark = shared / "world", shared / "world.made"
        if not mark.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            (made / "world.json").write_text(make_ledger(made), "utf-8")
            mark.touch()
    return Path(shutil.copytree(made, base / "world-served"))


@pytest.fixture(scope="session")
def world(world_folder: Path) -> World:
    """What the ledger holds that addresses name."""
    found = json.loads((world_folder / "world.json").read_text("utf-8"))
    return World(**{**found, "workbook": Path(found["workbook"])})


@pytest.fixture(scope="session")
def address(world_folder: Path) -> Iterator[str]:
    """Where the pages are served, in Chinese."""
    with served(world_folder) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """Login → what the browser of that member keeps: each signs in once."""
    return {}


@pytest.fixture
def visitor(chromium: Browser, address: str, signed_in: dict[str, Any]) -> Iterator[Visitor]:
    """A window in which a member of the cast has signed in; without a name, nobody has."""
    contexts: list[BrowserContext] = []

    def open_window(login: str = "", *, viewport: dict[str, int] = WIDE, scheme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport=viewport,
            color_scheme=scheme,
            reduced_motion="reduce",
            storage_state=signed_in.get(login),
        )  # type: ignore[arg-type]  # Playwright's own words for these dictionaries
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        if login and login not in signed_in:
            sign_in(page, login)
            signed_in[login] = context.storage_state()
        return page

    yield open_window
    for context in contexts:
        context.close()


def sign_in(page: Page, login: str) -> None:
    """Sign in as a user does."""
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
