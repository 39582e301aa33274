"""Take the pictures of docs/tour.md and of the READMEs: the demonstration, built and served anew, walked in a browser.

    python tools/pictures.py            all of them, into docs/pictures/
    python tools/pictures.py --ledger F the demonstration of a data folder that is there (it is written to)

A picture is named after its page's name in `jiedui.web.urls`; `-phone` and `-dark` say how it was looked at. The
figures are those of 2023-09-30; only the times of the journal are those of the day when the pictures were taken.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]  # it is run as a file

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from tools.serving import OPTIONS, chromium_path, served  # noqa: E402
from tools.ugly_workbook import write_ugly_workbook  # noqa: E402

PICTURES = ROOT / "docs/pictures"
AS_OF = "as-of=2023-09-30"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MANAGER, CLERK = "nn-guanli", "ms-jingban"
Open = Callable[[Page], Any]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, who looks, how the page is come to, and how it is looked at."""

    name: str
    open: Open
    login: str = MANAGER
    phone: bool = False
    dark: bool = False
    height: int = 900


def at(address: str) -> Open:
    return lambda page: page.goto(address)


def by_link(address: str, link: str, then: str = "") -> Open:
    """Through the first link of a page that fits, and what lies below it."""

    def go(page: Page) -> None:
        page.goto(address)
        page.goto(f"{page.locator(link).first.get_attribute('href')}{then}")

    return go


def plan(page: Page) -> None:
    """Send the ugly workbook, and look at its plan."""
    with TemporaryDirectory() as folder:
        page.goto("/import")
        page.set_input_files("input[type=file]", write_ugly_workbook(Path(folder) / "马山项目三季度.xlsx"))
        page.click("form:has(input[type=file]) button.btn-primary")
        page.wait_for_selector("a[href$='/marked']")


def tracked(page: Page) -> None:
    """Bring an invented track through 马山县 that stands still in two places."""
    stops = ((23.6800, 108.1400), (23.6200, 108.2100))
    ways = [(23.7 - 0.0005 * n, 108.1 + 0.001 * n) for n in range(40)]
    rows = [*ways[:20], *[stops[0]] * 45, *ways[20:], *[stops[1]] * 60]
    times = [f"2023-09-12 {9 + n // 60:02d}:{n % 60:02d}" for n in range(len(rows))]
    lines = [
        "纬度,经度,时间",
        *(f"{north:.4f},{east:.4f},{time}" for (north, east), time in zip(rows, times, strict=True)),
    ]
    page.goto("/tracks")
    file = {"name": "九月片区走访.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.set_input_files("input[name=files]", file)  # type: ignore[arg-type]  # a payload
    page.check("input[value='WGS-84']")
    page.click("form:has(input[name=files]) button.btn-primary")
    page.wait_for_selector("#stays")


def visited(page: Page) -> None:
    """Begin a visit of a project, its checklist half filled in."""
    page.goto("/visits/new")
    page.wait_for_selector("form[data-ready]")
    page.fill("#visited_on", "2023-09-12")
    page.fill("#where", "车间")
    page.locator("[data-found] button").first.click()
    page.fill("#found", "车间运行正常,在岗三十六人;冷库用电还没有接通。")
    for name in ("real", "necessary", "bright_spot"):
        page.check(f"input[name={name}][value='1']")
    page.select_option("#outcome", index=1)


def saved(page: Page) -> None:
    """Take the good rows of the workbook that was sent."""
    page.goto("/import")
    page.click("main ol a[href^='/import/']")
    page.fill("form[action$='/save'] [name=reason]", "三季度汇总")
    page.click("form[action$='/save'] button:not([disabled])")
    page.wait_for_url("**/import/history/*")


def published(page: Page) -> None:
    """Publish the report of the quarter and look at what was published."""
    page.goto(f"/reports/new?{AS_OF}")
    page.fill("form [name=title]", "2023年三季度协作情况")
    page.click("form:has([name=title]) button.btn-primary")
    page.wait_for_url("**/reports/*")


def checked(page: Page) -> None:
    """Check two sentences, one figure of which is wrong."""
    page.goto(f"/check?{AS_OF}")
    page.fill("textarea", TEXT)
    page.fill("[name=as-of]", "2023-09-30")
    page.click("main form button.btn-primary")
    page.wait_for_load_state()


TEXT = (
    "2021年以来，南宁市累计投入协作资金4.26亿元，实施项目109个，其中市本级10个，上林县37个、马山县37个、隆安县25个。"
    "引进企业23家并已投产，实际到位投资52.4亿元，吸纳农村劳动力4577人，其中脱贫劳动力1925人。"
)
"""Sentences of our own about the demonstration; the investment is 49.72亿元."""
RECORD = by_link("/registers/projects", "main tbody a[href^='/registers/projects/']")
BUDGETS = "budget-450123000000=900&budget-450124000000=1000&budget-450125000000=1100"
"""万元 by county, for the drafted year plan."""
TRACE = f"/figures/investment.paid_in/trace?{AS_OF}"
TOUR = (
    Shot("member_sign_in", at("/sign-in"), login=""),
    Shot("overview", at(f"/?{AS_OF}")),
    Shot("overview-phone", at(f"/?{AS_OF}"), phone=True),
    Shot("overview-dark", at(f"/?{AS_OF}"), dark=True),
    Shot("figures_table", at(f"/figures?{AS_OF}")),
    Shot("figures_months", at(f"/figures/months?{AS_OF}")),
    Shot("figure_months", at(f"/figures/investment.paid_in/months?{AS_OF}")),
    Shot("figure_trace", at(TRACE)),
    Shot("source_page", by_link(TRACE, "main a[href^='/sources/']")),
    Shot("registers_list", at("/registers")),
    Shot("records_list", at("/registers/projects"), height=720),
    Shot("records_list-phone", at("/registers/projects"), phone=True),
    Shot("record_page", RECORD),
    Shot("record_page-phone", RECORD, phone=True),
    Shot("record_new", at("/registers/projects/new"), login=CLERK),
    Shot(
        "record_edit",
        by_link("/registers/projects", "main tbody a[href^='/registers/projects/']", "/edit"),
        "nn-jingban",
    ),
    Shot("import_workbook", at("/import"), login=CLERK),
    Shot("import_plan", plan, login=CLERK),
    Shot("import_result", saved, login=CLERK),
    Shot("imports_list", at("/import/history"), login=CLERK, height=640),
    Shot("journal_list", at("/journal"), height=720),
    Shot("batch_page", by_link("/journal", "main tbody a[href^='/journal/']")),
    Shot("industry_parks", at(f"/industry?{AS_OF}")),
    Shot("industry_chain", at(f"/industry/chain?{AS_OF}")),
    Shot("industry_funnel", at(f"/industry/funnel?{AS_OF}")),
    Shot("labour_page", at("/labour?as-of=2022-10-01")),
    Shot("report_new", at(f"/reports/new?{AS_OF}")),
    Shot("report_page", published),
    Shot("promises_list", at(f"/plan?{AS_OF}"), height=700),
    Shot("plan_draft", at(f"/plan/draft?{AS_OF}&{BUDGETS}&industry=50"), height=780),
    Shot("plan_adopt", at(f"/plan/draft/points/adopt?{AS_OF}&{BUDGETS}&industry=50"), height=780),
    Shot("reports_list", at("/reports"), height=560),
    Shot("text_check", checked),
    Shot("search", at("/search?q=茶")),
    Shot("footprint", at(f"/footprint?{AS_OF}"), height=1180),
    Shot("footprint-phone", at(f"/footprint?{AS_OF}#map-heading"), phone=True),
    Shot("track_page", tracked, login=CLERK, height=640),
    Shot("tracks_list", at("/tracks"), login=CLERK, height=720),
    Shot("visits_list", at("/visits"), login=CLERK),
    Shot("visit_new", visited, login=CLERK, height=1100),
    Shot("visit_new-phone", visited, login=CLERK, phone=True),
    Shot("secondments_list", at("/secondments?as-of=2023-06-30")),
    Shot("handover_page", at("/handover/ms-jingban?to=ms-shenhe&witness=ms-guanli"), login="nn-xitong"),
    Shot("sessions_list", at("/sessions")),
    Shot("member_password", at("/password")),
)


@contextmanager
def demonstration(ledger: Path | None) -> Iterator[Path]:
    """The folder of a demonstration: the one named, or one built now and thrown away afterwards."""
    if ledger is not None:
        yield ledger
        return
    with TemporaryDirectory(prefix="jiedui-pictures-") as folder:
        made = Path(folder) / "ledger"
        command = [sys.executable, "-m", "jiedui.commands.main", "demo", "--no-serve", "--data", str(made)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JIEDUI_")}
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield made


def take(browser: Browser, address: str, password: str, shots: tuple[Shot, ...]) -> None:
    """Take the pictures, each member signed in once."""
    states: dict[str, Any] = {}
    for shot in shots:
        context = browser.new_context(
            base_url=address,
            viewport=PHONE if shot.phone else {**WIDE, "height": shot.height},  # type: ignore[arg-type]  # Playwright's words for a dictionary
            color_scheme="dark" if shot.dark else "light",
            reduced_motion="reduce",
            storage_state=states.get(shot.login),
        )
        page = context.new_page()
        if shot.login and shot.login not in states:
            page.goto("/sign-in?next=/sessions")
            page.fill("[name=login]", shot.login)
            page.fill("[name=password]", password)
            page.click("main button")
            page.wait_for_url("**/sessions")
            states[shot.login] = context.storage_state()
        shot.open(page)
        page.evaluate("() => document.activeElement && document.activeElement.blur()")
        page.wait_for_load_state("networkidle")
        keep(page.screenshot(animations="disabled", caret="hide"), PICTURES / f"{shot.name}.png")
        context.close()


def keep(taken: bytes, path: Path) -> None:
    """Keep a picture in a palette of its own: pages have few colours, and the repository stays small."""
    with Image.open(BytesIO(taken)) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--ledger", type=Path, help="data folder of a demonstration that is there")
    options.add_argument("--only", nargs="*", default=[], help="names of pictures")
    given = options.parse_args()
    PICTURES.mkdir(exist_ok=True)
    shots = tuple(shot for shot in TOUR if not given.only or shot.name in given.only)
    with demonstration(given.ledger) as folder, served(folder) as address, sync_playwright() as playwright:
        password = (folder / "sign-in.txt").read_text("utf-8").splitlines()[0]
        program = chromium_path(playwright.chromium.executable_path)
        if not program:
            sys.exit("no Chromium: install one, or name it in JIEDUI_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        take(browser, address, password, shots)
        browser.close()


if __name__ == "__main__":
    main()
