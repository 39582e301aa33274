"""What users come for, from end to end in a real browser: a workbook from its bad cells to a figure that opens down to
them, a lens that is handed on as a link, a page that is worked by the keyboard."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from tools.ugly_workbook import BAD, ROWS, SHEET, TOTAL, write_ugly_workbook

from tests.browser.conftest import Visitor
from tests.pages import AS_OF, FUNDS, World, recipe
from tests.people.offices import MASHAN, PASSWORD

TRACE = f"/figures/{FUNDS}/trace?{AS_OF}&region={MASHAN}"
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.left === '16px';
}"""
MOST_TABS = 80


def figure(page: Page) -> Decimal:
    """The committed funds of 马山县, as the page of their trace says them."""
    page.goto(TRACE)
    found = re.search(r"[\d,.]+", page.locator(".headline").first.inner_text())
    assert found
    return Decimal(found[0].replace(",", ""))


def send(page: Page, workbook: Path) -> None:
    """Send a workbook and come to its plan."""
    page.goto("/import")
    page.set_input_files("input[type=file]", workbook)
    page.click("form:has(input[type=file]) button.btn-primary")
    page.wait_for_url(re.compile(r"/import/[0-9a-f]{64}"))


def cell(row: int, column: int) -> str:
    """The name of a cell of the ugly workbook's records: two heading rows below two of title, and a serial number."""
    return f"{'ABCDEFGH'[column + 1]}{row + 5}"


def test_a_clerk_brings_in_an_ugly_workbook_and_the_figure_opens_down_to_its_cell(
    visitor: Visitor, tmp_path: Path
) -> None:
    clerk = visitor("county-clerk")
    before = figure(clerk)

    send(clerk, write_ugly_workbook(tmp_path / "三季度.xlsx"))
    for row, column in BAD:
        expect(clerk.locator("main").get_by_text(cell(row, column), exact=True).first).to_be_visible()
    with clerk.expect_download() as download:
        clerk.click("a[href$='/marked']")
    copy = tmp_path / download.value.suggested_filename
    download.value.save_as(copy)
    marked = openpyxl.load_workbook(copy)
    assert all(marked[SHEET][cell(row, column)].comment for row, column in BAD)

    send(clerk, write_ugly_workbook(tmp_path / "三季度.xlsx", mended=True))
    save = clerk.locator("form[action$='/save']")
    save.locator("input[name=reason]").fill("三季度汇总")
    save.locator("button.btn-primary").click()
    clerk.wait_for_url(re.compile(r"/import/history/\d+"))
    batch = clerk.url.rsplit("/", 1)[1]
    assert figure(clerk) == before, "what nobody has confirmed does not count"

    confirm_batch(visitor("county-reviewer"), batch, len(ROWS))

    assert figure(clerk) == before + Decimal(str(TOTAL))
    source = clerk.locator("a[href^='/sources/']", has_text=cell(0, 4)).first
    source.click()
    expect(clerk.locator("main")).to_contain_text(str(ROWS[0][1]))
    expect(clerk.locator("main")).to_contain_text(str(ROWS[0][4]))
    clerk.goto(source.get_attribute("href") or "")
    expect(clerk.locator("main")).to_contain_text(str(ROWS[0][1]))


def confirm_batch(reviewer: Page, batch: str, count: int) -> None:
    """Confirm a batch's records one by one, each on its page."""
    reviewer.goto(f"/journal/{batch}")
    links = reviewer.locator("main a[href^='/registers/projects/']").evaluate_all("all => all.map(one => one.pathname)")
    records = list(dict.fromkeys(links))
    assert len(records) == count
    for record in records:
        reviewer.goto(record)
        form = reviewer.locator("form:has(input[name=act][value=confirm])")
        with reviewer.expect_navigation():
            form.locator("button").click()
        expect(reviewer.locator(".alert-danger")).to_have_count(0)


def test_a_manager_changes_the_lens_and_a_colleague_sees_the_same_under_the_same_address(visitor: Visitor) -> None:
    manager = visitor("city-manager")
    manager.goto(f"/figures?{AS_OF}")
    shown = table(manager)
    manager.locator("main input[name=as-of]").fill("2022-12-31")
    manager.locator("main form:has(input[name=as-of]) button").click()
    manager.wait_for_url(re.compile("as-of=2022-12-31"))
    changed = table(manager)
    assert changed != shown and "2022-12-31" in manager.locator("main").inner_text()

    colleague = visitor("auditor")
    colleague.goto(manager.url)
    assert table(colleague) == changed


def table(page: Page) -> list[str]:
    return page.locator("main table tbody tr").all_inner_texts()


@pytest.mark.parametrize("name", ["figures_table", "import_workbook", "record_new"])
def test_a_page_is_worked_by_the_keyboard(name: str, visitor: Visitor, world: World) -> None:
    page = visitor(recipe(name).login)
    page.goto(recipe(name).address(world))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    assert (skip.bounding_box() or {"x": -1})["x"] >= 0, "the way to the content is seen when it has the focus"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    assert tabs_to(page, page.locator("main .btn-primary:visible").first), "the primary action is reached by Tab"
    assert page.evaluate(FOCUS), "where the focus is can be seen"


def test_a_member_signs_in_by_the_keyboard(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/sign-in?next=/registers")
    page.keyboard.type("auditor")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/registers")


def tabs_to(page: Page, wanted: Locator) -> bool:
    """Press Tab until an element has the focus; whether it comes to that."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return True
    return False
