"""The pages of a hand-over and of the secondments: what each of the cast sees, what is asked before it is done, and
what a new member finds on the first page."""

from __future__ import annotations

import io
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from jiedui.journal.models import Batch
from jiedui.kernel import clock
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.people.succession import hand_over
from jiedui.registers import rows
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import register
from tests.people.offices import MASHAN, SINCE, write
from tests.registers.records import id_number, last_batch, record
from tests.web.conftest import Browser

READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]
PAGE, APPLY, FILE = (f"/handover/county-clerk{end}" for end in ("", "/apply", "/document"))
GIVES, TAKES = "演示county-clerk", "演示county-reviewer"
ASKED = {"to": "county-reviewer", "witness": "city-manager"}
PROJECT = {"year": 2023, "region": MASHAN, "kind": "industry", "fund": 900, "approved_on": SINCE}


@pytest.fixture
def work(cast: object) -> dict[str, int]:
    office = rows.by_texts(register("offices"), "name", ["马山县协作办"])["马山县协作办"].id
    return {
        "duty": write("duties", office=office, holder=GIVES, duty="资金与项目", since=SINCE),
        "project": write("projects", name="茶园", in_charge=GIVES, **PROJECT),
    }


def text(client: Client, address: str, status: int = 200, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == status, answer.content.decode()
    return unescape(answer.content.decode())


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_what_a_member_is_in_charge_of(
    browser: Browser, work: dict[str, int], login: str
) -> None:
    page = text(browser(login), PAGE)
    assert "资金与项目" in page and "茶园" in page and f"/registers/projects/{work['project']}" in page
    assert APPLY not in page  # nobody is named yet


@pytest.mark.parametrize("address", [PAGE, FILE, "/handover/city-manager", "/handover/nobody"])
def test_out_of_reach_a_member_has_no_page(browser: Browser, work: dict[str, int], address: str) -> None:
    assert "资金与项目" not in text(browser("stranger"), address, 404)


@pytest.mark.parametrize("address", [PAGE, FILE, "/secondments"])
def test_nobody_is_asked_to_sign_in(browser: Browser, work: dict[str, int], address: str) -> None:
    assert browser("").get(address).status_code == 302


@pytest.mark.parametrize(("login", "may"), [("administrator", True), ("city-manager", False), ("county-clerk", False)])
def test_only_an_administrator_is_offered_the_hand_over(
    browser: Browser, work: dict[str, int], login: str, may: bool
) -> None:
    asked = ASKED if login != "county-clerk" else {"to": "county-reviewer"}
    page = text(browser(login), PAGE, **asked)
    assert TAKES in page and (APPLY in page) is may


def test_an_administrator_hands_over_after_saying_that_it_is_meant(browser: Browser, work: dict[str, int]) -> None:
    client, before = browser("administrator"), last_batch()
    refused = client.post(APPLY, ASKED)
    assert refused.status_code == 409 and last_batch() == before
    done = client.post(APPLY, {**ASKED, "sure": "1"})
    assert (done.status_code, done["Location"]) == (302, f"/journal/{last_batch()}")
    assert record("projects", work["project"])["in_charge"] == TAKES
    page = text(client, done["Location"])
    assert GIVES in page and "演示city-manager" in page
    again = client.post(APPLY, {**ASKED, "sure": "1"})
    assert again.status_code == 409 and last_batch() == before + 1
    assert APPLY not in text(client, PAGE, **ASKED)


@pytest.mark.parametrize("login", ["county-reviewer", "city-manager", "auditor", "donor", "stranger", ""])
def test_others_cannot_hand_over_by_sending_the_form(browser: Browser, work: dict[str, int], login: str) -> None:
    answer = browser(login).post(APPLY, {"to": "county-reviewer", "sure": "1"})
    assert answer.status_code in (302, 404)
    assert not Batch.objects.filter(verb="hand_over").exists()
    assert record("projects", work["project"])["in_charge"] == GIVES


def test_an_unfit_taker_is_refused_on_the_page_and_the_work_still_shown(browser: Browser, work: dict[str, int]) -> None:
    client = browser("administrator")
    for to in ("county-clerk", "stranger", "nobody", "x" * 300):
        page = text(client, PAGE, 409, to=to)
        assert 'role="alert"' in page and "资金与项目" in page and APPLY not in page


def test_a_number_in_an_address_is_not_shown(browser: Browser, work: dict[str, int]) -> None:
    number = id_number(7)
    page = text(browser("administrator"), PAGE, 409, to=number)
    alert = page.partition('role="alert"')[2].partition("</p>")[0]
    assert alert and number not in alert


def test_the_document_has_three_lines_to_sign(browser: Browser, work: dict[str, int]) -> None:
    answer = browser("auditor").get(FILE, ASKED)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    document = Document(io.BytesIO(answer.content))
    lines = [one.text for one in document.paragraphs]
    for label, name in (("移交人", GIVES), ("接收人", TAKES), ("监交人", "演示city-manager")):
        (line,) = [one for one in lines if one.startswith(label)]
        assert name in line and "年" in line
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"资金与项目", "茶园", TAKES} <= cells
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.left_margin.mm)) == (210, 28)


def test_a_new_member_finds_on_the_first_page_what_was_handed_over(browser: Browser, work: dict[str, int]) -> None:
    box = "handed-heading"
    assert box not in text(browser("county-reviewer"), "/")
    hand_over(LOCAL_OPERATOR, "county-clerk", "county-reviewer")
    page = text(browser("county-reviewer"), "/")
    assert box in page and "资金与项目" in page and GIVES in page
    assert box not in text(browser("city-manager"), "/")


def test_what_is_ticked_goes_to_somebody_else_and_back(browser: Browser, work: dict[str, int]) -> None:
    client, thing = browser("administrator"), f"projects-{work['project']}"
    asked = {"to": "county-reviewer", "give": thing, "goes-to": "auditor"}
    page = text(client, PAGE, **asked)
    taken = f'name="take" value="{thing}=auditor"'
    assert (
        page.count(taken) == 2 and "<strong>演示auditor</strong>" in page
    )  # in the form that shows, in the one that does
    kept = text(client, PAGE, to="county-reviewer", take=f"{thing}=auditor")
    assert taken in kept
    back = text(client, PAGE, to="county-reviewer", take=f"{thing}=auditor", give=thing)
    assert taken not in back and "<strong>" not in back.partition("kind-projects")[2]
    done = client.post(APPLY, {**ASKED, "take": f"{thing}=auditor", "sure": "1"})
    assert done.status_code == 302 and record("projects", work["project"])["in_charge"] == "演示auditor"


def test_the_document_has_a_line_to_sign_for_each_taker(browser: Browser, work: dict[str, int]) -> None:
    answer = browser("auditor").get(FILE, {**ASKED, "take": f"projects-{work['project']}=administrator"})
    document = Document(io.BytesIO(answer.content))
    lines = [one.text for one in document.paragraphs if one.text.startswith("接收人")]
    assert [name in line for line, name in zip(lines, (TAKES, "演示administrator"), strict=True)] == [True, True]
    rows_of = {row.cells[1].text: row.cells[-1].text for table in document.tables for row in table.rows}
    assert (rows_of["茶园"], rows_of["资金与项目"]) == ("演示administrator", TAKES)


@pytest.mark.parametrize(
    "asked", [{"take": "projects"}, {"take": "projects-1="}, {"give": "1"}, {"take": "projects-1=auditor"},
              {"give": "roles-1", "goes-to": "auditor"}],
)  # fmt: skip
def test_a_taker_for_what_is_not_handed_over_is_refused(
    browser: Browser, work: dict[str, int], asked: dict[str, str]
) -> None:
    client, before = browser("administrator"), last_batch()
    page = text(client, PAGE, 409, to="county-reviewer", **asked)
    assert 'role="alert"' in page and "资金与项目" in page and APPLY not in page
    answer = client.post(APPLY, {**ASKED, **asked, "sure": "1"})
    assert answer.status_code == 409 and last_batch() == before
    assert client.get(FILE, {**ASKED, **asked}).status_code == 400


def test_whoever_took_but_one_thing_finds_it_on_the_first_page(browser: Browser, work: dict[str, int]) -> None:
    batch = hand_over(
        LOCAL_OPERATOR, "county-clerk", "county-reviewer", takers={("projects", work["project"]): "auditor"}
    )
    page = text(browser("auditor"), "/")
    assert "handed-heading" in page and f'href="/journal/{batch}"' in page
    assert "茶园" in text(browser("auditor"), f"/journal/{batch}")


def secondment(name: str, ended_on: date | None, **values: object) -> int:
    return write(
        "secondments", region=MASHAN, name=name, direction="to_west", kind="official", started_on=SINCE,
        ended_on=ended_on, **values,
    )  # fmt: skip


@pytest.mark.parametrize("login", READERS)
def test_the_secondments_say_what_ends_and_what_is_owed(browser: Browser, login: str) -> None:
    day = clock.today()
    one = secondment("演示急", day + timedelta(days=20), post="副主任")
    write("care_measures", secondment=one, measure="体检", due_on=SINCE)
    secondment("演示过", day - timedelta(days=1))
    page = text(browser(login), "/secondments")
    assert 'role="status"' in page and "体检" in page and "副主任" in page and "bg-red-lt" in page
    assert "演示过" not in page and "演示过" in text(browser(login), "/secondments", past="1")


def test_a_stranger_sees_no_secondment_and_a_wrong_day_is_refused(browser: Browser) -> None:
    secondment("演示急", None)
    assert "演示急" not in text(browser("stranger"), "/secondments")
    for day in ("gestern", "2023-13-01", "\x00"):
        text(browser("county-clerk"), "/secondments", 400, **{"as-of": day})


def test_the_queries_of_the_page_do_not_grow_with_the_work(browser: Browser, work: dict[str, int]) -> None:
    client = browser("administrator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client, PAGE, **ASKED)
        return len(captured)

    queries()
    few = queries()
    changes = [Change("projects", {**PROJECT, "name": f"项目{n}", "in_charge": GIVES}) for n in range(30)]
    save(changes, LOCAL_OPERATOR)
    assert queries() == few <= 28
