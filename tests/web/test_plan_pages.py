"""The page of promises and the drafted year plan: who sees what, states, mends, the table, budgets and refusals."""

from __future__ import annotations

from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jiedui.journal.storage import select_rows
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers import rows
from jiedui.registers.catalogue import register
from jiedui.registers.reviewing import confirm
from tests.people.offices import MASHAN, NANNING, SHANGLIN, write
from tests.registers.records import id_number, last_batch
from tests.web.conftest import Browser

AS_OF = {"as-of": "2023-09-30"}
READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]


def shown(client: Client, page: str = "/plan", **asked: str) -> str:
    answer = client.get(page, {**AS_OF, **asked})
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def confirmed(code: str, /, **values: object) -> int:
    number = write(code, **values)
    confirm(last_batch(), LOCAL_OPERATOR)
    return number


def document(region: str = MASHAN, kind: str = "scheme", **more: object) -> int:
    values = {"title": "演示方案", "issued_on": date(2023, 1, 1), **more}
    return confirmed("documents", region=region, kind=kind, **values)


def task(number: int, content: str = "落实资金", region: str = MASHAN, **more: object) -> int:
    values = {"indicator": "协作资金", "target": "1000万元", "due_on": date(2023, 12, 31), **more}
    return confirmed("tasks", document=number, region=region, content=content, **values)


def project(name: str = "茶园", **more: object) -> int:
    values = {"fund": 327_000_000, "approved_on": date(2023, 3, 4), **more}
    return confirmed("projects", year=2023, region=MASHAN, name=name, kind="industry", **values)


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_its_promises_with_their_result(browser: Browser, login: str) -> None:
    project()
    number = task(document())
    page = shown(browser(login), region=MASHAN)
    assert "演示方案" in page and f'href="/registers/tasks/{number}"' in page and "1000万元" in page
    assert ">327</a>" in page and "/figures/funds.committed/trace?" in page
    assert "32.7 % reached" in page and "74.8 % of the time gone" in page
    assert "at risk" in page and "behind the calendar" in page and "text-danger" in page


def test_a_stranger_sees_no_promise_and_no_page_of_another_county(browser: Browser) -> None:
    task(document())
    client = browser("stranger")
    assert "落实资金" not in shown(client)
    for page in ("/plan", "/plan.csv", "/plan/draft", "/plan/draft/points"):
        assert client.get(page, {**AS_OF, "region": MASHAN}).status_code == 404


@pytest.mark.parametrize("page", ["/plan", "/plan.csv", "/plan/draft", "/plan/draft/points"])
def test_nobody_is_asked_to_sign_in(browser: Browser, page: str) -> None:
    answer = browser("").get(page)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("page", ["/plan", "/plan.csv", "/plan/draft"])
def test_a_day_that_is_none_is_refused(browser: Browser, page: str) -> None:
    write("projects", year=2023, region=MASHAN, name="甲", kind="industry")
    assert browser("auditor").get(page, {"as-of": "yesterday"}).status_code == 400


def test_a_document_above_the_reader_is_not_named_and_its_term_still_counts(browser: Browser) -> None:
    project()
    task(document(NANNING, title="市里的方案", issued_on=date(2023, 9, 1)))
    page = shown(browser("county-clerk"))
    assert "市里的方案" not in page and "a document of another office" in page and "24.6 % of the time gone" in page
    assert "市里的方案" in shown(browser("city-manager")) and "24.6 % of the time gone" in shown(
        browser("city-manager")
    )


def test_this_years_agreement_stands_on_top(browser: Browser) -> None:
    task(document(title="一般方案"))
    task(document(kind="yearly_agreement", title="2022年度协议", issued_on=date(2022, 4, 1)), "去年的")
    task(document(kind="yearly_agreement", title="2023年度协议", issued_on=date(2023, 4, 1)), "今年的")
    page = shown(browser("county-clerk"))
    assert "The agreement of 2023: targets and results" in page and "The agreement of 2022" not in page
    assert page.index("今年的") < page.index("一般方案") < page.index("去年的")


def test_late_done_and_contradicted_promises_say_so(browser: Browser) -> None:
    project()
    number = document()
    task(number, "晚了", due_on=date(2023, 8, 1))
    task(number, "报了", done_on=date(2023, 8, 1))
    task(number, "成了", target="300万元")
    client = browser("county-clerk")
    page = shown(client, state="late")
    assert "晚了" in page and "its day is past" in page and "报了" not in page
    page = shown(client, state="done")
    assert "short of the target" in page and "target reached" in page and "晚了" not in page
    assert "晚了" in shown(client, state="nonsense")


def decided(content: str, due: date, region: str = MASHAN, office: int | None = None, **more: object) -> int:
    """A decision of a meeting on 1 May 2023, which the county's office is to do."""
    meeting = rows.by_texts(register("meetings"), "title", [f"会议{region}"]).get(f"会议{region}")
    held = date(2023, 5, 1)
    number = meeting.id if meeting else write(
        "meetings", region=region, title=f"会议{region}", kind="joint", held_on=held
    )  # fmt: skip
    offices = rows.by_texts(register("offices"), "name", ["马山县协作办"])
    values = {"office": office or offices["马山县协作办"].id, "due_on": due, **more}
    return write("follow_ups", meeting=number, content=content, **values)


@pytest.mark.parametrize("login", READERS)
def test_what_a_meeting_decided_is_a_task_with_its_office_and_day(browser: Browser, login: str) -> None:
    late = decided("报园区方案", date(2023, 8, 1), in_charge="演示某人")
    decided("开推介会", date(2023, 12, 31))
    decided("建群", date(2023, 6, 1), done_on=date(2023, 6, 1), outcome="已建群")
    page = shown(browser(login), region=MASHAN)
    assert f'href="/registers/follow_ups/{late}"' in page and "马山县协作办" in page and "演示某人" in page
    assert page.index("报园区方案") < page.index("开推介会") < page.index("建群") and "已建群" in page
    assert "its day is past" in page and "text-danger" in page and f"会议{MASHAN}" in page
    late_ones = shown(browser(login), region=MASHAN, state="late")
    assert "报园区方案" in late_ones and "开推介会" not in late_ones and "建群" not in late_ones
    table = browser(login).get("/plan.csv", {**AS_OF, "region": MASHAN}).content.decode("utf-8-sig")
    assert "报园区方案" in table and "2023-08-01" in table and "late" in table


def test_a_decision_counts_from_its_meeting_on_and_a_later_end_is_not_known_yet(browser: Browser) -> None:
    decided("建群", date(2023, 6, 1), done_on=date(2023, 10, 9))
    decided("去年的", date(2022, 6, 1), done_on=date(2022, 12, 31))
    client = browser("county-clerk")
    assert "建群" in shown(client, state="late") and "建群" not in shown(client, **{"as-of": "2023-04-30"})
    assert "去年的" not in shown(client)


def test_a_meeting_above_the_reader_is_not_named_and_its_decision_is(browser: Browser) -> None:
    decided("市里定的", date(2023, 8, 1), NANNING)
    page = shown(browser("county-clerk"))
    assert "市里定的" in page and f"会议{NANNING}" not in page and "a meeting of another region" in page
    assert f"会议{NANNING}" in shown(browser("city-manager"))


def test_a_stranger_sees_no_decision_and_a_personal_number_is_hidden(browser: Browser) -> None:
    decided(f"联系{id_number(3)}", date(2023, 8, 1))
    assert "联系" not in shown(browser("stranger"))
    page = shown(browser("auditor"))
    assert "联系" in page and id_number(3) not in page


def test_the_queries_do_not_grow_with_what_was_decided(browser: Browser) -> None:
    client = browser("county-clerk")
    decided("甲", date(2023, 8, 1))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(client)
        return len(captured)

    queries()
    few = queries()
    for number in range(20):
        decided(f"事项{number}", date(2023, 8, 1))
    assert queries() == few <= 25


def test_a_red_promise_leads_to_the_records_that_would_mend_it(browser: Browser) -> None:
    project(planned_end=date(2023, 12, 31))
    task(document(), indicator="完工率", target="不低于95%")
    client = browser("county-clerk")
    page = shown(client)
    assert "no record of it yet" in page or "behind the calendar" in page
    address = next(
        part.split('"')[0] for part in page.split('href="') if part.startswith("/registers/projects?approved")
    )
    listed = client.get(address)
    assert listed.status_code == 200 and "茶园" in listed.content.decode() and ">1</strong> projects" in page


def test_a_target_of_a_past_year_is_held_against_that_years_figure(browser: Browser) -> None:
    confirmed("purchases", region=MASHAN, kind="purchase", bought_on=date(2022, 5, 1), amount=500_000_000, product="茶")
    task(
        document(issued_on=date(2022, 1, 1)), indicator="消费协作金额", target="年度500万元", due_on=date(2022, 12, 31)
    )
    page = shown(browser("county-clerk"))
    assert ">500</a>" in page and "as-of=2022-12-31" in page and "target reached" in page


def test_a_task_that_waits_is_no_promise_yet_and_one_in_words_has_no_share(browser: Browser) -> None:
    number = document()
    write("tasks", document=number, region=MASHAN, content="没确认", due_on=date(2023, 12, 31))
    task(number, "稳住", target="稳中有增")
    page = shown(browser("county-clerk"))
    assert "没确认" not in page and "稳中有增" in page and "% reached" not in page and "under way" in page


def test_what_a_later_document_promises_is_no_promise_yet(browser: Browser) -> None:
    task(document(issued_on=date(2023, 9, 30)), "当天的")
    task(document(title="以后的方案", issued_on=date(2023, 10, 1)), "以后的")
    page = shown(browser("county-clerk"))
    assert "当天的" in page and "以后的" not in page


def test_meetings_and_visits_of_the_year_stand_below_with_their_decisions(browser: Browser) -> None:
    task(document())
    confirmed("meetings", region=MASHAN, title="联席会", kind="joint", held_on=date(2023, 5, 1), decisions="共建园区")
    confirmed("meetings", region=MASHAN, title="旧会", kind="joint", held_on=date(2022, 5, 1))
    confirmed("meetings", region=MASHAN, title="以后的会", kind="joint", held_on=date(2023, 10, 1))
    confirmed(
        "exchanges", region=MASHAN, visited_on=date(2023, 6, 1), direction="to_east", rank="leader", persons=12,
        purpose="对接产业",
    )  # fmt: skip
    page = shown(browser("county-clerk"))
    assert "联席会" in page and "共建园区" in page and "旧会" not in page and "以后的会" not in page
    assert "对接产业" in page and "12 person-times" in page


def test_numbers_of_persons_are_hidden(browser: Browser) -> None:
    words = f"联系 {id_number(7)} 办理"
    confirmed("meetings", region=MASHAN, title="会", kind="joint", held_on=date(2023, 5, 1), decisions=words)
    page = shown(browser("county-clerk"))
    assert "办理" in page and id_number(7) not in page


def test_the_table_of_text_holds_what_the_page_does_and_no_formula(browser: Browser) -> None:
    project()
    number = document(title="=cmd()")
    task(number, "落实资金")
    task(number, "成了", target="300万元")
    answer = browser("county-clerk").get("/plan.csv", {**AS_OF, "state": "at_risk"})
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv") and "'=cmd()" in text
    assert "1000万元,万元,327,32.7,74.8,2023-12-31" in text and "成了" not in text


def test_a_region_without_promises_says_who_enters_them(browser: Browser) -> None:
    write("projects", year=2023, region=MASHAN, name="甲", kind="industry")
    assert "No promise is recorded here" in shown(browser("county-clerk"))


def candidate(name: str, wan: int | None, region: str = MASHAN, kind: str = "industry", **more: object) -> int:
    values = {"fund": None if wan is None else wan * 1_000_000, "listed_on": date(2023, 8, 1), **more}
    return write("projects", year=2024, region=region, name=name, kind=kind, **values)


def library() -> None:
    """Two in 马山, one of them reviewed and checked; one in 上林; what is approved, cancelled or not listed."""
    first = candidate("好项目", 100)
    write("reviews", project=first, reviewed_on=date(2023, 9, 1), key_point=True, bright_spot=True, result="passed")
    write("site_checks", project=first, checked_on=date(2023, 9, 1), checker="甲", real=True, land=True)
    candidate("路项目", 50, kind="rural")
    candidate("邻县项目", 70, SHANGLIN)
    candidate("已批复", 60, approved_on=date(2023, 9, 1))
    candidate("已取消", 60, cancelled_on=date(2023, 9, 1))
    candidate("未入库", 60, listed_on=None)
    candidate("以后入库", 60, listed_on=date(2023, 10, 1))


@pytest.mark.parametrize("login", READERS)
def test_the_draft_takes_what_waits_in_the_library_and_within_reach(browser: Browser, login: str) -> None:
    library()
    page = shown(browser(login), "/plan/draft", region=MASHAN)
    assert "好项目" in page and "路项目" in page and "4 points" in page and "4 of 7 answered" in page
    for name in ("邻县项目", "已批复", "已取消", "未入库", "以后入库"):
        assert name not in page


def test_the_draft_keeps_to_budgets_and_says_what_is_left_out(browser: Browser) -> None:
    library()
    page = shown(browser("city-manager"), "/plan/draft", **{f"budget-{MASHAN}": "120", "industry": "60"})
    assert "its county has 20 万元 left" in page and "as wished" in page and "no limit" in page


@pytest.mark.parametrize("asked", [{f"budget-{MASHAN}": "-5"}, {f"budget-{MASHAN}": "many"}, {"industry": "101"}])
def test_a_negative_budget_and_other_nonsense_are_refused_in_words(browser: Browser, asked: dict[str, str]) -> None:
    library()
    client = browser("city-manager")
    answer = client.get("/plan/draft", {**AS_OF, **asked})
    page = unescape(answer.content.decode())
    assert answer.status_code == 400 and 'role="alert"' in page and next(iter(asked.values())) in page
    assert "in the plan (" not in page
    assert client.get("/plan/draft/points", {**AS_OF, **asked}).status_code == 400


def test_a_variant_is_a_workbook_and_nothing_is_written(browser: Browser) -> None:
    library()
    candidate("=cmd()", 10)
    before, client = last_batch(), browser("city-manager")
    entries = select_rows("SELECT COUNT(*) FROM journal_entry")
    answer = client.get("/plan/draft/points", {**AS_OF, f"budget-{MASHAN}": "120"})
    book = load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=3)]
    assert rows[0][:2] == ["好项目", "马山县"] and rows[0][4:] == [100, 4]
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    assert "路项目" in [row[0].value for row in book.worksheets[2].iter_rows(min_row=3)]
    assert select_rows("SELECT COUNT(*) FROM journal_entry") == entries and last_batch() >= before


def test_a_variant_that_is_none_is_refused(browser: Browser) -> None:
    library()
    assert browser("city-manager").get("/plan/draft/best", AS_OF).status_code == 400


def test_an_empty_library_says_what_a_candidate_is(browser: Browser) -> None:
    project()
    assert "The library holds no project that waits" in shown(browser("county-clerk"), "/plan/draft")


def test_the_queries_do_not_grow_with_tasks_and_projects(browser: Browser) -> None:
    project()
    number = document()
    task(number)
    candidate("甲", 10)
    client = browser("city-manager")

    def asked(page: str) -> int:
        shown(client, page)
        with CaptureQueriesContext(connection) as queries:
            shown(client, page)
        return len(queries)

    before = {page: asked(page) for page in ("/plan", "/plan/draft")}
    for place in range(12):
        region = (MASHAN, SHANGLIN, NANNING)[place % 3]
        indicator = ("完工率", "协作资金", "拨付率", "enterprises.in_production")[place % 4]
        task(number, f"任务{place}", region, indicator=indicator, target="95%" if place % 2 == 0 else "100")
        candidate(f"项目{place}", 10 + place, region)
    assert {page: asked(page) for page in ("/plan", "/plan/draft")} == before
    assert max(before.values()) <= 25
