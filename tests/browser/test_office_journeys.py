"""The journeys of an office over the years, in a real browser: from an unseen project to its visit, from a draft to the
plan, from the member who leaves to the one who takes over, from a park's income to its vouchers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.make_ledger import LIBRARY, NOTE
from tests.pages import AS_OF, World, recipe

NUMBER = "南协作批〔2023〕9号"


def unseen(page: Page) -> list[str]:
    """The projects with money paid that nobody has seen, as the footprint names them."""
    page.goto(f"/footprint?{AS_OF}&level=0")
    return [each.strip() for each in page.locator("table[aria-labelledby], .footprint-list th > a").all_inner_texts()]


def test_a_project_that_nobody_has_seen_is_planned_for_visited_and_off_the_list(
    visitor: Visitor, tmp_path: Path
) -> None:
    manager = visitor("city-manager")
    before = unseen(manager)
    assert before
    manager.click("#trip form .btn-primary")
    legs = manager.locator("#trip tbody th > a")
    expect(legs.first).to_be_visible()
    chosen = legs.first.inner_text()
    assert chosen in before

    with manager.expect_download() as download:
        manager.click("a[href*='map.svg']")
    drawn = ElementTree.fromstring(Path(download.value.path()).read_text("utf-8"))  # the product's own
    assert drawn.tag.endswith("svg")
    with manager.expect_download() as download:
        manager.click("a[href*='cells.geojson']")
    cells = json.loads(Path(download.value.path()).read_text("utf-8"))["features"]
    assert cells and all("member" not in cell["properties"] for cell in cells)

    row = manager.locator(".footprint-list tr", has_text=chosen)
    row.locator("a", has_text=re.compile("记录走访|record a visit")).click()
    manager.fill("#visited_on", "2023-09-20")
    manager.fill("#found", "首次到访")
    manager.click("form[data-visit-form] .btn-primary")
    expect(manager.locator("[data-queue-list] [data-state=sent]").first).to_be_visible()
    assert chosen not in unseen(manager)


def test_a_draft_becomes_the_plan_and_waits_for_a_reviewer(visitor: Visitor) -> None:
    manager = visitor("city-manager")
    manager.goto(f"/plan/draft?{AS_OF}")
    manager.locator("a[href*='/adopt']").first.click()
    expect(manager.get_by_role("link", name=LIBRARY)).to_be_visible()
    manager.fill("#number", NUMBER)
    manager.fill("#approved-on", "2023-09-25")
    manager.check("[name=sure]")
    manager.click("form:has(#number) .btn-primary")
    manager.wait_for_url(re.compile(r"/journal/\d+"))
    expect(manager.locator("main")).to_contain_text(NUMBER)

    manager.goto(f"/plan/draft?{AS_OF}")
    expect(manager.locator("main")).not_to_contain_text(LIBRARY)
    reviewer = visitor("county-reviewer")
    reviewer.goto("/registers/projects?show=waiting")
    expect(reviewer.locator("main")).to_contain_text(LIBRARY)


def test_who_leaves_hands_over_and_the_taker_begins_with_what_was_handed(visitor: Visitor) -> None:
    office = visitor("administrator")
    office.goto("/handover/leaver?to=taker&witness=county-reviewer")
    expect(office.locator("main")).to_contain_text(NOTE)
    with office.expect_download() as download:
        office.click("a.btn-primary[href*='handover']")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    office.check("[name=sure]")
    office.click("form:has([name=sure]) .btn-danger")
    office.wait_for_url(re.compile(r"/journal/\d+|/handover/"))

    office.goto("/handover/leaver")
    expect(office.locator("main")).not_to_contain_text(NOTE)
    taker = visitor("taker")
    taker.goto("/")
    expect(taker.locator("main")).to_contain_text("演示leaver")
    expect(taker.locator("main")).to_contain_text("项目调度")


def test_a_park_s_income_opens_down_to_the_payment(visitor: Visitor, world: World) -> None:
    page = visitor("city-manager")
    page.goto(recipe("industry_parks").address(world))
    payment = page.locator("a[href*='/registers/benefits/']:visible").first
    payment.click()
    page.wait_for_url(re.compile(r"/registers/benefits/\d+"))
    expect(page.locator("main")).to_contain_text(re.compile("收益金额|amount"))
    page.go_back()
    for tab in ("/industry/chain", "/industry/funnel", "/labour"):
        page.locator(f"nav.views a[href^='{tab}']").click()
        page.wait_for_url(re.compile(re.escape(tab)))
        expect(page.locator("main h1, h1").first).to_be_visible()
