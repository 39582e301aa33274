"""The pages of industry: parks with their arithmetic, the chain, the funnel, work; and what each refuses."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.kernel.identity import id_check_character
from jiedui.registers.keys import secret
from tests.people.offices import FUTIAN, MASHAN, NANNING, SHANGLIN, write
from tests.registers.records import id_number, new
from tests.web.conftest import Browser
from tests.web.test_overview import confirmed

AS_OF = "2023-09-30"
PAGES = ["/industry", "/industry/chain", "/industry/funnel", "/labour"]
FILES = ["/industry/parks.csv", "/industry/chain.csv", "/industry/funnel.csv", "/labour.csv"]
READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]


def shown(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, {"as-of": AS_OF, **asked}, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def text(page: str) -> str:
    """A page as it is read, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


def park(name: str = "花卉园", **values: object) -> int:
    given = {"region": MASHAN, "name": name, "kind": "agriculture", "form": "own", "founded_on": date(2022, 1, 1)}
    return confirmed("parks", **{**given, **values})


def enterprise(name: str, **values: object) -> int:
    return confirmed("enterprises", **{"region": MASHAN, "name": name, **values})


def paid(number: int, kind: str, amount: int, day: date = date(2023, 3, 15)) -> int:
    return confirmed("benefits", park=number, kind=kind, amount=amount, paid_on=day, voucher=f"{kind}{amount}")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_each_page(browser: Browser, login: str, address: str) -> None:
    new("offices", region=MASHAN, name="演示中心", kind="centre")
    assert "马山县" in shown(browser(login), address, region=MASHAN)


@pytest.mark.parametrize("address", [*PAGES, *FILES])
@pytest.mark.parametrize(("login", "region"), [("stranger", MASHAN), ("county-clerk", SHANGLIN)])
def test_another_region_is_as_if_it_were_not_there(browser: Browser, address: str, login: str, region: str) -> None:
    assert browser(login).get(address, {"region": region}).status_code == 404


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_nobody_is_sent_to_sign_in(browser: Browser, address: str) -> None:
    answer = browser("").get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in")


@pytest.mark.parametrize("address", [*PAGES, *FILES])
@pytest.mark.parametrize("asked", [{"as-of": "2023-02-30"}, {"level": "9"}, {"since": "2024-01-01", "as-of": AS_OF}])
def test_a_lens_that_cannot_be_is_refused(browser: Browser, address: str, asked: dict[str, str]) -> None:
    assert browser("city-manager").get(address, {"region": MASHAN, **asked}).status_code == 400


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_read_only(browser: Browser, address: str) -> None:
    assert browser("city-manager").post(address).status_code == 405


def shares(number: int, **percents: int) -> list[int]:
    since = date(2022, 1, 1)
    parties = {"home": MASHAN, "partner": FUTIAN}
    return [
        confirmed("income_shares", park=number, party=parties[name], share=percent, since=since)
        for name, percent in percents.items()
    ]


def test_what_an_enclave_park_earns_is_shared_with_the_arithmetic(browser: Browser) -> None:
    one = park(form="enclave", partner=FUTIAN)
    payment = paid(one, "rent", 1_000_000)
    page = shown(browser("city-manager"), "/industry", region=MASHAN)
    assert "is not recorded: missing, not zero" in page
    numbers = shares(one, home=7000, partner=2500)
    page = shown(browser("city-manager"), "/industry", region=MASHAN)
    assert "10,000 × 70 % = 7,000" in text(page) and "10,000 × 25 % = 2,500" in text(page)
    assert "Of 5 % (500) no share is recorded: missing, not zero." in text(page)
    assert all(f'href="/registers/income_shares/{number}"' in page for number in numbers)
    table = browser("city-manager").get("/industry/parks.csv", {"as-of": AS_OF, "region": MASHAN}).content.decode()
    assert f"花卉园,2023,马山县,70,7000,{numbers[0]}" in table and f"福田区,25,2500,{numbers[1]}" in table
    assert page.count(f'href="/registers/benefits/{payment}"') == 3  # among all, in the park, in what is shared


def test_a_share_that_was_changed_within_a_year_gives_two_parts_that_are_added(browser: Browser) -> None:
    one, turns = park(form="enclave", partner=FUTIAN), date(2023, 4, 1)
    paid(one, "rent", 1_000_000)
    paid(one, "rent", 2_000_000, turns)
    for share, since, until in ((7000, date(2022, 1, 1), turns), (6000, turns, None)):
        confirmed("income_shares", park=one, party=MASHAN, share=share, since=since, until=until)
    page = text(shown(browser("city-manager"), "/industry", region=MASHAN))
    assert "10,000 × 70 % = 7,000" in page and "20,000 × 60 % = 12,000" in page
    assert "2023 together 马山县 7,000 + 12,000 = 19,000" in page


def test_a_share_that_waits_is_left_out_and_said(browser: Browser) -> None:
    one = park(form="enclave", partner=FUTIAN)
    paid(one, "rent", 1_000_000)
    write("income_shares", park=one, party=MASHAN, share=7000, since=date(2022, 1, 1))
    page = shown(browser("city-manager"), "/industry", region=MASHAN)
    assert "× 70 %" not in text(page) and "1 shares are not confirmed" in text(page)
    assert "10,000 × 70 % = 7,000" in text(shown(browser("city-manager"), "/industry", region=MASHAN, level="0"))


def test_shares_without_income_say_so_and_a_park_of_its_own_says_nothing(browser: Browser) -> None:
    shares(park(form="enclave"), home=7000)
    assert "Shares are recorded, but no income" in shown(browser("city-manager"), "/industry", region=MASHAN)
    park("第二园", region=SHANGLIN)
    assert "shared between the regions" not in shown(browser("city-manager"), "/industry", region=SHANGLIN)


def test_the_income_of_a_park_is_laid_out_number_by_number(browser: Browser) -> None:
    one = park()
    numbers = [paid(one, "rent", 1_000_000), paid(one, "rent", 2_500_000), paid(one, "commission", 700_000)]
    page = shown(browser("city-manager"), "/industry", region=MASHAN)
    assert "10,000 + 25,000 = 35,000" in text(page) and "7,000 + 35,000 = 42,000" in text(page)
    assert all(f'href="/registers/benefits/{number}"' in page for number in numbers)
    assert ">4.2</a>" in page  # the figure, in 万元


def test_wages_stand_beside_the_figure_of_income_and_not_in_it(browser: Browser) -> None:
    one = park()
    paid(one, "rent", 1_000_000)
    paid(one, "wage", 9_000_000)
    page = shown(browser("city-manager"), "/industry", region=MASHAN)
    assert ">1</a>" in page and "*" in text(page)
    assert "10,000 = 10,000" in text(page) and "90,000" in text(page) and "100,000" not in text(page)


def test_income_of_each_year_has_its_own_figure(browser: Browser) -> None:
    one = park()
    paid(one, "rent", 1_000_000, date(2022, 12, 31))
    paid(one, "rent", 3_000_000, date(2023, 1, 1))
    page = shown(browser("city-manager"), "/industry", region=MASHAN)
    assert f"region={MASHAN}&since=2022-01-01" in page.replace(f"as-of={AS_OF}&", "") or "since=2022-01-01" in page
    assert ">1</a>" in page and ">3</a>" in page


def test_an_enclave_park_says_that_its_sharing_is_not_recorded(browser: Browser) -> None:
    park("飞地园", form="enclave", partner="440304000000")
    park("自建园")
    page = text(shown(browser("city-manager"), "/industry", region=MASHAN))
    assert page.count("is not recorded: missing, not zero") == 1 and "福田区" in page


def test_tenants_and_what_they_paid_in_stand_under_their_park(browser: Browser) -> None:
    one = park()
    tenant = enterprise("甲企业", park=one, registered_on=date(2023, 1, 2))
    enterprise("外企业", registered_on=date(2023, 1, 2))
    for amount in (500_000_000, 250_000_000):
        confirmed("investments", enterprise=tenant, paid_on=date(2023, 5, 1), amount=amount, voucher=str(amount))
    page = text(shown(browser("city-manager"), "/industry", region=MASHAN))
    assert "5,000,000 + 2,500,000 = 7,500,000" in page and "1 moved in by this day" in page and "外企业" not in page


def test_what_is_not_confirmed_is_in_no_sum(browser: Browser) -> None:
    one = park()
    paid(one, "rent", 1_000_000)
    new("benefits", park=one, kind="rent", amount=8_800_000, paid_on=date(2023, 4, 1))
    page = text(shown(browser("city-manager"), "/industry", region=MASHAN))
    assert "88,000" not in page and "waiting 8.8" in page
    assert "88,000" in text(shown(browser("city-manager"), "/industry", region=MASHAN, level="0"))


def test_a_park_without_head_counts_has_none_and_not_zero(browser: Browser) -> None:
    park()
    assert "no head count" in text(shown(browser("city-manager"), "/industry", region=MASHAN))


def test_workshops_stand_under_their_base_with_those_who_work_there(browser: Browser) -> None:
    base = confirmed("bases", region=MASHAN, name="东基地", founded_on=date(2022, 1, 1))
    shops = [
        confirmed("workshops", region=MASHAN, name=name, kind="factory", started_on=date(2022, 2, 1), base=belongs)
        for name, belongs in (("一车间", base), ("二车间", base), ("独车间", None))
    ]
    confirmed("headcounts", workshop=shops[0], counted_on=date(2023, 6, 30), total=30, rural=28, lifted=11)
    page = text(shown(browser("city-manager"), "/industry", region=MASHAN))
    assert "2 workshops" in page and "30 employed, 11 lifted" in page and "1 without a head count" in page
    assert "of no base" in page


def graph(page: str) -> dict:
    found = re.search(r'<script id="chain-chart" type="application/json">(.*?)</script>', page, re.S)
    assert found, page
    return json.loads(found[1])["series"][0]


def test_a_chain_is_drawn_and_listed_alike(browser: Browser) -> None:
    one = enterprise("链主")
    links = [
        confirmed("chain_links", enterprise=one, role=role, partner=name)
        for role, name in (("supplier", "供方"), ("cold_store", "冷库"))
    ]
    page = shown(browser("city-manager"), "/industry/chain", region=MASHAN)
    drawn = graph(page)
    assert [node["name"] for node in drawn["data"]] == ["链主", "供方", "冷库"]
    ids = {node["name"]: node["id"] for node in drawn["data"]}
    ends = [(edge["source"], edge["target"]) for edge in drawn["links"]]
    assert ends == [(ids["供方"], ids["链主"]), (ids["链主"], ids["冷库"])]
    assert all(f'href="/registers/chain_links/{number}"' in page for number in links)


def test_an_enterprise_is_chosen_by_its_number(browser: Browser) -> None:
    first, second = enterprise("甲企业"), enterprise("乙企业")
    for number in (first, second):
        confirmed("chain_links", enterprise=number, role="buyer", partner="商超")
    page = shown(browser("city-manager"), "/industry/chain", region=MASHAN, enterprise=str(second))
    assert f'<option value="{second}" selected>' in page
    assert {node["name"] for node in graph(page)["data"]} == {"甲企业", "乙企业", "商超"}


@pytest.mark.parametrize("enterprise_", ["999999", "x", "-1"])
def test_an_enterprise_that_is_not_there_is_not_found(browser: Browser, enterprise_: str) -> None:
    confirmed("chain_links", enterprise=enterprise("甲企业"), role="buyer", partner="商超")
    answer = browser("city-manager").get("/industry/chain", {"region": MASHAN, "enterprise": enterprise_})
    assert answer.status_code == 404


def test_an_enterprise_out_of_reach_is_not_found(browser: Browser) -> None:
    number = enterprise("上林企业", region=SHANGLIN)
    assert browser("county-clerk").get("/industry/chain", {"enterprise": str(number)}).status_code == 404


def test_a_number_in_a_partners_name_is_masked(browser: Browser) -> None:
    hidden = "45012419800101001" + id_check_character("45012419800101001")
    confirmed("chain_links", enterprise=enterprise("甲企业"), role="buyer", partner=f"张某{hidden}")
    assert hidden not in shown(browser("city-manager"), "/industry/chain", region=MASHAN)
    answer = browser("city-manager").get("/industry/chain.csv", {"region": MASHAN})
    assert hidden not in answer.content.decode()


def fair(name: str = "推介会") -> int:
    return confirmed("events", region=MASHAN, name=name, held_on=date(2023, 1, 10), invited=40)


def test_an_event_leads_from_the_invited_to_money_paid_in(browser: Browser) -> None:
    event = fair()
    confirmed("delegations", region=MASHAN, visited_on=date(2023, 1, 20), party="考察团", persons=12, event=event)
    dates = {"signed_on": date(2023, 2, 9), "registered_on": date(2023, 3, 11), "produced_on": date(2023, 6, 9)}
    one = enterprise("甲企业", event="推介会", agreed=90_000_000_000, **dates)
    confirmed("investments", enterprise=one, paid_on=date(2023, 4, 20), amount=50_000_000_000, voucher="Y1")
    page = shown(browser("city-manager"), "/industry/funnel", region=MASHAN)
    assert f'href="/registers/events/{event}"' in page
    days = text(page.split('id="days-heading"')[1].join(["<main", ""]))
    assert re.search(
        r"推介会 2023-01-10 · 马山县 10 1 known 30 1 known 30 1 known 90 1 known −50 1 known 70 1 known 100", days
    )


def test_an_enterprise_goes_back_to_the_event_at_which_it_signed(browser: Browser) -> None:
    event = fair()
    confirmed(
        "signings", region=MASHAN, signed_on=date(2023, 1, 10), party="乙企业", party_kind="enterprise",
        form="contract", event=event,
    )  # fmt: skip
    enterprise("乙企业", signed_on=date(2023, 1, 10))
    page = text(shown(browser("city-manager"), "/industry/funnel", region=MASHAN))
    assert "no event named" not in page


def test_an_event_that_is_only_named_gets_a_row_of_its_own(browser: Browser) -> None:
    fair()
    enterprise("丙企业", signed_on=date(2023, 1, 10), event="别的会")
    enterprise("丁企业", signed_on=date(2023, 1, 10))
    page = text(shown(browser("city-manager"), "/industry/funnel", region=MASHAN))
    assert "别的会 named by enterprises; no event of this name is recorded" in page and "no event named" in page


def test_days_are_counted_only_where_both_dates_are_known(browser: Browser) -> None:
    for name, registered in (
        ("甲", date(2023, 2, 9)),
        ("乙", date(2023, 1, 20)),
        ("丙", None),
        ("丁", date(2024, 1, 1)),
    ):
        enterprise(name, signed_on=date(2023, 1, 10), registered_on=registered)
    page = text(shown(browser("city-manager"), "/industry/funnel", region=MASHAN))
    assert "20 10 … 30 2 known, 2 not" in page


def test_an_event_of_the_city_names_no_row_for_a_county(browser: Browser) -> None:
    confirmed("events", region=NANNING, name="市推介会", held_on=date(2023, 1, 10), invited=40)
    page = text(shown(browser("county-clerk"), "/industry/funnel", region=MASHAN))
    assert "市推介会" not in page and "No event, signing or enterprise" in page


def person(number: int = 7) -> int:
    return confirmed(
        "persons", id_number=secret(id_number(number)), name=secret(f"演示{number}", "演*"), home=MASHAN,
        household="lifted", phone=secret("13912345678"),
    )  # fmt: skip


def placed(who: int, started: date, ended: date | None, **values: object) -> int:
    given = {"person": who, "destination": "east", "employer": "甲厂", "started_on": started, "ended_on": ended}
    return confirmed("placements", **{**given, **values})


def test_months_are_those_that_a_placement_touches_within_the_lens(browser: Browser) -> None:
    placed(person(1), date(2022, 11, 3), date(2023, 2, 20))
    placed(person(2), date(2023, 8, 15), None)
    page = text(shown(browser("city-manager"), "/labour", region=MASHAN))
    assert re.search(r"东部结对省 2 2 1 2 1 2 ", page)
    page = text(shown(browser("city-manager"), "/labour", region=MASHAN, since="2022-01-01"))
    assert re.search(r"东部结对省 \d 2? ?\d? ?1 4 1 2 ", page)


def test_whose_contract_ends_soon_is_to_be_called_with_the_number_masked(browser: Browser) -> None:
    one = placed(who := person(), date(2023, 1, 5), date(2023, 11, 29))
    page = shown(browser("city-manager"), "/labour", region=MASHAN)
    assert "to be called" in page and f'href="/registers/placements/{one}"' in page
    assert f'href="/registers/persons/{who}"' in page and "13912345678" not in page and "678" not in text(page)


@pytest.mark.parametrize("ended", [date(2023, 9, 29), date(2023, 11, 30), None])
def test_who_left_already_or_stays_longer_is_not_listed(browser: Browser, ended: date | None) -> None:
    placed(person(), date(2023, 1, 5), ended)
    assert "No contract on record ends" in text(shown(browser("city-manager"), "/labour", region=MASHAN))


def test_who_goes_on_elsewhere_need_not_be_called(browser: Browser) -> None:
    who = person()
    placed(who, date(2023, 1, 5), date(2023, 10, 10))
    after = placed(who, date(2023, 10, 11), None)
    page = shown(browser("city-manager"), "/labour", region=MASHAN)
    assert "to be called" not in page and f'href="/registers/placements/{after}">goes on' in page


def test_the_donor_sees_the_persons_name_masked(browser: Browser) -> None:
    placed(person(), date(2023, 1, 5), date(2023, 10, 10))
    assert "演示7" in shown(browser("city-manager"), "/labour", region=MASHAN)
    assert "演示7" not in shown(browser("donor"), "/labour", region=MASHAN)


def test_the_table_of_labour_holds_no_person(browser: Browser) -> None:
    placed(person(), date(2023, 1, 5), date(2023, 10, 10))
    answer = browser("city-manager").get("/labour.csv", {"region": MASHAN, "as-of": AS_OF})
    content = answer.content.decode()
    assert answer["Content-Type"].startswith("text/csv") and "东部结对省,1,1,1,9" in content and "演示7" not in content


def test_a_text_in_a_table_is_no_formula(browser: Browser) -> None:
    one = park("=1+1")
    paid(one, "rent", 1_000_000)
    content = browser("city-manager").get("/industry/parks.csv", {"region": MASHAN, "as-of": AS_OF}).content.decode()
    assert "'=1+1,2023," in content and ",10000," in content


@pytest.mark.parametrize("address", PAGES)
def test_more_records_cost_no_more_queries(browser: Browser, address: str) -> None:
    client = browser("city-manager")

    def queries() -> int:
        shown(client, address, region=MASHAN)
        with CaptureQueriesContext(connection) as found:
            shown(client, address, region=MASHAN)
        return len(found)

    def more(number: int) -> None:
        one = park(f"园{number}")
        paid(one, "rent", 1_000_000)
        tenant = enterprise(f"企业{number}", park=one, registered_on=date(2023, 1, 2), signed_on=date(2023, 1, 1))
        confirmed("investments", enterprise=tenant, paid_on=date(2023, 5, 1), amount=100, voucher="1")
        confirmed("chain_links", enterprise=tenant, role="buyer", partner=f"商超{number}")
        event = fair(f"会{number}")
        confirmed(
            "delegations", region=MASHAN, visited_on=date(2023, 1, 20), party=f"团{number}", persons=2, event=event
        )
        confirmed(
            "signings", region=MASHAN, signed_on=date(2023, 1, 10), party=f"乙{number}", party_kind="enterprise",
            form="contract", event=event,
        )  # fmt: skip
        placed(person(number), date(2023, 1, 5), date(2023, 10, 10))

    more(1)
    few = queries()
    more(2)
    more(3)
    assert queries() <= few <= 32
