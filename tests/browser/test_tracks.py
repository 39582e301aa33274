"""A track in a real browser: brought, its stop made a visit, seen by nobody else, deleted."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visitor
from tests.fieldwork.track_samples import gpx
from tests.registers.grids import POSITIONS

NORTH, EAST = (axis / 1e6 for axis in POSITIONS[1])


def test_a_clerk_brings_a_track_records_its_stop_and_deletes_the_track(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "八月片区.gpx"
    file.write_bytes(gpx([(NORTH, EAST, f"2023-08-02T01:{minute:02d}:00Z") for minute in range(0, 40, 2)]))
    clerk = visitor("county-clerk", viewport=PHONE)
    clerk.goto("/tracks")
    assert not clerk.locator("[name=coordinates]:checked").count()  # the system is asked, none is chosen
    clerk.set_input_files("[name=files]", file)
    expect(clerk.locator("[data-chosen]")).to_contain_text("八月片区.gpx")
    clerk.check("[value='WGS-84']")
    clerk.click("form:has([name=files]) .btn-primary")
    expect(clerk.locator(".alert-success")).to_be_visible()
    clerk.goto("/tracks")
    clerk.get_by_role("link", name="八月片区").click()
    page = clerk.url

    clerk.click("a[href*='/visits/new?track=']")
    expect(clerk.locator("[name=visited_on]")).to_have_value("2023-08-02")
    expect(clerk.locator("[name=latitude]")).to_have_value(re.compile(rf"^{NORTH:.4f}"))

    assert visitor("city-manager").goto(page).status == 404  # type: ignore[union-attr]  # it answers

    clerk.goto(page)
    clerk.click("summary:has-text('删除'), summary:has-text('delete')")
    clerk.check("[name=sure]")
    clerk.click(".btn-danger")
    expect(clerk.locator(".alert-success")).to_be_visible()
    expect(clerk.get_by_role("link", name="八月片区")).to_have_count(0)
    assert clerk.goto(page).status == 404  # type: ignore[union-attr]  # it answers
