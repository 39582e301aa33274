"""Visits on a phone: recorded with the network and without it, kept through reloads and sign-outs, sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import PHONE, Visitor, sign_in
from tests.browser.test_every_page import ALL, AXE, OVERFLOWING, violations, watched
from tests.pages import DOT, World

PHOTO: Any = {"name": "现场.png", "mimeType": "image/png", "buffer": DOT}
BROKEN: Any = {"name": "说明.png", "mimeType": "image/png", "buffer": b"MZ no photo"}
READY = "form[data-visit-form][data-ready]"
POLLED = """async (given) => {
  const holds = %s;
  for (let turn = 0; turn < 200; turn += 1) {
    if (await holds(given)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("it never held");
}"""
FAILING = """({ found, status }) => {
  const real = fetch;
  const isMeant = (how) => how?.body?.get?.('found') === found;
  window.fetch = async (to, how) => isMeant(how) ? new Response('', { status }) : real(to, how);
}"""
DRAFT = """async (wanted) => {
  const kept = await Visits.draft.find('county-clerk');
  const photos = kept && await Visits.draft.photos('county-clerk', kept.own_id);
  return kept?.fields.some(([, text]) => text === wanted.text) && (photos ?? []).length === wanted.photos;
}"""
SHELF = """async (wanted) => {
  await navigator.serviceWorker.ready;
  const shelf = await caches.open('jiedui-visits');
  const kept = (await shelf.keys()).map((one) => new URL(one.url).pathname);
  return wanted.every((one) => kept.includes(one)) && kept.some((one) => one.includes('visit-form'))
    && kept.some((one) => one.includes('tabler'));
}"""


def until(page: Page, holds: str, given: object = None) -> None:
    """Wait for an asynchronous function to say yes: Playwright's own waiting takes its promise for one."""
    page.evaluate(POLLED % holds, given)


def form(page: Page) -> None:
    """The form of a visit, with everything on the phone that it needs without a network."""
    page.goto("/visits/new")
    page.wait_for_selector(READY)
    until(page, SHELF, ["/visits/new", "/visits/settlements"])


def fill(page: Page, found: str, where: str = "演示项目", **more: str) -> None:
    """Fill in a visit: its day, its place by the search, what was found."""
    page.fill("#visited_on", "2023-09-02")
    page.fill("#where", where)
    page.locator("[data-found] button").first.click()
    page.fill("#found", found)
    for name, text in more.items():
        page.locator(f"[name={name}]").fill(text)


def save(page: Page) -> None:
    page.click("form[data-visit-form] .btn-primary")
    expect(page.locator("[data-form-said]")).to_be_visible()


def waiting(page: Page, state: str = "waiting") -> Any:
    return page.locator(f"[data-queue-list] [data-state={state}]")


def recorded(page: Page, found: str) -> int:
    """How many records the ledger holds of a visit on which that was found."""
    page.goto("/visits")
    return page.locator("section[aria-labelledby=mine-heading] li", has_text=found).count()


@contextmanager
def no_network(context: BrowserContext) -> Iterator[None]:
    context.set_offline(True)
    yield
    context.set_offline(False)


@contextmanager
def asked(page: Page, answer: str) -> Iterator[None]:
    """The phone asks once, and is answered: accept or dismiss."""
    with page.expect_event("dialog"):
        page.once("dialog", lambda dialog: getattr(dialog, answer)())
        yield


def test_a_visit_with_its_check_and_a_photo_is_recorded_and_opens_from_the_queue(
    visitor: Visitor, address: str
) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    said = watched(page, address)
    form(page)
    fill(page, "网络良好时的走访")
    expect(page.locator("[data-check]")).to_be_visible()
    assert page.locator("#outcome optgroup:not([disabled])").get_attribute("data-stage") == "under_way"
    page.check("input[name=real][value='1']")
    page.select_option("#outcome", "on_track")
    page.fill("[id='follow_ups.0.content']", "补齐用地手续")
    page.select_option("[id='follow_ups.0.office']", label="马山县协作办")
    page.fill("[id='follow_ups.0.due_on']", "2023-10-01")
    page.set_input_files("#photos", [PHOTO])
    save(page)
    expect(waiting(page, "sent").first).to_be_visible()
    waiting(page, "sent").locator("a").last.click()
    page.wait_for_url(re.compile(r"/registers/visits/\d+"))
    expect(page.locator("main")).to_contain_text("网络良好时的走访")
    expect(page.locator("#evidence, main").first).to_contain_text("现场")
    assert recorded(page, "网络良好时的走访") == 1
    expect(page.locator("#follow-ups")).to_contain_text("补齐用地手续")
    assert said == []


def test_visits_recorded_without_a_network_survive_a_reload_and_are_sent_once_when_there_is_one(
    visitor: Visitor,
) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    with no_network(page.context):
        page.reload()
        page.wait_for_selector(READY)
        fill(page, "无网走访甲")
        page.set_input_files("#photos", [PHOTO])
        save(page)
        fill(page, "无网走访乙", where="立星村")
        save(page)
        expect(waiting(page)).to_have_count(2)
        page.goto("/visits")
        page.wait_for_selector(READY)
        expect(waiting(page)).to_have_count(2)
        expect(page.locator("[data-queue-said]")).to_be_visible()
    expect(waiting(page, "sent")).to_have_count(2)
    assert recorded(page, "无网走访甲") == 1 and recorded(page, "无网走访乙") == 1
    row = page.locator("section[aria-labelledby=mine-heading] li", has_text="无网走访甲")
    expect(row).to_contain_text("照片 1 张")


def test_what_was_typed_survives_a_flat_battery(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    fill(page, "还没保存")
    until(page, DRAFT, {"text": "还没保存", "photos": 0})
    page.goto("/visits/new")
    page.wait_for_selector(READY)
    expect(page.locator("#found")).to_have_value("还没保存")
    expect(page.locator("[data-chosen] button")).to_have_count(1)


def test_a_place_chosen_by_the_search_and_a_photo_survive_a_flat_battery_too(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    page.set_input_files("#photos", [PHOTO])
    page.fill("#where", "演示项目")
    page.locator("[data-found] button").first.click()
    until(page, DRAFT, {"text": page.locator("#project").input_value(), "photos": 1})
    for kept in (1, 0):
        page.goto("/visits/new")
        page.wait_for_selector(READY)
        expect(page.locator("[data-chosen] button")).to_have_count(1)
        expect(page.locator("form [data-photos] li", has_text="现场")).to_have_count(kept)
        if kept:
            page.click("form [data-photos] button")
            until(page, DRAFT, {"text": page.locator("#project").input_value(), "photos": 0})


def test_a_visit_whose_answer_was_lost_is_sent_again_and_is_one_record(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)

    def lose_the_answer(route: Route) -> None:
        """The ledger takes the visit, and the phone hears nothing of it."""
        route.fetch()
        route.abort()

    page.context.route("**/visits/send", lose_the_answer)
    fill(page, "回执丢失的走访")
    save(page)
    expect(page.locator("[data-queue-said]")).to_be_visible()
    expect(waiting(page)).to_have_count(1)
    page.context.unroute("**/visits/send")
    page.click("[data-queue-send]")
    expect(waiting(page, "sent")).to_have_count(1)
    assert recorded(page, "回执丢失的走访") == 1


def test_a_refused_visit_stays_says_why_and_is_mended(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    fill(page, "被退的走访")
    page.fill("#visited_on", "9998-01-01")
    save(page)
    expect(waiting(page, "refused")).to_have_count(1)
    page.goto("/visits")
    refused = waiting(page, "refused")
    expect(refused).to_contain_text("9998")
    refused.locator("button").first.click()
    page.wait_for_selector(READY)
    expect(page.locator("#found")).to_have_value("被退的走访")
    page.fill("#visited_on", "2023-09-02")
    save(page)
    expect(waiting(page, "sent")).to_have_count(1)
    assert recorded(page, "被退的走访") == 1


def test_a_refused_photo_holds_up_no_other_and_goes_only_when_asked(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    fill(page, "照片不合格的走访")
    page.set_input_files("#photos", [BROKEN, PHOTO])
    save(page)
    expect(waiting(page, "refused")).to_contain_text("说明.png")
    discarding = waiting(page, "refused").locator("button").last
    with asked(page, "dismiss"):
        discarding.click()
    expect(waiting(page, "refused")).to_have_count(1)
    with asked(page, "accept"):
        discarding.click()
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert recorded(page, "照片不合格的走访") == 1
    row = page.locator("section[aria-labelledby=mine-heading] li", has_text="照片不合格的走访")
    expect(row).to_contain_text("照片 1 张")


def test_a_visit_is_sent_under_no_other_members_name_and_waits_for_its_own(visitor: Visitor) -> None:
    page = visitor(viewport=PHONE)
    sign_in(page, "county-reviewer")
    form(page)
    with no_network(page.context):
        fill(page, "审核人员的走访")
        save(page)
        expect(waiting(page)).to_have_count(1)
        page.context.clear_cookies()
    page.click("[data-queue-send]")
    expect(page.locator("[data-queue-sign-in]")).to_be_visible()
    sign_in(page, "county-clerk")
    form(page)
    expect(waiting(page)).to_contain_text("county-reviewer")
    expect(waiting(page)).not_to_contain_text("演示项目")
    page.click("[data-queue-send]")
    expect(waiting(page)).to_have_count(1)
    page.goto("/visits")
    expect(page.locator("section[aria-labelledby=all-heading]")).not_to_contain_text("审核人员的走访")
    sign_out(page)
    sign_in(page, "county-reviewer")
    page.goto("/visits")
    expect(waiting(page, "sent")).to_have_count(1)
    assert recorded(page, "审核人员的走访") == 1


def sign_out(page: Page) -> None:
    page.click(".you summary")
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in")


def test_signing_out_takes_the_form_off_the_phone_and_leaves_the_queue(visitor: Visitor) -> None:
    page = visitor(viewport=PHONE)
    sign_in(page, "county-clerk")
    form(page)
    with no_network(page.context):
        fill(page, "签退前的走访")
        save(page)
        expect(waiting(page)).to_have_count(1)
        page.context.route("**/visits/session", lambda route: route.abort())
    page.goto("/visits")
    sign_out(page)
    until(page, "async () => !(await caches.has('jiedui-visits'))")
    page.context.unroute("**/visits/session")
    sign_in(page, "county-clerk")
    page.goto("/visits")
    expect(waiting(page, "sent")).to_have_count(1)
    assert recorded(page, "签退前的走访") == 1


def test_the_phones_position_is_asked_for_and_filled_in(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 23.71, "longitude": 108.17, "accuracy": 12})
    form(page)
    page.click("[data-position]")
    expect(page.locator("#latitude")).to_have_value("23.710000")
    expect(page.locator("#coordinates")).to_have_value("WGS-84")
    expect(page.locator("[data-position-said]")).to_contain_text("12")


def test_the_form_is_sound_while_something_waits_was_refused_and_is_sent(visitor: Visitor, address: str) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    fill(page, "查无障碍", visited_on="9998-01-01")
    save(page)
    expect(waiting(page, "refused")).to_have_count(1)
    fill(page, "查无障碍之二")
    page.fill("#where", "村")
    page.click("[data-more]")
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, ALL) == [] and page.evaluate(OVERFLOWING) == []
    page.on("dialog", lambda dialog: dialog.accept())
    waiting(page, "refused").locator("button").last.click()
    expect(waiting(page, "refused")).to_have_count(0)


def test_the_form_is_sent_as_a_form_where_no_script_runs(
    chromium: Any, address: str, visitor: Visitor, world: World
) -> None:
    page = visitor("county-clerk")
    page.goto("/visits")
    state = page.context.storage_state()
    context = chromium.new_context(base_url=address, java_script_enabled=False, storage_state=state)
    plain = context.new_page()
    plain.goto("/visits/new")
    plain.fill("#visited_on", "2023-09-03")
    plain.fill("#found", "没有脚本的走访")
    plain.click("form[data-visit-form] .btn-primary")
    assert plain.locator("[role=alert]").count() and plain.locator("#found").input_value() == "没有脚本的走访"
    plain.select_option("#project", str(world.project))
    plain.set_input_files("#photos", [PHOTO])
    plain.click("form[data-visit-form] .btn-primary")
    plain.wait_for_url("**/visits?saved=*")
    assert recorded(plain, "没有脚本的走访") == 1
    context.close()


def test_a_page_that_was_kept_gives_each_visit_a_number_of_its_own(visitor: Visitor, world: World) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    with no_network(page.context):
        for found in ("同页走访甲", "同页走访乙"):
            page.goto(f"/visits/new?project={world.project}")
            page.wait_for_selector(READY)
            fill(page, found)
            save(page)
        expect(waiting(page)).to_have_count(2)
    page.goto("/visits")
    expect(waiting(page, "sent")).to_have_count(2)
    assert recorded(page, "同页走访甲") == 1 and recorded(page, "同页走访乙") == 1


def test_what_was_mended_after_an_answer_was_lost_is_said_not_to_be_recorded(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    page.context.route("**/visits/send", lambda route: (route.fetch(), route.abort()))
    fill(page, "首次上传的话")
    save(page)
    expect(page.locator("[data-queue-said]")).to_be_visible()
    page.context.unroute("**/visits/send")
    waiting(page).locator("button").first.click()
    expect(page.locator("#found")).to_have_value("首次上传的话")
    page.fill("#found", "修改以后的话")
    save(page)
    expect(waiting(page, "refused")).to_contain_text("修改以后的话")
    assert recorded(page, "首次上传的话") == 1 and recorded(page, "修改以后的话") == 0


@contextmanager
def held(page: Page, address: str) -> Iterator[list[Route]]:
    """What the phone sends there waits, until this ends: then all goes on."""
    routes: list[Route] = []
    is_over = []

    def hold(route: Route) -> None:
        route.continue_() if is_over else routes.append(route)

    page.context.route(address, hold)
    yield routes
    is_over.append(True)
    for route in routes:
        route.continue_()
    page.context.unroute(address)


def two_waiting(page: Page, first: str, second: str) -> None:
    """Two visits wait, the first with a photo, at a project, the second at a village."""
    with no_network(page.context):
        fill(page, first)
        page.set_input_files("#photos", [PHOTO])
        save(page)
        fill(page, second, where="立星村")
        save(page)
        expect(waiting(page)).to_have_count(2)


def begun(page: Page, routes: list[Route]) -> None:
    """Wait until something is held."""
    while not routes:
        page.wait_for_timeout(20)


def test_what_is_mended_or_discarded_while_another_is_sent_goes_as_it_stands(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    form(page)
    with held(page, "**/visits/photos") as routes:
        two_waiting(page, "慢网甲", "慢网乙")
        begun(page, routes)
        waiting(page).filter(has_text="立星村").locator("button").first.click()
        expect(page.locator("#found")).to_have_value("慢网乙")
        page.fill("#found", "慢网乙改")
        save(page)
    expect(waiting(page, "sent")).to_have_count(2)
    assert [recorded(page, one) for one in ("慢网甲", "慢网乙", "慢网乙改")] == [1, 1, 1]
    form(page)
    with held(page, "**/visits/photos") as routes:
        two_waiting(page, "慢网丙", "慢网丁")
        begun(page, routes)
        waiting(page).filter(has_text="立星村").locator("button").last.click()
        expect(waiting(page)).to_have_count(1)
    expect(waiting(page)).to_have_count(0)
    assert [recorded(page, one) for one in ("慢网丙", "慢网丁")] == [1, 0]


def test_what_had_reached_the_ledger_before_it_was_discarded_says_so(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    form(page)
    with held(page, "**/visits/send") as routes:
        fill(page, "已在路上的走访")
        save(page)
        begun(page, routes)
        waiting(page).locator("button").last.click()
        expect(page.locator("[data-queue]")).to_be_hidden()
    expect(waiting(page, "sent").locator(".small")).to_be_visible()
    expect(waiting(page, "sent").locator("a")).to_be_visible()
    assert recorded(page, "已在路上的走访") == 1


def test_a_visit_saved_while_another_is_sent_is_sent_after_it(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    with held(page, "**/visits/send") as routes:
        fill(page, "先存的走访")
        save(page)
        begun(page, routes)
        fill(page, "后存的走访", where="立星村")
        save(page)
        expect(waiting(page)).to_have_count(2)
    expect(waiting(page, "sent")).to_have_count(2)
    assert recorded(page, "先存的走访") == 1 and recorded(page, "后存的走访") == 1


def test_mending_that_was_broken_off_goes_on_and_makes_no_second_visit(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    with no_network(page.context):
        fill(page, "断点之前")
        page.set_input_files("#photos", [PHOTO])
        save(page)
        waiting(page).locator("button").first.click()
        expect(page.locator("#found")).to_have_value("断点之前")
        page.fill("#found", "断点之后")
        until(page, DRAFT, {"text": "断点之后", "photos": 0})
        page.goto("/visits/new")
        page.wait_for_selector(READY)
        expect(page.locator("#found")).to_have_value("断点之后")
        expect(page.locator("form [data-photos] li")).to_have_count(1)
        save(page)
        expect(waiting(page)).to_have_count(1)
    expect(waiting(page, "sent")).to_have_count(1)
    assert recorded(page, "断点之后") == 1 and recorded(page, "断点之前") == 0


def test_mending_asks_before_it_takes_the_place_of_what_is_not_saved(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    fill(page, "等待修改的走访", visited_on="9998-01-01")
    save(page)
    refused = waiting(page, "refused")
    expect(refused).to_have_count(1)
    page.fill("#found", "写了一半")
    until(page, DRAFT, {"text": "写了一半", "photos": 0})
    with asked(page, "dismiss"):
        refused.locator("button").first.click()
    expect(page.locator("#found")).to_have_value("写了一半")
    page.goto("/visits")
    with asked(page, "dismiss"):
        refused.locator("button").first.click()
    page.wait_for_selector(READY)
    expect(page.locator("#found")).to_have_value("写了一半")
    with asked(page, "accept"):
        refused.locator("button").first.click()
    expect(page.locator("#found")).to_have_value("等待修改的走访")


def test_a_visit_that_the_ledger_fails_at_holds_up_no_other(visitor: Visitor) -> None:
    page = visitor("county-clerk", viewport=PHONE)
    form(page)
    for status, state in ((500, "waiting"), (413, "refused")):
        page.evaluate(FAILING, {"found": f"出错的走访{status}", "status": status})
        with no_network(page.context):
            fill(page, f"出错的走访{status}")
            save(page)
            fill(page, f"随后的走访{status}", where="立星村")
            save(page)
        expect(waiting(page, "sent")).to_contain_text("立星村")
        expect(waiting(page, state)).to_contain_text("演示项目")
        expect(page.locator("[data-queue-said]") if state == "waiting" else waiting(page, state)).to_be_visible()
        assert recorded(page, f"随后的走访{status}") == 1
        form(page)
        if state == "waiting":
            expect(waiting(page, "sent")).to_have_count(2)
            assert recorded(page, f"出错的走访{status}") == 1
            page.locator("[data-queue-list] button").first.click()
            expect(waiting(page, "sent")).to_have_count(1)
            page.locator("[data-queue-list] button").first.click()
            expect(page.locator("[data-queue]")).to_be_hidden()
            form(page)
        else:
            expect(waiting(page, state)).to_contain_text("413")
