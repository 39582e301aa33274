"""Every page in a real browser, wide and on a phone, light and dark: no violation that axe-core finds, nothing asked of
another host, no error said to the console, and no page wider than its window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.pages import World, names_of, recipe

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
ALL = "() => axe.run(document, {resultTypes: ['violations']})"
CONTRAST = "() => axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"
OVERFLOWING = """() => {
  const wide = document.scrollingElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= wide) return [];
  const beyond = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > wide + 1);
  return beyond.slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
}"""
Said = list[str]


def watched(page: Page, address: str) -> Said:
    """What goes wrong in a window from now on: requests to other hosts, errors of scripts, refusals of the policy."""
    said: Said = []
    page.on("request", lambda request: said.append(f"asks {request.url}") if is_outside(request.url, address) else None)
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    return said


def is_outside(url: str, address: str) -> bool:
    return not url.startswith((f"{address}/", "data:", "blob:"))


def go(page: Page, name: str, world: World) -> None:
    """Open a page as its recipe says, its workbook sent before where it needs one."""
    one = recipe(name)
    if one.sends:
        page.goto("/import")
        page.set_input_files("input[type=file]", world.workbook)
        page.click("form:has(input[type=file]) button.btn-primary")
        page.wait_for_url(f"**/import/{world.digest}*")
    answer = page.goto(one.address(world))
    assert answer is not None and answer.status == 200, f"{name}: {answer and answer.status}"


def violations(page: Page, run: str) -> list[str]:
    """What axe finds, each with the first elements that it finds it at."""
    found: dict[str, Any] = page.evaluate(run)
    return [
        f"{one['impact']} {one['id']}: {one['help']}: " + " | ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found["violations"]
    ]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", names_of("page"))
def test_a_page_is_sound(name: str, viewport: dict[str, int], visitor: Visitor, world: World, address: str) -> None:
    page = visitor(recipe(name).login, viewport=viewport)
    said = watched(page, address)
    go(page, name, world)
    assert page.locator("h1").count() == 1 and page.locator("h1").is_visible()
    assert page.evaluate(OVERFLOWING) == []
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, ALL) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-bs-theme=dark]")
    assert violations(page, CONTRAST) == []
    assert said == []


def test_every_page_is_in_the_language_that_was_chosen(visitor: Visitor, world: World) -> None:
    page = visitor("city-manager")
    page.goto("/journal")
    assert page.locator("html").get_attribute("lang") == "zh-hans" and "流水账" in page.title()
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    assert "journal" in page.title().lower() and page.url.endswith("/journal")
    for name in names_of("page"):
        if recipe(name).login == "city-manager":
            go(page, name, world)
            assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    ("address_", "login", "status"),
    [("/nowhere", "auditor", 404), ("/figures?as-of=yesterday", "auditor", 400), ("/import", "auditor", 403)],
)
def test_a_page_that_says_no_is_sound_and_leads_on(
    address_: str, login: str, status: int, visitor: Visitor, address: str
) -> None:
    page = visitor(login, viewport=PHONE)
    answer = page.goto(address_)
    assert answer is not None and answer.status == status
    said = watched(page, address)
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, ALL) == [] and page.evaluate(OVERFLOWING) == [] and said == []
    assert page.locator("main a:visible, header a:visible").count() > 0
