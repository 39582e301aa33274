"""Making a drafted variant the plan: one batch of approvals that wait for a reviewer, by whoever sets plans there."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from jiedui.indicators.adopting import adopt, draft, mark_of
from jiedui.indicators.drafting import Wish
from jiedui.journal.models import Batch
from jiedui.kernel import clock
from jiedui.kernel.errors import Refused
from jiedui.kernel.lens import Lens, lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save, save_plan
from jiedui.registers.reviewing import confirm
from jiedui.registers.verification import verify_registers
from tests.people.offices import MASHAN, NANNING, SHANGLIN, write
from tests.registers.records import id_number, last_batch, record
from tests.web.conftest import Browser

DAY = date(2023, 9, 30)
ASKED = {"as-of": "2023-09-30"}
PAGE = "/plan/draft/points/adopt"
FREE = Wish({}, None)
APPROVED = {"number": "南扶批〔2023〕8号", "approved-on": "2023-09-20", "sure": "1"}


def listed(name: str, fund: int | None = 5_000_000, region: str = MASHAN, **more: object) -> int:
    values = {"year": 2024, "kind": "industry", "listed_on": date(2023, 8, 1), "fund": fund, **more}
    number = write("projects", region=region, name=name, **values)
    confirm(last_batch(), LOCAL_OPERATOR)
    return number


def lens(region: str = NANNING) -> Lens:
    return lens_as_of(region, DAY)


def mark(**asked: str) -> str:
    budget = int(asked.get("budget", 10**12))
    return mark_of(draft(LOCAL_OPERATOR, lens(), "points", Wish({MASHAN: budget}, None) if "budget" in asked else FREE))


def page(client: Client, status: int = 200, **asked: str) -> str:
    answer = client.get(PAGE, {**ASKED, **asked})
    assert answer.status_code == status, answer.content.decode()
    return unescape(answer.content.decode())


def send(client: Client, query: str = "as-of=2023-09-30", **form: str) -> tuple[int, str]:
    answer = client.post(f"{PAGE}?{query}", {"mark": mark(), **APPROVED, **form})
    return answer.status_code, unescape(answer.content.decode()) or answer["Location"]


def test_a_manager_makes_a_variant_the_plan_in_one_batch_that_waits(browser: Browser) -> None:
    tea, shed = listed("茶园"), listed("车间", region=SHANGLIN)
    costly = listed("没有资金", None)
    client = browser("city-manager")
    shown = page(client)
    assert "茶园" in shown and "车间" in shown and "没有资金" not in shown
    (sent,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', shown)
    before = last_batch()
    status, address = send(client, mark=sent)
    assert (status, address, last_batch()) == (302, f"/journal/{before + 1}", before + 1)
    batch = Batch.objects.get(id=before + 1)
    assert (batch.verb, batch.actor_id, batch.reason) == ("adopt_plan", "city-manager", APPROVED["number"])
    assert json.loads(batch.summary) == {"variant": "points", "projects": 2}
    for number in (tea, shed):
        approved = record("projects", number)
        assert (approved["approved_on"], approved["approval_number"]) == (date(2023, 9, 20), APPROVED["number"])
        assert approved.standing == 0 and approved.settled, "it counts once a reviewer has confirmed it"
    assert record("projects", costly)["approved_on"] is None
    assert not verify_registers()
    assert "The library holds no project that waits" not in page(client) and send(client)[0] == 409  # nothing is left


def test_only_what_fits_the_budget_is_approved(browser: Browser) -> None:
    cheap, dear = listed("茶园", 3_000_000), listed("车间", 9_000_000)
    query = f"as-of=2023-09-30&budget-{MASHAN}=5"
    assert "茶园" in page(browser("city-manager"), **{f"budget-{MASHAN}": "5"})
    assert send(browser("city-manager"), query, mark=mark(budget="5000000"))[0] == 302
    assert record("projects", cheap)["approved_on"] and record("projects", dear)["approved_on"] is None


@pytest.mark.parametrize("login", ["county-clerk", "county-reviewer", "auditor", "administrator", "donor", "stranger"])
def test_for_others_the_page_is_not_there_and_they_are_not_led_to_it(browser: Browser, login: str) -> None:
    number = listed("茶园")
    client = browser(login)
    page(client, 404, region=MASHAN)
    assert send(client, f"as-of=2023-09-30&region={MASHAN}")[0] == 404
    assert record("projects", number)["approved_on"] is None
    assert "/adopt" not in client.get("/plan/draft", ASKED).content.decode()


def test_nobody_is_asked_to_sign_in(browser: Browser) -> None:
    assert browser("").get(PAGE).status_code == 302 and browser("").post(PAGE).status_code == 302


def test_a_manager_is_led_to_it_from_the_draft(browser: Browser) -> None:
    listed("茶园")
    shown = browser("city-manager").get("/plan/draft", {**ASKED, f"budget-{MASHAN}": "7"}).content.decode()
    assert f"{PAGE}?as-of=2023-09-30&amp;budget-{MASHAN}=7" in shown


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"sure": ""}, "Say that the approval is meant"),
        ({"mark": "0" * 64}, "has changed since"),
        ({"mark": ""}, "has changed since"),
        ({"number": "  "}, "needs its number"),
        ({"number": "号" * 201}, "needs its number"),
        ({"approved-on": ""}, "is no day of an approval"),
        ({"approved-on": "gestern"}, "is no day of an approval"),
        ({"approved-on": "2023-07-31"}, "expected one from 2023-08-01"),
        ({"approved-on": "2999-01-01"}, "is no day of an approval"),
    ],
)
def test_a_bad_form_is_refused_on_the_page_and_changes_nothing(
    browser: Browser, form: dict[str, str], words: str
) -> None:
    number = listed("茶园")
    client = browser("city-manager")
    before = last_batch()
    status, shown = send(client, **form)
    assert status == 409 and words in shown and 'role="alert"' in shown and "茶园" in shown
    assert last_batch() == before and record("projects", number)["approved_on"] is None


def test_a_library_that_changed_meanwhile_is_looked_at_again(browser: Browser) -> None:
    number = listed("茶园")
    seen = mark()
    save([Change("projects", {"fund": 6_000_000}, number, record("projects", number).entry)], LOCAL_OPERATOR)
    assert send(browser("city-manager"), mark=seen)[0] == 409
    listed("车间")
    assert send(browser("city-manager"), mark=seen)[0] == 409
    assert record("projects", number)["approved_on"] is None


def test_what_the_register_objects_to_is_said_with_the_project(browser: Browser) -> None:
    listed("茶园")
    listed("早开工", started_on=date(2023, 8, 5))
    client = browser("city-manager")
    before = last_batch()
    status, shown = send(client)
    assert status == 409 and "早开工: " in shown and "茶园: " not in shown and last_batch() == before


def test_a_wrong_variant_or_budget_is_refused(browser: Browser) -> None:
    client = browser("city-manager")
    assert client.get("/plan/draft/dearest/adopt", ASKED).status_code == 400
    page(client, 400, **{f"budget-{MASHAN}": "lots"})


def test_an_empty_draft_has_nothing_to_approve_and_personal_numbers_are_hidden(browser: Browser) -> None:
    listed("无资金", None)
    assert "The draft holds no project." in page(browser("city-manager"))
    with pytest.raises(Refused, match="PLAN-003"):
        adopt(LOCAL_OPERATOR, lens(), "points", FREE, mark=mark(), approval_number="1号", approved_on=DAY)
    number = listed("茶园")
    send(browser("city-manager"), number=f"批复{id_number(3)}")
    assert id_number(3) not in record("projects", number)["approval_number"]


@pytest.mark.django_db
def test_an_approval_of_today_is_the_latest_there_is() -> None:
    number = listed("茶园")
    today = clock.today()
    with pytest.raises(Refused, match="PLAN-006"):
        adopt(
            LOCAL_OPERATOR, lens(), "points", FREE, mark=mark(), approval_number="1号",
            approved_on=today + timedelta(days=1),
        )  # fmt: skip
    adopt(LOCAL_OPERATOR, lens(), "points", FREE, mark=mark(), approval_number="1号", approved_on=today)
    assert record("projects", number)["approved_on"] == today


@pytest.mark.django_db
def test_the_way_of_a_plan_writes_nothing_else() -> None:
    number = listed("茶园")
    for change in (
        Change("projects", {"fund": 1}, number),
        Change("projects", {"approved_on": DAY}),
        Change("tasks", {"approved_on": DAY}, number),
    ):
        with pytest.raises(ValueError, match="a plan does not write"):
            save_plan([change], LOCAL_OPERATOR, reason="1号")
