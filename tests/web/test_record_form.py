"""The form of a record: who may open it, what it says beside its inputs, what it keeps and what it never repeats."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.intake.forms import inputs
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.catalogue import registers
from jiedui.registers.keys import secret
from tests.people.offices import MASHAN, write
from tests.registers.records import id_number, last_batch, new, record
from tests.web.conftest import Browser

PROJECT = {"year": "2023", "region": "马山县", "name": "演示茶园", "kind": "产业", "fund": "327", "unit:fund": "万元"}
NEW = "/registers/projects/new"
CLERK = "county-clerk"
READERS = ["county-reviewer", "city-manager", "auditor", "administrator", "donor"]


def sent(client: Client, page: str, given: dict[str, str], number: int = 0, **more: str) -> tuple[int, str, str]:
    seen = {"seen": str(record("projects", number).entry)} if number else {}
    answer = client.post(page, {**seen, **given, **more})
    return answer.status_code, unescape(answer.content.decode()), answer.get("Location", "")


def project(**values: object) -> int:
    given = {"year": 2023, "region": MASHAN, "name": "演示茶园", "kind": "industry", "fund": 327_000_000}
    return write("projects", **{**given, **values})


def beside(page: str, name: str) -> str:
    """What is said beside an input."""
    found = re.search(
        rf'id="problem-{name}"[^>]*>(.*?)(?=<div class="form-hint"|<div class="col-|</fieldset>)', page, re.S
    )
    return found[1] if found else ""


WRITERS = {"enter": CLERK, "visit": CLERK, "manage": "city-manager", "administer": "administrator"}


@pytest.mark.parametrize("code", [code for code, one in registers().items() if one.right in WRITERS])
def test_every_register_has_a_form_for_who_may_write_it(browser: Browser, code: str) -> None:
    login = WRITERS[registers()[code].right]
    answer = browser(login).get(f"/registers/{code}/new")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(f'name="{target.name}"' in page for target in inputs(registers()[code]))
    assert "javascript:" not in page and " onclick" not in page


@pytest.mark.parametrize("login", [CLERK, "city-manager", "administrator"])
def test_days_in_cells_are_typed_by_nobody(browser: Browser, login: str) -> None:
    assert browser(login).get("/registers/cell_days/new").status_code == 404


@pytest.mark.parametrize("login", READERS)
def test_who_may_only_read_is_offered_no_form_and_refused(browser: Browser, login: str) -> None:
    number, client = project(), browser(login)
    for page in (NEW, f"/registers/projects/{number}/edit"):
        assert client.get(page).status_code == 404
        assert sent(client, page, PROJECT | {"name": "别的"}, number)[0] == 404
    assert client.post("/registers/projects/check", {"number": number, "touched": "name"}).status_code == 404
    assert f"/registers/projects/{number}/edit" not in client.get(f"/registers/projects/{number}").content.decode()
    assert NEW not in client.get("/registers/projects").content.decode()
    assert record("projects", number)["name"] == "演示茶园"


def test_a_stranger_finds_no_record_to_edit_and_none_to_choose(browser: Browser) -> None:
    number, client = project(), browser("stranger")
    assert client.get(f"/registers/projects/{number}/edit").status_code == 404
    assert sent(client, f"/registers/projects/{number}/edit", PROJECT, number)[0] == 404
    asked = client.post("/registers/disbursements/choices?of=project", {"project": "茶园"})
    assert "演示茶园" not in asked.content.decode()
    assert "演示茶园" not in client.get(f"/registers/disbursements/new?project={number}").content.decode()
    status, page, _ = sent(client, NEW, PROJECT)
    assert status == 409 and "outside the scope" in beside(page, "region") and "already" not in page


@pytest.mark.parametrize("page", [NEW, "/registers/projects/1/edit"])
def test_nobody_is_asked_to_sign_in(browser: Browser, page: str) -> None:
    for answer in (browser("").get(page), browser("").post(page, PROJECT)):
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in")


@pytest.mark.parametrize("page", ["/registers/nothing/new", "/registers/projects/999999999/edit"])
def test_a_form_of_nothing_is_not_there(browser: Browser, page: str) -> None:
    assert browser(CLERK).get(page).status_code == 404


def test_a_clerk_types_a_record_and_sees_what_happened(browser: Browser) -> None:
    client = browser(CLERK)
    assert NEW in client.get("/registers/projects").content.decode()
    status, _, location = sent(client, NEW, PROJECT)
    assert status == 302 and location.endswith(f"?saved={last_batch()}")
    page = client.get(location).content.decode()
    assert f"Saved as batch {last_batch()}" in page and "3,270,000" in page and "演示茶园" in page


@pytest.mark.parametrize("saved", ["999999999", "x", "-1", "0x1", "１"])
def test_an_address_that_claims_a_batch_is_not_believed(browser: Browser, saved: str) -> None:
    page = browser(CLERK).get(f"/registers/projects/{project()}?saved={saved}").content.decode()
    assert "演示茶园" in page and "Saved as batch" not in page


def test_evidence_is_begun_where_it_proves_something(browser: Browser) -> None:
    assert "/registers/evidence/new" not in browser(CLERK).get("/registers/evidence").content.decode()


def test_every_problem_stands_beside_its_input_and_what_was_typed_stays(browser: Browser) -> None:
    wrong = PROJECT | {"region": "无此县", "fund": "约300", "approved_on": "2023-02-30", "note": "留着这句话"}
    status, page, _ = sent(browser(CLERK), NEW, wrong)
    assert status == 409
    assert "is not a region known" in beside(page, "region") and "approximate" in beside(page, "fund")
    assert "is not a date" in beside(page, "approved_on") and "✗" not in beside(page, "name")
    assert (
        'value="无此县"' in page and 'value="约300"' in page and "留着这句话" in page and 'value="2023-02-30"' in page
    )
    assert re.search(r'<option value="产业" selected>', page) and re.search(r'<option value="万元" selected>', page)
    assert re.search(r'id="input-region"[^>]*aria-invalid="true"', page)
    assert 'aria-describedby="help-input-region problem-region"' in page


def test_no_unit_is_chosen_for_the_clerk(browser: Browser) -> None:
    status, page, _ = sent(browser(CLERK), NEW, PROJECT | {"unit:fund": ""})
    assert status == 409 and "Choose the unit" in beside(page, "fund")


def test_a_known_key_leads_to_the_record_that_bears_it(browser: Browser) -> None:
    number = project()
    status, page, _ = sent(browser(CLERK), NEW, PROJECT)
    assert status == 409 and f"already: record {number}" in page and f'href="/registers/projects/{number}"' in page


def test_a_stale_version_is_refused_naming_both_and_the_words_are_kept(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    seen = record("projects", number).entry
    save([Change("projects", {"fund": 1000}, number, seen)], LOCAL_OPERATOR)
    status, page, _ = sent(client, f"/registers/projects/{number}/edit", PROJECT | {"name": "新的名字"}, seen=str(seen))
    assert (
        status == 409
        and f"you saw version {seen}" in page
        and f"holds version {record('projects', number).entry}" in page
    )
    assert 'value="新的名字"' in page and record("projects", number)["fund"] == 1000
    status, page, _ = sent(client, f"/registers/projects/{number}/edit", PROJECT, seen=str(seen))
    assert status == 409, "the old version stays the one that was seen"


def test_an_edit_without_a_change_writes_nothing(browser: Browser) -> None:
    number, client, before = project(), browser(CLERK), last_batch()
    page = client.get(f"/registers/projects/{number}/edit").content.decode()
    assert 'value="南宁市马山县"' in page and 'value="3270000"' in page and "演示茶园" in page
    status, _, location = sent(client, f"/registers/projects/{number}/edit", PROJECT, number)
    assert status == 302 and location.endswith("?saved=0") and last_batch() == before
    assert "nothing was written" in client.get(location).content.decode()


def shown_inputs(page: str) -> dict[str, str]:
    """What a browser would send of a form as it is shown."""
    found = dict(re.findall(r'<input class="form-control[^>]*? name="([^"]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<input class="form-control[^>]*? id="input-[^"]*" name="([^"]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        found[name] = next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")
    return {name: unescape(value) for name, value in found.items()}


@pytest.mark.parametrize(
    "code", [code for code, one in registers().items() if one.right == "enter" and code != "evidence"]
)
def test_a_form_sent_back_as_it_is_shown_changes_nothing(browser: Browser, code: str) -> None:
    number = new(code)
    client, before = browser(CLERK), last_batch()
    page = client.get(f"/registers/{code}/{number}/edit").content.decode()
    seen = {"seen": str(record(code, number).entry), "reason": ""}
    answer = client.post(f"/registers/{code}/{number}/edit", shown_inputs(page) | seen)
    if code == "pairs":
        return  # the smallest pair names no parties' records, which its form makes as a sheet does
    if code != "assets":  # the smallest asset lacks a day, which its form asks for
        assert answer.status_code == 302, re.findall(r"text-danger.*?</div>", answer.content.decode(), re.S)
        assert answer["Location"].endswith("?saved=0")
    assert last_batch() == before


def test_a_warning_is_shown_once_with_the_choice_to_save_all_the_same(browser: Browser) -> None:
    client = browser(CLERK)
    odd = PROJECT | {"approval_number": "南协〔2023〕1号"}
    status, page, _ = sent(client, NEW, odd)
    accepted = re.search(r'name="accepted" value="(\w+)"', page)
    assert status == 409 and accepted and "save as it is" in page and "warning" in beside(page, "approval_number")
    other = odd | {"note": "11010519491231002X"}
    assert sent(client, NEW, other, accepted=accepted[1])[0] == 409, "another warning is shown too"
    assert sent(client, NEW, odd, accepted=accepted[1])[0] == 302


def person() -> int:
    return write(
        "persons", id_number=secret(id_number(7)), name=secret("甲某某", "甲**"), home=MASHAN, household="other"
    )


def test_personal_numbers_are_never_written_into_a_form(browser: Browser) -> None:
    number, client = person(), browser(CLERK)
    page = client.get(f"/registers/persons/{number}/edit").content.decode()
    assert id_number(7) not in page and record("persons", number)["id_number"] not in page and "as stored" in page
    given = {"id_number": "110105194912310021", "name": "乙某某", "home": "无此县", "phone": "0771-1234567"}
    for address in (f"/registers/persons/{number}/edit", "/registers/persons/new", "/registers/placements/new"):
        prefix = "person." if "placements" in address else ""
        answer = client.post(address, {prefix + name: text for name, text in given.items()} | {"seen": "1"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert all(given[name] not in page for name in ("id_number", "name", "phone"))


def test_a_number_typed_into_a_text_is_hidden_when_it_is_shown_again(browser: Browser) -> None:
    real = "11010519491231002X"
    wrong = PROJECT | {"in_charge": f"某人{real}", "fund": real, "region": real, "year": "x"}
    status, page, _ = sent(browser(CLERK), NEW, wrong)
    assert status == 409 and real not in page and "某人" in page


def test_what_is_emptied_and_what_is_left_blank_are_two_things(browser: Browser) -> None:
    number, client = person(), browser(CLERK)
    save(
        [Change("persons", {"phone": secret("0771-1234567")}, number, record("persons", number).entry)], LOCAL_OPERATOR
    )
    given = {"id_number": "", "name": "", "sex": "", "home": "马山县", "household": "其他", "phone": ""}

    def post(**more: str) -> int:
        seen = {"seen": str(record("persons", number).entry)}
        return client.post(f"/registers/persons/{number}/edit", given | seen | more).status_code

    assert post() == 302 and record("persons", number)["phone"]
    assert post(**{"empty:phone": "1"}) == 302 and record("persons", number)["phone"] is None


def test_a_check_while_typing_says_what_is_wrong_so_far_and_writes_nothing(browser: Browser) -> None:
    client, before = browser(CLERK), last_batch()
    given = {"persons": "3", "lifted": "4", "region": "", "touched": "persons,lifted"}
    page = unescape(client.post("/registers/projects/check", given).content.decode())
    assert 'id="problem-lifted"' in page and "is more than" in page and "hx-swap-oob" in page
    assert "problem-region" not in page and last_batch() == before
    given = {"fund": "327", "unit:fund": "万元", "touched": "fund"}
    assert "= 3,270,000 元" in client.post("/registers/projects/check", given).content.decode()


def test_a_check_never_repeats_a_personal_number(browser: Browser) -> None:
    given = {
        "person.id_number": "110105194912310021",
        "person.name": "乙某某",
        "touched": "person.id_number,person.name",
    }
    page = browser(CLERK).post("/registers/placements/check", given).content.decode()
    assert "check character" in page and "110105194912310021" not in page and "乙某某" not in page


def test_choices_are_records_within_reach_and_regions_of_the_programme(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    page = client.post("/registers/disbursements/choices?of=project", {"project": "茶园"}).content.decode()
    assert f'value="演示茶园 [{number}]"' in page
    page = client.post("/registers/projects/choices?of=region", {"region": "马山"}).content.decode()
    assert "马山县" in page and "隆安" not in page
    for name in ("nothing", "fund", "id; DROP"):
        assert "<option" not in client.post(f"/registers/projects/choices?of={name}", {name: "茶"}).content.decode()


def test_a_record_is_hung_on_the_one_it_was_begun_from(browser: Browser) -> None:
    number, client = project(), browser(CLERK)
    page = client.get(f"/registers/projects/{number}").content.decode()
    assert f"/registers/disbursements/new?project={number}" in page
    assert (
        f'value="演示茶园 [{number}]"' in client.get(f"/registers/disbursements/new?project={number}").content.decode()
    )


def test_a_closed_period_asks_at_the_reason(browser: Browser) -> None:
    number, manager = project(approved_on=date(2023, 3, 4)), browser("city-manager")
    write("closings", region=MASHAN, closed_until=date(2023, 12, 31))
    edit = f"/registers/projects/{number}/edit"
    assert edit in manager.get(f"/registers/projects/{number}").content.decode()
    given = PROJECT | {"approved_on": "2023-03-04", "fund": "400"}
    status, page, _ = sent(manager, edit, given, number)
    assert (
        status == 409
        and "needs a reason" in page
        and 'aria-describedby="problem-reason"' in page
        and 'value="400"' in page
    )
    assert sent(manager, edit, given, number, reason="审计调整")[0] == 302
    status, page, _ = sent(browser(CLERK), edit, given | {"fund": "500"}, number, reason="补录")
    assert status == 409 and "needs a manager" in page


def test_a_returned_record_is_mended_and_waits_again(browser: Browser) -> None:
    number = project()
    given = {"act": "return", "text": "金额请核对", "seen": record("projects", number).entry}
    assert browser("county-reviewer").post(f"/registers/projects/{number}/act", given).status_code == 302
    client, edit = browser(CLERK), f"/registers/projects/{number}/edit"
    assert "金额请核对" in client.get(edit).content.decode()
    assert sent(client, edit, PROJECT | {"fund": "400"}, number)[0] == 302
    assert record("projects", number).review is None and record("projects", number).standing == 0


def test_the_queries_of_a_form_do_not_grow_with_the_records(browser: Browser) -> None:
    client = browser(CLERK)
    first = project()

    def asked() -> list[int]:
        counts = []
        for page in (
            f"/registers/projects/{first}",
            f"/registers/projects/{first}/edit",
            "/registers/disbursements/new",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    for n in range(6):
        project(name=f"项目{n}")
        write("disbursements", project=first, paid_on=date(2023, 4, n + 1), amount=100, payee="公司")
    assert asked() == few and max(few) <= 25
