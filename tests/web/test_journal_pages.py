"""The pages of the journal: whose batches each of the cast sees, and what undoing asks for."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.fieldwork.boundaries import load_boundaries
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save, void
from jiedui.registers.catalogue import registers
from jiedui.registers.keys import secret
from jiedui.registers.rows import by_ids
from tests.fieldwork.boundary_files import boundary_file, new_boundaries, square
from tests.people.offices import MASHAN, SHANGLIN
from tests.registers.records import id_number, last_batch
from tests.web.conftest import Browser

READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]


def projects(*places: str, name: str = "演示茶园", reason: str = "首次录入") -> int:
    """A batch of one project in each place."""
    day = date(2023, 3, 4)
    given = {"year": 2023, "kind": "industry", "fund": 327_000_000, "approved_on": day}
    changes = [Change("projects", {**given, "region": p, "name": f"{name}{n}"}) for n, p in enumerate(places)]
    save(changes, LOCAL_OPERATOR, reason=reason)
    return last_batch()


def shown(client: Client, page: str, **asked: object) -> str:
    answer = client.get(page, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_its_batches(browser: Browser, login: str) -> None:
    batch, client = projects(MASHAN), browser(login)
    page = shown(client, "/journal")
    assert f'href="/journal/{batch}"' in page and "首次录入" in page and "entered" in page
    page = shown(client, f"/journal/{batch}")
    assert "演示茶园0" in page and "3,270,000" in page and "local operator" in page


def test_a_strangers_journal_holds_none_of_it(browser: Browser) -> None:
    batch, client = projects(MASHAN), browser("stranger")
    assert f'href="/journal/{batch}"' not in shown(client, "/journal")
    for number in (batch, 999_999):
        assert client.get(f"/journal/{number}").status_code == 404
        answer = client.post(f"/journal/{number}/undo", {"text": "看看"})
        assert answer.status_code == 404 and "茶园" not in answer.content.decode()


def test_of_a_shared_batch_each_sees_the_own_entries(browser: Browser) -> None:
    batch = projects(MASHAN, SHANGLIN)
    page = shown(browser("county-clerk"), f"/journal/{batch}")
    assert "演示茶园0" in page and "演示茶园1" not in page
    page = shown(browser("stranger"), f"/journal/{batch}")
    assert "演示茶园0" not in page and "演示茶园1" in page
    page = shown(browser("auditor"), f"/journal/{batch}")
    assert "演示茶园0" in page and "演示茶园1" in page


def test_what_was_voided_is_shown_where_it_lay_alone(browser: Browser) -> None:
    batch = projects(MASHAN, SHANGLIN)
    numbers = [int(r.id) for r in by_ids(registers()["projects"], range(1, 10**4)).values()]
    void([("projects", number, None) for number in numbers], LOCAL_OPERATOR, "重复")
    for number in (batch, last_batch()):
        page = shown(browser("county-clerk"), f"/journal/{number}")
        assert "演示茶园0" in page and "演示茶园1" not in page


@pytest.mark.parametrize("page", ["/journal", "/journal/1"])
def test_nobody_is_asked_to_sign_in(browser: Browser, page: str) -> None:
    assert browser("").get(page)["Location"].startswith("/sign-in")


def test_nobody_undoes_without_having_signed_in(browser: Browser) -> None:
    batch = projects(MASHAN)
    answer = browser("").post(f"/journal/{batch}/undo", {"text": "看看"})
    assert answer["Location"].startswith("/sign-in") and last_batch() == batch


def test_older_batches_stand_on_the_next_page(browser: Browser) -> None:
    client = browser("county-clerk")
    for n in range(52):
        projects(MASHAN, name=f"第{n:02}号", reason=f"理由{n:02}")
    page = shown(client, "/journal")
    assert "理由51" in page and "理由00" not in page and "older batches" in page
    answer = client.get("/journal")
    page = shown(client, f"/journal{answer.context['older']}")
    assert "理由00" in page and "理由51" not in page


def test_the_entries_of_a_batch_are_paged(browser: Browser) -> None:
    batch, client = projects(*[MASHAN] * 60), browser("county-clerk")
    answer = client.get(f"/journal/{batch}")
    assert len(answer.context["entries"]) == 50
    answer = client.get(f"/journal/{batch}{answer.context['next']}")
    assert len(answer.context["entries"]) == 10 and answer.context["next"] == ""


def test_a_clerk_undoes_with_a_reason_once(browser: Browser) -> None:
    batch, client = projects(MASHAN), browser("county-clerk")
    answer = client.post(f"/journal/{batch}/undo", {"text": " "})
    assert answer.status_code == 409 and "Give a reason" in answer.content.decode()
    answer = client.post(f"/journal/{batch}/undo", {"text": "录错了"})
    assert answer["Location"] == f"/journal/{last_batch()}"
    page = shown(client, f"/journal/{batch}")
    assert "undone by batch" in page and "/undo" not in page
    answer = client.post(f"/journal/{batch}/undo", {"text": "再来一次"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "has been undone already" in page


@pytest.mark.parametrize("login", ["auditor", "donor", "county-reviewer"])
def test_who_may_not_enter_does_not_undo(browser: Browser, login: str) -> None:
    batch, client = projects(MASHAN), browser(login)
    before = last_batch()
    assert client.post(f"/journal/{batch}/undo", {"text": "看看"}).status_code in (404, 409)
    assert last_batch() == before


def test_a_batch_that_somebody_elses_record_is_in_is_not_undone(browser: Browser) -> None:
    batch, client = projects(MASHAN, SHANGLIN), browser("county-clerk")
    answer = client.post(f"/journal/{batch}/undo", {"text": "录错了"})
    assert answer.status_code in (404, 409) and last_batch() >= batch
    assert len(by_ids(registers()["projects"], range(1, 10**4))) == 2


@pytest.mark.parametrize("login", READERS)
def test_a_personal_number_is_never_in_clear(browser: Browser, login: str) -> None:
    values = {"id_number": secret(id_number(7)), "name": secret("甲某某"), "home": MASHAN}
    save([Change("persons", values)], LOCAL_OPERATOR)
    batch = last_batch()
    page = shown(browser(login), f"/journal/{batch}")
    assert id_number(7) not in page and ("甲某某" in page) is (login not in ("donor", "administrator"))


def test_the_queries_of_a_batch_do_not_grow_with_its_entries(browser: Browser) -> None:
    client, few, many = browser("county-clerk"), projects(MASHAN), projects(*[MASHAN] * 30, name="别的")

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, page)
        return len(queries)

    asked(f"/journal/{few}")
    assert asked(f"/journal/{many}") == asked(f"/journal/{few}") <= 20
    count = asked("/journal")
    projects(MASHAN, name="又一个")
    assert asked("/journal") == count


def test_who_may_verify_verifies_and_everybody_reads_what_came_of_it(browser: Browser) -> None:
    projects(MASHAN)
    auditor, clerk = browser("auditor"), browser("county-clerk")
    assert "was not verified yet" in shown(clerk, "/journal") and "verify now" not in shown(clerk, "/journal")
    assert auditor.post("/journal/verify")["Location"] == "/journal"
    assert "the ledger holds" in shown(auditor, "/journal")
    assert "the ledger holds" in shown(clerk, "/journal") and "演示auditor" in shown(clerk, "/journal")


def test_damage_is_named_by_its_code_for_everybody(browser: Browser) -> None:
    from jiedui.journal.models import Balance

    projects(MASHAN)
    Balance.objects.filter(id=Balance.objects.order_by("id").values_list("id", flat=True)[0]).delete()
    auditor = browser("auditor")
    auditor.post("/journal/verify")
    page = shown(auditor, "/journal")
    assert "problems" in page and "<code>VERIFY-" in page


@pytest.mark.parametrize("login", ["county-clerk", "county-reviewer", "city-manager", "donor", "stranger"])
def test_who_may_not_verify_is_refused_and_nothing_is_said(browser: Browser, login: str) -> None:
    client, before = browser(login), last_batch()
    assert client.post("/journal/verify").status_code in {403, 404}
    assert last_batch() == before


def test_a_batch_that_loaded_boundaries_says_of_which_set_and_offers_no_undoing(browser: Browser) -> None:
    found = load_boundaries(LOCAL_OPERATOR, new_boundaries(boundary_file(square("450124", 108.2, 23.7))))
    client = browser("administrator")
    page = shown(client, f"/journal/{found.batch}")
    assert "loaded boundaries" in page and "试验边界" in page and "boundary set" in page
    assert f'action="/journal/{found.batch}/undo"' not in page
    before = last_batch()
    assert client.post(f"/journal/{found.batch}/undo", {"text": "看看"}).status_code == 409
    assert last_batch() == before


def test_an_import_that_was_undone_stays_in_its_offices_journal(browser: Browser) -> None:
    batch, client = projects(MASHAN), browser("county-clerk")
    client.post(f"/journal/{batch}/undo", {"text": "寄错了"})
    page = shown(client, "/journal")
    assert f'href="/journal/{batch}"' in page and f'href="/journal/{last_batch()}"' in page
    assert f'href="/journal/{batch}"' not in shown(browser("stranger"), "/journal")


def test_a_scope_smaller_than_a_county_reads_on_past_what_lies_beside_it(db: None) -> None:
    from jiedui.kernel.permissions import Actor, Grant
    from jiedui.registers.access import batches

    inside, beside = "450124100000", "450124101000"
    wanted = [projects(inside, name=f"内{n}") for n in range(2)]
    for n in range(4):
        projects(beside, name=f"外{n}")
    reader = Actor("township-clerk", "township clerk", (Grant("clerk", (inside,)),))
    assert [one.id for one in batches(reader, limit=2)] == wanted[::-1]
